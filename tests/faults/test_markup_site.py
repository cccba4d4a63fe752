"""Markup through a whole site: FAULTS.md 36 to 42."""

from __future__ import annotations

import csv
import json
import re
import shutil
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sites import ACTORS, EVENT, THEME, build, check, event, pelican, put

from chronology.problems import ContentError

PAGE = "events/2024-04-09-visit/index.html"


def pages(output: Path):
    for path in sorted(output.rglob("*.html")):
        yield path, BeautifulSoup(path.read_text("utf-8"), "html.parser")


# ---- 36: what must not run ------------------------------------------------------------------

UNSAFE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVa&#x0A;Script:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "[x](data:text/html,<b>)",
    "<svg onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<b onclick=alert(1)>x</b>",
    "<iframe src=//evil.example></iframe>",
    "<base href=//evil.example>",
    "<form action=//evil.example><input></form>",
    "<style>*{color:red}</style>",
    "<meta http-equiv=refresh content=0>",
    "<link rel=stylesheet href=//evil.example>",
    "![x](//evil.example/x.png)",
]


def assert_harmless(output: Path) -> None:
    for path, page in pages(output):
        for tag in page.find_all(True):
            assert not any(name.startswith("on") for name in tag.attrs), (path, tag)
            for name in ("href", "src", "action"):
                address = re.sub(r"[\s\x00-\x20]", "", str(tag.get(name, ""))).lower()
                assert not address.startswith(("javascript:", "data:", "vbscript:")), (path, tag)
                if name != "href" or tag.name in ("link", "base"):
                    assert "evil.example" not in address, (path, tag)
            assert tag.name not in ("iframe", "object", "embed", "base"), (path, tag)
            if tag.name == "script":
                # A data block is not run, and holds nothing that would end it.
                is_data = tag.get("type") == "application/ld+json"
                assert tag.get("src") or (is_data and "<" not in tag.text), (path, tag)


@pytest.mark.parametrize("markup", UNSAFE)
@pytest.mark.parametrize("path", [EVENT, "pages/about.md", "storylines.yaml"])
def test_fault_36_unsafe_markup_is_removed_and_told(write_site, path, markup):
    texts = {
        EVENT: event(f"First line.\n\n{markup}"),
        "pages/about.md": f"---\ntitle: X\n---\nFirst line.\n\n{markup}\n",
        "storylines.yaml": f"s:\n  title: X\n  topics: [trade]\n  body: |\n    {markup}\n",
    }
    content = write_site({path: texts[path]})
    told = check(content)
    assert {(one.path, one.code, one.severity) for one in told} == {
        (path, "unsafe-markup", "warning")
    }
    lines = texts[path].splitlines()
    assert {lines[one.line - 1] == markup or path == "storylines.yaml" for one in told} == {True}
    assert_harmless(build(content))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "x"])
def test_fault_36_addresses_of_sources(write_site, url):
    for name in ("url", "archive_url"):
        text = event(sources=f"[{{title: A, {name}: '{url}'}}]")
        (problem,) = check(write_site({EVENT: text}, name))
        assert (problem.severity, problem.field) == ("error", ("sources", 0, name))


EVIL = 'A & </script> \\"q\\" <img src=x onerror=alert(1)>'
SHOWN = 'A & </script> "q" <img src=x onerror=alert(1)>'


def test_fault_37_every_text_of_every_record_is_text(write_site):
    quoted = f'"{EVIL}"'
    person = (
        f"ann: {{type: person, name: {quoted}, description: {quoted}, aliases: [{quoted}],"
        f" names: {{zh: {quoted}}}, offices: [{{title: {quoted}, of: china, from: 2000,"
        f" until: .., source: {quoted}}}]}}\n"
    )
    source = ", ".join(
        f"{name}: {quoted}"
        for name in ("title", "publisher", "author", "locator", "quote", "original_quote")
    )
    files = {
        EVENT: event(
            "> Yes.\n>\n> — ann\n",
            title=quoted,
            summary=quoted,
            actors=f"[china, {{actor: ann, as: {quoted}}}]",
            sources=f"[{{{source}, language: en}}]",
            corrections=f"[{{date: 2024-05-01, note: {quoted}}}]",
        ),
        EVENT.replace(".md", ".zh.md"): f"---\ntitle: {quoted}\nsummary: {quoted}\n---\n",
        "actors/people.yaml": person,
        "topics.yaml": f"trade: {{label: {quoted}, definition: {quoted}, scope_note: {quoted}}}\n",
        "places.yaml": f"beijing: {{name: {quoted}, aliases: [{quoted}]}}\n",
        "storylines.yaml": f"s: {{title: {quoted}, summary: {quoted}, topics: [trade]}}\n",
        "event-types.yaml": f"visit: {{label: {quoted}, definition: {quoted}, plover: {quoted}}}\n",
        "pages/about.md": f"---\ntitle: {quoted}\nsummary: {quoted}\norder: 1\n---\n",
    }
    output = build(write_site(files), SITENAME=SHOWN, CHRONOLOGY_DESCRIPTION=SHOWN)
    assert_harmless(output)
    for path, page in pages(output):
        assert not page.find("img", src="x"), path
        assert page.title
        assert SHOWN in page.title.text, path
        assert page.find("script", string=re.compile("onerror")) is None or all(
            json.loads(one.text) for one in page.find_all("script", string=re.compile("onerror"))
        )


