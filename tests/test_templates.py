"""Jinja as the theme has it: escaping, strict, and quick with what is the same on all pages."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from chronology.site.theme import jinja
from chronology.site.theme.jinja import environment


class Words:
    """Says everything twice, and counts."""

    def __call__(self, text: str, number: int | None = None) -> str:
        return f"{text} {text}" if number is None else f"{number} {text}"


class DocumentDigests:
    name = "R&D"
    url = ""


KNOWN: dict[str, Any] = {
    "language": "en",
    "base": "/a&b",
    "policy": Markup("'self'"),
    "site": DocumentDigests(),
    "t": Words(),
}


def rendered(root: Path, template: str, **context: Any) -> str:
    (root / "page.html").write_text(template)
    (root / "parts.html").write_text(
        "{% macro box(words, class=none) %}<b{% if class %} class={{ class }}{% endif %}>"
        "{{ words }}{% if caller is defined %}{{ caller() }}{% endif %}</b>{% endmacro %}"
    )
    return environment(root, KNOWN).get_template("page.html").render(**context)


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
    with pytest.raises((UndefinedError, AttributeError)):
        rendered(tmp_path, template, one={})


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("{{ base }}/x", "/a&amp;b/x"),
        ("{{ policy }}", "'self'"),
        ("{{ site.name }}{% if site.url %}!{% endif %}", "R&amp;D"),
        ('{{ t("<") }}', "&lt; &lt;"),
        ('{{ t("<", 2) }} {{ t(word) }}', "2 &lt; w w"),
        ('{% for base in "xy" %}{{ base }}{% endfor %}', "xy"),
        ('{% macro say(t) %}{{ t("a") }}{% endmacro %}{{ say(shout) }}', "A"),
        ("{{ base | length }}{% if word == base %}!{% endif %}", "4"),
    ],
)
def test_what_is_the_same_on_every_page_is_known_to_the_template(
    tmp_path: Path, template: str, printed: str
) -> None:
    assert rendered(tmp_path, template, word="w", shout=str.upper) == printed


def test_what_one_site_knows_is_not_told_on_another(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ base }}")
    for base in ("/one", "/other"):
        found = environment(tmp_path, {**KNOWN, "base": base}).get_template("page.html")
        assert found.render() == base


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], str]:
    """What `page.html` of a folder says in another process, which writes compiled code."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)

    def said(root: Path) -> str:
        monkeypatch.setattr(jinja._CompiledTemplates, "_codes", {})
        return environment(root, KNOWN).get_template("page.html").render()

    return said


def test_what_is_compiled_is_kept_beside_the_templates(
    tmp_path: Path, fresh: Callable[[Path], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.html"
    page.write_text("one")
    assert fresh(tmp_path) == "one"
    with monkeypatch.context() as nothing:
        nothing.setattr(jinja._Environment, "compile", None)
        assert fresh(tmp_path) == "one"
    page.write_text("two")
    assert fresh(tmp_path) == "two"


@pytest.mark.parametrize("kept", [b"", b"x", bytes(40), None], ids=["no", "a", "zero", "another's"])
def test_compiled_code_of_something_else_is_not_run(
    tmp_path: Path, fresh: Callable[[Path], str], kept: bytes | None
) -> None:
    (tmp_path / "page.html").write_text("one")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "page.html").write_text("two")
    fresh(tmp_path)
    fresh(tmp_path / "other")
    [file] = tmp_path.glob("__pycache__/*")
    [other] = tmp_path.glob("other/__pycache__/*")
    file.write_bytes(other.read_bytes() if kept is None else kept)
    assert fresh(tmp_path) == "one"
    file.write_bytes(file.read_bytes()[:-9])
    assert fresh(tmp_path) == "one"


def test_blocks_are_filled_through_two_parents(tmp_path: Path) -> None:
    (tmp_path / "base.html").write_text(
        "<{% block a %}a{% endblock %}{{ self.b() }}{% block b %}b{% endblock %}>"
    )
    (tmp_path / "mid.html").write_text(
        '{% extends "base.html" %}{% block a %}[{{ super() }}'
        "{% block c %}{% endblock %}]{% endblock %}"
    )
    text = (
        '{% extends "mid.html" %}{% block c %}{% for n in "12" %}{{ n }}{% endfor %}{% endblock %}'
    )
    assert rendered(tmp_path, text) == "<[a12]bb>"


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("{% for one in 'ab' %}{% block b scoped %}{{ one }}{% endblock %}{% endfor %}", "ab"),
        ("{% set word = 'x' %}{% import 'parts.html' as parts with context %}{{ word }}", "x"),
        ("{% include 'included.html' %}", "in w"),
        ("{{ name() }}", "page.html"),
    ],
)
def test_all_of_jinja_works(tmp_path: Path, template: str, printed: str) -> None:
    @pass_context
    def name(context: Context) -> str | None:
        return context.name

    (tmp_path / "included.html").write_text("in {{ word }}")
    assert rendered(tmp_path, template, word="w", name=name) == printed
