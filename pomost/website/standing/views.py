"""The three standing pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from pomost.register.actions.records import BIN_DAYS
from pomost.website.reading import reading_only
from pomost.website.settings import Licence
from pomost.website.signposts import signpost_of
from pomost.website.standing.pages import answer
from pomost.website.standing.statement import AccessibilityStatement

LICENCE_URLS: dict[str, str] = {
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
}


@reading_only
def accessibility(request: HttpRequest) -> HttpResponseBase:
    """Answer with the accessibility statement, or with what is still missing for one; costs one query."""
    signpost = signpost_of(request)
    statement = AccessibilityStatement.objects.filter(site=signpost.city.site_id).first() or AccessibilityStatement()
    context = {"signpost": signpost, "statement": statement, "site_url": f"{request.scheme}://{request.get_host()}/"}
    return answer(request, "accessibility-statement", context)


@reading_only
def credits(request: HttpRequest) -> HttpResponseBase:  # noqa: A001 - its name on the screen
    """Answer with sources, licences and how to cite; costs no query."""
    signpost = signpost_of(request)
    return answer(
        request, "credits", {"signpost": signpost, "licence_url": LICENCE_URLS.get(signpost.city.licence, "")}
    )


@reading_only
def privacy(request: HttpRequest) -> HttpResponseBase:
    """Answer with what is kept about whom and how long, as the settings have it; costs no query."""
    context = {
        "signpost": signpost_of(request),
        "months_of_former_contacts": settings.POMOST_KEEP_FORMER_CONTACTS_MONTHS,
        "months_of_messages": settings.POMOST_KEEP_MESSAGES_MONTHS,
        "days_in_bin": BIN_DAYS,
        "session_hours": settings.POMOST_SESSION_HOURS,
    }
    return answer(request, "privacy", context)
