"""Dates through a whole site: FAULTS.md 1 to 8."""

from __future__ import annotations

import re

import pytest
from sites import EVENT, build, check, event, pelican, tree


def page(output, address: str = "events/2024-04-09-visit") -> str:
    return (output / address / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("date", "words", "machine"), [("1962", "1962", "1962"), ("1962-10", "October 1962", "1962-10")]
)
def test_fault_01_precision_is_kept(write_site, date, words, machine):
    output = build(write_site({EVENT: None, "events/1962/talks.md": event(date=date)}))
    assert f'<time datetime="{machine}">{words}</time>' in page(output, "events/talks")
    assert not (output / "on/01-01").exists()
    assert (output / "1962/10").exists() == (date == "1962-10")


@pytest.mark.parametrize(
    ("date", "hint"),
    [
        ("1962-02-30", ""),
        ("1962-13", ""),
        ("02/03/1962", "1962-03-02"),
        ("Oct 1962", "1962-10"),
        ("circa 1962", "1962~"),
        ("1962-10/1962-09", "1962-09/1962-10"),
    ],
)
def test_fault_02_03_04_what_is_no_date_is_told_with_its_line(write_site, date, hint):
    (problem,) = check(write_site({EVENT: event(date=date)}))
    assert (problem.code, problem.line, problem.field) == ("bad-date", 3, ("date",))
    assert hint in problem.hint


def test_fault_05_early_years(write_site):
    files = {EVENT: None, "events/988/kiev.md": event(date="0988")}
    files["events/-0043/rome.md"] = event(date="-0043", added="2024-01-01")
    output = build(write_site(files))
    assert '<time datetime="0988">988</time>' in page(output, "events/kiev")
    early = page(output, "events/rome")
    assert "44 BC" in early
    assert not re.search(r'<time datetime="[^"]*43', early)
    years = page(output, "actors/china")
    assert years.index("/events/rome/") < years.index("/events/kiev/")


def test_fault_06_07_28_no_machine_shows(write_site):
    """Order, words and modes depend on no zone, locale, hash seed, umask or folder."""
    names = ["b", "a", "d", "c", "e"]
    files = {f"events/2024/2024-04-09-{name}.md": event(title=name.upper()) for name in names}
    files["events/2024/2024-04-09-a.zh.md"] = "---\ntitle: 标题\n---\n"
    trees = []
    for name, zone, language, seed, mask in (
        ("one", "Pacific/Kiritimati", "C", "1", 0o022),
        ("two/deeper", "America/Anchorage", "tr_TR.UTF-8", "77", 0o077),
    ):
        content = write_site(files, name)
        done = pelican(content, umask=mask, TZ=zone, LC_ALL=language, PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stdout + done.stderr
        trees.append(tree(content.parent / "output"))
    assert trees[0] == trees[1]
    order = re.findall(r"/events/2024-04-09-(\w)/", trees[0]["on/04-09/index.html"][1].decode())
    assert order == sorted(order, reverse=True)


def test_fault_08_the_printed_date_is_the_machine_date(write_site):
    """A title, an id or a folder that says another day changes no date."""
    output = build(write_site({EVENT: event(date="2024-04-10", title="On 9 April 2024")}))
    dates = re.findall(r'<time[^>]*datetime="([^"]*)">([^<]*)', page(output))
    assert ("2024-04-10", "10 April 2024") in dates
    assert not any("9 April" in words for _, words in dates)
