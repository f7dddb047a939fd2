"""What a page needs to know of its site before it can be shown: whose site it is, which pages there are, and where.

Wagtail's own routing asks the database step by step (site, language, root, child, specific page). Signposts are made
by one query once a stamp, and answer from memory: routes, menu, language versions, addresses of records. All requests
share them, so nobody changes anything about them or their pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, cast

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length, Substr
from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction
from wagtail.url_routing import RouteResult

from pomost.conf.kept import Kept
from pomost.places.models import Municipality
from pomost.register.json_rows import as_json, from_json
from pomost.register.models import Office
from pomost.website.settings import CitySettings

# Who entered the public text of a page, and when: see website.publication.
ORIGIN = {"entered_by": F("live_revision__user"), "produced_at": F("live_revision__created_at")}


@dataclass(frozen=True)
class Signpost:
    """The live pages of one city's site down to its sections, in all languages.

    `any_restriction`: some page of the installation is kept from some readers; then each page asks whether it is.
    """

    city: CitySettings
    pages: tuple[Page, ...]
    any_restriction: bool

    @property
    def home(self) -> Municipality:
        """The municipality whose cooperation the site shows."""
        return cast(Municipality, self.city.home)

    @cached_property
    def homes(self) -> dict[str, Page]:
        """Language code → the home page in that language, in the order of the site's languages."""
        key = self.city.site.root_page.translation_key
        found = {page.locale.language_code: page for page in self.pages if page.translation_key == key}
        return {code: found[code] for code, _name in settings.LANGUAGES if code in found}

    def url(self, page: Page) -> str:
        """The address of `page` without the host."""
        return self.url_at(page.url_path, page.locale.language_code)

    def url_at(self, url_path: str, language: str | None = None) -> str:
        """The address of the page at Wagtail's `url_path` in `language` (default: the active one), without the host."""
        code = language or get_language() or ""
        return f"/{code}/{url_path.removeprefix(self.homes[code].url_path)}"

    def holds(self, page: Page) -> bool:
        """Whether `page` belongs to this site."""
        home = self.homes.get(page.locale.language_code)
        return home is not None and page.path.startswith(home.path)

    def menu(self, language: str | None = None) -> list[Page]:
        """The sections to be offered in `language` (default: the active one), in the order of the tree."""
        code = language or get_language()
        return [p for p in self.pages if p.locale.language_code == code and p.show_in_menus and p.depth > 2]

    def translation(self, page: Page, language: str) -> Page | None:
        """The page that is `page` in `language`."""
        return self._translations.get((page.translation_key, language))

    @cached_property
    def _translations(self) -> dict[tuple[Any, str], Page]:
        return {(page.translation_key, page.locale.language_code): page for page in reversed(self.pages)}

    def section(self, kind: str, language: str | None = None) -> Page | None:
        """The section of the page class named `kind` in `language` (default: the active one)."""
        return self._sections.get((kind, language or get_language() or ""))

    @cached_property
    def _sections(self) -> dict[tuple[str, str], Page]:
        return {(page.specific_class.__name__, page.locale.language_code): page for page in reversed(self.pages)}

    def section_url(self, kind: str, slug: str = "", language: str | None = None) -> str:
        """The address of a section, or of the record `slug` in it; empty where the site has no such section."""
        section = self.section(kind, language)
        return f"{self.url(section)}{slug}{'/' if slug else ''}" if section else ""

    def knows(self, page: Page) -> bool:
        """Whether `page` is one of those down to the sections."""
        return any(each.pk == page.pk for each in self.pages)

    def feed_url(self) -> str:
        """The address of the news as a feed in the active language; empty where the site has no news."""
        news = self.section_url("NewsIndexPage")
        return f"{news}atom/" if news else ""

    @property
    def office(self) -> Office | None:
        """The office that answers for the content, where it is published."""
        office = self.city.office
        return office if office and office.live and office.deleted_at is None else None

    @property
    def takes_messages(self) -> bool:
        """Whether visitors can write to the office by the form: it has to have an e-mail address."""
        return bool(self.office and self.office.email)

    def office_url(self) -> str:
        """The address of the office that answers for the content; empty where its page is not on this site."""
        office = self.office
        if office is None or office.municipality_id != self.home.pk:
            return ""
        return self.section_url("ContactPage", office.slug)

    def route(self, request: HttpRequest, path: str) -> RouteResult | None:
        """Find what answers `path` (the address after the language) in the active language, without a query."""
        home = self.homes.get(get_language() or "")
        if home is None:
            return None
        parts = [part for part in path.split("/") if part]
        page = next((p for p in self.sections_below(home) if parts and p.slug == parts[0]), None)
        if page is not None:
            parts = parts[1:]
        found = page or home
        target = found.get_specific(deferred=True)  # one for this request alone
        target.locale = found.locale  # or it would be asked for once more
        target.open_to_all = not self.any_restriction
        return cast(RouteResult, target.route(request, parts))

    def sections_below(self, home: Page) -> list[Page]:
        """All sections below `home`, in the menu or not."""
        return [page for page in self.pages if page.depth > home.depth and page.path.startswith(home.path)]


