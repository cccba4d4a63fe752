"""What HTML may stand in a body: the short way to it and the long one agree."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chronology.content.markdown.sanitize import safe

#: A comment goes out again, and sends the text the long way.
LONG_WAY = "<!-- -->\n\n"
PIECES = [
    *(
        "word",
        " ",
        "\n",
        "\n\n",
        "  \n",
        "\\\n",
        "*",
        "**",
        "~~",
        "`",
        "```\n",
        "```x\n",
        "\\",
        "&",
        "&amp;",
    ),
    *(
        "&nbsp;",
        "&lt;",
        "&lt;script&gt;",
        "&quot;",
        "'",
        '"',
        "=",
        '="',
        ">",
        "> ",
        "- ",
        "1. ",
        "7) ",
        "# ",
    ),
    *(
        "## ",
        "---\n",
        "===\n",
        "    ",
        "\t",
        "|",
        "a|b\n-|:-:\n",
        "[",
        "]",
        "](x)",
        "](javascript:x)",
        "![",
    ),
    *(
        "[a]: /b\n",
        "\u00a0",
        "\u0000",
        "习近平",
        "й",
        "\u200f",
        "https://example.org",
        "&#0;",
        "&#xa0;",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@example("> " * 700 + "deep")
@example("- " * 700 + "deep")
def test_text_without_tags_is_made_safe_as_any_other_is(text: str) -> None:
    assert safe(LONG_WAY + text).lstrip("\n") == safe(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b", "<p>a &lt; b</p>\n"),
        ("[x](javascript:alert(1))", "<p><a>x</a></p>\n"),
        ("<script>alert(1)</script>", ""),
        ("<b onclick='x()'>bold</b>", "<p><b>bold</b></p>\n"),
        ('He said "so".', '<p>He said "so".</p>\n'),
        ('She < he said "so".', '<p>She &lt; he said "so".</p>\n'),
        ("&lt;b&gt;", "<p>&lt;b&gt;</p>\n"),
        ("|a|\n|:-:|\n|b|", None),
    ],
)
def test_what_may_stand_stands(text: str, html: str | None) -> None:
    found = safe(text)
    if html is None:
        assert found.count('class="align-center"') == 2
    else:
        assert found.strip() == html.strip()
