"""Persons in a report, with the offices and states that stand at their names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from chronology.content.markdown.names import unmarked
from chronology.model.edtf import Date
from chronology.model.records import Actor, Person
from chronology.validation.offices import may_hold
from press_reports import lexicon
from press_reports.gazetteer import Gazetteer, Hit
from press_reports.lexicon import WORDS

_HEADS: Final = lexicon.some("heads")
_COURTESY: Final = "|".join(word.title() for word in lexicon.some("courtesy"))
#: Stands for each character of the name of a state or organization.
_STATE: Final = "\ue000"
_PART_OF_OFFICE: Final = lexicon.some("office_parts")
_CONNECTORS: Final = frozenset("of for and the & on to".split())


def _office_pattern() -> re.Pattern[str]:
    """An office: words around one that heads it, with the states it is of."""

    def any_of(words: Iterable[str]) -> str:
        return rf"(?i:{'|'.join(sorted(words, key=len, reverse=True))})(?![\w-])"

    head, word, link = any_of(_HEADS), any_of(_HEADS | _PART_OF_OFFICE), any_of(_CONNECTORS)
    word = rf"(?:{word}|(?:{_COURTESY})\b\.?)"
    joint = rf"(?:\s*\([^()\s]+\))?(?:\s+{link})*\s+"
    state = rf"{_STATE}+(?:['’]s)?"
    before = rf"(?:(?:{state}|{word}){joint})*?"
    after = rf"(?:(?:{joint}|,\s+(?:{link}\s+)*){word}|(?:\s+{link})+\s+{state})*,?"
    courtesies = rf"(?:{word}\s+)*(?:(?:{_COURTESY})\b\.?\s*)+"
    return re.compile(f"(?P<office>{before}{head}{after})|{courtesies}")


_PARTICLES: Final = lexicon.some("particles")
_OFFICE: Final = _office_pattern()
#: Words of which no name is made.
OFFICE_WORDS: Final = _HEADS | _PART_OF_OFFICE | _CONNECTORS | {f"{word}s" for word in _HEADS}
_NO_NAME: Final = lexicon.some("no_names")
_PLAIN: Final = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "’": "'"}
)


@dataclass(frozen=True)
class PersonMention:
    """A person named at `start` to `end` of a paragraph (`whole` is where the office begins)."""

    whole: int
    start: int
    end: int
    name: str
    id: str | None
    office: str | None = None
    of: str | None = None
    courtesy: str = ""

    @property
    def key(self) -> str:
        """One for each person: the id, or the name as folded."""
        return self.id or " ".join(folded(self.name))


class Title(NamedTuple):
    """The words before a name: `of` is the id of the state or organization in them."""

    words: str
    of: str | None
    courtesy: str
    end: int


def folded(name: str) -> tuple[str, ...]:
    """A name's words as they compare: no marks, case, initials or suffix."""
    bare = unmarked(name.lower().translate(_PLAIN))
    words = re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", bare)
    return tuple(w for w in words if len(w) > 1 and w not in ("jr", "sr", "ii", "iii", "iv"))


