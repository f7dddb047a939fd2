"""Money is added currency by currency and converted only at an entered rate."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomost.register.rules.money import Entry, Rate, Sum, Together, Total, together, totals


def test_each_currency_has_a_total_of_its_own() -> None:
    entries = [
        Entry(Decimal("48000"), Decimal("24000"), "EUR"),
        Entry(Decimal("52000"), Decimal("31250.50"), "PLN"),
        Entry(Decimal("9000"), None, "EUR", is_exact=False),
        Entry(None, None, "CHF"),
    ]
    assert totals(entries) == [
        Total("EUR", Sum(Decimal("57000"), "EUR", is_exact=False), Sum(Decimal("24000"), "EUR")),
        Total("PLN", Sum(Decimal("52000"), "PLN"), Sum(Decimal("31250.50"), "PLN")),
        Total("CHF", Sum(None, "CHF"), Sum(None, "CHF")),
    ]
    assert totals([]) == []


@given(st.lists(st.tuples(st.sampled_from(["EUR", "PLN"]), st.integers(0, 10**9)), max_size=20))
def test_no_cent_moves_between_currencies(parts: list[tuple[str, int]]) -> None:
    found = {
        t.currency: t.planned.amount for t in totals(Entry(Decimal(cents) / 100, None, code) for code, cents in parts)
    }
    for code in ("EUR", "PLN"):
        amounts = [Decimal(cents) / 100 for currency, cents in parts if currency == code]
        assert found.get(code, Decimal(0)) == sum(amounts)


def rate(currency: str, target: str, worth: str, day: date = date(2026, 5, 4)) -> Rate:
    return Rate(currency, target, Decimal(worth), day, "NBP")


PARTS = totals([Entry(Decimal("100"), Decimal("10"), "EUR"), Entry(Decimal("52"), None, "PLN", is_exact=False)])


def test_totals_are_put_together_at_the_latest_rate_and_to_the_cent() -> None:
    latest = rate("EUR", "PLN", "4.2525", date(2026, 6, 1))
    found = together(PARTS, [latest, rate("EUR", "PLN", "4.1"), rate("USD", "PLN", "3.6")])
    assert found == Together(Sum(Decimal("477.25"), "PLN", is_exact=False), Sum(Decimal("42.52"), "PLN"), [latest])


def test_totals_are_put_together_in_whichever_currency_the_rates_lead_to() -> None:
    found = together(PARTS, [rate("PLN", "EUR", "0.25")])
    assert found is not None
    assert found.planned == Sum(Decimal("113.00"), "EUR", is_exact=False)


@pytest.mark.parametrize(
    ("parts", "rates"),
    [
        (PARTS, []),
        (PARTS, [rate("CHF", "PLN", "4.6")]),
        ([*PARTS, *totals([Entry(Decimal("5"), None, "CHF")])], [rate("EUR", "PLN", "4.25")]),
        (PARTS[:1], [rate("EUR", "PLN", "4.25")]),
        ([], []),
    ],
)
def test_nothing_is_converted_without_an_entered_rate(parts: list[Total], rates: list[Rate]) -> None:
    assert together(parts, rates) is None
