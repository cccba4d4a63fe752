from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronology.content import frontmatter
from chronology.content.frontmatter import Document, DocumentError
from chronology.problems import Problem


def problem(text: bytes | str) -> Problem:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(DocumentError) as raised:
        frontmatter.split(frontmatter.decode(data, "a.md"), "a.md")
    return raised.value.problem


def test_front_matter_and_body_are_told_apart() -> None:
    document = frontmatter.split("---\ntitle: A\n---\n\nBody.\n\n---\n\nMore.\n", "a.md")
    assert document == Document({"title": "A"}, "\nBody.\n\n---\n\nMore.\n", 4)


@pytest.mark.parametrize(
    "text", ["---\ntitle: A\n---", "---\ntitle: A\n---\n", "---  \ntitle: A\n--- \n"]
)
def test_a_body_may_be_empty(text: str) -> None:
    document = frontmatter.split(text, "a.md")
    assert (document.matter, document.body) == ({"title": "A"}, "")


def test_empty_front_matter_is_nothing() -> None:
    assert frontmatter.split("---\n---\nBody", "a.md") == Document(None, "Body", 3)


PIECES = ["---", "--- ", "----", "\n", "\r\n", "\r", "\n---\n", "\n--- \n", "\ufeff", "a: 1", "—"]


@given(st.booleans(), st.lists(st.sampled_from(PIECES), max_size=12))
def test_a_body_read_alone_is_that_of_the_document(
    tmp_path_factory: pytest.TempPathFactory, begun: bool, pieces: list[str]
) -> None:
    root, data = tmp_path_factory.getbasetemp(), ("---\n" * begun + "".join(pieces)).encode()
    (root / "a.md").write_bytes(data)
    try:
        whole = frontmatter.split(frontmatter.decode(data, "a.md"), "a.md").body
    except DocumentError as error:
        if error.problem.code == "front-matter":
            with pytest.raises(DocumentError):
                frontmatter.body(root, "a.md")
        return
    assert frontmatter.body(root, "a.md") == whole


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_read_alike(end: str) -> None:
    text = end.join(["---", "title: A", "---", "One", "Two"])
    assert frontmatter.decode(text.encode(), "a.md") == "---\ntitle: A\n---\nOne\nTwo"


def test_a_byte_order_mark_is_no_text() -> None:
    assert frontmatter.decode(b"\xef\xbb\xbf---\n", "a.md") == "---\n"


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("title: A\n", "front-matter", (1, 1)),
        ("", "front-matter", (1, 1)),
        ("---\ntitle: A\n", "front-matter", (1, 1)),
        ("---\ntitle: A\n----\n", "front-matter", (1, 1)),
        (b"---\ntitle: \xff\n---\n", "unreadable", (2, 1)),
        ("---\ntitle: A\n---\nab\x00c", "unreadable", (4, 3)),
        ("---\na: 1\na: 2\n---\n", "duplicate-key", (3, 1)),
        ("---\na: [\n---\n", "yaml", (3, 1)),
        ("---\na: &x 1\n---\n", "yaml-feature", (2, 4)),
    ],
)
def test_problems_have_the_line_of_the_file(
    text: bytes | str, code: str, place: tuple[int, int]
) -> None:
    found = problem(text)
    assert (found.code, (found.line, found.column)) == (code, place)
    assert found.hint


def test_both_lines_of_a_duplicate_key_are_lines_of_the_file() -> None:
    assert problem("---\na: 1\nb: 2\na: 3\n---\n").message.endswith("on lines 2 and 4")


def test_a_file_too_large_is_not_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"x" * 11)
    assert frontmatter.read_bytes(tmp_path, "a.md", 11) == b"x" * 11
    with pytest.raises(DocumentError) as raised:
        frontmatter.read_bytes(tmp_path, "a.md", 10)
    assert raised.value.problem.code == "too-large"


def test_a_file_that_is_not_there_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as raised:
        frontmatter.read_bytes(tmp_path, "gone.md")
    assert raised.value.problem.code == "unreadable"


def test_problems_are_placed_at_their_fields(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A\nactors:\n  - actor: x\n    role: y\n---\n")
    (tmp_path / "b.yaml").write_text("x:\n  name: X\n  until: y\n")
    known = Problem("a.md", "yaml", "as it was", line=7, column=7)
    placed = frontmatter.place(
        tmp_path,
        [
            Problem("a.md", "bad-value", "role", field=("actors", 0, "role")),
            Problem("b.yaml", "bad-date", "until", field=("x", "until")),
            known,
            Problem("images/c.png", "unreadable", "no lines"),
        ],
    )
    assert {p.message: (p.line, p.column) for p in placed} == {
        "role": (5, 5),
        "until": (3, 3),
        "as it was": (7, 7),
        "no lines": (0, 0),
    }