def signpost_for(request: HttpRequest) -> Signpost | None:
    """Return the signpost of the site that `request` asks; None where no city is set up.

    Costs one query once a stamp; within a transaction, once a request.
    """
    kept: Any = getattr(request, "_pomost_signpost", False)
    if kept is False:
        kept = _signposts().asked(request)
        setattr(request, "_pomost_signpost", kept)
        if kept is not None:
            setattr(request, "_wagtail_site", kept.city.site)
    return cast("Signpost | None", kept)


def signpost_of(request: HttpRequest) -> Signpost:
    """Return the signpost of the site asked. Raises Http404 where it has no pages in the active language."""
    signpost = signpost_for(request)
    if signpost is None or get_language() not in signpost.homes:
        raise Http404
    return signpost


class _Signposts:
    """Those of all cities of the installation, from one query: which of them is asked is told by the request."""

    def __init__(self) -> None:
        pages = list(_pages().all())
        self.by_site = {
            city.site_id: _signpost(city, pages)
            for page in pages
            if page.city and (city := from_json(_cities(), page.city))
        }

    def asked(self, request: HttpRequest) -> Signpost | None:
        """That of the city whose site stands at the host that is asked, else of the default site: Wagtail's rule."""
        host, _, port = request.get_host().partition(":")

        def closeness(signpost: Signpost) -> tuple[bool, bool, bool]:
            site = signpost.city.site
            same_host = site.hostname == host
            return (same_host and str(site.port) == port, same_host, site.is_default_site)

        best = max(self.by_site.values(), key=closeness, default=None)
        return best if best is not None and any(closeness(best)) else None


_kept: Kept[_Signposts] = Kept(1)


def _signposts() -> _Signposts:
    """The signposts as they are now."""
    return _kept.get("all", _Signposts)


def _signpost(city: CitySettings, pages: Sequence[Any]) -> Signpost:
    root = next(page for page in pages if page.pk == city.site.root_page_id)
    city.site.root_page = root
    live = [page for page in pages if page.live]
    homes = tuple(
        page.path for page in live if page.translation_key == root.translation_key and page.depth == root.depth
    )
    own = tuple(page for page in live if page.path.startswith(homes))
    return Signpost(city, own, any_restriction=root.any_restriction)


@cache  # the same for every request, and half of the work to build
def _cities() -> QuerySet[CitySettings]:
    return CitySettings.objects.select_related("site", "home", "office").filter(home__isnull=False)


@cache
def _pages() -> QuerySet[Any]:
    """The home pages of all cities in all languages, and the pages right below them.

    The first page of a city's site bears the city's settings; where several sites have one page, those of the default.
    """
    roots = _cities().values("site__root_page__translation_key")
    homes = Page.objects.filter(translation_key__in=roots).values("path")
    here = _cities().filter(site__root_page=OuterRef("pk")).order_by("-site__is_default_site", "pk")
    return (
        Page.objects.alias(parent=Substr("path", 1, Length("path") - Page.steplen))
        .filter(Q(path__in=homes) | Q(parent__in=homes))
        .annotate(
            city=Subquery(here.values_list(as_json(here))[:1]),
            any_restriction=Exists(PageViewRestriction.objects.all()),
            **ORIGIN,
        )
        .select_related("locale")
        .order_by("path")
    )
