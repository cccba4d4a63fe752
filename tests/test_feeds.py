from __future__ import annotations

import json
from pathlib import Path

import archives
import feedparser
import pytest
import sites

from chronology.build import plan
from chronology.site.artifacts import GeneratedFile, Page

URL = "https://x.org/a"


def test_the_json_feed_tells_the_latest_entries_with_lasting_ids(tmp_path: Path) -> None:
    files: archives.Files = {
        "events/later.md": sites.event(title="Later", added="2024-05-01", summary="Told."),
        "events/planned.md": sites.event(title="Planned", event_status="planned"),
    }
    site, theme = archives.site(tmp_path, files, SITEURL=URL)
    made = plan.make(site, theme)["feed.json"]
    assert isinstance(made, GeneratedFile)
    feed = json.loads(made.make(site, made.subject))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{URL}/feed.json"
    assert [item["title"] for item in feed["items"]] == ["Later", "Russia visits China"]
    assert feed["items"][0]["url"] == f"{URL}/events/later/"
    assert feed["items"][0]["content_text"].endswith(": Told.")
    assert feed["items"][0]["date_published"] == "2024-05-01T00:00:00Z"
    assert len({item["id"] for item in feed["items"]}) == 2


def test_the_corrections_feed_tells_each_correction_the_latest_first(tmp_path: Path) -> None:
    corrections = "[{date: 2024-05-01, note: First}, {date: 2024-06-01, note: Second}]"
    files: archives.Files = {sites.EVENT: sites.event(corrections=corrections)}
    site, theme = archives.site(tmp_path, files, SITEURL=URL)
    theme.configure(site, plan.navigation(site))
    page = plan.make(site, theme)["corrections.atom"]
    assert isinstance(page, Page)
    text = theme.render(page, site)
    assert text.index("Second") < text.index("First")
    assert "<updated>2024-06-01T00:00:00Z</updated>" in text
    assert text.count("<entry>") == 2


def test_a_cancelled_event_is_marked_in_feeds(tmp_path: Path) -> None:
    cancelled = sites.event(event_status="cancelled", summary="It was called off.")
    site, theme = archives.site(tmp_path, {sites.EVENT: cancelled}, SITEURL=URL)
    made = plan.make(site, theme)["feed.json"]
    assert isinstance(made, GeneratedFile)
    (item,) = json.loads(made.make(site, made.subject))["items"]
    assert item["content_text"] == "9 April 2024: Cancelled. It was called off."


@pytest.mark.parametrize("url", ["", URL])
def test_a_reader_of_feeds_understands_every_feed(tmp_path: Path, url: str) -> None:
    corrected = sites.event(title="A & B", corrections="[{date: 2024-05-01, note: N < M}]")
    story: archives.Files = {
        "storylines.yaml": "thaw: {title: Thaw, actors: [china]}\n",
        "events/other.md": corrected,
        "events/planned.md": sites.event(title="Planned", event_status="planned"),
    }
    site, theme = archives.site(tmp_path, story, SITEURL=url)
    theme.configure(site, plan.navigation(site))
    planned = plan.make(site, theme)
    feeds = {path: page for path, page in planned.items() if path.endswith(".atom")}
    assert {"feed.atom", "corrections.atom", "storylines/thaw/feed.atom"} <= feeds.keys()
    for path, page in feeds.items():
        assert isinstance(page, Page)
        found = feedparser.parse(theme.render(page, site).encode())
        assert not found.bozo, (path, found.get("bozo_exception"))
        assert found.version == "atom10"
        assert all(one.id.startswith("urn:uuid:") and one.updated_parsed for one in found.entries)
        assert "Planned" not in {one.title for one in found.entries}
    told = planned["feed.json"]
    assert isinstance(told, GeneratedFile)
    feed = json.loads(told.make(site, told.subject))
    assert feed["feed_url"] == f"{url}/feed.json"
    assert {item["title"] for item in feed["items"]} == {"A & B", "Russia visits China"}
