"""An archive of the files behind the things in a basket: photos and documents, with a list of what they are."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import StringIO
from pathlib import PurePosixPath
from typing import IO, Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.utils.text import slugify
from django.utils.translation import gettext as _
from lxml.html import HtmlElement
from wagtail.images import get_image_model

from pomost.languages.folding import fold
from pomost.languages.spreadsheets import BYTE_ORDER_MARK, harmless
from pomost.website.basket.camera_data import without_camera_data
from pomost.website.basket.markup import main_of, of_class
from pomost.website.basket.offers import Offer, offers
from pomost.website.basket.own_pages import page_of
from pomost.website.basket.things import Thing

MANIFEST = "manifest.csv"
_PHOTO = re.compile(r"/photos/([0-9]+)/")
_DOCUMENT = re.compile(r"/documents/([0-9]+)/")
_LONGEST_NAME = 80


@dataclass(frozen=True)
class Original:
    """A file as it was uploaded, and what the page on which it stands says of it."""

    file: Any
    is_photo: bool
    title: str = ""
    alternative: str = ""
    author: str = ""
    licence: str = ""
    language: str = ""


def write_originals(
    archive: IO[bytes],
    origin: str,
    things: Sequence[Thing],
    *,
    now: datetime,
    done: Callable[[int], object] = lambda _number: None,
) -> int:
    """Write the files that the pages of `things` show or offer into the ZIP file `archive`; return how many.

    Photos come without what the camera wrote into them. The list (CSV, UTF-8) says in the active language what each
    file is, on which terms it may be used and where it stood; a file that is not there any more is named without a
    name of its own. `done` hears how many of the things have been read.
    """
    rows: list[list[Any]] = []
    with ZipFile(archive, "w", ZIP_STORED) as files:
        for number, thing in enumerate(things, 1):
            folder = f"{number:03}-{slugify(fold(thing.title))[:_LONGEST_NAME].strip('-') or thing.code}"
            names: set[str] = set()
            for original in _originals(origin, thing):
                name, data = _content(original)
                path = f"{folder}/{_unused(name, names)}" if data else ""
                if path:
                    files.writestr(ZipInfo(path, now.timetuple()[:6]), data)
                rows.append([path, *_told(original), thing.title, f"{origin}{thing.url}", len(data), _sum(data)])
            done(number)
        files.writestr(ZipInfo(MANIFEST, now.timetuple()[:6]), _manifest(rows))
    return sum(1 for row in rows if row[0])


def _originals(origin: str, thing: Thing) -> Iterator[Original]:
    """What the page of `thing` shows and offers, each file once, in the page's order."""
    if thing.offer:
        yield _document(thing.offer)
        return
    page = page_of(origin, thing)
    main = main_of(page.html) if page else None
    if main is None:
        return
    photos = main.xpath(f".//figure[self::{of_class('photo')}]//img[@src]")
    shown = {int(found[1]): tag for tag in photos if (found := _PHOTO.match(tag.get("src", "")))}
    images = get_image_model().objects.in_bulk(list(shown))
    for key, tag in shown.items():
        if key in images:
            yield _photo(images[key], tag)
    offered = [int(found[1]) for tag in main.xpath(".//a[@href]") if (found := _DOCUMENT.match(tag.get("href", "")))]
    known = offers(set(offered))
    for key in dict.fromkeys(offered):
        if key in known:
            yield _document(known[key])


def _photo(image: Any, tag: HtmlElement) -> Original:
    figure = next(tag.iterancestors("figure"))

    def told(part: str) -> str:
        found = next(iter(figure.xpath(f".//{of_class(f'photo__{part}')}")), None)
        return " ".join(found.text_content().split()) if found is not None else ""

    return Original(image, True, told("caption"), tag.get("alt", ""), told("author"), told("licence"))


def _document(offer: Offer) -> Original:
    return Original(offer.file, False, offer.title.text, "", offer.author, offer.licence, offer.language)


def _content(original: Original) -> tuple[str, bytes]:
    """The file's name and bytes; without bytes where it is not there any more, or is no photo."""
    name = PurePosixPath(original.file.filename)
    try:
        with original.file.file.open("rb") as file:
            data: bytes = file.read()
        if not original.is_photo:
            return name.name, data
        clean, kind = without_camera_data(data)
    except OSError:
        return name.name, b""
    return f"{name.stem}.{kind}", clean


def _unused(name: str, names: set[str]) -> str:
    """A plain name that is not among `names` yet, and from now on is."""
    path = PurePosixPath(name)
    stem = slugify(fold(path.stem))[:_LONGEST_NAME] or "file"
    ending = "".join(filter(str.isalnum, path.suffix.lower()))[:8]
    for number in range(1, len(names) + 2):
        plain = f"{stem}{'' if number == 1 else f'-{number}'}{'.' if ending else ''}{ending}"
        if plain not in names:
            break
    names.add(plain)
    return plain


def _told(original: Original) -> list[str]:
    return [original.title, original.alternative, original.author, original.licence, original.language]


def _sum(data: bytes) -> str:
    return sha256(data).hexdigest() if data else ""


def _manifest(rows: Sequence[Sequence[Any]]) -> str:
    headings = [
        _("File"),
        _("Title"),
        _("Alternative text"),
        _("Author"),
        _("Licence"),
        _("Language"),
        _("Page"),
        _("Address"),
        _("Size in bytes"),
        "SHA-256",
    ]
    text = StringIO()
    text.write(BYTE_ORDER_MARK)
    csv.writer(text).writerows([map(harmless, row) for row in (headings, *rows)])
    return text.getvalue()
