"""What stands at the address of a record or page, followed by `~changes/`: its changes, and its earlier versions."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import redirect

from pomost.register.models import Change, Record
from pomost.register.versions import public_changes, public_facts, version_of
from pomost.website.change_feed import ChangesFeed
from pomost.website.changes import (
    CHANGES,
    changes_page,
    changes_url,
    entry,
    numbers_of,
    site_changes,
    site_changes_url,
    with_names,
)
from pomost.website.former_addresses import lead_on_from_section
from pomost.website.page_versions import page_version
from pomost.website.pages.base import SectionPage, SitePage
from pomost.website.publication import Publication, origin_of_change
from pomost.website.reading import may_be_kept, reading_only
from pomost.website.side_by_side import side_by_side
from pomost.website.signposts import Signpost, signpost_for

PARAMETERS = ("before", "earlier", "later")
LARGEST = 9  # digits of a number that both databases can compare


@dataclass(frozen=True)
class Place:
    """The published record or page whose history is asked for, and where it stands.

    `section` is the page on which it is shown; for a page, that is the page itself, and `slug` is empty.
    """

    signpost: Signpost
    section: SitePage
    thing: Record | SitePage
    slug: str

    @property
    def url(self) -> str:
        """Its address."""
        return f"{self.signpost.url(self.section)}{self.slug}{'/' if self.slug else ''}"

    def version(self, change: Change) -> Any:
        """What `change` brought, as far as it is public today; None where no version is kept."""
        if isinstance(self.thing, Record):
            return version_of(self.thing, change)
        return page_version(self.thing, change, self.signpost.home.pk)

    def below(self, rest: str) -> str:
        """What follows the section's address where `rest` follows that of the register of changes."""
        return f"{self.slug}/{CHANGES}{rest}" if self.slug else f"{CHANGES}{rest}"

    def show(self, request: HttpRequest, template: str, context: dict[str, Any], rest: str) -> HttpResponse:
        """Show what stands at `rest` below the register of changes; search engines keep out."""
        context = {"record_url": self.url, "noindex": True, **context}
        if isinstance(self.thing, Record):
            context["record"], records, versions = self.thing, [self.thing], None
        else:
            # Other languages' versions are pages with a history of their own.
            records, versions = [], None if self.signpost.knows(self.section) and not rest else [self.section]
        return self.section.render(
            request, template, context, records=records, slug=self.below(rest), versions=versions
        )


def _place(request: HttpRequest, path: str, rest: str) -> Place | HttpResponsePermanentRedirect:
    """The record or page at `path`, or the way to where the record stands by now, with the same `rest`.

    Raises Http404 where nothing is published, and where some readers are kept from the page.
    """
    signpost = signpost_for(request)
    if signpost is None:
        raise Http404
    try:
        route = signpost.route(request, path)
    except Http404:
        return HttpResponsePermanentRedirect(f"{changes_url(lead_on_from_section(signpost, path).url)}{rest}")
    if route is None or route.page.get_view_restrictions():
        raise Http404
    if not any(route.kwargs.values()):
        return Place(signpost, route.page, route.page, "")
    if not isinstance(route.page, SectionPage):
        raise Http404
    slug = route.kwargs["slug"]
    found = route.page.found(signpost, slug)
    if not isinstance(found, Record):
        return HttpResponsePermanentRedirect(f"{changes_url(found.url)}{rest}")
    return Place(signpost, route.page, found, slug)


@reading_only
def changes(request: HttpRequest, path: str) -> HttpResponseBase:
    """The register of changes of one record or page, the latest first.

    A filled-in choice of two versions leads to both side by side.
    """
    place = _place(request, path, "")
    if not isinstance(place, Place):
        return place
    earlier, later = (_number(request.GET.get(name, "")) for name in ("earlier", "later"))
    if earlier and later and earlier != later:
        return redirect(f"{changes_url(place.url)}{min(earlier, later)}..{max(earlier, later)}/")
    before = _number(request.GET.get("before", ""))
    page = changes_page(place.signpost, place.thing, place.url, before)
    context = {
        "changes": page,
        "versions": numbers_of(page.entries),
        "changes_url": changes_url(place.url),
        "kept_query": f"?before={before}" if before else "",
    }
    return may_be_kept(place.show(request, "website/changes.html", context, ""), PARAMETERS)


@reading_only
def version(request: HttpRequest, path: str, number: str) -> HttpResponseBase:
    """One version, shown as the record or the page itself is, and marked as what it is."""
    place = _place(request, path, f"{number}/")
    if not isinstance(place, Place):
        return place
    asked, *later = _asked(place, int(number), int(number) + 1)
    shown = place.version(asked)
    if shown is None:
        raise Http404
    signpost = place.signpost
    following = next(iter(later), None)
    banner = {
        "number": asked.number,
        "since": asked.published_at,
        "is_of_page": not isinstance(shown, Record),
        "replaced": entry(signpost, type(shown), following, place.url) if following else None,
        "compare_url": f"{changes_url(place.url)}{number}..{int(number) + 1}/" if following else "",
    }
    context = {
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
    if not isinstance(shown, Record):
        shown.shown_with = context
        response: HttpResponse = shown.serve(request)
        return response
    own, _records = place.section.record_context(signpost, shown)
    return place.section.render_record(request, shown, place.below(f"/{number}"), {**own, **context}, [])


@reading_only
def comparison(request: HttpRequest, path: str, earlier: str, later: str) -> HttpResponseBase:
    """Two versions side by side, in words."""
    place = _place(request, path, f"{earlier}..{later}/")
    if not isinstance(place, Place):
        return place
    if earlier == later:
        raise Http404
    if int(earlier) > int(later):
        return redirect(f"{changes_url(place.url)}{later}..{earlier}/", permanent=True)
    two = _asked(place, int(earlier), int(later))
    versions = [place.version(change) for change in two]
    before, after = versions if len(versions) == 2 else (None, None)
    if before is None or after is None:
        raise Http404
    kind = type(place.thing)
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
    response = home.render(request, "website/site_changes.html", context, slug=CHANGES, changed=changed)
    return may_be_kept(response, ["before"])


@reading_only
def feed(request: HttpRequest) -> HttpResponseBase:
    """The latest changes of the whole site as a feed."""
    signpost, _home_page = _home(request)
    return may_be_kept(ChangesFeed()(request, signpost))


def _home(request: HttpRequest) -> tuple[Signpost, SitePage]:
    """The home page in the language of the address; raises Http404 where some readers are kept from it."""
    signpost = signpost_for(request)
    route = signpost.route(request, "") if signpost else None
    if signpost is None or route is None or route.page.get_view_restrictions():
        raise Http404
    return signpost, route.page


def _asked(place: Place, first: int, second: int) -> list[Change]:
    """The public changes of these numbers, with their versions; raises Http404 where the first is none. One query."""
    changes = with_names(place.signpost, public_changes(place.thing)).select_related("revision")
    found = {change.number: change for change in changes.filter(number__in=[first, second])}
    if first not in found:
        raise Http404
    return [found[number] for number in (first, second) if number in found]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LARGEST else None
