from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronology import urls
from chronology.model.ids import is_id

IDS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(is_id)


@pytest.mark.parametrize(
    ("made", "address"),
    [
        (urls.HOME, "/"),
        (urls.event("2024-04-09-a"), "/events/2024-04-09-a/"),
        (urls.event("2024-04-09-a", "zh"), "/events/2024-04-09-a/zh/"),
        (urls.year(1949), "/1949/"),
        (urls.year(-43), "/-0043/"),
        (urls.year(33), "/0033/"),
        (urls.month(1949, 3), "/1949/03/"),
        (urls.day(2, 29), "/on/02-29/"),
        (urls.actor("china"), "/actors/china/"),
        (urls.relation("china", "russia"), "/relations/china/russia/"),
        (urls.relation("russia", "china"), "/relations/china/russia/"),
        (urls.topic("trade"), "/topics/trade/"),
        (urls.place("beijing"), "/places/beijing/"),
        (urls.event_type("visit"), "/types/visit/"),
        (urls.storyline("thaw"), "/storylines/thaw/"),
        (urls.page("about"), "/about/"),
        (urls.index("actors"), "/actors/"),
        (urls.kind("person"), "/actors/persons/"),
        (urls.part("/actors/china/", 1972), "/actors/china/1972/"),
        (urls.part("/actors/china/", -43), "/actors/china/-0043/"),
    ],
)
def test_addresses_are_those_of_the_contract(made: str, address: str) -> None:
    assert made == address


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/", "index.html"),
        ("/actors/china/", "actors/china/index.html"),
        ("/feed.atom", "feed.atom"),
        ("/404.html", "404.html"),
    ],
)
def test_a_file_answers_each_address(address: str, path: str) -> None:
    assert urls.output(address) == path


@given(IDS, IDS, st.integers(-9999, 9999), st.integers(1, 12))
def test_no_address_leaves_the_site_and_no_two_kinds_share_one(
    one: str, other: str, year: int, month: int
) -> None:
    made = [
        urls.event(one),
        urls.event(one, "zh"),
        urls.actor(one),
        urls.relation(one, other),
        urls.topic(one),
        urls.place(one),
        urls.event_type(one),
        urls.storyline(one),
        urls.month(year, month),
        urls.part(urls.topic(one), year),
    ]
    paths = [urls.output(address) for address in made]
    assert len(set(paths)) == len(paths)
    for path in paths:
        assert ".." not in PurePosixPath(path).parts
        assert not PurePosixPath(path).is_absolute()
