"""What the standing pages have in common: their addresses in each language, and the frame around them."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pomost.website.frame import addresses_of, frame_of, versions_at
from pomost.website.head import Alternate, alternates
from pomost.website.publication import origin_of_software
from pomost.website.reading import may_be_kept, origin_of

TITLES: dict[str, str | Promise] = {
    "accessibility-statement": _("Accessibility statement"),
    "credits": _("Sources and licences"),
    "privacy": _("Privacy"),
}


@dataclass(frozen=True)
class StandingPage:
    """A standing page in the active language; all addresses are whole."""

    title: str
    canonical: str
    alternates: list[Alternate]


def answer(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """Return the standing page `name`, which shows the `context`. Raises Http404 where the site lacks its language."""
    signpost = context["signpost"]
    origin = origin_of(request)
    urls = addresses_of(signpost, name)
    page = StandingPage(
        title=gettext(str(TITLES[name])),
        canonical=f"{origin}{request.path}",
        alternates=alternates(origin, urls, is_home=False),
    )
    given = {"standing": page, "page_address": page.canonical, "languages": versions_at(signpost, name)}
    context = {**frame_of(signpost, origin=origin_of_software()), **context, **given}
    return may_be_kept(render(request, f"website/standing/{name.replace('-', '_')}.html", context))
