"""Whatever is changed, an incremental build leaves what a cold build would have written."""

from __future__ import annotations

import copy
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sites
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from chronology import parallel
from chronology.problems import ContentError
from chronology.site.pages import event_list

#: Hundreds of small sites are written: in memory, where the system has a place for that.
MEMORY = Path("/dev/shm")
Record = dict[str, Any]
Pick = Callable[[list[Any]], Any]

DATES = ["2024-04-09", "2024-04", "2024", "2014-04-09", "1999-12-31/2000-01-02", "2024-04-09?"]
DATES += ["199X", "-0043", "2024-21", "2013-03/.."]
TITLES = ["A title", "Xi Jinping meets Lavrov", '<b> & "q"', "标题"]
BODIES = ["", "China and Xi Jinping spoke in Beijing.\n", "# Terms\n\nUnited Nations.\n"]
BODIES += ["> We agree with China.\n>\n> — xi\n", "> Bread.\n>\n> — guterres, in Beijing\n"]
PEOPLE: list[list[Any]] = [
    ["china", "russia"],
    ["xi", "lavrov"],
    ["xi"],
    [{"actor": "xi", "role": "host"}, {"actor": "guterres", "as": "Guest"}],
    [{"actor": "lavrov", "of": "un"}, "china"],
    ["guterres", "usa"],
    ["un", "brics"],
    ["china", "russia", "usa", "india", "japan", "france", "brazil"],
]
SOMEBODY = ["china", "xi", "un", "lavrov"]


def archive() -> dict[str, dict[str, Record]]:
    """Eight events among records that know each other in every way there is."""
    events = {
        f"e{number}": {
            "title": f"Event {number}",
            "date": date,
            "added": "2024-06-01",
            "type": kind,
            "actors": PEOPLE[number],
            "sources": [{"title": "A report"}],
        }
        for number, (date, kind) in enumerate(
            [
                ("2024-04-09", "visit"),
                ("2024-04-10", "meeting"),
                ("2014-04-09", "agreement"),
                ("2024-05", "statement"),
                ("1999", "recognition"),
                ("2013-03-23/2013-04-02", "summit"),
                ("2024-04-09", "vote"),
                ("2012-01-01", "meeting"),
            ]
        )
    }
    events["e0"] |= {"place": "beijing", "topics": ["trade"], "summary": "A summary"}
    events["e1"] |= {"place": ["moscow"], "topics": ["arms"], "mentions": ["un"]}
    events["e2"] |= {"related": [{"event": "e0", "relation": "precedes"}]}
    events["e3"] |= {"body": BODIES[3]}
    events["e4"] |= {"former_ids": ["old-e4"], "corrections": [{"date": "2024-07", "note": "N"}]}
    states = ["india", "japan", "france", "brazil"]
    return {
        "events": events,
        "translations": {"e0.zh": {"title": "访问"}},
        "actors": {
            "china": {"type": "state", "name": "China", "names": {"zh": "中国"}},
            "russia": {"type": "state", "name": "Russia", "predecessors": ["ussr"]},
            "ussr": {"type": "state", "name": "Soviet Union", "until": "1991-12-26"},
            "usa": {"type": "state", "name": "United States"},
            **{one: {"type": "state", "name": one.title()} for one in states},
            "xi": {
                "type": "person",
                "name": "Xi Jinping",
                "offices": [
                    {"title": "President", "of": "china", "from": "2013-03-14", "until": ".."}
                ],
            },
            "lavrov": {
                "type": "person",
                "name": "Sergey Lavrov",
                "aliases": ["Lavrov"],
                "offices": [{"title": "Minister", "of": "russia", "from": "2004", "until": ".."}],
            },
            "guterres": {
                "type": "person",
                "name": "António Guterres",
                "offices": [{"title": "Head", "of": "un", "from": "2017", "until": ".."}],
            },
            "un": {
                "type": "organization",
                "name": "United Nations",
                "acronym": "UN",
                "members": [{"actor": "china", "from": "1971"}, {"actor": "russia"}],
            },
            "brics": {"type": "organization", "name": "BRICS"},
        },
        "topics": {
            "trade": {"label": "Trade"},
            "arms": {"label": "Arms", "broader": "trade"},
            "culture": {"label": "Culture", "related": ["arms"]},
        },
        "places": {
            "beijing": {"name": "Beijing", "country": "china"},
            "peking": {"name": "Beijing"},
            "moscow": {"name": "Moscow", "country": "russia"},
        },
        "event-types": {"vote": {"label": "Vote"}},
        "storylines": {
            "both": {"title": "Both", "actors": ["xi", "lavrov"]},
            "goods": {"title": "Goods", "topics": ["trade"], "body": "Of China."},
            "chosen": {"title": "Chosen", "events": ["e0", "e3"]},
        },
        "pages": {"about": {"title": "About", "order": 1, "body": "China."}},
        "images": {"flag.png": {"bytes": "one"}},
    }


