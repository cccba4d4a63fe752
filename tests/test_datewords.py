"""Dates in words: the machine date in the page's language, never more precise."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from babel import UnknownLocaleError
from hypothesis import given
from hypothesis import strategies as st

import chronology.model.edtf
from chronology.model.edtf import parse
from chronology.site.i18n.dates import day_of_year, month_name, month_year, words

PLUGINS = Path(chronology.model.edtf.__file__).parents[2]
MONTHS = [month_name(month, "en") for month in range(1, 13)]


def _spaced(text: str) -> str:
    """Thin and unbreakable spaces as plain ones: which of them CLDR takes changes often."""
    return "".join(" " if unicodedata.category(c) == "Zs" else c for c in text)


@pytest.mark.parametrize(
    ("text", "en", "zh", "ru"),
    [
        ("2024-04-09", "9 April 2024", "2024年4月9日", "9 апреля 2024 г."),
        ("2024-04", "April 2024", "2024年4月", "апрель 2024 г."),
        ("2024", "2024", "2024年", "2024"),
        ("2024-04-09/2024-04-11", "9–11 April 2024", "2024年4月9日至11日",
         "9–11 апреля 2024 г."),
        ("2024-04-30/2024-05-02", "30 April – 2 May 2024", "2024年4月30日至5月2日",
         "30 апреля – 2 мая 2024 г."),
        ("2023-12-30/2024-01-02", "30 December 2023 – 2 January 2024",
         "2023年12月30日至2024年1月2日", "30 декабря 2023 г. – 2 января 2024 г."),
        ("2024-04-09/2024-04-09", "9 April 2024", "2024年4月9日", "9 апреля 2024 г."),
        ("1962/1964", "1962–1964", "1962–1964年", "1962–1964"),
        ("1962-03/1962-05", "March – May 1962", "1962年3月至5月", "март – май 1962 г."),
        ("1962/1963-05", "1962 – May 1963", "1962年 – 1963年5月", "1962 – май 1963 г."),
        ("2024-04~", "about April 2024", "约2024年4月", "апрель 2024 г. (приблизительно)"),
        ("2024?", "possibly 2024", "可能2024年", "2024 (предположительно)"),
        ("2024%", "about 2024 (uncertain)", "约2024年（存疑）",
         "2024 (приблизительно, предположительно)"),
        ("196X", "1960s", "1960年代", "1960-е годы"),
        ("196X~", "about the 1960s", "约1960年代", "1960-е годы (приблизительно)"),
        ("19XX", "20th century", "20世纪", "XX век"),
        ("2024-21", "spring 2024", "2024年春季", "весна 2024"),
        ("../1962", "until 1962", "至1962年", "до 1962"),
        ("../1962-04", "until April 1962", "至1962年4月", "до апреля 1962 г."),
        ("1962/..", "from 1962", "1962年起", "с 1962"),
        ("196X/..", "from the 1960s", "1960年代起", "с 1960-х годов"),
        ("1962-04~/..", "from about April 1962", "约1962年4月起",
         "с апреля 1962 г. (приблизительно)"),
        ("1962/", "1962 – end unknown", "1962年 – 结束不详", "1962 – конец неизвестен"),
        ("/1962", "start unknown – 1962", "起始不详 – 1962年", "начало неизвестно – 1962"),
        ("..", "present", "至今", "настоящее время"),
        ("-0043", "44 BC", "公元前44年", "44 г. до н. э."),
        ("-0043-03-15", "15 March 44 BC", "公元前44年3月15日", "15 марта 44 г. до н. э."),
        ("[1962,1963]", "1962 or 1963", "1962年或1963年", "1962 или 1963"),
        ("{1962,1963}", "1962 and 1963", "1962年和1963年", "1962 и 1963"),
        ("[1962,1964,1970..1972]", "1962, 1964 or a year between 1970 and 1972",
         "1962年、1964年或1970–1972年之间的某一年", "1962, 1964 или один из годов: 1970–1972"),
        ("[1962-03-01..1962-03-05]", "a day between 1 and 5 March 1962",
         "1962年3月1日至5日之间的某一天", "один из дней: 1–5 марта 1962 г."),
        ("[1962-02-27..1962-03-05]", "a day between 27 February and 5 March 1962",
         "1962年2月27日至3月5日之间的某一天", "один из дней: 27 февраля – 5 марта 1962 г."),
        ("[1962-03..1962-05]", "a month between March and May 1962",
         "1962年3月至5月之间的某个月", "один из месяцев: март – май 1962 г."),
        ("[1962..1963-05]", "some time between 1962 and May 1963",
         "1962年 – 1963年5月之间的某个时候", "в промежутке 1962 – май 1963 г."),
        ("[..1962]", "1962 or earlier", "1962年或更早", "1962 или ранее"),
        ("[1962..]", "1962 or later", "1962年或更晚", "1962 или позднее"),
        ("{1962..1965}", "every year from 1962 to 1965", "1962–1965年的每一年",
         "каждый год: 1962–1965"),
        ("{1962-03-01..1962-03-05}", "every day from 1 to 5 March 1962",
         "1962年3月1日至5日的每一天", "каждый день: 1–5 марта 1962 г."),
        ("{..1962}", "1962 and earlier", "1962年及更早", "1962 и ранее"),
        ("{1962..}", "1962 and later", "1962年及更晚", "1962 и позднее"),
        ("1962-XX", "1962", "1962年", "1962"),
        ("1962-10-XX", "October 1962", "1962年10月", "октябрь 1962 г."),
    ],
)  # fmt: skip
def test_fault_08_words_are_the_machine_date(text, en, zh, ru):
    printed = [_spaced(words(parse(text), locale)) for locale in ("en", "zh", "ru")]
    assert printed == [en, zh, ru]


@pytest.mark.parametrize(
    ("locale", "text", "printed"),
    [
        ("fr", "2024-04-09~", "vers le 9 avril 2024"),
        ("fr", "196X/..", "depuis les années 1960"),
        ("es", "../1962-04-09", "hasta el 9 de abril de 1962"),
        ("es", "2024-04-09/2024-04-11", "9–11 de abril de 2024"),
        ("es", "2024-21", "primavera de 2024"),
        ("ja", "196X~", "1960年代頃"),
        ("ja", "2024-21", "2024年春"),
        ("ja", "2024-04-09/..", "2024年4月9日から"),
        ("ar", "2024-04-09~", "نحو 9 أبريل 2024"),
        ("ar", "2024-04-09/2024-04-11", "9–11 أبريل 2024"),
    ],
)
def test_dates_take_the_articles_and_prepositions_of_their_language(locale, text, printed):
    assert _spaced(words(parse(text), locale)) == printed


@pytest.mark.parametrize(("text", "printed"), [("0988", "988"), ("0001", "1"), ("0000", "1 BC")])
def test_fault_05_early_years(text, printed):
    assert words(parse(text), "en") == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [("00XX", "1st century"), ("01XX", "2nd century"), ("02XX", "3rd century"),
     ("10XX", "11th century"), ("11XX", "12th century"), ("20XX", "21st century")],
)  # fmt: skip
def test_centuries_in_english(text, printed):
    assert words(parse(text), "en") == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [("00XX", "I век"), ("08XX", "IX век"), ("13XX", "XIV век"), ("20XX", "XXI век")],
)
def test_centuries_in_russian(text, printed):
    assert words(parse(text), "ru") == printed


def test_a_language_without_phrases_has_its_dates_and_english_phrases():
    assert words(parse("2024-04-09"), "de") == "9. April 2024"
    assert words(parse("2024-04~"), "it") == "about aprile 2024"


def test_a_country_may_be_named():
    assert words(parse("2024-04-09"), "en-US") == "April 9, 2024"


def test_a_language_that_is_none_is_told():
    with pytest.raises(UnknownLocaleError):
        words(parse("2024"), "xx")


@pytest.mark.parametrize(
    ("locale", "name", "day", "month"),
    [
        ("en", "April", "9 April", "April 2024"),
        ("zh", "四月", "4月9日", "2024年4月"),
        ("ru", "Апрель", "9 апреля", "Апрель 2024 г."),
    ],
)
def test_parts_of_dates(locale, name, day, month):
    assert month_name(4, locale) == name
    assert day_of_year(4, 9, locale) == day
    assert _spaced(month_year(2024, 4, locale)) == month


def test_a_month_before_the_year_1_says_its_era():
    for locale in ("en", "ru", "zh"):
        told = words(parse("-0043-03"), locale)
        assert month_year(-43, 3, locale) == told[:1].upper() + told[1:]


def test_one_language_does_not_leak_into_another():
    """Babel's shared data does (its issue 1234): here German would name its months in Chinese."""
    code = (
        "from chronology.site.i18n.dates import month_name\n"
        "names = [month_name(5, tag) for tag in ('zh', 'he', 'ru', 'de', 'fr')]\n"
        "print(names[3:])"
    )
    told = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        env={"PYTHONPATH": str(PLUGINS)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert told.stdout.strip() == "['Mai', 'Mai']"


years = st.integers(1000, 9999)
numbers = re.compile(r"[0-9]+")


@given(years, st.integers(1, 12), st.sampled_from(["", "~", "?", "%", "-XX", "/..", "/"]))
def test_fault_01_a_month_prints_no_day(year, month, tail):
    printed = words(parse(f"{year}-{month:02}{tail}"), "en")
    assert numbers.findall(printed) == [str(year)]
    assert MONTHS[month - 1] in printed


@given(years, st.sampled_from(["", "~", "?", "%", "-XX", "-XX-XX", "-21", "-24~", "/..", "/"]))
def test_fault_01_a_year_prints_no_month(year, tail):
    printed = words(parse(f"{year}{tail}"), "en")
    assert numbers.findall(printed) == [str(year)]
    assert not any(month in printed for month in MONTHS)


@given(st.dates(), st.sampled_from(["en", "zh", "ru", "de", "ja"]))
def test_fault_08_a_day_prints_its_numbers(day, locale):
    printed = numbers.findall(words(parse(day.isoformat()), locale))
    assert {str(day.year), str(day.day)} <= set(printed)
    assert len(printed) == (3 if locale in ("zh", "ja") else 2)
