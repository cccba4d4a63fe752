"""The editor's check: everything a build would refuse or warn of, without writing a site."""

from __future__ import annotations

from chronology import plan
from chronology.build import examine
from chronology.cache import Cache
from chronology.chronology import Chronology
from chronology.problems import ContentError, Problem, in_order
from chronology.settings import Settings
from chronology.site import Site
from chronology.theme import Theme


def check(settings: Settings) -> list[Problem]:
    """Every problem of the content folder, in the order of files and lines."""
    found, problems = examine(settings, Cache(settings.cache / "chronology.sqlite"))
    if any(problem.severity == "error" for problem in problems):
        return problems
    site = Site(Chronology(found), settings)
    try:
        plan.make(site, Theme(settings.theme))
    except ContentError as error:
        return in_order([*problems, *error.problems])
    return problems
