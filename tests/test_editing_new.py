"""A new entry: names become ids, slips are forgiven, nothing is overwritten."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sites

from chronology.cache import Cache
from chronology.content.archive import Archive
from chronology.editing import new
from chronology.model.ids import is_id
from chronology.model.records import Actor, Place
from chronology.problems import ContentError
from chronology.validation.run import examine

ACTORS = """\
# Those of the tests.
china: {type: state, name: China, names: {zh: 中国}, aliases: [PRC]}
russia: {type: state, name: Russia}
iraq: {type: state, name: Iraq}
xi-jinping: {type: person, name: Xi Jinping, names: {zh: 习近平}}
sergey-lavrov: {type: person, name: Sergey Lavrov, names: {ru: Сергей Лавров}}
recep-tayyip-erdogan: {type: person, name: Recep Tayyip Erdoğan, aliases: [Erdoğan]}
john-smith-a: {type: person, name: John Smith}
john-smith-b: {type: person, name: John Smith}
"""
WORDS = {
    "title": "Xi Jinping receives Sergey Lavrov",
    "date": "2024-05-16",
    "type": "meeting",
    "actors": "习近平, sergey-lavrov",
    "source_title": "A report",
}
TODAY = "2024-05-20"


@pytest.fixture
def content(write_site: Callable[..., Path]) -> Path:
    return write_site({"actors/all.yaml": ACTORS})


@pytest.fixture
def found(content: Path) -> Archive:
    return read(content)


def read(content: Path) -> Archive:
    return examine(sites.settings(content), Cache(content.parent / "c.sqlite"))[0]


def actors(found: Archive, words: str) -> str:
    _, text, _ = new.entry(found, {**WORDS, "actors": words}, TODAY)
    return text.split("actors: [")[1].split("]")[0]


def refused(found: Archive, **words: str) -> list[tuple[str, str, str]]:
    with pytest.raises(ContentError) as raised:
        new.entry(found, {**WORDS, "actors": "china", **words}, TODAY)
    return [(one.path, one.code, one.hint) for one in raised.value.problems]


def test_an_entry_in_its_one_form_that_check_accepts(found: Archive, content: Path) -> None:
    words = {
        **WORDS,
        "actors": "Xi Jinping, 中国, Сергей Лавров",
        "place": "Beijing",
        "topics": "Trade",
        "source_url": "https://a.example/1",
        "summary": "They met: in Beijing.",
    }
    path, text, notes = new.entry(found, words, TODAY)
    assert path == "events/2024/2024-05-16-xi-jinping-receives-sergey-lavrov.md"
    assert text == (
        "---\n"
        "title: Xi Jinping receives Sergey Lavrov\n"
        "date: 2024-05-16\n"
        "added: 2024-05-20\n"
        "type: meeting\n"
        "place: beijing\n"
        "actors: [xi-jinping, china, sergey-lavrov]\n"
        "topics: [trade]\n"
        "sources:\n"
        "  - title: A report\n"
        "    url: https://a.example/1\n"
        "    accessed: 2024-05-20\n"
        "summary: 'They met: in Beijing.'\n"
        "---\n"
    )
    assert notes == []
    sites.put(content, path, text)
    assert [one for one in sites.check(content) if one.path == path] == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("xi-jinping", "xi-jinping"),
        ("习近平", "xi-jinping"),
        ("сергей лавров", "sergey-lavrov"),
        ("PRC", "china"),
        ("Erdogan", "recep-tayyip-erdogan"),
        ("xi jinping", "xi-jinping"),
    ],
)
def test_names_aliases_and_ids_in_any_script(found: Archive, said: str, meant: str) -> None:
    assert actors(found, said) == meant


def test_a_slip_is_forgiven_and_told(found: Archive) -> None:
    _, text, notes = new.entry(found, {**WORDS, "actors": "Sergei Lavrov"}, TODAY)
    assert "actors: [sergey-lavrov]" in text
    assert notes == ["`Sergei Lavrov` is read as `sergey-lavrov`"]


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("Iran", "did you mean `iraq`?"),
        ("Prussia", "did you mean `russia`?"),
        ("Sergio Lawrow", "did you mean `sergey-lavrov`?"),
        ("Lavrov", "did you mean `sergey-lavrov`?"),
        ("Montenegro", "register it first"),
    ],
)
def test_a_name_that_is_not_known_is_an_error(found: Archive, said: str, hint: str) -> None:
    assert refused(found, actors=f"china, {said}") == [("--actors", "unknown-id", hint)]


def test_a_name_of_two_is_an_error(found: Archive) -> None:
    assert refused(found, actors="John Smith") == [("--actors", "ambiguous-name", "use the id")]


def test_what_is_missing_is_told(found: Archive) -> None:
    with pytest.raises(ContentError) as raised:
        new.entry(found, {"title": "A talk"}, TODAY)
    told = " ".join(one.message for one in raised.value.problems)
    for field in ("date", "type", "actors", "sources"):
        assert f"`{field}`" in told


def test_a_date_that_is_none_is_an_error(found: Archive) -> None:
    assert [code for _, code, _ in refused(found, date="2024-02-30")] == ["bad-date"]


def test_an_entry_is_never_overwritten(found: Archive, content: Path) -> None:
    path, text, _ = new.entry(found, {**WORDS, "actors": "china"}, TODAY)
    sites.put(content, path.replace("2024/", "elsewhere/"), text)
    assert [code for _, code, _ in refused(read(content))] == ["duplicate-id"]
    sites.put(content, path, "broken")
    assert [code for _, code, _ in refused(found)] == ["duplicate-id"]


@pytest.mark.parametrize(
    ("day", "title", "wanted"),
    [
        ("2024-04-09/2024-04-11", "Xi's visit", "2024-04-09-xis-visit"),
        ("1962-10~", "Talks – in Genève", "1962-10-talks-in-geneve"),
        ("1962?", "会见", "1962"),
        ("2024-04-09", "long " * 40, "2024-04-09" + "-long" * 18),
    ],
)
def test_ids_are_made_of_date_and_title(day: str, title: str, wanted: str) -> None:
    assert new.identifier(day, title) == wanted
    assert is_id(wanted)


def test_a_new_actor_goes_to_the_file_of_its_kind(found: Archive, content: Path) -> None:
    path, text = new.record(found, Actor, "wang-yi: Wang Yi, person")
    assert path == "actors/all.yaml"
    assert text == ACTORS + "\nwang-yi:\n  type: person\n  name: Wang Yi\n"
    sites.put(content, path, text)
    assert read(content).registries.actors["wang-yi"].name == "Wang Yi"
    path, text = new.record(found, Actor, "un: United Nations, organization")
    assert (path, text) == (
        "actors/organizations.yaml",
        "un:\n  type: organization\n  name: United Nations\n",
    )


def test_a_new_place_may_name_its_country(found: Archive) -> None:
    path, text = new.record(found, Place, "moscow: Moscow, russia")
    assert path == "places.yaml"
    assert text.endswith("\n\nmoscow:\n  name: Moscow\n  country: russia\n")
    assert new.record(found, Place, "geneva: Geneva")[1].endswith("\n\ngeneva:\n  name: Geneva\n")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("china: China, state", "duplicate-id"),
        ("Wang Yi: Wang Yi, person", "bad-id"),
        ("wang-yi: Wang Yi, politician", "bad-value"),
        ("wang-yi", "missing-field"),
    ],
)
def test_a_faulty_new_actor_is_refused(found: Archive, words: str, code: str) -> None:
    with pytest.raises(ContentError) as raised:
        new.record(found, Actor, words)
    assert code in [one.code for one in raised.value.problems]


@pytest.mark.parametrize(
    ("field", "typed", "first"),
    [
        ("actors", "xi j", "xi-jinping"),
        ("actors", " Сергей", "sergey-lavrov"),
        ("actors", "中", "china"),
        ("actors", "Lavrow Sergey", "sergey-lavrov"),
        ("place", "bejing", "beijing"),
        ("type", "visit", "visit"),
    ],
)
def test_what_is_typed_is_completed(found: Archive, field: str, typed: str, first: str) -> None:
    known = new.names(getattr(found.registries, new.REGISTRIES[field]).values())
    assert new.candidates(known, typed)[0] == first


def test_the_task_writes_registers_and_refuses(content: Path) -> None:
    command = [
        *(sys.executable, "-m", "invoke", "new", "--content", str(content)),
        *("--title", "A talk", "--date", "2024-05-16", "--type", "Meeting"),
        *("--actors", "Wang Yi, 中国", "--place", "Geneva", "--source-title", "A report"),
    ]
    added = ["--add-actor", "wang-yi: Wang Yi, person", "--add-place", "geneva: Geneva"]

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *more],
            cwd=sites.ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )

    done = run()
    assert (done.returncode, "nothing here is called `Wang Yi`" in done.stderr) == (1, True)
    assert not (content / "events/2024/2024-05-16-a-talk.md").exists()
    done = run(*added)
    assert done.returncode == 0, done.stderr
    text = (content / "events/2024/2024-05-16-a-talk.md").read_text("utf-8")
    assert "actors: [wang-yi, china]\n" in text
    assert "place: geneva\n" in text
    assert f"added: {date.today().isoformat()}\n" in text
    registered = (content / "places.yaml").read_text("utf-8")
    again = run(*added)  # the records are there, and no hindrance
    assert (again.returncode, again.stderr.count("error")) == (1, 1), again.stderr
    assert "is there already" in again.stderr
    assert (content / "places.yaml").read_text("utf-8") == registered
    assert [one for one in sites.check(content) if one.severity == "error"] == []
    assert run().returncode == 1