@pytest.fixture
def evil(write_site) -> Path:
    """A site whose one event has the title of FAULTS.md 37."""
    return build(
        write_site({EVENT: event(title='"A & </script> \\"q\\""')}), SITEURL="https://x.org"
    )


TITLE = 'A & </script> "q"'


def test_fault_37_title_in_page_and_lists(evil):
    for address in (PAGE, "index.html", "2024/index.html", "actors/china/index.html"):
        page = BeautifulSoup((evil / address).read_text("utf-8"), "html.parser")
        assert TITLE in page.text
    page = BeautifulSoup((evil / PAGE).read_text("utf-8"), "html.parser")
    assert page.h1
    assert page.h1.text == TITLE
    for script in page.find_all("script", type="application/ld+json"):
        assert TITLE in json.dumps(json.loads(script.text), ensure_ascii=False).replace('\\"', '"')


def test_fault_37_title_in_feeds(evil):
    atom = ElementTree.parse(evil / "feed.atom")
    assert TITLE in [one.text for one in atom.iter("{http://www.w3.org/2005/Atom}title")]
    feed = json.loads((evil / "feed.json").read_text("utf-8"))
    assert [item["title"] for item in feed["items"]] == [TITLE]


def test_fault_37_title_in_the_calendar(evil):
    text = re.sub(r"\r\n[ \t]", "", (evil / "events.ics").read_bytes().decode())
    (summary,) = re.findall(r"^SUMMARY[^:]*:(.*?)\r$", text, re.MULTILINE)
    assert summary.replace("\\,", ",").replace("\\;", ";") == TITLE


