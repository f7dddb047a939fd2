"""Template words for texts in several languages and for what each language writes in its own way."""

import re
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from pomost.languages import formats
from pomost.languages.translated import Translated, Wording
from pomost.languages.typography import NO_BREAK, typeset

register = template.Library()

_TAG = re.compile(r"(<[^>]*>)")


@register.filter
def words(value: Translated | Wording | str | None) -> SafeString:
    """Show a text; where it is in another language than the page, it is marked with its `lang`."""
    active = get_language() or "en"
    if value is None:
        return SafeString("")
    wording = value if isinstance(value, Wording) else None
    if isinstance(value, Translated):
        wording = value.wording()
    if wording is None:
        wording = Wording(str(value), active)
    text = typeset(wording.text, wording.language)
    if wording.language == active:
        return format_html("{}", text)
    return format_html('<span lang="{}">{}</span>', wording.language, text)


@register.simple_tag
def colon() -> str:
    """The colon between two things that a template puts side by side; in French a space stands before it."""
    return f"{NO_BREAK}:" if get_language() == "fr" else ":"


@register.filter
def lines(value: Translated) -> list[Wording]:
    """The lines of a text, each to be shown by `words`."""
    return value.lines()


@register.filter
def number(value: int | float | Decimal) -> str:
    """A number with the language's grouping."""
    return formats.number(value)


@register.filter
def moment(value: datetime | None) -> str:
    """A moment to the second, in the site's time zone."""
    return formats.moment(value) if value else ""


@register.filter
def long_date(value: date) -> str:
    """A day in words: "4 marca 2002"."""
    return formats.long_date(value)


@register.filter
def country(code: str) -> str:
    """A country's name from its ISO code."""
    return formats.country_name(code)


@register.filter
def typeset_text(value: str) -> str:
    """A text in the page's language with its spaces kept together."""
    return typeset(str(value), get_language() or "en")


@register.filter
def typeset_html(value: str, language: str) -> SafeString:
    """HTML that is safe already, the text between its tags typeset in `language`."""
    parts = _TAG.split(str(value))
    return SafeString("".join(part if part.startswith("<") else typeset(part, language) for part in parts))
