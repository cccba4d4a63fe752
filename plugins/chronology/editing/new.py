"""A new entry from a few words: names in any script become ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from chronology.content import decode
from chronology.content.archive import Archive
from chronology.content.markdown.names import unmarked
from chronology.editing.format import fields
from chronology.model import edtf, ids
from chronology.model.records import Actor, Event, Place
from chronology.problems import ContentError, Problem, nearest

Known = Mapping[str, list[str]]
"""The ids that bear each name of a registry; names are folded."""
Words = Mapping[str, str]
"""What the editor said, by the names of the options of `invoke new`."""

#: The registry of the names in a field.
REGISTRIES: Final = {"type": "types", "actors": "actors", "place": "places", "topics": "topics"}


def entry(found: Archive, words: Words, today: str) -> tuple[str, str, list[str]]:
    """Path and text of the entry, and what was taken for a typing error.

    Raises ContentError where a name is not known, a value is none of its field, or an event
    of this id is there already.
    """
    notes: list[str] = []
    date = to_edtf(words.get("date", ""), notes) or words.get("date", "")
    url = words.get("source_url")
    source = _without_gaps(
        {"title": words.get("source_title"), "url": url, "accessed": today if url else None}
    )
    matter: dict[str, Any] = {"added": today, "sources": [source] if source else None}
    matter |= {"title": words.get("title"), "date": date, "summary": words.get("summary")}
    problems: list[Problem] = []
    for field, registry in REGISTRIES.items():
        known = names(getattr(found.registries, registry).values())
        read = [resolve(part, field, known, notes) for part in parts(field, words.get(field, ""))]
        problems += [one for one in read if isinstance(one, Problem)]
        matter[field] = read[0] if len(read) == 1 and field in ("type", "place") else read
    if problems:
        raise ContentError(problems)
    matter = _without_gaps(matter)
    identity = identifier(date, words.get("title", ""))
    path = path_of(identity)
    _, problems = decode.read(Event, matter, identity, path)
    if is_there(found, identity):
        problems.append(Problem(path, "duplicate-id", "is there already", "give another title"))
    if problems:
        raise ContentError(problems)
    return path, f"---\n{fields.written(matter, path)}---\n", notes


def is_there(found: Archive, identity: str) -> bool:
    """Has an event this id, or a file its name, be it readable or not?"""
    return identity in found.events or (found.root / path_of(identity)).exists()


def path_of(identity: str, date: str = "") -> str:
    """Return the path of an event's file: in the folder of its year, or in `undated`."""
    year = re.match(r"-?\d{4}|Y-?\d+", date) or re.match(r"\d{4}(?=-|$)", identity)
    return f"events/{year[0] if year else 'undated'}/{identity}.md"


def record(found: Archive, kind: type[Actor | Place], words: str) -> tuple[str, str]:
    """A record from `id: name, type` (a place: `id: name, country`): its registry file's path,
    and that file's text with the record at the end. Raises ContentError.
    """
    identity, name, last = _told(words)
    path = _actors_file(found, last) if kind is Actor else "places.yaml"
    data = {"type": last, "name": name}
    if kind is Place:
        data = {"name": name, "country": last} if name else {"name": last}
    data = _without_gaps(data)
    _, problems = decode.read(kind, data, identity, path, (identity,))
    if not ids.is_id(identity):
        problems.append(Problem(path, "bad-id", f"`{identity}` is no id", "write `id: name, …`"))
    known = found.registries.actors if kind is Actor else found.registries.places
    if identity in known:
        problems.append(Problem(path, "duplicate-id", f"`{identity}` is registered", "use it"))
    if problems:
        raise ContentError(problems)
    file = found.root / path
    before = file.read_text("utf-8").rstrip("\n") + "\n\n" if file.exists() else ""
    return path, before + fields.written({identity: data}, path)


def is_registered(found: Archive, kind: type[Actor | Place], words: str) -> bool:
    """Is this very record there, since a command is given again with another word corrected?"""
    identity, name, last = _told(words)
    known = found.registries.actors if kind is Actor else found.registries.places
    return identity in known and known[identity].name == (name or last)


