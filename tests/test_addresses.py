from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronology import addresses
from chronology.ids import is_id

IDS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(is_id)


@pytest.mark.parametrize(
    ("made", "address"),
    [
        (addresses.HOME, "/"),
        (addresses.event("2024-04-09-a"), "/events/2024-04-09-a/"),
        (addresses.event("2024-04-09-a", "zh"), "/events/2024-04-09-a/zh/"),
        (addresses.year(1949), "/1949/"),
        (addresses.year(-43), "/-0043/"),
        (addresses.year(33), "/0033/"),
        (addresses.month(1949, 3), "/1949/03/"),
        (addresses.day(2, 29), "/on/02-29/"),
        (addresses.actor("china"), "/actors/china/"),
        (addresses.relation("china", "russia"), "/relations/china/russia/"),
        (addresses.relation("russia", "china"), "/relations/china/russia/"),
        (addresses.topic("trade"), "/topics/trade/"),
        (addresses.place("beijing"), "/places/beijing/"),
        (addresses.event_type("visit"), "/types/visit/"),
        (addresses.storyline("thaw"), "/storylines/thaw/"),
        (addresses.page("about"), "/about/"),
        (addresses.index("actors"), "/actors/"),
        (addresses.kind("person"), "/actors/persons/"),
        (addresses.part("/actors/china/", 1972), "/actors/china/1972/"),
        (addresses.part("/actors/china/", -43), "/actors/china/-0043/"),
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
    assert addresses.output(address) == path


@given(IDS, IDS, st.integers(-9999, 9999), st.integers(1, 12))
def test_no_address_leaves_the_site_and_no_two_kinds_share_one(
    one: str, other: str, year: int, month: int
) -> None:
    made = [
        addresses.event(one),
        addresses.event(one, "zh"),
        addresses.actor(one),
        addresses.relation(one, other),
        addresses.topic(one),
        addresses.place(one),
        addresses.event_type(one),
        addresses.storyline(one),
        addresses.month(year, month),
        addresses.part(addresses.topic(one), year),
    ]
    paths = [addresses.output(address) for address in made]
    assert len(set(paths)) == len(paths)
    for path in paths:
        assert ".." not in PurePosixPath(path).parts
        assert not PurePosixPath(path).is_absolute()
