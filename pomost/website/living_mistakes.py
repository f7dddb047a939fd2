"""Living values that mean nothing, told in a form where they stand."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import StreamBlockValidationError, StreamValue

from pomost.places.models import Municipality
from pomost.register.living_values import mistakes_in
from pomost.register.rules.mentions import texts_in


def tell_mistakes(form: Any, home: Municipality, *fields: str) -> None:
    """Add to the cleaned `fields` of `form`, texts and bodies, what is wrong with their keys about the city `home`."""
    for name in fields:
        value = form.cleaned_data.get(name)
        error = _in_body(value, home) if isinstance(value, StreamValue) else _error([value or ""], home)
        if error is not None:
            form.add_error(name, error)


def _error(texts: list[str], home: Municipality) -> ValidationError | None:
    mistakes = mistakes_in(texts, home)
    return ValidationError(mistakes, code="living_value") if mistakes else None


def _in_body(body: StreamValue, home: Municipality) -> ValidationError | None:
    errors = {
        place: error
        for place, block in enumerate(body.raw_data)
        if (error := _error(list(texts_in(block["value"])), home))
    }
    return StreamBlockValidationError(errors) if errors else None
