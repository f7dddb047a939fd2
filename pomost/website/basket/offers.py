"""Single documents in a basket: what public pages say of the files that they offer."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from wagtail.documents import get_document_model

from pomost.languages.translated import Wording
from pomost.register.fetching import fetch_together
from pomost.register.models import Act, Document
from pomost.register.queries import offers_of
from pomost.website.page_files import on_public_pages


@dataclass(frozen=True)
class Offer:
    """A file that the public may have, and what is said of it. `language` is that of the document itself."""

    file: Any
    title: Wording
    language: str = ""
    author: str = ""
    licence: str = ""


def offers(keys: Collection[int]) -> dict[int, Offer]:
    """Return those of the documents with these `keys` that the public may have; costs four queries at most.

    What a record says of a file comes before what the file itself is called.
    """
    if not keys:
        return {}
    found: dict[int, Offer] = {}
    for rows in fetch_together(*offers_of(keys)):
        for row in rows:
            offer = _scan(row) if isinstance(row, Act) else _offered(row)
            found.setdefault(offer.file.pk, offer)
    others = set(keys) - set(found)
    kind = get_document_model()
    on_pages = on_public_pages(kind, others) if others else set()
    for file in kind.objects.filter(pk__in=on_pages) if on_pages else ():
        found[file.pk] = Offer(file, Wording(file.title, ""))
    return found


def _offered(document: Document) -> Offer:
    return Offer(document.file, document.title.wording(), document.language, document.author, document.licence)


def _scan(act: Act) -> Offer:
    return Offer(act.scan, Wording(str(act), ""))
