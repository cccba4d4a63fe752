from __future__ import annotations

import re
from pathlib import Path

import archives
import pytest
import sites
from bs4 import BeautifulSoup

from chronology.build import plan
from chronology.build.plan import Copy, Plan
from chronology.problems import ContentError
from chronology.site.artifacts import Page
from chronology.site.context import LONGEST_LIST


def make(root: Path, files: archives.Files | None = None) -> Plan:
    return plan.make(*archives.site(root, files))


def keys(root: Path, files: archives.Files) -> dict[str, bytes]:
    site, theme = archives.site(root, files)
    return {path: page.key(site) for path, page in plan.make(site, theme).items()}


RICH: archives.Files = {
    "actors/more.yaml": "wang: {type: person, name: Wang Yi, former_ids: [wang-yi]}\n",
    "places.yaml": "beijing: {name: Beijing, former_ids: [peking]}\n",
    "storylines.yaml": "thaw: {title: The thaw, actors: [china]}\n",
    "pages/about.md": "---\ntitle: About\n---\n",
    "images/persons/a.png": b"\x89PNG",
    "events/2023/2023-12-talks.md": sites.event(date="2023-12/2024-01", former_ids="[talks]"),
    "events/2024/2024-04-09-visit.zh.md": "---\ntitle: 访问\n---\n",
}


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/events/2024-04-09-visit/",
        "/events/2024-04-09-visit/zh/",
        "/events/2023-12-talks/",
        "/events/talks/",
        "/2023/",
        "/2023/12/",
        "/2024/",
        "/2024/01/",
        "/2024/04/",
        "/on/04-09/",
        "/on/",
        "/actors/",
        "/actors/china/",
        "/actors/wang/",
        "/actors/wang-yi/",
        "/relations/",
        "/relations/china/russia/",
        "/topics/",
        "/topics/trade/",
        "/places/",
        "/places/beijing/",
        "/places/peking/",
        "/types/",
        "/types/visit/",
        "/types/attack/",
        "/storylines/",
        "/storylines/thaw/",
        "/corrections/",
        "/about/",
        "/404.html",
        "/images/persons/a.png",
    ],
)
def test_every_address_that_is_due_is_in_the_plan(tmp_path: Path, address: str) -> None:
    path = address.strip("/")
    found = make(tmp_path, RICH)
    assert path in found or f"{path}/index.html".lstrip("/") in found


COLLECTIONS = (
    "actors/china",
    "relations/china/russia",
    "topics/trade",
    "places/beijing",
    "types/visit",
    "storylines/thaw",
)


@pytest.mark.parametrize("number", [4, 5])
def test_a_collection_has_a_feed_and_from_five_events_on_a_table_and_a_calendar(
    tmp_path: Path, number: int
) -> None:
    files: archives.Files = {
        f"events/e{n}.md": sites.event(date=f"2020-01-0{n + 1}") for n in range(number)
    }
    story = "thaw: {title: Thaw, actors: [china]}\n"
    found = set(make(tmp_path, {sites.EVENT: None, "storylines.yaml": story, **files}))
    for collection in COLLECTIONS:
        assert f"{collection}/feed.atom" in found
        for file in ("events.csv", "events.ics"):
            assert (f"{collection}/{file}" in found) == (number == 5)


def test_the_full_rows_and_the_json_feed_exist_once(tmp_path: Path) -> None:
    found = set(make(tmp_path, RICH))
    assert {"feed.atom", "feed.json", "corrections.atom", "events.ics"} <= found
    assert [path for path in found if path.endswith("feed.json")] == ["feed.json"]
    listed = {path for path in found if path.endswith("/events.json")}
    assert listed == {"timeline/events.json", "search/events.json", "data/schema/events.json"}


@pytest.mark.parametrize(("years", "divided"), [(20, True), (60, False)])
def test_a_long_collection_with_few_events_a_year_stays_whole(
    tmp_path: Path, years: int, divided: bool
) -> None:
    files: archives.Files = {
        f"events/e{n:03}.md": sites.event(date=f"{1950 + n % years}-01-01", added="2020-01-01")
        for n in range(LONGEST_LIST + 9)
    }
    found = make(tmp_path, files)
    assert ("actors/china/1955/index.html" in found) == divided


