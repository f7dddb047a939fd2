"""Days counted in months, partial dates that are due, and days that come every year."""

from datetime import date

import pytest

from pomost.register.dates import PartialDate
from pomost.register.rules.due_dates import is_overdue, is_unchecked, may_fall_within, months_later, next_yearly

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 27), 24, date(2028, 11, 27)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_the_same_day_some_months_later(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


@pytest.mark.parametrize(
    ("due", "expected"),
    [("2026", True), ("2026-10", False), ("2026-11-27", True), ("2027-11-27", True), ("2027-11-28", False),
     ("2027", True), ("2028", False)],
)  # fmt: skip
def test_a_partial_date_falls_within_a_time_where_one_of_its_days_does(due: str, expected: bool) -> None:
    assert may_fall_within(PartialDate.parse(due), on=TODAY, months=12) == expected


@pytest.mark.parametrize(
    ("due", "expected"),
    [("2026", False), ("2026-11", False), ("2026-11-27", False), ("2026-11-26", True), ("2025", True)],
)
def test_a_partial_date_is_overdue_when_all_its_days_are_over(due: str, expected: bool) -> None:
    assert is_overdue(PartialDate.parse(due), on=TODAY) == expected


@pytest.mark.parametrize(
    ("month", "day", "on", "expected"),
    [
        (1, 15, TODAY, date(2027, 1, 15)),
        (1, 15, date(2027, 1, 15), date(2027, 1, 15)),
        (1, 15, date(2027, 1, 16), date(2028, 1, 15)),
        (2, 29, TODAY, date(2027, 2, 28)),
    ],
)
def test_the_next_day_of_every_year(month: int, day: int, on: date, expected: date) -> None:
    assert next_yearly(month, day, on=on) == expected


@pytest.mark.parametrize(
    ("last_check", "review_on", "checked_on", "expected"),
    [
        (None, None, None, True),
        (date(2025, 11, 27), None, None, True),
        (date(2025, 11, 28), None, None, False),
        (date(2026, 11, 1), date(2026, 11, 27), None, True),
        (date(2026, 11, 1), date(2026, 11, 28), None, False),
        (date(2026, 11, 20), date(2026, 11, 10), date(2026, 11, 20), False),
        (date(2026, 11, 5), date(2026, 11, 10), date(2026, 11, 5), True),
    ],
)
def test_a_contact_has_to_be_checked(
    last_check: date | None, review_on: date | None, checked_on: date | None, expected: bool
) -> None:
    assert is_unchecked(last_check, review_on, checked_on, on=TODAY) == expected
