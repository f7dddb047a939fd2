"""What a page says of a photo: where its renditions are, how large it is, and what it shows."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from pomost.languages.translated import Wording
from pomost.register.models import Photo

# The widths in pixels in which a photo is offered; a reader's browser takes the one that fits.
WIDTHS = (480, 960, 1600)
_ON_PAPER = 1040  # 132 mm at 200 dots an inch


@dataclass(frozen=True)
class Picture:
    """The attributes of an <img>. `alternative_language` is empty where it is the page's own."""

    src: str
    srcset: str
    width: int
    height: int
    alternative: str
    alternative_language: str


def picture_of(photo: Photo) -> Picture:
    """Return how `photo` is shown on a page in the active language; costs no query and makes no file."""
    alternative = Wording("", "") if photo.is_decorative else photo.alternative.wording()
    return picture(photo.image, alternative)


def picture(image: Any, alternative: Wording) -> Picture:
    """Return how `image` is shown on a page in the active language, with its `alternative` text."""
    version = version_of(image)
    sizes = {}  # width shown -> address; nothing is drawn wider than it is
    for width in WIDTHS:
        sizes[min(width, image.width)] = reverse("photo", args=[image.pk, version, width])
        if width >= image.width:
            break
    widest = max(sizes)
    text, language = alternative
    return Picture(
        src=sizes[widest],
        srcset=", ".join(f"{address} {width}w" for width, address in sizes.items()),
        width=widest,
        height=max(1, round(image.height * widest / image.width)),
        alternative=text,
        alternative_language=language if text and language != get_language() else "",
    )


def version_of(image: Any) -> str:
    """A word that changes with the image's file, so that the address of a rendition may be kept for ever.

    No two files of one image ever have the same name: the new one is stored before the old one is removed.
    """
    return sha256(str(image.file.name).encode()).hexdigest()[:12]


def rendition_spec(width: int) -> str:
    """Wagtail's name for the rendition of `width` pixels. WebP is written without the camera's data (places, names)."""
    return f"width-{width}|format-webp"


def print_spec(image: Any) -> str:
    """Wagtail's name for the rendition of `image` that a document on paper carries: no wider than paper needs.

    A JPEG of which pomost.documents takes the very bytes; what was no photo keeps its sharp edges.
    """
    kind = "png" if str(image.filename).lower().endswith((".png", ".gif")) else "jpeg|jpegquality-82"
    return f"max-{_ON_PAPER}x{_ON_PAPER}|format-{kind}"
