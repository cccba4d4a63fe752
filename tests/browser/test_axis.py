"""The timeline in a real browser: what is shown follows hands and keys, and the address follows."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

SHOWN = re.compile(r"^([\d,]+) of ([\d,]+) events, (.+)$")
#: What keeps a test from going on before the page has come to rest.
REST = 400


class Timeline:
    """The page, and what it says and asks for."""

    def __init__(self, browser: Browser, address: str, **context: Any) -> None:
        self.context = browser.new_context(
            **{"viewport": {"width": 1200, "height": 900}, "reduced_motion": "reduce", **context}
        )
        self.page: Page = self.context.new_page()
        self.told: list[str] = []
        host = address.split("/")[2]
        self.page.on("console", lambda message: self.told.append(message.text))
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.page.on(
            "request",
            lambda asked: self.told.append(asked.url) if asked.url.split("/")[2] != host else None,
        )
        self.root = f"{address}/timeline/"

    def open(self, query: str = "") -> Timeline:
        self.page.goto(self.root + query)
        self.page.wait_for_selector("#axis:not([hidden])")
        self.rest()
        return self

    def rest(self) -> None:
        self.page.wait_for_timeout(REST)

    @property
    def shown(self) -> tuple[int, int, str]:
        found = SHOWN.match(self.page.locator("#shown").inner_text())
        assert found, self.page.locator("#shown").inner_text()
        return int(found[1]), int(found[2]), found[3]

    @property
    def window(self) -> tuple[date, date]:
        first, last = (self.page.input_value(f"input[name={name}]") for name in ("from", "to"))
        return date.fromisoformat(first), date.fromisoformat(last)

    @property
    def query(self) -> str:
        return self.page.url.removeprefix(self.root)

    @property
    def chart(self) -> Locator:
        return self.page.locator(".axis")

    @property
    def titles(self) -> list[str]:
        return self.page.locator("#axis .events a").all_inner_texts()

    def press(self, key: str) -> None:
        self.chart.focus()
        self.page.keyboard.press(key)
        self.rest()


@pytest.fixture
def timeline(browser: Browser, address: str) -> Iterator[Timeline]:
    found = Timeline(browser, address)
    yield found
    assert found.told == []
    found.context.close()


def test_it_says_what_it_shows_and_lists_it(timeline: Timeline) -> None:
    number, total, _ = timeline.open().shown
    assert number == total == len(timeline.titles)
    assert timeline.query == ""


def test_a_plain_wheel_scrolls_the_page(timeline: Timeline) -> None:
    timeline.open("?from=2000-01-01&to=2024-12-31")
    before, box = timeline.window, timeline.page.locator(".drawing").bounding_box()
    assert box
    timeline.page.mouse.move(box["x"] + 100, box["y"] + 100)
    timeline.page.mouse.wheel(0, 300)
    timeline.rest()
    assert timeline.window == before
    assert timeline.page.evaluate("scrollY") > 0


def test_with_ctrl_the_wheel_zooms_where_the_pointer_is(timeline: Timeline) -> None:
    timeline.open("?from=2000-01-01&to=2024-12-31")
    total, (first, last) = timeline.shown[0], timeline.window
    pointed = first + (last - first) * 3 / 4
    box = timeline.page.locator(".drawing").bounding_box()
    assert box
    timeline.page.mouse.move(box["x"] + box["width"] * 3 / 4, box["y"] + 100)
    timeline.page.keyboard.down("Control")
    for _ in range(4):
        timeline.page.mouse.wheel(0, -80)
    timeline.page.keyboard.up("Control")
    timeline.rest()
    first, last = timeline.window
    assert last - first < timedelta(days=900)
    assert abs(first + (last - first) * 3 / 4 - pointed) < timedelta(days=10)
    assert timeline.shown[0] == len(timeline.titles) < total


def test_keys_move_and_zoom(timeline: Timeline) -> None:
    timeline.open("?from=2020-01-01&to=2024-12-31")
    timeline.press("+")
    assert "from=2021-" in timeline.query
    timeline.press("ArrowLeft")
    assert "from=2020-" in timeline.query
    timeline.press("-")
    timeline.press("0")
    assert timeline.query == ""


def choose(page: Page, kind: str, words: str) -> None:
    """Type part of a name, and take the first that fits with Enter."""
    field = page.locator(f"input[name={kind}]")
    expect(page.locator(f"#of-{kind} option").first).to_be_attached()
    field.press_sequentially(words)
    assert f"{kind}=" not in page.url
    field.press("Enter")


def test_filters_combine_and_the_address_brings_them_back(timeline: Timeline) -> None:
    timeline.open()
    page = timeline.page
    choose(page, "actor", "chin")
    timeline.rest()
    by_actor = timeline.shown[0]
    choose(page, "type", "Meeting")
    timeline.rest()
    both, titles = timeline.shown[0], timeline.titles
    assert 0 < both < by_actor
    assert timeline.query == "?actor=china&type=meeting"
    other = Timeline(page.context.browser, timeline.root.removesuffix("/timeline/"))  # type: ignore[arg-type]
    assert other.open(timeline.query).titles == titles
    other.context.close()
    page.go_back()
    timeline.rest()
    assert (timeline.shown[0], timeline.query) == (by_actor, "?actor=china")
    page.get_by_role("button", name="Remove China").click()
    timeline.rest()
    assert timeline.query == ""


def test_moving_adds_nothing_to_go_back_to(timeline: Timeline) -> None:
    timeline.open()
    before = timeline.page.evaluate("history.length")
    timeline.press("+")
    timeline.press("ArrowRight")
    assert timeline.page.evaluate("history.length") == before


def test_the_period_can_be_written(timeline: Timeline) -> None:
    timeline.open()
    for name, value in (("from", "2024"), ("to", "2024-04")):
        timeline.page.fill(f"input[name={name}]", value)
        timeline.page.locator(f"input[name={name}]").blur()
        timeline.rest()
    assert timeline.query == "?from=2024-01-01&to=2024-04-30"
    assert re.sub(r"\s*–\s*", "–", timeline.shown[2]) == "January–April 2024"


def test_a_date_that_cannot_be_read_is_reported(timeline: Timeline) -> None:
    timeline.open()
    field = timeline.page.locator("input[name=from]")
    field.fill("May 1972")
    field.blur()
    expect(timeline.page.get_by_role("alert")).to_contain_text("Not a date")
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("1972-05")
    field.blur()
    expect(timeline.page.get_by_role("alert")).to_be_empty()


def test_an_empty_period_names_the_nearest_events(timeline: Timeline) -> None:
    timeline.open("?from=1973-01-01&to=1973-01-05")
    assert timeline.shown[0] == 0
    assert timeline.page.locator(".nearest a").count() in (1, 2)


def test_what_is_in_view_can_be_downloaded(timeline: Timeline) -> None:
    timeline.open("?actor=china")
    number = timeline.shown[0]
    rows = {}
    for kind in ("csv", "json", "ics"):
        with timeline.page.expect_download() as download:
            timeline.page.locator(f"#axis button[value={kind}]").click()
        rows[kind] = download.value.path().read_text("utf-8-sig")
    assert len(json.loads(rows["json"])) == number
    assert len(list(csv.DictReader(rows["csv"].splitlines()))) == number
    assert rows["ics"].startswith("BEGIN:VCALENDAR")


def test_enter_opens_a_card_with_the_way_to_the_next_event(timeline: Timeline) -> None:
    timeline.open()
    first, second = timeline.titles[:2]
    timeline.press("Enter")
    card = timeline.page.get_by_role("complementary", name="Selected event")
    expect(card.get_by_role("link")).to_have_text(first)
    card.get_by_role("button", name="Next event").click()
    expect(card.get_by_role("link")).to_have_text(second)
    card.get_by_role("button", name="Close").click()
    expect(card).to_be_hidden()


def test_an_event_in_the_drawing_leads_to_its_page(timeline: Timeline) -> None:
    timeline.open("?from=2024-04-08&to=2024-04-12")
    title = timeline.titles[0]
    box = timeline.page.locator(".drawing").bounding_box()
    assert box
    found = False
    for x in range(0, int(box["width"]), 6):
        timeline.page.mouse.move(box["x"] + x, box["y"] + box["height"] - 40 - 12)
        if title in (timeline.page.locator(".tip").text_content() or ""):
            found = True
            break
    assert found
    timeline.page.mouse.down()
    timeline.page.mouse.up()
    timeline.page.get_by_role("complementary").get_by_role("link", name=title).click()
    timeline.page.wait_for_url("**/events/*/")


def test_a_tip_goes_when_what_it_tells_of_has_moved(timeline: Timeline) -> None:
    timeline.open("?from=2024-04-08&to=2024-04-12")
    tip, box = timeline.page.locator(".tip"), timeline.page.locator(".drawing").bounding_box()
    assert box
    for x in range(0, int(box["width"]), 6):
        timeline.page.mouse.move(box["x"] + x, box["y"] + box["height"] - 40 - 12)
        if tip.is_visible():
            break
    expect(tip).to_be_visible()
    timeline.page.locator("#axis .axis").focus()
    timeline.page.keyboard.press("+")
    expect(tip).to_be_hidden()


@pytest.mark.parametrize("lanes", ["actor", "topic", "type"])
def test_lanes_are_in_the_address(timeline: Timeline, lanes: str) -> None:
    timeline.open()
    plain = timeline.page.locator(".drawing").bounding_box()
    timeline.page.select_option("select[name=lanes]", lanes)
    timeline.rest()
    assert timeline.query == f"?lanes={lanes}"
    laned = timeline.page.locator(".drawing").bounding_box()
    assert plain
    assert laned
    assert laned["height"] != plain["height"]


def test_two_fingers_zoom(browser: Browser, address: str) -> None:
    timeline = Timeline(browser, address, has_touch=True, viewport={"width": 390, "height": 844})
    timeline.open()
    total = timeline.shown[2]
    timeline.page.locator(".drawing").scroll_into_view_if_needed()
    box = timeline.page.locator(".drawing").bounding_box()
    assert box
    session = timeline.context.new_cdp_session(timeline.page)
    middle, y = box["x"] + box["width"] / 2, box["y"] + 60

    def touch(kind: str, *apart: float) -> None:
        points = [
            {"x": middle + side * one, "y": y, "id": at}
            for one in apart
            for at, side in enumerate((-1, 1))
        ]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 20)
    for apart in range(25, 120, 10):
        touch("touchMove", apart)
    touch("touchEnd")
    timeline.rest()
    assert timeline.shown[2] != total
    assert "from=" in timeline.query
    assert timeline.told == []
    timeline.context.close()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_only_who_wants_motion_gets_it(browser: Browser, address: str, motion: str) -> None:
    timeline = Timeline(browser, address, reduced_motion=motion)
    timeline.open()
    frames = timeline.page.evaluate(
        """() => new Promise((done) => {
          const context = CanvasRenderingContext2D.prototype;
          const clear = context.clearRect;
          let drawn = 0;
          context.clearRect = function (...all) { drawn++; clear.apply(this, all); };
          document.querySelector("button[value=in]").click();
          setTimeout(() => done(drawn / 2), 700);
        })"""
    )
    assert (frames <= 2) == (motion == "reduce"), frames
    timeline.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    browser: Browser, address: str, scheme: str, width: int
) -> None:
    timeline = Timeline(
        browser, address, color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    timeline.open("?actor=china&lanes=type")
    assert timeline.told == []  # what the examination itself does is not the page's
    found = Axe().run(timeline.page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert timeline.page.evaluate("document.documentElement.scrollWidth") <= width
    timeline.context.close()


def test_the_page_is_painted_before_the_drawing_is_fetched(timeline: Timeline) -> None:
    page = timeline.page
    page.goto(timeline.root)
    box = page.locator(".drawing").bounding_box()
    page.wait_for_selector("#axis:not([hidden])")
    timeline.rest()
    assert page.locator(".drawing").bounding_box() == box
    painted, asked = page.evaluate(
        """() => [performance.getEntriesByName("first-contentful-paint")[0].startTime,
          performance.getEntriesByType("resource")
            .find((one) => one.name.endsWith("events.json")).startTime]"""
    )
    assert asked >= painted


def test_where_the_events_do_not_come_the_years_stay(browser: Browser, address: str) -> None:
    timeline = Timeline(browser, address)
    timeline.page.route("**/timeline/events.json", lambda route: route.abort())
    timeline.page.goto(timeline.root)
    expect(timeline.page.locator("#axis")).to_have_count(0)
    expect(timeline.page.locator("#still .decades a").first).to_be_visible()
    timeline.context.close()


def test_without_script_the_years_are_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/timeline/")
    expect(page.locator("#axis")).to_be_hidden()
    assert page.locator("#still .decades a").count() == page.locator("#still .band a").count() > 0
    page.locator("#still .decades a").first.click()
    expect(page.locator("h1")).to_have_text(re.compile(r"\d"))
    context.close()


@pytest.mark.parametrize("path", ["/actors/china/", "/relations/china/russia/", "/types/meeting/"])
def test_a_collection_leads_to_itself_on_the_timeline(timeline: Timeline, path: str) -> None:
    page = timeline.page
    page.goto(timeline.root.removesuffix("/timeline/") + path)
    total = int(re.findall(r"\d+", page.locator("#events").inner_text())[0])
    page.get_by_role("link", name="Show on the timeline").click()
    page.wait_for_selector("#axis:not([hidden])")
    timeline.rest()
    assert timeline.shown[0] == total


COUNTED = (
    *("/actors/china/", "/actors/xi-jinping/", "/relations/china/russia/"),
    *("/topics/china-russia-relations/", "/places/beijing/", "/"),
)


@pytest.mark.parametrize("path", COUNTED)
def test_every_number_opens_what_it_counts(timeline: Timeline, path: str) -> None:
    page, root = timeline.page, timeline.root.removesuffix("/timeline/")
    page.goto(root + path)
    rows = page.evaluate(
        """[...document.querySelectorAll(".counts li a")].map((link) =>
          [link.getAttribute("href"), Number(link.querySelector(".number").textContent)])"""
    )
    assert rows
    for address, number in rows[:12]:
        if address.startswith("/timeline/"):
            assert timeline.open(address.removeprefix("/timeline/")).shown[0] == number, address
        else:
            page.goto(root + address)
            assert page.locator("#events").inner_text().split()[0] == str(number), address
