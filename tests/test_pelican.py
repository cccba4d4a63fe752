from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import archives
import pytest
import sites

WITNESS = """
import json
from pathlib import Path
from pelican import signals

def tell(generators):
    articles = generators[0].context["articles"]
    names = ("title", "slug", "url", "save_as", "lang", "status", "category", "tags", "summary",
             "content", "source_path")
    told = [{name: getattr(one, name) for name in names} | {"date": one.date.isoformat()}
            for one in articles]
    Path(__file__).with_name("told.json").write_text(
        json.dumps({"told": told, "count": len(articles), "latest": articles[:1][0].title})
    )

def register():
    signals.all_generators_finalized.connect(tell)
"""
CONF = """
import sys
sys.path[:0] = [{root!r}, {here!r}]
from pelicanconf import *
import witness
PLUGINS = [*PLUGINS, witness]
"""
FILES: archives.Files = {
    sites.EVENT: sites.event("China said.", summary="In short."),
    "events/1949/1949-10.md": sites.event(date="1949-10", title="Older", place=None, topics=None),
    "events/2024/2024-12-secret.md": sites.event(date="2024-12", status="draft"),
}


@pytest.fixture
def conf(tmp_path: Path) -> Path:
    """Settings with a plugin of somebody else's that reads `articles`."""
    (tmp_path / "witness.py").write_text(WITNESS)
    path = tmp_path / "conf.py"
    path.write_text(CONF.format(root=str(sites.ROOT), here=str(tmp_path)))
    return path


def test_other_plugins_find_the_events_as_articles(tmp_path: Path, conf: Path) -> None:
    content = sites.write(tmp_path / "content", FILES)
    done = sites.pelican(content, conf=conf)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads((tmp_path / "told.json").read_text())
    assert found["count"] == 2
    assert found["latest"] == "Russia visits China"
    visit, older = found["told"]
    assert "<p>" in visit.pop("content")
    assert visit == {
        "title": "Russia visits China",
        "slug": "2024-04-09-visit",
        "url": "events/2024-04-09-visit/",
        "save_as": "events/2024-04-09-visit/index.html",
        "lang": "en",
        "status": "published",
        "category": "Visit",
        "tags": ["Trade"],
        "summary": "In short.",
        "source_path": sites.EVENT,
        "date": "2024-04-11T00:00:00+00:00",
    }
    assert (older["title"], older["tags"]) == ("Older", [])
    assert (tmp_path / "output" / visit["save_as"]).is_file()


def test_plain_pelican_writes_what_the_build_writes(tmp_path: Path) -> None:
    content = sites.write(tmp_path / "content", FILES)
    done = sites.pelican(content)
    assert done.returncode == 0, done.stderr
    assert "2 events" in done.stdout
    site = sites.tree(tmp_path / "output")
    assert {"index.html", "events/2024-04-09-visit/index.html", "theme/mark.svg"} <= set(site)
    assert not [path for path in site if path.startswith(("category", "tag", "author", "archives"))]


def test_a_second_run_tells_that_there_was_nothing_to_do(tmp_path: Path) -> None:
    content = sites.write(tmp_path / "content", FILES)
    archives.settle(content)
    theme = shutil.copytree(
        sites.THEME, tmp_path / "theme", ignore=shutil.ignore_patterns("__pycache__")
    )
    own = ("-t", str(theme))
    sites.pelican(content, *own, PYTHONDONTWRITEBYTECODE="")
    assert [*theme.rglob("__pycache__")]
    assert "The site is up to date" in sites.pelican(content, *own).stdout
    assert "The site is up to date" not in sites.pelican(content, *own, "-d").stdout


def test_a_warning_stands_on_one_line_however_long(tmp_path: Path) -> None:
    early = sites.event(date="2024-04-09", added="2024-04-08")
    content = sites.write(tmp_path / "content", {f"events/2024-04-09-{'a' * 80}.md": early})
    done = sites.pelican(content, COLUMNS="80")
    assert done.returncode == 0, done.stderr
    (told,) = [line for line in done.stdout.splitlines() if "[recorded-early]" in line]
    assert told.startswith(f"events/2024-04-09-{'a' * 80}.md:")


def test_an_error_ends_with_status_1_and_the_old_site(tmp_path: Path) -> None:
    content = sites.write(tmp_path / "content", FILES)
    sites.pelican(content)
    before = sites.tree(tmp_path / "output")
    sites.put(content, sites.EVENT, sites.event(place="bejing", date="2024-02-31"))
    for arguments in ((), ("-d",)):
        done = sites.pelican(content, *arguments)
        assert done.returncode == 1
        told = done.stdout + done.stderr
        assert f"{sites.EVENT}:3:1" in told
        assert "[bad-date]" in told
        assert sites.tree(tmp_path / "output") == before


def test_a_problem_of_the_content_is_told_without_a_traceback(tmp_path: Path) -> None:
    content = sites.write(tmp_path / "content", {sites.EVENT: sites.event(place="bejing")})
    done = sites.pelican(content)
    assert done.returncode == 1
    assert "did you mean `beijing`?" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "setting", ["CHRONOLOGY_DRAFT=true", "CHRONOLOGY_DRAFTS=1", 'SITEURL="example.org"']
)
def test_a_setting_that_cannot_be_used_is_an_error(tmp_path: Path, setting: str) -> None:
    done = sites.pelican(sites.write(tmp_path / "content", {}), "-e", setting)
    assert done.returncode == 1
    assert "[setting]" in done.stdout + done.stderr
    assert not (tmp_path / "output" / "index.html").exists()


def test_a_theme_that_does_not_know_a_field_is_an_error(tmp_path: Path) -> None:
    shutil.copytree(sites.THEME, tmp_path / "theme")
    (tmp_path / "theme" / "templates" / "event.html").write_text("{{ title }}\n{{ titel }}\n")
    done = sites.pelican(sites.write(tmp_path / "content", {}), "-t", str(tmp_path / "theme"))
    assert done.returncode == 1
    told = done.stdout + done.stderr
    assert "theme/templates/event.html:2" in told
    assert "[template]" in told
    assert "titel" in told
