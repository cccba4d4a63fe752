from __future__ import annotations

from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronology.content.markdown.names import Name, Names
from chronology.content.markdown.render import Markup, plain, render

XI = Name("Xi Jinping", "actor", "xi-jinping", "/actors/xi-jinping/")
CHINA = Name("China", "actor", "china", "/actors/china/")
STATE = Name("Singapore", "actor", "singapore", "/actors/singapore/")
CITY = Name("Singapore", "place", "singapore", "/places/singapore/")
BJARNIS = [Name("Bjarni", "actor", f"bjarni-{n}", f"/actors/bjarni-{n}/") for n in (1, 2)]
NAMES = Names([XI, Name("习近平", "actor", XI.id, XI.url), CHINA, STATE, CITY, *BJARNIS])
SPEAKERS = {name.id: name for name in (XI, CHINA, STATE, *BJARNIS)}
LINK = '<a href="/actors/china/" class="name">China</a>'


def rendered(text: str, *near: Name, base: str = "") -> Markup:
    return render(text, NAMES, SPEAKERS, frozenset(name.record for name in near), base)


def html(text: str) -> str:
    return rendered(text).html


def codes(markup: Markup) -> list[tuple[str, int]]:
    return [(finding.code, finding.line) for finding in markup.findings]


# Names


def test_the_first_mention_is_linked_and_no_other() -> None:
    assert html("China & China.\n\nChina") == f"<p>{LINK} &amp; China.</p>\n<p>China</p>\n"


def test_one_record_by_two_names_is_linked_once() -> None:
    assert html("Xi Jinping (习近平)").count("<a ") == 1


def test_a_name_broken_over_two_lines_is_linked() -> None:
    assert ">Xi\nJinping</a> spoke" in html("Then Xi\nJinping spoke")


@pytest.mark.parametrize(
    "text",
    [
        "[China](/x/)",
        "![China](/images/x.png)",
        "`China`",
        "    China",
        "```\nChina\n```",
        "# China",
        "China\n=====",
        "<sup>China</sup>",
        "<code>China</code>",
        "<div>China</div>",
        "<!-- China -->",
        "[*x* China](javascript:x)",
        "> words\n>\n> — A man, President of China",
    ],
)
def test_no_link_is_set_where_none_belongs(text: str) -> None:
    assert 'class="name"' not in html(text)
    assert LINK in html(f"{text}\n\nChina")


def test_a_name_in_another_normal_form_is_linked() -> None:
    jose = Name("José", "actor", "jose", "/actors/jose/")
    assert ">José</a> &amp; e" in render("Jose\u0301 & e", Names([jose]), {}).html


def test_emphasis_tables_and_quotations_take_links() -> None:
    assert LINK in html("**China**")
    assert LINK in html("| a |\n|---|\n| China |")
    assert LINK in html("> China\n>\n> — xi-jinping")


@pytest.mark.parametrize(("near", "kind"), [(STATE, "actors"), (CITY, "places")])
def test_a_name_of_two_records_goes_to_the_one_of_the_event(near: Name, kind: str) -> None:
    markup = rendered("In Singapore", near)
    assert f'href="/{kind}/singapore/"' in markup.html
    assert markup.findings == ()


@pytest.mark.parametrize("near", [(), (STATE, CITY)])
def test_a_name_of_two_records_is_else_not_linked_and_told_once(near: tuple[Name, ...]) -> None:
    markup = rendered("One\n\ntwo\nSingapore and Singapore", *near)
    assert "<a " not in markup.html
    assert codes(markup) == [("ambiguous-name", 4)]
    assert "place `singapore`" in markup.findings[0].message


# Quotations


@pytest.mark.parametrize(
    "text",
    [
        "> Peace.\n>\n> — xi-jinping",
        "> Peace.\n> — xi-jinping",
        "> Peace.  \n> – xi-jinping",
        "> Peace.\n>\n> -- xi-jinping",
        "> Peace.\n>\n> — Xi Jinping",
    ],
)
def test_an_attributed_quotation_is_a_figure(text: str) -> None:
    markup = rendered(text)
    assert markup.html == (
        '<figure class="quotation" id="quote-1">\n<blockquote>\n<p>Peace.</p>\n</blockquote>\n'
        '<figcaption>— <a href="/actors/xi-jinping/">Xi Jinping</a></figcaption>\n</figure>\n'
    )
    (quotation,) = markup.quotations
    assert quotation.html == "<p>Peace.</p>\n"
    assert (quotation.text, quotation.speaker, quotation.capacity) == ("Peace.", XI.id, None)
    assert (quotation.attribution, quotation.number) == ("Xi Jinping", 1)
    assert plain(markup.html) == "Peace.\n— Xi Jinping"


