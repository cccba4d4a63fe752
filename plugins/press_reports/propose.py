"""From a report to the entry that an editor may make of it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from chronology.content.registries import Registries
from chronology.editing import new
from chronology.model import edtf
from chronology.model.records import State
from press_reports import dates, lexicon, participants, quotations
from press_reports.gazetteer import Gazetteer, Hit
from press_reports.lexicon import WORDS
from press_reports.participants import Lead, Part, Sentence
from press_reports.people import OFFICE_WORDS, People, PersonMention, folded
from press_reports.report import Report, sentences

#: Two leaders hold a meeting; a summit is multilateral.
_BILATERAL: Final = 2
_MEETINGS: Final = frozenset(("meeting", "visit", "summit", "negotiation", "agreement"))
_CALENDAR: Final = frozenset((*dates.WEEKDAYS, *dates.MONTHS))
_DASHES: Final = str.maketrans("‐‑–—’", "----'")


@dataclass(frozen=True)
class Proposal:
    """An entry to write over; `evidence` has, by field, the words that it rests on."""

    matter: dict[str, Any]
    quotes: tuple[dict[str, str | None], ...]
    unknown: dict[str, str]
    evidence: dict[str, Any]
    #: Ids of entries that the record has of the same event.
    existing: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """What `import --format json` prints."""
        evidence = {**self.evidence, "unknown_names": self.unknown}
        more: dict[str, Any] = {"quotes": list(self.quotes), "unknown_names": list(self.unknown)}
        if self.existing:
            more["existing"] = list(self.existing)
        return {**self.matter, **more, "evidence": evidence}


def propose(
    report: Report, registries: Registries, gazetteer: Gazetteer, added: datetime.date
) -> Proposal:
    """What a report tells, in the fields of an event. A field that no words show is left out."""
    return _Reading(report, registries, gazetteer).proposal(added)


class _Reading:
    """One report, read once: its sentences, persons and names."""

    def __init__(self, report: Report, registries: Registries, gazetteer: Gazetteer) -> None:
        self.report, self.registries, self.gazetteer = report, registries, gazetteer
        first = report.paragraphs[0] if report.paragraphs else ""
        line = WORDS["dateline"].match(first)
        self.dateline = line[1] if line else ""
        #: The day that `today` means: agencies print it, and may bring the report out later.
        self.told_on = dates.printed(line[0] if line else "", report.date)
        self.day = edtf.parse(self.told_on.isoformat()) if self.told_on else None
        self.paragraphs = (first[line.end() :] if line else first, *report.paragraphs[1:])
        bare = [quotations.masked(paragraph) for paragraph in self.paragraphs]
        people = People(registries.actors.values(), gazetteer, self.day)
        named = [people.find(paragraph) for paragraph in bare]
        known = {naming.key: naming for some in named for naming in some}
        self.named = [[replace(n, name=known[n.key].name) for n in some] for some in named]
        self.whole = " ".join(self.paragraphs)
        self.sentences = [
            _sentence(paragraph, start, end, persons, gazetteer)
            for paragraph, persons in zip(bare, self.named, strict=True)
            for start, end in sentences(paragraph)
        ]
        self.lead = participants.lead(self.sentences)

    def proposal(self, added: datetime.date) -> Proposal:
        date = self._date()
        reported = self.report.date or self.told_on
        kind = self.lead.kind if self.lead.kind in self.registries.types else "meeting"
        place, where = self._place(kind, date.words if date else "")
        parts = [part for part in self._parts() if kind != "vote" or not part.speaks]
        represented = [_for(part, self._represents(part)) for part in parts]
        took_part = _registered(represented, self.registries)
        sides_met = {_side(part) for part in took_part}
        of_body = WORDS["summit_of"].search(self.lead.sentence.text)
        if kind == "summit" and len(sides_met) == _BILATERAL and not of_body:
            kind = "meeting"
        roles = _roles(self.lead, kind, took_part, self._country(place))
        sides = list(zip(took_part, roles, strict=True))
        voters = self._voters({part.id for part in took_part}) if kind == "vote" else []
        took_part += [part for part, _ in voters]
        mentions, topics = self._mentions(took_part), self._topics()
        quotes = quotations.quotes(self.paragraphs, self.named)
        matter = {
            "title": self._title(kind, sides, place),
            "date": date and date.edtf,
            "reported": reported and reported.isoformat(),
            "added": added.isoformat(),
            "type": kind,
            "place": place,
            "actors": [_participant(part, role) for part, role in (*sides, *voters) if part.id],
            "mentions": list(mentions),
            "topics": list(topics),
            "sources": [self._source()],
            "summary": self._title(kind, sides, place, offices=True) + ".",
            "event_status": "planned" if date and date.ahead else None,
            "status": "draft",
        }
        evidence = {
            "type": self.lead.verb or self.lead.sentence.text[:60],
            "reported": reported and f"date {reported}",
            "date": date and date.words,
            "place": where,
            "actors": {part.id: part.words for part in took_part if part.id},
            "mentions": mentions,
            "topics": topics,
            "quotes": [quote.evidence for quote in quotes],
        }
        return Proposal(
            {name: value for name, value in matter.items() if value or name == "actors"},
            tuple({"text": one.text, "speaker": one.by} for one in quotes),
            self._unknown(),
            {name: words for name, words in evidence.items() if words not in (None, "")},
        )

    def _parts(self) -> Sequence[Part]:
        """Return who took part; where none is named, the body that publishes its own decision."""
        if self.lead.parts:
            return self.lead.parts
        text = self.lead.sentence.text or (self.sentences[0].text if self.sentences else "")
        if not WORDS["publisher_acts"].match(text):
            return ()
        hits = [h for h in self.gazetteer.find(self.report.publisher or "") if h.kind != "place"]
        return [Part(None, hits[0].id, True, hits[0].name)] if hits and hits[0].id else ()

    def _voters(self, named: set[str | None]) -> list[tuple[Part, str]]:
        """Return the states that a count of votes names: `with 1 abstention (United States)`."""
        found: list[tuple[Part, str]] = []
        for sentence in self.sentences:
            if not WORDS["count_of_votes"].search(sentence.text):
                continue
            for pattern, role in (("votes_against", "voted-against"), ("abstained", "abstained")):
                for match in WORDS[pattern].finditer(sentence.text):
                    states = (
                        h for h in self.gazetteer.find(match[1]) if h.kind == "state" and h.id
                    )
                    for hit in states:
                        if hit.id not in named:
                            named.add(hit.id)
                            found.append((Part(None, hit.id, False, match[0]), role))
        return found

    def _date(self) -> dates.DisplayDate | None:
        day, told = self.told_on, [one.told for one in self.sentences]
        if self.lead.ahead and day:
            return dates.event_date(told, day, ahead=True) or dates.DisplayDate(
                f"{day:%Y-%m}~", self.lead.verb, ahead=True
            )
        found = dates.event_date(told, day)
        if found is None or (found.ahead and found.words not in self.lead.sentence.told):
            found = dates.event_date([one.text for one in self.sentences], day) or found
        elsewhere = found and found.ahead and found.words not in self.lead.sentence.text
        if elsewhere and not self.lead.ahead:
            found = None  # what another sentence announces is another event
        if found is None and day:
            return dates.DisplayDate(f"{day}~", "no words for the day: about the date line")
        return found

    def _place(self, kind: str, dated: str) -> tuple[str | None, str]:
        """The place after `in` or `at` in the lead, or where the day is told; none for a call."""
        if kind == "call":
            return None, ""
        held = (
            one
            for one in self.sentences
            if (WORDS["held"].search(one.text) or (dated and dated in one.told))
            and not WORDS["ahead"].search(one.text.rstrip(". "))
        )
        for sentence in (self.lead.sentence, *held):
            for hit in sentence.hits:
                leads = WORDS["place_follows"].search(sentence.told[: hit.start])
                if leads and (found := self._place_named(hit)):
                    return found, leads[0] + hit.name
        elsewhere = any(_unregistered(self.lead.sentence, set(), "unknown_place"))
        line = self.dateline.title() if kind in _MEETINGS and not elsewhere else ""
        for hit in self.gazetteer.find(line):
            if found := self._place_named(hit):
                return found, self.dateline
        return None, ""

    def _place_named(self, hit: Hit) -> str | None:
        if hit.kind == "place":
            return hit.id
        places = self.registries.places.values()
        return next((place.id for place in places if hit.name in place.all_names), None)

    def _country(self, place: str | None) -> str | None:
        return self.registries.places[place].country if place else None

    def _represents(self, part: Part) -> str | None:
        """The state of a person: from the title, an office held that day, or the other's side."""
        if part.naming is None or part.naming.of:
            return part.naming.of if part.naming else None
        person = self.registries.actors.get(part.id or "")
        held = {
            office.of
            for office in getattr(person, "offices", ())
            if office.of and self.day and self.day.within(office.from_, office.until)
        }
        if len(held) == 1:
            return str(held.pop())
        others = {p.naming.of for p in self.lead.parts if p.naming and p.naming.of}
        states = (hit for hit in self.gazetteer.find(self.whole) if hit.kind == "state")
        for one, other in pairwise(states):
            pair = {one.id, other.id}
            if (
                len(others & pair) == 1
                and WORDS["two_sides_follow"].search(self.whole[: one.start])
                and WORDS["other_side_follows"].fullmatch(self.whole[one.end : other.start])
            ):
                return (pair - others).pop()
        return None

    def _mentions(self, took_part: Sequence[Part]) -> dict[str, str]:
        """Registered actors spoken of, quotations included, but neither present nor represented."""
        present = {part.id for part in took_part} | {p.naming.of for p in took_part if p.naming}
        people = People(self.registries.actors.values(), self.gazetteer, self.day)
        found: dict[str, str] = {}
        for paragraph in self.paragraphs:
            for naming in people.find(paragraph):
                found.setdefault(naming.id or "", paragraph[naming.whole : naming.end])
            for hit in self.gazetteer.find(paragraph):
                if hit.kind != "place" and hit.id:
                    found.setdefault(hit.id, hit.name)
        return {one: words for one, words in found.items() if one and one not in present}

    def _topics(self) -> dict[str, str]:
        told = self.whole.translate(_DASHES)
        found = {}
        for topic in self.registries.topics.values():
            for label in new.called(topic):
                words = re.escape(label.translate(_DASHES))
                match = re.search(rf"(?<!\w){words}(?!\w)", told, re.I)
                if match or (not label.isascii() and label in self.whole):
                    found[topic.id] = match[0] if match else label
                    break
        return found

    def _source(self) -> dict[str, str]:
        report = self.report
        title = report.title or (f"Report, date line {report.date}" if report.date else "Report")
        issued = report.date.isoformat() if report.date else None
        url = report.url if re.match(r"https?://\S+$", report.url or "") else None
        facts = {"title": title, "publisher": report.publisher, "author": report.author,
                 "url": url, "issued": issued, "language": report.language}  # fmt: skip
        return {name: value for name, value in facts.items() if value}

    def _title(
        self, kind: str, sides: Sequence[tuple[Part, str]], place: str | None, offices: bool = False
    ) -> str:
        """Who does what where, in the present tense: facts, none of the report's prose."""

        def names(some: Sequence[Part]) -> str:
            shown = [self._name(part, offices) for part in some]
            return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1] if shown else "")))

        took_part = [part for part, _ in sides]
        leading = "visitor" if kind == "visit" else "host"
        first = [part for part, role in sides if role == leading] if len(sides) < 4 else []
        first = first or [part for part in took_part if part.acts] or took_part
        others = [part for part in took_part if part not in first]
        where = f" in {self.registries.places[place].name}" if place else ""
        own = {part.naming.of for part in first if part.naming}
        states = (h.id for h in self.lead.sentence.hits if h.kind == "state" and h.id not in own)
        state = self.registries.actors.get(next(filter(None, states), ""))
        label = self.registries.types[kind].label.lower()
        if not first:
            return label.capitalize() + where
        s = "s" if len(first) == 1 else ""
        there = self.registries.places[place] if place else state
        if kind == "visit" and there:
            return f"{names(first)} visit{s} {there.name}"
        if kind in lexicon.DOES:
            does = lexicon.DOES[kind].format(s=s, others=f" with {names(others)}" if others else "")
        elif others:
            host = kind == "meeting" and any(
                role == "host" for part, role in sides if part in first
            )
            does = f"{'receive' if host else 'meet'}{s} {names(others)}"
        else:
            does = "meet" if len(first) > 1 and kind in _MEETINGS else f"({label})"
        return f"{names(first)} {does}{where}"

    def _name(self, part: Part, office: bool) -> str:
        actor = self.registries.actors.get(part.id or "") if part.person else None
        actor = actor or (self.registries.actors.get(part.id or "") if not part.naming else None)
        name = actor.name if actor else _plain_case(part.naming.name if part.naming else part.words)
        if not (office and part.naming and part.naming.office):
            return name
        of = self.registries.actors.get(part.naming.of or "")
        return f"{name} ({part.naming.office}{f', {of.name}' if of else ''})"

    def _unknown(self) -> dict[str, str]:
        """Names that no registry has, each with the first sentence it stands in."""
        found: dict[str, str] = {}
        told = {p for some in self.named for n in some for p in folded(n.name)} | OFFICE_WORDS
        told |= {w for one in self.registries.topics.values() for w in folded(one.label)}
        for sentence in self.sentences:
            for name in _unknown_names(sentence, told, is_lead=sentence is self.lead.sentence):
                found.setdefault(name, sentence.text.strip())
        return found


