from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sites
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

GOLDEN = Path(__file__).parents[1] / "roots" / "golden" / "content"

#: One address of every kind of page.
KINDS = {
    "home": "/",
    "timeline": "/timeline/",
    "event": "/events/2024-04-09-xi-lavrov/",
    "actor": "/actors/china/",
    "person": "/actors/xi-jinping/",
    "relation": "/relations/china/russia/",
    "topic": "/topics/relations/",
    "place": "/places/beijing/",
    "type": "/types/meeting/",
    "year": "/2024/",
    "month": "/2024/04/",
    "day": "/on/04-09/",
    "days": "/on/",
    "actors": "/actors/",
    "relations": "/relations/",
    "topics": "/topics/",
    "places": "/places/",
    "types": "/types/",
    "storylines": "/storylines/",
    "corrections": "/corrections/",
    "missing": "/404.html",
    "prose": "/about/",
    "search": "/search/",
    "data": "/data/",
}


def opened(browser: Browser, url: str, width: int, scheme: str = "light") -> tuple[Page, list[str]]:
    """The page, and everything it complained of or asked of another host."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        bypass_csp=False,
    )
    page = context.new_page()
    told: list[str] = []
    host = url.split("/")[2]
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on(
        "request",
        lambda request: told.append(request.url) if request.url.split("/")[2] != host else None,
    )
    answer = page.goto(url)
    assert answer is not None
    assert answer.status == 200, url
    return page, told


@pytest.mark.parametrize("width", [390, 768, 1440])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_its_window_and_complains_of_nothing(
    browser: Browser, address: str, kind: str, width: int
) -> None:
    page, told = opened(browser, address + KINDS[kind], width)
    assert told == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_no_violation(browser: Browser, address: str, kind: str, scheme: str) -> None:
    page, _ = opened(browser, address + KINDS[kind], 1440, scheme)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    page.context.close()


def test_the_first_tab_leads_past_the_navigation(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address + "/actors/china/", 1440)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"
    page.context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_at_four_times_the_size_nothing_is_cut_off(
    browser: Browser, address: str, kind: str
) -> None:
    page, _ = opened(browser, address + KINDS[kind], 320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.context.close()


@pytest.mark.parametrize("kind", ["home", "event", "relation", "timeline", "search"])
def test_who_wants_no_motion_gets_none(browser: Browser, address: str, kind: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(address + KINDS[kind])
    moving = """() => [...document.querySelectorAll("*")].filter((one) => {
      const { transitionDuration, animationDuration, scrollBehavior } = getComputedStyle(one);
      const long = (times) => times.split(",").some((time) => parseFloat(time) > 0.001);
      return long(transitionDuration) || long(animationDuration) || scrollBehavior === "smooth";
    }).length"""
    assert page.evaluate(moving) == 0
    context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_tab_reaches_every_link_and_each_is_seen(browser: Browser, address: str, kind: str) -> None:
    page, _ = opened(browser, address + KINDS[kind], 1440)
    if kind == "timeline":  # its list comes with its script, a moment after the axis
        page.wait_for_selector("#axis:not([hidden])")
        page.wait_for_load_state("networkidle")
    stops = """[...document.querySelectorAll("a[href], button, input, select, summary, [tabindex]")]
      .filter((one) => one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }))
      .length"""
    expected = min(page.evaluate(stops), 40)
    seen = 0
    for _ in range(expected):
        page.keyboard.press("Tab")
        seen += page.evaluate(
            """() => {
              const one = document.activeElement;
              const { outlineStyle, outlineWidth } = getComputedStyle(one);
              const drawn = outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
              return one !== document.body && drawn;
            }"""
        )
    assert seen == expected
    page.context.close()


def test_a_list_is_narrowed_as_one_types(browser: Browser, address: str) -> None:
    page, told = opened(browser, address + "/actors/", 1440)
    page.get_by_label("Filter this list").fill("jinping xi")
    shown = page.locator(".records > li:visible")
    assert shown.all_inner_texts()[0].startswith("Xi Jinping")
    assert shown.count() == 1
    assert told == []
    page.context.close()


def test_a_drawing_wider_than_the_screen_shows_its_latest_years(
    browser: Browser, address: str
) -> None:
    page, _ = opened(browser, address + KINDS["relation"], 390)
    left, right = page.locator(".wide .sideways > svg").evaluate(
        "(svg) => [svg.getBoundingClientRect().left, svg.getBoundingClientRect().right]"
    )
    assert left < 0 < right <= 390
    page.context.close()


def test_a_bar_leads_to_its_year_before_christ_too(browser: Browser, tmp_path: Path) -> None:
    years = ("-0043", "-0043", "-0041", "-0040", "0000", "0002") * 2
    files = {
        f"events/old/e{at}.md": sites.event(date=f"'{year}'", title=f"Event {at}")
        for at, year in enumerate(years)
    }
    content = sites.write(tmp_path / "content", {sites.EVENT: None, **files})
    with sites.served(sites.build(content)) as where:
        page, told = opened(browser, where + "/actors/china/", 1440)
        drawing = page.locator(".history svg").first
        box = drawing.bounding_box()
        assert box is not None
        bar = {"x": 2, "y": box["height"] / 2}
        drawing.hover(position=bar)
        assert page.locator(".history output").inner_text().startswith("44 BC")
        drawing.click(position=bar)
        assert page.url.endswith("#y-43")
        assert told == []
        page.context.close()


def test_a_page_fetches_only_the_fonts_of_its_letters(browser: Browser, tmp_path: Path) -> None:
    actors = sites.ACTORS + "nguyen: {type: person, name: Nguyễn Thị Bình}\n"
    content = sites.write(tmp_path / "content", {"actors/all.yaml": actors})
    with sites.served(sites.build(content)) as where:
        kinds = []
        for address in ("/actors/china/", "/actors/nguyen/"):
            page, _ = opened(browser, where + address, 1440)
            page.evaluate("document.fonts.ready")
            loaded = page.evaluate(
                "[...document.fonts].filter((one) => one.status === 'loaded')"
                ".map((one) => one.family + (one.unicodeRange.includes('U+1EA0') ? ' far' : ''))"
            )
            names = (name.replace('"', "") for name in loaded)
            kinds.append(sorted(name for name in names if name.startswith("Chronology")))
            page.context.close()
        near = ["Chronology Display", "Chronology Sans", "Chronology Serif"]
        assert kinds[0] == near
        assert "Chronology Display far" in kinds[1]


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the golden content is served with an Arabic interface."""
    content = tmp_path_factory.mktemp("arabic") / "content"
    shutil.copytree(GOLDEN, content)
    with sites.served(sites.build(content, DEFAULT_LANG="ar")) as where:
        yield where


@pytest.mark.parametrize("kind", ["home", "timeline", "event", "relation", "actor", "search"])
def test_an_arabic_page_runs_from_right_to_left_and_fits_a_phone(
    browser: Browser, arabic: str, kind: str
) -> None:
    page, told = opened(browser, arabic + KINDS[kind], 390)
    assert told == []
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"
    for drawing in page.locator(".chart svg, .axis").all():
        assert drawing.evaluate("(drawing) => getComputedStyle(drawing).direction") == "ltr"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    hidden = "document.documentElement.scrollTo(-500, 0), document.documentElement.scrollLeft"
    assert page.evaluate(hidden) == 0
    page.context.close()
