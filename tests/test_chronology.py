from __future__ import annotations

from pathlib import Path

import archives
import pytest
import sites

from chronology.cache import Cache
from chronology.content import scan
from chronology.content.reader import Reader
from chronology.index import event_index
from chronology.index.chronology import Anniversary, Chronology
from chronology.model.edtf import parse

PEOPLE = """\
usa: {type: state, name: United States}
wang: {type: person, name: Wang Yi, offices: [
  {title: Foreign Minister, of: china, from: 2013-03-16, until: 2022-12-30},
  {title: State Councilor, of: china, from: 2018-03-19, until: 2023-03-12},
  {title: Author}]}
lavrov: {type: person, name: Sergey Lavrov, offices: [
  {title: Foreign Minister, of: russia, from: 2004-03-09, until: ..}]}
someone: {type: person, name: Someone, offices: [{title: Envoy, of: usa, from: 2020}]}
un: {type: organization, name: United Nations, members: [
  {actor: china, from: 1971-10-25, until: ..}, {actor: russia, from: 1991-12-24}]}
"""


def make(root: Path, drafts: bool = False, **events: str | None) -> Chronology:
    """A chronology of these events alone: id (with `_`) and text."""
    files: archives.Files = {
        f"events/{name.replace('_', '-')}.md": text for name, text in events.items()
    }
    return archives.chronology(
        root,
        {
            sites.EVENT: None,
            "actors/people.yaml": PEOPLE,
            "topics.yaml": "economy: {label: Economy}\ntrade: {label: Trade, broader: [economy]}\n"
            "tariffs: {label: Tariffs, broader: trade}\n",
            **files,
        },
        drafts,
    )


def ids(found: Chronology, positions: list[int] | tuple[int, ...]) -> list[str]:
    return [found.events[position].id for position in positions]


def event(date: str = "2020-05-05", body: str = "", **fields: str | None) -> str:
    return sites.event(body, date=date, added="2024-05-05", **fields)


def test_events_stand_in_the_order_of_the_record(tmp_path: Path) -> None:
    found = make(
        tmp_path,
        year=event("2020"),
        month=event("2020-01"),
        b_day=event("2020-01-01"),
        a_day=event("2020-01-01"),
        open_start=event("../2020-01-01"),
        before=event("-0043"),
        decade=event("202X"),
    )
    assert ids(found, range(7)) == [
        "before", "a-day", "b-day", "open-start", "month", "year", "decade",
    ]  # fmt: skip


def test_drafts_are_there_only_when_asked_for(tmp_path: Path) -> None:
    texts = {"a": event(), "b": event(status="draft")}
    assert set(make(tmp_path / "1", **texts).position) == {"a"}
    assert set(make(tmp_path / "2", drafts=True, **texts).position) == {"a", "b"}


def test_an_actor_has_the_events_it_took_part_in_or_was_represented_at(tmp_path: Path) -> None:
    found = make(
        tmp_path,
        itself=event("2020-05-05", actors="[china, usa]"),
        by_office=event("2020-05-06", actors="[wang, usa]"),
        by_of=event("2020-05-07", actors="[{actor: wang, of: russia}, usa]"),
        after_office=event("2024-05-08", actors="[wang, usa]"),
        spoken_of=event("2020-05-09", actors="[usa]", mentions="[china, china]"),
    )
    assert ids(found, found.by_actor["china"]) == ["itself", "by-office"]
    assert ids(found, found.by_actor["russia"]) == ["by-of"]
    assert ids(found, found.by_actor["wang"]) == ["by-office", "by-of", "after-office"]
    assert ids(found, found.by_mention["china"]) == ["spoken-of"]


def test_a_pair_needs_at_most_six_states(tmp_path: Path) -> None:
    states = [f"s{n}" for n in range(6)]
    more = "".join(f"{one}: {{type: state, name: {one.upper()}tan}}\n" for one in states)
    found = archives.chronology(
        tmp_path,
        {
            "actors/more.yaml": more,
            "actors/people.yaml": PEOPLE,
            sites.EVENT: event(actors=f"[{', '.join(states)}]"),
            "events/seven.md": event(actors=f"[{', '.join(states)}, china]"),
            "events/six.md": event(actors=f"[{', '.join(states[:4])}, wang, russia, lavrov, un]"),
        },
    )
    assert len(found.by_pair["s0", "s5"]) == 1
    assert ids(found, found.by_pair["china", "russia"]) == ["six"]
    assert ids(found, found.by_pair["china", "s3"]) == ["six"]
    assert ("china", "s5") not in found.by_pair
    assert ("china", "lavrov") not in found.by_pair
    assert "seven" in ids(found, found.by_actor["china"])
    assert ("s1", 2) in found.counterparts("s0")
    assert dict(found.counterparts("china")) == {
        "russia": 1, "s0": 1, "s1": 1, "s2": 1, "s3": 1,
    }  # fmt: skip


