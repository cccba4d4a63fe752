"""YAML: FAULTS.md 9 to 16."""

from __future__ import annotations

import time

import pytest
from sites import ACTORS, EVENT, build, check, event, pelican, tree

EVENT_PAGE = "events/2024-04-09-visit/index.html"


def only(problems):
    assert len(problems) == 1, problems
    return problems[0]


@pytest.mark.parametrize("text", ["NO", "on", "010", "12:30", "1e3", "null", "~x", "0x1F"])
def test_fault_09_scalars_stay_text(write_site, text):
    content = write_site({EVENT: event(title=text), "topics.yaml": f"trade: {{label: {text}}}\n"})
    output = build(content)
    assert f">{text}</h1>" in (output / EVENT_PAGE).read_text("utf-8")
    assert f">{text}</h1>" in (output / "topics/trade/index.html").read_text("utf-8")


def test_fault_10_a_key_given_twice(write_site):
    problem = only(check(write_site({EVENT: event().replace("type:", "title: Again\ntype:")})))
    assert (problem.code, problem.line) == ("duplicate-key", 5)
    assert "lines 2 and 5" in problem.message


def test_fault_10_a_record_given_twice_in_a_file(write_site):
    problem = only(check(write_site({"topics.yaml": "trade: {label: A}\ntrade: {label: B}\n"})))
    assert (problem.path, problem.code, problem.line) == ("topics.yaml", "duplicate-key", 2)
    assert "lines 1 and 2" in problem.message


@pytest.mark.parametrize(
    "title", ["&x Anchored", "*x", "!!str Tagged", "!!python/object:os.system {}", "!own Tagged"]
)
def test_fault_11_anchors_aliases_and_tags(write_site, title):
    problem = only(check(write_site({EVENT: event(title=title)})))
    assert (problem.code, problem.line) == ("yaml-feature", 2)


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)


@pytest.mark.parametrize("path", ["topics.yaml", EVENT])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        (BOMB, "yaml-feature"),
        ("a: " + "[" * 5000 + "]" * 5000, "yaml"),
        ("a: " + "{a: " * 5000 + "}" * 5000, "yaml"),
        ("".join("  " * depth + "a:\n" for depth in range(1, 200)), "yaml"),
        ("a: |\n" + " x\n" * 17_000_000, "too-large"),
    ],
    ids=["bomb", "flow", "mappings", "block", "50 MB"],
)
def test_fault_12_bombs(write_site, path, text, code):
    files = {path: f"---\n{text}\n---\n" if path == EVENT else text}
    content = write_site(files | ({EVENT: event(topics=None)} if path != EVENT else {}))
    began = time.perf_counter()
    problem = only(check(content))
    assert time.perf_counter() - began < 1
    assert (problem.path, problem.code) == (path, code)


@pytest.mark.parametrize(
    ("files", "path", "field", "hint"),
    [
        ({EVENT: event(sumary="x")}, EVENT, ("sumary",), "summary"),
        (
            {EVENT: event(sources="[{title: A, pubisher: B}]")},
            EVENT,
            ("sources", 0, "pubisher"),
            "publisher",
        ),
        ({"actors/all.yaml": ACTORS.replace("name: China", "name: C, isso: CN")},
         "actors/all.yaml", ("china", "isso"), "iso"),
    ],
)  # fmt: skip
def test_fault_13_unknown_fields(write_site, files, path, field, hint):
    problem = only(check(write_site(files)))
    assert (problem.path, problem.code, problem.field) == (path, "unknown-field", field)
    assert f"`{hint}`" in problem.hint
    assert problem.line


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (event().replace("---\n\n", ""), "front-matter", 1),
        ("A title\n=======\n", "front-matter", 1),
        (event("one\ntwo \x00"), "unreadable", 13),
        (event("\n").encode() + "caf\xe9".encode("latin-1"), "unreadable", 14),
        (event().encode("utf-16"), "unreadable", 1),
    ],
    ids=["unclosed", "none", "NUL", "Latin-1", "UTF-16"],
)
def test_fault_14_files_that_cannot_be_read(write_site, text, code, line):
    problem = only(check(write_site({EVENT: text})))
    assert (problem.path, problem.code, problem.line) == (EVENT, code, line)
    assert problem.hint


