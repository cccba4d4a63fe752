"""Quotations in a report, and who spoke them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from chronology.editing.report.people import Naming

#: Verbs of saying, in the past and the present.
SPEECH: Final = (
    r"(?:said|says|told|tells|added|adds|stressed|noted|stated|emphasi[sz]ed|declared|remarked|"
    r"pointed out|reiterated|underlined|underscored|warned|announced|explained|continued|replied|"
    r"wrote|commented|observed|argued|insisted|recalled|concluded|affirmed|reaffirmed|asked|urged|"
    r"expressed|went on)"
)
_PAIRS: Final = re.compile(
    '“([^”]+)(?:”|$)|「([^」]+)」|『([^』]+)』|«([^»]+)»|„([^“”]+)[“”]|"([^"]+)(?:"|$)'
)
_ADVERBS: Final = r"(?:\w+ly\s+|also\s+|then\s+|later\s+|has\s+|had\s+|further\s+)*"
_WOMAN: Final = re.compile(
    r"\b(?:mrs|ms|miss|dame|lady|madam|queen|\w+woman|princess|empress)\b", re.I
)
_MAN: Final = re.compile(r"\b(?:mr|sir|lord|king|emir|sultan|pope|\w+man|prince|emperor)\b", re.I)
_THE: Final = r"[Tt]he\s+(?:[A-Z]\w+\s+)?(?:\w+\s+)?(\w+)"


class Quote(NamedTuple):
    """Words between quotation marks, who spoke them, and the words that say so."""

    text: str
    speaker: Naming | None
    evidence: str


def spans(paragraph: str) -> list[tuple[int, int]]:
    """Where quotations of four words or more stand, marks included; shorter ones are terms."""
    return [
        match.span()
        for match in _PAIRS.finditer(paragraph)
        if len(match[0].split()) >= 4 or (match[0][0] in "「『" and len(match[0]) > 9)
    ]


def masked(paragraph: str) -> str:
    """The paragraph with its quotations blank: who is named there does nothing here."""
    for start, end in spans(paragraph):
        paragraph = paragraph[:start] + " " * (end - start) + paragraph[end:]
    return paragraph


def acts(paragraph: str, naming: Naming) -> bool:
    """Is the name a subject: does any verb follow it?"""
    after = paragraph[naming.end :]
    verb = rf"(?:{SPEECH}|\w+ed|met|held|spoke|began|gave|went|will|has|had|is|was)"
    return bool(re.match(rf"(?:,[^,.]{{1,80}},|,)?\s+{_ADVERBS}{verb}\b", after))


def speaks(paragraph: str, naming: Naming) -> bool:
    """Does a verb of saying follow the name, its office between commas left out?"""
    after = paragraph[naming.end :]
    return bool(re.match(rf"(?:,[^,.]{{1,80}},|,)?\s+{_ADVERBS}{SPEECH}\b", after))


def quotes(paragraphs: Sequence[str], named: Sequence[Sequence[Naming]]) -> list[Quote]:
    """The quotations of a report; `named` are the persons of each paragraph, quotations blank."""
    found: list[Quote] = []
    subjects: list[Naming] = []
    before: list[Naming] = []
    for paragraph, namings in zip(paragraphs, named, strict=True):
        bare = masked(paragraph)
        last: Quote | None = None
        for start, end in spans(paragraph):
            so_far = [n for n in namings if n.end <= start]
            spoken = subjects + [n for n in so_far if acts(bare, n)]
            known = before + so_far
            speaker, words = _after(bare, end, namings, spoken or known, known)
            if speaker is None:
                speaker, words = _before(bare, start, so_far, spoken or known, known)
            if speaker is None and last:
                speaker, words = last.speaker, last.evidence
            text = paragraph[start:end].strip('“”"„「」『』«» ').rstrip(",")
            last = Quote(text, speaker, words)
            found.append(last)
        subjects += [n for n in namings if acts(bare, n)]
        before += namings
    return found


def _after(
    text: str, end: int, namings: Sequence[Naming], subjects: list[Naming], known: list[Naming]
) -> tuple[Naming | None, str]:
    """The speaker told after the quotation: `, he said`, `, said Lavrov`, `, the minister said`."""
    rest = text[end : end + 160]
    comma = len(rest) - len(rest.lstrip(" ,—–-"))
    pronoun = re.match(rf"(he|she)\s+{_ADVERBS}{SPEECH}\b", rest[comma:], re.I)
    if pronoun:
        return _meant(pronoun[1], subjects), pronoun[0]
    verb = re.match(rf"{SPEECH}\s+", rest[comma:])
    at = end + comma + (verb.end() if verb else 0)
    for naming in namings:
        if at <= naming.whole <= at + 4 and (verb or speaks(text, naming)):
            return naming, text[end + comma : naming.end]
    office = re.match(rf"{_THE}\s+{_ADVERBS}{SPEECH}\b", rest[comma:]) or (
        verb and re.match(_THE, rest[comma + verb.end() :])
    )
    return (_holder(office[1], known), office[0]) if office else (None, "")


def _before(
    text: str, start: int, namings: list[Naming], subjects: list[Naming], known: list[Naming]
) -> tuple[Naming | None, str]:
    """The speaker told before it in its sentence: `Lavrov said: “…`, `according to Xi, “…`."""
    opening = re.split(r"(?<=[^A-Z][.!?])\s+", text[:start])[-1]
    base = start - len(opening)
    pronoun = re.search(rf"\b(he|she)\s+{_ADVERBS}{SPEECH}\b[^.]*$", opening, re.I)
    for naming in reversed(namings):
        if naming.start < base or (pronoun and naming.end < base + pronoun.start()):
            break
        heard = re.search(r"\b(?:[Aa]ccording to|[Qq]uot\w+|words of)\s+$", text[: naming.whole])
        if speaks(text, naming) or heard:
            return naming, text[naming.whole : start].strip()
    if pronoun:
        return _meant(pronoun[1], subjects), pronoun[0].strip()
    office = re.search(rf"{_THE}\s+{_ADVERBS}{SPEECH}\b[^.]*$", opening)
    return (_holder(office[1], known), office[0].strip()) if office else (None, "")


def _meant(pronoun: str, subjects: list[Naming]) -> Naming | None:
    """The last who spoke and whom the pronoun fits, as far as a title tells."""
    other = _MAN if pronoun.lower() == "she" else _WOMAN
    fits = (n for n in reversed(subjects) if not other.search(f"{n.courtesy} {n.office or ''}"))
    return next(fits, None)


def _holder(office: str, known: list[Naming]) -> Naming | None:
    """The last named whose office ends like it: `the minister` is the Foreign Minister."""
    return next((n for n in reversed(known)
                 if n.office and re.search(rf"\b{office}\b", n.office, re.I)), None)  # fmt: skip
