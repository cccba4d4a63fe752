from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronology.content.registries import Registries
from chronology.model.records import EventType
from press_reports import quotations, report
from press_reports.gazetteer import Gazetteer
from press_reports.propose import propose

PAGE = """<html><head><title>Talks</title>
<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Talks end",
"datePublished": "2024-05-02T10:00:00Z", "author": [{"name": "A. Writer"}]}]}</script>
</head><body><main><p>They met.</p></main></body></html>"""


def test_a_plain_report_is_cut_at_its_date_line() -> None:
    found = report.read("Talks end\ndate 2024-05-02 They met.\n\nThey parted\nsoon.")
    assert (found.title, found.date) == ("Talks end", datetime.date(2024, 5, 2))
    assert found.paragraphs == ("They met.", "They parted soon.")


def test_a_page_is_read_by_its_linked_data() -> None:
    found = report.read(PAGE)
    assert (found.title, found.author) == ("Talks end", "A. Writer")
    assert (found.date, found.paragraphs) == (datetime.date(2024, 5, 2), ("They met.",))


@pytest.mark.parametrize(
    ("told", "count"),
    [
        ("Mr. A. B. Key of the U.S. Senate met Dr. Who. He left.", 2),
        ("They met in Washington, D.C. They parted.", 2),
        ("“It is so.” He left! Was it so? Yes.", 4),
        ("Joseph Biden Jr. spoke.", 1),
    ],
)
def test_sentences_end_where_no_abbreviation_does(told: str, count: int) -> None:
    assert len(report.sentences(told)) == count


@pytest.mark.parametrize("pair", ["“”", '""', "«»", "「」", "„“"])
def test_quotation_marks_of_many_languages(pair: str) -> None:
    told = f"Then {pair[0]}we will not be moved by this{pair[1]} was said."
    ((start, end),) = quotations.spans(told)
    assert told[start + 1 : end - 1] == "we will not be moved by this"


def test_a_word_in_marks_is_no_quotation() -> None:
    assert quotations.spans("the purported “independence” of it") == []


@given(st.text())
def test_any_text_is_a_report(told: str) -> None:
    for paragraph in report.read(told).paragraphs:
        for start, end in report.sentences(paragraph):
            assert 0 <= start < end <= len(paragraph)
        assert len(quotations.masked(paragraph)) == len(paragraph)


@pytest.mark.parametrize("told", ["A.B.C. " * 2000, "X " * 10_000, '"a ' * 3000, "“" * 50])
def test_no_text_takes_long(told: str) -> None:
    began = time.process_time()
    registries = Registries(
        {},
        {},
        {},
        {
            "statement": EventType(id="statement", label="S"),
            "meeting": EventType(id="meeting", label="M"),
        },
        {},
        {},
        {},
    )
    propose(report.read(told), registries, Gazetteer(registries), datetime.date(2026, 11, 24))
    assert time.process_time() - began < 10