class People:
    """The persons of the registry and those met with in one report."""

    def __init__(self, actors: Iterable[Actor], gazetteer: Gazetteer, day: Date | None) -> None:
        self._gazetteer = gazetteer
        self._day = day
        self._persons: dict[str, Person] = {p.id: p for p in actors if isinstance(p, Person)}
        self._names: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for person in self._persons.values():
            for words in {folded(text) for text in person.all_names}:
                for word in set(words):
                    self._names.setdefault(word, []).append((words, person.id))
        self._met: dict[str, PersonMention] = {}

    def find(self, text: str) -> list[PersonMention]:
        """The persons named in a paragraph, in order; those met with before by one word too."""
        return list(
            self._walk(text, list(WORDS["word"].finditer(text)), self._gazetteer.find(text))
        )

    def _walk(
        self, text: str, tokens: list[re.Match[str]], hits: list[Hit]
    ) -> Iterator[PersonMention]:
        within = {place: hit for hit in hits for place in range(hit.start, hit.end)}
        masked = _masked(text, hits)
        starts = [token.start() for token in tokens]
        place = 0
        while place < len(tokens):
            title = _title(masked, starts[place], hits)
            first = bisect_left(starts, title.end) if title else place
            count = _name(tokens, first, within)
            naming = self._naming(text, tokens, place, first, count, title) if count else None
            naming = naming or (self._holder(title, starts[place], text) if title else None)
            if naming is None:
                place = first + count if title and count else place + 1
                continue
            naming = self._described(naming, text)
            known = self._met.get(naming.key)
            if known:
                naming = replace(naming, name=max(known.name, naming.name, key=len),
                                 office=known.office or naming.office, of=known.of or naming.of,
                                 courtesy=known.courtesy or naming.courtesy)  # fmt: skip
            self._met[naming.key] = naming
            yield naming
            while place < len(tokens) and tokens[place].start() < naming.end:
                place += 1

    def _naming(
        self, text: str, tokens: list[re.Match[str]], place: int, first: int, count: int,
        title: Title | None,
    ) -> PersonMention | None:  # fmt: skip
        """The person at these tokens, as far as they are one; a sentence's first may be none."""
        for skipped in range(count if title is None else 1):
            begin, end = tokens[first + skipped].start(), tokens[first + count - 1].end()
            name = text[begin:end]
            known = self._known(name, title)
            if known is None and skipped:
                continue
            suffix = WORDS["suffix"].match(text, end)
            if suffix:
                end = suffix.end()
            whole = tokens[place].start() if title else begin
            if known is not None:
                full = max(known.name, text[begin:end], key=len)
                return _titled(replace(known, whole=whole, start=begin, end=end, name=full), title)
            if title and (title.words or title.courtesy):
                return _titled(PersonMention(whole, begin, end, text[begin:end], None), title)
            office = folded(name)[-1:] and folded(name)[-1] in OFFICE_WORDS
            if count > 1 and not office and _described_as_person(text[end:]):
                return PersonMention(whole, begin, end, text[begin:end], None)
        return None

    def _holder(self, title: Title, start: int, text: str) -> PersonMention | None:
        """The one who held an office that day, where it stands without a name."""
        words, day = _essence(title.words), self._day
        held = {
            person.id: person.name
            for person in self._persons.values()
            for office in person.offices
            if title.of and office.of == title.of and _essence(office.title) == words
            and day and day.within(office.from_, office.until)
        }  # fmt: skip
        if len(held) != 1:
            return None
        ((one, name),) = held.items()
        end = start + len(text[start : title.end].rstrip(" ,"))
        return PersonMention(start, start, end, name, one, title.words, title.of)

    def _known(self, name: str, title: Title | None) -> PersonMention | None:
        words = folded(name)
        if not words:
            return None
        for met in reversed(self._met.values()):
            if set(words) <= set(folded(met.name)):
                return replace(met, office=None, of=None, courtesy="")
        fits = {
            person: known == words
            for known, person in self._names.get(words[-1], self._names.get(words[0], []))
            if same(known, words) or (title is not None and title.words and len(words) == 1
                                       and words[0] in (known[-1], known[0]))
        }  # fmt: skip
        exact = [person for person, same in fits.items() if same]
        found = self._fitting(exact or list(fits), title)
        if len(found) != 1 or (len(words) == 1 and not exact and not self._in_office(found[0])):
            return None
        return PersonMention(0, 0, 0, name, found[0])

    def _fitting(self, ids: list[str], title: Title | None) -> list[str]:
        """Those alive, and of several those who held an office that day, in the state named."""
        day = self._day
        alive = [one for one in ids if not (day and (died := self._persons[one].died)
                 and died.latest and day.earliest and died.latest < day.earliest)]  # fmt: skip
        if len(alive) > 1:
            alive = [one for one in alive if self._in_office(one)] or alive
        if len(alive) > 1 and title and title.of:
            alive = [
                one for one in alive
                if any(office.of == title.of for office in self._persons[one].offices)
            ]  # fmt: skip
        return alive

    def _in_office(self, person: str) -> bool:
        day = self._day
        return bool(day and any(may_hold(one, day) for one in self._persons[person].offices))

    def _described(self, naming: PersonMention, text: str) -> PersonMention:
        """With the office and state after the name: `of South Africa`, `, the … minister,`."""
        of = WORDS["of_after_a_name"].match(text, naming.end)
        if of:
            hit = next(iter(self._gazetteer.find(text[of.end() : of.end() + 60])), None)
            if hit and hit.start == 0 and hit.kind != "place":
                return replace(naming, of=naming.of or hit.id, end=of.end() + hit.end)
        said = WORDS["apposition"].match(text, naming.end)
        if said and not naming.office and _is_office(said[1]):
            hits = [hit for hit in self._gazetteer.find(said[1]) if hit.kind != "place"]
            words = _office_words(_masked(said[1], hits))
            return replace(naming, office=words, of=hits[0].id if hits else naming.of,
                           end=said.end())  # fmt: skip
        return naming