@pytest.mark.parametrize("who", ["xi-jinping", "Xi Jinping"])
def test_a_capacity_follows_a_comma(who: str) -> None:
    markup = rendered(f"> Peace.\n>\n> — {who}, President of China, host")
    assert ">Xi Jinping</a>, President of China, host</figcaption>" in markup.html
    assert markup.quotations[0].capacity == "President of China, host"
    assert markup.quotations[0].speaker == XI.id


def test_a_chinese_attribution_needs_no_space() -> None:
    (quotation,) = rendered("> 和平\n>\n> ——习近平，国家主席").quotations
    assert (quotation.attribution, quotation.capacity, quotation.speaker) == (
        "习近平", "国家主席", XI.id,
    )  # fmt: skip


def test_an_attribution_to_nobody_registered_keeps_its_markup() -> None:
    markup = rendered("> Peace.\n>\n> — [A *man*](https://x.org), poet")
    assert '— <a href="https://x.org" rel="noopener">A <em>man</em></a>, poet<' in markup.html
    assert (markup.quotations[0].attribution, markup.quotations[0].speaker) == ("A man", None)
    assert markup.findings == ()


def test_an_unknown_id_is_told_with_the_nearest() -> None:
    markup = rendered("x\n\n> Peace.\n>\n> — xi-jinpin")
    assert codes(markup) == [("unknown-speaker", 5)]
    assert "`xi-jinping`" in markup.findings[0].hint
    assert markup.quotations[0].speaker is None


def test_a_name_of_two_actors_needs_the_event() -> None:
    text = "> Peace.\n>\n> — Bjarni"
    assert codes(rendered(text)) == [("ambiguous-name", 3)]
    assert rendered(text, BJARNIS[1]).quotations[0].speaker == "bjarni-2"


def test_a_name_of_an_actor_and_a_place_is_the_actors() -> None:
    assert rendered("> x\n>\n> — Singapore").quotations[0].speaker == "singapore"


@pytest.mark.parametrize(
    "text",
    ["> Peace.", "> — xi-jinping", "> a\n> –5 degrees", "> a **b\n> — xi-jinping**", "> a\n> —"],
)
def test_without_an_attribution_it_stays_a_blockquote(text: str) -> None:
    markup = rendered(text)
    assert markup.html.startswith("<blockquote>")
    assert markup.quotations == ()


def test_quotations_are_numbered_from_the_top_even_if_nested() -> None:
    markup = rendered("> a\n>\n> > b\n> > — China\n>\n> — xi-jinping\n\n---\n\n> c\n> — China")
    assert [quotation.number for quotation in markup.quotations] == [1, 2, 3]
    assert [quotation.speaker for quotation in markup.quotations] == [XI.id, "china", "china"]
    assert markup.html.index("quote-1") < markup.html.index("quote-2")


def test_a_quotation_shown_elsewhere_has_no_ids() -> None:
    markup = rendered("> # a\n>\n> > b\n> > — China\n>\n> — xi-jinping")
    assert markup.html.count(' id="') == 3
    assert not any(' id="' in quotation.html for quotation in markup.quotations)


# Safety


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("<script>alert(1)</script>", "alert"),
        ("a <script>alert(1)</script> b", "alert"),
        ("a <SCRIPT\nsrc=//x>*alert*(1)</SCRIPT > b", "alert"),
        ("<style>p{}</style>", "p{}"),
        ("<img src=x onerror=alert(1)>", "onerror"),
        ("a <b onclick='x'>c</b>", "onclick"),
        ("<svg onload=alert(1)>", "svg"),
        ("<div><svg onload=alert(1)></div>", "svg"),
        ("<iframe src=//x></iframe>", "iframe"),
        ("<a href='https://x.org' onclick='x'>x</a>", "onclick"),
        ('<p style="color:red">x</p>', "style"),
        ("[x](javascript:alert(1))", "href"),
        ("[x](JaVaScRiPt:alert(1))", "href"),
        ("[x](java&#10;script:alert(1))", "href"),
        ("[x](<java\tscript:alert(1)>)", "href"),
        ("[x](&#1;javascript:alert(1))", "href"),
        ("[x](vbscript:x)", "href"),
        ("[x](data:text/html,x)", "href"),
        ("<javascript:alert(1)>", "href"),
        ("[x]\n\n[x]: data:text/html,x", "href"),
        ("![x](data:image/png,x)", "img"),
        ("![x](https://example.org/x.png)", "img"),
        ("![x](//example.org/x.png)", "img"),
        ("![x](/etc/x.png)", "img"),
    ],
)
def test_fault_36_unsafe_markup_is_removed_and_told(text: str, gone: str) -> None:
    markup = rendered(f"One\n\n{text}")
    assert gone not in markup.html
    assert ("unsafe-markup", 3) in codes(markup)


