"""Who took part in what a report tells of, and what kind of event it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from chronology.editing.report import lexicon
from chronology.editing.report.people import Naming
from chronology.editing.report.said import speaks
from chronology.editing.report.states import Hit, joined

#: Verbs that bring persons together: those after it take part too.
_ENCOUNTER: Final = lexicon.any_of("encounter")
_ACT: Final = lexicon.any_of("act", lexicon.source("speech"))
_IMPERSONAL: Final = lexicon.pattern("impersonal")
#: Any other verb: the persons after it take part only where one of `_TOGETHER` leads to them.
_ANY: Final = lexicon.any_of("others")
_TOGETHER: Final = re.compile(r"\b(?:with|by|alongside|opposite|to)\s+(?:\w+\s+){0,2}$")
_TALKS_WITH: Final = lexicon.pattern("talks_with")
_PRESENT: Final = lexicon.pattern("also_present")
#: After one of these the sentence speaks of others.
_BOUNDARY: Final = lexicon.any_of("boundary")
_MARGINS: Final = lexicon.pattern("margins")
_RELATIVE: Final = re.compile(r",\s+(?:who|whom|whose|which)\b[^,]*,")
_PLURAL: Final = lexicon.pattern("ministers_of", re.I)
_RECEIVES: Final = re.compile(r"\b(?:receive|welcome|host|greet|summon)")
_COMES: Final = re.compile(r"\b(?:visit|arrive|travel|flew|pa(?:id|ys)\b)")
_LISTED: Final = lexicon.pattern("between_listed")
_RULED: Final = lexicon.pattern("between_state_and_verb", re.I)


class Part(NamedTuple):
    """One who took part: a person or (`naming` None) a state, before the verb or after it."""

    naming: Naming | None
    id: str | None
    acts: bool
    words: str
    speaks: bool = False

    @property
    def key(self) -> str:
        return self.naming.key if self.naming else self.id or ""


class Sentence(NamedTuple):
    """A sentence, its quotations blank, with its persons and names at their places in it."""

    text: str
    persons: Sequence[Naming]
    hits: Sequence[Hit]


class Lead(NamedTuple):
    """The sentence that tells the event, its verb, and who took part."""

    sentence: Sentence
    verb: str
    parts: tuple[Part, ...]

    @property
    def keys(self) -> set[str]:
        return {part.key for part in self.parts}

    @property
    def kind(self) -> str:
        """The id of the event type."""
        text = _MARGINS.sub("", self.sentence.text)
        for kind, pattern in lexicon.TYPES:
            if pattern.search(text):
                return kind
        together = len({p.key for p in self.parts if p.naming and not p.speaks}) > 1
        return "meeting" if together else "statement"

    @property
    def hosts(self) -> str | None:
        """Does the verb say that the ones before it receive ("acts") or come ("others")?"""
        passive = bool(re.match(r"was|were|been", self.verb))
        if _RECEIVES.search(self.verb):
            return "others" if passive else "acts"
        return "others" if _COMES.search(self.verb) else None


def lead(sentences: Sequence[Sentence]) -> Lead:
    """The first sentence that brings persons together, or else lets one act."""
    tries = [_took_part(sentence) for sentence in sentences[:4]]
    nothing = Lead(Sentence("", (), ()), "", ())
    best = next((one for one in tries if one.parts), next(iter(tries), nothing))
    parts = list(best.parts)
    if len(parts) == 1 and parts[0].naming:
        more = (one for one in tries if len(one.parts) > 1 and parts[0].key in one.keys)
        parts += next(more, nothing).parts
    text = best.sentence.text
    parts += [
        _person(n, text)
        for n in best.sentence.persons
        if _TALKS_WITH.search(text[: n.whole]) and not _possessive(text, n.end)
    ]
    if not any(part.naming for part in parts):
        for sentence in sentences:
            for naming in sentence.persons:
                if speaks(sentence.text, naming) and not _possessive(sentence.text, naming.end):
                    parts.append(_person(naming, sentence.text, True)._replace(speaks=True))
    for sentence in sentences:
        if _PRESENT.search(sentence.text):
            parts += [_person(n, sentence.text) for n in sentence.persons]
    return best._replace(parts=tuple({part.key: part for part in reversed(parts)}.values())[::-1])


def _person(naming: Naming, text: str, acts: bool = False) -> Part:
    return Part(naming, naming.id, acts, text[naming.whole : naming.end])


def _took_part(sentence: Sentence) -> Lead:
    text = _RELATIVE.sub(lambda m: " " * len(m[0]), sentence.text)
    persons = [n for n in sentence.persons
               if not _possessive(text, n.end) and text[n.start : n.end].strip()]  # fmt: skip
    verbs = sorted([*_ENCOUNTER.finditer(text), *_ACT.finditer(text)], key=re.Match.start)
    verbs = [verb for verb in verbs if not any(n.whole <= verb.start() < n.end for n in persons)]
    for verb in verbs:
        before = _chain(text, [n for n in persons if n.end <= verb.start()], verb.start())
        meets = bool(_ENCOUNTER.match(text, verb.start()))
        meets |= verb[0] in ("warned", "asked") and any(n.whole == verb.end() + 1 for n in persons)
        after = _after(text, persons, verb.end()) if meets else []
        if before or (len(after) > 1 and _IMPERSONAL.fullmatch(verb[0])):
            listed = _plural(sentence)
            if listed and len(listed) <= len(before):
                named = zip(before, listed, strict=False)
                before[: len(listed)] = [replace(n, of=n.of or p.id) for n, p in named]
                listed = []
            parts = [_person(n, text, True) for n in before]
            parts += [_person(n, text) for n in after]
            return Lead(sentence, verb[0], (*parts, *listed))
    for verb in _ANY.finditer(text):
        before = _chain(text, [n for n in persons if n.end <= verb.start()], verb.start())
        if before and not re.search(r"\bthat\b", text[: before[0].whole]):
            after = [n for n in _after(text, persons, verb.end())
                     if _TOGETHER.search(text[: n.whole])]  # fmt: skip
            parts = [_person(n, text, n in before) for n in (*before, *after)]
            return Lead(sentence, verb[0], tuple(parts))
    for verb in verbs:
        states = _acting(text, sentence.hits, verb.start())
        if states:
            meets = bool(_ENCOUNTER.match(text, verb.start()))
            parts = [Part(None, h.id, True, text[h.start : h.end]) for h in states]
            if meets:
                parts += [_person(n, text) for n in _after(text, persons, verb.end())]
            elif re.match(r"recogni|expel|sever|cut|broke|impos", verb[0]):
                parts += [Part(None, h.id, False, text[h.start : h.end]) for h in sentence.hits
                          if h.start > verb.end() and h.kind == "state" and h.id][:1]  # fmt: skip
            return Lead(sentence, verb[0], (*parts, *_plural(sentence)))
    return Lead(sentence, "", tuple(_plural(sentence)))


def _possessive(text: str, end: int) -> bool:
    return bool(re.match(r"[’']s?\b", text[end : end + 2]))


def _chain(text: str, persons: Sequence[Naming], end: int) -> list[Naming]:
    """The last of the persons and those listed with it, if the verb can be theirs."""
    found: list[Naming] = []
    for naming in reversed(persons):
        if not found:
            between = re.sub(r"\b(?:was|were|has|had|will)\s*$", "", text[naming.end : end])
            if len(between) > 90 or ";" in between or _BOUNDARY.search(between):
                return []
        elif not _LISTED.fullmatch(text[naming.end : found[-1].whole]):
            break
        found.append(naming)
    last = found[-1] if found else None
    if last and re.search(r"\b(?:led|headed) by\s+(?:the\s+)?$", text[: last.whole]):
        return found[::-1]
    if last and re.search(r"\b(?:after|following|for|of|against|about|with|by)\s+(?:the\s+)?$",
                          text[: last.whole]):  # fmt: skip
        return []
    return found[::-1]


def _after(text: str, persons: Iterable[Naming], place: int) -> list[Naming]:
    """The persons after the verb, up to where the sentence turns to something else."""
    found = []
    for naming in persons:
        if naming.whole < place:
            continue
        if _BOUNDARY.search(text[place : naming.whole]) or len(text[place : naming.whole]) > 150:
            break
        found.append(naming)
        place = naming.end
    return found


def _acting(text: str, hits: Sequence[Hit], end: int) -> list[Hit]:
    """The states or organizations that a verb is of, or their governments."""
    found: list[Hit] = []
    for hit in reversed([h for h in hits if h.end <= end and h.kind != "place" and h.id]):
        between = text[hit.end : found[-1].start if found else end]
        ruled = _RULED.fullmatch(between)
        if not (ruled if not found else joined(between)):
            break
        found.append(hit)
    return found[::-1]


def _plural(sentence: Sentence) -> list[Part]:
    """The states of `the foreign ministers of A, B and C`."""
    found: list[Hit] = []
    for hit in (h for h in sentence.hits if h.kind == "state"):
        before = sentence.text[found[-1].end if found else 0 : hit.start]
        if joined(before) if found else _PLURAL.search(before):
            found.append(hit)
        elif found:
            break
    return [Part(None, h.id, False, sentence.text[h.start : h.end]) for h in found if h.id]
