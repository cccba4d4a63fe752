from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import linked
import pytest
import sites
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from chronology.preview.server import app

VISIT = "/events/2024-04-09-visit/"
DRAFT = "/events/2023-02-03-secret/"
FILES: linked.Files = {
    "actors/more.yaml": "wang: {type: person, name: Wang Yi, image: a.png}\n",
    "events/2023/2023-02-03-secret.md": sites.event(
        date="2023-02-03", status="draft", title="Secret"
    ),
    "events/2024/2024-04-09-visit.zh.md": "---\ntitle: 访问\n---\n",
    "images/a.png": b"\x89PNG\r\n",
    "pages/about.md": "---\ntitle: About\norder: 1\n---\nWe.\n",
}
ADDED = re.compile(
    '<link rel="stylesheet" href="/__preview/preview.css">'
    r'<script type="module" src="/__preview/preview.js\?[\d.-]+"></script>'
)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return sites.write(tmp_path / "content", FILES)


@pytest.fixture
def client(content: Path) -> Iterator[TestClient]:
    with TestClient(app(sites.settings(content), ["testserver"])) as client:
        yield client


def until(true: Callable[[], bool]) -> bool:
    """Whether it becomes true within ten seconds."""
    deadline = time.monotonic() + 10
    while not (found := true()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def test_a_page_is_served_with_two_tags_added(client: TestClient) -> None:
    answer = client.get(VISIT)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "<h1" in answer.text
    assert len(ADDED.findall(answer.text)) == 1


@pytest.mark.parametrize("name", ["preview.css", "preview.js"])
def test_what_the_two_tags_ask_for_is_there(client: TestClient, name: str) -> None:
    answer = client.get(f"/__preview/{name}")
    assert answer.status_code == 200
    assert name.endswith(".js") == ("javascript" in answer.headers["content-type"])


def test_a_missing_page_is_the_sites_own(client: TestClient) -> None:
    answer = client.get("/events/nothing/")
    assert answer.status_code == 404
    assert "No entry has this address" in answer.text


def test_a_forgotten_slash_is_mended(client: TestClient) -> None:
    answer = client.get(VISIT.rstrip("/"), follow_redirects=False)
    assert answer.is_redirect
    assert answer.headers["location"] == VISIT


def test_drafts_are_shown_and_marked(client: TestClient) -> None:
    assert client.get(DRAFT).status_code == 200
    listed = BeautifulSoup(client.get("/2023/").text, "html.parser").find("a", href=DRAFT)
    assert listed
    row = listed.find_parent("li")
    assert row
    assert "draft" in row.get_text(" ").split()


def test_another_host_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "attacker.example"}).status_code == 400
    assert client.get("/", headers={"host": "attacker.example:8000"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/../../../etc/passwd",
        "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2f..%2fetc/passwd",
        "/theme/../../pelicanconf.py",
        "/theme/%2e%2e/templates/base.html",
        "/images/..%2f..%2fcontent/topics.yaml",
        "/__preview/server.py",
        "/__preview/..%2fserver.py",
        "/content/topics.yaml",
        "/etc/passwd",
        "//etc/passwd",
    ],
)
def test_no_path_leaves_the_site(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    for secret in ("root:", "PLUGINS", "{% block", "label: Trade", "def app("):
        assert secret not in answer.text


def test_nothing_can_be_written(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert client.request(method, VISIT).status_code == 405


def test_a_broken_article_is_told_and_the_old_page_stays(client: TestClient, content: Path) -> None:
    assert client.get("/__problems").json() == []
    sites.put(content, sites.EVENT, sites.event(title="Broken", place="bejing"))
    assert until(lambda: client.get("/__problems").json() != [])
    (problem,) = client.get("/__problems").json()
    assert (problem["path"], problem["code"], problem["field"]) == (
        sites.EVENT,
        "unknown-id",
        "place[0]",
    )
    assert problem["line"] == 6
    assert "Russia visits China" in client.get(VISIT).text
    sites.put(content, sites.EVENT, sites.event(title="Mended"))
    assert until(lambda: "Mended" in client.get(VISIT).text)
    assert client.get("/__problems").json() == []


def test_a_new_article_appears_and_a_deleted_one_goes(client: TestClient, content: Path) -> None:
    talk, address = "events/2024/2024-05-01-talk.md", "/events/2024-05-01-talk/"
    sites.put(content, talk, sites.event(date="2024-05-01", added="2024-05-02", title="Talk"))
    assert until(lambda: client.get(address).status_code == 200)
    (content / talk).unlink()
    assert until(lambda: client.get(address).status_code == 404)


def test_a_folder_that_is_broken_from_the_beginning_tells_why(content: Path) -> None:
    sites.put(content, sites.EVENT, "no front matter")
    with TestClient(app(sites.settings(content), ["testserver"])) as client:
        assert client.get("/").status_code == 503
        assert ADDED.search(client.get("/").text)
        assert [problem["code"] for problem in client.get("/__problems").json()] == ["front-matter"]


def test_the_preview_shows_what_the_build_writes(content: Path) -> None:
    output = sites.build(content, CHRONOLOGY_DRAFTS=True)
    with TestClient(app(sites.settings(content), ["testserver"])) as client:
        for path, (_, data) in sites.tree(output).items():
            if (output / path).is_dir():
                continue
            answer = client.get(f"/{path}".removesuffix("index.html"), follow_redirects=False)
            assert answer.status_code == 200, path
            assert ADDED.sub("", answer.text).encode() == data if path.endswith(".html") else answer.content == data, path


def test_a_site_below_a_path_is_served_below_it(content: Path) -> None:
    chosen = sites.settings(content, SITEURL="https://example.org/record")
    with TestClient(app(chosen, ["testserver"])) as client:
        assert client.get("/", follow_redirects=False).headers["location"] == "/record/"
        answer = client.get(f"/record{VISIT}")
        assert answer.status_code == 200
        assert 'href="/record/actors/china/"' in answer.text
        assert client.get(VISIT, follow_redirects=False).status_code != 200
