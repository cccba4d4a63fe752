"""How much of press reports `invoke import` reads aright.

    python -m benchmarks.reports FOLDER CONTENT

FOLDER holds the reports and `KEY.jsonl`, a line for each with the right answers:
`{"file": …, "answers": {"date", "kind", "place", "actors": [{"name"}], "states": [ISO codes]}}`.
CONTENT is a content folder with the registries.
"""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "plugins"))

from chronology.content.registries import Registries
from chronology.model.records import State
from press_reports import entry
from press_reports.people import folded, same


class Score(NamedTuple):
    """Of one report: is the date right; actors due, found and false; persons unknown and told."""

    file: str
    date: bool
    due: int
    found: int
    false: tuple[str, ...]
    strangers: int
    told: int


def scores(folder: Path, content: Path) -> list[Score]:
    """One score for each line of the folder's KEY.jsonl."""
    registries = entry.load_registries(content)
    lines = (folder / "KEY.jsonl").read_text("utf-8").splitlines()
    keys = [json.loads(line) for line in lines if line.strip()]
    files = {Path(key["file"]).name: key["answers"] for key in keys}
    reports = [(name, (folder / name).read_text("utf-8")) for name in files]
    proposals = entry.proposals(reports, content, datetime.date.today())
    return [_score(name, one.as_data(), files[name], registries) for name, one in proposals]


def _score(
    name: str, proposed: Mapping[str, Any], answers: Mapping[str, Any], registries: Registries
) -> Score:
    due, strangers = set(), []
    people = [actor for actor in registries.actors.values() if actor.type == "person"]
    for person in (folded(one["name"]) for one in answers["actors"]):
        known = [p.id for p in people if any(same(folded(n), person) for n in p.all_names)]
        due.update(known[:1])
        strangers += [] if known else [person]
    states = {one.id for one in registries.actors.values()
              if isinstance(one, State) and one.iso in answers.get("states", ())}  # fmt: skip
    found = {part["actor"] for part in proposed["actors"]}
    #: A state takes part for a person who is not registered.
    sent = {one.get("country") for one in answers["actors"]}
    stand_in = {one.id for one in registries.actors.values()
                if isinstance(one, State) and one.iso in sent}  # fmt: skip
    unknown = [folded(one) for one in proposed["unknown_names"]]
    told = [person for person in strangers if any(same(person, one) for one in unknown)]
    return Score(name, proposed.get("date") == answers["date"], len(due | states),
                 len(found & (due | states)), tuple(sorted(found - due - states - stand_in)),
                 len(strangers), len(told))  # fmt: skip


def main(folder: str, content: str) -> None:
    """Print a line for each report and the figures of all."""
    rows = scores(Path(folder), Path(content))
    for row in rows:
        date, false = "right" if row.date else "WRONG", ", ".join(row.false) or "none"
        actors, unknown = f"{row.found}/{row.due}", f"{row.told}/{row.strangers}"
        print(f"{row.file:10} date {date}, actors {actors}, false {false}, unknown {unknown}")
    due, found = sum(row.due for row in rows), sum(row.found for row in rows)
    wrong = sum(len(row.false) for row in rows)
    strangers, told = sum(row.strangers for row in rows), sum(row.told for row in rows)
    print(
        f"dates {sum(row.date for row in rows)}/{len(rows)}; participants {found}/{due}; "
        f"false {wrong} of {found + wrong}; unknown persons told {told}/{strangers}"
    )


if __name__ == "__main__":
    main(*sys.argv[1:3])
