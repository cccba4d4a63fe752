"""What only the whole can tell: ids that lead nowhere, impossible lives, things told twice."""

from __future__ import annotations

from chronology.archive import Archive
from chronology.problems import Problem
from chronology.rules import claims, clocks, duplicates, references


def check(archive: Archive) -> list[Problem]:
    """Every problem that no file can show alone. Their lines are not yet known."""
    rooms = (references, clocks, claims, duplicates)
    return [problem for room in rooms for problem in room.check(archive)]