def test_counterparts_of_a_person_are_whoever_took_part(tmp_path: Path) -> None:
    found = make(
        tmp_path,
        a=event(actors="[wang, lavrov]"),
        b=event(actors="[wang, lavrov, usa]"),
        c=event(actors="[lavrov]"),
    )
    assert found.counterparts("wang") == [("lavrov", 2), ("usa", 1)]
    assert found.counterparts("china") == [("russia", 2), ("usa", 1)]
    assert found.counterparts("un") == []


def test_a_topic_has_the_events_of_the_narrower_ones(tmp_path: Path) -> None:
    found = make(
        tmp_path,
        a=event(topics="[tariffs]"),
        b=event(topics="[trade, economy]"),
        c=event(topics="[economy]"),
    )
    assert ids(found, found.by_topic["economy"]) == ["a", "b", "c"]
    assert ids(found, found.by_topic["trade"]) == ["a", "b"]
    assert ids(found, found.by_topic["tariffs"]) == ["a"]
    assert found.narrower("economy") == ["trade"]


def test_places_and_types(tmp_path: Path) -> None:
    found = make(tmp_path, a=event(place="[beijing, beijing]", type="call"), b=event(place=None))
    assert ids(found, found.by_place["beijing"]) == ["a"]
    assert ids(found, found.by_type["call"]) == ["a"]


@pytest.mark.parametrize(
    ("date", "years", "months", "days"),
    [
        ("2020-05-05", [2020], [(2020, 5)], [(5, 5)]),
        ("2020-05", [2020], [(2020, 5)], []),
        ("2020", [2020], [], []),
        ("2020-21", [2020], [], []),
        ("202X", [2020], [], []),
        ("2019-12-31/2020-02-01", [2019, 2020], [(2019, 12), (2020, 1), (2020, 2)], [(12, 31)]),
        ("2019/2021", [2019, 2020, 2021], [], []),
        ("2020-05-05~", [2020], [(2020, 5)], []),
        ("2020-05-05/..", [2020], [(2020, 5)], [(5, 5)]),
        ("-0043-03-15", [-43], [(-43, 3)], [(3, 15)]),
        ("[1960-01-01,1962-03-04]", [1960, 1962], [(1960, 1), (1962, 3)], []),
        ("{1960-01-01,1960-01-03}", [1960], [(1960, 1)], [(1, 1), (1, 3)]),
        ("{1960,1962-03}", [1960, 1962], [(1962, 3)], []),
        ("[1960-01-30..1960-02-02]", [1960], [(1960, 1), (1960, 2)], []),
        ("2020-02-29", [2020], [(2020, 2)], [(2, 29)]),
    ],
)
def test_an_event_stands_in_every_period_it_is_known_to_belong_to(
    tmp_path: Path,
    date: str,
    years: list[int],
    months: list[tuple[int, int]],
    days: list[tuple[int, int]],
) -> None:
    found = make(tmp_path, a=event(f'"{date}"'))
    assert sorted(found.by_year) == found.years == years
    assert sorted(found.by_month) == months
    assert sorted(found.by_day) == days


def test_an_office_is_printed_only_when_it_was_certainly_held(tmp_path: Path) -> None:
    found = make(tmp_path, a=event())

    def offices(actor: str, date: str) -> list[str]:
        return [office.title for office in found.offices_held(actor, parse(date))]

    assert offices("wang", "2013-03-16") == ["Foreign Minister"]
    assert offices("wang", "2018-03") == ["Foreign Minister"]
    assert offices("wang", "2020") == ["Foreign Minister", "State Councilor"]
    assert offices("wang", "2022") == ["State Councilor"]
    assert offices("wang", "2024") == []
    assert offices("lavrov", "2050") == ["Foreign Minister"]
    assert offices("lavrov", "2004") == []
    assert offices("someone", "2021") == []
    assert offices("china", "2021") == []


def test_a_seat_tells_capacity_and_whom_it_speaks_for(tmp_path: Path) -> None:
    found = make(
        tmp_path,
        a=event(
            actors="[wang, {actor: wang, as: Special Envoy}, {actor: wang, of: russia}, "
            "someone, {actor: someone, as: Guest, of: un}, china]"
        ),
    )
    assert [
        (seat.capacity, seat.represents) for seat in found.resolved_participants(found.events[0])
    ] == [
        ("Foreign Minister, State Councilor", ("china",)),
        ("Special Envoy", ("china",)),
        ("Foreign Minister, State Councilor", ("russia",)),
        (None, ()),
        ("Guest", ("un",)),
        (None, ()),
    ]


