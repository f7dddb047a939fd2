"""What stands at the address of a record, followed by `~changes/`: its register of changes, and earlier versions."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import redirect

from pomost.register.models import Change, Record
from pomost.register.versions import public_changes, public_facts, version_of
from pomost.website.change_feed import ChangesFeed
from pomost.website.changes import (
    CHANGES,
    changes_url,
    entry,
    numbers_of,
    record_changes,
    site_changes,
    site_changes_url,
    with_names,
)
from pomost.website.former_addresses import lead_on_from_section
from pomost.website.page_changes import page_changes
from pomost.website.pages.base import SectionPage, SitePage
from pomost.website.publication import Publication, origin_of_change
from pomost.website.reading import reading_only
from pomost.website.side_by_side import side_by_side
from pomost.website.signposts import Signpost, signpost_for

LARGEST = 9  # digits of a number that both databases can compare


@dataclass(frozen=True)
class Place:
    """The published record whose history is asked for, and where its page stands."""

    signpost: Signpost
    section: SectionPage
    record: Record
    slug: str

    @property
    def url(self) -> str:
        """The address of the record's page."""
        return f"{self.signpost.url(self.section)}{self.slug}/"

    def show(
        self, request: HttpRequest, template: str, context: dict[str, Any], rest: str, changed: Any = ()
    ) -> HttpResponse:
        """Show what stands at `rest` below the record's register of changes; search engines keep out."""
        context = {"record": self.record, "record_url": self.url, "noindex": True, **context}
        below = f"{self.slug}/{CHANGES}{rest}"
        return self.section.render(request, template, context, records=[self.record], slug=below, changed=changed)


def _place(request: HttpRequest, path: str, rest: str) -> Place | HttpResponsePermanentRedirect:
    """The record at `path`, or the way to where it stands by now, with the same `rest`.

    Raises Http404 where no record is published, and where some readers are kept from its page.
    """
    signpost = signpost_for(request)
    if signpost is None:
        raise Http404
    try:
        route = signpost.route(request, path)
    except Http404:
        return HttpResponsePermanentRedirect(f"{changes_url(lead_on_from_section(signpost, path).url)}{rest}")
    if route is None or not isinstance(route.page, SectionPage) or route.page.get_view_restrictions():
        raise Http404
    slug = route.kwargs["slug"]
    if not slug:
        raise Http404
    found = route.page.found(signpost, slug)
    if not isinstance(found, Record):
        return HttpResponsePermanentRedirect(f"{changes_url(found.url)}{rest}")
    return Place(signpost, route.page, found, slug)


@reading_only
def changes(request: HttpRequest, path: str) -> HttpResponseBase:
    """The register of changes of one record or page, the latest first.

    A filled-in choice of two versions of a record leads to both side by side.
    """
    page_itself = _page(request, path)
    if page_itself is not None:
        return _of_page(request, *page_itself)
    place = _place(request, path, "")
    if not isinstance(place, Place):
        return place
    earlier, later = (_number(request.GET.get(name, "")) for name in ("earlier", "later"))
    if earlier and later and earlier != later:
        return redirect(f"{changes_url(place.url)}{min(earlier, later)}..{max(earlier, later)}/")
    before = _number(request.GET.get("before", ""))
    page = record_changes(place.signpost, place.record, place.url, before)
    context = {
        "changes": page,
        "versions": numbers_of(page.entries),
        "changes_url": changes_url(place.url),
        "kept_query": f"?before={before}" if before else "",
    }
    return place.show(request, "website/changes.html", context, "")


