"""The only maker of paths: an address depends on ids alone, so it holds for ever."""

from __future__ import annotations

HOME = "/"
#: The indexes that lead to everything, with what they are called.
INDEXES = {
    "actors": "Actors",
    "relations": "Relations",
    "topics": "Topics",
    "places": "Places",
    "types": "Types of event",
    "storylines": "Storylines",
    "on": "On this day",
}
#: What the timeline is asked for, by the first part of a collection's address.
_ASKED = {
    "actors": "actor",
    "topics": "topic",
    "places": "place",
    "types": "type",
    "storylines": "storyline",
}


def event(event_id: str, lang: str | None = None) -> str:
    return f"/events/{event_id}/{lang}/" if lang else f"/events/{event_id}/"


def actor(actor_id: str) -> str:
    return f"/actors/{actor_id}/"


def topic(topic_id: str) -> str:
    return f"/topics/{topic_id}/"


def place(place_id: str) -> str:
    return f"/places/{place_id}/"


def event_type(type_id: str) -> str:
    return f"/types/{type_id}/"


def storyline(storyline_id: str) -> str:
    return f"/storylines/{storyline_id}/"


def relation(one: str, other: str) -> str:
    first, second = sorted((one, other))
    return f"/relations/{first}/{second}/"


def year(number: int) -> str:
    """`/1949/`; years before 1 as `/-0043/`, in astronomical numbering."""
    return f"/{number:04d}/" if number >= 0 else f"/-{-number:04d}/"


def month(year_number: int, number: int) -> str:
    return f"{year(year_number)}{number:02d}/"


def day(month_number: int, number: int) -> str:
    return f"/on/{month_number:02d}-{number:02d}/"


def page(page_id: str) -> str:
    return f"/{page_id}/"


def index(kind: str) -> str:
    """The list of all of a kind: `/actors/`, `/topics/` …"""
    return f"/{kind}/"


def kind(actors: str) -> str:
    """All actors of a kind that is too long for the list of actors: `/actors/persons/`."""
    return f"/actors/{actors}s/"


def part(collection: str, year_number: int) -> str:
    """One year of a collection too long for one page."""
    return collection + year(year_number)[1:]


def timeline(collection: str = "", *filters: tuple[str, str]) -> str:
    """Return the address of the timeline of everything, or of a collection, with more filters.

    `timeline("/actors/china/", ("type", "visit"))` is `/timeline/?actor=china&type=visit`.
    """
    kind, *ids = collection.strip("/").split("/")
    asked = [("relation", ",".join(ids))] if kind == "relations" else []
    asked += [(_ASKED[kind], one) for one in ids if kind in _ASKED]
    query = "&".join(f"{name}={value}" for name, value in (*asked, *filters))
    return f"/timeline/?{query}" if query else "/timeline/"


def output(address: str) -> str:
    """The file, relative to the output folder, that answers an address."""
    path = address.lstrip("/")
    return path + "index.html" if address.endswith("/") else path
