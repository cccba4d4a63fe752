"""Who took part in what a report tells of, and what kind of event it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from press_reports import lexicon
from press_reports.gazetteer import Hit, joined
from press_reports.lexicon import WORDS
from press_reports.people import PersonMention
from press_reports.quotations import speaks


class Part(NamedTuple):
    """One who took part: a person or (`naming` None) a state, before the verb or after it."""

    naming: PersonMention | None
    id: str | None
    acts: bool
    words: str
    speaks: bool = False
    #: False where the state takes part for a person whom the registry does not know.
    person: bool = True

    @property
    def key(self) -> str:
        return self.naming.key if self.naming else self.id or ""


class Sentence(NamedTuple):
    """A sentence, its quotations blank, with its persons and names at their places in it."""

    text: str
    persons: Sequence[PersonMention]
    hits: Sequence[Hit]

    @property
    def told(self) -> str:
        """Its text, blank where it ends with who made it known: no person took part there."""
        last = WORDS["attribution"].search(self.text)
        if not last or any(naming.start >= last.start() for naming in self.persons):
            return self.text
        return self.text[: last.start()].ljust(len(self.text))


class Lead(NamedTuple):
    """The sentence that tells the event, its verb, and who took part."""

    sentence: Sentence
    verb: str
    parts: tuple[Part, ...]

    @property
    def kind(self) -> str:
        """The id of the event type."""
        text = self.sentence.told
        for aside in (WORDS["margins"], WORDS["aside"], WORDS["said_that"]):
            text = aside.sub("", text)
        for told in (WORDS["discussed"].sub("", text), text):
            for kind, pattern in lexicon.TYPES:
                if pattern.search(told):
                    return kind
        together = len({p.key for p in self.parts if p.naming and not p.speaks}) > 1
        return "meeting" if together else "statement"

    @property
    def ahead(self) -> bool:
        """Is what it tells yet to come?"""
        return bool(re.match(r"(?:will|may|would|to) ", self.verb))

    @property
    def hosts(self) -> str | None:
        """Does the verb say that the ones before it receive ("acts") or come ("others")?"""
        passive = bool(re.match(r"was|were|been", self.verb))
        if WORDS["receives"].search(self.verb):
            return "others" if passive else "acts"
        return "others" if WORDS["comes"].search(self.verb) else None


def lead(sentences: Sequence[Sentence]) -> Lead:
    """The first sentence that brings persons together, or else lets one act."""
    tries = [_took_part(sentence) for sentence in sentences[:4]]
    nothing = Lead(Sentence("", (), ()), "", ())
    best = next((one for one in tries if one.parts), next(iter(tries), nothing))
    parts = list(best.parts)
    told = _blank(WORDS["margins"], best.sentence.text)
    leads = WORDS["talks_with"].search
    parts += [_person(n, told) for n in best.sentence.persons if leads(told[: n.whole])]
    if not any(part.naming for part in parts):
        parts += [
            _person(naming, sentence.text, True)._replace(speaks=True)
            for sentence in sentences
            for naming in sentence.persons
            if speaks(sentence.text, naming) and not WORDS["had"].match(sentence.text, naming.end)
        ]
    for sentence in sentences:
        if WORDS["also_present"].search(sentence.text):
            parts += [_person(n, sentence.text) for n in sentence.persons]
    return best._replace(parts=tuple({part.key: part for part in reversed(parts)}.values())[::-1])


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """The text with all else at its place."""
    return pattern.sub(lambda match: " " * len(match[0]), text)


def _person(naming: PersonMention, text: str, acts: bool = False) -> Part:
    return Part(naming, naming.id, acts, text[naming.whole : naming.end])


def _took_part(sentence: Sentence) -> Lead:
    """By the first verb that persons stand before, else any verb, else one of states."""
    text = _blank(WORDS["relative"], sentence.text)
    persons = [
        naming
        for naming in sentence.persons
        if not _possessive(text, naming.end) and text[naming.start : naming.end].strip()
    ]
    both = (*WORDS["encounter"].finditer(text), *WORDS["act"].finditer(text))
    verbs = sorted(both, key=re.Match.start)
    listed = _plural(sentence)
    for verb in verbs:
        before = _chain(text, persons, verb.start())
        after = _after(text, persons, verb)
        if before or (len(after) > 1 and WORDS["impersonal"].fullmatch(verb[0])):
            if listed and len(listed) <= len(before):
                named = zip(before, listed, strict=False)
                before[: len(listed)] = [replace(n, of=n.of or p.id) for n, p in named]
                listed = []
            parts = [_person(n, text, n in before) for n in (*before, *after)]
            return Lead(sentence, verb[0], (*parts, *listed))
    for verb in WORDS["others"].finditer(text):
        before = _chain(text, persons, verb.start())
        if before and not re.search(r"\bthat\b", text[: before[0].whole]):
            leads = WORDS["together"].search
            after = [n for n in _after(text, persons, verb) if leads(text[: n.whole])]
            parts = [_person(n, text, n in before) for n in (*before, *after)]
            return Lead(sentence, verb[0], tuple(parts))
    for verb in verbs:
        if states := _acting(text, sentence.hits, verb.start()):
            later = [h for h in sentence.hits if h.start > verb.end()]
            others = [h for h in later if h.kind == "state" and h.id]
            met = others[:1] if WORDS["against"].match(verb[0]) else []
            parts = [Part(None, h.id, h in states, h.name) for h in (*states, *met)]
            parts += [_person(n, text) for n in _after(text, persons, verb)]
            return Lead(sentence, verb[0], (*parts, *listed))
    return Lead(sentence, "", tuple(listed))


def _possessive(text: str, end: int) -> bool:
    return bool(re.match(r"[’']s?\b", text[end : end + 2]))


def _chain(text: str, persons: Sequence[PersonMention], end: int) -> list[PersonMention]:
    """The last of the persons before a verb and those listed with it, if it can be theirs."""
    found: list[PersonMention] = []
    introduced = WORDS["before_no_subject"].search
    for naming in reversed([one for one in persons if one.end <= end]):
        if not found:
            between = re.sub(r"\b(?:was|were|has|had|will)\s*$", "", text[naming.end : end])
            if len(between) > 90 or ";" in between or WORDS["boundary"].search(between):
                return []
        else:
            between = text[naming.end : found[-1].whole]
            apart = "," in between and introduced(text[: naming.whole])
            if apart or not WORDS["between_listed"].fullmatch(between):
                break
        found.append(naming)
    return [] if found and introduced(text[: found[-1].whole]) else found[::-1]


def _after(text: str, persons: Iterable[PersonMention], verb: re.Match[str]) -> list[PersonMention]:
    """The persons after the verb, up to where the sentence turns to something else."""
    found: list[PersonMention] = []
    place = verb.end()
    if WORDS["act"].match(text, verb.start()) and not WORDS["encounter"].match(text, verb.start()):
        return found
    for naming in (one for one in persons if one.whole >= place):
        between = text[place : naming.whole]
        tells = between.rstrip().endswith(",") and speaks(text, naming)
        if tells or WORDS["boundary"].search(between) or len(between) > 150:
            break
        found.append(naming)
        place = naming.end
    return found


def _acting(text: str, hits: Sequence[Hit], end: int) -> list[Hit]:
    """The states or organizations that a verb is of, or their governments."""
    found: list[Hit] = []
    for hit in reversed([h for h in hits if h.end <= end and h.kind != "place" and h.id]):
        between = text[hit.end : found[-1].start if found else end]
        ruled = WORDS["between_state_and_verb"].fullmatch(between)
        if not (ruled if not found else joined(between)):
            break
        found.append(hit)
    return found[::-1]


def _plural(sentence: Sentence) -> list[Part]:
    """The states of `the foreign ministers of A, B and C`."""
    found: list[Hit] = []
    for hit in (h for h in sentence.hits if h.kind == "state"):
        before = sentence.text[found[-1].end if found else 0 : hit.start]
        if joined(before) if found else WORDS["ministers_of"].search(before):
            found.append(hit)
        elif found:
            break
    return [Part(None, h.id, False, sentence.text[h.start : h.end]) for h in found if h.id]
