"""Money as a record holds it: an amount in its own currency. Nothing is converted without an entered rate."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from pomost.languages.search import FoldedField
from pomost.register.choices import AmountPrecision
from pomost.register.rules.money import Rate

CURRENCY = _("currency")
_A_CODE = RegexValidator(r"^[A-Z]{3}\Z", _("Write the currency as three capital letters, such as EUR."))


def amount_field(name: Any, **options: Any) -> "models.DecimalField[Decimal | None, Decimal | None]":
    """A column for an amount of money, not negative, to two decimal places."""
    return models.DecimalField(name, max_digits=14, decimal_places=2, validators=[MinValueValidator(0)], **options)


def currency_field(name: Any = CURRENCY, **options: Any) -> "models.CharField[str, str]":
    """A column for a currency: its code of three letters (ISO 4217)."""
    options.setdefault("help_text", _("The code of three letters, such as PLN, EUR or CHF."))
    options.setdefault("default", "PLN")
    return models.CharField(name, max_length=3, validators=[_A_CODE], **options)


def precision_field() -> "models.CharField[str, str]":
    """A column for how exactly an amount is known."""
    return models.CharField(_("how exactly"), max_length=10, choices=AmountPrecision, default=AmountPrecision.EXACT)


class ExchangeRate(models.Model):
    """How much of one currency was paid for one unit of another on a day, and who says so."""

    currency = currency_field(_("one unit of"), default="EUR")
    target = currency_field(_("is worth in"), default="PLN")
    rate = models.DecimalField(
        _("rate"), max_digits=14, decimal_places=6, validators=[MinValueValidator(Decimal("0.000001"))]
    )
    day = models.DateField(_("day"))
    source = models.CharField(_("source"), max_length=200, help_text=_("Such as: NBP, table A."))
    folded = FoldedField(of=("currency", "target", "source"))

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["-day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "target", "day"],
                name="exchange_rate_one_a_day",
                violation_error_message=_("The rate of this day is entered already."),
            ),
        ]

    def __str__(self) -> str:
        return f"1 {self.currency} = {self.rate.normalize():f} {self.target}"

    @property
    def as_rate(self) -> Rate:
        """What the rules of money need to know."""
        return Rate(self.currency, self.target, self.rate.normalize(), self.day, self.source)

    def clean(self) -> None:
        super().clean()
        if self.currency == self.target:
            raise ValidationError({"target": _("Choose two different currencies.")})
