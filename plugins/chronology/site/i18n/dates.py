"""Dates in words, in the language of the page (Unicode CLDR).

Patterns, names and lists are CLDR's, through Babel, compiled once per language. What CLDR has no
words for (about, until, the 1960s, spring) is in the messages of the interface, or in English.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from babel import Locale, localedata
from babel.dates import tokenize_pattern
from babel.lists import format_list

from chronology.model.edtf import Date, Kind, Moment, Precision
from chronology.site.i18n import messages


class WordForms(NamedTuple):
    """A text by itself, and after a preposition: апрель, апреля; 9 avril, le 9 avril."""

    plain: str
    of: str


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _roman(number: int) -> str:
    """Return a number from 1 to 100 in Roman numerals, for centuries."""
    tens = " X XX XXX XL L LX LXX LXXX XC C".split(" ")
    ones = " I II III IV V VI VII VIII IX".split(" ")
    return tens[number // 10] + ones[number % 10]


#: A range within a set, by the kind of set and the precision; open at one end; of mixed precision.
#: {span} is the range as an interval: for languages that cannot decline both ends.
_RANGES = {
    Kind.ONE_OF: {
        Precision.DAY: "a day between {start} and {end}",
        Precision.MONTH: "a month between {start} and {end}",
        Precision.YEAR: "a year between {start} and {end}",
        "mixed": "some time between {start} and {end}",
        "before": "{plain} or earlier",
        "after": "{plain} or later",
    },
    Kind.ALL_OF: {
        Precision.DAY: "every day from {start} to {end}",
        Precision.MONTH: "every month from {start} to {end}",
        Precision.YEAR: "every year from {start} to {end}",
        "mixed": "all of {start} to {end}",
        "before": "{plain} and earlier",
        "after": "{plain} and later",
    },
}
#: What separates the ends in CLDR's interval patterns.
_SEPARATOR = re.compile(r"[\s–—~～〜至-]+$")

#: From spring to winter (EDTF 21 to 24), by itself and after a preposition.
_SEASONS = tuple((name, f"of {name}") for name in ("spring", "summer", "autumn", "winter"))


@cache
def words(date: Date, locale: str) -> str:
    """Return the date in the language `locale` (a BCP 47 tag), at its own precision.

    Raises `babel.UnknownLocaleError` for a language that CLDR does not have.
    """
    language = _language(locale)
    if date.kind is Kind.SINGLE:
        return language.moment(date.start).plain
    if date.kind is Kind.INTERVAL:
        return language.interval(date.start, date.end)
    members = [language.member(member, date.kind) for member in date.members]
    style: Literal["or", "standard"] = "or" if date.kind is Kind.ONE_OF else "standard"
    return format_list(members, style, language.locale)


@cache
def without_year(date: Date, locale: str) -> str:
    """Return the date under a heading that has its year: `9 April`, `24–26 April`, `April`.

    A date that is not within one year, or is qualified, keeps its full words.
    """
    start, end = date.start, date.end
    year, month = start.year, start.month
    qualified = start.is_qualified or end.is_qualified
    if date.members or not year or not month or qualified or year < 1 or year != end.year:
        return words(date, locale)
    if start == end:
        return day_of_year(month, start.day, locale) if start.day else month_name(month, locale)
    return _language(locale).within_year(start, end) or words(date, locale)


@cache
def month_year(year: int, month: int, locale: str) -> str:
    """Return `April 2024` as a heading: `Апрель 2024 г.`; years before 1 with their era."""
    language = _language(locale)
    form = language.templates["month" if year > 0 else "month_era"]
    return _capital(language.fill(form, year, month))


@cache
def day_of_year(month: int, day: int, locale: str) -> str:
    """Return `9 April`."""
    language = _language(locale)
    return language.fill(language.templates["day_of_year"], 1, month, day)


def year_with_era(year: int, locale: str) -> str:
    """Return a year before 1 as historians write it: `44 BC`."""
    language = _language(locale)
    return language.fill(language.templates["year_era"], year)


def month_name(month: int, locale: str) -> str:
    """Return `April` as a heading; months count from 1."""
    return _capital(_language(locale).standing_months[month])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class _Language:
    """CLDR's date patterns of one language, as templates for `str.format`.

    Templates take era year, month, day, month name, stand-alone month name and era. `_intervals`
    has the templates of both ends by precision and greatest difference.
    """

    def __init__(self, locale: Locale) -> None:
        data = _calendar_data(str(locale))
        patterns = {name: found.pattern for name, found in data["datetime_skeletons"].items()}
        alone, within = (data["months"][form]["wide"] for form in ("stand-alone", "format"))
        self.locale = locale
        self.standing_months: list[str] = ["", *map(alone.__getitem__, range(1, 13))]
        self._say = messages.of(locale.language if messages.has(locale.language) else "en")
        self._months = ["", *map(within.__getitem__, range(1, 13))]
        self._eras = [data["eras"]["abbreviated"][n] for n in (0, 1)]
        month_era = patterns.get("GyMMMM") or patterns["GyMMM"]
        self.templates = {
            "day": _template(data["date_formats"]["long"].pattern),
            "day_era": _template(patterns.get("GyMMMMd") or patterns["GyMMMd"]),
            "month": _template(patterns["yMMMM"]),
            "month_era": _template(month_era),
            "of_month": _template(patterns["yMMMM"].replace("L", "M")),
            "of_month_era": _template(month_era.replace("L", "M")),
            "year": _template(patterns["y"]),
            "year_era": _template(patterns["Gy"]),
            "day_of_year": _template(patterns["MMMMd"]),
        }
        intervals = data["interval_formats"]
        day = "yMMMMd" if "yMMMMd" in intervals else "yMMMd"
        skeletons = {Precision.DAY: day, Precision.MONTH: "yMMMM", Precision.YEAR: "y"}
        self._within_year = {
            difference: (_template(ends[0]), _template(ends[1]))
            for difference, ends in (intervals.get("MMMMd") or intervals.get("MMMd", {})).items()
            if len(ends) == 2
        }
        self._between: str = intervals[None]
        self._intervals = {
            (precision, difference): (_template(ends[0]), _template(ends[1]))
            for precision, skeleton in skeletons.items()
            for difference, ends in intervals.get(skeleton, {}).items()
            if len(ends) == 2
        }

    def fill(self, template: str, year: int, month: int = 0, day: int = 0) -> str:
        return template.format(
            year if year > 0 else 1 - year,
            month,
            day,
            self._months[month],
            self.standing_months[month],
            self._eras[year > 0],
        )

    def within_year(self, start: Moment, end: Moment) -> str:
        """Return two days of one year as an interval without the year; "" for other dates."""
        ends = self._within_year.get("M" if start.month != end.month else "d")
        if not ends or not (start.day and end.day and start.month and end.month):
            return ""
        first = self.fill(ends[0], 1, start.month, start.day)
        return first + self.fill(ends[1], 1, end.month, end.day)

    def moment(self, moment: Moment) -> WordForms:
        """Return one date with its qualifiers."""
        forms = self._unqualified(moment)
        if not moment.is_qualified:
            return forms
        phrase = "about {of}" if moment.approximate else "possibly {of}"
        if moment.approximate and moment.uncertain:
            phrase = "about {of} (uncertain)"
        of = self._say(phrase, plain=forms.of, of=forms.of)
        return WordForms(self._say(phrase, **forms._asdict()), of)

    def _unqualified(self, moment: Moment) -> WordForms:
        year, month = moment.year, moment.month
        if year is None:
            text = self._say("present")
            return WordForms(text, text)
        era = "" if year > 0 else "_era"
        if month and moment.day:
            text = self.fill(self.templates["day" + era], year, month, moment.day)
            return WordForms(text, self._say("{day}", day=text))  # with its article: le 9 avril
        if month:
            of = self.fill(self.templates["of_month" + era], year, month)
            return WordForms(self.fill(self.templates["month" + era], year, month), of)
        if moment.precision is Precision.DECADE:
            return WordForms(*(self._say(form, n=year) for form in ("{n}s", "the {n}s")))
        if moment.precision is Precision.CENTURY:
            n = year // 100 + 1
            numerals: dict[str, Any] = {"n": n, "ordinal": _ordinal(n), "roman": _roman(n)}
            centuries = ("{ordinal} century", "the {ordinal} century")
            return WordForms(*(self._say(form, **numerals) for form in centuries))
        text = self.fill(self.templates["year" + era], year)
        if moment.season:
            names = map(self._say, _SEASONS[moment.season - 1])
            return WordForms(*(self._say("{season} {year}", season=n, year=text) for n in names))
        return WordForms(text, text)

    def interval(self, start: Moment, end: Moment) -> str:
        if start.year is None:
            phrase = "until {of}" if start.open else "start unknown – {plain}"
            return self._say(phrase, **self.moment(end)._asdict())
        if end.year is None:
            phrase = "from {of}" if end.open else "{plain} – end unknown"
            return self._say(phrase, **self.moment(start)._asdict())
        if start == end:
            return self.moment(start).plain
        if joint := self._joint(start, end):
            return "".join(joint)
        return self._between.format(self.moment(start).plain, self.moment(end).plain)

    def _joint(self, start: Moment, end: Moment) -> tuple[str, str] | None:
        """Return both ends in CLDR's one pattern for them: `9–` and `11 April 2024`."""
        if start.year is None or end.year is None:
            return None
        difference = "y" if start.year != end.year else "M" if start.month != end.month else "d"
        joint = self._intervals.get((start.precision, difference))
        unlike = start.precision is not end.precision or start.is_qualified or end.is_qualified
        if joint is None or unlike or start.year < 1:
            return None
        first, last = (
            self.fill(template, moment.year or 0, moment.month or 0, moment.day or 0)
            for template, moment in zip(joint, (start, end), strict=True)
        )
        return first, last

    def member(self, date: Date, kind: Kind) -> str:
        """Return a member of a set in words: a date, or a range to choose from or to go through."""
        start, end = date.start, date.end
        if date.kind is Kind.SINGLE or start == end:
            return self.moment(start).plain
        phrases = _RANGES[kind]
        if start.year is None:
            return self._say(phrases["before"], **self.moment(end)._asdict())
        if end.year is None:
            return self._say(phrases["after"], **self.moment(start)._asdict())
        precision = start.precision if start.precision is end.precision else "mixed"
        joint = self._joint(start, end) or (self.moment(start).of, self.moment(end).of)
        return self._say(
            phrases.get(precision, phrases["mixed"]),
            start=_SEPARATOR.sub("", joint[0]),
            end=joint[1],
            span=self.interval(start, end),
        )


