"""The search page in a browser: what is found, narrowed down, shared, and typed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sites
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from test_pages import opened

WORDS = json.loads((Path(__file__).parents[1] / "fixtures" / "words.json").read_text())["words"]

ACTORS = """\
china: {type: state, name: China}
russia: {type: state, name: Russia}
turkey: {type: state, name: Türkiye, previous_names: [{name: Turkey}]}
xi: {type: person, name: Xi Jinping, names: {zh: 习近平}}
lavrov: {type: person, name: Sergey Lavrov, names: {ru: Сергей Лавров}}
erdogan: {type: person, name: Recep Tayyip Erdoğan}
united-states: {type: state, name: United States, aliases: [US]}
gorbachev: {type: person, name: Mikhail Gorbachev}
sco: {type: organization, name: Shanghai Cooperation Organization, acronym: SCO}
"""
STORYLINES = """\
split: {title: The Sino-Soviet split, events: [xi-lavrov, ankara]}
"""
EVENTS = {
    "1994/border": sites.event(
        "An agreement was signed.", title="Agreement on the border", date="1994-09-03",
        actors="[china, russia]", place=None,
    ),
    "1994/autumn": sites.event(
        "Talks went on.", title="Talks on the border", date="1994-09", actors="[china]", place=None
    ),
    "1994/year": sites.event(
        "A year of talks.", title="The year of talks", date="1994", actors="[gorbachev]", place=None
    ),
    "1972/shanghai": sites.event(
        "A statement joint in nature.", title="The Shanghai Communiqué", date="1972-02-27",
        actors="[united-states, china]", place=None,
    ),
    "1973/joint": sites.event(
        "A joint statement on co\u00adoperation.", title="Paper of 1973",
        date="1973-05-04/1973-05-06", actors="[united-states]", place=None,
    ),
    "2024/xi-lavrov": sites.event(
        "Both spoke of the harvest.", actors="[xi, lavrov, china, russia]"
    ),
    "2019/ankara": sites.event(
        "The state visit began with a zebra.\n\n" + "Nothing more was told. " * 40,
        title="A state visit to Ankara", date="2019-05", type="visit", actors="[erdogan, turkey]",
        place=None, topics=None,
    ),
    "2016/summit": sites.event(
        "Heads of state met.", title="Summit in Tashkent <img src=x onerror=alert(1)>",
        date="2016-06-24", type="summit", actors="[sco, xi, china]", place=None,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small site's search; 25 plain entries beside those above."""
    files: dict[str, str | bytes | None] = {f"events/{at}.md": text for at, text in EVENTS.items()}
    for number in range(25):
        files[f"events/2001/plain-{number}.md"] = sites.event(
            "A dromedary.", title=f"Plain {number}", date=f"20{number:02d}-01-01", actors="[russia]"
        )
    files |= {sites.EVENT: None, "actors/all.yaml": ACTORS, "storylines.yaml": STORYLINES}
    home = tmp_path_factory.mktemp("search")
    with sites.served(sites.build(sites.write(home / "content", files))) as where:
        yield f"{where}/search/"


@pytest.fixture
def page(browser: Browser, place: str) -> Iterator[Page]:
    """The empty search page; it may complain of nothing."""
    found, told = opened(browser, place, 1440)
    yield found
    found.context.close()
    assert told == []


def titles(page: Page) -> list[str]:
    return page.locator(".results h2").all_inner_texts()


def status(page: Page, words: str) -> None:
    expect(page.get_by_role("status")).to_have_text(words)


@pytest.mark.parametrize(
    ("asked", "number", "record", "event"),
    [
        ("习近平", 2, "Xi Jinping", "Russia visits China"),
        ("Лавров", 1, "Sergey Lavrov", "Russia visits China"),
        ("лавро", 1, "Sergey Lavrov", "Russia visits China"),
        ("Erdogan", 1, "Recep Tayyip Erdoğan", "A state visit to Ankara"),
        ("SCO", 1, "Shanghai Cooperation Organization", "Summit in Tashkent"),
        ("Shanghai Cooperation Organization", 1, "Shanghai Cooperation Organization", "Summit"),
        ("Turkey", 1, "Türkiye", "A state visit to Ankara"),
        ("zeb", 1, None, "A state visit to Ankara"),
        ("xi harvest", 1, None, "Russia visits China"),
    ],
)
def test_names_and_words_are_found(
    page: Page, place: str, asked: str, number: int, record: str | None, event: str
) -> None:
    page.get_by_role("searchbox", name="Words or names").fill(asked)
    status(page, "1 event" if number == 1 else f"{number} events")
    expect(page.locator(".results h2").first).to_contain_text(event)
    assert record is None or record in page.locator(".found-records a").all_inner_texts()
    assert page.url != place


