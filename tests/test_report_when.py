from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press_reports import dates, report

FRIDAY = datetime.date(2024, 5, 17)


def dated(told: str, reported: datetime.date | None = FRIDAY) -> str | None:
    found = dates.event_date([told[a:b] for a, b in report.sentences(told)], reported)
    return found.edtf if found else None


@pytest.mark.parametrize(
    ("told", "date"),
    [
        ("They met on Friday.", "2024-05-17"),
        ("They met Saturday.", "2024-05-11"),
        ("They met earlier today.", "2024-05-17"),
        ("They met yesterday.", "2024-05-16"),
        ("They met last night.", "2024-05-16"),
        ("They met on 16 May.", "2024-05-16"),
        ("They met on May 16th.", "2024-05-16"),
        ("They met on Thursday, May 16.", "2024-05-16"),
        ("They met on 30 December.", "2023-12-30"),
        ("They met from 20 to 22 March.", "2024-03-20/2024-03-22"),
        ("They met on March 20-22, 2024.", "2024-03-20/2024-03-22"),
        ("They met from 30 April to 2 May.", "2024-04-30/2024-05-02"),
        ("They met from 30 December 2023 to 2 January 2024.", "2023-12-30/2024-01-02"),
        ("They met last Wednesday.", "2024-05-15"),
        ("They met last Friday.", "2024-05-10"),
        ("They met on Tuesday, days after they had spoken last Sunday.", "2024-05-14"),
        ("They met from December 30 to January 2.", "2023-12-30/2024-01-02"),
        ("They may 3 times agree, and met on Tuesday.", "2024-05-14"),
        ("After last Friday's attack they met on Tuesday.", "2024-05-14"),
        ("Following the May 2 elections they met yesterday.", "2024-05-16"),
        ("They met today and will meet again tomorrow.", "2024-05-17"),
        ("They met today and will meet again on 20 May.", "2024-05-17"),
        ("They met on Tuesday. The treaty of 2 May 1951 was named.", "2024-05-14"),
        ("They met.", None),
        ("They may meet again.", None),
        ("They met on 31 April.", None),
    ],
)
def test_words_for_a_day_against_a_friday(told: str, date: str | None) -> None:
    assert dated(told) == date


def test_a_day_to_come_is_ahead() -> None:
    found = dates.event_date(["They will meet on Monday."], FRIDAY)
    assert found == dates.DisplayDate("2024-05-20", "on Monday", ahead=True)


def test_without_a_date_line_only_a_whole_date_is_known() -> None:
    assert dated("They met on Tuesday.", None) is None
    assert dated("They met on 16 May 2024.", None) == "2024-05-16"


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2050, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_one_of_the_last_seven_days(reported: datetime.date, back: int) -> None:
    day = reported - datetime.timedelta(back)
    assert dated(f"They met on {day:%A}.", reported) == day.isoformat()