@pytest.mark.parametrize("text", ["![x](\\\\\\\\example.org/x.png)", "![x](/\\\\example.org/x)"])
def test_fault_36_a_backslash_leads_to_no_other_host(text: str) -> None:
    assert "\\" not in html(text)


def test_fault_36_the_line_is_that_of_the_tag() -> None:
    markup = rendered("a\n\n<div>\n<p>\n<form>\n</div>\n\nb <font>\n")
    assert codes(markup) == [("unsafe-markup", 5), ("unsafe-markup", 8)]


def test_fault_36_what_is_no_tag_is_shown_as_text() -> None:
    markup = rendered('<div title="a\n<img src=x onerror=y\n\nb')
    assert "<img" not in markup.html
    assert markup.findings


def test_a_comment_is_left_out_and_told_only_if_it_does_not_end() -> None:
    assert rendered("a <!-- b --> c").html == "<p>a  c</p>\n"
    assert rendered("a <!-- b --> c").findings == ()
    assert codes(rendered("a\n\n<!-- b\n\nc")) == [("unsafe-markup", 3)]


def test_harmless_html_stays_and_is_closed() -> None:
    markup = rendered("H<sub>2</sub>O<br>E = <i>mc<sup>2</sup>\n\nnext")
    assert markup.html.startswith("<p>H<sub>2</sub>O<br>E = <i>mc<sup>2</sup></i></p>")
    assert markup.html.count("<i>") == markup.html.count("</i>")
    assert markup.findings == ()
    assert plain(markup.html) == "H2O\nE = mc2\nnext"


def test_a_table_in_html_stays() -> None:
    text = "<table>\n<tr><td>a &lt; b</td></tr>\n</table>"
    markup = rendered(text)
    assert "<tr><td>a &lt; b</td></tr>" in markup.html
    assert plain(markup.html) == "a < b"


def test_links_of_the_site_and_of_others() -> None:
    assert html("[x](/a/?b&c 'T\"t')") == '<p><a href="/a/?b&amp;c" title="T&quot;t">x</a></p>\n'
    assert html("[x](https://x.org)") == '<p><a href="https://x.org" rel="noopener">x</a></p>\n'
    assert '<a href="//x.org" rel="noopener">' in html("[x](//x.org)")
    assert html("<a@b.org>") == '<p><a href="mailto:a@b.org">a@b.org</a></p>\n'
    assert 'href="/%E4%B8%AD%20x"' in html("[x](</中 x>)")


def test_images_of_the_site_stay() -> None:
    assert html('![a *"b"*](/images/x.png)') == (
        '<p><img src="/images/x.png" alt="a &quot;b&quot;"></p>\n'
    )
    assert "<img" in html("![a](x.png)")


@pytest.mark.parametrize("path", ["images/x.png", "../images/x.png", "/images/x.png"])
def test_images_are_addressed_from_the_root_of_the_site(path: str) -> None:
    for base in ("", "/chronology"):
        page = rendered(f"![a]({path} 't') ![b](x.png)", base=base).html
        assert f'<img src="{base}/images/x.png" alt="a" title="t">' in page
        assert '<img src="x.png" alt="b">' in page


def test_an_image_of_another_host_leaves_its_words() -> None:
    markup = rendered("![the *Red* < Sea](https://x.org/images/x.png)")
    assert (markup.html, plain(markup.html)) == ("<p>the Red &lt; Sea</p>\n", "the Red < Sea")


def test_fault_39_template_signs_stay_text() -> None:
    assert html("{{ 7*7 }} {% x %}") == "<p>{{ 7*7 }} {% x %}</p>\n"


def test_fault_41_headings_have_ids_of_their_own() -> None:
    text = "# A b!\n\n# A b\n\n# A b 2\n\n###### ?\n\n> q\n>\n> — China"
    markup = rendered(text)
    assert markup.html.startswith('<h2 id="section-a-b" dir="auto">A b!</h2>\n')
    ids = ["section-a-b", "section-a-b-2", "section-a-b-2-2", "section", "quote-1"]
    assert [part.split('"')[0] for part in markup.html.split(' id="')[1:]] == ids


