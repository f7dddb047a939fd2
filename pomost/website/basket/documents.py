"""One document of what lies in a basket: each thing as its own page tells it, one after another."""

import re
from collections.abc import Collection, Sequence
from copy import copy
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from pomost.documents.description import Block, Document, Fact, Facts, Heading, Item
from pomost.languages.formats import moment
from pomost.register.queries import last_change
from pomost.register.versions import public_changes
from pomost.website.basket.page_blocks import content_of
from pomost.website.basket.things import Thing
from pomost.website.changes import version_url
from pomost.website.pictures import rendition_spec
from pomost.website.signposts import Signpost

AT_ONCE = 20  # things that are set while somebody waits
PUBLICATION = "publication"
_PHOTO = re.compile(r"/photos/([0-9]+)/[0-9a-f]+/[0-9]+\.webp")
_ON_PAPER = 1040  # pixels across the page; pomost.documents wants no more


def document_of(
    request: HttpRequest,
    signpost: Signpost,
    things: Sequence[Thing],
    *,
    language: str,
    title: str,
    note: str,
    left_out: Collection[str],
    now: datetime,
) -> Document:
    """Return the document of those of `things` that are public, in the active language, which is `language`.

    Raises Http404 where none of them is. Costs what their pages cost.
    """
    items = [item for thing in things if not thing.is_gone and (item := _item(request, thing, left_out))]
    if not items:
        raise Http404
    return Document(
        title=title or (items[0].title if len(items) == 1 else _("Selected pages")),
        language=language,
        publisher=str(signpost.city.publisher),
        made_at=now,
        items=items,
        note=note,
    )


def _item(request: HttpRequest, thing: Thing, left_out: Collection[str]) -> Item | None:
    """What the page of `thing` says; None where it has gone meanwhile."""
    response = _page(request, thing.url)
    if response is None:
        return None
    origin = f"{request.scheme}://{request.get_host()}"
    content = content_of(response.content.decode(), origin, _picture, left_out)
    context: Any = response.context_data
    publication = context["publication"]
    blocks: list[Block] = list(content.blocks)
    if PUBLICATION not in left_out:
        blocks += _publication(publication)
    return Item(
        title=content.title,
        lead=content.lead,
        blocks=blocks,
        address=f"{origin}{_permanent(thing, context)}",
        changed=moment(publication.changed_at) if publication.changed_at else "",
    )


def _permanent(thing: Thing, context: Any) -> str:
    """Where this version will stand for ever; today's address where the history knows of none."""
    if thing.version is not None:
        return thing.url
    record = context.get("record")
    change = last_change(record) if record is not None else public_changes(context["page"]).first()
    is_kept = change is not None and change.number and change.revision_id
    return version_url(thing.url, change.number) if is_kept else thing.url  # type: ignore[union-attr,arg-type]  # see above


def _page(request: HttpRequest, address: str) -> Any:
    """The answer of this site's page at `address`, as a visitor without an account would get it."""
    asked = copy(request)
    asked.path = asked.path_info = address
    asked.method, asked.GET, asked.COOKIES = "GET", QueryDict(""), {}
    asked.__dict__.pop("_wagtail_route_for_request", None)
    try:
        match = resolve(address)
        response = match.func(asked, *match.args, **match.kwargs)
    except (Http404, Resolver404):
        return None
    if response.status_code != 200 or "publication" not in (getattr(response, "context_data", None) or {}):
        return None  # it has gone, or somebody is kept from it
    return response.render()


def _publication(publication: Any) -> list[Block]:
    """What stands at the foot of the page."""
    origin = publication.origin
    told = (
        (_("Published by"), str(publication.publisher)),
        (_("Answers for the content"), str(publication.office.name) if publication.office else ""),
        (_("Entered by"), origin.entered_by),
        (_("Last changed"), moment(publication.changed_at) if publication.changed_at else ""),
        (_("Reason for the last change of the facts"), ": ".join(filter(None, [origin.why, origin.reason]))),
    )
    return [Heading(_("About this page")), Facts([Fact(label, value) for label, value in told if value])]


def _picture(address: str) -> bytes | None:
    """The file behind the address of a photo on one of this site's pages; what is shown there is public."""
    found = _PHOTO.fullmatch(address)
    image = get_image_model().objects.filter(pk=found[1]).first() if found else None
    if image is None:
        return None
    try:
        with image.get_rendition(rendition_spec(_ON_PAPER)).file.open("rb") as file:
            content: bytes = file.read()
    except OSError:
        return None
    return content