def test_memberships_of_an_actor(tmp_path: Path) -> None:
    found = make(tmp_path, a=event())
    assert [one.id for one, _ in found.memberships("russia")] == ["un"]
    assert found.memberships("usa") == []


def test_first_and_latest_meeting_and_the_beginning_of_relations(tmp_path: Path) -> None:
    found = make(
        tmp_path,
        a=event(
            "1949-10-02", type="recognition", actors="[russia, {actor: china, role: recipient}]"
        ),
        b=event("1949-12-16", type="statement"),
        c=event("1950-01-01", type="summit"),
        d=event("1960-01-01", type="meeting"),
        e=event("2030-01-01", type="visit", event_status="planned"),
        f=event("1990-01-01", type="visit", event_status="cancelled"),
    )
    pair = ("china", "russia")
    assert ids(found, found.meetings(found.by_pair[pair])) == ["c", "d"]
    established = found.established(pair)
    assert established is not None
    assert found.events[established].id == "a"


def test_neighbours_are_those_of_the_list(tmp_path: Path) -> None:
    found = make(
        tmp_path,
        a=event("2020-01-01"),
        b=event("2020-01-02", actors="[usa]"),
        c=event("2020-01-03"),
        d=event("2020-01-04"),
    )
    index = found.by_actor["china"]
    assert found.neighbours(0, index) == (None, 2)
    assert found.neighbours(2, index) == (0, 3)
    assert found.neighbours(3, index) == (2, None)
    assert found.neighbours(1, found.by_actor["usa"]) == (None, None)


@pytest.mark.parametrize(("relation", "inverse"), event_index.INVERSE.items())
def test_a_tie_is_seen_from_both_ends(tmp_path: Path, relation: str, inverse: str) -> None:
    found = make(
        tmp_path,
        a=event("2020-01-01"),
        b=event("2020-01-02", related=f"[{{event: a, relation: {relation}}}]"),
    )
    assert [(tie.relation, tie.position) for tie in found.related[1]] == [(relation, 0)]
    assert [(tie.relation, tie.position) for tie in found.related[0]] == [(inverse, 1)]


def test_a_tie_told_from_both_ends_is_one_tie(tmp_path: Path) -> None:
    found = make(
        tmp_path,
        a=event("2020-01-01", related="[{event: b, relation: precedes}]"),
        b=event("2020-01-02", related="[{event: a, relation: follows}]"),
    )
    assert [(tie.relation, tie.position) for tie in found.related[0]] == [("precedes", 1)]
    assert [(tie.relation, tie.position) for tie in found.related[1]] == [("follows", 0)]


def test_a_tie_to_a_draft_is_not_followed(tmp_path: Path) -> None:
    found = make(
        tmp_path,
        a=event(related="[{event: b, relation: follows}]"),
        b=event("2020-01-02", status="draft"),
    )
    assert found.related == {}


def test_anniversaries_are_of_treaties_and_recognitions_in_round_years(tmp_path: Path) -> None:
    found = make(
        tmp_path,
        a=event("1950-02-14", type="agreement"),
        b=event("1949", type="recognition"),
        c=event("1950", type="meeting"),
        d=event("1950", type="agreement", event_status="cancelled"),
        e=event("1950/1951", type="agreement"),
        f=event("1974", type="agreement"),
    )
    a, b, f = (found.position[one] for one in "abf")
    assert found.anniversaries(1960) == [Anniversary(10, a)]
    assert found.anniversaries(1975) == [Anniversary(25, a)]
    assert found.anniversaries(2024) == [Anniversary(75, b), Anniversary(50, f)]
    assert found.anniversaries(1950) == found.anniversaries(1940) == found.anniversaries(1955) == []


@pytest.mark.parametrize(
    ("rule", "events"),
    [
        ("events: [d, a]", ["a", "d"]),
        ("actors: [china, usa]", ["b"]),
        ("topics: [economy]", ["a", "b"]),
        ("topics: [tariffs, trade], actors: [russia]", ["a"]),
        ("actors: [china], from: 2020-01-02", ["b", "c"]),
        ("actors: [china], until: 2020-01", ["a", "b"]),
        ("from: 2020-01-02, until: 2020-01-02", ["b"]),
        ("actors: [usa], topics: [tariffs]", []),
    ],
)
def test_a_storyline_is_a_list_or_a_rule(tmp_path: Path, rule: str, events: list[str]) -> None:
    files: archives.Files = {
        sites.EVENT: None,
        "actors/people.yaml": PEOPLE,
        "topics.yaml": "economy: {label: Economy}\ntrade: {label: Trade, broader: [economy]}\n"
        "tariffs: {label: Tariffs, broader: trade}\n",
        "events/a.md": event("2020-01-01", topics="[tariffs]"),
        "events/b.md": event("2020-01-02", topics="[trade]", actors="[china, usa]"),
        "events/c.md": event("2020-02", topics=None, actors="[wang]"),
        "events/d.md": event("2021", topics=None, actors="[un]"),
        "storylines.yaml": f"story: {{title: A story, {rule}}}\n",
    }
    found = archives.chronology(tmp_path, files)
    assert ids(found, found.by_storyline["story"]) == events


