"""Makers of written pages and their blocks; a test names what matters to it."""

from typing import Any
from uuid import uuid4

from django.utils import timezone
from wagtail.models import Page

from pomost.website.blocks.body import LIVING
from pomost.website.models import EditorialPage, HomePage, NewsIndexPage, NewsPage
from pomost.website.settings import CitySettings

NOTHING = {"caption": "", "author": "", "licence": "", "is_decorative": False}


def home_of(city: CitySettings, language: str = "pl") -> HomePage:
    """The home page in a language."""
    key = city.site.root_page.translation_key
    found: HomePage = HomePage.objects.get(translation_key=key, locale__language_code=language)
    return found


def block(kind: str, value: Any = None) -> dict[str, Any]:
    """A block as a StreamField stores it; a living block's options have their defaults."""
    if kind in LIVING:
        value = {**LIVING[kind].get_prep_value(LIVING[kind].get_default()), **(value or {})}
    elif kind == "picture":
        value = {**NOTHING, **value}
    return {"type": kind, "value": value, "id": str(uuid4())}


def editorial(parent: Page, *body: dict[str, Any], slug: str = "page", **more: Any) -> EditorialPage:
    """A published editorial page below `parent`."""
    return _added(parent, EditorialPage, body, slug, more)


def news(
    city: CitySettings, date: str, *body: dict[str, Any], slug: str, language: str = "pl", **more: Any
) -> NewsPage:
    """A published news item."""
    index = NewsIndexPage.objects.child_of(home_of(city, language)).get()
    return _added(index, NewsPage, body, slug, {"date": date, **more})


def _added(parent: Page, kind: Any, body: Any, slug: str, more: dict[str, Any]) -> Any:
    now = timezone.now()
    more = {"title": slug.title(), "locale": parent.locale, "first_published_at": now, "last_published_at": now, **more}
    page = kind(slug=slug, body=list(body), **more)
    parent.add_child(instance=page)
    return kind.objects.get(pk=page.pk)
