"""A new entry from a few words: names in any script become ids, what is missing is asked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from chronology import ids, records
from chronology.archive import Archive
from chronology.editing import form
from chronology.model import Actor, Event, Place
from chronology.names import unmarked
from chronology.problems import ContentError, Problem, nearest

Ask = Callable[[str], str]
"""Puts a question to the editor and gives the answer."""
Add = Callable[[str, str], str]
"""Registers a name of a field and gives its id; empty if the editor thought better of it."""
Words = Mapping[str, str]
"""What the editor said, by the names of the options of `invoke new`."""

_REQUIRED: Final = ("title", "date", "type", "actors", "source_title")
#: In the order they are asked for.
_ASKED: Final = (
    "title", "date", "type", "actors", "place", "topics", "source_title", "source_url", "summary"
)  # fmt: skip
#: The registry that the names of a field stand in.
_REGISTRIES: Final = {"type": "types", "actors": "actors", "place": "places", "topics": "topics"}


def complete(words: Words, ask: Ask | None) -> dict[str, str]:
    """The words without the empty ones. If something is missing that an entry has to have, all
    that is not given is asked for, and what may be missing can be left empty.
    """
    given = {name: text.strip() for name, text in words.items() if text.strip()}
    if ask and not given.keys() >= set(_REQUIRED):
        for name in (one for one in _ASKED if one not in given):
            optional = "" if name in _REQUIRED else " (may be empty)"
            given[name] = ask(f"{name.replace('_', ' ')}{optional}: ").strip()
    return {name: text for name, text in given.items() if text}


def register(name: str, field: str, ask: Ask) -> str:
    """What `record` takes, from a name and one question; empty where nothing is answered."""
    question = "state, person or organization" if field == "actors" else "id of its state"
    last = ask(f"{name}: {question} (empty: do not register): ").strip()
    identity = "-".join(re.findall(r"[a-z0-9]+", re.sub("['’]", "", _folded(name))))
    while last and not identity:
        identity = ask(f"{name}: id, in Latin letters: ").strip()
    return f"{identity}: {name}, {last}" if last else ""


def asker(found: Archive) -> Ask:
    """Asks at the terminal; the tab key completes the ids of the field that is asked for."""
    try:
        import readline
    except ImportError:  # not on every system
        return input

    def ask(question: str) -> str:
        field = question.partition(" ")[0].rstrip(":")

        def complete_id(typed: str, state: int) -> str | None:
            some = candidates(found, field, typed) if field in _REGISTRIES else []
            return some[state] if state < len(some) else None

        readline.set_completer(complete_id)
        return input(question)

    readline.set_completer_delims(",")
    readline.parse_and_bind("tab: complete")
    return ask


def candidates(found: Archive, field: str, typed: str) -> list[str]:
    """The ids that what was typed may become: by its beginning, or else by likeness."""
    from rapidfuzz import process

    known = names(getattr(found.registries, _REGISTRIES[field]).values())
    folded = _folded(typed)
    near = [name for name in known if name.startswith(folded)]
    near = near or [n for n, *_ in process.extract(folded, list(known), limit=8, score_cutoff=60)]
    return list(dict.fromkeys(one for name in near for one in known[name]))


def entry(
    found: Archive, words: Words, today: str, ask: Ask | None = None, add: Add | None = None
) -> tuple[str, str, list[str]]:
    """Path and text of the entry, and what was taken for a typing error.

    Raises ContentError where a name is not known, a value is none of its field, or an event
    of this id is there already.
    """
    notes: list[str] = []
    problems: list[Problem] = []
    url = words.get("source_url")
    source = _without_gaps(
        {"title": words.get("source_title"), "url": url, "accessed": today if url else None}
    )
    matter: dict[str, Any] = {"added": today, "sources": [source] if source else None}
    matter |= {name: words.get(name) for name in ("title", "date", "summary")}
    for field, registry in _REGISTRIES.items():
        known = names(getattr(found.registries, registry).values())
        parts = [words.get(field, "")] if field == "type" else words.get(field, "").split(",")
        read = [
            resolve(part.strip(), field, known, notes, ask, add) for part in parts if part.strip()
        ]
        problems += [one for one in read if isinstance(one, Problem)]
        matter[field] = read[0] if len(read) == 1 and field in ("type", "place") else read
    if problems:
        raise ContentError(problems)
    matter = _without_gaps(matter)
    identity = identifier(words.get("date", ""), words.get("title", ""))
    path = f"events/{identity[:4]}/{identity}.md"
    _, problems = records.read(Event, matter, identity, path)
    if identity in found.events or (found.root / path).exists():
        problems.append(Problem(path, "duplicate-id", "is there already", "give another title"))
    if problems:
        raise ContentError(problems)
    return path, f"---\n{form.written(matter, path)}---\n", notes


def record(found: Archive, kind: type[Actor | Place], words: str) -> tuple[str, str]:
    """A record from `id: name, type` (a place: `id: name, country`): its registry file's path,
    and that file's text with the record at the end. Raises ContentError.
    """
    identity, _, rest = (part.strip() for part in words.partition(":"))
    name, _, last = (part.strip() for part in rest.rpartition(","))
    path = _actors_file(found, last) if kind is Actor else "places.yaml"
    data = {"type": last, "name": name}
    if kind is Place:
        data = {"name": name, "country": last} if name else {"name": last}
    data = _without_gaps(data)
    _, problems = records.read(kind, data, identity, path, (identity,))
    if not ids.is_id(identity):
        problems.append(Problem(path, "bad-id", f"`{identity}` is no id", "write `id: name, …`"))
    known = found.registries.actors if kind is Actor else found.registries.places
    if identity in known:
        problems.append(Problem(path, "duplicate-id", f"`{identity}` is registered", "use it"))
    if problems:
        raise ContentError(problems)
    file = found.root / path
    before = file.read_text("utf-8").rstrip("\n") + "\n\n" if file.exists() else ""
    return path, before + form.written({identity: data}, path)


def identifier(date: str, title: str) -> str:
    """`<date>-<slug of the title>`, cut at a word: 2024-04-09-xi-receives-lavrov."""
    known = re.match(r"\d{4}(?:-\d\d){0,2}", date)
    words = re.findall(r"[a-z0-9]+", re.sub("['’]", "", _folded(title)))
    whole = "-".join([known[0] if known else "undated", *words])
    return whole if len(whole) <= ids.LONGEST else whole[: ids.LONGEST + 1].rpartition("-")[0]


def resolve(
    word: str,
    field: str,
    names: Mapping[str, list[str]],
    notes: list[str],
    ask: Ask | None,
    add: Add | None = None,
) -> str | Problem:
    """The id that a word means: an id, a name or alias, or one slip of the finger from these.

    A slip is one letter in six, never the first: Iran is not Iraq.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    folded = _folded(word)
    meant = names.get(folded, [])
    if len(meant) == 1:
        return meant[0]
    parts = set(folded.split())
    near = nearest(folded, names) or next((n for n in names if parts <= set(n.split())), None)
    slips = DamerauLevenshtein.distance(near or "", folded)
    if near and slips <= len(folded) // 6 and near[0] == folded[0] and len(names[near]) == 1:
        notes.append(f"`{word}` is read as `{names[near][0]}`")
        return names[near][0]
    found = process.extract(folded, list(names), limit=5, score_cutoff=60)
    alike = [names[name] for name, *_ in found]
    offered = list(dict.fromkeys(meant or [one for some in alike for one in some]))
    if ask:
        choices = [f"{number} {one}" for number, one in enumerate(offered, 1)]
        can_add = bool(add) and not meant and field in ("actors", "place")
        answer = ask(f"{word} ({', '.join(choices + ['+ to register'] * can_add)}): ").strip()
        if add and can_add and answer == "+" and (added := add(field, word)):
            return added
        if answer.isdecimal() and 0 < int(answer) <= len(offered):
            return offered[int(answer) - 1]
    if meant:
        told = f"`{word}` is {' or '.join(meant)}"
        return Problem(f"--{field}", "ambiguous-name", told, "use the id")
    hint = f"did you mean `{names[near][0]}`?" if near else "register it first"
    return Problem(f"--{field}", "unknown-id", f"nothing here is called `{word}`", hint)


def names(entries: Iterable[Any]) -> dict[str, list[str]]:
    """The ids that bear each name, an id being a name of its own."""
    found: dict[str, list[str]] = {}
    for one in entries:
        told = one.all_names if hasattr(one, "all_names") else (one.label, *one.labels.values())
        for name in {_folded(name) for name in (one.id, *told, *getattr(one, "alt_labels", ()))}:
            found.setdefault(name, []).append(one.id)
    return found


def _folded(text: str) -> str:
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