def _essence(office: str) -> frozenset[str]:
    """What tells an office from others: a Foreign Minister is a Minister of Foreign Affairs."""
    return frozenset(folded(office)) - _CONNECTORS - {"affairs"}


def _titled(naming: PersonMention, title: Title | None) -> PersonMention:
    if title is None:
        return naming
    return replace(naming, office=title.words or None, of=title.of, courtesy=title.courtesy)


def same(known: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """One name of two words or more: alike, in either order, or with more names after it."""
    if known == words:
        return True
    if len(words) < 2 or len(known) < 2:
        return False
    shorter, longer = sorted((known, words), key=len)
    return (
        sorted(known) == sorted(words)
        or longer[: len(shorter)] == shorter
        or (known[0] == words[0] and known[-1] == words[-1])
    )


def _masked(text: str, hits: Iterable[Hit]) -> str:
    """The text with states and organizations blank, that an office may have among its words."""
    for hit in hits:
        if hit.kind != "place":
            text = text[: hit.start] + _STATE * (hit.end - hit.start) + text[hit.end :]
    return text


def _title(masked: str, start: int, hits: Iterable[Hit]) -> Title | None:
    """The office or courtesy that begins at a place, if one does: `Russian Foreign Minister`."""
    found = _OFFICE.match(masked, start)
    if not found:
        return None
    words = found["office"] or ""
    if words and words[0].islower() and _STATE not in words and " " not in words:
        return None
    courtesy = re.search(rf"\b(?:{_COURTESY})\b", found[0])
    of = next((hit.id for hit in hits if start <= hit.start < found.end() and hit.id
               and hit.kind != "place"), None)  # fmt: skip
    name = courtesy[0].lower() if courtesy else ""
    return Title(_office_words(words), of, name, found.end())


def _office_words(words: str) -> str:
    """The office without the state it is of, and without what is no part of its name."""
    words = re.sub(rf"\s*\b(?:of|for)\s+(?:the\s+)?{_STATE}+|{_STATE}+(?:[’']s)?", "", words)
    words = re.sub(
        r"^\s*(?:the|a|an|who is|[Vv]isiting)\s+|\b(?:Mr|Mrs|Ms|Dr)\b\.?|[,\s]+$", "", words.strip()
    )
    words = _last_office(" ".join(words.split()))
    if words.islower():
        small = _CONNECTORS | {"in", "s"}
        words = " ".join(w if w in small else w[:1].upper() + w[1:] for w in words.split())
    return words


def _last_office(words: str) -> str:
    """Return the last of offices that `and` joins, where what is before it is none of a state.

    A `Member of the Political Bureau of the CPC Central Committee and Foreign Minister` is Foreign
    Minister.
    """
    first, joint, last = words.rpartition(" and ")
    heads = [
        any(w.lower() in _HEADS - {"member"} for w in re.findall(r"[\w-]+", one))
        for one in (first, last)
    ]
    return last if joint and heads == [False, True] else words


def _is_office(words: str) -> bool:
    first = re.split(r"\b(?:who|which|said|told|met)\b", words)[0]
    return words == first and any(w.lower() in _HEADS for w in re.findall(r"[\w-]+", words))


def _described_as_person(after: str) -> bool:
    """Does what follows a name say that it is a person's?"""
    said = WORDS["apposition"].match(after)
    return bool(said and _is_office(said[1])) or bool(
        re.match(r"\s+(?:said|told|added|met|spoke|stressed|noted|stated|received|hosted)\b", after)
    )


def _name(tokens: list[re.Match[str]], first: int, within: dict[int, Hit]) -> int:
    """How many tokens from `first` on may be a person's name."""
    at = first
    while at < len(tokens) and at - first < 8:
        word = tokens[at][0]
        low = word.lower().rstrip(".")
        hit = within.get(tokens[at].start())
        gap = at > first and tokens[at].start() - tokens[at - 1].end() > 2
        if gap or (hit and hit.kind != "person" and at == first) or low in _NO_NAME | _HEADS:
            break
        if (word[0].isupper() and (len(word) > 1 or at > first)) or WORDS["articled"].match(word):
            at += 1
        elif low in _PARTICLES and at + 1 < len(tokens) and at > first - 1:
            if not tokens[at + 1][0][0].isupper() or tokens[at + 1][0].lower() in _NO_NAME:
                break
            at += 1
        else:
            break
    return at - first
