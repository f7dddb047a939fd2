"""Text as the typesetter takes it: never markup, without what no page can show, with each language's spaces."""

import re
import unicodedata
from typing import Any

from pomost.languages.typography import typeset

Node = dict[str, Any]  # one piece of what the typesetter reads, as JSON: its "kind" and what that kind needs
Inline = str | Node

MISSING = "\N{WHITE SQUARE}"  # stands for a character that no font of ours has
_SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_SPACES = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]+")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_QUOTE = re.compile(r"([\"'])")
_PARAGRAPHS = re.compile(r"(?:\r\n|\r|\n)\s*")
# What has no place to break would run off the page. Addresses are broken by the typesetter, at their signs alone.
_LONG_WORD = re.compile(r"(?<!\S)(?!https?://)\S{61,}|[^\W_]{61,}")
_PIECE = re.compile(r"\S{30}(?=\S)")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Za-z]{2}))?(?:-.*)?")


def literal(text: str) -> str:
    """Return `text` in one line without control, format and private characters, which PDF/A forbids or nobody sees.

    Marks of direction go as well: the typesetter orders right-to-left text by its letters.
    """
    spaced = _SPACES.sub(" ", text)
    return unicodedata.normalize("NFC", "".join(_kept(character) for character in spaced)).strip(" ")


def inline_literal(text: str) -> str:
    """Return `text` as `literal` does, with the space at its ends that parts it from its neighbours."""
    core = literal(text)
    if not core:
        return " " if _SPACES.search(text) else ""
    before = " " if _SPACES.match(text) else ""
    after = " " if _SPACES.search(text[-1]) else ""
    return f"{before}{core}{after}"


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Cs") or (category == "Cf" and character != _SOFT_HYPHEN):
        return ""
    return MISSING if category in ("Co", "Cn") else character


def runs(text: str, language: str) -> list[Inline]:
    """Return plain `text` (of `literal`) as it is set in `language`: straight quotes become that language's own."""
    text = _LONG_WORD.sub(lambda word: _PIECE.sub("\\g<0>\N{ZERO WIDTH SPACE}", word.group()), text)
    text = _APOSTROPHE.sub("’", typeset(text, language))
    return [_quote(part) if part in {'"', "'"} else part for part in _QUOTE.split(text) if part]


def _quote(sign: str) -> Node:
    return {"kind": "quote", "double": sign == '"'}


def line(text: str, language: str) -> list[Inline]:
    """Return a plain text of one line, ready to be set."""
    return runs(literal(text), language)


def paragraphs(text: str, language: str) -> list[Node]:
    """Return a plain text of several lines: each begins a paragraph, empty ones only part them."""
    lines = (line(part, language) for part in _PARAGRAPHS.split(text))
    return [{"kind": "paragraph", "of": part} for part in lines if part]


def marked(language: str) -> Node | None:
    """Return the BCP 47 `language` as the typesetter takes it, None for an empty one or what is no language."""
    match = _LANGUAGE.fullmatch(language)
    return {"lang": match.group(1).lower(), "region": match.group(2)} if match else None
