"""Jinja as the theme has it: stricter than it comes, and with shorter code for calls and prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from chronology.theme import _environment


def rendered(root: Path, template: str, **context: Any) -> str:
    (root / "page.html").write_text(template)
    (root / "parts.html").write_text(
        "{% macro box(words, class=none) %}<b{% if class %} class={{ class }}{% endif %}>"
        "{{ words }}{% if caller is defined %}{{ caller() }}{% endif %}</b>{% endmacro %}"
    )
    return _environment(root).get_template("page.html").render(**context)


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("<a> & \"b\" 'c'", "&lt;a&gt; &amp; &#34;b&#34; &#39;c&#39;"),
        (Markup("<i>&amp;</i>"), "<i>&amp;</i>"),
        (7, "7"),
        (["<"], "[&#39;&lt;&#39;]"),
    ],
)
def test_what_is_printed_is_escaped_once(tmp_path: Path, value: Any, printed: str) -> None:
    assert rendered(tmp_path, "{{ value }}", value=value) == printed
    assert rendered(tmp_path, "{{ say(value) }}", value=value, say=lambda one: one) == printed


def test_macros_take_arguments_in_every_way(tmp_path: Path) -> None:
    begin = '{% from "parts.html" import box %}'
    assert rendered(tmp_path, begin + '{{ box("<") }}') == "<b>&lt;</b>"
    assert rendered(tmp_path, begin + '{{ box(words="a", class="c") }}') == "<b class=c>a</b>"
    assert rendered(tmp_path, begin + '{{ box(*["a"], **{"class": "c"}) }}') == "<b class=c>a</b>"
    called = (
        begin + '{% for one in "xy" %}{% call box(one) %}<u>{{ one }}</u>{% endcall %}{% endfor %}'
    )
    assert rendered(tmp_path, called) == "<b>x<u>x</u></b><b>y<u>y</u></b>"


@pytest.mark.parametrize("template", ["{{ nothing }}", "{{ nothing() }}", "{{ one.nothing }}"])
def test_what_is_missing_is_an_error(tmp_path: Path, template: str) -> None:
    with pytest.raises(UndefinedError):
        rendered(tmp_path, template, one={})
