"""One form for front matter and registries, with the same data and the same comments."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import sites
from hypothesis import given
from hypothesis import strategies as st

from chronology.content import frontmatter, scan, yaml_strict
from chronology.editing.format import fields, yaml_writer

#: Everything YAML finds remarkable, and much that it does not.
TEXTS = st.one_of(
    st.sampled_from(
        ["NO", "010", "12:30", "~", "null", "true", "-", "- a", "a: b", "a #b", "#a", "it's",
         '"q"', "[x", "{y", "x, y", "&a", "*a", "!t", "%d", "@m", "`c`", "? k", "k:", " lead",
         "trail ", "a\nb", "a\nb\n", "a\n\n", "\na", "a\n b", "习近平", "Ёлка", "---", "...",
         "2024-04-09/..", "a\u2028b", "a\tb", "=", "<<", "x" * 120, "a b " * 40]
    ),
    st.text(
        st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufeff"),
        max_size=30,
    ),
)  # fmt: skip
KEYS = st.one_of(st.sampled_from(["title", "date", "actors", "sources", "place", "zz"]), TEXTS)
VALUES = st.recursive(
    st.one_of(st.none(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)
MATTER = st.dictionaries(KEYS, VALUES, min_size=1, max_size=6)
EVENT = "events/2024/a.md"
NONE = yaml_writer.Comments({}, {}, set(), [])


def front(text: str) -> str:
    return fields.canonical(f"---\n{text}---\n", EVENT).removeprefix("---\n").removesuffix("---\n")


@given(MATTER)
def test_what_is_written_is_read_back_whole(data: dict[str, object]) -> None:
    for apart in (False, True):
        assert yaml_strict.load(yaml_writer.write(data, NONE, apart=apart)) == data


@given(MATTER)
def test_formatting_twice_is_formatting_once(data: dict[str, object]) -> None:
    cached = front(yaml_writer.write(data, NONE))
    assert yaml_strict.load(cached) == data
    assert front(cached) == cached


@given(st.data())
def test_comments_stay_whatever_lines_they_stand_on(data: st.DataObject) -> None:
    lines = [
        "title: A", "actors:", "  - {actor: b, role: host}", "  - actor: c", "    role: guest",
        "lang: |", "    x", "    # y", "summary: 'x # y'",
        "topics: [d,", "  e]", "sources:", "- title: S", "  url: u",
    ]  # fmt: skip
    commented: list[str] = []
    for number, line in enumerate(lines):
        is_text = line.startswith("    ") and "role" not in line
        if not is_text and data.draw(st.booleans()):
            commented.append(f"# above {number}")
        beside = not is_text and data.draw(st.booleans())
        commented.append(line + (f"  # beside {number}" if beside else ""))
    commented += ["# the end"] if data.draw(st.booleans()) else []
    text = "".join(f"{line}\n" for line in commented)
    cached = front(text)
    told = re.compile(r"# (?:above|beside) \d+|# the end")
    assert sorted(told.findall(cached)) == sorted(told.findall(text))
    assert yaml_strict.load(cached) == yaml_strict.load(text)
    assert front(cached) == cached


def test_the_content_keeps_data_and_comments_and_is_steady() -> None:
    content = sites.ROOT / "content"
    files = [file for file in scan.scan(content)[0] if file.kind != "asset"]
    assert files
    for file in files:
        old = (content / file.path).read_text("utf-8")
        new = fields.canonical(old, file.path)
        assert fields.canonical(new, file.path) == new, file.path
        if file.path.endswith(".yaml"):
            assert yaml_strict.load(new) == yaml_strict.load(old)
            told = re.compile(r"(?:^|\s)(#.*)$", re.MULTILINE)
            assert sorted(told.findall(new)) == sorted(told.findall(old)), file.path
        else:
            one, other = frontmatter.split(new, file.path), frontmatter.split(old, file.path)
            assert (one.matter, one.body) == (other.matter, other.body)


def test_fields_stand_in_order_at_every_depth() -> None:
    text = (
        "sources:\n  - {url: https://a.example, title: S}\nsummary: Z\ntype: visit\n"
        "actors: [{role: host, actor: china}, russia]\ndate: 2024\nother: 1\ntitle: T\n"
    )
    assert front(text) == (
        "title: T\ndate: 2024\ntype: visit\nactors:\n  - {actor: china, role: host}\n  - russia\n"
        "sources:\n  - title: S\n    url: https://a.example\nsummary: Z\nother: 1\n"
    )


def test_an_actor_begins_with_its_type_and_records_stand_apart() -> None:
    text = (
        "# States\n\na: {name: A, type: state, aliases: [B]}\n"
        "# A person\nc:\n  name: C\n  type: person\n"
    )
    assert fields.canonical(text, "actors/all.yaml") == (
        "# States\n\na:\n  type: state\n  name: A\n  aliases: [B]\n\n"
        "# A person\nc:\n  type: person\n  name: C\n"
    )


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("title: 'plain words'", "title: plain words"),
        ('title: "it\'s"', "title: it's"),
        ('title: "a: b"', "title: 'a: b'"),
        ("title: >-\n  folded\n  words", "title: folded words"),
        ("title: one\n  two", "title: one two"),
        ("body: |\n  one\n  two", "body: |\n  one\n  two"),
        ("topics:\n- a\n- b", "topics: [a, b]"),
        ("date:   2024", "date: 2024"),
        ("summary:", "summary:"),
    ],
)
def test_quotes_and_lines_only_where_they_are_needed(written: str, wanted: str) -> None:
    assert front(written + "\n") == wanted + "\n"


def test_a_list_that_does_not_fit_has_a_line_for_each_entry() -> None:
    text = f"topics: [{', '.join('t' * 20 + str(n) for n in range(5))}]\n"
    assert front(text).count("\n  - ") == 5


def test_the_body_is_left_alone() -> None:
    text = sites.event(body="- one\n-   two\n\n\n    three  ")
    assert fields.canonical(text, EVENT).partition("\n---\n")[2] == text.partition("\n---\n")[2]


def test_changed_names_the_files_that_would_change_and_passes_over_broken_ones(
    tmp_path: Path,
) -> None:
    content = sites.write(tmp_path, {"topics.yaml": "a: {label: A\n"})
    files = scan.scan(content)[0]
    found = dict(fields.changed(content, files))
    assert set(found) == {sites.EVENT, "actors/all.yaml", "places.yaml"}
    for path, text in found.items():
        sites.put(content, path, text)
    assert not dict(fields.changed(content, files))


def test_comments_go_with_what_they_stand_at() -> None:
    text = (
        "# on the whole\nsummary: |  # on the words\n  words\n# on the day\ndate: 2024\n"
        "title: T  # on the title\nactors:\n  # on b\n  - {role: host, actor: b}  # also on b\n"
    )
    assert front(text) == (
        "title: T  # on the title\n# on the day\ndate: 2024\nactors:\n  # on b\n"
        "  - {actor: b, role: host}  # also on b\n# on the whole\nsummary: |  # on the words\n"
        "  words\n"
    )


def test_the_task_tells_or_writes(tmp_path: Path) -> None:
    content = sites.write(tmp_path, {})

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "invoke", "format", "--content", str(content), *options]
        return subprocess.run(command, cwd=sites.ROOT, capture_output=True, text=True, timeout=60)

    before = sites.tree(content)
    done = run("--check")
    assert (done.returncode, done.stdout.count("would change")) == (1, 4)
    assert sites.tree(content) == before
    assert run().returncode == 0
    assert sites.tree(content) != before
    assert (run("--check").returncode, run("--check").stdout) == (0, "")
    assert [one for one in sites.check(content) if one.severity == "error"] == []
