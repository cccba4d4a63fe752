"""Reports to proposals, on texts of our own about states and persons that do not exist."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sites

from benchmarks import reports as figures
from chronology.problems import ContentError
from press_reports import entry
from press_reports.propose import Proposal

REPORTS = Path(__file__).parent / "fixtures" / "reports"
KEY = [json.loads(line) for line in (REPORTS / "KEY.jsonl").read_text("utf-8").splitlines()]
LEADS = [
    json.loads(line) for line in (REPORTS.parent / "leads.jsonl").read_text("utf-8").splitlines()
]
#: Whole reports in the manners of agencies, ministries and presidencies; `may` may be actors too.
TEXTS = [
    json.loads(line) for line in (REPORTS.parent / "texts.jsonl").read_text("utf-8").splitlines()
]
TODAY = datetime.date(2026, 11, 24)
ACTORS = """\
veldonia: {type: state, name: Veldonia, iso: XV}
norland: {type: state, name: Norland, iso: XN, aliases: [Norlandic]}
tamaraq: {type: state, name: Tamaraq}
littoral-council: {type: organization, name: Littoral Council, acronym: LC}
ilona-vestergaard:
  type: person
  name: Ilona Vestergaard
  offices: [{title: President, of: veldonia, from: 2018, until: ..}]
teodor-branzescu:
  type: person
  name: Teodor Brânzescu
  offices: [{title: Minister of Foreign Affairs, of: veldonia, from: 2022-11, until: ..}]
