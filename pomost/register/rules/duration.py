"""How long something has lasted."""

from datetime import date

from pomost.register.dates import PartialDate


def years_together(since: PartialDate | None, until: PartialDate | None, *, on: date) -> int | None:
    """Return the whole years from `since` to the day `on`, or to `until` where that is earlier.

    A year alone is counted as people count jubilees: what began in 1984 turns 42 in 2026, on whatever day. A month
    or a day is counted to the month or day. None: the beginning is not known or lies ahead.
    """
    if since is None:
        return None
    end = PartialDate(on.year, on.month, on.day)
    if until is not None and until.last_day < on:
        end = until
    years = end.year - since.year
    if since.month and end.month and (end.month, end.day or 31) < (since.month, since.day or 1):
        years -= 1
    return years if years >= 0 else None