def test_fault_37_title_in_the_tables(evil):
    with (evil / "data/events.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["title"] for row in csv.DictReader(stream)] == [TITLE]
    (row,) = (evil / "data/events.jsonl").read_text("utf-8").splitlines()
    assert json.loads(row)["title"] == TITLE


@pytest.mark.parametrize("sign", ["=1+1", "+1 a", "-1 a", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_fault_38_cells_that_a_spreadsheet_would_run(write_site, sign):
    quoted = "'" + sign.replace("'", "''") + "'"
    text = event(title=quoted, summary=quoted, sources=f"[{{title: {quoted}}}]")
    output = build(write_site({EVENT: text}))
    tables = sorted(output.rglob("*.csv"))
    assert tables
    cells = []
    for table in tables:
        with table.open(encoding="utf-8-sig", newline="") as stream:
            cells += [cell for row in csv.reader(stream) for cell in row]
    assert sign not in cells
    assert f"'{sign}" in cells
    assert not [cell for cell in cells if re.match(r"[=+@\t\r]|-(?![\d.]+$)", cell)]


# ---- 39 to 42 -------------------------------------------------------------------------------


def test_fault_39_template_signs_stay_text(write_site):
    sign = "{{ 7*7 }} {% raw %} {# x #}"
    quoted = f"'{sign}'"
    output = build(
        write_site(
            {
                EVENT: event(sign, title=quoted, summary=quoted),
                "pages/about.md": f"---\ntitle: {quoted}\n---\n{sign}\n",
                "topics.yaml": f"trade: {{label: {quoted}, definition: {quoted}}}\n",
            }
        )
    )
    for address in (PAGE, "about/index.html", "topics/trade/index.html"):
        text = (output / address).read_text("utf-8")
        assert text.count(sign) >= 2
        assert "49" not in BeautifulSoup(text, "html.parser").text


@pytest.mark.parametrize(
    "template", ["event.html", "page.html", "base.html", "components/text.html"]
)
def test_fault_40_a_missing_template(write_site, tmp_path, template):
    """Pelican's own theme has a `page.html` and a `base.html`: neither steps in."""
    theme = tmp_path / "theme"
    shutil.copytree(THEME, theme)
    (theme / "templates" / template).unlink()
    content = write_site({"pages/about.md": "---\ntitle: X\n---\n"})
    output = build(content)
    old = (output / PAGE).read_bytes()
    put(content, EVENT, event(title="Changed"))
    put(content, "pages/about.md", "---\ntitle: Changed\n---\n")
    with pytest.raises(ContentError) as told:
        build(content, THEME=theme)
    assert template in told.value.problems[0].path + told.value.problems[0].message
    assert (output / PAGE).read_bytes() == old


@pytest.mark.parametrize(
    "fault",
    ["{{ titel }}", "{{ event.titel }}", "{% if sumary %}{% endif %}", "{{ title | uper }}",
     "{% include 'no.html' %}", "{% for x in nothing %}{% endfor %}", "{{ title", "{% endfor %}"],
)  # fmt: skip
def test_fault_40_a_misspelt_template(write_site, tmp_path, fault):
    theme = tmp_path / "theme"
    shutil.copytree(THEME, theme)
    path = theme / "templates/event.html"
    text = path.read_text("utf-8")
    at = text.index("{% block content %}") + len("{% block content %}")
    path.write_text(f"{text[:at]}\n{fault}\n{text[at:]}")
    with pytest.raises(ContentError) as told:
        build(write_site(), THEME=theme)
    problem = told.value.problems[0]
    assert problem.code == "template"
    assert "event.html" in problem.path or "no.html" in problem.path
    assert problem.hint


def test_fault_40_under_plain_pelican(write_site, tmp_path):
    theme = tmp_path / "theme"
    shutil.copytree(THEME, theme)
    (theme / "templates/page.html").unlink()
    path = tmp_path / "conf.py"
    own = THEME.parent / "pelicanconf.py"
    path.write_text(
        f"import runpy\nglobals().update(runpy.run_path({str(own)!r}))\nTHEME = {str(theme)!r}\n"
    )
    content = write_site({"pages/about.md": "---\ntitle: X\n---\n"})
    done = pelican(content, conf=path)
    assert done.returncode == 1
    assert "page.html" in done.stdout + done.stderr
    assert not (content.parent / "output").exists()


def test_fault_41_ids_are_unique_on_every_page(write_site):
    body = "# Sources\n\n# Sources\n\n## Sources 2\n\n# Events\n\n# Content\n\n"
    body += "> One.\n>\n> — china\n\n> # Sources\n>\n> Two.\n>\n> — china\n"
    files = {f"events/2024/2024-04-09-{one}.md": event(body, title=one) for one in "ab"}
    line = "s:\n  title: Sources\n  topics: [trade]\n  body: |\n    # Events\n\n    # Events\n"
    content = write_site(
        {**files, "storylines.yaml": line, "pages/p.md": f"---\ntitle: P\n---\n{body}"}
    )
    for path, page in pages(build(content)):
        ids = Counter(tag["id"] for tag in page.find_all(id=True))
        assert not [one for one, count in ids.items() if count > 1], path
        for link in page.find_all("a", href=re.compile("^#")):
            assert link["href"] in ("#", "#top") or link["href"][1:] in ids, (path, link)


def test_fault_42_a_title_in_arabic(write_site):
    title = "زيارة رسمية إلى بكين"
    names = ACTORS.replace("name: Russia", f"name: {title}")
    text = event(f"# {title}\n\nText.\n", title=title)
    output = build(write_site({EVENT: text, "actors/all.yaml": names}))
    page = BeautifulSoup((output / PAGE).read_text("utf-8"), "html.parser")
    assert page.h1
    assert (page.h1.text, page.h1.get("dir")) == (title, "auto")
    heading = page.find(id=re.compile("زيارة"))
    assert heading
    assert heading.get("dir") == "auto"
    for address in ("index.html", "2024/index.html", "actors/russia/index.html", PAGE):
        page = BeautifulSoup((output / address).read_text("utf-8"), "html.parser")
        for link in page.find_all("a", string=title):
            inside = link.find("bdi") or link
            assert inside.name == "bdi" or link.get("dir") == "auto", (address, link)