jorun-hakonsen: {type: person, name: Jørun Håkonsen}
samuel-okonjo: {type: person, name: Samuel Okonjo}
khalid-bin-yusuf-al-rashad: {type: person, name: Khalid bin Yusuf al-Rashad}
layla-suleiman: {type: person, name: Layla Suleiman}
"""
PLACES = """\
arvas: {name: Arvas, country: veldonia}
qalin: {name: Qalin, country: tamaraq}
strand: {name: Strand, country: norland}
"""
TOPICS = "fisheries: {label: Sea, alt_labels: [fisheries]}\n"
TREATY = (
    "date 2021-03-05\nVeldonia and Norland signed a treaty on fisheries in Strand on 3 March.\n"
)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    files: dict[str, str | bytes | None] = {
        sites.EVENT: None,
        "actors/all.yaml": ACTORS,
        "places.yaml": PLACES,
        "topics.yaml": TOPICS,
    }
    return sites.write(tmp_path / "content", files)


def read(told: str, content: Path) -> Proposal:
    ((_, proposal),) = entry.proposals([("report", told)], content, TODAY)
    return proposal


def data(told: str, content: Path) -> dict[str, Any]:
    return read(told, content).as_data()


@pytest.mark.parametrize("key", KEY, ids=lambda key: key["file"])
def test_date_type_place_and_speakers(key: dict[str, Any], content: Path) -> None:
    found = data((REPORTS / key["file"]).read_text("utf-8"), content)
    answers = key["answers"]
    assert (found["date"], found["type"]) == (answers["date"], answers["kind"])
    assert found.get("place") == answers["place"]
    assert [quote["speaker"] for quote in found["quotes"]] == answers["quotes"]


def test_all_who_took_part_are_found_and_nobody_else(content: Path) -> None:
    scores = figures.scores(REPORTS, content)
    assert [one.file for one in scores if one.found < one.due] == []
    assert [one.false for one in scores if one.false] == []
    assert [one.file for one in scores if one.told < one.strangers] == []


@pytest.mark.parametrize("lead", LEADS, ids=lambda lead: lead["text"][:40])
def test_leads_in_the_manner_of_agencies(lead: dict[str, Any], content: Path) -> None:
    found = data(f"date {lead['reported']}\n{lead['text']}", content)
    assert sorted(part["actor"] for part in found["actors"]) == lead["actors"]
    assert lead["date"] in (None, found["date"])
    assert lead["kind"] in (None, found["type"])


@pytest.mark.parametrize("report", TEXTS, ids=lambda report: report["id"])
def test_whole_reports_in_many_manners(report: dict[str, Any], content: Path) -> None:
    text = report["text"]
    found = data(text if text[0] == "<" else f"date {report['reported']}\n{text}", content)
    roles = {part["actor"]: part.get("role") for part in found["actors"]}
    assert found["date"] == report["date"]
    assert set(report["actors"]) <= roles.keys() <= {*report["actors"], *report.get("may", ())}
    assert report["kind"] in (None, found["type"])
    assert found.get("place") == report["place"]
    assert report.get("roles", {}).items() <= roles.items()
    assert [quote["speaker"] for quote in found["quotes"]] == report.get("quotes", [])
    assert (found.get("event_status") == "planned") == report.get("planned", False)


def test_who_held_an_office_stands_for_it_only_while_it_is_known(content: Path) -> None:
    told = "Veldonia's foreign minister met Layla Suleiman on Monday.\n"
    assert "teodor-branzescu" in data(f"date 2023-05-03\n{told}", content)["evidence"]["actors"]
    earlier = data(f"date 2021-05-03\n{told}", content)["actors"]
    assert [part["actor"] for part in earlier] == ["veldonia", "layla-suleiman"]


def test_host_and_visitor_with_office_and_state(content: Path) -> None:
    found = data((REPORTS / "01.txt").read_text("utf-8"), content)
    assert found["actors"] == [
        {"actor": "ilona-vestergaard", "role": "host", "as": "President", "of": "veldonia"},
        {
            "actor": "khalid-bin-yusuf-al-rashad",
            "role": "visitor",
            "as": "Crown Prince",
            "of": "tamaraq",
        },
    ]
    assert found["title"] == "Ilona Vestergaard receives Khalid bin Yusuf al-Rashad in Arvas"


def test_the_list_of_states_says_whom_each_minister_represents(content: Path) -> None:
    found = data((REPORTS / "03.txt").read_text("utf-8"), content)
    assert [part["of"] for part in found["actors"]] == ["veldonia", "tamaraq"]


def test_the_office_of_a_counterpart_is_not_invented(content: Path) -> None:
    parts = data((REPORTS / "04.txt").read_text("utf-8"), content)["actors"]
    assert parts[1] == {"actor": "teodor-branzescu", "of": "veldonia"}


def test_those_only_spoken_of_are_mentions(content: Path) -> None:
    found = data((REPORTS / "06.txt").read_text("utf-8"), content)
    assert found["mentions"] == ["tamaraq", "littoral-council"]
    assert "Vestergaard" not in json.dumps(found["actors"])


def test_a_visit_to_come_is_planned(content: Path) -> None:
    found = data((REPORTS / "11.txt").read_text("utf-8"), content)
    assert found["event_status"] == "planned"


def test_a_web_page_gives_its_source_and_no_navigation(content: Path) -> None:
    found = data((REPORTS / "14.html").read_text("utf-8"), content)
    assert found["sources"] == [
        {
            "title": "Envoys end talks in Strand",
            "publisher": "The Strand Post",
            "author": "Marit Sund",
            "url": "https://post.example/talks",
            "issued": "2023-03-23",
            "language": "en",
        }
    ]
    assert found["reported"] == "2023-03-23"
    assert "Weiss" not in json.dumps(found)


def test_unknown_names_come_with_their_sentence(content: Path) -> None:
    told = "date 2024-05-02\nIlona Vestergaard met King Bram of Rwanda in Arvas today."
    proposal = read(told, content)
    assert list(proposal.unknown) == ["Bram", "Rwanda"]
    assert proposal.unknown["Rwanda"].startswith("Ilona Vestergaard met")
    assert [part["actor"] for part in proposal.matter["actors"]] == ["ilona-vestergaard"]


def test_every_field_has_the_words_it_rests_on(content: Path) -> None:
    evidence = data(TREATY, content)["evidence"]
    assert evidence["date"] == "on 3 March"
    assert evidence["place"] == "in Strand"
    assert evidence["actors"] == {"veldonia": "Veldonia", "norland": "Norland"}
    assert evidence["topics"] == {"fisheries": "fisheries"}


def test_a_report_without_a_word_on_the_day_is_about_its_date_line(content: Path) -> None:
    assert data("date 2024-05-02\nIlona Vestergaard met Layla Suleiman.", content)["date"] == (
        "2024-05-02~"
    )


def test_a_report_without_a_date_is_an_undated_draft(content: Path) -> None:
    proposal = read("Ilona Vestergaard met Layla Suleiman on Tuesday.", content)
    assert "date" not in proposal.matter
    path = entry.write(proposal, content)
    assert path == "events/undated/undated-ilona-vestergaard-meets-layla-suleiman.md"
    assert "status: draft" in (content / path).read_text("utf-8")


def test_the_file_written_is_valid_and_none_is_overwritten(content: Path) -> None:
    proposal = read(TREATY, content)
    path = entry.write(proposal, content)
    assert path == "events/2021/2021-03-03-veldonia-and-norland-sign-an-agreement-in-strand.md"
    assert sites.check(content) == []
    with pytest.raises(FileExistsError):
        entry.write(proposal, content)


@pytest.mark.parametrize("key", KEY, ids=lambda key: key["file"])
def test_every_file_written_passes_the_check(key: dict[str, Any], content: Path) -> None:
    assert entry.write(read((REPORTS / key["file"]).read_text("utf-8"), content), content)
    assert [one for one in sites.check(content) if one.severity == "error"] == []


def test_only_quotations_of_the_report_are_copied(content: Path) -> None:
    told = (REPORTS / "07.txt").read_text("utf-8")
    text = entry.document(read(told, content))
    assert "> It is an offer that my government will study with care\n>\n> — layla-suleiman" in text
    assert "open its markets" not in text


def test_faults_of_the_registries_are_told(content: Path) -> None:
    sites.put(content, "places.yaml", "arvas: {nam: Arvas}\n")
    with pytest.raises(ContentError):
        read(TREATY, content)


def run(*arguments: str, told: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "invoke", "import", *arguments],
        cwd=sites.ROOT, input=told, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_command_prints_one_object_and_writes_nothing_when_dry(content: Path) -> None:
    done = run("-", "--content", str(content), "--dry-run", "--format", "json", told=TREATY)
    found = json.loads(done.stdout)
    assert {"title", "date", "reported", "added", "type", "place", "actors", "topics", "sources",
            "summary", "quotes", "unknown_names", "evidence"} <= set(found)  # fmt: skip
    assert not (content / "events").exists()


def test_command_writes_a_folder_of_reports_and_a_table_once(content: Path) -> None:
    done = run(str(REPORTS), "--content", str(content))
    assert done.returncode == 0, done.stderr
    assert len(list(content.rglob("events/*/*.md"))) == len(KEY)
    assert len([line for line in done.stdout.splitlines() if " took part, " in line]) == len(KEY)
    again = run(str(REPORTS), "--content", str(content))
    assert again.returncode == 0
    assert again.stdout.count("the record has this event") > len(KEY) / 2
    assert len(list(content.rglob("events/*/*.md"))) == len(KEY)


def cases() -> list[tuple[str, str, dict[str, object]]]:
    """Reports in the manner of ministries and agencies, with what they may say and no more."""
    return [
        (
            "ministry",
            "Ilona Vestergaard Meets with Tamaraq's Foreign Minister Layla Suleiman\n"
            "Updated: July 10, 2025 20:14\n\nOn July 10, 2025 local time, Member of the Political "
            "Bureau of the Central Committee and Foreign Minister Ilona Vestergaard met with "
            "Layla Suleiman in Strand.\n",
            {
                "date": "2025-07-10",
                "reported": "2025-07-10",
                "place": "strand",
                "type": "meeting",
                "as": "Foreign Minister",
            },
        ),
        (
            "visit announced",
            "Telephone conversation with Layla Suleiman\nJune 19, 2025, 11:25\n\n"
            "Ilona Vestergaard had a telephone conversation with Layla Suleiman.\n\n"
            "They touched upon the upcoming visit of Ilona Vestergaard to Qalin, scheduled for "
            "August 31 – September 3, for the summit and the celebrations.\n",
            {"date": "2025-06-19~", "type": "call"},
        ),
        (
            "agency",
            "Veldonia, Tamaraq pledge closer cooperation\n"
            "Source: Littoral News  Editor: abc  2025-11-01 22:11:15\n\n"
            "STRAND, Norland, Nov. 1 (Littoral News) -- Ilona Vestergaard held talks with Layla "
            "Suleiman here on Saturday after attending the council meeting. Enditem\n",
            {
                "date": "2025-11-01",
                "place": "strand",
                "publisher": "Littoral News",
                "title": "Veldonia, Tamaraq pledge closer cooperation",
            },
        ),
        (
            "vote",
            "LC/15641\n25 March 2024\n\nLittoral Council Demands Ceasefire in Gulf, Adopting "
            "Resolution 28 with 14 Members in Favour, Veldonia Abstaining\n\n"
            "The Littoral Council today demanded an immediate ceasefire, as it adopted "
            "a resolution put forward by its members.\n\n"
            "By a vote of 14 in favour to none against, with 1 abstention (Veldonia), the Council "
            "adopted resolution 28.\n\n"
            "Prior to the vote, the Council rejected an oral amendment by a vote of 3 in favour "
            "(Norland) to 1 against (Tamaraq).\n",
            {"date": "2024-03-25", "type": "vote", "abstained": ["veldonia"], "against": []},
        ),
    ]


@pytest.mark.parametrize(("name", "text", "due"), cases(), ids=[case[0] for case in cases()])
def test_fault_72_no_false_fact(
    content: Path, name: str, text: str, due: dict[str, object]
) -> None:
    found = read(text, content).as_data()
    (source,) = found["sources"]
    said = {
        **found,
        "as": found["actors"][0].get("as"),
        "publisher": source.get("publisher"),
        "title": source.get("title"),
        "abstained": [one["actor"] for one in found["actors"] if one.get("role") == "abstained"],
        "against": [one["actor"] for one in found["actors"] if one.get("role") == "voted-against"],
    }
    assert {field: said.get(field) for field in due} == due


def test_fault_72_a_state_takes_part_for_a_person_whom_no_registry_has(content: Path) -> None:
    text = (
        "date 2024-05-02\nIlona Vestergaard met Norland's President Ole Berg in Arvas on 1 May.\n"
    )
    found = read(text, content).as_data()
    assert [one["actor"] for one in found["actors"]] == ["ilona-vestergaard", "norland"]
    assert "Ole Berg" in found["unknown_names"]


def test_fault_74_an_event_of_the_record_is_offered_a_further_source(content: Path) -> None:
    report = content.parent / "report.txt"
    report.write_text(TREATY, encoding="utf-8")
    assert run(str(report), "--content", str(content)).returncode == 0
    again = run(str(report), "--content", str(content))
    assert again.returncode == 0
    assert "the record has this event: 2021-03-03-veldonia-and-norland" in again.stdout
    assert "Add this source to the entry:" in again.stdout
    data = json.loads(run(str(report), "--content", str(content), "--format", "json").stdout)
    assert data["existing"] == ["2021-03-03-veldonia-and-norland-sign-an-agreement-in-strand"]


def test_fault_73_an_import_never_stops_the_build(content: Path) -> None:
    """A draft without a date or participants is reported, and published nowhere."""
    report = content.parent / "report.txt"
    report.write_text("Talks were held.\n", encoding="utf-8")
    assert run(str(report), "--content", str(content)).returncode == 0
    (draft,) = (content / "events/undated").iterdir()
    sites.put(
        content, sites.EVENT, sites.event(actors="[veldonia, norland]", place=None, topics=None)
    )
    found = sites.check(content)
    assert {problem.severity for problem in found} == {"warning"}
    assert any("`date`" in p.message and p.path.endswith(draft.name) for p in found)
    output = sites.build(content)
    assert sites.holding(output, draft.stem) == []
