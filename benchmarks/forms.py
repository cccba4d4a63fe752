"""The four forms in which an archive is written.

Peers have no registry of offices, no printing of partial dates and no links from names, so their
files carry the results: date as printed, office, pairs of states, and links in the body. This is
work that our own build does and theirs is spared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.words import KINDS
from benchmarks.world import Actor, Archive, Event, Participation, Person, Place, Source, State

MARK = re.compile("⟦(.+?)⟧|⟪(.+?)⟫")

Named = dict[str, Actor | Place]


def chronology(archive: Archive, out: Path) -> None:
    """Write our own form."""
    named = archive.named
    _write(out / "actors/states.yaml", map(_state, archive.states))
    _write(out / "actors/persons.yaml", map(_person, archive.persons))
    _write(out / "places.yaml", map(_place, archive.places))
    _write(
        out / "topics.yaml", (f"{topic.id}:\n  label: {topic.label}\n" for topic in archive.topics)
    )
    for event in archive.events:
        path = out / "events" / event.id[:4] / f"{event.id}.md"
        _write(path, ["---\n", *_event(event), "---\n\n", _plain(event.body, named)])


def peer(archive: Archive, out: Path) -> None:
    """Write for Hugo and Eleventy: YAML with lists of ids by which they group, names as data."""
    named = archive.named
    _data(archive, out / "data")
    for event in archive.events:
        text = ["---\n", *_peer_event(event), "---\n\n", _linked(event.body, named)]
        _write(out / "content/events" / f"{event.id}.md", text)


def pelican(archive: Archive, out: Path) -> None:
    """Write Pelican's metadata: actors are its authors, the place its category.

    Topics and relations are both tags, for Pelican has no further taxonomy. Lists of mappings are
    lines divided by `|`, for its metadata is flat.
    """
    named = archive.named
    _data(archive, out / "data")
    for event in archive.events:
        tags = [topic.label for topic in event.topics]
        tags += [f"{a.names.en} and {b.names.en}" for a, b in event.relations]
        lines = [
            f"Title: {event.title}",
            f"Date: {event.when.first}",
            f"Slug: {event.id}",
            f"When: {event.when.text}",
            f"Edtf: {event.when.edtf}",
            f"Added: {event.added}",
            f"Kind: {KINDS[event.kind].label}",
            f"Category: {event.place.names.en}",
            "Authors: " + "; ".join(actor.names.en for actor in event.actors),
            "Tags: " + ", ".join(tags),
            f"Summary: {event.summary}",
        ]
        for part in event.participants:
            fields = [part.actor.id, part.actor.names.en, part.role]
            if isinstance(part.actor, Person):
                fields += [part.actor.office, part.actor.of.id, part.actor.of.names.en]
            lines.append("Participants: " + "|".join(fields))
        for source in event.sources:
            shown = (source.title, source.publisher, source.url, source.issued, source.language)
            lines.append("Sources: " + "|".join(map(str, shown)))
        text = "\n".join(lines) + "\n\n" + _linked(event.body, named)
        _write(out / "content" / f"{event.id}.md", [text])


FORMS: dict[str, Callable[[Archive, Path], None]] = {
    "chronology": chronology,
    "hugo": peer,
    "eleventy": peer,
    "pelican": pelican,
}


def _event(event: Event) -> Iterable[str]:
    yield f"title: {event.title}\n"
    yield f"date: {event.when.edtf}\n"
    yield f"added: {event.added}\n"
    yield f"type: {event.kind}\nplace: {event.place.id}\nactors:\n"
    yield from map(_participation, event.participants)
    yield f"topics: [{', '.join(topic.id for topic in event.topics)}]\nsources:\n"
    yield from map(_source, event.sources)
    yield f"summary: {event.summary}\n"


def _participation(part: Participation) -> str:
    capacity = ""
    if isinstance(part.actor, Person):
        capacity = f", as: {part.actor.office}, of: {part.actor.of.id}"
    return f"  - {{actor: {part.actor.id}, role: {part.role}{capacity}}}\n"


def _source(source: Source) -> str:
    return (
        f"  - title: {source.title}\n"
        f"    publisher: {source.publisher}\n"
        f"    url: {source.url}\n"
        f'    issued: "{source.issued}"\n'
        f"    language: {source.language}\n"
    )


def _state(state: State) -> str:
    return f"{state.id}:\n  type: state\n{_names(state)}"


def _person(person: Person) -> str:
    until = person.until or '".."'
    return (
        f"{person.id}:\n  type: person\n{_names(person)}"
        f"  offices:\n"
        f"    - {{title: {person.office}, of: {person.of.id}, from: {person.begin}, "
        f"until: {until}}}\n"
    )


def _place(place: Place) -> str:
    return (
        f"{place.id}:\n{_names(place)}"
        f"  country: {place.country.id}\n  lat: {place.lat}\n  lon: {place.lon}\n"
    )


def _names(record: Actor | Place) -> str:
    en, zh, ru = record.names
    return f"  name: {en}\n  names: {{zh: {zh}, ru: {ru}}}\n"


def _data(archive: Archive, folder: Path) -> None:
    actors = {actor.id: actor.names._asdict() for actor in archive.actors}
    places = {place.id: place.names._asdict() for place in archive.places}
    topics = {topic.id: topic.label for topic in archive.topics}
    for name, table in (("actors", actors), ("places", places), ("topics", topics)):
        _write(folder / f"{name}.json", [json.dumps(table, ensure_ascii=False, indent=1)])


def _peer_event(event: Event) -> Iterable[str]:
    yield f"title: {event.title}\n"
    yield f"date: {event.when.first}\n"
    yield f"when: {json.dumps(event.when.text, ensure_ascii=False)}\n"
    yield f"edtf: {json.dumps(event.when.edtf)}\n"
    yield f'added: "{event.added}"\n'
    yield f"kind: {KINDS[event.kind].label}\n"
    yield f"actors: [{', '.join(actor.id for actor in event.actors)}]\n"
    yield f"topics: [{', '.join(topic.id for topic in event.topics)}]\n"
    yield f"places: [{event.place.id}]\n"
    yield f"relations: [{', '.join(f'{a.id}--{b.id}' for a, b in event.relations)}]\n"
    yield f'years: ["{event.when.edtf[:4]}"]\n'
    if event.when.month:
        yield f'months: ["{event.when.month}"]\n'
    yield "participants:\n"
    yield from map(_participation, event.participants)
    yield "sources:\n"
    yield from map(_source, event.sources)
    yield f"summary: {event.summary}\n"


def _plain(body: str, named: Named) -> str:
    return MARK.sub(lambda mark: named[mark[1]].names.en if mark[1] else mark[2], body)


def _linked(body: str, named: Named) -> str:
    """Link the first mention of each record, as our own build does by itself."""
    linked: set[str] = set()

    def link(mark: re.Match[str]) -> str:
        record = named[mark[1] or mark[2]]
        room = "places" if isinstance(record, Place) else "actors"
        text = f"[{record.names.en}](/{room}/{record.id}/)"
        if mark[2]:
            return f"{text}, {record.office}" if isinstance(record, Person) else text
        if record.id in linked:
            return record.names.en
        linked.add(record.id)
        return text

    return MARK.sub(link, body)


def _write(path: Path, parts: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(parts), encoding="utf-8", newline="\n")