def test_fault_42_a_title_in_arabic_keeps_its_letters() -> None:
    assert html("## بيان مُشترك") == '<h2 id="section-بيان-مُشترك" dir="auto">بيان مُشترك</h2>\n'


def test_markdown_is_rendered() -> None:
    assert html("3. a\n4. b") == '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'
    assert html("- a\n- ~~b~~") == "<ul>\n<li>a</li>\n<li><del>b</del></li>\n</ul>\n"
    assert html("```py x\na < b\n```") == '<pre><code class="language-py">a &lt; b\n</code></pre>\n'
    assert html("a\\\nb\n\n---") == "<p>a<br>\nb</p>\n<hr>\n"
    assert '<th class="align-right">a</th>' in html("| a |\n|--:|\n| b |")


def test_plain_is_the_text_alone() -> None:
    text = "# A *b*\n\nx\ny `z` & [l](/)\n\n| a | b |\n|---|---|\n| c | d |"
    assert plain(rendered(text).html) == "A b\nx y z & l\na b\nc d"


@pytest.mark.parametrize(
    "piece",
    [">", "> — a\n", "*a ", "[", "![a](", "<b>", "<b a='", "<!--", "<script ", "- ", "`a", "# a\n"],
)
def test_a_hostile_body_ends_soon(piece: str) -> None:
    Reader(html(piece * 2000))


def test_an_empty_body() -> None:
    assert rendered("") == Markup("")


PIECES = [
    "China", "Singapore", "Xi\nJinping", "\n", "\n\n", "> ", "— ", "xi-jinping", "-- x, y", "# ",
    "**", "*", "`", "```", "[", "](", ")", "![", "https://x.org", "javascript:x", "/images/x",
    "| a |\n|:-:|\n", "- ", "1. ", "    ", "&", "&lt;", "&#10;", "\\", "'", '"', "~~", "\n---\n",
    "\u00a0", "\0", "é", "[x]: data:x", "  \n",
]  # fmt: skip
RAW = [
    "<", ">", "<b>", "</b>", "<script>", "</script>", "<svg onload=x>", "<p>", "</p>", "<table>",
    "<td a=b>", "<!--", "-->", "<img src=x onerror=y>", "<a href='javascript:x'>", "<x@y.z>",
    "<div>", "</div>", "<style>", "</blockquote>",
]  # fmt: skip
SAFE = {
    "a": {"href", "title", "class", "rel"}, "img": {"src", "alt", "title"}, "ol": {"start"},
    "figure": {"id", "class"}, "code": {"class"}, "td": {"class"}, "th": {"class"},
    **{f"h{n}": {"id", "dir"} for n in range(2, 7)},
}  # fmt: skip
PLAIN = {
    "p", "li", "ul", "em", "strong", "del", "table", "thead", "tbody", "tr", "pre", "br",
    "hr", "blockquote", "figcaption", "b", "div",
}  # fmt: skip


class Reader(HTMLParser):
    """Fails on a tag, attribute or address that is not safe, and on tags left open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.feed(page)
        self.close()
        assert self.opened == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in SAFE or tag in PLAIN
        for key, value in attrs:
            assert key in SAFE.get(tag, set())
            if key in ("href", "src"):
                scheme = (value or "").split("/")[0].split("?")[0].split("#")[0].partition(":")
                assert not scheme[1] or scheme[0] in ("https", "mailto")
        if tag not in ("br", "hr", "img"):
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_fault_36_without_html_there_is_nothing_to_sanitise(text: str) -> None:
    page = rendered(text).html
    Reader(page)
    tags = SAFE.keys() | PLAIN
    cleaned = nh3.clean(
        page, tags=tags, attributes=SAFE, url_schemes={"https", "mailto"}, link_rel=None
    )
    assert cleaned.count("<") == page.count("<")


@given(st.lists(st.sampled_from(PIECES + RAW), max_size=25).map("".join))
def test_fault_36_with_html_the_page_is_safe_and_whole(text: str) -> None:
    markup = rendered(text)
    Reader(markup.html)
    for quotation in markup.quotations:
        Reader(quotation.html)
    lines = text.count("\n") + 1
    assert all(1 <= finding.line <= lines for finding in markup.findings)