#: What a field of a record may become; None takes it away.
FIELDS: dict[str, dict[str, list[Any]]] = {
    "events": {
        "title": TITLES,
        "date": DATES,
        "added": ["2024-06-01", "2024-06-02", "2024"],
        "reported": [None, "2024-04-10"],
        "type": ["visit", "meeting", "recognition", "vote", "agreement"],
        "place": [None, "beijing", "peking", ["moscow", "beijing"]],
        "actors": PEOPLE,
        "mentions": [None, ["un"], ["xi", "china"]],
        "topics": [None, ["trade"], ["arms"], ["culture", "trade"]],
        "summary": [None, "Another summary"],
        "event_status": [None, "planned", "cancelled"],
        "status": [None, "draft"],
        "body": BODIES,
        "sources": [[{"title": "Another"}], [{"title": "A", "url": "https://x.org", "quote": "Q"}]],
        "related": [
            None,
            [{"event": "e0", "relation": "supersedes"}],
            [{"event": "e5", "relation": "part-of"}, {"event": "e6", "relation": "contradicts"}],
        ],
        "corrections": [None, [{"date": "2024-08-01", "note": "Mended", "significance": "major"}]],
        "former_ids": [None, ["older"], ["oldest", "old"]],
        "lang": [None, "zh"],
    },
    "translations": {"title": TITLES, "summary": [None, "摘要"]},
    "actors": {
        "name": ["China", "Renamed", "Beijing"],
        "names": [None, {"zh": "名", "ru": "Имя"}],
        "aliases": [None, ["Also"]],
        "description": [None, "Described"],
        "wikidata": [None, "Q148"],
        "former_ids": [None, ["once"]],
        "image": [None, "flag.png"],
        "from": [None, "1949-10-01"],
        "until": [None, "2020", ".."],
        "born": [None, "1950"],
        "offices": [
            None,
            [{"title": "Envoy", "of": "usa", "from": "2000", "until": ".."}],
            [{"title": "Chair", "of": "brics", "from": "2000", "until": "2030"}],
        ],
        "members": [None, [{"actor": "usa", "from": "2001", "role": "observer"}]],
        "successors": [None, ["russia"]],
        "predecessors": [None, ["china"]],
        "previous_names": [None, [{"name": "Cathay", "until": "1912"}]],
    },
    "topics": {
        "label": ["Trade", "Commerce"],
        "labels": [None, {"en": "In English", "zh": "题"}],
        "alt_labels": [None, ["Else"]],
        "definition": [None, "Defined"],
        "broader": [None, "culture", "trade"],
        "related": [None, ["trade"]],
    },
    "places": {
        "name": ["Beijing", "Peiping"],
        "names": [None, {"zh": "北京"}],
        "country": [None, "usa", "china"],
        "lat": [None, "39.9"],
        "lon": [None, "116.4"],
        "former_ids": [None, ["yanjing"]],
    },
    "event-types": {"label": ["Vote", "Ballot"], "labels": [None, {"en": "Poll"}], "plover": ["X"]},
    "storylines": {
        "title": ["Both", "One"],
        "summary": [None, "Told"],
        "body": [None, "Of Russia."],
        "events": [None, ["e1"], ["e6", "e2"]],
        "actors": [None, ["xi"], ["china", "russia"]],
        "topics": [None, ["arms"]],
        "from": [None, "2013"],
        "until": [None, "2020"],
    },
    "pages": {"title": ["About", "Of us"], "order": [None, "2"], "body": ["Russia.", "# One\n"]},
    "images": {"bytes": ["one", "two"]},
}
#: What a record that is added holds at least.
NEW: dict[str, Record] = {
    "events": archive()["events"]["e0"],
    "translations": {"title": "Ещё"},
    "actors": {"type": "state", "name": "Newland"},
    "topics": {"label": "New"},
    "places": {"name": "Newtown"},
    "event-types": {"label": "New kind"},
    "storylines": {"title": "New line", "topics": ["culture"]},
    "pages": {"title": "New page"},
    "images": {"bytes": "fresh"},
}
NEW_IDS = {"translations": ["e0.ru", "e1.zh", "e2.zh-Hant"], "images": ["new.png"]}


def changed(all_records: dict[str, dict[str, Record]], pick: Pick) -> str:
    """Make one change somewhere, as an editor does; what it was."""
    kind = pick(["events", "events", "events", "actors", "actors", *sorted(FIELDS)])
    records = all_records[kind]
    action = pick(["edit", "edit", "edit", "edit", "add", "remove", "rename"])
    if action == "add" or not records:
        new = pick(NEW_IDS.get(kind, ["new", "newer"]))
        records[new] = copy.deepcopy(NEW[kind])
        return f"add {kind} {new}"
    one = pick(sorted(records))
    if action == "edit":
        field = pick(sorted(FIELDS[kind]))
        value = pick(FIELDS[kind][field])
        records[one] = {k: v for k, v in records[one].items() if k != field}
        if value is not None:
            records[one][field] = copy.deepcopy(value)
        return f"edit {kind} {one}: {field} = {value!r}"
    removed = records.pop(one)
    if action == "remove":
        _refer(all_records, one, None)
        return f"remove {kind} {one}"
    new = f"re{one}"
    records[new] = removed
    _refer(all_records, one, new)
    if kind in ("events", "actors", "places") and pick([True, False]):
        removed["former_ids"] = [*removed.get("former_ids", []), one]
    return f"rename {kind} {one} to {new}, with {removed.get('former_ids')}"


