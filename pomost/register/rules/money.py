"""Money is added currency by currency, and converted only at a rate that somebody entered with its day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Entry:
    """One amount in its own currency (ISO 4217), as planned and as paid; None: not known."""

    planned: Decimal | None
    paid: Decimal | None
    currency: str
    is_exact: bool = True


@dataclass(frozen=True)
class Sum:
    """What several amounts in one currency come to; exact only where each of them is. None: none of them is known."""

    amount: Decimal | None
    currency: str
    is_exact: bool = True


@dataclass(frozen=True)
class Total:
    """All amounts in one currency."""

    currency: str
    planned: Sum
    paid: Sum


@dataclass(frozen=True)
class Rate:
    """How much of `target` was paid for one unit of `currency` on `day`, and who says so."""

    currency: str
    target: str
    rate: Decimal
    day: date
    source: str


@dataclass(frozen=True)
class Together:
    """Totals of several currencies in one of them, and the rates at which the others were converted."""

    planned: Sum
    paid: Sum
    rates: list[Rate]


def totals(entries: Iterable[Entry]) -> list[Total]:
    """Return a total for each currency, in the order in which the currencies first appear."""
    by_currency: dict[str, list[Entry]] = {}
    for entry in entries:
        by_currency.setdefault(entry.currency, []).append(entry)
    return [
        Total(
            currency,
            _sum([(entry.planned, entry.is_exact) for entry in group], currency),
            _sum([(entry.paid, entry.is_exact) for entry in group], currency),
        )
        for currency, group in by_currency.items()
    ]


def together(parts: list[Total], rates: Iterable[Rate]) -> Together | None:
    """Return what `parts` come to in the first of their currencies into which `rates` convert all the others.

    Of several rates for the same two currencies the latest counts. None where there is one currency only, or where a
    rate that would be needed has not been entered: nothing is converted without one.
    """
    latest = {(rate.currency, rate.target): rate for rate in sorted(rates, key=lambda rate: rate.day)}
    for target in (part.currency for part in parts):
        others = [part.currency for part in parts if part.currency != target]
        used = [latest[other, target] for other in others if (other, target) in latest]
        if others and len(used) == len(others):
            factors = {target: Decimal(1), **{rate.currency: rate.rate for rate in used}}
            planned = _sum([_converted(part.planned, factors) for part in parts], target)
            paid = _sum([_converted(part.paid, factors) for part in parts], target)
            return Together(planned, paid, used)
    return None


def _converted(part: Sum, factors: dict[str, Decimal]) -> tuple[Decimal | None, bool]:
    if part.amount is None:
        return None, part.is_exact
    return (part.amount * factors[part.currency]).quantize(CENT, ROUND_HALF_EVEN), part.is_exact


def _sum(amounts: list[tuple[Decimal | None, bool]], currency: str) -> Sum:
    known = [(amount, is_exact) for amount, is_exact in amounts if amount is not None]
    total = sum((amount for amount, _ in known), Decimal(0)) if known else None
    return Sum(total, currency, all(is_exact for _, is_exact in known))
