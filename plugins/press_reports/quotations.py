"""Quotations in a report, and who spoke them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from press_reports.lexicon import WORDS
from press_reports.people import PersonMention


class Quote(NamedTuple):
    """Words between quotation marks, who spoke them, and the words that say so."""

    text: str
    speaker: PersonMention | None
    evidence: str

    @property
    def by(self) -> str | None:
        """The id of the speaker, or else the name."""
        return (self.speaker.id or self.speaker.name) if self.speaker else None


def spans(paragraph: str) -> list[tuple[int, int]]:
    """Where quotations of four words or more stand, marks included; shorter ones are terms."""
    return [
        match.span()
        for match in WORDS["quotation"].finditer(paragraph)
        if len(match[0].split()) >= 4 or (match[0][0] in "「『" and len(match[0]) > 9)
    ]


def masked(paragraph: str) -> str:
    """The paragraph with its quotations blank: who is named there does nothing here."""
    for start, end in spans(paragraph):
        paragraph = paragraph[:start] + " " * (end - start) + paragraph[end:]
    return paragraph


def acts(paragraph: str, naming: PersonMention) -> bool:
    """Is the name a subject: does any verb follow it?"""
    return bool(WORDS["subject"].match(paragraph, naming.end))


def speaks(paragraph: str, naming: PersonMention) -> bool:
    """Does a verb of saying follow the name, its office between commas left out?"""
    return bool(WORDS["speaker"].match(paragraph, naming.end))


def quotes(paragraphs: Sequence[str], named: Sequence[Sequence[PersonMention]]) -> list[Quote]:
    """The quotations of a report; `named` are the persons of each paragraph, quotations blank."""
    found: list[Quote] = []
    subjects: list[PersonMention] = []
    before: list[PersonMention] = []
    sexes = _sexes(paragraphs, named)
    for paragraph, some in zip(paragraphs, named, strict=True):
        namings = [replace(n, courtesy=n.courtesy or sexes.get(n.key, "")) for n in some]
        bare = masked(paragraph)
        last: Quote | None = None
        for start, end in spans(paragraph):
            so_far = [n for n in namings if n.end <= start]
            acted = [n for n in so_far if acts(bare, n)]
            known = [*before, *so_far, *subjects, *acted]
            speaker, words = _after(bare, end, namings, known)
            if speaker is None:
                speaker, words = _before(bare, start, so_far, known)
            if speaker is None and last:
                speaker, words = last.speaker, last.evidence
            text = paragraph[start:end].strip('“”"„「」『』«» ').rstrip(",")
            last = Quote(text, speaker, words)
            found.append(last)
        subjects += [n for n in namings if acts(bare, n)]
        before += namings
    return found


def _after(
    text: str, end: int, namings: Sequence[PersonMention], known: Sequence[PersonMention]
) -> tuple[PersonMention | None, str]:
    """The speaker told after the quotation: `, he said`, `, said Lavrov`, `, the minister said`."""
    at = end + len(text[end:]) - len(text[end:].lstrip(" ,—–-"))
    if pronoun := WORDS["pronoun_speaks"].match(text, at):
        return _meant(pronoun[1], known), pronoun[0]
    verb = WORDS["speech"].match(text, at)
    name_at = verb.end() + 1 if verb else at
    for naming in namings:
        between = text[at : max(at, naming.whole)]
        quoted = len(between) < 40 and WORDS["heard_from"].search(between)
        if quoted or (name_at <= naming.whole <= name_at + 4 and (verb or speaks(text, naming))):
            return naming, text[at : naming.end]
    office = WORDS["office_speaks"].match(text, at) or (
        verb and WORDS["the_office"].match(text, name_at)
    )
    return (_holder(office[1], known), office[0]) if office else (None, "")


def _before(
    text: str, start: int, namings: Sequence[PersonMention], known: Sequence[PersonMention]
) -> tuple[PersonMention | None, str]:
    """The speaker told before it in its sentence: `Lavrov said: “…`, `according to Xi, “…`."""
    opening = re.split(r"(?<=[^A-Z][.!?])\s+", text[:start])[-1]
    base = start - len(opening)
    pronoun = _in_last_sentence("pronoun_speaks", opening)
    for naming in reversed(namings):
        if naming.start < base or (pronoun and naming.end < base + pronoun.start()):
            break
        if speaks(text, naming) or WORDS["heard_from"].search(text[: naming.whole]):
            return naming, text[naming.whole : start].strip()
    if pronoun:
        return _meant(pronoun[1], known), opening[pronoun.start() :].strip()
    office = _in_last_sentence("office_speaks", opening)
    words = opening[office.start() :].strip() if office else ""
    return (_holder(office[1], known) if office else None), words


def _in_last_sentence(pattern: str, text: str) -> re.Match[str] | None:
    return next((m for m in WORDS[pattern].finditer(text) if "." not in text[m.end() :]), None)


def _sexes(paragraphs: Sequence[str], named: Sequence[Sequence[PersonMention]]) -> dict[str, str]:
    """A courtesy for each of whom `his` or `her counterpart` tells it, by key."""
    found = {}
    for paragraph, namings in zip(paragraphs, named, strict=True):
        for match in WORDS["own_counterpart"].finditer(paragraph):
            before = (n for n in namings if n.end <= match.start())
            subject = next(
                (n for n in before if ". " not in paragraph[n.end : match.start()]), None
            )
            if subject:
                found[subject.key] = "mr" if match[1] == "his" else "mrs"
    return found


def _meant(pronoun: str, subjects: Sequence[PersonMention]) -> PersonMention | None:
    """Return the last subject whom the pronoun fits, as far as titles tell."""
    other = WORDS["man"] if pronoun.lower() == "she" else WORDS["woman"]
    fits = (n for n in reversed(subjects) if not other.search(f"{n.courtesy} {n.office or ''}"))
    return next(fits, None)


def _holder(office: str, known: Sequence[PersonMention]) -> PersonMention | None:
    """Return the one named whose office ends like this: `the minister` is the Foreign Minister.

    None where two hold such an office: `the president` in a report on two presidents.
    """
    held = [n for n in known if n.office and re.search(rf"\b{office}\b", n.office, re.I)]
    return held[-1] if len({n.key for n in held}) == 1 else None