def _refer(value: Any, old: str, new: str | None) -> None:
    """Write every reference anew, or strike it out."""
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        if key in ("former_ids", "title", "name"):
            continue
        if inner == old:
            value[key] = new
        elif isinstance(inner, dict | list):
            _refer(inner, old, new)
            if isinstance(inner, list) and (None in inner or {} in inner):
                value[key] = [one for one in inner if one]
    if isinstance(value, dict) and {"actor", "event"} & value.keys():
        lost = [key for key in ("actor", "event") if key in value and value[key] is None]
        if lost:
            value.clear()


def files(all_records: dict[str, dict[str, Record]]) -> dict[str, str]:
    """The content folder of the records: JSON is YAML."""
    texts: dict[str, str] = {}
    for name, record in all_records["events"].items():
        matter = {key: value for key, value in record.items() if key != "body"}
        year = str(matter["date"])[:4]
        texts[f"events/{year}/{name}.md"] = _document(matter, record.get("body", ""))
    for name, record in all_records["translations"].items():
        texts[f"events/words/{name}.md"] = _document(record, "")
    for name, record in all_records["pages"].items():
        matter = {key: value for key, value in record.items() if key != "body"}
        texts[f"pages/{name}.md"] = _document(matter, record.get("body", ""))
    for name, record in all_records["images"].items():
        texts[f"images/{name}"] = record["bytes"]
    texts["actors/all.yaml"] = _registry(all_records["actors"])
    for kind in ("topics", "places", "event-types", "storylines"):
        texts[f"{kind}.yaml"] = _registry(all_records[kind])
    return texts


def _registry(records: dict[str, Record]) -> str:
    return "".join(f"{name}: {_yaml(record)}\n" for name, record in records.items())


def _document(matter: Record, body: str) -> str:
    lines = "".join(f"{name}: {_yaml(value)}\n" for name, value in matter.items())
    return f"---\n{lines}---\n{body}"


def _yaml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _bring(content: Path, before: dict[str, str], after: dict[str, str]) -> None:
    for path in before.keys() - after.keys():
        (content / path).unlink()
    for path, text in after.items():
        if before.get(path) != text:
            sites.put(content, path, text)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Collections are divided from four events on. So little is done in one process."""
    monkeypatch.setattr(event_list, "LONGEST_LIST", 3)
    monkeypatch.setattr(event_list, "_SPARSE", 0)
    monkeypatch.setattr(event_list, "_FEWEST_EXPORTED", 2)
    monkeypatch.setattr(parallel, "processors", lambda: 1)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_incremental_build_equals_cold_build(data: st.DataObject) -> None:
    home = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
    try:
        _drive(home, lambda options: data.draw(st.sampled_from(options)), data)
    finally:
        shutil.rmtree(home)


def _drive(home: Path, pick: Pick, data: st.DataObject) -> None:
    content = home / "content"
    records = archive()
    present = files(records)
    _bring(content, {}, present)
    changes: dict[str, Any] = {}
    sites.build(content)
    for _ in range(data.draw(st.integers(1, 5), label="steps")):
        wanted = copy.deepcopy(records)
        told = [changed(wanted, pick) for _ in range(pick([1, 1, 2]))]
        if pick([False, False, False, False, True]):
            changes = pick(
                [{}, {"CHRONOLOGY_DRAFTS": True}, {"SITEURL": "https://x.org/a"}, {"SITENAME": "N"}]
            )
        note(f"{told} {changes}")
        texts = files(wanted)
        _bring(content, present, texts)
        before = sites.tree(home / "output")
        try:
            sites.build(content, **changes)
        except ContentError as error:
            note(str(error))
            assert sites.tree(home / "output") == before
            _bring(content, texts, present)
            continue
        records, present = wanted, texts
        for name in ("cold", "cold-cache"):
            shutil.rmtree(home / name, ignore_errors=True)
        cold = sites.build(
            content, OUTPUT_PATH=home / "cold", CACHE_PATH=home / "cold-cache", **changes
        )
        _same(sites.tree(home / "output"), sites.tree(cold))


def _same(incremental: dict[str, Any], cold: dict[str, Any]) -> None:
    differing = sorted(
        path for path in incremental.keys() | cold.keys() if incremental.get(path) != cold.get(path)
    )
    for path in differing[:5]:
        note(f"{path}\n{incremental.get(path)}\n{cold.get(path)}")
    assert not differing