@cache
def _language(tag: str) -> _Language:
    # Records of diplomacy write the day first: English is British unless a country is named.
    return _Language(Locale.parse("en_GB" if tag == "en" else tag.replace("-", "_")))


def _calendar_data(locale: str) -> Mapping[str, Any]:
    """Return a copy of CLDR's data on dates for one locale.

    Babel (2.18, its issue 1234) writes what it looks up in one locale into data that others
    share: German months become Chinese after Chinese ones were looked up. A copy prevents it.
    """
    data = localedata.load(locale)
    parts = ("date_formats", "datetime_skeletons", "interval_formats", "months", "eras")
    return localedata.LocaleDataDict({part: copy.deepcopy(data[part]) for part in parts})


def _template(pattern: str) -> str:
    """Return a CLDR pattern (UTS 35, part 4) as a template with full month names."""
    parts = []
    tokens: Any = tokenize_pattern(pattern)
    for kind, value in tokens:
        if kind == "chars":
            parts.append(value.replace("{", "{{").replace("}", "}}"))
            continue
        field, width = value
        if field in "ML" and width > 2:
            parts.append("{3}" if field == "M" else "{4}")
        elif field in "MLd":
            number = "{2" if field == "d" else "{1"
            parts.append(number + (":02}" if width == 2 else "}"))
        else:
            parts.append({"y": "{0}", "G": "{5}"}[field])
    return "".join(parts)
