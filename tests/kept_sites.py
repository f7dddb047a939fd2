"""Sites of tests, built once a process and laid down again: a site has up to fifty pages, and most tests need one."""

from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from pomost.places.models import Municipality
from pomost.register.models import Office
from pomost.website.actions import SECTIONS
from pomost.website.models import CitySettings, HomePage
from tests.kept_rows import Rows, replace_rows, rows_of

TABLES: tuple[type[Model], ...] = (Locale, Page, HomePage, *SECTIONS.values(), Site)
UNTOUCHED = 2  # the pages of a new installation: the root, and Wagtail's welcome

_kept: dict[tuple[str, ...], tuple[Any, dict[type[Model], Rows]]] = {}


def kept_site(
    home: Municipality, office: Office | None, languages: tuple[str, ...], build: Callable[[], CitySettings]
) -> CitySettings:
    """Return the site of `home`: what `build` made for the same city and `languages` before, else what it makes now."""
    key = (home.slug, home.name, *languages)
    is_new = Page.objects.count() == UNTOUCHED and not CitySettings.objects.exists()
    if is_new and key in _kept:
        publisher, rows = _kept[key]
        for model in TABLES:
            replace_rows(model._meta.db_table, rows[model])
        now = timezone.now()
        Page.objects.filter(depth__gt=1).update(first_published_at=now, last_published_at=now)
        Site.clear_site_root_paths_cache()
        ContentType.objects.get_for_models(*TABLES)  # warm, as after building
        site = Site.objects.get(is_default_site=True)
        return CitySettings.objects.create(site=site, home=home, publisher=publisher, office=office)
    city = build()
    if is_new:
        _kept[key] = city.publisher, {model: rows_of(model._meta.db_table) for model in TABLES}
    return city
