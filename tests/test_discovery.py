from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import archives
import pytest
import sites

from chronology.build import plan
from chronology.site.artifacts import GeneratedFile
from chronology.site.exports import discovery

URL = "https://x.org/a"
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FILES: archives.Files = {
    "events/new.md": sites.event(
        title="New",
        date="1950-01-01",
        actors="[china]",
        place="",
        former_ids="[old]",
        corrections="[{date: 2024-06-01, note: N}]",
    ),
    "events/secret.md": sites.event(title="Secret", status="draft"),
    "pages/about.md": "---\ntitle: About\n---\n\nText.\n",
}


def made(root: Path, path: str, url: str = URL, name: str = "A record") -> bytes:
    site, theme = archives.site(root, FILES, SITEURL=url, SITENAME=name)
    found = plan.make(site, theme)[path]
    assert isinstance(found, GeneratedFile)
    return found.make(site, found.subject)


def mapped(text: bytes) -> dict[str, str | None]:
    return {
        str(one.findtext(f"{SPACE}loc")): one.findtext(f"{SPACE}lastmod")
        for one in ElementTree.fromstring(text)
    }


def test_the_site_map_tells_when_the_record_that_a_page_shows_was_changed(tmp_path: Path) -> None:
    found = mapped(made(tmp_path, "sitemap.xml"))
    assert found[f"{URL}/events/new/"] == found[f"{URL}/actors/china/"] == "2024-06-01"
    assert found[f"{URL}/"] == found[f"{URL}/1950/"] == found[f"{URL}/data/"] == "2024-06-01"
    assert found[f"{URL}/events/2024-04-09-visit/"] == found[f"{URL}/2024/04/"] == "2024-04-11"
    assert found[f"{URL}/actors/russia/"] == found[f"{URL}/on/04-09/"] == "2024-04-11"
    assert found[f"{URL}/corrections/"] == "2024-06-01"
    assert found[f"{URL}/about/"] is None
    assert not [one for one in found if "secret" in one or "old" in one or "404" in one]


def test_a_very_large_site_has_its_map_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = mapped(made(tmp_path / "1", "sitemap.xml"))
    monkeypatch.setattr(discovery, "_MOST", 20)
    parts = list(mapped(made(tmp_path / "2", "sitemap.xml")))
    assert parts[0] == f"{URL}/sitemap-1.xml"
    found: dict[str, str | None] = {}
    for number, part in enumerate(parts):
        found |= mapped(made(tmp_path / f"part{number}", part.removeprefix(f"{URL}/")))
    assert found == whole


@pytest.mark.parametrize(
    ("url", "told"), [(URL, b"Sitemap: https://x.org/a/sitemap.xml"), ("", b"")]
)
def test_robots_names_the_map_where_its_address_is_known(
    tmp_path: Path, url: str, told: bytes
) -> None:
    text = made(tmp_path, "robots.txt", url)
    assert text.startswith(b"User-agent: *\nAllow: /\n")
    assert text.endswith(told)
    assert (b"Sitemap" in text) == bool(url)


def test_the_search_is_described_for_browsers(tmp_path: Path) -> None:
    root = ElementTree.fromstring(made(tmp_path, "opensearch.xml"))
    url = root.find("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert url is not None
    assert url.get("template") == f"{URL}/search/?q={{searchTerms}}"


def test_a_name_of_the_site_is_cut_between_letters_before_it_is_escaped(tmp_path: Path) -> None:
    text = made(tmp_path, "opensearch.xml", name="China, Russia & the United States")
    short = ElementTree.fromstring(text).findtext("{http://a9.com/-/spec/opensearch/1.1/}ShortName")
    assert short == "China, Russia & "
