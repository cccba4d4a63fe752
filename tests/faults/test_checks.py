"""Checks: FAULTS.md 68 to 71, and what else one run of `check` must report."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sites import ACTORS, EVENT, ROOT, build, check, event, pelican, put, settings, tree

from chronology.editing.autofix import apply_fixes
from chronology.problems import ContentError

CHINA = "china: {type: state, name: China, %s}\nrussia: {type: state, name: Russia}\n"
OTHER = "events/2024/2024-04-10-talks.md"


def codes(content: Path) -> list[tuple[str, str, str]]:
    return [(one.path, one.code, one.field_name) for one in check(content)]


def test_fault_68_no_problem_hides_another_in_the_file(write_site):
    text = event(
        "> Yes.\n>\n> — nobody-here\n",
        date="2024-13-40",
        sumary="x",
        sources="[{publisher: P}]",
        topics="[securty]",
    )
    assert codes(write_site({EVENT: text})) == [
        (EVENT, "bad-date", "date"),
        (EVENT, "unknown-id", "topics[0]"),
        (EVENT, "missing-field", "sources[0]"),
        (EVENT, "unknown-field", "sumary"),
        (EVENT, "unknown-speaker", "body"),
    ]


def test_fault_68_no_problem_hides_one_in_another_file(write_site):
    broken = event(date="1962-02-30")
    other = event("[See](/actors/nobody/)", date="2024-04-10", actors="[china, rusia]")
    assert codes(write_site({EVENT: broken, OTHER: other})) == [
        (EVENT, "bad-date", "date"),
        (OTHER, "unknown-id", "actors[1].actor"),
        (OTHER, "dead-link", "body"),
    ]


@pytest.mark.parametrize(
    "broken",
    [
        "---\ntitle: [\n---\n",
        event(date="tomorrow"),
        event(title=None, sources=None),
        "no front matter",
    ],
)
def test_fault_68_references_to_a_broken_event_are_not_reported(write_site, broken):
    tie = "[{event: 2024-04-09-visit, relation: follows}]"
    other = event("[See](/events/2024-04-09-visit/)", date="2024-04-10", related=tie)
    found = check(write_site({EVENT: broken, OTHER: other}))
    assert {one.path for one in found} == {EVENT}


@pytest.mark.parametrize(
    "broken",
    [
        "russia: {type: stat, name: Russia}\n",
        "russia: {nam: Russia}\n",
        "russia: {type: state, name: Russia, iso: russia}\n",
        "russia:\n",
        "russia: {type: state, name: [}\n",
        "russia: {type: state, name: R}\nrussia: {type: state, name: S}\n",
    ],
)
def test_fault_68_references_to_a_broken_record_are_not_reported(write_site, broken):
    files = {
        "actors/all.yaml": ACTORS.splitlines(keepends=True)[0],
        "actors/more.yaml": broken,
        EVENT: event("> Yes.\n>\n> — russia\n"),
        OTHER: event(date="2024-04-10", actors="[nobody-known]"),
    }
    found = check(write_site(files))
    assert {one.path for one in found if one.code != "unknown-id"} == {"actors/more.yaml"}
    assert [(one.path, one.field_name) for one in found if one.code == "unknown-id"] == [
        (OTHER, "actors[0].actor")
    ]


def test_fault_68_every_record_of_a_registry_is_checked(write_site):
    topics = "a: {labl: A}\nb: {label: B, broader: c}\nA-b: {label: C}\ntrade: {label: Trade}\n"
    assert codes(write_site({"topics.yaml": topics})) == [
        ("topics.yaml", "missing-field", "a"),
        ("topics.yaml", "unknown-field", "a.labl"),
        ("topics.yaml", "unknown-id", "b.broader[0]"),
        ("topics.yaml", "bad-id", "A-b"),
    ]


@pytest.mark.parametrize(
    "text", ["---\n---\n", "---\n", "---\n# a comment\n---\n", "---\n\n---\nText"]
)
def test_fault_69_empty_front_matter_lacks_its_fields(write_site, text):
    found = check(write_site({EVENT: text, OTHER: event(date="2024-05-40")}))
    missing = [one for one in found if one.path == EVENT]
    assert {(one.code, one.line) for one in missing} == {("missing-field", 1)}
    assert len(missing) == 6
    assert [one.code for one in found if one.path == OTHER] == ["bad-date"]


@pytest.mark.parametrize("text", ["", "---\n", "# a comment\n", "---\n# a comment\n"])
def test_fault_69_an_empty_registry_has_no_records(write_site, text):
    assert check(write_site({"storylines.yaml": text})) == []


def test_fault_69_an_empty_optional_field_is_absent(write_site):
    text = event(
        actors="[{actor: china, role: , as: , of: }, russia]",
        corrections="[{date: 2024-05-01, note: Typo, significance: }]",
        sources="[{title: A, kind: , url: , issued: }]",
        summary="",
        lang="",
    )
    assert check(write_site({EVENT: text})) == []


@pytest.mark.parametrize("number", ["01", "+1", "-3", "007"])
def test_an_order_is_read_in_every_spelling(write_site, number):
    page = f"---\ntitle: About\norder: {number}\n---\n"
    assert check(write_site({"pages/about.md": page})) == []


@pytest.mark.parametrize(
    "number", ["1e3", "0x1F", "1_000", "9" * 30, "١", "1.5", "nan", "inf", "[1]"]
)
def test_an_order_that_is_no_number_is_an_error(write_site, number):
    page = f"---\ntitle: About\norder: {number}\n---\n"
    assert codes(write_site({"pages/about.md": page})) == [("pages/about.md", "bad-value", "order")]


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("39.9", True), ("39", True), (".5", True), ("5.", True), ("+5", True), ("-05.50", True),
        ("0", True), ("1e1", False), ("nan", False), ("inf", False), ("-inf", False),
        ("39,9", False), ("39°54′N", False), ("1_0", False), ("٣", False), ("91", False),
        ("1" * 400, False), ("{}", False), ("true", False),
    ],
)  # fmt: skip
def test_coordinates_are_read_in_every_spelling(write_site, number, right):
    text = f"beijing: {{name: Beijing, lat: '{number}', lon: 1}}\n"
    assert codes(write_site({"places.yaml": text})) == (
        [] if right else [("places.yaml", "bad-value", "beijing.lat")]
    )


@pytest.mark.parametrize(
    ("field", "value", "right"),
    [
        ("added", "..", False), ("added", "2024-04-11/2024-04-12", False),
        ("added", "-0005", True),
        ("added", "Y12024", False), ("added", "[2024,2025]", False), ("added", "2024-04", True),
        ("reported", "..", False), ("reported", "../2024", False), ("reported", "2024-04", True),
        ("date", "../..", False), ("date", "..", False), ("date", "1962/", True),
        ("date", "[1962,1963]", True), ("date", "'[1962,1963]'", True),
        ("date", "{1962, 1963}", True),
        ("date", "[..1962]", True), ("date", "[1962, 1963, 1960]", True),
        ("date", "[1962, x]", False),
        ("date", "Y12024", True), ("date", "-9999", True),
        ("corrections", "[{date: .., note: N}]", False),
    ],
)  # fmt: skip
def test_a_date_has_a_form_that_makes_sense_in_its_field(write_site, field, value, right):
    path = "events/x/talks.md"
    found = check(write_site({EVENT: None, path: event(**{field: value})}))
    errors = [one for one in found if one.severity == "error"]
    assert [one.code for one in errors] == ([] if right else ["bad-date"])
    assert all(one.field[0] == field and one.line > 1 for one in errors)


@pytest.mark.parametrize(
    ("fields", "right"),
    [
        ("born: ..", False), ("born: 1893", True), ("born: '[1893,1894]'", True),
        ("born: 1893/1895", False), ("died: ..", False), ("born: '{1893,1894}'", False),
        ("offices: [{title: T, from: .., until: ..}]", False),
        ("offices: [{title: T, from: 2000, until: ..}]", True),
        ("offices: [{title: T, from: 2000/2001}]", False),
        ("offices: [{title: T, from: '[..1945]', until: 1946}]", True),
    ],
)  # fmt: skip
def test_the_dates_of_a_person_have_forms_that_make_sense(write_site, fields, right):
    person = f"ann: {{type: person, name: Ann, {fields}}}\n"
    found = check(write_site({"actors/people.yaml": person}))
    assert [one.code for one in found] == ([] if right else ["bad-date"])


@pytest.mark.parametrize(
    ("files", "field"),
    [
        ({EVENT: event(title="'  '")}, "title"),
        ({EVENT: event(title="'—'")}, "title"),
        ({EVENT: event(summary="''")}, "summary"),
        ({EVENT: event(), EVENT.replace(".md", ".zh.md"): "---\ntitle: ' '\n---\n"}, "title"),
        ({"actors/all.yaml": ACTORS.replace("name: China", "name: ''")}, "china.name"),
        ({"actors/all.yaml": CHINA % "names: {zh: ' '}"}, "china.names.zh"),
        ({"actors/all.yaml": CHINA % "names: {zh: }"}, "china.names.zh"),
        ({"actors/all.yaml": CHINA % "aliases: ['']"}, "china.aliases[0]"),
        ({"topics.yaml": "trade: {label: T, labels: {ru: ''}}\n"}, "trade.labels.ru"),
    ],
)  # fmt: skip
def test_a_blank_text_is_an_error(write_site, files, field):
    assert [(one.code, one.field_name) for one in check(write_site(files))] == [
        ("bad-value", field)
    ]


@pytest.mark.parametrize(
    ("tag", "hint"),
    [
        ("cn", "zh"), ("jp", "ja"), ("english", ""), ("EN", "`en`"), ("zh_CN", "`zh-CN`"),
        ("e", ""),
        ("qq", ""), ("zh--CN", ""), ("<b>", ""),
    ],
)  # fmt: skip
def test_a_language_is_a_valid_tag(write_site, tag, hint):
    found = check(write_site({EVENT: event(lang=tag, official_names=f"{{'{tag}': Treaty}}")}))
    assert [one.field[0] for one in found] == ["lang", "official_names"] or [
        one.field[0] for one in found
    ] == ["official_names", "lang"]
    assert {one.code for one in found} == {"bad-value"}
    assert all(hint in one.hint for one in found)


@pytest.mark.parametrize(
    "tag", ["en", "zh-Hans", "sr-Latn-RS", "es-419", "de-1996", "tlh", "zh-CN"]
)
def test_every_kind_of_language_tag_is_accepted(write_site, tag):
    assert (
        check(write_site({EVENT: event(lang=tag, sources=f"[{{title: A, language: {tag}}}]")}))
        == []
    )


@pytest.mark.parametrize(
    "escape", [r"\r", r"\0", r"\x0B", r"\x1B", r"\a", r"\x85", r"\uFFFE", r"\x7F"]
)
def test_a_control_character_written_as_an_escape_is_an_error(write_site, escape):
    files = {
        EVENT: event(title=f'"Talks{escape}X-EVIL:1"', sources=f'[{{title: "A{escape}"}}]'),
        "topics.yaml": f'trade: {{label: "Trade{escape}"}}\n',
    }
    found = check(write_site(files))
    assert [one.field_name for one in found] == ["title", "sources[0].title", "trade.label"]
    assert all(one.severity == "error" and "control character" in one.message for one in found)


def test_fault_69_conflict_markers_in_a_body(write_site):
    body = "Text.\n\n<<<<<<< HEAD\nTen.\n=======\nTwelve.\n>>>>>>> other\n"
    (problem,) = check(write_site({EVENT: event(body)}))
    assert (problem.code, problem.line, problem.severity) == ("conflict-marker", 14, "error")


def test_fault_69_conflict_markers_in_front_matter_and_registries(write_site):
    marked = "<<<<<<< HEAD\n{}=======\n{}>>>>>>> other\n"
    files = {
        EVENT: event().replace("title:", marked.format("title: A\n", "title: B\n") + "title:"),
        "topics.yaml": marked.format("trade: {label: A}\n", "trade: {label: B}\n"),
    }
    found = check(write_site(files))
    assert [(one.path, one.code, one.line) for one in found] == [
        (EVENT, "conflict-marker", 2),
        ("topics.yaml", "conflict-marker", 1),
    ]


def test_an_unquoted_set_of_dates_is_a_set(write_site):
    output = build(write_site({EVENT: None, "events/x/a.md": event(date="[1962, 1963]")}))
    assert "1962 or 1963" in (output / "events/a/index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("body", "line", "word"),
    [
        ("One.\n\n1986. That was the year.\n", 14, r"`1986\.`"),
        ("17. 05. 2016\n", 12, r"`17\.`"),
        ("1) Only one.\n", 12, r"`1\)`"),
        ("- Item\n\n  1986. That year.\n", 14, r"`1986\.`"),
    ],
)
def test_fault_69_a_number_that_starts_a_list_is_reported(write_site, body, line, word):
    found = check(write_site({EVENT: event(body)}))
    assert {one.code for one in found} == {"accidental-list"}
    assert found[0].line == line
    assert word in found[0].hint


@pytest.mark.parametrize(
    "body",
    [
        "1. a\n2. b\n",
        "1. a\n1. b\n",
        "3. c\n4. d\n",
        r"1986\. That.",
        "In\n1986. That.",
        "    17. code",
    ],
)
def test_fault_69_an_intended_list_is_not_reported(write_site, body):
    assert check(write_site({EVENT: event(body)})) == []


def test_fault_69_footnotes_are_reported_once(write_site):
    body = (
        "Cut.[^1] More.[^note]\n\n[^1]: https://example.org/p4\n[^note]: Ana Mirel, in a letter.\n"
    )
    assert codes(write_site({EVENT: event(body)})) == [(EVENT, "footnote", "body")]


def test_fault_69_asterisks_that_stay_visible_are_reported(write_site):
    body = "他说**“我们同意。”**然后离开。"
    assert codes(write_site({EVENT: event(body)})) == [(EVENT, "visible-asterisks", "body")]
    assert check(write_site({EVENT: event("**Bold** and `a ** b`.")}, "bold")) == []


def test_fault_69_a_line_break_between_chinese_characters_prints_no_space(write_site):
    actors = ACTORS.replace("name: China", "name: China, names: {zh: 中华人民共和国}")
    body = "双方在北湾讨论了渔业问\n题，中华人民\n共和国同意。\n\n```\n代\n码\n```\n\nABC\n中文"
    output = build(write_site({EVENT: event(body), "actors/all.yaml": actors}))
    page = (output / "events/2024-04-09-visit/index.html").read_text("utf-8")
    assert "渔业问题，" in page
    assert '<a href="/actors/china/" class="name">中华人民共和国</a>' in page
    assert "代\n码" in page
    assert "ABC\n中文" in page


@pytest.mark.parametrize(
    "body",
    [
        "> Yes.\n>\n> - xi-jinping\n",
        "> Yes.\n>\n> —xi-jinping\n",
        "> Yes.\n> ―Xi Jinping\n",
        "> Yes.\n\n— Xi Jinping\n",
    ],
)
def test_fault_70_a_line_that_looks_like_a_signature_is_reported(write_site, body):
    assert codes(write_site({EVENT: event(body)})) == [(EVENT, "unsigned-quotation", "body")]


@pytest.mark.parametrize(
    "body",
    ["> Yes.\n", "> Yes.\n>\n> — Xi, President\n", "> - one\n> - two\n", "Text.\n\n— Dash\n"],
)
def test_fault_70_other_quotations_are_not_reported(write_site, body):
    assert check(write_site({EVENT: event(body)})) == []


@pytest.mark.parametrize("name", ["aux", "con", "nul", "com1", "lpt9"])
def test_fault_70_reserved_file_names_are_no_ids(write_site, name):
    files = {
        f"events/2024/{name}.md": event(),
        "topics.yaml": f"trade: {{label: T}}\n{name}: {{label: N}}\n",
    }
    found = check(write_site({EVENT: None, **files}))
    assert [one.code for one in found] == ["bad-id", "bad-id"]
    assert all("Windows" in one.hint for one in found)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("places.yml", "places.yaml"), ("topics.YAML", "topics.yaml"), ("actors/a.txt", "a.yaml"),
        ("events/2024/a.MD", "a.md"), ("events/2024/a.markdown", "a.md"), ("pages/a.txt", "a.md"),
    ],
)  # fmt: skip
def test_fault_70_a_wrong_ending_is_reported_with_the_name_to_use(write_site, path, wanted):
    (problem,) = check(write_site({path: "x"}))
    assert (problem.path, problem.code) == (path, "bad-path")
    assert f"`{wanted}`" in problem.hint


@pytest.mark.parametrize(("tag", "language"), [("cn", "zh"), ("jp", "ja")])
def test_fault_70_a_translation_into_a_country_is_an_error(write_site, tag, language):
    (problem,) = check(write_site({EVENT.replace(".md", f".{tag}.md"): "---\ntitle: T\n---\n"}))
    assert (problem.severity, problem.code) == ("error", "bad-path")
    assert f"`{language}`" in problem.hint


@pytest.mark.parametrize(
    ("link", "hint"),
    [
        ("/actors/chian/", "`/actors/china/`"),
        ("/events/2024-04-09-vist/", "`/events/2024-04-09-visit/`"),
        ("/topics/trde/", "`/topics/trade/`"),
        ("#section-talk", "`#section-talks`"),
        ("images/signng.png", "`/images/signing.png`"),
        ("/sub/actors/chian/", "`/actors/china/`"),
    ],
)
@pytest.mark.parametrize("url", ["", "https://example.org/sub"])
def test_fault_70_a_dead_link_is_reported_with_the_nearest_address(write_site, link, hint, url):
    if not url and link.startswith("/sub"):
        return
    files = {EVENT: event(f"## Talks\n\n[See]({link})"), "images/signing.png": "x"}
    (problem,) = check(write_site(files), SITEURL=url)
    assert (problem.code, problem.line) == ("dead-link", 14)
    assert hint in problem.hint


def test_links_of_authors_get_the_path_of_the_site(write_site):
    body = "[a](/actors/china/) [b](/sub/topics/trade/) [c](//x.example/) [d](#x-y) [e](../x/)"
    output = build(write_site({EVENT: event(body)}), SITEURL="https://example.org/sub")
    page = (output / "events/2024-04-09-visit/index.html").read_text("utf-8")
    for link in ("/sub/actors/china/", "/sub/topics/trade/", "//x.example/", "#x-y", "../x/"):
        assert f'<a href="{link}"' in page


@pytest.mark.parametrize("kind", ["actors", "place", "related"])
def test_fault_70_a_former_id_is_reported_and_fixed(write_site, kind):
    files = {
        "actors/all.yaml": ACTORS.replace("name: China", "name: China, former_ids: [prc]"),
        "places.yaml": "beijing: {name: Beijing, former_ids: [peking]}\n",
        EVENT: event(former_ids="[2024-04-09-trip]"),
        OTHER: event(
            title="Call",
            type="call",
            date="2024-04-10",
            **{
                "actors": {"actors": "[prc, russia]"},
                "place": {"place": "peking"},
                "related": {"related": "[{event: 2024-04-09-trip, relation: follows}]"},
            }[kind],
        ),
    }
    content = write_site(files)
    (problem,) = check(content)
    assert (problem.path, problem.code) == (OTHER, "unknown-id")
    assert apply_fixes(settings(content), "2026-12-01")
    assert check(content) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (event().replace("date:", "\tdate:"), "a tab"),
        (event(title="“Talks: first round”"), "a typographic quotation mark"),
        (event().replace("date: 2024", "date:\u00a02024"), "a no-break space"),
        (event().replace("date:", "\u00a0date:"), "a no-break space"),
    ],
)
def test_characters_that_look_like_others_are_named(write_site, text, word):
    found = check(write_site({EVENT: text}))
    assert any(word in one.message + one.hint for one in found)


REFUSED = {"CHRONOLOGY_REFUSED_HOSTS": ["mirror.example", "Blog.example."]}


@pytest.mark.parametrize(
    ("files", "field"),
    [
        ({EVENT: event(sources="[{title: A, url: https://mirror.example/a}]")}, "sources[0].url"),
        ({EVENT: event(sources="[{title: A, archive_url: 'http://a.b.MIRROR.example:80/'}]")},
         "sources[0].archive_url"),
        ({"actors/more.yaml": "ann: {type: person, name: Ann, offices: [{title: T, "
          "source: 'See https://blog.example/x.'}]}\n"}, "ann.offices[0].source"),
        ({"actors/more.yaml": "ann: {type: person, name: Ann, description: 'https://blog.example'}\n"},
         "ann.description"),
    ],
)  # fmt: skip
def test_a_refused_host_is_an_error(write_site, files, field):
    content = write_site(files)
    assert check(content) == []
    (problem,) = check(content, **REFUSED)
    assert (problem.severity, problem.code, problem.field_name) == ("error", "refused-host", field)
    assert problem.line
    with pytest.raises(ContentError):
        build(content, **REFUSED)


def test_other_hosts_are_not_refused(write_site):
    urls = (
        "https://notmirror.example/",
        "https://mirror.example.org/",
        "https://a.example/mirror.example",
    )
    sources = ", ".join(f"{{title: A, url: {url}}}" for url in urls)
    assert check(write_site({EVENT: event(sources=f"[{sources}]")}), **REFUSED) == []


def test_the_guards_of_an_archive_are_off_until_they_are_switched_on(write_site):
    text = event("The record\nnames three men.", date="2024", place=None)
    content = write_site(
        {"events/2024/2024-visit.md": text, EVENT: event("Talks.", type="agreement")}
    )
    assert check(content) == []
    chosen = {
        "CHRONOLOGY_GUARDS": ["official-names", "visit-place", "source-kind", "year-only"],
        "CHRONOLOGY_BANNED_PHRASES": ["the record names"],
    }
    found = check(content, **chosen)
    assert sorted((one.code, one.field_name) for one in found) == [
        ("banned-phrase", "body"),
        *[("guard", name) for name in ("", "", "date", "sources[0]", "sources[0]")],
    ]
    assert {one.severity for one in found} == {"warning"}
    assert all(one.line for one in found)
    build(content, **chosen)


def test_an_unknown_guard_is_an_error(write_site):
    (problem,) = check(write_site({}), CHRONOLOGY_GUARDS=["no-such-guard"])
    assert (problem.path, problem.code) == ("pelicanconf.py", "setting")


@pytest.mark.parametrize(
    "text",
    ["Word " * 200_000, "<b>x</b>" * 120_000, "<" * 900_000, "**" * 450_000, "> " * 450_000,
     "[" * 900_000,
     "- a\n" * 200_000, "1986. a\n\n" * 90_000, "> x\n> — y\n\n" * 80_000, "![](" * 220_000,
     "字\n" * 220_000, "`" * 900_000, "Xi Jinping " * 80_000, "[a](/b/)" * 110_000,
     "(\n" * 400_000],
    ids=range(15),
)  # fmt: skip
def test_a_large_document_of_any_text_takes_seconds(write_site, text):
    content = write_site({EVENT: event(text)})
    began = time.process_time()
    check(content)
    assert time.process_time() - began < 20


def invoke(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "invoke", *arguments]


def test_fault_71_strict_exits_1_on_warnings(write_site):
    content = str(write_site({EVENT: event("One.[^1]")}))
    plain = subprocess.run(invoke("check", "--content", content), cwd=ROOT, capture_output=True)
    strict = subprocess.run(
        invoke("check", "--strict", "--content", content), cwd=ROOT, capture_output=True
    )
    assert (plain.returncode, strict.returncode) == (0, 1)


def test_fault_71_fatal_warnings_exit_1_and_keep_the_old_site(write_site):
    content = write_site({EVENT: event("One.[^1]")})
    assert pelican(content).returncode == 0
    before = tree(content.parent / "output")
    done = pelican(content, "--fatal", "warnings")
    assert done.returncode == 1
    assert "footnote" in done.stderr
    assert tree(content.parent / "output") == before
    put(content, EVENT, event())
    assert pelican(content, "--fatal", "warnings").returncode == 0


def test_a_closed_pipe_is_no_traceback(write_site):
    files = {f"events/2024/{n}.md": "no front matter" for n in range(3000)}
    command = subprocess.Popen(
        invoke("check", "--content", str(write_site(files))),
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert command.stdout
    assert command.stderr
    command.stdout.readline()
    command.stdout.close()
    assert command.stderr.read() == ""
    assert command.wait() == 141


@pytest.mark.parametrize(
    ("source", "link"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("https://a.example/x (p. 5)", "https://a.example/x"),
        ("https://a.example/x; see also B", "https://a.example/x"),
        ("http and more", None),
        ("httpx", None),
        ("Register https://a.example/", None),
    ],
)
def test_an_address_is_never_made_from_free_text(write_site, source, link):
    office = f"{{title: Minister, of: china, from: 2000, source: '{source}'}}"
    person = f"ann: {{type: person, name: Ann, offices: [{office}]}}\n"
    output = build(write_site({"actors/people.yaml": person}))
    page = (output / "actors/ann/index.html").read_text("utf-8")
    assert re.findall(r'href="(http[^"]*)"', page) == ([link] if link else [])
