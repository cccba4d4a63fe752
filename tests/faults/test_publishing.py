"""FAULTS 52: what a host is to be told. 50 does not arise: no compressed copies are written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bs4 import BeautifulSoup


def test_52_the_policy_comes_as_a_header_file_and_in_every_page(
    write_site: Callable[..., Path], build: Callable[..., Path]
) -> None:
    output = build(write_site(), SITEURL="https://example.org/chronology")
    told = (output / "_headers").read_text("utf-8").splitlines()
    assert told[0] == "/chronology/*"
    header = told[1].strip().removeprefix("Content-Security-Policy: ")
    assert "unsafe" not in header
    for page in output.rglob("index.html"):
        meta = BeautifulSoup(page.read_bytes(), "html.parser").find(
            "meta", {"http-equiv": "Content-Security-Policy"}
        )
        assert meta is not None
        assert header == f"{meta['content']}; frame-ancestors 'none'"


def test_50_no_compressed_copy_can_be_older_than_its_page(
    write_site: Callable[..., Path], build: Callable[..., Path]
) -> None:
    output = build(write_site())
    assert not [path for path in output.rglob("*") if path.suffix in (".gz", ".br", ".zst")]
