"""What only the whole can tell: ids that lead nowhere, impossible lives, things told twice."""

from __future__ import annotations

from chronology.archive import Archive
from chronology.problems import Problem
from chronology.rules import claims, clocks, duplicates, references

#: The least that has to hold before a chronology can be linked comes first.
CHECKS = (references.check, clocks.check, claims.check, duplicates.check)


def check(archive: Archive) -> list[Problem]:
    """Every problem that no file can show alone. Their lines are not yet known."""
    return [problem for one in CHECKS for problem in one(archive)]