@reading_only
def version(request: HttpRequest, path: str, number: str) -> HttpResponseBase:
    """One version of a record, on the page of the record, marked as what it is."""
    place = _place(request, path, f"{number}/")
    if not isinstance(place, Place):
        return place
    asked, *later = _asked(place, int(number), int(number) + 1)
    shown = version_of(place.record, asked)
    if shown is None:
        raise Http404
    signpost, section = place.signpost, place.section
    following = next(iter(later), None)
    context, _records = section.record_context(signpost, shown)
    banner = {
        "number": asked.number,
        "since": asked.published_at,
        "replaced": entry(signpost, type(shown), following, place.url) if following else None,
        "compare_url": f"{changes_url(place.url)}{number}..{int(number) + 1}/" if following else "",
    }
    context |= {
        "earlier": banner,
        "record_url": place.url,
        "changes_url": changes_url(place.url),
        "noindex": True,
        "canonical": place.url,
        "calendar": "",
        "publication": Publication.of(
            signpost, [asked.published_at], origin_of_change(signpost, asked), changes_url(place.url)
        ),
    }
    return section.render_record(request, shown, f"{place.slug}/{CHANGES}/{number}", context, [])


@reading_only
def comparison(request: HttpRequest, path: str, earlier: str, later: str) -> HttpResponseBase:
    """Two versions of a record side by side, in words."""
    place = _place(request, path, f"{earlier}..{later}/")
    if not isinstance(place, Place):
        return place
    if earlier == later:
        raise Http404
    if int(earlier) > int(later):
        return redirect(f"{changes_url(place.url)}{later}..{earlier}/", permanent=True)
    two = _asked(place, int(earlier), int(later))
    versions = [version_of(place.record, change) for change in two]
    before, after = versions if len(versions) == 2 else (None, None)
    if before is None or after is None:
        raise Http404
    kind = type(place.record)
    context = {
        "parts": side_by_side(before, after, public_facts(kind), kind.private_fields),
        "versions": [entry(place.signpost, kind, change, place.url) for change in two],
        "changes_url": changes_url(place.url),
    }
    return place.show(request, "website/comparison.html", context, f"/{earlier}..{later}")


@reading_only
def of_site(request: HttpRequest) -> HttpResponseBase:
    """The register of changes of the whole site, the latest first."""
    signpost, home = _home(request)
    before = _number(request.GET.get("before", ""))
    page = site_changes(signpost, before)
    context = {
        "changes": page,
        "record_url": signpost.url(home),
        "noindex": before is not None,
        "feed": f"{site_changes_url(signpost)}atom/",
        "kept_query": f"?before={before}" if before else "",
    }
    changed = [each.when for each in page.entries]
    return home.render(request, "website/site_changes.html", context, slug=CHANGES, changed=changed)


@reading_only
def feed(request: HttpRequest) -> HttpResponseBase:
    """The latest changes of the whole site as a feed."""
    signpost, _home_page = _home(request)
    return ChangesFeed()(request, signpost)


def _page(request: HttpRequest, path: str) -> tuple[Signpost, SitePage] | None:
    """The page of the tree at `path`; None where a record stands there, or nothing, or where readers are kept out."""
    signpost = signpost_for(request)
    try:
        route = signpost.route(request, path) if signpost else None
    except Http404:
        return None
    if signpost is None or route is None or any(route.kwargs.values()) or route.page.get_view_restrictions():
        return None
    return signpost, route.page


def _of_page(request: HttpRequest, signpost: Signpost, page: SitePage) -> HttpResponse:
    before = _number(request.GET.get("before", ""))
    context = {
        "changes": page_changes(signpost, page, before),
        "record_url": signpost.url(page),
        "noindex": True,
        "kept_query": f"?before={before}" if before else "",
    }
    # Other languages' versions are pages with a log of their own.
    versions = None if signpost.knows(page) else [page]
    return page.render(request, "website/changes.html", context, slug=CHANGES, versions=versions)


def _home(request: HttpRequest) -> tuple[Signpost, SitePage]:
    """The home page in the language of the address; raises Http404 where some readers are kept from it."""
    signpost = signpost_for(request)
    route = signpost.route(request, "") if signpost else None
    if signpost is None or route is None or route.page.get_view_restrictions():
        raise Http404
    return signpost, route.page


def _asked(place: Place, first: int, second: int) -> list[Change]:
    """The public changes of these numbers, with their versions; raises Http404 where the first is none. One query."""
    changes = with_names(place.signpost, public_changes(place.record)).select_related("revision")
    found = {change.number: change for change in changes.filter(number__in=[first, second])}
    if first not in found:
        raise Http404
    return [found[number] for number in (first, second) if number in found]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LARGEST else None
