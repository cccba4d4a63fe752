"""Dates in words, from the machine date, in the language of the page (Unicode CLDR).

Patterns, names and lists are CLDR's, through Babel, compiled once a language. What CLDR has
no words for (about, until, the 1960s, spring) stands in `PHRASES`: a language more is an
entry more.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from babel import Locale, localedata
from babel.dates import tokenize_pattern
from babel.lists import format_list

from chronology.dates import Date, Day, Kind, Moment, Precision, day_number


class Forms(NamedTuple):
    """A text as it stands alone, and as it stands after a preposition: апрель, апреля."""

    plain: str
    of: str


class Phrases(NamedTuple):
    """What CLDR lacks. `{plain}` and `{of}` are the forms of the date, `{n}` a number."""

    about: str
    possibly: str
    both: str
    until: str
    since: str
    start_unknown: str
    end_unknown: str
    present: str
    decade: Forms
    century: Forms
    numeral: Callable[[int], str]
    season: str
    seasons: tuple[Forms, Forms, Forms, Forms]


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _roman(number: int) -> str:
    """For centuries: 1 to 100."""
    tens = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC", "C")
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return tens[number // 10] + ones[number % 10]


#: By language subtag; a language that is not here speaks the phrases of `en`.
PHRASES: dict[str, Phrases] = {
    "en": Phrases(
        about="about {of}",
        possibly="possibly {of}",
        both="about {of} (uncertain)",
        until="until {of}",
        since="from {of}",
        start_unknown="start unknown – {plain}",
        end_unknown="{plain} – end unknown",
        present="present",
        decade=Forms("{n}s", "the {n}s"),
        century=Forms("{n} century", "the {n} century"),
        numeral=_ordinal,
        season="{season} {year}",
        seasons=(
            Forms("spring", "spring"),
            Forms("summer", "summer"),
            Forms("autumn", "autumn"),
            Forms("winter", "winter"),
        ),
    ),
    "ru": Phrases(
        about="{plain} (приблизительно)",
        possibly="{plain} (предположительно)",
        both="{plain} (приблизительно, предположительно)",
        until="до {of}",
        since="с {of}",
        start_unknown="начало неизвестно – {plain}",
        end_unknown="{plain} – конец неизвестен",
        present="настоящее время",
        decade=Forms("{n}-е годы", "{n}-х годов"),
        century=Forms("{n} век", "{n} века"),
        numeral=_roman,
        season="{season} {year}",
        seasons=(
            Forms("весна", "весны"),
            Forms("лето", "лета"),
            Forms("осень", "осени"),
            Forms("зима", "зимы"),
        ),
    ),
    "zh": Phrases(
        about="约{plain}",
        possibly="可能{plain}",
        both="约{plain}（存疑）",
        until="至{plain}",
        since="{plain}起",
        start_unknown="起始不详 – {plain}",
        end_unknown="{plain} – 结束不详",
        present="至今",
        decade=Forms("{n}年代", "{n}年代"),
        century=Forms("{n}世纪", "{n}世纪"),
        numeral=str,
        season="{year}{season}",
        seasons=(
            Forms("春季", "春季"),
            Forms("夏季", "夏季"),
            Forms("秋季", "秋季"),
            Forms("冬季", "冬季"),
        ),
    ),
}


@cache
def words(date: Date, locale: str) -> str:
    """The date in the language `locale` (a BCP 47 tag), no more precise than it is.

    Raises `babel.UnknownLocaleError` for a language that CLDR does not have.
    """
    language = _language(locale)
    if date.kind is Kind.SINGLE:
        return language.moment(date.start).plain
    if date.kind is Kind.INTERVAL:
        return language.interval(date)
    members = [words(member, locale) for member in date.members]
    if date.kind is Kind.ONE_OF:
        return format_list(members, "or", language.locale)
    return format_list(members, "standard", language.locale)


@cache
def month_year(year: int, month: int, locale: str) -> str:
    """`April 2024`."""
    return _language(locale).fill("month", year, month)


@cache
def day_of_year(month: int, day: int, locale: str) -> str:
    """`9 April`."""
    return _language(locale).fill("day_of_year", 1, month, day)


def month_name(month: int, locale: str) -> str:
    """`April`, as it stands alone; months count from 1."""
    return _language(locale).standing_months[month]


def weekday(day: Day, locale: str) -> str:
    """`Tuesday`, as it stands alone."""
    return _language(locale).weekdays[(day_number(day) - 1) % 7]


@dataclass(frozen=True, slots=True)
class _Language:
    """What CLDR says about dates in one language, as templates for `str.format`.

    Templates take era year, month, day, month name, month name standing alone and era.
    `intervals` has the templates of both ends by precision and greatest difference.
    """

    locale: Locale
    phrases: Phrases
    templates: Mapping[str, str]
    intervals: Mapping[tuple[Precision, str], tuple[str, str]]
    between: str
    months: tuple[str, ...]
    standing_months: tuple[str, ...]
    weekdays: tuple[str, ...]
    eras: tuple[str, str]

    def fill(self, template: str, year: int, month: int = 0, day: int = 0) -> str:
        return self._fill(self.templates[template], year, month, day)

    def _fill(self, template: str, year: int, month: int, day: int) -> str:
        return template.format(
            year if year > 0 else 1 - year,
            month,
            day,
            self.months[month],
            self.standing_months[month],
            self.eras[year > 0],
        )

    def moment(self, moment: Moment) -> Forms:
        """One date with its qualifiers."""
        forms = self._unqualified(moment)
        if not moment.is_qualified:
            return forms
        if moment.approximate:
            phrase = self.phrases.both if moment.uncertain else self.phrases.about
        else:
            phrase = self.phrases.possibly
        return Forms(
            phrase.format(plain=forms.plain, of=forms.of),
            phrase.format(plain=forms.of, of=forms.of),
        )

    def _unqualified(self, moment: Moment) -> Forms:
        phrases, year = self.phrases, moment.year
        if year is None:
            return Forms(phrases.present, phrases.present)
        era = "" if year > 0 else "_era"
        if moment.day:
            day = self.fill("day" + era, year, moment.month or 0, moment.day)
            return Forms(day, day)
        if moment.month:
            return Forms(
                self.fill("month" + era, year, moment.month),
                self.fill("of_month" + era, year, moment.month),
            )
        if moment.precision is Precision.DECADE:
            return Forms(*(form.format(n=year) for form in phrases.decade))
        if moment.precision is Precision.CENTURY:
            number = phrases.numeral(year // 100 + 1)
            return Forms(*(form.format(n=number) for form in phrases.century))
        text = self.fill("year" + era, year)
        if moment.season:
            names = phrases.seasons[moment.season - 1]
            return Forms(*(phrases.season.format(season=name, year=text) for name in names))
        return Forms(text, text)

    def interval(self, date: Date) -> str:
        start, end = date.start, date.end
        phrases = self.phrases
        if start.year is None:
            phrase = phrases.until if start.open else phrases.start_unknown
            return phrase.format(**self.moment(end)._asdict())
        if end.year is None:
            phrase = phrases.since if end.open else phrases.end_unknown
            return phrase.format(**self.moment(start)._asdict())
        if start == end:
            return self.moment(start).plain
        joint = self._joint(start, end)
        return joint or self.between.format(self.moment(start).plain, self.moment(end).plain)

    def _joint(self, start: Moment, end: Moment) -> str | None:
        """`9–11 April 2024`: both ends in CLDR's one pattern, if there is one for them."""
        if start.is_qualified or end.is_qualified or start.precision is not end.precision:
            return None
        if not (start.year and end.year and start.year > 0 and end.year > 0):
            return None
        difference = "y" if start.year != end.year else "M" if start.month != end.month else "d"
        templates = self.intervals.get((start.precision, difference))
        if templates is None:
            return None
        first, last = templates
        return self._fill(first, start.year, start.month or 0, start.day or 0) + self._fill(
            last, end.year, end.month or 0, end.day or 0
        )


