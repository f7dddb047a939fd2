"""Numbers, money and moments as each language writes them (CLDR by way of Babel)."""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache

from babel import dates, numbers
from babel.core import Locale
from babel.lists import format_list
from django.utils import timezone
from django.utils.translation import get_language

from pomost.languages.typography import NO_BREAK

_SPACED_DASH = re.compile(r"\s–\s")  # CLDR sets thin spaces, which break like others
_SHORT_MONTH = re.compile(r"(?<!M)MMM(?!M)")
_CODE_BEFORE_FIGURE = re.compile(r"([A-Za-z])(?=\d)")
# English means British English here: the readers are European towns.
_LOCALES = {"pl": "pl_PL", "en": "en_GB", "de": "de_DE", "nl": "nl_NL", "fr": "fr_FR"}
_REMEMBERED = 4096  # figures and days: a page repeats them, and the next page those of others


def locale(language: str | None = None) -> Locale:
    """Return Babel's locale for `language` (default: the active one); unknown languages read as English."""
    return _locale(language or get_language() or "")


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, "en_GB"))


def number(value: int | float | Decimal, language: str | None = None) -> str:
    """Return `value` with all its digits and the language's grouping: 800000 is "800 000" in Polish."""
    return _number(str(value), language or get_language() or "")


@lru_cache(maxsize=_REMEMBERED)
def _number(value: str, language: str) -> str:
    return numbers.format_decimal(value, locale=_locale(language), decimal_quantization=False)


def money(amount: Decimal, currency: str, language: str | None = None) -> str:
    """Return `amount` in `currency` (ISO 4217), cents only where there are some: "800 000 zł", "CHF 1,200.50"."""
    whole = amount == amount.to_integral_value()
    text = numbers.format_currency(
        amount,
        currency,
        locale=locale(language),
        currency_digits=not whole,
        format=_whole_pattern(language) if whole else None,
    )
    # CLDR sets a space between a code of letters and the figure, which Babel leaves out: "PLN 800,000".
    return _CODE_BEFORE_FIGURE.sub(rf"\1{NO_BREAK}", text)


def _whole_pattern(language: str | None) -> str:
    pattern = locale(language).currency_formats["standard"].pattern
    return pattern.replace("0.00", "0")


def long_date(day: date, language: str | None = None) -> str:
    """Return a day in words: "4 marca 2002"; the first of a month is "1er" in French, which CLDR leaves out."""
    return _long_date(day, language or get_language() or "")


@lru_cache(maxsize=_REMEMBERED)
def _long_date(day: date, language: str) -> str:
    text = dates.format_date(day, "long", locale=_locale(language))
    return text.replace("1 ", "1er ", 1) if day.day == 1 and language == "fr" else text


def days(first: date, last: date, language: str | None = None) -> str:
    """Return a stretch of days in words, months written out: "20–21 juni 2020", "30 maja – 2 czerwca 2020".

    Only some languages have stretches with whole months in CLDR; the others' patterns are taken with the short ones.
    """
    chosen = locale(language)
    patterns = chosen.interval_formats.get("yMMMMd") or chosen.interval_formats["yMMMd"]
    greatest = "y" if first.year != last.year else "M" if first.month != last.month else "d"
    parts = [_SHORT_MONTH.sub("MMMM", part) for part in patterns[greatest]]
    text = "".join(dates.format_date(day, part, locale=chosen) for day, part in zip((first, last), parts, strict=True))
    return _SPACED_DASH.sub(f"{NO_BREAK}– ", text)


def moment(when: datetime, language: str | None = None) -> str:
    """Return a moment to the second in the site's time zone: "31 października 2017, 09:19:07"."""
    local = timezone.localtime(when)
    return f"{long_date(local.date(), language)}, {local:%H:%M:%S}"


def country_name(code: str, language: str | None = None) -> str:
    """Return the name of the country with the ISO 3166-1 alpha-2 `code`; an unknown code is returned as it is."""
    return str(locale(language).territories.get(code, code))


def language_name(code: str, language: str | None = None) -> str:
    """Return the name of the language with the BCP 47 `code` in the active one: "niemiecki"."""
    return str(locale(language).languages.get(code, code))


def currency_name(code: str, language: str | None = None) -> str:
    """Return the name of the ISO 4217 currency `code`."""
    return numbers.get_currency_name(code, locale=locale(language))


def listed(items: list[str], language: str | None = None) -> str:
    """Return `items` as a list in words: "Suhl, Deurne i Montluçon"."""
    return format_list(items, locale=locale(language)) if items else ""
