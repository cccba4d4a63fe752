"""Time: FAULTS.md 44 to 46. Told by `check` as warnings, with both records; no build fails."""

from __future__ import annotations

import pytest
from sites import EVENT, build, check, event

PEOPLE = "actors/people.yaml"
OTHER = "events/2024/2024-04-09-other.md"


def codes(problems):
    assert all(one.severity == "warning" and one.line and one.hint for one in problems)
    return [one.code for one in problems]


def person(**fields: str) -> str:
    inner = "".join(f", {name}: {value}" for name, value in fields.items())
    return f"ann: {{type: person, name: Ann{inner}}}\n"


def office(*dates: str, title: str = "Prime Minister", of: str = "china") -> str:
    start, until = dates
    return f"[{{title: {title}, of: {of}, from: {start}, until: {until}}}]"


@pytest.mark.parametrize(
    "record",
    [
        person(offices=office("2010", "2005")),
        person(born="1950", died="1949"),
        "ann: {type: state, name: Ann, from: 1990-02, until: 1990-01}\n",
        "ann: {type: organization, name: Ann, from: 2001, until: 1999}\n",
        "ann: {type: organization, name: A, members: [{actor: china, from: 2001, until: 1999}]}\n",
    ],
)
def test_fault_44_what_ends_before_it_begins(write_site, record):
    content = write_site({PEOPLE: record})
    problems = check(content)
    assert codes(problems) == ["date-order"]
    assert (problems[0].path, problems[0].field[0]) == (PEOPLE, "ann")
    assert (build(content) / "actors/ann/index.html").exists()


@pytest.mark.parametrize(
    "record",
    [
        person(born="2025"),
        person(died="2024-04-08"),
        "ann: {type: organization, name: Ann, from: 2024-05}\n",
        "ann: {type: state, name: Ann, until: 1991-12-26}\n",
    ],
)
def test_fault_44_an_actor_outside_its_life(write_site, record):
    problems = check(write_site({EVENT: event(actors="[china, ann]"), PEOPLE: record}))
    assert codes(problems) == ["lifetime"]
    assert (problems[0].path, problems[0].field) == (EVENT, ("actors", 1))
    assert "`ann`" in problems[0].message


@pytest.mark.parametrize(
    "record",
    [
        person(born="2024-04"),
        person(died="2024"),
        person(died="2024-04-09"),
        person(born="2024-04~"),
    ],
)
def test_fault_44_what_may_be_true_is_not_told(write_site, record):
    assert not check(write_site({EVENT: event(actors="[china, ann]"), PEOPLE: record}))


def holders(first: str, second: str) -> str:
    other = person(offices=second).replace("ann", "bob").replace("Ann", "Bob")
    return person(offices=first) + other


@pytest.mark.parametrize("title", ["Prime Minister", "President", "Minister of Foreign Affairs"])
def test_fault_44_two_holders_of_one_office(write_site, title):
    text = holders(office("2010", "2015", title=title), office("2013", "..", title=title))
    problems = check(write_site({PEOPLE: text}))
    assert codes(problems) == ["office-overlap"]
    assert "`ann`" in problems[0].message
    assert "`bob`" in problems[0].message


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (office("2010", "2013"), office("2013", "..")),
        (office("2010-01-01", "2013-05-02"), office("2013-05-02", "..")),
        (office("2010", "2015"), office("2013", "..", of="russia")),
        (office("2010", "2015", title="Ambassador"), office("2013", "..", title="Ambassador")),
        (office("2010", ""), office("2013", "..")),
    ],
    ids=["one year", "handing over", "two states", "many holders", "end not known"],
)
def test_fault_44_holders_that_need_not_overlap(write_site, first, second):
    assert not check(write_site({PEOPLE: holders(first, second)}))


@pytest.mark.parametrize("date", ["2024-04-09", "2024-04", "2024-04-08/2024-04-10"])
def test_fault_45_the_same_event_twice(write_site, date):
    other = event(title="Russia visits  china.", date=date, actors="[russia, china]")
    content = write_site(
        {EVENT.replace("2024-04-09-", ""): event(), EVENT: None, "events/2024/o.md": other}
    )
    problems = check(content)
    assert codes(problems) == ["duplicate-event"]
    both = problems[0].path + problems[0].message
    assert "events/2024/o.md" in both
    assert "events/2024/visit.md" in both


@pytest.mark.parametrize(
    "other",
    [event(date="2024-04-10"), event(title="Both sign a treaty on gas"), event(actors="[china]")],
)
def test_fault_45_alike_but_not_the_same(write_site, other):
    assert "duplicate-event" not in codes(check(write_site({"events/2024/other.md": other})))


@pytest.mark.parametrize(
    ("path", "date"),
    [
        ("events/2024/2024-04-08-visit.md", "2024-04-09"),
        ("events/2024/2024-03-visit.md", "2024-04-09"),
        ("events/2023/visit.md", "2024-04-09"),
        ("events/2024/2024-04-09-visit.md", "2024-05"),
        ("events/2024/1999-visit.md", "2024"),
    ],
)
def test_fault_46_a_date_that_disagrees_with_the_file(write_site, path, date):
    problems = check(write_site({EVENT: None, path: event(date=date, added="2024-06-01")}))
    assert codes(problems) == ["date-mismatch"]
    assert (problems[0].path, problems[0].field) == (path, ("date",))
    assert date in problems[0].message


@pytest.mark.parametrize(
    ("path", "date"),
    [
        ("events/2024/2024-04-09-visit.md", "2024-04-09/2024-04-11"),
        ("events/2024/2024-04-visit.md", "2024-04-09"),
        ("events/2024/visit.md", "2023-12-31/2024-01-01"),
        ("events/2024/2024-99-visit.md", "2024-04-09"),
    ],
)
def test_fault_46_a_date_that_agrees(write_site, path, date):
    assert not check(write_site({EVENT: None, path: event(date=date)}))
