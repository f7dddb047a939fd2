"""The page of the search, and titles while somebody types."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from pomost.website.frame import frame_of, versions_at
from pomost.website.narrowing import UnknownChoiceError
from pomost.website.paging import PAGE, page_asked
from pomost.website.publication import origin_of_software
from pomost.website.reading import may_be_kept, reading_only
from pomost.website.search.results import Asked, search
from pomost.website.search.words import readable_query, wanted_in
from pomost.website.signposts import signpost_of

PARAMETERS = ("q", PAGE, "kind", "language")
SUGGESTED = 8


@reading_only
def results(request: HttpRequest) -> HttpResponseBase:
    """Answer with what is found; see `search`. Raises Http404 for a choice or a page that there is not."""
    signpost = signpost_of(request)
    asked = _asked(request)
    try:
        found = search(signpost, asked, reverse("search"))
    except UnknownChoiceError:
        raise Http404 from None
    things = [each.thing for each in found.found]
    context: dict[str, Any] = {
        "page_address": request.build_absolute_uri(),
        **frame_of(signpost, [thing.last_published_at for thing in things], origin_of_software()),
        "languages": versions_at(signpost, "search"),
        "paging": found.paging,
        "kept_query": found.paging.own_query if asked.query else "",
        "results": found,
        "listed": things,
        "suggestions_url": reverse("suggestions"),
    }
    return may_be_kept(render(request, "website/search.html", context), PARAMETERS)


@reading_only
def suggestions(request: HttpRequest) -> HttpResponseBase:
    """Answer with the titles of what would be found first, for the list below the field."""
    found = search(signpost_of(request), _asked(request), "")
    titles = dict.fromkeys(each.title_text for each in found.found if each.is_named_so)
    return may_be_kept(JsonResponse({"titles": list(titles)[:SUGGESTED]}), PARAMETERS)


def _asked(request: HttpRequest) -> Asked:
    query = request.GET.get("q", "")
    return Asked(
        query=readable_query(query),
        wanted=wanted_in(query),
        kind=request.GET.get("kind", ""),
        language=request.GET.get("language", ""),
        page=page_asked(request),
    )
