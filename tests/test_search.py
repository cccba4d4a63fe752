"""The index that the browser searches: words, blocks, shards, and the files of them."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sites
from hypothesis import given
from hypothesis import strategies as st

from chronology.site.search import index
from chronology.site.search.tokenize import COMMON, words

WORDS = json.loads((Path(__file__).parent / "fixtures" / "words.json").read_text())["words"]
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def found(output: Path, word: str) -> list[tuple[str, int]]:
    """Id and rank of the events that a word stands in, looked up as a browser does."""
    told = json.loads((output / "search" / "events.json").read_bytes())
    shard = (ord(word[0]) * 31 + (ord(word[1]) if len(word) > 1 else 0)) % told["shards"]
    lines = (output / "search" / "words" / f"{shard}.txt").read_text().split("\n")
    hits = []
    for number, line in enumerate(lines):
        ids = json.loads((output / "search" / "ids" / f"{number}.json").read_bytes())
        row = line.split(" ")
        for known, postings in zip(row[::2], row[1::2], strict=False):
            if known == word:
                codes = [
                    DIGITS.index(one) * 64 + DIGITS.index(other)
                    for one, other in zip(postings[::2], postings[1::2], strict=True)
                ]
                hits += [(ids[code >> 2], code & 3) for code in codes]
    return sorted(hits)


@pytest.mark.parametrize("text", WORDS)
def test_words_are_folded(text: str) -> None:
    assert sorted(words(text)) == sorted(WORDS[text])


@given(st.text())
def test_words_are_folded_once_and_for_all(text: str) -> None:
    for word in words(text):
        assert word in words(word)
        assert not word.isspace()


@given(st.text(alphabet="Łéa.üŒ習 Яё", max_size=12))
def test_case_and_accents_make_no_difference(text: str) -> None:
    assert set(words(text.upper())) == set(words(text.lower())) or "." in text


def test_every_text_of_an_event_is_found_by_its_words(
    write_site: Callable[..., Path], build: Callable[..., Path]
) -> None:
    output = build(
        write_site(
            {
                sites.EVENT: sites.event(
                    "**Zebras** met [okapi](https://x.org/tapir).\n\n> A gnu.\n>\n> — china\n",
                    title="Erdoğan visits",
                    summary="A lynx",
                    sources="[{title: Moose Daily, quote: the emu, original_quote: страус}]",
                ),
                "events/2024/2024-04-09-visit.zh.md": "---\ntitle: 访问北京\n---\n\n熊猫\n",
            }
        )
    )
    event = "2024-04-09-visit"
    ranks = {"erdogan": 3, "访问": 3, "lynx": 2, "zebras": 1, "okapi": 1, "gnu": 1, "熊": 1}
    ranks |= {"moose": 0, "emu": 0, "страус": 0}
    for word, rank in ranks.items():
        assert found(output, word) == [(event, rank)], word
    for word in ("tapir", "strong", "the", "xyz"):
        assert found(output, word) == [], word


def test_common_words_are_folded() -> None:
    assert all([*words(word)] == [word] for word in COMMON)


def test_drafts_are_not_in_the_index(
    write_site: Callable[..., Path], build: Callable[..., Path]
) -> None:
    content = write_site({"events/2024/secret.md": sites.event("Zebra.", status="draft")})
    assert found(build(content), "zebra") == []
    assert found(build(content, CHRONOLOGY_DRAFTS=True), "zebra") == [("secret", 1)]
    assert found(build(content), "zebra") == []


def test_records_hold_every_name(
    write_site: Callable[..., Path], build: Callable[..., Path]
) -> None:
    actors = sites.ACTORS + (
        "sco: {type: organization, name: Shanghai Cooperation Organization, acronym: SCO}\n"
        "turkey: {type: state, name: Türkiye, previous_names: [{name: Turkey}],"
        " official_name: Republic of Türkiye, names: {zh: 土耳其}, aliases: [Türkei]}\n"
    )
    topics = "trade: {label: Trade, labels: {ru: Торговля}, alt_labels: [Commerce]}\n"
    output = build(write_site({"actors/all.yaml": actors, "topics.yaml": topics}))
    told = json.loads((output / "search" / "records.json").read_bytes())
    assert ["sco", "Shanghai Cooperation Organization", ["SCO"], "organization"] in told["actors"]
    names = ["土耳其", "Türkei", "Republic of Türkiye", "Turkey"]
    assert ["turkey", "Türkiye", names, "state"] in told["actors"]
    assert told["topics"] == [["trade", "Trade", ["Торговля", "Commerce"]]]
    assert [one[1] for one in told["places"]] == ["Beijing"]


def test_events_are_counted_under_wider_topics_too(
    write_site: Callable[..., Path], build: Callable[..., Path]
) -> None:
    topics = "goods: {label: Goods}\ntrade: {label: Trade, broader: goods}\n"
    output = build(write_site({"topics.yaml": topics}))
    told = json.loads((output / "search" / "events.json").read_bytes())
    assert told["topics"] == [[0, 1]]
    assert told["year"] == [2024]


def test_dates_storylines_and_relations_are_in_the_rows(
    write_site: Callable[..., Path], build: Callable[..., Path]
) -> None:
    dates = {
        "day": "2001-02-03",
        "month": "2002-02",
        "span": "2003-01-05/2004-02-01",
        "to": "../2005",
    }
    files = {f"events/2001/{one}.md": sites.event(date=date) for one, date in dates.items()}
    story = "tale: {title: A tale, events: [day, month]}\n"
    search = build(write_site({**files, sites.EVENT: None, "storylines.yaml": story})) / "search"
    rows = json.loads((search / "events.json").read_bytes())
    assert rows["days"] == [0, 27, 392, 0]
    assert rows["year"] == [2001, 2002, 2003, 2005]
    assert rows["storylines"] == [[0], [0], [], []]
    assert rows["relations"] == [[0, 1, 4]]
    records = json.loads((search / "records.json").read_bytes())
    assert records["storylines"] == [["tale", "A tale", []]]


def test_examples_are_of_the_archive(
    write_site: Callable[..., Path], build: Callable[..., Path]
) -> None:
    actors = sites.ACTORS + "xi: {type: person, name: Xi Jinping, names: {zh: 习近平}}\n"
    event = sites.event(actors="[xi, china]", date="1999-03")
    content = write_site({"actors/all.yaml": actors, sites.EVENT: event})
    page = (build(content) / "search" / "index.html").read_text()
    for example in ("Xi Jinping", "March 1999"):
        assert f'?q={example.replace(" ", "%20")}"' in page
    assert "Erdogan" not in page


def _many(count: int) -> dict[str, str | bytes | None]:
    drawn = random.Random(1)
    vocabulary = [f"{one}{two}word{three}" for one in "abcd" for two in "efgh" for three in "ijkl"]
    return {
        f"events/2024/e{number}.md": sites.event(
            " ".join(drawn.choices(vocabulary, k=9)), date=f"2024-01-{number % 28 + 1:02d}"
        )
        for number in range(count)
    }


def test_blocks_together_find_what_one_would(
    write_site: Callable[..., Path], build: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = _many(60)
    monkeypatch.setattr(index, "_BLOCK", 8)
    output = build(write_site(files))
    assert len(list((output / "search" / "ids").iterdir())) == 8
    for word in ("aewordi", "dhwordl"):
        holding = sorted(Path(path).stem for path, text in files.items() if word in str(text))
        assert [event for event, _ in found(output, word)] == holding != []


def test_an_edit_touches_one_block_and_the_shards_of_its_words(
    write_site: Callable[..., Path], build: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_BLOCK", 8)
    content = write_site(_many(60))
    before = sites.tree(build(content) / "search")
    made: list[int] = []
    make = index.SearchIndex._made
    monkeypatch.setattr(
        index.SearchIndex, "_made", lambda self, number: made.append(number) or make(self, number)
    )
    path = content / "events/2024/e7.md"
    sites.put(content, "events/2024/e7.md", path.read_text().replace("visits", "visits quietly"))
    after = sites.tree(build(content) / "search")
    assert len(made) == 1
    changed = [name for name in after if after[name] != before[name]]
    assert len([name for name in changed if name.startswith("words/")]) == 1
    assert [name for name in changed if name.startswith("ids/")] == []
    _cold(content, after)


def test_a_damaged_block_is_made_anew(
    write_site: Callable[..., Path], build: Callable[..., Path]
) -> None:
    content = write_site(_many(10))
    build(content)
    with sqlite3.connect(content.parent / "cache" / "chronology.sqlite") as connection:
        connection.execute("UPDATE entries SET value = x'90' WHERE kind LIKE 'search%'")
    sites.put(content, "events/2024/e99.md", sites.event("Another zebra."))
    _cold(content, sites.tree(build(content) / "search"))


def _cold(content: Path, expected: dict[str, Any]) -> None:
    home = content.parent
    cold = sites.build(content, OUTPUT_PATH=home / "cold", CACHE_PATH=home / "cold-cache")
    assert sites.tree(cold / "search") == expected


def test_a_cold_and_a_warm_index_are_one(
    write_site: Callable[..., Path], build: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_BLOCK", 8)
    content = write_site(_many(30))
    build(content)
    for change in range(6):
        path = f"events/2024/e{change * 4}.md"
        if change % 3 == 2:
            (content / path).unlink()
        else:
            sites.put(content, path, sites.event(f"Word{change} again.", date=f"20{change + 10}"))
        _cold(content, sites.tree(build(content) / "search"))


def test_the_page_offers_the_indexes_and_a_form_without_scripts(
    write_site: Callable[..., Path], build: Callable[..., Path]
) -> None:
    page = (build(write_site()) / "search" / "index.html").read_text()
    assert 'action="/search/"' in page
    for address in ("/actors/", "/topics/", "/places/", "/relations/", "/types/", "/2024/"):
        assert f'href="{address}"' in page
    assert "Search needs JavaScript" in page
