"""Numbers, money and moments as each language writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pomost.languages import formats

NB, NNB = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "whole", "cents"),
    [
        ("pl", f"800{NB}000{NB}zł", f"1{NB}200,50{NB}CHF"),
        ("en", f"PLN{NB}800,000", f"CHF{NB}1,200.50"),
        ("de", f"800.000{NB}PLN", f"1.200,50{NB}CHF"),
        ("nl", f"PLN{NB}800.000", f"CHF{NB}1.200,50"),
        ("fr", f"800{NNB}000{NB}PLN", f"1{NNB}200,50{NB}CHF"),
    ],
)
def test_money(language: str, whole: str, cents: str) -> None:
    assert formats.money(Decimal("800000.00"), "PLN", language) == whole
    assert formats.money(Decimal("1200.50"), "CHF", language) == cents


def test_a_moment_is_told_to_the_second_in_the_site_s_time_zone() -> None:
    changed = datetime(2017, 10, 31, 8, 19, 7, tzinfo=UTC)
    assert formats.moment(changed, "pl") == "31 października 2017, 09:19:07"
    assert formats.moment(changed.replace(day=1), "fr").startswith("1er octobre 2017")
    assert formats.moment(changed, "de") == "31. Oktober 2017, 09:19:07"


def test_countries_have_names_in_every_language_and_unknown_codes_stay() -> None:
    assert [formats.country_name("CH", code) for code in ("pl", "en", "de", "nl", "fr")] == [
        "Szwajcaria",
        "Switzerland",
        "Schweiz",
        "Zwitserland",
        "Suisse",
    ]
    assert formats.country_name("??", "pl") == "??"


def test_lists_are_joined_as_the_language_does() -> None:
    assert formats.listed(["Suhl", "Deurne", "Montluçon"], "pl") == "Suhl, Deurne i Montluçon"
    assert formats.listed([], "pl") == ""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("pl", "20–21 czerwca 2020"),
        ("en", "20–21 June 2020"),
        ("de", "20.–21. Juni 2020"),
        ("nl", "20–21 juni 2020"),
        ("fr", "20–21 juin 2020"),
    ],
)
def test_a_stretch_of_days_has_its_months_written_out(language: str, words: str) -> None:
    assert formats.days(date(2020, 6, 20), date(2020, 6, 21), language) == words


def test_a_stretch_over_two_months_names_both_and_does_not_break_before_the_dash() -> None:
    assert formats.days(date(2020, 6, 20), date(2020, 7, 2), "nl") == f"20 juni{NB}– 2 juli 2020"
