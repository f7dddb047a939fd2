"""Building a city's site: the tree of pages in every language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from pomost.languages.translated import Translated
from pomost.places.models import Municipality
from pomost.register.models import Office
from pomost.website.blocks.body import home_body
from pomost.website.models import (
    ActivitiesPage,
    AwardsPage,
    BasketPage,
    CitySettings,
    ContactPage,
    HomePage,
    KnowledgePage,
    NetworksPage,
    NewsIndexPage,
    PartnershipsPage,
    ProjectsPage,
)
from pomost.website.pages.base import SitePage
from pomost.website.search.index import build_search, index_pages

SECTIONS: dict[str, type[SitePage]] = {
    "partnerships": PartnershipsPage,
    "networks": NetworksPage,
    "projects": ProjectsPage,
    "awards": AwardsPage,
    "activities": ActivitiesPage,
    "news": NewsIndexPage,
    "knowledge": KnowledgePage,
    "contact": ContactPage,
    "basket": BasketPage,
}


@dataclass(frozen=True)
class PageText:
    """What one page says in one language; `intro` is HTML of the editor's kind."""

    title: str
    slug: str = ""
    intro: str = ""


@transaction.atomic
def build_site(
    *,
    home: Municipality,
    publisher: Translated,
    office: Office | None,
    texts: Mapping[str, Mapping[str, PageText]],
    is_example: bool = False,
) -> CitySettings:
    """Build the site of `home` on the installation's default site and publish all its pages.

    `texts` gives, by language code, the text of the page "home" and of every section. The page that a new
    installation comes with is removed. Raises ValueError where the default site has a city already.
    """
    if CitySettings.objects.filter(site__is_default_site=True, home__isnull=False).exists():
        raise ValueError("The default site belongs to a city already.")
    root = Page.get_first_root_node()
    keys = {name: uuid4() for name in ("home", *SECTIONS)}
    language_homes = {}
    for language in texts:
        locale, _created = Locale.objects.get_or_create(language_code=language)
        slug = home.slug if language == settings.LANGUAGE_CODE else f"{home.slug}-{language}"
        language_home = add_page(root, HomePage, texts[language]["home"], slug, locale, keys["home"], body=home_body())
        for name, page_class in SECTIONS.items():
            text = texts[language][name]
            add_page(language_home, page_class, text, text.slug, locale, keys[name], in_menu=name != "basket")
        language_homes[language] = language_home
    site = _default_site(language_homes[settings.LANGUAGE_CODE], home.name)
    city, _created = CitySettings.objects.update_or_create(
        site=site, defaults={"home": home, "publisher": publisher, "office": office, "is_example": is_example}
    )
    build_search()  # from now on there is a site on which things are found
    return city


def add_page(
    parent: Page,
    page_class: type[SitePage],
    text: PageText,
    slug: str,
    locale: Locale,
    key: object,
    in_menu: bool = True,
    published_at: datetime | None = None,
    **more: Any,
) -> SitePage:
    """Add a page of `page_class` below `parent`, published now or at the moment given.

    `key` is that of its translations, `more` are the fields of its class.
    """
    published_at = published_at or timezone.now()
    page: SitePage = page_class(
        title=text.title,
        slug=slug,
        intro=text.intro,
        locale=locale,
        translation_key=key,
        show_in_menus=in_menu,
        first_published_at=published_at,
        last_published_at=published_at,
        **more,
    )
    parent.add_child(instance=page)
    index_pages(Page.objects.filter(pk=page.pk))
    return page


def _default_site(root_page: Page, name: str) -> Site:
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    welcome = site.root_page if site.pk else None
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.site_name, site.root_page = name, root_page
    site.save()
    # A fresh installation's page "Welcome to Wagtail" says nothing about the city.
    if welcome is not None and welcome.specific_class is Page:
        welcome.delete()
    return site
