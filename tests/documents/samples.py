"""Descriptions and pictures to make documents of."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from PIL import Image

from pomost.documents.description import Block, Document, Heading, Item, Prose
from pomost.documents.pdf import pdf_of
from tests.documents.reading import Pdf

MADE_AT = datetime(2026, 11, 27, 9, 15, tzinfo=UTC)
ARCH = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M2 19Q20-13 38 19" fill="none"/></svg>'


def item(*blocks: Block, **facts: Any) -> Item:
    """An item in Polish about Suhl, of which `facts` may say something else."""
    usual: dict[str, Any] = {"title": "Suhl", "address": "https://leszno.example/pl/suhl/", "blocks": blocks}
    return Item(**(usual | facts))


def document(*items: Item, **facts: Any) -> Document:
    """A document in Polish."""
    usual: dict[str, Any] = {
        "title": "Współpraca z zagranicą",
        "language": "pl",
        "publisher": "Urząd Miasta Leszna",
        "made_at": MADE_AT,
        "items": items or (item(Heading("Razem"), Prose("<p>Od 1984 roku.</p>")),),
    }
    return Document(**(usual | facts))


def printed(*blocks: Block, **facts: Any) -> Pdf:
    """The PDF of one item with these blocks."""
    return Pdf(pdf_of(document(item(*blocks), **facts)))


def photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    """A picture file of many colours."""
    file = BytesIO()
    Image.effect_mandelbrot(size, (-2, -1, 1, 1), 40).convert(mode).save(file, kind, **options)
    return file.getvalue()