def test_quotations_are_listed_by_speaker_with_their_event(tmp_path: Path) -> None:
    spoken = {"One.": "wang", "Two.": "Sergey Lavrov, in Moscow", "Three.": "A Guest"}
    body = "\n\n".join(f"> {text}\n>\n> — {speaker}" for text, speaker in spoken.items())
    found = make(tmp_path, a=event("2020-01-01", body=body), b=event("2020-01-02"))
    assert set(found.quotations) == {"wang", "lavrov"}
    (said,) = found.quotations["lavrov"]
    assert said.position == 0
    assert (said.quotation.text, said.quotation.capacity) == ("Two.", "in Moscow")


def test_asking_for_what_is_not_there_adds_nothing(tmp_path: Path) -> None:
    found = make(tmp_path, a=event())
    with pytest.raises(KeyError):
        found.by_actor["nobody"]


ANEW: list[archives.Files] = [
    {"events/a.md": event("2020-05-05", "Another text.")},
    {"events/a.md": event("2020-05-05", title="Another title")},
    {"events/a.md": event("2018")},
    {"events/a.md": event("'{2020-05-05, 2021-05-05}'", mentions="[wang]", place=None)},
    {"events/a.md": event("2020-05-05", "> We agree.\n>\n> — wang\n")},
    {"events/a.md": event("2020-05-05", related="[{event: b, relation: follows}]")},
    {"events/a.md": event("2020-05-05", status="draft")},
    {"events/b.md": None},
    {"events/c.md": event("2020-05-06", topics="[tariffs]")},
    {"actors/people.yaml": PEOPLE.replace("until: 2022-12-30", "until: 2020-02-02")},
    {"actors/people.yaml": PEOPLE.replace("name: Wang Yi", "name: Yi Wang")},
    {"actors/people.yaml": PEOPLE.replace("type: organization, name: United Nations, members: [",
     "type: organization, name: United Nations, members: [{actor: usa, from: 1945-10-24},")},
    {"actors/all.yaml": sites.ACTORS.replace("state, name: R", "organization, name: R")},
    {"topics.yaml": "trade: {label: Trade, broader: [economy]}\neconomy: {label: Economy}\n"
     "tariffs: {label: Tariffs}\n"},
    {"storylines.yaml": "s: {title: S, topics: [tariffs]}\n"},
]  # fmt: skip


def public_state(found: Chronology) -> dict[str, object]:
    """Return everything public that a chronology knows."""
    lists = {"events": [*found.events], "recorded": found.recorded_rank, "said": found.quotations}
    public = {name: value for name, value in vars(found).items() if not name.startswith("_")}
    return public | lists


@pytest.mark.parametrize("drafts", [False, True])
@pytest.mark.parametrize("files", ANEW, ids=[f"{number}" for number in range(len(ANEW))])
def test_what_is_taken_from_an_earlier_linking_is_what_a_new_one_finds(
    tmp_path: Path, files: archives.Files, drafts: bool
) -> None:
    content = sites.write(
        tmp_path / "content",
        {
            "actors/people.yaml": PEOPLE,
            "topics.yaml": "trade: {label: Trade}\neconomy: {label: Economy}\n"
            "tariffs: {label: Tariffs, broader: trade}\n",
            "storylines.yaml": "s: {title: S, topics: [trade]}\n",
            "events/a.md": event("2020-05-05", actors="[{actor: wang}, russia]"),
            "events/b.md": event("2020-05-05", actors="[china, usa]", topics="[tariffs]"),
        },
    )
    reader = Reader(content, Cache(tmp_path / "cache.sqlite"))
    before = reader.read(scan.scan(content))
    was = Chronology(before, drafts, keep_keys=True)
    assert len(was.recorded_rank) == len(was.events)  # kept from now on
    for path, text in files.items():
        if text is None:
            (content / path).unlink()
        else:
            sites.put(content, path, text)
    found = reader.read(scan.scan(content))
    assert found.problems == []
    taken, anew = Chronology(found, drafts, was), Chronology(found, drafts, keep_keys=True)
    assert public_state(taken) == public_state(anew)
