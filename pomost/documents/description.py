"""What a document is made of, described without markup: who builds one never sees the typesetter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

LANGUAGES = ("pl", "en", "de", "nl", "fr")  # those in which the document itself can speak ("Contents", "Note")
ACCENT = "#0b5563"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class DocumentError(ValueError):
    """The description cannot become a document; the message says what is wrong with it, for developers."""


@dataclass(frozen=True)
class Heading:
    """A heading among blocks. `level` 2 stands right below the item's title; gaps between levels are closed."""

    text: str
    level: int = 2
    language: str = ""


@dataclass(frozen=True)
class Prose:
    """Rich text as Wagtail's editor makes it: HTML whose links have been expanded (`expand_db_html`).

    p, h2 to h6, ul, ol, blockquote, b, i, a, br, sub, sup and `lang` are kept; of anything else, only its text.
    """

    html: str
    language: str = ""


@dataclass(frozen=True)
class Fact:
    """A label and its value. `address` makes the value a link; `language` is the value's own, if it has another."""

    label: str
    value: str
    address: str = ""
    language: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known, as a list of labels and values. Facts without a value are left out."""

    facts: Sequence[Fact]
    language: str = ""


@dataclass(frozen=True)
class Table:
    """A table with its caption and one row of headers. Short rows are filled up; columns of figures stand right.

    A page is upright: some twelve columns can still be read on it.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    language: str = ""


@dataclass(frozen=True)
class Figure:
    """A picture. `picture` is a JPEG, WebP, PNG or GIF file's bytes, or an SVG drawing as text.

    An empty `alternative` says, as in HTML, that the picture is mere decoration. A picture that cannot be read is left
    out; its alternative text stands in its place.
    """

    picture: bytes | str
    alternative: str
    caption: str = ""
    credit: str = ""
    language: str = ""


@dataclass(frozen=True)
class Quote:
    """Somebody's words, plain; an empty line begins a paragraph. `who` says whose they are."""

    text: str
    who: str = ""
    language: str = ""


Block = Heading | Prose | Facts | Table | Figure | Quote


@dataclass(frozen=True)
class Item:
    """One thing that the document tells of, such as one page of the website.

    `address` is its permanent address, `changed` its last change in words, in the document's language. `language`
    (BCP 47) is that of title, lead and of the blocks that name none; empty: the document's.
    """

    title: str
    blocks: Sequence[Block]
    address: str
    changed: str = ""
    lead: str = ""
    language: str = ""


@dataclass(frozen=True)
class Document:
    """The whole: one item makes a plain print, several a booklet with cover and contents.

    `made_at` is the moment that the document names, in its own time zone, and the only one in its bytes: the same
    description gives the same file. `note` is plain text of whoever had it made. `accent` is the city's colour; it is
    darkened where links could not be read in it. Raises DocumentError.
    """

    title: str
    language: str
    publisher: str
    made_at: datetime
    items: Sequence[Item]
    note: str = ""
    accent: str = ACCENT

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise DocumentError(f"a document speaks one of {', '.join(LANGUAGES)}, not {self.language!r}")
        if not self.items:
            raise DocumentError("a document needs at least one item")
        if self.made_at.tzinfo is None:
            raise DocumentError("made_at needs its time zone")
        if not _COLOUR.fullmatch(self.accent):
            raise DocumentError(f"the accent is a colour like {ACCENT}, not {self.accent!r}")
