"""Which anniversaries are jubilees, when they fall, and which are the rounder ones."""

from datetime import date

import pytest

from pomost.register.dates import PartialDate
from pomost.register.rules.jubilees import Jubilee, jubilees

NEW_YEAR_2029 = date(2029, 1, 1)


def found(since: str, *, until: str = "", on: date = NEW_YEAR_2029, months: int = 24) -> list[tuple[int, str]]:
    end = PartialDate.parse(until) if until else None
    return [(j.years, str(j.date)) for j in jubilees(PartialDate.parse(since), end, on=on, months=months)]


@pytest.mark.parametrize(("since", "years"), [("1984", 45), ("1989", 40), ("2004", 25)])
def test_in_2029_the_three_partner_towns_of_leszno_have_a_jubilee(since: str, years: int) -> None:
    assert found(since, months=11) == [(years, "2029")]


def test_a_year_gives_a_year_and_a_month_a_month() -> None:
    assert found("2004-12") == [(25, "2029-12")]
    assert found("2004-12-04") == [(25, "2029-12-04")]


def test_a_year_counts_as_long_as_one_of_its_days_may_still_come() -> None:
    assert found("1984", on=date(2029, 12, 31), months=1) == [(45, "2029")]
    assert found("1984", on=date(2030, 1, 1), months=24) == []
    assert found("1984", on=date(2027, 1, 1), months=24) == [(45, "2029")]
    assert found("1984", on=date(2026, 12, 31), months=24) == []


def test_a_day_counts_on_the_day_itself_and_not_after_it() -> None:
    assert found("2004-12-04", on=date(2029, 12, 4)) == [(25, "2029-12-04")]
    assert found("2004-12-04", on=date(2029, 12, 5)) == []


@pytest.mark.parametrize(("since", "on"), [("2028", NEW_YEAR_2029), ("2029", NEW_YEAR_2029), ("2034", NEW_YEAR_2029)])
def test_what_is_younger_than_five_years_has_none(since: str, on: date) -> None:
    assert found(since, on=on) == []


def test_what_has_ended_has_none_and_what_ends_in_that_year_may_have_one() -> None:
    assert found("1984", until="2028-12-31") == []
    assert found("1984", until="2029") == [(45, "2029")]


def test_nothing_is_found_where_the_beginning_is_not_known() -> None:
    assert jubilees(None, None, on=NEW_YEAR_2029, months=24) == []


def test_the_29th_of_february_is_celebrated_on_the_28th_where_there_is_none() -> None:
    assert found("2004-02-29") == [(25, "2029-02-28")]
    assert found("2004-02-29", on=date(2024, 1, 1)) == [(20, "2024-02-29")]


def test_a_long_time_ahead_holds_several() -> None:
    assert found("2004", months=144) == [(25, "2029"), (30, "2034"), (35, "2039")]


def test_what_25_divides_is_rounder_than_what_10_divides_and_that_than_the_others() -> None:
    at = PartialDate(2029)
    ranks = {years: Jubilee(years, at).rank for years in (5, 10, 15, 20, 25, 45, 50, 100)}
    assert ranks == {5: 2, 10: 1, 15: 2, 20: 1, 25: 0, 45: 2, 50: 0, 100: 0}
