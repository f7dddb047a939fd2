"""How an address becomes a page, and what is answered where none can."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_from_request, override
from wagtail.views import serve as wagtail_serve

from pomost.conf.media import is_away
from pomost.website.former_addresses import lead_on_from_section
from pomost.website.frame import frame_of, language_versions
from pomost.website.pages.base import SectionPage
from pomost.website.reading import reading_only
from pomost.website.signposts import signpost_for

RETRY_SECONDS = 60  # when programs may ask again: a restart of the database takes less


@reading_only
def serve(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """Answer with the page at `path`, by Wagtail's own way of serving; the route is read off the signpost.

    Where no city has been set up, every address says so.
    """
    signpost = signpost_for(request)
    if signpost is None:
        return render(request, "website/no_city.html", status=503)
    if "\0" in path:  # of which PostgreSQL wants to hear nothing
        raise Http404
    try:
        route = signpost.route(request, path)
    except Http404:
        return lead_on_from_section(signpost, path)
    if route is not None:
        # Wagtail keeps the route of a request here, and asks the database only where it finds none.
        setattr(request, "_wagtail_route_for_request", route)
    return wagtail_serve(request, path)


@reading_only
def calendar(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """Answer with the calendar that belongs to the page at `path`, in the language of the address.

    Of a page that is kept from some readers there is none: calendar programs cannot be asked who they are.
    """
    signpost = signpost_for(request)
    route = signpost.route(request, path) if signpost else None
    if route is None or not isinstance(route.page, SectionPage) or route.page.get_view_restrictions():
        raise Http404
    return route.page.serve_calendar(request, route.kwargs["slug"])


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page, inside the city's site where there is one in the reader's language.

    The language versions are those of the first page: what is not there has none.
    """
    signpost = signpost_for(request)
    home = signpost.homes.get(get_language() or "") if signpost else None
    if signpost is None or home is None:
        return render(request, "404.html", status=404)
    context = {**frame_of(signpost), "languages": language_versions(signpost, home)}
    return render(request, "website/not_found.html", context, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that something went wrong or, where the database or the bucket does not answer, that it will be back.

    Whatever failed, a view, a template or the page for what is not there, ends here; so nothing is asked of a database.
    The cause stands in the log.
    """
    with override(get_language_from_request(request, check_path=True)):
        error = sys.exception()
        if isinstance(error, (OperationalError, InterfaceError)) or is_away(error):
            headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
            return HttpResponse(render_to_string("503.html"), status=503, headers=headers)
        return HttpResponse(render_to_string("500.html"), status=500)
