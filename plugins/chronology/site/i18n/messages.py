"""The words of the interface, in the language of the page.

A language is one file, `locales/<tag>.yaml`: the English words and their translations.
What is counted has a mapping of CLDR's plural categories (`one`, `few`, `other` …) instead.
Keys of several words are in quotes, so that the file is read by the line at every start.
"""

from __future__ import annotations

import re
from functools import cache, partial
from pathlib import Path
from typing import Final

from babel import Locale
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from chronology.content import frontmatter
from chronology.problems import ContentError, Problem

FOLDER: Final = Path(__file__).with_name("locales")
#: Names of states that take an article in an English sentence.
_WITH_ARTICLE: Final = re.compile(
    r"(United|Soviet|Netherlands|Philippines|Bahamas|Maldives|Seychelles|Comoros|Gambia|Vatican"
    r"|Holy See|Ottoman)\b|.*\b(Republic|Islands|Union|Empire|Kingdom|Emirates|States|Federation)\b"
)


def with_article(name: str) -> str:
    """Return the name of a state as an English sentence has it: "the United States"."""
    return f"the {name}" if _WITH_ARTICLE.match(name) else name


class Messages:
    """The words of one language: `t("Participants")`, `t("{number} events", 3)`.

    What the file does not have is said in English. Values that are Markup stay as they are; then
    everything else is escaped, and the result is Markup too.
    """

    def __init__(self, language: str, words: dict[str, str | dict[str, str]]) -> None:
        self.language = language
        self.words = words
        locale = Locale.parse(language, sep="-")
        self._plural = cache(locale.plural_form)
        self.right_to_left = locale.text_direction == "rtl"
        #: A number as the language writes it: 5,201 in English.
        self.number = cache(partial(format_decimal, locale=locale))

    def __call__(self, text: str, number: int | None = None, **values: object) -> str:
        said = self.words.get(text) or text
        if number is None and not values and said.__class__ is str:
            return said
        if isinstance(said, dict):
            assert number is not None, f"`{text}` is counted: give the number"
            said = said.get(self._plural(number)) or said["other"]
        if number is not None:
            values["number"] = self.number(number)
        if Markup in map(type, values.values()):
            escaped = {name: escape(value) for name, value in values.items()}
            return Markup(str.format(escape(said), **escaped))
        return said.format(**values)

    def __repr__(self) -> str:
        return f"Wording({self.language!r})"

    def forms(self, text: str) -> dict[str, str]:
        """Return the forms of a counted text by plural category, for scripts that count."""
        said = self.words.get(text) or text
        return said if isinstance(said, dict) else {"other": said}


def of(language: str) -> Messages:
    """The words of a language, or of the one it is a kind of: `zh` for `zh-Hans`.

    Raises ContentError where there is neither.
    """
    for tag in (language, language.partition("-")[0]):
        if has(tag):
            return _read(tag)
    known = ", ".join(sorted(file.stem for file in FOLDER.glob("*.yaml")))
    message = f"there is no `{language}` translation of the interface"
    hint = f"set DEFAULT_LANG to one of {known}, or add {FOLDER.name}/{language}.yaml"
    raise ContentError([Problem("pelicanconf.py", "setting", message, hint)])


def has(language: str) -> bool:
    """Is there a file of just this language?"""
    return (FOLDER / f"{language}.yaml").is_file()


@cache
def _read(tag: str) -> Messages:
    path = f"{tag}.yaml"
    text = frontmatter.decode(frontmatter.read_bytes(FOLDER, path), path)
    return Messages(tag, frontmatter.parse_registry(text, path) or {})
