"""What a build says about the size of the site, and how large a file may be."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sites

from chronology.build import build
from chronology.build.report import Report
from chronology.site.exports.dataset import sqlite


def test_a_build_reports_the_files_and_bytes_of_the_site(tmp_path: Path) -> None:
    chosen = sites.settings(sites.write(tmp_path / "content", {}))
    report = build.build(chosen)
    assert report
    sizes = {
        path.relative_to(chosen.output).as_posix(): path.stat().st_size
        for path in chosen.output.rglob("*")
        if path.is_file()
    }
    assert (report.pages, report.size) == (len(sizes), sum(sizes.values()))
    assert report.largest == max((size, path) for path, size in sizes.items())
    assert report.exceeded_limits() == []


def test_pelican_prints_the_size(tmp_path: Path) -> None:
    done = sites.pelican(sites.write(tmp_path / "content", {}))
    assert " MiB; 0 warnings" in done.stdout


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        (Report(pages=20_001), "20,001 files exceed what common hosts accept: 20,000"),
        (Report(largest=(26_300_000, "data/a.csv")), "data/a.csv of 25.1 MiB"),
        (Report(size=10**9 + 1), "953.7 MiB in all"),
    ],
)
def test_what_exceeds_the_limits_of_hosts_is_reported(report: Report, sentence: str) -> None:
    (found,) = report.exceeded_limits()
    assert sentence in found


@pytest.mark.parametrize(("most", "kept"), [(10_000, True), (10, False)])
def test_the_database_leaves_out_bodies_that_would_make_it_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, kept: bool
) -> None:
    monkeypatch.setattr(sqlite, "_MOST_WITH_BODIES", most)
    output = sites.build(sites.write(tmp_path / "content", {sites.EVENT: sites.event("Words.")}))
    with closing(sqlite3.connect(output / "data/chronology.sqlite")) as connection:
        ((body,),) = connection.execute("SELECT body FROM events")
    assert body == ("\nWords.\n" if kept else None)
    note = "does not contain the text of the entries"
    assert (note in (output / "data/index.html").read_text("utf-8")) != kept
