"""Template words of the public site."""

import re
from decimal import Decimal
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Engine
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from pomost.languages.formats import listed, locale
from pomost.places.models import Municipality
from pomost.register.dates import PartialDate
from pomost.register.models import Funding, Photo, Solution
from pomost.register.phones import spaced
from pomost.register.rules.money import Sum
from pomost.website.amounts import amount_of
from pomost.website.basket.codes import as_text, code_of
from pomost.website.basket.cookie import basket_of
from pomost.website.basket.taking import takeable_on
from pomost.website.blocks.parts import Part
from pomost.website.page_files import size_of
from pomost.website.periods import period_in_words
from pomost.website.pictures import Picture, picture_of
from pomost.website.prose import Prose

register = template.Library()

_NUMBER = re.compile(r"\d+")
_LONGEST_ADDRESS = 2000  # characters


@register.filter
def figure(text: str) -> SafeString:
    """A phrase with its first number set large: "42 years together"."""
    match = _NUMBER.search(text)
    if match is None:
        return SafeString(conditional_escape(text))
    before, number, after = text[: match.start()], match.group(), text[match.end() :]
    return format_html('{}<span class="figure">{}</span>{}', before, number, after)


@register.filter
def in_currency(value: Decimal | None, of: Funding | Sum | Solution) -> str:
    """One of the amounts of `of` in words, as exactly as it is known; a dash where it is not known at all."""
    return "–" if value is None else amount_of(value, of)


@register.filter
def period(start: PartialDate | None, end: PartialDate | None) -> str:
    """A period in words: "2022 – October 2024"."""
    return period_in_words(start, end)


@register.filter
def example(thing: Any) -> SafeString:
    """The mark that stands beside the heading of invented content, nothing beside real content."""
    return example_mark(is_example=thing.is_example)


@register.simple_tag
def example_mark(*, is_example: bool) -> SafeString:
    """The mark of an example, where it `is_example`."""
    if not is_example:
        return SafeString("")
    return format_html(' <span class="example">{}</span>', gettext("example"))


@register.simple_tag(takes_context=True)
def town_link(context: dict[str, Any], town: Municipality, *, short: bool = False) -> SafeString:
    """A town with its country, or `short` its name alone; a link where the page knows its partnership's address."""
    name = town.title if short else str(town)
    address = context.get("partner_addresses", {}).get(town.pk)
    return format_html('<a href="{}">{}</a>', address, name) if address else format_html("{}", name)


@register.simple_tag(takes_context=True)
def prose_text(context: dict[str, Any], text: str, language: str) -> SafeString:
    """A text with its living values, typeset in `language`."""
    prose: Prose = context["prose"]
    return prose.text(text, language)


@register.simple_tag(takes_context=True)
def prose_html(context: dict[str, Any], html: str, language: str) -> SafeString:
    """HTML of the editor's kind with its links and living values, typeset in `language`."""
    prose: Prose = context["prose"]
    return prose.html(html, language)


@register.simple_tag(takes_context=True)
def include_part(context: template.Context, part: Part) -> SafeString:
    """A part of a page, by its own template with what it shows."""
    with context.push(**part.shows):
        return Engine.get_default().get_template(part.template).render(context)


@register.filter
def language_names(codes: str) -> str:
    """The names of the languages whose codes are listed: "pl, de" is "polski i niemiecki"."""
    names = locale().languages
    return listed([names.get(code.strip(), code.strip()) for code in codes.split(",") if code.strip()])


@register.filter
def picture(photo: Photo) -> Picture:
    """How a photo is shown: see website.pictures."""
    return picture_of(photo)


@register.filter
def file_kind(file: Any) -> str:
    """The type of a document as people call it: "PDF"."""
    return str(file.file_extension).upper()


register.filter("file_size", size_of)


@register.filter
def phone(number: str) -> str:
    """A telephone number with the spaces that its country sets."""
    return spaced(number)


@register.simple_tag(takes_context=True)
def basket_number(context: Any) -> int:
    """How many things lie in the visitor's basket."""
    return len(basket_of(context["request"])) if "request" in context else 0


def _here(request: HttpRequest) -> str:
    """Where a button leads back to: the page with what it was asked, where that is no longer than addresses are."""
    address = request.get_full_path()
    return address if len(address) <= _LONGEST_ADDRESS else request.path


@register.inclusion_tag("website/components/take_along.html", takes_context=True)
def take_along(context: Any) -> dict[str, Any]:
    """The button that puts what the page shows into the basket, or takes it out; on a list, all that is shown."""
    request, basket_url = context["request"], context.get("basket_url")
    earlier = context.get("earlier") or {}
    codes = takeable_on(context, earlier.get("number")) if basket_url else []
    inside = set(basket_of(request))
    return {
        "codes": codes,
        "code": as_text(codes),
        "is_inside": bool(codes) and inside.issuperset(codes),
        "basket_url": basket_url,
        "back": _here(request),
    }


@register.inclusion_tag("website/components/take_file.html", takes_context=True)
def take_file(context: Any, file: Any, title: str, at: str = "") -> dict[str, Any]:
    """The button that puts a document into the basket, or takes it out; it leads back to the part `at` of the page."""
    code = code_of(file)
    return {
        "code": code,
        "is_inside": code in basket_of(context["request"]),
        "basket_url": context.get("basket_url"),
        "title": title,
        "at": at,
        "back": _here(context["request"]),
    }
