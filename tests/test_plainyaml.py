from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chronology.content import yaml_fast, yaml_strict

VALUES = ["", "a", "2024-04-09/..", "12:30", "a b  ", "http://a.b/c#d", "日本", "a: b", "a #b"]
VALUES += ["a:", '"a: b"', '"a\\n"', "''", "'it''s'", "[a, b-c]", "[]", "[a, [b]]", "[a,]"]
VALUES += ["{a: b, c: d}", "{a: b, a: c}", "{a}", "*a", "&a b", "!a b", "| ", "> a", "- a", "# a"]
VALUES += ["~", "null", "1.5", "a\u00a0b", "a\u2028b", "a\tb", "\ufeffa", "a\x85b", "@a", "%a"]
VALUES += ["a, b", "a]", "?", "a,b: c", "-5", "-5.2: b", "--", "-", "-a"]
VALUES += ['["a b", c·d]', '["a" b]', '["a,b"]', '["a: b" ]', "[it's, 'b']", "[a', b]", '["", a]']
VALUES += ['{a: "b c", d: e’f}', '{a: "b"c}', '{a: ""}', "{a: b'}", '{"a": b}', '"a" # b', '"a"#b']
KEYS = ["", "a: ", "b: ", "c:", "a", "key-two: ", '"q": ', "? ", "x :", "'no': ", "'no\": ", "'a':"]
KEYS += [
    '"{n} a": ',
    '"a: b": ',
    "'a #b':",
    '"a" b: ',
    "'a''b': ",
    '"a\\n": ',
    '"<<": ',
    '"1": ',
    '"": ',
]
KEYS += ["'null': ", '" a ": ', '"- a": ', '"日": ', "'[a': ", '"it\'s": ', "'a\\b': "]
ROWS = st.builds(
    lambda indent, dash, key, value: " " * indent + dash + key + value,
    st.integers(0, 4),
    st.sampled_from(["", "", "- ", "-   ", "-"]),
    st.sampled_from(KEYS),
    st.sampled_from(VALUES),
)
LINES = ROWS | ROWS | st.sampled_from(["", "  ", "# a", " # a: b", "   #", "#", " #a"])


def strictly(text: str) -> Any:
    """What libyaml's events give, or the fault they show."""
    try:
        return yaml_strict._Reader(text, None).document()
    except yaml_strict.YamlError as error:
        return error


@settings(max_examples=400, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=6).map("\n".join))
@example("a:\n- b\n- c: d\n  a: [e, f]\nb:\n  c: d\n")
@example("a: b\n  c\n")
@example("a:\n  - b\n c: d\n")
def test_what_is_read_by_the_line_is_what_libyaml_reads(text: str) -> None:
    found = yaml_fast.load(text)
    if found is not None:
        assert found == strictly(text)


@pytest.mark.parametrize(
    "text",
    [
        "title: A: b",
        "title: A\n  and B",
        "a: 1\na: 2",
        "a: b # a comment",
        "a: &x b",
        "a: |\n  b",
        "",
        "- a",
        " a: b",
        "a: b\n---\n",
        "a: b\u2028c",
        "\n".join(" " * depth + "a:" for depth in range(30)),
    ],
)
def test_what_is_not_plain_is_left_to_libyaml(text: str) -> None:
    assert yaml_fast.load(text) is None


def test_an_entry_as_editors_write_it_is_read_by_the_line() -> None:
    text = """title: Xi Jinping receives Sergey Lavrov
date: 2024-04-09
place: beijing
actors:
  - {actor: xi-jinping, role: host}
  - actor: sergey-lavrov
    as: "Foreign Minister"
mentions: [vladimir-putin, brics]
sources:
  - title: 'China, Russia'
    url: https://example.org/a?b=c#d
topics:
- trade
summary:
"""
    assert yaml_fast.load(text) == {
        "title": "Xi Jinping receives Sergey Lavrov",
        "date": "2024-04-09",
        "place": "beijing",
        "actors": [
            {"actor": "xi-jinping", "role": "host"},
            {"actor": "sergey-lavrov", "as": "Foreign Minister"},
        ],
        "mentions": ["vladimir-putin", "brics"],
        "sources": [{"title": "China, Russia", "url": "https://example.org/a?b=c#d"}],
        "topics": ["trade"],
        "summary": None,
    }


def test_a_registry_as_editors_write_it_is_read_by_the_line() -> None:
    text = """# States, and where they are.

'no':
  name: Norway
  names: {zh: 挪威, ru: "Норвегия", fr: Côte d'Azur}

  # From an atlas.
  lat: -54.2
  aliases: ['N. O.', S·o]
  description: 'It''s one'
"""
    assert yaml_fast.load(text) == {
        "no": {
            "name": "Norway",
            "names": {"zh": "挪威", "ru": "Норвегия", "fr": "Côte d'Azur"},
            "lat": "-54.2",
            "aliases": ["N. O.", "S·o"],
            "description": "It's one",
        }
    }
