"""A chapter's Markdown as HTML of the admin: its links lead to the admin's chapters, its pictures come from its view.

markdown-it-py was chosen over Python-Markdown (both are well kept): it can be told to allow no HTML at all, where the
other needs a second library to clean what it has made; and it follows CommonMark, as the forges do that show the same
files.
"""

import struct
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pomost.desk.guide.chapters import CHAPTER_FILE, FOLDER, PICTURE_FILE, Chapter

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@lru_cache
def drawn(chapter: Chapter) -> SafeString:
    """Return the HTML of `chapter`; what looks like HTML in its text stays text."""
    tokens = _MARKDOWN.parse(chapter.text)
    for token in _all(tokens):
        if token.type == "link_open":
            token.attrSet("href", _chapter_address(str(token.attrGet("href") or "")))
        elif token.type == "image":
            _place_picture(token)
    # Made by markdown-it from our own files, with HTML switched off: everything in it is escaped.
    return mark_safe(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))  # noqa: S308


def size_of(picture: Path) -> tuple[int, int]:
    """The width and height of a PNG file, as its header tells them."""
    with picture.open("rb") as file:
        width, height = struct.unpack(">II", file.read(24)[16:])
    return width, height


def picture_file(language: str, name: str) -> Path:
    """Where the picture `name` of one language lies."""
    return FOLDER / "pictures" / language / f"{name}.png"


def _all(tokens: Iterable[Token]) -> Iterable[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or ())


def _chapter_address(target: str) -> str:
    """The admin's address of another chapter; other addresses stay as they are."""
    chapter = CHAPTER_FILE.fullmatch(target)
    return reverse("desk_guide:chapter", args=[chapter["name"]]) if chapter else target


def _place_picture(token: Token) -> None:
    match = PICTURE_FILE.fullmatch(str(token.attrGet("src") or ""))
    if match is None:
        return
    token.attrSet("src", reverse("desk_guide:picture", args=[match["language"], match["name"]]))
    token.attrSet("loading", "lazy")
    file = picture_file(match["language"], match["name"])
    if file.exists():  # with its size, the text does not move when the picture comes
        width, height = size_of(file)
        token.attrSet("width", str(width))
        token.attrSet("height", str(height))