def test_what_is_not_due_is_not_in_the_plan(tmp_path: Path) -> None:
    found = make(tmp_path, {**RICH, "events/2020/2020-draft.md": sites.event(status="draft")})
    for path in (
        "2024/02/index.html",
        "2020/index.html",
        "events/2020-draft/index.html",
        "on/12-01/index.html",
        "relations/russia/china/index.html",
        "relations/china/index.html",
        "actors/china/2024/index.html",
    ):
        assert path not in found


def test_the_plan_is_the_same_whatever_the_order_of_files(tmp_path: Path) -> None:
    one = keys(tmp_path / "1", RICH)
    other = keys(tmp_path / "2", dict(reversed(RICH.items())))
    assert list(one.items()) == list(other.items())


@pytest.mark.parametrize("more", [0, 1])
def test_a_collection_is_divided_when_it_is_too_long(tmp_path: Path, more: int) -> None:
    files: archives.Files = {
        f"events/e{n:03}.md": sites.event(
            date=f"{1990 + n % 5}-01-01", added="2020-01-01", title=f"Event {n}"
        )
        for n in range(LONGEST_LIST - 1 + more)
    }
    found = make(tmp_path, files)
    years = [f"actors/china/{year}/index.html" for year in (1990, 1994, 2024)]
    assert [year in found for year in years] == [more == 1] * 3
    assert ("topics/trade/1991/index.html" in found) == (more == 1)
    assert ("relations/china/russia/1992/index.html" in found) == (more == 1)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"pages/actors.md": "---\ntitle: A\n---\n"}, ["pages/actors.md", "the list of actors"]),
        ({"pages/2024.md": "---\ntitle: A\n---\n"}, ["pages/2024.md", "the events of 2024"]),
        ({"images/a.png": b"x", "images/A.png": b"y"}, ["images/a.png", "images/A.png"]),
        (
            {"images/e\u0301.png": b"x", "images/\u00e9.png": b"y"},
            ["images/e\u0301.png", "images/\u00e9.png"],
        ),
    ],
)
def test_two_that_want_one_address_are_told(
    tmp_path: Path, files: archives.Files, told: list[str]
) -> None:
    with pytest.raises(ContentError) as raised:
        make(tmp_path, files)
    (problem,) = raised.value.problems
    assert problem.code == "address-clash"
    for source in told:
        assert source in problem.message


def test_images_and_the_files_of_the_theme_are_copied(tmp_path: Path) -> None:
    found = make(tmp_path, RICH)
    copies = {path: page.file for path, page in found.items() if isinstance(page, Copy)}
    assert copies["images/persons/a.png"] == tmp_path / "content/images/persons/a.png"
    assert copies["theme/mark.svg"] == sites.THEME / "static/mark.svg"


def test_the_stylesheets_are_one_file_named_by_what_it_holds(tmp_path: Path) -> None:
    sheets = [path for path in make(tmp_path, RICH) if path.endswith(".css")]
    assert len(sheets) == 1
    assert re.fullmatch(r"theme/css/site\.[0-9a-f]{10}\.css", sheets[0])


def test_the_inputs_of_all_pages_change_with_the_settings(tmp_path: Path) -> None:
    one = plan.common_key(*archives.site(tmp_path / "1"))
    other = plan.common_key(*archives.site(tmp_path / "2", SITENAME="Another"))
    assert one != other == plan.common_key(*archives.site(tmp_path / "3", SITENAME="Another"))


def test_the_navigation_holds_the_pages_that_asked_for_it_in_their_order(tmp_path: Path) -> None:
    files: archives.Files = {
        "pages/a.md": "---\ntitle: Second\norder: 2\n---\n",
        "pages/b.md": "---\ntitle: Not there\n---\n",
        "pages/c.md": "---\ntitle: First\norder: 1\n---\n",
    }
    site, _ = archives.site(tmp_path, files)
    assert plan.navigation(site) == [("First", "/c/"), ("Second", "/a/")]


