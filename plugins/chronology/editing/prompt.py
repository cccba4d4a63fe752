"""The questions of `invoke new`: each answer is understood, or asked for again, before the next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from chronology.content.archive import Archive
from chronology.content.decode import ACTORS
from chronology.editing import new
from chronology.editing.new import Known, Words
from chronology.model import edtf
from chronology.model.ids import is_id
from chronology.model.records import Actor, Place
from chronology.problems import Problem

Choices = Callable[[str], list[str]]
"""What may be meant by what was typed."""
Ask = Callable[[str, Choices | None], str]
"""Puts a question to the editor, completes what is typed, and gives the answer."""

_REQUIRED: Final = frozenset(("title", "date", "type", "actors", "source_title"))
#: The questions, in the order they are asked.
_QUESTIONS: Final = {
    "title": "Title (who does what where, in the present tense)",
    "date": "Date (as 2024-04-09, 2024-04 or 2024-04-09/2024-04-11)",
    "type": "Type",
    "actors": "Who took part (names between commas)",
    "place": "Place",
    "topics": "Topics (between commas)",
    "source_title": "Title of the source",
    "source_url": "Address of the source",
    "summary": "Summary (one sentence)",
}
_OFFERED: Final = 5


class _UnclearError(Exception):
    """An answer that is none; its text says why, and what to do."""


class Dialogue:
    """Asks for the words of an entry, and registers actors and places on the way."""

    def __init__(
        self,
        read: Callable[[], Archive],
        write: Callable[[str, str], None],
        ask: Ask,
        say: Callable[[str], None] = print,
    ) -> None:
        """`read` gives the archive as it is, `write` puts a text at a path of its folder."""
        self._read, self._write, self._ask, self._say = read, write, ask, say
        self._found = read()

    def words(self, given: Words) -> dict[str, str]:
        """The words with names as ids.

        Where one is missing that an entry has to have, all that is not given is asked for.
        """
        given = {name: text for name, text in given.items() if text.strip()}
        complete = given.keys() >= _REQUIRED
        message: dict[str, str] = {}
        for field, question in _QUESTIONS.items():
            if field not in given and complete:
                continue
            optional = "" if field in _REQUIRED else " – may be empty"
            answer = given.get(field, "")
            while field not in message:
                answer = answer or self._ask(f"{question}{optional}: ", self._choices(field))
                try:
                    message[field] = self._understood(field, answer.strip(), message)
                except _UnclearError as reason:
                    self._say(f"  {reason}")
                answer = ""
        return message

    def _understood(self, field: str, answer: str, message: Words) -> str:
        if not answer and field in _REQUIRED:
            raise _UnclearError("An entry has to have this.")
        if field == "date":
            notes: list[str] = []
            try:
                date = new.to_edtf(answer, notes) or edtf.parse(answer).edtf
            except edtf.DateError as error:
                raise _UnclearError(f"{error.reason}: {error.hint}") from None
            self._tell(notes)
            if new.is_there(self._found, new.identifier(date, message["title"])):
                raise _UnclearError("There is an entry of this date and title already.")
            return date
        if field in new.REGISTRIES:
            return ", ".join(self._meant(field, part) for part in new.parts(field, answer))
        return answer

    def _tell(self, notes: list[str]) -> None:
        for note in notes:
            self._say(f"  {note}")

    def _known(self, field: str) -> Known:
        return new.names(getattr(self._found.registries, new.REGISTRIES[field]).values())

    def _choices(self, field: str) -> Choices | None:
        return partial(new.candidates, self._known(field)) if field in new.REGISTRIES else None

    def _meant(self, field: str, word: str) -> str:
        """The id of a name; where it is not known those like it are offered."""
        while True:
            notes: list[str] = []
            known = self._known(field)
            one = new.resolve(word, field, known, notes)
            if not isinstance(one, Problem):
                self._tell(notes)
                return one
            offered = new.candidates(known, word)[:_OFFERED]
            choices = [f"{number} {name}" for number, name in enumerate(offered, 1)]
            if field in ("actors", "place") and one.code == "unknown-id":
                choices.append("+ to register it")
            listed = f" ({', '.join(choices)})" if choices else ""
            answer = self._ask(f"  {one.message}{listed}: ", self._choices(field)).strip()
            if answer == "+" and choices[-1][0] == "+":
                return self._registered(field, word)
            if answer.isdecimal() and 0 < int(answer) <= len(offered):
                return offered[int(answer) - 1]
            if not answer:
                raise _UnclearError("Then name all again, without it.")
            word = answer

    def _registered(self, field: str, name: str) -> str:
        """The id of a new record, which is asked for as far as it cannot be known."""
        if field == "actors":
            kind: type[Actor | Place] = Actor
            last = self._kind(name)
        else:
            kind = Place
            country = self._ask(f"  {name} lies in – may be empty: ", self._choices("actors"))
            last = self._meant("actors", country.strip()) if country.strip() else ""
        taken = getattr(self._found.registries, new.REGISTRIES[field])
        identity = new.slug(name)
        while not is_id(identity) or identity in taken:
            identity = self._ask(f"  A new id for {name}, as in `xi-jinping`: ", None).strip()
        self._write(*new.record(self._found, kind, f"{identity}: {name}, {last}"))
        self._found = self._read()
        return identity

    def _kind(self, name: str) -> str:
        while True:
            choices = ", ".join(ACTORS)
            answer = self._ask(f"  {name} is a ({choices}): ", _beginning).strip().casefold()
            some = _beginning(answer) if answer else []
            if len(some) == 1:
                return some[0]


def _beginning(typed: str) -> list[str]:
    return [kind for kind in ACTORS if kind.startswith(typed)]


def at_terminal(question: str, choices: Choices | None) -> str:
    """Asks at the terminal; the tab key completes."""
    try:
        import readline
    except ImportError:  # not on every system
        return input(question)

    def complete(typed: str, state: int) -> str | None:
        some = choices(typed) if choices else []
        return some[state] if state < len(some) else None

    readline.set_completer(complete)
    readline.set_completer_delims(",")
    readline.parse_and_bind("tab: complete")
    readline.parse_and_bind("set show-all-if-ambiguous on")
    return input(question)
