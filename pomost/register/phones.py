"""Telephone numbers: kept in the international form (ITU-T E.164), shown with the usual spaces."""

import re
from typing import TYPE_CHECKING, Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def international(text: str) -> str:
    """Return a phone number as +48650000000. Raises ValidationError for what cannot be one.

    Whether a number is in service is not asked: ranges change, and fictional numbers must be possible.
    """
    try:
        number = phonenumbers.parse(re.sub(r"^\s*00", "+", text), None)
    except phonenumbers.NumberParseException as error:
        raise ValidationError(
            _("“%(value)s” is not a phone number. Write it with the country’s code, such as +48 65 000 00 00."),
            code="phone",
            params={"value": text},
        ) from error
    if not phonenumbers.is_possible_number(number):
        raise ValidationError(
            _("“%(value)s” has too few or too many digits for a phone number."), code="phone", params={"value": text}
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def spaced(number: str) -> str:
    """Return a number in international form with the spaces that its country sets: +48 65 000 00 00."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


if TYPE_CHECKING:
    _TextField = models.CharField[Any, Any]
else:  # Django's fields take type arguments only in their stubs
    _TextField = models.CharField


class PhoneField(_TextField):
    """A column of phone numbers in international form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 32)
        super().__init__(*args, **kwargs)

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return international(str(value)) if value else super().clean(value, model_instance)