def test_fault_14_bom_and_crlf_change_no_byte(write_site):
    text = event("One line\nand another  \nbroken.\n\n> Bread\n>\n> — china\n")
    plain = build(write_site({EVENT: text}, "plain"))
    typed = build(
        write_site(
            {
                EVENT: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
                "actors/all.yaml": b"\xef\xbb\xbf" + ACTORS.replace("\n", "\r\n").encode(),
            },
            "typed",
        )
    )
    assert tree(plain) == tree(typed)


@pytest.mark.parametrize(
    ("fields", "field", "hint"),
    [
        ({"actors": "[chine, russia]"}, ("actors", 0, "actor"), "`china`"),
        ({"actors": "[China]"}, ("actors", 0, "actor"), "`china`"),
        ({"mentions": "[rusia]"}, ("mentions", 0), "`russia`"),
        ({"topics": "[trade, trads]"}, ("topics", 1), "`trade`"),
        ({"place": "bejing"}, ("place", 0), "`beijing`"),
        ({"type": "vist"}, ("type",), "`visit`"),
        ({"related": "[{event: 2024-04-09-vist, relation: follows}]"},
         ("related", 0, "event"), "`2024-04-09-visit`"),
    ],
)  # fmt: skip
def test_fault_15_unknown_ids_name_the_nearest(write_site, fields, field, hint):
    problem = only(check(write_site({EVENT: event(**fields)})))
    assert (problem.path, problem.code, problem.field) == (EVENT, "unknown-id", field)
    assert hint in problem.hint
    assert problem.line > 1


@pytest.mark.parametrize(
    ("path", "text", "first"),
    [
        ("actors/more.yaml", "china: {type: state, name: Other}\n", "actors/all.yaml"),
        ("events/2023/2024-04-09-visit.md", event(title="Another"), EVENT),
        ("actors/zz.yaml", "prc: {type: state, name: P, former_ids: [china]}\n", "actors/all.yaml"),
        ("events/2023/x.md", event(title="Another", former_ids="[2024-04-09-visit]"), EVENT),
    ],
)
def test_fault_16_one_id_for_two_records(write_site, path, text, first):
    problems = [one for one in check(write_site({path: text})) if one.severity == "error"]
    problem = only(problems)
    assert problem.code == "duplicate-id"
    assert {path, first} == {problem.path} | {
        one for one in (path, first) if one in problem.message
    }
    assert problem.line


def test_fault_16_one_alias_for_two_records(write_site):
    more = "taiwan: {type: state, name: ROC, aliases: [Cathay]}\n"
    files = {
        "actors/all.yaml": ACTORS.replace("name: China", "name: China, aliases: [Cathay]"),
        "actors/more.yaml": more,
    }
    problem = only(check(write_site(files)))
    assert (problem.code, problem.path, problem.line) == ("duplicate-alias", "actors/more.yaml", 1)
    assert "actors/all.yaml" in problem.message


def test_fault_10_to_16_all_errors_at_once(write_site):
    files = {
        EVENT: event(sumary="x", type="vist", date="1962-13"),
        "topics.yaml": "trade: {label: !!str A}\n",
        "events/2024/y.md": event(place="bejing"),
    }
    content = write_site(files)
    told = {(one.path, one.code) for one in check(content) if one.severity == "error"}
    assert {
        (EVENT, "unknown-field"),
        (EVENT, "bad-date"),
        ("topics.yaml", "yaml-feature"),
        ("events/2024/y.md", "unknown-id"),
    } <= told
    done = pelican(content)
    assert done.returncode == 1
    assert not (content.parent / "output").exists()
    for path, code in told:
        assert path in done.stdout + done.stderr
        assert code in done.stdout + done.stderr
