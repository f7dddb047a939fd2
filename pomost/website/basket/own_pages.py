"""The pages of this site, asked for as a visitor asks who has neither an account nor a basket."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404
from django.urls import Resolver404, resolve

from pomost.register.versions import public_changes
from pomost.website.basket.things import Thing
from pomost.website.changes import version_url
from pomost.website.publication import Publication


@dataclass(frozen=True)
class OwnPage:
    """What the page of `thing` says. `permanent` is where this version of it stays, without the host."""

    thing: Thing
    html: str
    publication: Publication
    permanent: str


def page_of(origin: str, thing: Thing) -> OwnPage | None:
    """Return the page of `thing` in the active language, on the site at `origin` (scheme and host).

    None where it is gone, where some readers are kept from it, and for what has no page. Costs what the page costs.
    """
    if thing.is_gone or thing.offer:
        return None
    response = _answer(origin, thing.url)
    context: Any = getattr(response, "context_data", None) or {}
    if response is None or response.status_code != 200 or "publication" not in context:
        return None
    response.render()
    return OwnPage(thing, response.content.decode(), context["publication"], _permanent(thing, context))


def pages_of(origin: str, things: Sequence[Thing]) -> Iterator[OwnPage]:
    """Return the pages of those of `things` that have one, in their order."""
    return (page for thing in things if (page := page_of(origin, thing)))


def _answer(origin: str, address: str) -> Any:
    try:
        match = resolve(address)
        return match.func(visitor_request(origin, address), *match.args, **match.kwargs)
    except (Http404, Resolver404):
        return None


def visitor_request(origin: str, address: str) -> WSGIRequest:
    """Return a request for `address` on the site at `origin`, from somebody of whom nothing is known."""
    site = urlsplit(origin)
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": address,
            "HTTP_HOST": site.netloc,
            "HTTP_X_FORWARDED_PROTO": site.scheme,
            "SERVER_NAME": site.hostname or "",
            "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
            "wsgi.url_scheme": site.scheme,
            "wsgi.input": BytesIO(),
        }
    )
    request.user = AnonymousUser()
    setattr(request, "session", {})  # which Wagtail asks for the passwords that somebody has given
    return request


def _permanent(thing: Thing, context: Any) -> str:
    """Where this version will stand for ever; today's address where the history knows of none."""
    if thing.version is not None:
        return thing.url
    record = context.get("record")
    change = record.last_change if record is not None else public_changes(context["page"]).first()
    is_kept = change is not None and change.number and change.revision_id
    return version_url(thing.url, change.number) if is_kept else thing.url  # type: ignore[union-attr,arg-type]  # see above