@cache
def _language(tag: str) -> _Language:
    # Records of diplomacy write the day first: English is British unless a country is named.
    locale = Locale.parse("en_GB" if tag == "en" else tag.replace("-", "_"))
    data = _calendar_data(str(locale))
    skeletons = data["datetime_skeletons"]
    templates = {
        "day": _template(data["date_formats"]["long"].pattern),
        "day_era": _template(skeletons["GyMMMd"].pattern),
        "month": _template(skeletons["yMMMM"].pattern),
        "month_era": _template(skeletons["GyMMM"].pattern),
        "of_month": _template(skeletons["yMMMM"].pattern.replace("L", "M")),
        "of_month_era": _template(skeletons["GyMMM"].pattern.replace("L", "M")),
        "year": _template(skeletons["y"].pattern),
        "year_era": _template(skeletons["Gy"].pattern),
        "day_of_year": _template(skeletons["MMMMd"].pattern),
    }
    intervals = {
        (precision, difference): (_template(ends[0]), _template(ends[1]))
        for precision, skeleton in (
            (Precision.DAY, "yMMMd"),
            (Precision.MONTH, "yMMMM"),
            (Precision.YEAR, "y"),
        )
        for difference, ends in data["interval_formats"].get(skeleton, {}).items()
        if len(ends) == 2
    }
    months, days, eras = data["months"], data["days"], data["eras"]["abbreviated"]
    return _Language(
        locale=locale,
        phrases=PHRASES.get(locale.language, PHRASES["en"]),
        templates=templates,
        intervals=intervals,
        between=data["interval_formats"][None],
        months=_names(months["format"]["wide"]),
        standing_months=_names(months["stand-alone"]["wide"]),
        weekdays=tuple(days["stand-alone"]["wide"][n] for n in range(7)),
        eras=(eras[0], eras[1]),
    )


def _names(months: Mapping[int, str]) -> tuple[str, ...]:
    return ("", *(months[n] for n in range(1, 13)))


def _calendar_data(locale: str) -> Mapping[str, Any]:
    """A copy of CLDR's data on dates for one locale.

    Babel (2.18, its issue 1234) writes what it looks up in one locale into data that others
    share: German months turn Chinese once Chinese ones were asked for. In a copy they do not.
    """
    data = localedata.load(locale)
    parts = ("date_formats", "datetime_skeletons", "interval_formats", "months", "days", "eras")
    return localedata.LocaleDataDict({part: copy.deepcopy(data[part]) for part in parts})


def _template(pattern: str) -> str:
    """A CLDR pattern (UTS 35, part 4) as a template; names of months in full."""
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
