"""The sitemap: every page of the site in every language, for programs that read sites whole.

An index names one sitemap or more for the pages of the tree and for each kind of record. Nobody needs all addresses at
once, so each costs the same however large the city's register is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from math import ceil
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from wagtail.models import Page

from pomost.conf.kept import Kept
from pomost.register.fetching import count_together
from pomost.register.models import Record
from pomost.website.frame import addresses_of
from pomost.website.head import alternates
from pomost.website.links import WITH_PAGES, record_versions, records_with_pages
from pomost.website.reading import origin_of, reading_only
from pomost.website.signposts import Signpost, signpost_for
from pomost.website.standing.pages import TITLES

MOST = 5000  # addresses in one sitemap
THINGS = MOST // len(settings.LANGUAGES)  # each of which has an address a language
PAGES = "pages"
KINDS: dict[str, type[Record]] = {str(kind._meta.model_name): kind for kind in WITH_PAGES}
AN_HOUR = "public, max-age=3600"
_XML = "http://www.sitemaps.org/schemas/sitemap/0.9"
_counts: "Kept[list[int]]" = Kept(16)
_XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True)
class Thing:
    """A page or a record, with its address in each of its languages and the moment of its last publication."""

    urls: dict[str, str]
    changed_at: datetime | None


@reading_only
def index(request: HttpRequest) -> HttpResponseBase:
    """Answer with the list of sitemaps; costs one query, and one more once a stamp."""
    signpost = _signpost(request)
    counts = _counts.get(signpost.home.pk, lambda: _counted(signpost))
    numbers = {PAGES: len(_pages(signpost)), **dict(zip(KINDS, counts, strict=True))}
    origin = origin_of(request)
    entries = (
        f"<sitemap><loc>{origin}{reverse('sitemap', args=[name, part])}</loc></sitemap>"
        for name, number in numbers.items()
        for part in range(1, ceil(number / THINGS) + 1)
    )
    return _xml(f'<sitemapindex xmlns="{_XML}">', entries, "</sitemapindex>")


@reading_only
def part(request: HttpRequest, part: str, number: int) -> HttpResponseBase:
    """Answer with one sitemap; costs one query."""
    signpost = _signpost(request)
    if part not in {PAGES, *KINDS}:
        raise Http404
    these = slice((number - 1) * THINGS, number * THINGS) if 0 < number <= MOST else slice(0)
    things = _pages(signpost)[these] if part == PAGES else _records(signpost, KINDS[part], these)
    if not things:
        raise Http404
    origin = origin_of(request)
    entries = (line for thing in things for line in _entries(origin, thing, signpost))
    return _xml(f'<urlset xmlns="{_XML}" xmlns:xhtml="{_XHTML}">', entries, "</urlset>")


def _counted(signpost: Signpost) -> list[int]:
    """How many records of each of KINDS the site shows."""
    return count_together(*(records_with_pages(signpost.home, kind) for kind in KINDS.values()))


def _signpost(request: HttpRequest) -> Signpost:
    signpost = signpost_for(request)
    if signpost is None:
        raise Http404
    return signpost


def _pages(signpost: Signpost) -> list[Thing]:
    """The live pages of the site that nobody is kept from, each with its translations; costs a query, or two."""
    homes = tuple(home.path for home in signpost.homes.values())
    live = Page.objects.live().public() if signpost.any_restriction else Page.objects.live()
    found = live.filter(depth__gte=signpost.city.site.root_page.depth).select_related("locale")
    own = [page for page in found.order_by("translation_key", "path") if page.path.startswith(homes)]
    pages = [_page(signpost, list(group)) for _key, group in groupby(own, key=lambda page: page.translation_key)]
    fixed = [*TITLES, *(["contact-form"] if signpost.takes_messages else [])]
    return pages + [Thing(addresses_of(signpost, name), None) for name in fixed]


def _page(signpost: Signpost, versions: Sequence[Page]) -> Thing:
    by_code = {page.locale.language_code: page for page in versions}
    urls = {code: signpost.url(by_code[code]) for code in signpost.homes if code in by_code}
    return Thing(urls, max((page.last_published_at for page in versions if page.last_published_at), default=None))


def _records(signpost: Signpost, kind: type[Record], these: slice) -> list[Thing]:
    records = records_with_pages(signpost.home, kind).order_by("pk")[these]
    found = (Thing(record_versions(signpost, record), record.last_published_at) for record in records)
    return [thing for thing in found if thing.urls]


def _entries(origin: str, thing: Thing, signpost: Signpost) -> Iterator[str]:
    home_url = signpost.url(signpost.homes[next(iter(thing.urls))])
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{version.hreflang}" href="{escape(version.url)}"/>'
        for version in alternates(origin, thing.urls, is_home=home_url in thing.urls.values())
    )
    changed = f"<lastmod>{thing.changed_at:%Y-%m-%dT%H:%M:%S+00:00}</lastmod>" if thing.changed_at else ""
    for url in thing.urls.values():
        yield f"<url><loc>{escape(origin + url)}</loc>{changed}{links}</url>"


def _xml(begin: str, entries: Iterator[str], end: str) -> HttpResponse:
    content = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', begin, *entries, end])
    return HttpResponse(content, content_type="application/xml; charset=utf-8", headers={"Cache-Control": AN_HOUR})