def _told(words: str) -> tuple[str, str, str]:
    """Return id, name and the text after the last comma of `id: name, type`."""
    identity, _, rest = words.partition(":")
    name, _, last = rest.rpartition(",")
    return identity.strip(), name.strip(), last.strip()


def identifier(date: str, title: str) -> str:
    """Return `<date>-<slug of the title>`, cut at a word: 2024-04-09-xi-receives-lavrov.

    An id holds no year before 0.
    """
    known = re.match(r"\d{4}(?:-\d\d){0,2}", date)
    begin = known[0] if known else "" if date else "undated"
    whole = "-".join(filter(None, [begin, slug(title)]))
    return whole if len(whole) <= ids.LONGEST else whole[: ids.LONGEST + 1].rpartition("-")[0]


def to_edtf(text: str, notes: list[str]) -> str | None:
    """Return the date that a text in any notation means, or None if it is not certain."""
    try:
        return edtf.parse(text).edtf
    except edtf.DateError as error:
        if len(error.readings) != 1:
            return None
        (reading,) = error.readings
    notes.append(f"`{text}` is read as `{reading}`")
    return reading


def slug(text: str) -> str:
    """The Latin words of a text, joined as an id is; empty where it has none."""
    return "-".join(re.findall(r"[a-z0-9]+", re.sub("['’]", "", folded(text))))


def parts(field: str, text: str) -> list[str]:
    """Return the names between commas; a type is one name."""
    some = [text] if field == "type" else text.split(",")
    return [part.strip() for part in some if part.strip()]


def resolve(word: str, field: str, known: Known, notes: list[str]) -> str | Problem:
    """The id that a word means: an id, a name or alias, or one slip of the finger from these.

    A slip is one letter in six, never the first: Iran is not Iraq.
    """
    from rapidfuzz.distance import DamerauLevenshtein

    name = folded(word)
    meant = known.get(name, [])
    if len(meant) == 1:
        return meant[0]
    if meant:
        message = f"`{word}` is {' or '.join(meant)}"
        return Problem(f"--{field}", "ambiguous-name", message, "use the id")
    words = set(name.split())
    near = nearest(name, known) or next((n for n in known if words <= set(n.split())), None)
    slips = DamerauLevenshtein.distance(near or "", name)
    if near and slips <= len(name) // 6 and near[0] == name[0] and len(known[near]) == 1:
        notes.append(f"`{word}` is read as `{known[near][0]}`")
        return known[near][0]
    hint = f"did you mean `{known[near][0]}`?" if near else "register it first"
    return Problem(f"--{field}", "unknown-id", f"nothing here is called `{word}`", hint)


def candidates(known: Known, typed: str) -> list[str]:
    """The ids that what was typed may become: by the beginning of a word, or else by likeness."""
    from rapidfuzz import process

    begun = folded(typed)
    near = [name for name in known if name.startswith(begun)]
    near += [name for name in known if f" {begun}" in name]
    near = near or [n for n, *_ in process.extract(begun, list(known), limit=8, score_cutoff=70)]
    return list(dict.fromkeys(one for name in near for one in known[name]))


def names(entries: Iterable[Any]) -> Known:
    """The ids that bear each name, an id being a name of its own."""
    found: dict[str, list[str]] = {}
    for one in entries:
        for name in {folded(name) for name in (one.id, *called(one))}:
            found.setdefault(name, []).append(one.id)
    return found


def called(record: Any) -> tuple[str, ...]:
    """The names of an actor or place, the labels of a topic or type."""
    if hasattr(record, "all_names"):
        return tuple(record.all_names)
    return (record.label, *record.labels.values(), *getattr(record, "alt_labels", ()))


def folded(text: str) -> str:
    """Without accents, case and hyphens: Erdogan is Erdoğan, and `xi-jinping` Xi Jinping."""
    return unmarked(text.replace("-", " ")).casefold().strip()


def _actors_file(found: Archive, kind: str) -> str:
    """The file that has the most actors of a kind."""
    origins = found.registries.origins
    actors = found.registries.actors.values()
    counted = Counter(origins["actors", one.id] for one in actors if one.type == kind)
    return counted.most_common(1)[0][0] if counted else f"actors/{kind}s.yaml"


def _without_gaps(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value}
