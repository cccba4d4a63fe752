"""A site whose links are relative to their page works at any address, and from a disk."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
import sites
from bs4 import BeautifulSoup

from chronology.site.relative_links import relative

FILES: dict[str, str | bytes | None] = {
    "events/2023/2023-02-03-talks.md": sites.event(date="2023-02-03", former_ids="[talks]"),
    "events/2024/2024-04-09-visit.zh.md": "---\ntitle: 访问\n---\n",
    "images/a.png": b"\x89PNG\r\n",
    "pages/about.md": "---\ntitle: About\norder: 1\n---\n![A](/images/a.png) [C](/actors/china/)\n",
}


@pytest.mark.parametrize(
    ("address", "link", "expected"),
    [
        ("/", "/", "index.html"),
        ("/", "/actors/", "actors/index.html"),
        ("/404.html", "/theme/a.css", "theme/a.css"),
        ("/events/a/", "/", "../../index.html"),
        ("/events/a/", "/events/a/#top", "../../events/a/index.html#top"),
        ("/events/a/zh/", "/timeline/?actor=a/b", "../../../timeline/index.html?actor=a/b"),
        ("/events/a/", "https://example.org/", "https://example.org/"),
        ("/events/a/", "//example.org/", "//example.org/"),
        ("/events/a/", "#top", "#top"),
    ],
)
@pytest.mark.parametrize("base", ["", "/sub/path"])
def test_a_link_leads_to_the_same_page(base: str, address: str, link: str, expected: str) -> None:
    whole = base + link if link.startswith("/") and not link.startswith("//") else link
    assert relative(f'<a href="{whole}">', address, base) == f'<a href="{expected}">'


@pytest.mark.parametrize("url", ["", "https://example.org", "https://example.org/a/b"])
def test_every_link_of_a_site_leads_to_a_file(tmp_path: Path, url: str) -> None:
    content = sites.write(tmp_path / "content", FILES)
    output = sites.build(content, RELATIVE_URLS=True, SITEURL=url)
    pages = sorted(output.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        for tag in soup.find_all(["a", "link", "img", "script", "form", "use"]):
            for name in ("href", "src", "action"):
                target = urldefrag(urljoin(page.as_uri(), str(tag.get(name) or ""))).url
                if urlsplit(target).scheme == "file":
                    assert Path(unquote(urlsplit(target).path)).is_file(), (page, tag)
