"""One document of what lies in a basket: each thing as its own page tells it, one after another."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.images.models import SourceImageIOError

from pomost.documents.description import Block, Document, Fact, Facts, Heading, Item
from pomost.languages.formats import language_name, moment
from pomost.website.basket.offers import Offer
from pomost.website.basket.own_pages import page_of
from pomost.website.basket.page_blocks import content_of
from pomost.website.basket.things import Thing
from pomost.website.page_files import size_of
from pomost.website.pictures import print_spec
from pomost.website.publication import Publication
from pomost.website.signposts import Signpost

AT_ONCE = 20  # things that are set while somebody waits
PUBLICATION = "publication"
_PHOTO = re.compile(r"/photos/([0-9]+)/[0-9a-f]+/[0-9]+\.webp")


@dataclass(frozen=True)
class Choices:
    """What a visitor chooses for a document; `left_out` are names of parts, and PUBLICATION."""

    language: str
    title: str = ""
    note: str = ""
    left_out: Collection[str] = ()


def document_of(
    origin: str,
    signpost: Signpost,
    things: Sequence[Thing],
    choices: Choices,
    *,
    now: datetime,
    done: Callable[[int], object] = lambda _number: None,
) -> Document:
    """Return the document of those of `things` that are public, in the active language, which is that of `choices`.

    `done` hears how many of them have been read. Raises Http404 where none is public. Costs what their pages cost.
    """
    items = []
    for number, thing in enumerate(things, 1):
        item = _file(origin, thing.offer) if thing.offer else _item(origin, thing, choices.left_out)
        items += [item] if item else []
        done(number)
    if not items:
        raise Http404
    return Document(
        title=choices.title or (items[0].title if len(items) == 1 else _("Selected pages")),
        language=choices.language,
        publisher=str(signpost.city.publisher),
        made_at=now,
        items=items,
        note=choices.note,
    )


def _item(origin: str, thing: Thing, left_out: Collection[str]) -> Item | None:
    """What the page of `thing` says; None where it has gone meanwhile."""
    page = page_of(origin, thing)
    if page is None:
        return None
    content = content_of(page.html, origin, _picture, left_out)
    blocks: list[Block] = list(content.blocks)
    if PUBLICATION not in left_out:
        blocks += _publication(page.publication)
    return Item(
        title=content.title if thing.version is None else in_version(content.title, thing.version),
        lead=content.lead,
        blocks=blocks,
        address=f"{origin}{page.permanent}",
        changed=moment(page.publication.changed_at) if page.publication.changed_at else "",
    )


def in_version(title: str, number: int) -> str:
    """The title of an earlier version, beside which today's may stand."""
    words = _("version %(number)s") % {"number": number}
    return f"{title} ({words})"


def _file(origin: str, offer: Offer) -> Item:
    """A single document: what it is and where it can be had. What is in it, its file says."""
    address = f"{origin}{offer.file.url}"
    return Item(
        title=offer.title.text,
        blocks=[Facts([*(Fact(*told) for told in facts_of(offer)), Fact(_("Address"), address, address)])],
        address=address,
        changed=moment(offer.file.created_at),
        language=offer.title.language,
    )


def facts_of(offer: Offer) -> list[tuple[str, str]]:
    """What is to be said of a document, each with its label."""
    told = (
        (_("File"), ", ".join([offer.file.file_extension.upper(), filesizeformat(size_of(offer.file))])),
        (_("Language"), language_name(offer.language) if offer.language else ""),
        (_("Author"), offer.author),
        (_("Licence"), offer.licence),
    )
    return [(label, value) for label, value in told if value]


def _publication(publication: Publication) -> list[Block]:
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
    image: Any = get_image_model().objects.filter(pk=found[1]).first() if found else None
    if image is None:
        return None
    try:
        image.get_file_hash()  # by which Wagtail remembers renditions; a program's upload comes without one
        with image.get_rendition(print_spec(image)).file.open("rb") as file:
            content: bytes = file.read()
    except (OSError, SourceImageIOError):
        return None
    return content
