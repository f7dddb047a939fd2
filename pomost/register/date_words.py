"""Dates as people write them in the five languages: figures and month names in, numbers out. Nothing is guessed."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from itertools import product
from typing import Literal

from babel.dates import get_month_names

from pomost.languages.folding import fold
from pomost.languages.formats import locale
from pomost.languages.translated import language_codes

# The longest date in words has 25 characters; what is longer than this, blanks and all, is no date.
LONGEST = 60

# [0-9], never \d: that would read the figures of every script.
_YEAR, _MONTH, _DAY = r"(?P<year>[0-9]{4})", r"(?P<month>[0-9]{1,2})", r"(?P<day>[0-9]{1,2})"
_NAME = r"(?P<name>[^\W\d_]+)\.?"
# As on Polish stamps and forms, and older ones elsewhere; letters alone, never the signs that look like them.
_ROMAN = r"(?P<roman>[IVXivx]{1,4})"
_ORDINAL = r"(?P<ordinal>[^\W\d_]{1,2})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}(?:-{_MONTH}(?:-{_DAY})?)?",
        # No 2002/03: that is a season as often as a month.
        rf"{_YEAR}/{_MONTH}/{_DAY}",
        # Day before month: all readers are Europeans, and British English agrees.
        *(
            rf"(?:{_DAY}{mark})?{month}{mark}{_YEAR}"
            for month, mark in product((_MONTH, _ROMAN), (r"\. ?", "/", "-", " "))
        ),
        rf"(?:{_DAY}(?:\. ?|{_ORDINAL}? ))?{_NAME},? {_YEAR}",
        rf"{_NAME} {_DAY}{_ORDINAL}?(?:, ?| ){_YEAR}",
    )
)
_POLISH_YEAR = re.compile(r"\broku? (?=[0-9]{4}\Z)|(?<=[0-9]) ?(?:r\.?|roku?)\Z", re.IGNORECASE)
# What people write before a day, from documents: "dnia 4 marca 2002", "am 4. März 2002", "le 4 mars 2002".
_BEFORE_A_DAY = re.compile(r"\A(?:dnia|den|am|le|op|on) (?=[0-9]{1,2}\b)", re.IGNORECASE)
_ROMAN_MONTHS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ORDINALS = {"er": {1}, "st": {1, 21, 31}, "nd": {2, 22}, "rd": {3, 23}, "th": {*range(4, 21), *range(24, 31)}}
_WIDTHS: tuple[Literal["wide", "abbreviated"], ...] = ("wide", "abbreviated")
_CONTEXTS: tuple[Literal["format", "stand-alone"], ...] = ("format", "stand-alone")
_UMLAUTS_TYPED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@cache
def month_names() -> Mapping[str, frozenset[int]]:
    """Return every folded month name of the site's languages, whole and short, with the months that it may mean.

    A name of two months would be refused by `read_date`; a test holds that there is none.
    """
    names: dict[str, frozenset[int]] = {}
    for language, width, context in product(language_codes(), _WIDTHS, _CONTEXTS):
        for month, name in get_month_names(width, context, locale(language)).items():
            # Germans without an umlaut on the keyboard type Maerz, not Marz.
            typed = name.translate(_UMLAUTS_TYPED) if language == "de" else name
            for spelling in {fold(name), fold(typed)}:
                names[spelling] = names.get(spelling, frozenset()) | {month}
    return names


def read_date(text: str) -> tuple[int, int, int]:
    """Return year, month and day that `text` names, 0 for what it leaves open.

    Reads figures (`1984`, `1984-06`, `1984-06-15`, `2002/03/04`; the day before the month in `15.6.1984`,
    `4/3/2002`, `04-03-2002`, `4 3 2002`, `4-III-2002`; `6.1984`, `6/1984`, `6-1984`, `VI 1984`) and words in any of
    the site's languages, whichever is active (`maj 2009`, `4 marca 2002 r.`, `4. März 2002`, `1er mars 2004`,
    `4 Mar. 2002`, `March 4, 2002`), in any case, with or without diacritics. Raises ValueError for anything else, for
    two-digit years and for a month or day 0; whether the calendar has the day is for the caller to check.
    """
    text = text.strip()
    written = " ".join(unicodedata.normalize("NFC", text).split()) if len(text) <= LONGEST else ""
    written = _BEFORE_A_DAY.sub("", _POLISH_YEAR.sub("", written))
    match = next((match for form in _FORMS if (match := form.fullmatch(written))), None)
    if match is None:
        raise ValueError(f"{shortened(text)!r} is not a date")
    found = match.groupdict()
    year, month, day = (None if found.get(part) is None else int(found[part]) for part in ("year", "month", "day"))
    if found.get("name"):
        month = _month_called(found["name"])
    elif found.get("roman"):
        month = _roman_month(found["roman"])
    if found.get("ordinal") and day not in _ORDINALS.get(fold(found["ordinal"]), ()):
        raise ValueError(f"{text!r} is not a date")
    if month == 0 or day == 0:
        raise ValueError("months and days count from 1")
    return year or 0, month or 0, day or 0


def shortened(text: str) -> str:
    """Return `text`, cut to the length of a date, for messages."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _month_called(name: str) -> int:
    months = month_names().get(fold(name), frozenset())
    if len(months) != 1:
        raise ValueError(f"{name!r} is not a date: no month, or more than one, has this name")
    return next(iter(months))


def _roman_month(written: str) -> int:
    if written.lower() not in _ROMAN_MONTHS:
        raise ValueError(f"{written!r} is not a date: no month has this figure")
    return _ROMAN_MONTHS.index(written.lower()) + 1