def _side(part: Part) -> str:
    """Return whom a part stands for: the state of a person, or the state itself."""
    return (part.naming and part.naming.of) or part.key


def _registered(parts: Sequence[Part], registries: Registries) -> list[Part]:
    """Return the parts with the state in place of each person whom the registry does not know.

    A state takes part once, and not beside a person who represents it.
    """
    represented = {part.naming.of for part in parts if part.naming and part.id}
    found: dict[str, Part] = {}
    for part in parts:
        state = part.naming.of if part.naming and not part.id else None
        if isinstance(registries.actors.get(state or ""), State) and state not in represented:
            found.setdefault(str(state), part._replace(id=state, person=False))
        else:
            found.setdefault(part.key, part)
    return list(found.values())


def _for(part: Part, of: str | None) -> Part:
    """The part with whom its person speaks for; what office a counterpart holds is not said."""
    if part.naming is None:
        return part
    office = part.naming.office or ""
    kept = None if office.lower().endswith("counterpart") else part.naming.office
    return part._replace(naming=replace(part.naming, of=of, office=kept))


def _plain_case(name: str) -> str:
    """Return a name without the capitals that some ministries give to family names."""
    return " ".join(w.capitalize() if len(w) > 1 and w.isupper() else w for w in name.split())


def _sentence(
    paragraph: str, start: int, end: int, persons: Sequence[PersonMention], gazetteer: Gazetteer
) -> Sentence:
    inside = [
        replace(n, whole=n.whole - start, start=n.start - start, end=n.end - start)
        for n in persons
        if start <= n.start < end
    ]
    return Sentence(paragraph[start:end], inside, gazetteer.find(paragraph[start:end]))


