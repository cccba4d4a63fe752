"""Rules that an archive sets for itself: `CHRONOLOGY_GUARDS` and `CHRONOLOGY_BANNED_PHRASES`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from chronology.content import frontmatter
from chronology.content.archive import Archive
from chronology.model.edtf import Precision
from chronology.model.records import Event
from chronology.problems import FieldPath, Problem, warning
from chronology.settings import Settings

#: A body that gives the reason why no month or day is known mentions one of these words.
_REASON: Final = re.compile(r"\b(?:date|dated|day|month|year|unknown|known)\b", re.IGNORECASE)

Found = Iterator[tuple[str, str, FieldPath]]
"""Message, hint and field."""


def _official_names(event: Event, body: str) -> Found:
    if event.type in ("agreement", "ratification") and not event.official_names:
        message = "an agreement without `official_names`"
        yield message, "add the official name in each language", ()


def _visit_place(event: Event, body: str) -> Found:
    if event.type == "visit" and not event.place:
        yield "a visit without `place`", "add the place", ()


def _source_kind(event: Event, body: str) -> Found:
    for at, source in enumerate(event.sources):
        if not source.kind:
            yield "a source without `kind`", "say what kind of source it is", ("sources", at)


def _year_only(event: Event, body: str) -> Found:
    vague = event.date.precision >= Precision.YEAR
    if vague and not event.date_note and not _REASON.search(body):
        message = f"only the year is known ({event.date}), and the body does not say why"
        yield (
            message,
            "give the month or day, or explain in the body why it is not known",
            ("date",),
        )


#: The rules, by the names used in `CHRONOLOGY_GUARDS`.
GUARDS: Final[dict[str, Callable[[Event, str], Found]]] = {
    "official-names": _official_names,
    "visit-place": _visit_place,
    "source-kind": _source_kind,
    "year-only": _year_only,
}


def check(archive: Archive, settings: Settings) -> Iterator[Problem]:
    """Yield a warning for each breach of a rule that is switched on."""
    guards = [GUARDS[name] for name in settings.guards if name in GUARDS]
    phrases = _phrases(settings.banned_phrases)
    if not settings.guards and not phrases:
        return
    for name in settings.guards:
        if name not in GUARDS:
            hint = "the guards are " + ", ".join(GUARDS)
            message = f"CHRONOLOGY_GUARDS contains `{name}`"
            yield Problem("pelicanconf.py", "setting", message, hint)
    for entry in archive.events.values():
        text = frontmatter.body(archive.root, entry.path)
        for guard in guards:
            for message, hint, field in guard(entry.record, text):
                yield warning(entry.path, "guard", message, hint, field)
        if phrases:
            yield from _banned(entry.path, entry.record, text, entry.digests.body_line, phrases)


def _phrases(phrases: Sequence[str]) -> re.Pattern[str] | None:
    words = [r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases if phrase.strip()]
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE) if words else None


def _banned(
    path: str, event: Event, body: str, body_line: int, phrases: re.Pattern[str]
) -> Iterator[Problem]:
    hint = "write it in other words"
    for name in ("title", "summary"):
        for match in phrases.finditer(getattr(event, name) or ""):
            yield warning(path, "banned-phrase", f"`{match[0]}` is not used here", hint, (name,))
    for match in phrases.finditer(body):
        line = body_line + body.count("\n", 0, match.start())
        message = f"`{' '.join(match[0].split())}` is not used here"
        yield warning(path, "banned-phrase", message, hint, ("body",)).at(line, 1)
