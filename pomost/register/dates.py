"""Partial dates: a year, a month or a day, each a whole answer. Nothing is ever invented to fill one up."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from babel import dates as babel_dates
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from pomost.languages.formats import locale, long_date
from pomost.register.date_words import read_date, shortened

EARLIEST_YEAR, LATEST_YEAR = 1000, 2999


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date known to the year, the month or the day; 0 stands for what is not known.

    Ordered as its text sorts: 1984 comes before 1984-06, which comes before 1984-06-01.
    """

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if not EARLIEST_YEAR <= self.year <= LATEST_YEAR:
            raise ValueError(f"year {self.year} is not between {EARLIEST_YEAR} and {LATEST_YEAR}")
        if self.day and not self.month:
            raise ValueError("a day needs its month")
        if self.month:
            date(self.year, self.month, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Return the date that people write as `1984`, `1984-06-15`, `15.6.1984`, `maj 2009` or `March 4, 2002`.

        Reads all the site's languages, whichever is active; `4/3/2002` is the fourth of March. `read_date` lists the
        forms. Raises ValueError for anything else.
        """
        return cls(*read_date(text))

    @classmethod
    def stored(cls, text: str) -> "PartialDate":
        """Return the date that `str` wrote as `text`: for columns, of which a list reads thousands."""
        return _stored(text)

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        if self.month:
            parts.append(f"{self.month:02}")
        if self.day:
            parts.append(f"{self.day:02}")
        return "-".join(parts)

    @property
    def first_day(self) -> date:
        """The first day that the date may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The last day that the date may mean."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def in_words(self, language: str | None = None) -> str:
        """Return the date as `language` (default: the active one) writes it: "1984", "maj 2009", "4 marca 2002"."""
        if self.day:
            return long_date(self.first_day, language)
        if self.month:
            return babel_dates.format_skeleton("yMMMM", self.first_day, locale=locale(language))
        return str(self.year)

    def after_since(self, language: str | None = None) -> str:
        """Return the date as it follows the word for "since": "od czerwca 1984", "depuis le 4 mars 2002".

        Polish takes the genitive of the month there, French an article before the day.
        """
        chosen = locale(language)
        if self.month and not self.day and chosen.language == "pl":
            return babel_dates.format_date(self.first_day, "MMMM y", locale=chosen)
        if self.day and chosen.language == "fr":
            return f"le {self.in_words(language)}"
        return self.in_words(language)


@lru_cache(maxsize=50_000)  # as many days as a register is likely to name, some ten megabytes
def _stored(text: str) -> PartialDate:
    return PartialDate(*map(int, text.split("-")))


def partial_date(value: object) -> PartialDate | None:
    """Return `value` (text, PartialDate or nothing) as PartialDate. Raises ValidationError for what is no date."""
    if value is None or value == "":
        return None
    if isinstance(value, PartialDate):
        return value
    try:
        return PartialDate.parse(str(value))
    except ValueError as error:
        raise ValidationError(
            _("“%(value)s” is not a date. Write a year (1984), a month (May 2009) or a day (4 March 2002)."),
            code="date",
            params={"value": shortened(str(value))},
        ) from error


if TYPE_CHECKING:
    _TextField = models.CharField[Any, Any]
else:  # Django's fields take type arguments only in their stubs
    _TextField = models.CharField


class PartialDateField(_TextField):
    """A column of partial dates, stored as text that sorts; empty means: not known."""

    description = _("Partial date")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, list(args), kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> PartialDate | None:
        return PartialDate.stored(value) if value else None

    def to_python(self, value: Any) -> PartialDate | None:
        return partial_date(value)

    def get_prep_value(self, value: Any) -> str:
        return "" if value is None else str(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = partial_date(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        if value is None and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")

    def run_validators(self, value: Any) -> None:
        """The value type itself is the validator."""

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> Any:
        return super(models.CharField, self).formfield(**{"form_class": PartialDateFormField, **kwargs})


class PartialDateFormField(forms.CharField):
    """Text in, PartialDate out."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "size": 20, "data-partial-date": ""}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        return partial_date(value)

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, PartialDate) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "")