def _participant(part: Part, role: str) -> Any:
    person = part.naming if part.person else None
    fields = {
        "actor": part.id,
        "role": role if role != "participant" else None,
        "as": person and person.office,
        "of": person and person.of,
    }
    return {name: value for name, value in fields.items() if value}


def _roles(lead: Lead, kind: str, took_part: Sequence[Part], country: str | None) -> list[str]:
    """Host is who receives, or whose country the place is in; the other a visitor."""
    if kind == "agreement":
        return ["signatory"] * len(took_part)
    sides = [part.naming.of if part.naming else part.id for part in took_part]
    if kind in ("meeting", "visit", "negotiation", "summit") and len(took_part) > 1:
        if country and country in sides and set(sides) != {country}:
            return ["host" if side == country else "visitor" if side else "participant"
                    for side in sides]  # fmt: skip
        if lead.hosts:
            return ["host" if part.acts == (lead.hosts == "acts") else "visitor"
                    for part in took_part]  # fmt: skip
    if kind == "visit" and lead.hosts == "others":
        return ["visitor"] * len(took_part)
    in_language = kind in ("statement", "announcement", "appeal")
    return ["speaker" if part.naming and (in_language or part.speaks) else "participant"
            for part in took_part]  # fmt: skip


def _unknown_names(sentence: Sentence, told: set[str], is_lead: bool) -> Iterator[str]:
    """Persons, states, and names of two words or more; of places in the lead, one word too."""
    yield from (n.name for n in sentence.persons if n.id is None)
    yield from (hit.name for hit in sentence.hits if hit.kind == "state" and hit.id is None)
    yield from _unregistered(sentence, told, *["unknown_place"] * is_lead, "unknown_name")


def _unregistered(sentence: Sentence, told: set[str], *patterns: str) -> Iterator[str]:
    taken = [(n.whole, n.end) for n in sentence.persons]
    taken += [(hit.start, hit.end) for hit in sentence.hits]
    for pattern in patterns:
        for match in WORDS[pattern].finditer(sentence.text):
            start, end = match.span(1)
            words = match[1].removesuffix("’s").removesuffix("'s")
            if any(start < b and a < end for a, b in taken) or set(words.split()) & _CALENDAR:
                continue
            if not set(folded(words)) <= told:
                taken.append((start, end))
                yield words