BORDER = {"Agreement on the border", "Talks on the border"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("September 1994", BORDER),
        ("сентябрь 1994", BORDER),
        ("в сентябре 1994 года", BORDER),
        ("1994年9月", BORDER),
        ("1994-09", BORDER),
        ("3 September 1994", {"Agreement on the border"}),
        ("September 3, 1994", {"Agreement on the border"}),
        ("1994-09-03", {"Agreement on the border"}),
        ("1994年9月3日", {"Agreement on the border"}),
        ("5 May 1973", {"Paper of 1973"}),
        ("1994", BORDER | {"The year of talks"}),
        ("agreement 1990s", {"Agreement on the border"}),
        ("China Sept. 1994", BORDER),
    ],
)
def test_dates_find_what_is_dated_so(page: Page, place: str, asked: str, found: set[str]) -> None:
    page.get_by_role("searchbox").fill(asked)
    status(page, "1 event" if len(found) == 1 else f"{len(found)} events")
    expect(page.locator(".results h2")).to_have_count(len(found))
    assert set(titles(page)) == found


def test_years_and_months_are_among_the_matching_pages(page: Page, place: str) -> None:
    page.goto(place + "?q=September+1994")
    status(page, "2 events")
    records = page.locator(".found-records[data-part=records] a")
    assert records.all_inner_texts() == ["September 1994", "1994"]
    records.first.click()
    expect(page).to_have_url(place.replace("/search/", "/1994/09/"))


def test_a_quoted_phrase_is_a_phrase(page: Page, place: str) -> None:
    page.goto(place + "?q=joint+statement")
    status(page, "2 events")
    page.goto(place + "?q=%22joint+statement%22")
    status(page, "1 event")
    assert titles(page) == ["Paper of 1973"]
    page.goto(place + "?q=%22statement+cooperation%22")
    status(page, 'No results for “"statement cooperation"”.')
    page.get_by_role("link", name="statement cooperation").click()
    status(page, "1 event")


def test_soft_hyphens_hide_no_word(page: Page, place: str) -> None:
    page.goto(place + "?q=paper+cooperation")
    status(page, "1 event")
    expect(page.locator("[data-snippet] mark")).to_have_text(re.compile("^co\u00ad?operation$"))


@pytest.mark.parametrize(
    ("asked", "meant"), [("Gorbachov", "Gorbachev"), ("Xi Jinpng harvest", "Xi Jinping harvest")]
)
def test_misspelled_names_get_a_suggestion(page: Page, place: str, asked: str, meant: str) -> None:
    page.goto(f"{place}?q={asked}")
    page.locator("[data-part=tries]").get_by_role("link", name=meant, exact=True).click()
    status(page, "1 event")
    expect(page.get_by_role("searchbox")).to_have_value(meant)


@pytest.mark.parametrize(
    ("asked", "name", "address"),
    [
        ("China Russia", "China – Russia", "/relations/china/russia/"),
        ("us china", "China – United States", "/relations/china/united-states/"),
        ("us", "United States", "/actors/united-states/"),
        ("Sino-Soviet split", "The Sino-Soviet split", "/storylines/split/"),
        ("visi", "Visit", "/types/visit/"),
    ],
)
def test_relations_storylines_and_short_names_are_found(
    page: Page, place: str, asked: str, name: str, address: str
) -> None:
    page.goto(f"{place}?q={asked}")
    link = page.locator("[data-part=records] a", has_text=name).first
    expect(link).to_have_attribute("href", address)


def test_an_empty_result_keeps_the_lists_and_says_what_to_try(page: Page, place: str) -> None:
    page.goto(place + "?q=qqqq&decade=1990")
    status(page, "No results for “qqqq”.")
    expect(page.get_by_role("heading", name="Browse")).to_be_visible()
    expect(page.get_by_text("Check the spelling")).to_be_visible()
    page.goto(place + "?q=zebra&decade=1990")
    page.locator("[data-part=tries] li", has_text="Without filters").get_by_role("link").click()
    status(page, "1 event")
    expect(page.get_by_role("heading", name="Browse")).to_be_hidden()


def test_every_example_under_the_field_is_answered(page: Page, place: str) -> None:
    examples = page.locator("[data-part=examples] a").all_inner_texts()
    assert len(examples) == 4
    for example in examples:
        page.get_by_role("link", name=example, exact=True).first.click()
        expect(page.get_by_role("searchbox")).to_have_value(example)
        expect(page.locator(".results h2").first).to_be_visible()


def test_words_are_split_as_the_index_splits_them(page: Page) -> None:
    split = page.evaluate(
        """async (texts) => {
            const { words } = await import("/theme/js/search/words.js");
            return texts.map(words);
        }""",
        list(WORDS),
    )
    assert [sorted(one) for one in split] == [sorted(one) for one in WORDS.values()]


