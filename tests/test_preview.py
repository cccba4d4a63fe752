from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import archives
import httpx
import pytest
import sites
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from chronology.preview import code_errors, server, session
from chronology.preview.app import app
from chronology.preview.session import Session
from chronology.site.i18n import messages

VISIT = "/events/2024-04-09-visit/"
DRAFT = "/events/2023-02-03-secret/"
FILES: archives.Files = {
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
    assert "There is nothing at this address" in answer.text


def test_fault_58_a_cache_that_is_locked_is_reported_and_used_again(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chronology.cache._PATIENCE", 0)
    chosen = sites.settings(content)
    live = Session(chosen)
    live.refresh()
    assert [*live.run_idle_work()]
    [visit] = content.rglob("2024-04-09-visit.md")
    other = sqlite3.connect(chosen.cache / "chronology.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    visit.write_text(visit.read_text("utf-8") + "\nAmended.\n", "utf-8")
    live.refresh([visit])
    assert [*live.run_idle_work()]
    assert [problem.code for problem in live.problems()] == ["cache"]
    assert b"Amended." in live.answer(VISIT).body
    other.close()
    live.refresh([visit])
    assert [*live.run_idle_work()]
    assert live.problems() == []


def test_a_missing_slash_is_added(client: TestClient) -> None:
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
    """FAULTS 48."""
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
    """FAULTS 48."""
    answer = client.get(path)
    assert answer.status_code == 404
    for secret in ("root:", "PLUGINS", "{% block", "label: Trade", "def app("):
        assert secret not in answer.text


def test_nothing_can_be_written(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert client.request(method, VISIT).status_code == 405


def test_a_broken_article_is_told_and_the_old_page_stays(client: TestClient, content: Path) -> None:
    """FAULTS 48."""
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
    time.sleep(1)  # what is done when it is quiet forgets no error
    assert [one["code"] for one in client.get("/__problems").json()] == ["unknown-id"]
    sites.put(content, sites.EVENT, sites.event(title="Mended"))
    assert until(lambda: "Mended" in client.get(VISIT).text)
    assert client.get("/__problems").json() == []


def test_a_registry_a_template_a_stylesheet_and_an_image_are_followed(tmp_path: Path) -> None:
    """FAULTS 35, and a name that all bodies have to link anew."""
    content = sites.write(
        tmp_path / "content", {**FILES, sites.EVENT: sites.event("Guangzhou is not Beijing.")}
    )
    theme = tmp_path / "theme"
    shutil.copytree(sites.THEME, theme)
    chosen = sites.settings(content, THEME=str(theme))
    with TestClient(app(chosen, ["testserver"])) as client:
        sites.put(content, "places.yaml", sites.PLACES + "canton: {name: Guangzhou}\n")
        assert until(lambda: 'href="/places/canton/"' not in client.get(VISIT).text)
        sites.put(content, "places.yaml", sites.PLACES.replace("Beijing,", "Peking,"))
        assert until(lambda: "Peking" in client.get(VISIT).text)
        assert until(lambda: 'href="/places/beijing/"' not in body(client))
        template = theme / "templates" / "event.html"
        template.write_text(template.read_text().replace('t("Participants")', '"Were there"'))
        assert until(lambda: "Were there" in client.get(VISIT).text)
        sites.put(theme, "static/css/tokens.css", ":root { --other: 1px }")
        assert until(lambda: "--other: 1px" in client.get(stylesheet(client)).text)
        sites.put(content, "images/a.png", b"\x89PNG\r\nother")
        assert until(lambda: client.get("/images/a.png").content.endswith(b"other"))


def stylesheet(client: TestClient) -> str:
    """Where the stylesheet of a page is."""
    page = BeautifulSoup(client.get(VISIT).text, "html.parser")
    return str(page.select("link[rel=stylesheet]:not([href^='/__'])")[0]["href"])


def body(client: TestClient) -> str:
    """The text of the event, without what the page says of it."""
    found = BeautifulSoup(client.get(VISIT).text, "html.parser").select_one(".prose, .body, main")
    assert found
    return "".join(str(part) for part in found.find_all("p") if "Guangzhou" in part.get_text())


def test_a_template_that_breaks_leaves_the_last_good_page(tmp_path: Path) -> None:
    content, theme = sites.write(tmp_path / "content", FILES), tmp_path / "theme"
    shutil.copytree(sites.THEME, theme)
    with TestClient(app(sites.settings(content, THEME=str(theme)), ["testserver"])) as client:
        good = ADDED.sub("", client.get(VISIT).text)
        template = theme / "templates" / "event.html"
        mended = template.read_text()
        template.write_text(mended.replace("{{ title }}", "{{ titel }}"))
        assert until(lambda: client.get(VISIT).status_code == 500)
        assert ADDED.sub("", client.get(VISIT).text) == good
        (problem,) = client.get("/__problems", params={"page": VISIT}).json()
        assert problem["place"].startswith("theme/templates/event.html:")
        assert "{{ titel }}" in problem["source"]
        assert problem["editor"].startswith(f"vscode://file{template}:")
        assert client.get("/__problems", params={"page": "/"}).json() == []
        template.write_text(mended)
        assert until(lambda: client.get(VISIT).status_code == 200)
        assert client.get("/__problems").json() == []


def test_code_that_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    """FAULTS 35: an edit to the plugin is seen, or told."""
    conf = tmp_path / "conf.py"
    conf.write_text("SITENAME = 'A'\n")
    assert code_errors.unloadable(conf) is None
    conf.write_text("SITENAME = 'A'\nCHRONOLOGY_DRAFTS = maybe\n")
    found = code_errors.unloadable(conf)
    assert found
    assert (found.path, found.line) == ("conf.py", 2)
    assert "maybe" in found.message


def test_a_hundred_edits_in_ten_seconds(client: TestClient, content: Path) -> None:
    """FAULTS 49: the last one is what is shown."""
    for number in range(100):
        sites.put(content, sites.EVENT, sites.event(title=f"Edit {number}"))
        time.sleep(0.05)
        if number % 10 == 0:
            assert client.get(VISIT).status_code == 200
    assert until(lambda: "Edit 99" in client.get(VISIT).text)
    time.sleep(1)
    assert "<h1" in client.get(VISIT).text
    assert "Edit 99" in client.get("/2024/04/").text


def test_warnings_come_when_it_is_quiet(client: TestClient, content: Path) -> None:
    sites.put(content, sites.EVENT, sites.event(added="2024-01-01"))
    assert until(
        lambda: [one["code"] for one in client.get("/__problems").json()] == ["recorded-early"]
    )
    page = client.get("/__problems", headers={"accept": "text/html"})
    assert "recorded-early" in page.text
    assert "added: 2024-01-01" in page.text
    sites.put(content, sites.EVENT, sites.event(title="Another"))
    assert until(lambda: client.get("/__problems").json() == [])


def test_a_missing_page_names_the_nearest(client: TestClient) -> None:
    text = client.get("/events/2024-04-09-vist/").text
    links = [str(one["href"]) for one in BeautifulSoup(text, "html.parser").select("aside a")]
    assert links[0] == VISIT


def test_the_plan_lists_every_address_and_is_filtered(client: TestClient) -> None:
    def rows(query: str) -> list[list[str]]:
        table = BeautifulSoup(client.get(f"/__plan?q={query}").text, "html.parser").find("tbody")
        assert table
        return [[cell.text for cell in row.find_all("td")] for row in table.find_all("tr")]

    assert [VISIT, "event.html", sites.EVENT] in rows("")
    assert rows("visit zh") == [[f"{VISIT}zh/", "event.html", sites.EVENT.replace(".md", ".zh.md")]]
    assert rows("topics.yaml .atom") == [["/topics/trade/feed.atom", "feed.atom", "topics.yaml"]]


def test_the_patterns_show_every_macro_of_the_theme(client: TestClient) -> None:
    page = BeautifulSoup(client.get("/__patterns").text, "html.parser")
    shown = {one.text.partition("(")[0] for one in page.select(".preview-pattern h3")}
    for file in (sites.THEME / "templates" / "components").glob("*.html"):
        assert set(re.findall(r"{% macro (\w+)\(", file.read_text())) <= shown
    assert page.select(".preview-example p.error") == []
    assert page.select_one(".preview-example blockquote")
    assert page.select_one(".preview-example li .status")
    drawn = ("figure.history.wide", "figure .bar rect", "table.matrix", ".map circle", ".locator")
    assert all(page.select_one(f".preview-example {one}") for one in drawn)


def test_what_changed_against_head_is_listed(client: TestClient, content: Path) -> None:
    assert changes(client) == []

    def git(*command: str) -> None:
        subprocess.run(["git", *command], cwd=content.parent, check=True, capture_output=True)

    git("init", "-q")
    git("add", "content")
    git(*"-c user.name=A -c user.email=a@example.org commit -qm A".split())
    sites.put(content, sites.EVENT, sites.event(title="Changed"))
    sites.put(content, "events/2024/2024-05-01-talk.md", sites.event(date="2024-05-01"))
    (content / "pages/about.md").unlink()
    assert changes(client) == [
        (f"changed {sites.EVENT}", VISIT),
        ("deleted pages/about.md", ""),
        ("new events/2024/2024-05-01-talk.md", "/events/2024-05-01-talk/"),
    ]
    assert "committed" not in client.get(f"/__preview/overlay?page={VISIT}").text


def changes(client: TestClient) -> list[tuple[str, str]]:
    """What the front page lists, and where it leads."""
    rows = BeautifulSoup(client.get("/__preview/overlay?page=/").text, "html.parser").find_all("li")
    return [(row.get_text(), str(row.a["href"]) if row.a else "") for row in rows]


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_its_own_pages_speak_the_language_of_the_site(content: Path, language: str) -> None:
    t = messages.of(language)
    with TestClient(app(sites.settings(content, DEFAULT_LANG=language), ["testserver"])) as client:
        missing = client.get("/nothing-of-the-kind/").text
        sites.put(content, "events/2024/2024-05-01-bad.md", sites.event(date="2024-02-31"))
        assert until(lambda: client.get("/__problems").json() != [])
        own = {"accept": "text/html"}
        told = [client.get("/__preview/overlay?page=/").text, client.get("/__plan").text]
        told += [client.get("/__problems", headers=own).text, client.get("/__patterns").text]
    said = t("the last good version is shown")
    assert f"<h2>{t('{number} errors', 1)} · {said}</h2>" in told[0]
    assert all(f'<html lang="{language}">' in page for page in told[1:])
    shown = BeautifulSoup("".join(told), "html.parser").get_text(" ")
    for text in ("Plan of the site", "Made from", "Filter", "Problems", "The site"):
        assert t(text) in shown
        assert text not in shown
    assert t("The nearest addresses") in missing or t("No address is near.") in missing


def test_no_address_redirects_to_another_host(client: TestClient) -> None:
    for address in ("//example.org/events", f"//example.org{VISIT.rstrip('/')}", "///example.org"):
        answer = client.get(f"http://testserver{address}", follow_redirects=False)
        assert answer.status_code == 404
        assert "location" not in answer.headers


def test_fault_23_a_link_put_in_place_meanwhile_serves_no_file_outside(
    client: TestClient, content: Path
) -> None:
    outside = content.parent / "secret.png"
    outside.write_bytes(b"outside")
    picture = content / "images/a.png"
    assert client.get("/images/a.png").content == b"\x89PNG\r\n"
    picture.unlink()
    picture.symlink_to(outside)
    answer = client.get("/images/a.png")
    assert (answer.status_code, answer.content) == (404, b"")


def test_a_page_leaves_the_lock_of_git_alone(
    client: TestClient, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`git status` refreshes the index under a lock unless it is told not to."""
    subprocess.run(["git", "init", "-q"], cwd=content.parent, check=True)
    subprocess.run(["git", "add", "content"], cwd=content.parent, check=True)
    index = content.parent / ".git/index"
    os.utime(content / sites.EVENT)
    before = index.stat().st_mtime_ns
    assert changes(client)
    assert index.stat().st_mtime_ns == before


def test_fault_59_background_work_that_fails_is_shown_and_printed(
    content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*arguments: object) -> object:
        raise RuntimeError("validation broke")

    monkeypatch.setattr(session.plan, "checked", fail)
    with TestClient(app(sites.settings(content), ["testserver"])) as client:
        assert until(lambda: "validation broke" in client.get("/__problems").text)
        assert client.get(VISIT).status_code == 200
        assert "validation broke" in client.get(f"/__preview/overlay?page={VISIT}").text
        monkeypatch.undo()
        sites.put(content, sites.EVENT, sites.event(title="Talks"))
        assert until(lambda: client.get("/__problems").json() == [])
    assert "RuntimeError: validation broke" in capsys.readouterr().err


def test_fault_60_the_content_is_followed_after_it_vanished_and_came_back(
    client: TestClient, content: Path
) -> None:
    away = content.with_name("away")
    assert "Russia visits China" in client.get(VISIT).text
    content.rename(away)
    assert until(lambda: client.get("/__problems").json() != [])
    away.rename(content)
    assert until(lambda: client.get("/__problems").json() == [])
    sites.put(content, sites.EVENT, sites.event(title="Talks after the return"))
    assert until(lambda: "Talks after the return" in client.get(VISIT).text)


def test_its_own_pages_have_the_policy_of_the_site(client: TestClient) -> None:
    policy = client.get("/__plan").headers["content-security-policy"]
    assert policy in client.get("/").text
    assert "unsafe" not in policy


def test_another_port_is_taken_if_the_first_is_in_use() -> None:
    with server.listen("127.0.0.1", 18_400) as first:
        port = first.getsockname()[1]
        with server.listen("127.0.0.1", port) as second:
            assert port < second.getsockname()[1] < port + 50
            assert second.getsockname()[0] == "127.0.0.1"


def test_changed_code_starts_the_server_anew_on_the_same_port(content: Path) -> None:
    """FAULTS 35: the process is exchanged, the socket stays."""
    plugins = content.parent / "plugins"
    shutil.copytree(sites.ROOT / "plugins", plugins)
    conf = content.parent / "conf.py"
    conf.write_text(
        f"PATH = {str(content)!r}\nTHEME = {str(sites.THEME)!r}\nSITENAME = 'First'\n"
        f"OUTPUT_PATH = 'output'\nCACHE_PATH = 'cache'\n"
    )
    start = (
        f"import sys; sys.path.insert(0, {str(plugins)!r})\n"
        "from pathlib import Path\nfrom pelican.settings import read_settings\n"
        "from chronology.settings import from_pelican\nfrom chronology.preview import server\n"
        "settings = from_pelican(read_settings('conf.py'))\n"
        "server.serve(settings, '127.0.0.1', 18500, conf=Path('conf.py').absolute())\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", start], cwd=content.parent, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found
        assert "First" in httpx.get(found[0], timeout=30).text
        conf.write_text(conf.read_text().replace("First", "Second"))
        assert until(lambda: "Second" in httpx.get(found[0], timeout=30).text)
    finally:
        process.terminate()
        process.wait()


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
            assert (
                ADDED.sub("", answer.text).encode() == data
                if path.endswith(".html")
                else answer.content == data
            ), path


def test_a_site_below_a_path_is_served_below_it(content: Path) -> None:
    chosen = sites.settings(content, SITEURL="https://example.org/record")
    with TestClient(app(chosen, ["testserver"])) as client:
        assert client.get("/", follow_redirects=False).headers["location"] == "/record/"
        answer = client.get(f"/record{VISIT}")
        assert answer.status_code == 200
        assert 'href="/record/actors/china/"' in answer.text
        assert client.get(VISIT, follow_redirects=False).status_code != 200
