from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import archives
import pytest
import sites

from chronology.cache import Cache
from chronology.content import scan
from chronology.content.archive import Archive
from chronology.content.reader import Reader
from chronology.problems import CODES
from chronology.validation import references, run

OTHER = "events/2024/2024-05-01-other.md"


def other(**fields: str | None) -> str:
    return sites.event(**{"date": "2024-05-01", "added": "2024-05-02", "title": "Talks", **fields})


def actor(name: str, fields: str, kind: str = "person") -> str:
    return f"{name}: {{type: {kind}, name: {name.title()}, {fields}}}\n"


def office(title: str, start: str, until: str) -> str:
    return f"offices: [{{title: {title}, of: china, from: {start}, until: {until}}}]"


class Case(NamedTuple):
    """What provokes a code, where it is told, and a near miss that does not."""

    code: str
    wrong: archives.Files
    place: str
    right: archives.Files


def article(code: str, field: str, wrong: str, right: str | None, place: str = "") -> Case:
    """A case of one field of the one event."""
    return Case(
        code,
        {sites.EVENT: sites.event(**{field: wrong})},
        f"{sites.EVENT} {place or field}",
        {sites.EVENT: sites.event(**{field: right})},
    )


def registry(code: str, path: str, wrong: str, right: str, place: str) -> Case:
    return Case(code, {path: wrong}, f"{path} {place}", {path: right})


def with_other(code: str, wrong: dict[str, str], right: dict[str, str], place: str) -> Case:
    """A case of the one event beside another."""
    return Case(
        code, {OTHER: other(**wrong)}, f"{OTHER} {place}", {OTHER: other(**right)}
    )  # fmt: skip


