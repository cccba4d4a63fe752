from __future__ import annotations

import ast
import json
import pickle
from pathlib import Path

import pytest

from chronology import problems
from chronology.problems import CODES, ContentError, Problem

PACKAGE = Path(problems.__file__).parent
PROBLEM = Problem(
    "events/2024/a.md",
    "bad-date",
    "`2024-02-31`: no such day",
    "February 2024 has 29 days",
    ("sources", 1, "issued"),
    line=9,
    column=5,
)


def test_text_has_place_field_reason_code_and_the_mend_beneath() -> None:
    assert problems.as_text([PROBLEM]) == (
        "events/2024/a.md:9:5: error: sources[1].issued: `2024-02-31`: no such day [bad-date]\n"
        "    February 2024 has 29 days"
    )


def test_text_of_a_whole_file_has_no_line() -> None:
    whole = Problem("a.md", "unreadable", "not UTF-8", severity="warning")
    assert problems.as_text([whole]) == "a.md: warning: not UTF-8 [unreadable]"


def test_json_has_exactly_the_names_of_the_contract_in_their_order() -> None:
    (row,) = json.loads(problems.as_json([PROBLEM]))
    assert list(row.items()) == [
        ("path", "events/2024/a.md"),
        ("line", 9),
        ("column", 5),
        ("field", "sources[1].issued"),
        ("code", "bad-date"),
        ("severity", "error"),
        ("message", "`2024-02-31`: no such day"),
        ("hint", "February 2024 has 29 days"),
    ]


def test_json_of_no_problems_is_an_empty_list() -> None:
    assert json.loads(problems.as_json([])) == []


def test_json_keeps_every_script_readable() -> None:
    assert "习近平" in problems.as_json([Problem("a.md", "unknown-id", "习近平")])


def test_annotations_escape_what_workflow_commands_are_made_of() -> None:
    problem = Problem("a,b:c.md", "bad-value", "50% of\nall: this, that", "so\r", line=3, column=1)
    assert problems.as_annotations([problem], "content/") == (
        "::error file=content/a%2Cb%3Ac.md,line=3,col=1,title=bad-value"
        "::50%25 of%0Aall: this, that (so%0D)"
    )


def test_an_annotation_without_a_line_is_on_the_file() -> None:
    told = problems.as_annotations([Problem("a.md", "too-large", "large", severity="warning")])
    assert told == "::warning file=a.md,title=too-large::large"


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("bejing", "beijing"),
        ("biejing", "beijing"),
        ("mosocw", "moscow"),
        ("washington", None),
        ("x", None),
        ("moscow", "moscow"),
    ],
)
def test_nearest_is_a_typing_error_away(word: str, found: str | None) -> None:
    assert problems.nearest(word, ["moscow", "beijing"]) == found


def test_of_two_equally_near_the_first_in_the_alphabet_is_named() -> None:
    assert problems.nearest("cat", ["rat", "bat"]) == "bat"
    assert problems.did_you_mean("cat", ["rat", "bat"]) == "did you mean `bat`?"
    assert problems.did_you_mean("elephant", ["rat", "bat"]) == ""


def test_order_is_by_place_then_errors_first_and_nothing_is_told_twice() -> None:
    late = Problem("b.md", "yaml", "x")
    warning = Problem("a.md", "bad-date", "x", severity="warning", line=2, column=1)
    error = Problem("a.md", "unknown-id", "x", line=2, column=1)
    first = Problem("a.md", "yaml", "x", line=1, column=7)
    assert problems.in_order([late, warning, error, first, late]) == [first, error, warning, late]


def test_the_error_pelican_sees_ends_with_status_1_and_counts_the_errors() -> None:
    warning = Problem("b.md", "date-mismatch", "x", severity="warning")
    error = ContentError([PROBLEM, warning])
    assert error.exitcode == 1
    assert error.problems == [warning, PROBLEM]
    assert str(error) == "1 error; nothing was written"


def test_the_error_of_a_process_arrives_whole_in_another() -> None:
    error = pickle.loads(pickle.dumps(ContentError([PROBLEM])))
    assert error.problems == [PROBLEM]


def test_every_code_that_is_given_is_explained() -> None:
    given = {
        call.args[1].value
        for file in PACKAGE.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "Problem"
        and len(call.args) > 1
        and isinstance(call.args[1], ast.Constant)
    }
    assert given
    assert given <= set(CODES)
