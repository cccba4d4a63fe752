"""The whole of a small, rich site: golden pages, links, and the facts on each kind of page."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import golden
import pytest
import sites
from bs4 import BeautifulSoup, Tag


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return golden.build_site(tmp_path_factory.mktemp("golden"))


@pytest.fixture(scope="module")
def pages(output: Path) -> dict[str, BeautifulSoup]:
    """Every page of the site by its address."""
    found = {}
    for path in sorted(output.rglob("*.html")):
        address = f"/{path.relative_to(output).as_posix()}".removesuffix("index.html")
        found[address] = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    return found


def test_the_golden_pages_are_as_expected(output: Path) -> None:
    expected = {file.name: file.read_text("utf-8") for file in golden.EXPECTED.iterdir()}
    assert golden.normalised(output) == expected


# ---- what holds for every page --------------------------------------------------------------


def test_every_page_has_a_language_a_title_and_one_heading(pages: dict[str, BeautifulSoup]) -> None:
    for address, page in pages.items():
        assert page.html, address
        assert page.html.get("lang"), address
        assert page.title, address
        assert page.title.get_text(strip=True), address
        assert len(page.find_all("h1")) == 1, address


def test_headings_go_down_one_step_at_a_time(pages: dict[str, BeautifulSoup]) -> None:
    for address, page in pages.items():
        level = 0
        for heading in page.find_all(["h1", "h2", "h3", "h4", "h5", "h6"]):
            assert int(heading.name[1]) <= level + 1, (address, heading)
            level = int(heading.name[1])


def test_no_id_stands_twice_on_a_page(pages: dict[str, BeautifulSoup]) -> None:
    for address, page in pages.items():
        ids = Counter(str(tag["id"]) for tag in page.find_all(id=True))
        assert [one for one, number in ids.items() if number > 1] == [], address


def test_every_label_names_an_id_of_its_page(pages: dict[str, BeautifulSoup]) -> None:
    for address, page in pages.items():
        ids = {tag["id"] for tag in page.find_all(id=True)}
        for tag in page.find_all(attrs={"aria-labelledby": True}):
            assert set(str(tag["aria-labelledby"]).split()) <= ids, address


def test_every_link_leads_somewhere(output: Path, pages: dict[str, BeautifulSoup]) -> None:
    for address, page in pages.items():
        for tag in page.find_all(href=True) + page.find_all(src=True):
            link = str(tag.get("href") or tag.get("src"))
            whole, fragment = urldefrag(urljoin(address, link))
            if urlsplit(whole).scheme:
                assert tag.name == "a", (address, link)
                assert tag.get("rel") == ["noopener"], (address, link)
                continue
            path = unquote(urlsplit(whole).path)
            target = output / path.lstrip("/")
            assert (target / "index.html" if path.endswith("/") else target).is_file(), (
                address,
                link,
            )
            if fragment:
                there = pages.get(path) or BeautifulSoup(target.read_bytes(), "html.parser")
                assert there.find(id=unquote(fragment)), (address, link)


def test_every_page_can_be_reached_from_the_front_page(pages: dict[str, BeautifulSoup]) -> None:
    seen, waiting = set(), ["/"]
    while waiting:
        address = waiting.pop()
        if address in seen or address not in pages:
            continue
        seen.add(address)
        waiting += [
            urldefrag(urljoin(address, str(tag["href"]))).url
            for tag in pages[address].find_all("a", href=True)
        ]
    moved = {
        address for address, page in pages.items() if page.find(attrs={"http-equiv": "refresh"})
    }
    unused = {
        address
        for address in pages
        if address.startswith("/types/") and not main(pages[address]).find("time")
    }
    assert set(pages) - seen - moved - unused == {"/404.html", "/imprint/"}


def test_every_time_says_no_more_than_html_knows(pages: dict[str, BeautifulSoup]) -> None:
    for page in pages.values():
        for tag in page.find_all("time"):
            assert len(str(tag["datetime"])) in (4, 7, 10)
            assert tag.get_text(strip=True)


def test_nothing_runs_or_styles_inside_a_page(pages: dict[str, BeautifulSoup]) -> None:
    for address, page in pages.items():
        assert not page.find_all("style"), address
        for tag in page.find_all("script"):  # a data block is never run
            assert tag.get("src") or tag["type"] == "application/ld+json", address
        for tag in page.find_all(True):
            assert not [name for name in tag.attrs if name == "style" or name.startswith("on")]


def test_drafts_leave_no_trace(output: Path) -> None:
    assert sites.holding(output, "2025-01-secret", "Nobody is to read this yet") == []


# ---- what each kind of page says ------------------------------------------------------------


def main(page: BeautifulSoup) -> Tag:
    assert page.main
    return page.main


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def links(tag: Tag) -> list[str]:
    return [str(one["href"]) for one in tag.find_all("a", href=True)]


def times(tag: Tag) -> list[str]:
    return [str(one["datetime"]) for one in tag.find_all("time")]


def item(page: BeautifulSoup, link: str, within: str) -> str:
    """The words of the list item that leads to a link, in the section of a heading."""
    section = page.find(id=within)
    assert section
    section = section.find_parent(["section", "nav"])
    assert section
    found = section.find("a", href=link)
    assert found, link
    row = found.find_parent("li")
    assert row
    return words(row)


XI_LAVROV = "/events/2024-04-09-xi-lavrov/"
TREATY = "/events/1950-02-14-treaty/"
RECOGNITION = "/events/1949-10-02-soviet-recognition/"
SUMMIT = "/events/2024-10-22-kazan-summit/"
PLANNED = "/events/2024-10-kazan-summit-planned/"
NIXON = "/events/1972-02-21-nixon-in-china/"


def test_an_event_tells_all_its_front_matter(pages: dict[str, BeautifulSoup]) -> None:
    page = pages[XI_LAVROV]
    body = main(page)
    text = words(body)
    assert page.h1
    assert words(page.h1) == "Xi Jinping receives Sergey Lavrov in Beijing"
    assert {"2024-04-09", "2024-04-10", "2024-04-11", "2024-05-02"} <= set(times(body))
    assert {
        "/2024/", "/2024/04/", "/types/meeting/", "/places/beijing/", "/actors/india/",
        "/topics/china-russia-relations/", "/topics/global-governance/", "/actors/vladimir-putin/",
        "/relations/china/russia/", "/storylines/from-alliance-to-partnership/",
        "https://example.org/report", "https://archive.example.org/report",
    } <= set(links(body))  # fmt: skip
    assert "Both sides speak of coordination." in text
    xi = item(page, "/actors/xi-jinping/", "participants")
    lavrov = item(page, "/actors/sergey-lavrov/", "participants")
    assert all(word in xi for word in ("President", "China", "host"))
    assert all(word in lavrov for word in ("Minister of Foreign Affairs", "Russia", "visitor"))
    assert "observer" in item(page, "/actors/brics/", "participants")
    for told in ("A. Reporter", "The Daily", "p. 3", "They agreed to go on.", "10 April 2024"):
        assert told in text
    original = body.find("blockquote", lang="ru")
    assert original
    assert words(original) == "Они договорились продолжать."
    assert "Place corrected from Moscow to Beijing." in text
    assert "major" in text


def test_a_body_has_links_quotations_and_tables(pages: dict[str, BeautifulSoup]) -> None:
    body = main(pages[XI_LAVROV])
    quote = body.find("figure", id="quote-1")
    assert quote
    assert quote.blockquote
    assert quote.figcaption
    assert words(quote.blockquote) == "President Putin and I have agreed to continue ."
    assert links(quote.figcaption) == ["/actors/xi-jinping/"]
    other = body.find("figure", id="quote-2")
    assert other
    assert words(other).endswith("— Sergey Lavrov , in his answer")
    assert "/actors/soviet-union/" in links(body)
    assert body.find("td", string="9 April")


def test_ties_are_told_at_both_ends(pages: dict[str, BeautifulSoup]) -> None:
    for one, relation, other, inverse in (
        (XI_LAVROV, "Earlier", TREATY, "Later"),
        (SUMMIT, "Supersedes", PLANNED, "Held as"),
        ("/events/1960-rift/", "Contradicted by", TREATY, "Contradicted by"),
    ):
        for address, word, target in ((one, relation, other), (other, inverse, one)):
            section = pages[address].select_one("section[aria-labelledby=related]")
            assert section, address
            heading = section.find("h3", string=word)
            assert heading, (address, word)
            rows = heading.find_next("ol")
            assert isinstance(rows, Tag)
            assert [str(found["href"]) for found in rows.select("li > a")] == [target]


def test_an_event_leads_to_what_came_before_and_after(pages: dict[str, BeautifulSoup]) -> None:
    page = pages[NIXON]
    heading = page.find(id="neighbours")
    assert heading
    beside = heading.find_parent(["nav", "section"])
    assert beside
    assert {"/actors/china/", "/actors/mao-zedong/", TREATY} <= set(links(beside))


def test_dates_are_printed_as_they_are_known(pages: dict[str, BeautifulSoup]) -> None:
    for address, printed, machine in (
        (RECOGNITION, "2 October 1949", "1949-10-02"),
        ("/events/1960-rift/", "about 1960", None),
        ("/events/196x-letters/", "1960s", None),
        (NIXON, "21–28 February 1972", None),
        (PLANNED, "October 2024", "2024-10"),
    ):
        body = main(pages[address])
        assert printed in words(body), address
        assert (machine in times(body)) == (machine is not None)


def test_a_planned_event_says_so_wherever_it_is_listed(pages: dict[str, BeautifulSoup]) -> None:
    assert "planned" in words(main(pages[PLANNED]))
    for address in ("/2024/10/", "/storylines/summits/", "/places/kazan/"):
        found = main(pages[address]).find("a", href=PLANNED)
        assert found, address
        row = found.find_parent(["li", "section"])
        assert row
        assert "planned" in words(row)


def test_markup_in_a_title_is_text(pages: dict[str, BeautifulSoup]) -> None:
    heading = pages["/events/1960-rift/"].h1
    assert heading
    assert words(heading) == "A rift is felt between Beijing & Moscow, <em>they say</em>"
    assert not heading.find("em")


def test_a_translation_is_in_its_language_and_leads_back(pages: dict[str, BeautifulSoup]) -> None:
    page = pages[f"{XI_LAVROV}zh/"]
    assert page.h1
    assert words(page.h1) == "习近平在北京会见拉夫罗夫"
    assert next(tag["lang"] for tag in [page.h1, *page.h1.parents] if tag.get("lang")) == "zh"
    body = main(page)
    assert "双方谈及协作。" in words(body)
    assert "2024年4月9日" in words(body)
    assert XI_LAVROV in links(body)
    assert f"{XI_LAVROV}zh/" in links(main(pages[XI_LAVROV]))
    assert pages[XI_LAVROV].find("link", hreflang="zh", href=f"{XI_LAVROV}zh/")


def test_an_old_address_leads_to_the_new_one(pages: dict[str, BeautifulSoup]) -> None:
    for old, new in (
        ("/events/2024-04-10-xi-meets-lavrov/", XI_LAVROV),
        ("/events/xi-lavrov/", XI_LAVROV),
        ("/actors/prc/", "/actors/china/"),
        ("/places/peking/", "/places/beijing/"),
    ):
        refresh = pages[old].find("meta", attrs={"http-equiv": "refresh"})
        assert refresh
        assert str(refresh["content"]).endswith(f"url={new}")
        assert new in links(pages[old])


def test_a_person_has_names_life_offices_quotations_and_events(
    pages: dict[str, BeautifulSoup],
) -> None:
    body = main(pages["/actors/xi-jinping/"])
    text = words(body)
    for told in ("习近平", "President of China since 2013.", "15 June 1953", "President",
                 "since 14 March 2013", "National People's Congress",
                 "have agreed to continue"):  # fmt: skip
        assert told in text
    assert body.find(lang="zh")
    picture = body.find("img")
    assert picture
    assert picture["src"] == "/images/xi.png"
    assert {"/actors/china/", XI_LAVROV, f"{XI_LAVROV}#quote-1"} <= set(links(body))
    mentioned = main(pages["/actors/vladimir-putin/"])
    assert {XI_LAVROV, SUMMIT} <= set(links(mentioned))


def test_a_state_has_its_life_successions_memberships_and_counterparts(
    pages: dict[str, BeautifulSoup],
) -> None:
    china, russia = main(pages["/actors/china/"]), main(pages["/actors/russia/"])
    for told in (
        "People's Republic of China",
        "CN",
        "Established 1 October 1949",
        "founding member",
    ):
        assert told in words(china)
    assert {
        "/actors/brics/", "/relations/china/soviet-union/", "/relations/china/united-states/",
        "/timeline/?actor=china&topic=china-russia-relations", XI_LAVROV, NIXON, SUMMIT,
        "https://www.wikidata.org/wiki/Q148",
    } <= set(links(china))  # fmt: skip
    assert "/relations/china/egypt/" not in links(china)
    assert "/actors/soviet-union/" in links(russia)
    assert "Russian SFSR (until 25 December 1991)" in words(russia)
    assert "/actors/russia/" in links(main(pages["/actors/soviet-union/"]))
    assert "1922" in words(main(pages["/actors/soviet-union/"]))


def test_an_organization_has_its_members(pages: dict[str, BeautifulSoup]) -> None:
    body = main(pages["/actors/brics/"])
    assert {"/actors/china/", "/actors/egypt/", "/actors/iran/", XI_LAVROV} <= set(links(body))
    assert "from 2024" in words(body)
    assert "since 1 January 2024" in words(body)


def test_a_relation_has_its_beginning_its_meetings_and_all_events(
    pages: dict[str, BeautifulSoup],
) -> None:
    body = main(pages["/relations/china/soviet-union/"])
    agreements = "/timeline/?relation=china,soviet-union&type=agreement"
    expected = {"/actors/china/", "/actors/soviet-union/", RECOGNITION, TREATY, agreements}
    assert expected <= set(links(body))
    assert words(body).index("Soviet Union recognizes") < words(body).index("treaty of friendship")
    partners = main(pages["/relations/china/russia/"])
    assert XI_LAVROV in links(partners)
    assert SUMMIT not in links(partners)
    assert "/relations/china/united-states/" in links(main(pages["/relations/"]))
    assert "/relations/egypt/iran/" not in pages


def test_a_topic_has_its_place_among_topics_and_the_events_of_narrower_ones(
    pages: dict[str, BeautifulSoup],
) -> None:
    wide, narrow = main(pages["/topics/relations/"]), main(pages["/topics/china-russia-relations/"])
    assert {"/topics/china-russia-relations/", RECOGNITION, XI_LAVROV} <= set(links(wide))
    assert "双边关系" in words(wide)
    assert "What two states are to each other." in words(wide)
    assert {"/topics/relations/", "/topics/global-governance/"} <= set(links(narrow))
    assert "Sino-Russian relations" in words(narrow)
    assert "Also for the Soviet Union." in words(narrow)
    exact = main(pages["/topics/global-governance/"])
    assert "https://example.org/concepts/governance" in links(exact)


def test_a_place_has_its_state_position_and_events(pages: dict[str, BeautifulSoup]) -> None:
    body = main(pages["/places/beijing/"])
    assert {"/actors/china/", XI_LAVROV, NIXON} <= set(links(body))
    assert "39.9° N, 116.41° E" in words(body)
    assert "北京" in words(body)


def test_a_type_has_its_category_and_events(pages: dict[str, BeautifulSoup]) -> None:
    body = main(pages["/types/visit/"])
    assert "CONSULT" in words(body)
    assert NIXON in links(body)
    assert "Words said over a glass." in words(main(pages["/types/toast/"]))


def test_a_storyline_tells_its_rule_and_its_events_in_order(
    pages: dict[str, BeautifulSoup],
) -> None:
    body = main(pages["/storylines/from-alliance-to-partnership/"])
    order = [link for link in links(body) if link.startswith("/events/")]
    assert order == [RECOGNITION, TREATY, "/events/1960-rift/", XI_LAVROV]
    assert {"/topics/relations/", "/actors/soviet-union/"} <= set(links(body))
    assert "China and Moscow since 1949." in words(body)
    listed = main(pages["/storylines/summits/"])
    assert [link for link in links(listed) if link.startswith("/events/")] == [PLANNED, SUMMIT]


def test_periods_hold_their_events_and_lead_on(pages: dict[str, BeautifulSoup]) -> None:
    year = main(pages["/2024/"])
    assert {XI_LAVROV, SUMMIT, PLANNED, "/2024/04/", "/2024/10/", "/1972/"} <= set(links(year))
    assert TREATY in links(main(pages["/1950/"]))
    assert XI_LAVROV in links(main(pages["/2024/04/"]))
    assert {"/2024/04/", "/2024/"} <= set(links(main(pages["/2024/10/"])))
    assert XI_LAVROV in links(main(pages["/on/04-09/"]))
    assert "/on/04-09/" in links(main(pages["/on/"]))
    assert "/on/10-01/" not in pages


def test_the_front_page_leads_into_the_record(pages: dict[str, BeautifulSoup]) -> None:
    body = main(pages["/"])
    assert {
        SUMMIT, XI_LAVROV, "/2024/", "/1949/", "/actors/", "/topics/",
        "/timeline/?relation=china,russia&from=2020",
        "/timeline/?topic=china-russia-relations&from=2020", "/storylines/summits/",
    } <= set(links(body))  # fmt: skip
    assert "8 events" in words(body)


def test_the_indexes_hold_every_record(pages: dict[str, BeautifulSoup]) -> None:
    for kind, ids in (
        ("actors", ["china", "iran", "brics", "mao-zedong"]),
        ("topics", ["relations", "china-russia-relations", "global-governance"]),
        ("places", ["beijing", "nowhere-yet"]),
        ("types", ["meeting", "attack", "toast"]),
        ("storylines", ["summits"]),
    ):
        assert {f"/{kind}/{one}/" for one in ids} <= set(links(main(pages[f"/{kind}/"])))


def test_corrections_are_public(pages: dict[str, BeautifulSoup]) -> None:
    body = main(pages["/corrections/"])
    assert XI_LAVROV in links(body)
    assert "2024-05-02" in times(body)
    assert "Place corrected from Moscow to Beijing." in words(body)


def test_prose_pages_and_the_navigation(pages: dict[str, BeautifulSoup]) -> None:
    body = main(pages["/about/"])
    assert "Kept with care." in words(body)
    assert "Method" in words(body)
    for page in pages.values():
        if not page.find(attrs={"http-equiv": "refresh"}):
            assert page.find("a", href="/about/")
            assert not page.find("a", href="/imprint/")


# ---- drawings, sharing, ways around ---------------------------------------------------------


def test_every_drawing_says_what_it_is_and_styles_itself_by_classes(
    pages: dict[str, BeautifulSoup],
) -> None:
    drawings = [
        svg for page in pages.values() for svg in page.select("figure.chart > svg, .sideways > svg")
    ]
    assert len(drawings) > 5
    for svg in drawings:
        titles = str(svg["aria-labelledby"]).split()
        said = [element.get_text() for element in svg.find_all(id=titles)]
        assert len(said) == len(titles), svg
        assert all(said), svg
        assert not svg.select("[style]")


def test_a_relation_is_drawn_with_the_heads_of_both_states(pages: dict[str, BeautifulSoup]) -> None:
    drawn = pages["/relations/china/russia/"].select_one(".showpiece svg")
    assert drawn
    sides = [element.get_text() for element in drawn.select(".side")]
    assert sides == ["China", "Russia"]
    words = [element.get_text() for element in drawn.select(".bar title")]
    assert any(said.startswith("Xi Jinping, President, China") for said in words), words
    assert drawn.select(".flag.first")


def test_the_map_has_the_places_and_names_the_source_of_its_borders(
    pages: dict[str, BeautifulSoup],
) -> None:
    drawn = pages["/places/"].select_one(".map")
    assert drawn
    assert "/places/beijing/" in links(drawn)
    assert "Natural Earth" in drawn.get_text()
    assert pages["/places/beijing/"].select_one(".locator circle")


def test_cells_of_the_matrix_lead_to_relations(pages: dict[str, BeautifulSoup]) -> None:
    table = pages["/relations/"].select_one("table.matrix")
    assert table
    assert "/relations/china/russia/" in links(table)


def test_every_page_can_be_shared_and_kept(pages: dict[str, BeautifulSoup], output: Path) -> None:
    for address, page in pages.items():
        if page.select_one("[http-equiv=refresh]"):
            continue
        told = {str(meta["property"]) for meta in page.select("meta[property]")}
        assert {"og:title", "og:type", "og:description", "og:site_name"} <= told, address
        assert page.select_one("link[rel=manifest]"), address
    manifest = json.loads((output / "manifest.webmanifest").read_text("utf-8"))
    for icon in manifest["icons"]:
        assert (output / icon["src"].lstrip("/")).is_file()


def test_every_page_has_a_way_up(pages: dict[str, BeautifulSoup]) -> None:
    for address, page in pages.items():
        if not page.select_one("[http-equiv=refresh]"):
            assert page.select_one(".nameplate"), address
            deep = address.count("/") > 2 and not address[1:5].isdigit()
            assert bool(page.select(".crumbs a")) or not deep, address


def test_a_kind_with_many_actors_has_a_list_of_its_own(tmp_path: Path) -> None:
    many = "".join(f"p{n}: {{type: person, name: Person {n}}}\n" for n in range(301))
    output = sites.build(sites.write(tmp_path / "content", {"actors/many.yaml": many}))
    front, own = (
        BeautifulSoup((output / "actors" / path).read_text(encoding="utf-8"), "html.parser")
        for path in ("index.html", "persons/index.html")
    )
    assert front.select('a[href="/actors/persons/"]')
    assert len(front.select('section[aria-labelledby="person"] .records > li')) == 60
    assert len(own.select(".records > li:not(.letter)")) >= 301
    assert own.select_one('.crumbs a[href="/actors/"]')
    assert not (output / "actors" / "states").exists()
