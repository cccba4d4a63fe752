from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronology.editing.report import said, text
from chronology.editing.report.propose import propose
from chronology.editing.report.states import Gazetteer
from chronology.model import EventType
from chronology.registries import Registries

PAGE = """<html><head><title>Talks</title>
<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Talks end",
"datePublished": "2024-05-02T10:00:00Z", "author": [{"name": "A. Writer"}]}]}</script>
</head><body><main><p>They met.</p></main></body></html>"""


def test_a_plain_report_is_cut_at_its_date_line() -> None:
    report = text.read("Talks end\ndate 2024-05-02 They met.\n\nThey parted\nsoon.")
    assert (report.title, report.date) == ("Talks end", datetime.date(2024, 5, 2))
    assert report.paragraphs == ("They met.", "They parted soon.")


def test_a_page_is_read_by_its_linked_data() -> None:
    report = text.read(PAGE)
    assert (report.title, report.author) == ("Talks end", "A. Writer")
    assert (report.date, report.paragraphs) == (datetime.date(2024, 5, 2), ("They met.",))


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
    assert len(text.sentences(told)) == count


@pytest.mark.parametrize("pair", ["“”", '""', "«»", "「」", "„“"])
def test_quotation_marks_of_many_languages(pair: str) -> None:
    told = f"Then {pair[0]}we will not be moved by this{pair[1]} was said."
    ((start, end),) = said.spans(told)
    assert told[start + 1 : end - 1] == "we will not be moved by this"


def test_a_word_in_marks_is_no_quotation() -> None:
    assert said.spans("the purported “independence” of it") == []


@given(st.text())
def test_any_text_is_a_report(told: str) -> None:
    for paragraph in text.read(told).paragraphs:
        for start, end in text.sentences(paragraph):
            assert 0 <= start < end <= len(paragraph)
        assert len(said.masked(paragraph)) == len(paragraph)


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
    propose(text.read(told), registries, Gazetteer(registries), datetime.date(2026, 11, 24))
    assert time.process_time() - began < 10