MORE = "actors/more.yaml"
PERSON = {MORE: actor("wang", "born: 1953")}
TRAVELLER: archives.Files = {
    MORE: actor("wang", "born: 1953"),
    "places.yaml": sites.PLACES + "moscow: {name: Moscow, country: russia}\n",
}
MAP = sites.PLACES.replace("{", "{{").replace("}", ", lat: 39.9, lon: 116.4}}") + (
    "moscow: {{name: Moscow, country: russia, lat: {lat}, lon: {lon}}}\n"
)
CASES = {
    "actor": article("unknown-id", "actors", "[china, rusia]", "[china]", "actors[1].actor"),
    "of": Case(
        "unknown-id",
        {**PERSON, sites.EVENT: sites.event(actors="[{actor: wang, of: chna}]")},
        f"{sites.EVENT} actors[0].of",
        {**PERSON, sites.EVENT: sites.event(actors="[{actor: wang, of: china}]")},
    ),
    "mention": article("unknown-id", "mentions", "[usa]", "[russia]", "mentions[0]"),
    "type": article("unknown-id", "type", "vist", "visit"),
    "place": article("unknown-id", "place", "bejing", "beijing", "place[0]"),
    "topic": article("unknown-id", "topics", "[trad]", "[trade]", "topics[0]"),
    "related": with_other(
        "unknown-id",
        {"related": "[{event: 2024-04-09-vist, relation: follows}]"},
        {"related": "[{event: 2024-04-09-visit, relation: follows}]"},
        "related[0].event",
    ),
    "office of": registry(
        "unknown-id",
        MORE,
        actor("wang", "offices: [{title: Minister, of: chin}]"),
        actor("wang", "offices: [{title: Minister, of: china}]"),
        "wang.offices[0].of",
    ),
    "member": registry(
        "unknown-id",
        MORE,
        actor("un", "members: [{actor: chin}]", "organization"),
        actor("un", "members: [{actor: china}]", "organization"),
        "un.members[0].actor",
    ),
    "successor": registry(
        "unknown-id",
        MORE,
        actor("ussr", "successors: [rusia]", "state"),
        actor("ussr", "successors: [russia]", "state"),
        "ussr.successors[0]",
    ),
    "image": Case(
        "unknown-id",
        {MORE: actor("wang", "image: wang.jpg"), "images/wangg.jpg": b"x"},
        f"{MORE} wang.image",
        {MORE: actor("wang", "image: wang.jpg"), "images/wang.jpg": b"x"},
    ),
    "broader": registry(
        "unknown-id",
        "topics.yaml",
        sites.TOPICS + "tariffs: {label: Tariffs, broader: trde}\n",
        sites.TOPICS + "tariffs: {label: Tariffs, broader: trade}\n",
        "tariffs.broader[0]",
    ),
    "country": registry(
        "unknown-id",
        "places.yaml",
        "beijing: {name: Beijing, country: chin}\n",
        "beijing: {name: Beijing, country: china}\n",
        "beijing.country",
    ),
    "story": registry(
        "unknown-id",
        "storylines.yaml",
        "thaw: {title: Thaw, events: [2024-04-09-vist]}\n",
        "thaw: {title: Thaw, events: [2024-04-09-visit]}\n",
        "thaw.events[0]",
    ),
    "story's actor": registry(
        "unknown-id",
        "storylines.yaml",
        "thaw: {title: Thaw, actors: [chin]}\n",
        "thaw: {title: Thaw, actors: [china]}\n",
        "thaw.actors[0]",
    ),
    "draft": Case(
        "draft-reference",
        {
            sites.EVENT: sites.event(status="draft"),
            OTHER: other(related="[{event: 2024-04-09-visit, relation: follows}]"),
        },
        f"{OTHER} related[0].event",
        {
            sites.EVENT: sites.event(status="draft"),
            OTHER: other(
                related="[{event: 2024-04-09-visit, relation: follows}]", status="draft"
            ),
        },
    ),
    "capacity": Case(
        "misplaced-capacity",
        {sites.EVENT: sites.event(actors="[{actor: china, as: Host}, russia]")},
        f"{sites.EVENT} actors[0].as",
        {**PERSON, sites.EVENT: sites.event(actors="[{actor: wang, as: Host}, russia]")},
    ),
    "former id in use": with_other(
        "duplicate-id",
        {"former_ids": "[2024-04-09-visit]"},
        {"former_ids": "[2024-04-09-visi]"},
        "former_ids[0]",
    ),
    "former id twice": Case(
        "duplicate-id",
        {MORE: actor("a", "former_ids: [old]") + actor("b", "former_ids: [old]")},
        f"{MORE} b.former_ids[0]",
        {MORE: actor("a", "former_ids: [old]"), "places.yaml": "beijing: {name: Beijing, "
         "former_ids: [old]}\n"},
    ),
    "former id": article("bad-id", "former_ids", "[Old_Id]", "[old-id]", "former_ids[0]"),
    "alias": registry(
        "duplicate-alias",
        MORE,
        actor("a", "aliases: [The Man]") + actor("b", "aliases: [The Man]"),
        actor("a", "aliases: [The Man, The Man]") + actor("b", "aliases: [The man]"),
        "b.aliases[0]",
    ),
    "cycle": registry(
        "topic-cycle",
        "topics.yaml",
        "trade: {label: Trade, broader: a}\na: {label: A, broader: trade}\n",
        "trade: {label: Trade, broader: [a, b]}\na: {label: A, broader: b}\nb: {label: B}\n",
        "a.broader",
    ),
    "name": article("date-mismatch", "date", "2024-04-10", "2024-04", "date"),
    "year folder": Case(
        "date-mismatch",
        {"events/2023/talks.md": other()},
        "events/2023/talks.md date",
        {"events/2024/talks.md": other()},
    ),
    "reported": article("recorded-early", "reported", "2024-04-08", "2024-04"),
    "added": article("recorded-early", "added", "2024-04-08", "2024-04-09"),
    "unborn": Case(
        "lifetime",
        {MORE: actor("wang", "born: 2024-04-10"), sites.EVENT: sites.event(actors="[china, wang]")},
        f"{sites.EVENT} actors[1]",
        {MORE: actor("wang", "born: 2024"), sites.EVENT: sites.event(actors="[china, wang]")},
    ),
    "dissolved": Case(
        "lifetime",
        {
            MORE: actor("ussr", "until: 1991-12-26", "state"),
            sites.EVENT: sites.event(actors="[china, ussr]"),
        },
        f"{sites.EVENT} actors[1]",
        {
            MORE: actor("ussr", "until: ..", "state"),
            sites.EVENT: sites.event(actors="[china, ussr]"),
        },
    ),
    "life": registry(
        "date-order",
        MORE,
        actor("wang", "born: 1953, died: 1952"),
        actor("wang", "born: 1953, died: 1953-01"),
        "wang.died",
    ),
    "office": registry(
        "date-order",
        MORE,
        actor("wang", office("Clerk", "2001-01-02", "2001-01-01")),
        actor("wang", office("Clerk", "2001-01-02", "2001-01-02")),
        "wang.offices[0].until",
    ),
    "membership": registry(
        "date-order",
        MORE,
        actor("un", "members: [{actor: china, from: 1971, until: 1970}]", "organization"),
        actor("un", "members: [{actor: china, from: 1971, until: 1971}]", "organization"),
        "un.members[0].until",
    ),
    "overlap": registry(
        "office-overlap",
        MORE,
        actor("a", office("Premier", "2001-01-01", "2005-01-01"))
        + actor("b", office("Premier", "2004-01-01", "..")),
        actor("a", office("Premier", "2001-01-01", "2005-01-01"))
        + actor("b", office("Premier", "2005-01-01", "..")),
        "b.offices[0]",
    ),
    "deputies": registry(
        "office-overlap",
        MORE,
        actor("a", office("Prime Minister", "2001-01-01", ".."))
        + actor("b", office("Prime Minister", "2004-01-01", "..")),
        actor("a", office("Deputy Prime Minister", "2001-01-01", ".."))
        + actor("b", office("Deputy Prime Minister", "2004-01-01", "..")),
        "b.offices[0]",
    ),
    "two places": Case(
        "two-places",
        {
            **TRAVELLER,
            sites.EVENT: sites.event(actors="[wang]"),
            OTHER: other(date="2024-04-09", actors="[wang]", place="moscow"),
        },
        f"{OTHER} place",
        {
            **TRAVELLER,
            sites.EVENT: sites.event(actors="[wang]"),
            OTHER: other(date="2024-04-09", actors="[wang]", place="moscow", type="call"),
        },
    ),
    "near places": Case(
        "two-places",
        {
            **TRAVELLER,
            "places.yaml": MAP.format(lat=55.8, lon=37.6),
            sites.EVENT: sites.event(actors="[wang]"),
            OTHER: other(date="2024-04-09", actors="[wang]", place="moscow"),
        },
        f"{OTHER} place",
        {
            **TRAVELLER,
            "places.yaml": MAP.format(lat=47.9, lon=106.9),
            sites.EVENT: sites.event(actors="[wang]"),
            OTHER: other(date="2024-04-09", actors="[wang]", place="moscow"),
        },
    ),
    "office of another time": Case(
        "office-not-held",
        {
            MORE: actor("wang", office("Minister of Foreign Affairs", "2001-01-01", "2005-01-01")),
            sites.EVENT: sites.event(actors="[{actor: wang, as: Foreign Minister, of: china}]"),
        },
        f"{sites.EVENT} actors[0]",
        {
            MORE: actor("wang", office("Minister of Foreign Affairs", "2001-01-01", "2024-04-09")),
            sites.EVENT: sites.event(actors="[{actor: wang, as: Foreign Minister, of: china}]"),
        },
    ),
    "office of another state": Case(
        "office-not-held",
        {
            MORE: actor("wang", office("Premier", "2001-01-01", "..")),
            sites.EVENT: sites.event(actors="[{actor: wang, of: russia}]"),
        },
        f"{sites.EVENT} actors[0]",
        {
            MORE: actor("wang", office("Premier", "2001-01-01", ".."))
            + actor("un", "from: 1945", "organization"),
            sites.EVENT: sites.event(actors="[{actor: wang, of: un}]"),
        },
    ),
    "summit before its organization": Case(
        "lifetime",
        {
            MORE: actor("un", "from: 2025", "organization"),
            sites.EVENT: sites.event(type="summit", mentions="[un]"),
        },
        f"{sites.EVENT} mentions[0]",
        {
            MORE: actor("un", "from: 2025", "organization"),
            sites.EVENT: sites.event(type="negotiation", mentions="[un]"),
        },
    ),
    "twice in other words": with_other(
        "duplicate-event",
        {"date": "2024-04-09", "title": "China visits Russia"},
        {"date": "2024-04-10", "title": "China visits Russia"},
        "title",
    ),
    "twice": with_other(
        "duplicate-event",
        {"date": "2024-04-09/2024-05-01", "title": "Russia visits China."},
        {"date": "2024-04-09/2024-05-01", "title": "Russia visits China.", "type": "call"},
        "title",
    ),
    "the same day": with_other(
        "similar-event",
        {"date": "2024-04-09", "title": "Both sign a treaty on gas"},
        {"date": "2024-04-09", "title": "Both sign a treaty on gas", "place": None},
        "title",
    ),
    "a participant twice": article(
        "repeated-participant", "actors", "[china, russia, china]", "[china, russia]", "actors[2]"
    ),
    "an item of Wikidata twice": registry(
        "duplicate-actor",
        MORE,
        actor("a", "wikidata: Q1") + actor("b", "wikidata: Q1"),
        actor("a", "wikidata: Q1") + actor("b", "wikidata: Q2"),
        "b.wikidata",
    ),
}  # fmt: skip