def test_a_result_says_when_what_and_where_the_words_stand(page: Page, place: str) -> None:
    page.goto(place + "?q=zebra")
    result = page.locator(".results > li")
    expect(result.locator(".note")).to_have_text("May 2019 · Visit")
    assert result.locator("mark").all_inner_texts() == ["zebra"]
    assert len(result.locator("[data-snippet]").inner_text()) < 240
    result.get_by_role("link").click()
    expect(page).to_have_url(place.replace("/search/", "/events/ankara/"))


def test_facets_combine_and_are_addresses(page: Page, place: str) -> None:
    page.goto(place + "?q=dromedary&decade=2000")
    status(page, "10 events")
    page.goto(place + "?actor=xi")
    status(page, "2 events")
    choice = page.locator('[data-value="type=summit"]')
    expect(choice.locator("xpath=..")).to_contain_text("1")
    choice.click()
    status(page, "1 event")
    assert page.url == place + "?actor=xi&type=summit"
    assert page.evaluate("document.activeElement.dataset.value") == "type=summit"
    assert page.locator("[aria-current]").all_inner_texts()[:2] == ["Xi Jinping", "Summit"]
    page.locator('[data-value="actor=xi"]').click()
    status(page, "1 event")
    page.go_back()
    page.go_back()
    status(page, "2 events")
    page.go_back()
    status(page, "10 events")
    expect(page.get_by_role("searchbox")).to_have_value("dromedary")


def test_order_and_more(page: Page, place: str) -> None:
    page.goto(place + "?q=dromedary")
    status(page, "25 events")
    expect(page.locator(".results > li")).to_have_count(10)
    page.get_by_role("button", name="Show more").click()
    expect(page.locator(".results > li")).to_have_count(20)
    assert page.evaluate("document.activeElement.textContent") == "Plain 14"
    page.get_by_role("link", name="Oldest first").click()
    expect(page.locator(".results h2").first).to_have_text("Plain 0")
    page.get_by_role("link", name="Newest first").click()
    expect(page.locator(".results h2").first).to_have_text("Plain 24")
    assert page.url.endswith("?q=dromedary&sort=newest")


def test_what_is_typed_and_what_is_found_stay_text(page: Page, place: str) -> None:
    """FAULTS 43."""
    page.get_by_role("searchbox").fill("<img src=x onerror=alert(1)>")
    status(page, "1 event")
    assert titles(page) == ["Summit in Tashkent <img src=x onerror=alert(1)>"]
    assert page.locator("main img").count() == 0
    page.goto(place + "?q=%3Cimg+onerror%3Dx%3E&actor=%3Cb%3E")
    status(page, "No results for “<img onerror=x>”.")
    assert page.locator("main img, main b").count() == 0
    assert page.locator("[data-value^='actor=']").inner_text() == "<b>"


def test_the_key_leads_to_the_field_and_enter_searches(page: Page, place: str) -> None:
    page.goto(place.replace("/search/", "/actors/china/"))
    page.keyboard.press("/")
    page.keyboard.type("zebra/")
    page.keyboard.press("Enter")
    status(page, "1 event")
    assert page.url == place + "?q=zebra%2F"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"


def test_without_scripts_the_indexes_are_there(browser: Browser, place: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(place.replace("/search/", "/actors/china/"))
    page.get_by_role("searchbox").fill("zebra")
    page.keyboard.press("Enter")
    expect(page).to_have_url(place + "?q=zebra")
    assert page.get_by_text("Search needs JavaScript").is_visible()
    assert page.get_by_role("link", name="2019").is_visible()
    assert page.locator("[data-part=answer]").is_hidden()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_no_violation_in_an_answer(
    browser: Browser, place: str, scheme: str, width: int
) -> None:
    page, told = opened(browser, place + "?q=xi", width, scheme)
    page.locator(".results h2").first.wait_for()
    assert told == []  # axe sets styles of its own
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    page.context.close()


@pytest.mark.parametrize(("language", "number"), [("zh", "2个事件"), ("ru", "2 события")])
def test_it_speaks_the_language_of_the_site(
    browser: Browser, tmp_path: Path, language: str, number: str
) -> None:
    files: dict[str, str | bytes | None] = {
        "events/2020/other.md": sites.event("Zebra."), sites.EVENT: sites.event("Zebra.")
    }  # fmt: skip
    output = sites.build(sites.write(tmp_path / "content", files), DEFAULT_LANG=language)
    with sites.served(output) as where:
        page, told = opened(browser, f"{where}/search/?q=zebra", 1440)
        status(page, number)
        assert told == []
        page.context.close()
