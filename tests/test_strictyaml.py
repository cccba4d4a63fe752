from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from chronology.content import yaml_strict
from chronology.content.yaml_strict import DEEPEST, YamlError
from chronology.problems import FieldPath

#: Without control characters, which are errors, and breaks of a line that every reader folds.
TEXTS = st.text(
    st.characters(
        exclude_categories=["Cc", "Cs"],
        include_characters="\n\t",
        exclude_characters="\u2028\u2029\ufffe\uffff",
    )
)
KEYS = st.text(st.sampled_from("abcxyz_-"), min_size=1).filter(lambda key: key[0] not in "-_")


def trees(keys: st.SearchStrategy[str], leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
        max_leaves=12,
    )


@given(trees(TEXTS, TEXTS))
def test_any_plain_data_reads_back(data: Any) -> None:
    for flow in (False, True):
        text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow)
        assert yaml_strict.load(text) == data


@given(st.dictionaries(KEYS, trees(KEYS, st.from_regex(r"[a-z]{1,8}", fullmatch=True)), min_size=1))
def test_every_field_is_located_where_it_is_written(data: Any) -> None:
    text = yaml.safe_dump(data, default_flow_style=False, sort_keys=False)
    fields = list(_fields(data, ()))
    found = yaml_strict.locate(text, fields)
    lines = text.splitlines()
    for field in fields:
        line, column = found[field]
        rest = lines[line - 1][column - 1 :]
        if isinstance(field[-1], str):
            assert rest.lstrip("'").startswith(field[-1])
        assert lines[line - 1][: column - 1].strip(" -") == ""


def _fields(data: Any, path: FieldPath) -> Iterator[FieldPath]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in pairs:
        yield (*path, key)
        if isinstance(value, dict | list) and value:
            yield from _fields(value, (*path, key))


@pytest.mark.parametrize(
    "text",
    ["NO", "010", "12:30", "1962-10", "true", "null", "~", "1e3", "0x1f", "1_000", "=", "on"],
)
def test_a_scalar_stays_text(text: str) -> None:
    assert yaml_strict.load(f"field: {text}") == {"field": text}


@pytest.mark.parametrize(("text", "value"), [("a:", None), ("a: ''", ""), ('a: ""', "")])
def test_only_an_empty_plain_scalar_is_nothing(text: str, value: str | None) -> None:
    assert yaml_strict.load(text) == {"a": value}


def test_an_empty_document_is_nothing() -> None:
    assert yaml_strict.load("") is None
    assert yaml_strict.load("# a note\n") is None


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("a: 1\nb: 2\na: 3\n", "duplicate-key", (3, 1)),
        ("a: {b: 1, b: 2}", "duplicate-key", (1, 11)),
        ("a: &x 1", "yaml-feature", (1, 4)),
        ("a: *x", "yaml-feature", (1, 4)),
        ("a:\n  - !!python/name:os 1", "yaml-feature", (2, 5)),
        ("!!str a: 1", "yaml-feature", (1, 1)),
        ("&k a: 1", "yaml-feature", (1, 1)),
        ("<<: {a: 1}\nb: *c", "yaml-feature", (2, 4)),
        ("? [a]\n: 1", "yaml", (1, 3)),
        ("a: 1\n---\nb: 2", "yaml", (2, 1)),
        ("a: [1", "yaml", (2, 1)),
        ("a: b: c", "yaml", (1, 5)),
        ("\ta: 1", "yaml", (1, 1)),
    ],
)
def test_what_the_format_has_not_is_refused(text: str, code: str, place: tuple[int, int]) -> None:
    with pytest.raises(YamlError) as raised:
        yaml_strict.load(text)
    assert raised.value.code == code
    assert (raised.value.line, raised.value.column) == place
    assert raised.value.hint


def test_depth_is_bounded() -> None:
    deep = "[" * DEEPEST + "]" * DEEPEST
    assert yaml_strict.load(deep)
    with pytest.raises(YamlError, match="nesting"):
        yaml_strict.load(f"[{deep}]")


def test_a_bomb_of_brackets_ends_quickly() -> None:
    with pytest.raises(YamlError):
        yaml_strict.load("[" * 100_000)


def test_an_absent_field_is_placed_at_the_mapping_around_it() -> None:
    text = "title: x\nsources:\n  - publisher: y\n"
    found = yaml_strict.locate(text, [("date",), ("sources", 0, "title"), ("sources", 7)])
    assert found == {("date",): (1, 1), ("sources", 0, "title"): (3, 5), ("sources", 7): (2, 1)}


def test_nothing_is_located_in_what_cannot_be_read() -> None:
    assert yaml_strict.locate("a: [", [("a",)]) == {}
