"""Rules are pure: no database, no clock."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomost.register.dates import PartialDate
from pomost.register.rules.duration import years_together
from pomost.register.rules.ladders import next_step

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("since", "until", "on", "years"),
    [
        ("1984", "", TODAY, 42),
        ("1984", "", date(2029, 1, 1), 45),  # Suhl's jubilee in 2029
        ("1989", "", date(2029, 1, 1), 40),
        ("2004", "", date(2029, 1, 1), 25),
        ("1984-12", "", TODAY, 41),
        ("1984-11", "", TODAY, 42),
        ("1984-11-24", "", TODAY, 41),
        ("1984-11-23", "", TODAY, 42),
        ("1984", "2014", TODAY, 30),
        ("1984-06", "2014-05", TODAY, 29),
        ("1984", "2030", TODAY, 42),
        ("2027", "", TODAY, None),
        ("", "", TODAY, None),
    ],
)
def test_years_together(since: str, until: str, on: date, years: int | None) -> None:
    begin = PartialDate.parse(since) if since else None
    end = PartialDate.parse(until) if until else None
    assert years_together(begin, end, on=on) == years


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 40_000))
def test_years_together_never_shrink_from_one_day_to_the_next(since: date, later: int) -> None:
    begin = PartialDate(since.year, since.month, since.day)
    on = since + timedelta(days=later)
    years = years_together(begin, None, on=on)
    tomorrow = years_together(begin, None, on=on + timedelta(days=1))
    assert years is not None
    assert tomorrow is not None
    assert years <= tomorrow <= years + 1


def test_the_next_step_follows_the_highest_one_received() -> None:
    ladder = ["diploma", "flag", "plaque", "prize"]
    assert next_step(ladder, []) == "diploma"
    assert next_step(ladder, ["diploma", "flag"]) == "plaque"
    assert next_step(ladder, ["flag"]) == "plaque"
    assert next_step(ladder, ladder) is None
    assert next_step([], []) is None
