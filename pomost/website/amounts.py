"""Amounts of money in words, as exactly as they are known."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pomost.languages.formats import money
from pomost.register.choices import AmountPrecision
from pomost.register.models import Funding, Solution
from pomost.register.rules.money import Sum

_WORDS = {
    AmountPrecision.EXACT: "%(amount)s",
    AmountPrecision.ABOUT: _("about %(amount)s"),
    AmountPrecision.ALMOST: _("almost %(amount)s"),
    AmountPrecision.OVER: _("more than %(amount)s"),
}


def amount_of(value: Decimal, of: Funding | Sum | Solution) -> str:
    """One of the amounts of `of` in words, as exactly as it is known."""
    if isinstance(of, Sum):
        precision = AmountPrecision.EXACT if of.is_exact else AmountPrecision.ABOUT
    else:
        precision = AmountPrecision(of.precision)
    return amount_in_words(value, of.currency, precision)


def amount_in_words(amount: Decimal, currency: str, precision: AmountPrecision) -> str:
    """An amount as exactly as it is known: "almost 800 000 zł"."""
    return str(_WORDS[precision]) % {"amount": money(amount, currency)}