def test_the_editors_check_tells_of_it_too(tmp_path: Path) -> None:
    files: archives.Files = {
        "pages/actors.md": "---\ntitle: A\n---\n",
        sites.EVENT: sites.event(added="2024-04-08"),
    }
    content = sites.write(tmp_path / "content", files)
    assert [problem.code for problem in sites.check(content)] == ["recorded-early", "address-clash"]


def read(root: Path, files: archives.Files) -> dict[str, BeautifulSoup]:
    """Every page of a site by its address, rendered."""
    site, theme = archives.site(root, files)
    theme.configure(site, plan.navigation(site))
    return {
        page.address: BeautifulSoup(theme.render(page, site), "html.parser")
        for page in plan.make(site, theme).values()
        if isinstance(page, Page) and page.template.endswith(".html")
    }


def events(page: BeautifulSoup) -> list[str]:
    """The events that a page leads to, in its order."""
    found = [str(link["href"]) for link in page.find_all("a", href=True)]
    return [link for link in found if link.startswith("/events/")]


def many(number: int) -> archives.Files:
    return {
        f"events/e{n:03}.md": sites.event(
            date=f"{1990 + n % 5}-01-01", added="2020-01-01", title=f"Event {n}", type="call"
        )
        for n in range(number)
    }


def test_no_event_of_a_divided_collection_is_dropped(tmp_path: Path) -> None:
    pages = read(tmp_path, many(LONGEST_LIST + 1))
    whole = pages["/actors/china/"]
    years = [f"/actors/china/{year}/" for year in (1990, 1991, 1992, 1993, 1994, 2024)]
    assert [str(whole.find("a", href=year)["href"]) for year in years] == years  # type: ignore[index]
    parts = [link for year in years for link in events(pages[year])]
    assert sorted(parts) == sorted(
        [f"/events/e{n:03}/" for n in range(LONGEST_LIST + 1)] + ["/events/2024-04-09-visit/"]
    )
    assert events(whole)[0] == "/events/2024-04-09-visit/"


def test_an_old_part_stays_as_it_is_when_an_event_is_added(tmp_path: Path) -> None:
    one = keys(tmp_path / "1", many(LONGEST_LIST + 1))
    other = keys(tmp_path / "2", many(LONGEST_LIST + 2))
    changed = {path for path in one if one[path] != other[path]}
    year = 1990 + (LONGEST_LIST + 1) % 5
    assert f"actors/china/{year}/index.html" in changed
    assert f"actors/china/{year - 1}/index.html" not in changed


def test_a_year_shows_each_event_in_the_month_it_is_known_to_reach(tmp_path: Path) -> None:
    files: archives.Files = {
        "events/a.md": sites.event(date="1962-12-30/1963-02-02", added="2020-01-01"),
        "events/b.md": sites.event(date="1963", added="2020-01-01"),
        "events/c.md": sites.event(date='"[1962-03,1963-05]"', added="2020-01-01"),
        "events/d.md": sites.event(date="-0043-03-15", added="2020-01-01"),
    }
    pages = read(tmp_path, files)
    assert months(pages["/1963/"]) == {
        "Month unknown": ["/events/b/"], "January": ["/events/a/"], "May": ["/events/c/"],
    }  # fmt: skip
    assert months(pages["/1962/"]) == {"March": ["/events/c/"], "December": ["/events/a/"]}
    assert "44 BC" in pages["/-0043/"].h1.get_text()  # type: ignore[union-attr]
    assert events(pages["/1963/02/"]) == ["/events/a/"]
    assert "/1962/04/" not in pages


def months(page: BeautifulSoup) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for link in page.find_all("a", href=True):
        if str(link["href"]).startswith("/events/"):
            heading = link.find_previous("h2").get_text(strip=True)
            found.setdefault(heading, []).append(str(link["href"]))
    return found