def told(root: Path, files: archives.Files) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for problem in archives.examined(sites.write(root / "content", files))[1]:
        assert problem.line, problem
        assert problem.hint
        found.setdefault(problem.code, set()).add(f"{problem.path} {problem.field_name}")
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_rule_tells_what_is_wrong_and_where(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    assert case.place in told(tmp_path, case.wrong).get(case.code, ())


@pytest.mark.parametrize("name", CASES)
def test_a_rule_says_nothing_of_a_near_miss(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    assert told(tmp_path, case.right).get(case.code) is None


def test_every_code_of_the_rules_has_a_case() -> None:
    folder = Path(run.__file__).parent
    modules = (path for path in folder.glob("*.py") if path.name != "hosts.py")
    texts = "".join(path.read_text("utf-8") for path in modules)
    given = {code for code in CODES if re.search(rf'"{code}"', texts)}
    assert given == {case.code for case in CASES.values()}


@pytest.mark.parametrize(
    ("field", "value", "hint"),
    [
        ("place", "bejing", "did you mean `beijing`?"),
        ("actors", "[China, russia]", "write the id `china`"),
        ("actors", "[中国, russia]", "write the id `china`"),
        ("mentions", "[zanzibar]", "correct the id, or add the actor to its registry"),
    ],
)
def test_an_unknown_id_is_told_with_the_one_that_is_meant(
    tmp_path: Path, field: str, value: str, hint: str
) -> None:
    files: archives.Files = {
        "actors/all.yaml": sites.ACTORS.replace("name: China", "name: China, names: {zh: 中国}"),
        sites.EVENT: sites.event(**{field: value}),
    }
    (problem,) = archives.examined(sites.write(tmp_path / "content", files))[1]
    assert (problem.code, problem.hint) == ("unknown-id", hint)


def test_the_twin_of_an_entry_is_found_among_many_of_the_same_actors(tmp_path: Path) -> None:
    files: archives.Files = {
        f"events/2024/2024-04-{n:02}-call.md": other(
            date=f"2024-04-{n:02}", title=f"{'x' * n} call"
        )
        for n in range(10, 30)
    }
    files["events/2024/2024-04-09-again.md"] = sites.event(title="Russia visits China again")
    found = told(tmp_path, files)
    assert found["duplicate-event"] == {"events/2024/2024-04-09-visit.md title"}


def test_beside_an_archive_that_held_changed_events_are_looked_at_and_all_if_a_record_goes(
    tmp_path: Path,
) -> None:
    content = sites.write(tmp_path / "content", {OTHER: other(topics="[]")})
    reader = Reader(content, Cache(tmp_path / "cache.sqlite"))

    def told(held: Archive | None) -> tuple[Archive, list[str]]:
        found = reader.read(scan.scan(content))
        return found, [problem.path for problem in references.unknown(found, held)]

    held, problems = told(None)
    assert problems == []
    sites.put(content, OTHER, other(topics="[nothing]"))
    found, problems = told(held)
    assert problems == [OTHER]
    assert told(found)[1] == []
    sites.put(content, "topics.yaml", "peace: {label: Peace}\n")
    assert told(held)[1] == [sites.EVENT, OTHER]


def test_if_an_event_goes_those_that_name_others_are_looked_at(tmp_path: Path) -> None:
    ties = "[{event: 2024-04-09-visit, relation: follows}]"
    content = sites.write(tmp_path / "content", {OTHER: other(related=ties)})
    reader = Reader(content, Cache(tmp_path / "cache.sqlite"))
    held = reader.read(scan.scan(content))
    assert list(references.unknown(held)) == []
    (content / sites.EVENT).unlink()
    (problem,) = references.unknown(reader.read(scan.scan(content)), held)
    assert (problem.path, problem.code) == (OTHER, "unknown-id")
