"""What is due when: days counted in months, partial dates before or within a time, and days that come every year."""

from calendar import monthrange
from datetime import date

from pomost.register.dates import PartialDate

CHECK_AFTER_MONTHS = 12  # after which nobody can rely on an address that nobody has looked at


def months_later(day: date, months: int) -> date:
    """Return the same day `months` months later (earlier where negative), or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def may_fall_within(due: PartialDate, *, on: date, months: int) -> bool:
    """Whether one of the days that `due` may mean lies between the day `on` and `months` months later."""
    return due.last_day >= on and due.first_day <= months_later(on, months)


def is_overdue(due: PartialDate, *, on: date) -> bool:
    """Whether all days that `due` may mean are over: what is due in 2026 is not overdue before 2027."""
    return due.last_day < on


def next_yearly(month: int, day: int, *, on: date) -> date:
    """Return the next day `on` or later that is the `day` of `month`; 29 February is the 28th in other years."""
    for year in (on.year, on.year + 1):
        this_year = date(year, month, min(day, monthrange(year, month)[1]))
        if this_year >= on:
            return this_year
    raise AssertionError("a day of the next year lies ahead")


def is_unchecked(last_check: date | None, review_on: date | None, checked_on: date | None, *, on: date) -> bool:
    """Whether a contact has to be checked on the day `on`.

    It has to where nobody has looked at it for CHECK_AFTER_MONTHS months (`last_check`; None: never), or where the day
    `review_on` on which the office wanted to ask has come and nobody has confirmed it since (`checked_on`).
    """
    if last_check is None or last_check <= months_later(on, -CHECK_AFTER_MONTHS):
        return True
    return review_on is not None and review_on <= on and (checked_on is None or checked_on < review_on)
