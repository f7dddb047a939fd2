"""The living state follows from the last activity alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomost.register.choices import LivingState
from pomost.register.dates import PartialDate
from pomost.register.rules.living_state import living_standing

ORDER = [LivingState.ACTIVE, LivingState.QUIET, LivingState.DORMANT]


@pytest.mark.parametrize(
    ("last", "on", "state", "words"),
    [
        (None, date(2026, 1, 1), "unknown", "no activity on record"),
        ("2024-05", date(2026, 5, 30), "active", "active: last activity May 2024"),
        ("2024-05", date(2026, 5, 31), "quiet", "quiet: last activity May 2024"),
        ("2024-05-18", date(2026, 5, 17), "active", "active: last activity 18 May 2024"),
        ("2024-05-18", date(2026, 5, 18), "quiet", "quiet: last activity 18 May 2024"),
        ("2021", date(2026, 12, 30), "quiet", "quiet: last activity 2021"),
        ("2021", date(2026, 12, 31), "dormant", "dormant: last activity 2021"),
        ("2027", date(2026, 12, 31), "active", "active: last activity 2027"),
    ],
)
def test_the_state_and_its_reason(last: str | None, on: date, state: str, words: str) -> None:
    standing = living_standing(PartialDate.parse(last) if last else None, on)
    assert standing.state == state
    assert standing.in_words() == words


@given(st.integers(1990, 2030), st.integers(0, 12), st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(0, 4000))
def test_nothing_wakes_up_by_waiting(year: int, month: int, on: date, wait: int) -> None:
    last = PartialDate(year, month)
    now, later = (living_standing(last, day).state for day in (on, on + timedelta(days=wait)))
    assert ORDER.index(now) <= ORDER.index(later)
