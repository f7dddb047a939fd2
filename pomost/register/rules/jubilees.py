"""Jubilees: the anniversaries that towns celebrate, and which of them are the rounder ones."""

from dataclasses import dataclass
from datetime import date

from pomost.register.dates import PartialDate
from pomost.register.rules.due_dates import months_later

EVERY_YEARS = 5
ROUND = (25, 10, EVERY_YEARS)  # what divides the years of a jubilee, the roundest first


@dataclass(frozen=True, slots=True)
class Jubilee:
    """An anniversary: how many years, and when, known as exactly as the beginning is."""

    years: int
    date: PartialDate

    @property
    def rank(self) -> int:
        """How round it is: see `roundness`."""
        return roundness(self.years)


def roundness(years: int) -> int:
    """Return 0 for what 25 divides, 1 for what 10 divides, 2 for the other jubilees."""
    return next(rank for rank, by in enumerate(ROUND) if years % by == 0)


def jubilees(since: PartialDate | None, until: PartialDate | None, *, on: date, months: int) -> list[Jubilee]:
    """Return the jubilees of what began `since` that may fall from the day `on` until `months` months later.

    A year gives a year and a month a month: no day is invented. What began on 29 February is celebrated on the 28th
    where the year has no such day. What certainly ended (`until`) before a jubilee has none.
    """
    if since is None:
        return []
    last = months_later(on, months)
    first = max(on.year - since.year, EVERY_YEARS)
    found = []
    for years in range(first + -first % EVERY_YEARS, last.year - since.year + 1, EVERY_YEARS):
        day = _anniversary(since, since.year + years)
        if on <= day.last_day and day.first_day <= last and not (until and until.last_day < day.first_day):
            found.append(Jubilee(years, day))
    return found


def _anniversary(since: PartialDate, year: int) -> PartialDate:
    if (since.month, since.day) == (2, 29):
        try:
            return PartialDate(year, 2, 29)
        except ValueError:
            return PartialDate(year, 2, 28)
    return PartialDate(year, since.month, since.day)
