"""What programs ask every site for, at addresses that are the same everywhere."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse

from pomost.website.reading import reading_only

# Everything public may be found. The desk has nothing to find, and asks who it is.
ROBOTS = "User-agent: *\nDisallow: /admin/\n\nSitemap: {sitemap}\n"
A_DAY = "public, max-age=86400"


@reading_only
def robots(request: HttpRequest) -> HttpResponseBase:
    """Tell search engines what they may read, and where they find it all."""
    text = ROBOTS.format(sitemap=request.build_absolute_uri(reverse("sitemap-index")))
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"Cache-Control": A_DAY})


@reading_only
def favicon(request: HttpRequest) -> HttpResponseBase:
    """Lead to the icon, for what does not read the pages' own link to it."""
    response = redirect(static("website/favicon.ico"))
    response["Cache-Control"] = A_DAY
    return response
