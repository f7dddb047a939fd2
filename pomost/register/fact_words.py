"""One fact in words."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from pomost.languages.formats import listed, number
from pomost.register.dates import PartialDate


def field_in_words(record: Any, field: Any) -> str:
    """Return what a record, or what belongs to it, has in `field`; "" where that is nothing."""
    if field.choices and not field.is_relation:
        return str(record._get_FIELD_display(field))
    value = getattr(record, field.name)
    if field.many_to_many:
        return listed([str(thing) for thing in value.all()])
    if isinstance(value, PartialDate):
        return value.in_words()
    if isinstance(value, bool):
        return _("yes") if value else ""
    if isinstance(value, int | float):
        return number(value)
    return "" if value is None else str(value)


def lines_of(texts: Mapping[str, str]) -> str:
    """Return a text in several languages, a line each."""
    return "\n".join(f"{name}: {texts[code]}" for code, name in settings.LANGUAGES if code in texts)
