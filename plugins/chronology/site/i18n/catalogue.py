"""The catalogue of a language: what `chronology translate` writes for a translator to fill in.

English (`locales/en.yaml`) has every text of the interface and is the source of all others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from babel import Locale

from chronology.site.i18n import messages

#: Phrases of dates that a language may do without.
OPTIONAL = frozenset({"{season} {year}", "{day}"})
_FORMS = ("zero", "one", "two", "few", "many", "other")


class Catalogue(NamedTuple):
    """The file of a language, and how many of its texts are missing, unknown and there in all."""

    text: str
    missing: int
    dropped: int
    total: int


def updated(language: str) -> Catalogue:
    """Return the file of a language: its translations, and what is missing as comments.

    Texts that English does not have are dropped. A text that is a comment is shown in English.
    Raises `babel.UnknownLocaleError` for a language that CLDR does not have.
    """
    locale = Locale.parse(language, sep="-")
    english = messages.of("en").words
    own: Mapping[str, str | dict[str, str]] = (
        messages.of(language).words if messages.has(language) else {}
    )
    optional = {text: text for text in own if text in OPTIONAL}
    forms = [form for form in _FORMS if form in {*locale.plural_form.tags, "other"}]
    name = (locale.display_name or language).capitalize()
    lines = [
        f"# {name}. Translations of the interface; the English texts are the keys.",
        "# Remove the # of a line and translate what follows the colon, but nothing in {}.",
    ]
    missing = 0
    for text, source in {**optional, **english}.items():
        entry = list(_entry(text, own.get(text), source, forms))
        missing += any(line.startswith("#") for line in entry)
        lines += entry
    unknown = own.keys() - english.keys() - OPTIONAL
    return Catalogue("\n".join(lines) + "\n", missing, len(unknown), len(english))


def _entry(
    text: str, own: str | dict[str, str] | None, source: str | dict[str, str], forms: list[str]
) -> Iterator[str]:
    """Yield the lines of a text, comments where a translation is missing.

    A counted text has a line for each plural form. The form `other` serves for those it lacks.
    """
    if isinstance(source, str):
        mark = "" if isinstance(own, str) else "# "
        yield f"{mark}{_quoted(text)}: {_quoted(own if isinstance(own, str) else source)}"
        return
    known = own if isinstance(own, dict) and own.get("other") else {}
    yield f"{'' if known else '# '}{_quoted(text)}:"
    for form in forms:
        mark = "" if known.get(form) else "# "
        yield f"{mark}  {form}: {_quoted(known.get(form) or source['other'])}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
