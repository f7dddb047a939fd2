"""Passages: the part of a text that has what is looked for, with the words marked."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from pomost.languages.typography import typeset
from pomost.website.search.words import WORD, Wanted

LENGTH = 36  # words of a passage
BEFORE = 10  # words before the first one that is marked
GAP = "…"


def marked(text: str, wanted: Wanted, language: str) -> SafeString:
    """Return `text`, plain, as HTML, typeset in `language`, with each word that is wanted in <mark>."""
    text = typeset(text, language)
    parts, done = [], 0
    for match in WORD.finditer(text):
        if wanted.hits(match.group()):
            parts += [escape(text[done : match.start()]), f"<mark>{escape(match.group())}</mark>"]
            done = match.end()
    parts.append(escape(text[done:]))
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped


def passage(text: str, wanted: Wanted) -> str:
    """Return the part of `text` around the first word that is wanted, from its beginning where none is."""
    words = text.split()
    first = next((place for place, word in enumerate(words) if _has(word, wanted)), 0)
    start = max(0, first - BEFORE) if len(words) > LENGTH else 0
    shown = words[start : start + LENGTH]
    before, after = GAP if start else "", GAP if start + LENGTH < len(words) else ""
    return " ".join(part for part in (before, *shown, after) if part)


def number_of_hits(text: str, wanted: Wanted) -> int:
    """Return how many of the words that are wanted `text` has."""
    return len({hit for match in WORD.finditer(text) for hit in wanted.hits(match.group())})


def _has(word: str, wanted: Wanted) -> bool:
    return any(wanted.hits(match.group()) for match in WORD.finditer(word))
