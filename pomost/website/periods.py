"""Stretches of time as each language writes them."""

from datetime import time

from babel import dates

from pomost.languages.formats import days, locale
from pomost.languages.typography import NO_BREAK
from pomost.register.dates import PartialDate

DASH = f"{NO_BREAK}– "  # never at the beginning of a line


def period_in_words(start: PartialDate | None, end: PartialDate | None) -> str:
    """Return a period in the active language: "14–18 May 2026", "May 2024", "2021 – March 2024"; empty of nothing."""
    if start is None or end is None or start == end:
        known = start or end
        return known.in_words() if known else ""
    if start.day and end.day:
        return days(start.first_day, end.first_day)
    return f"{start.in_words()}{DASH}{end.in_words()}"


def hours_in_words(start: time | None, end: time | None) -> str:
    """Return the hours of a day in the active language: "11:00 – 17:30"; empty where no beginning is known."""
    if start is None:
        return ""
    hours = [str(dates.format_time(hour, "short", locale=locale())) for hour in (start, end) if hour is not None]
    return DASH.join(hours)


def time_zone_in_words(name: str) -> str:
    """Return the name of a time zone in the active language: "czas środkowoeuropejski"."""
    return str(dates.get_timezone_name(dates.get_timezone(name), locale=locale()))
