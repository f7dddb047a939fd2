"""What a machine can find wrong in one page: each check takes the parsed page and returns complaints."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from django.conf import settings
from justhtml import JustHTML

from pomost.demo.loading import FOLDER

LANGUAGES = [code for code, _name in settings.LANGUAGES]
SHORTEST = 8  # letters of a text that tells its language: shorter ones are often the same in several
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
_TOLD = ("alt", "title", "aria-label", "placeholder", "content")  # attributes that hold text for readers
_UNTOLD = {"script", "style"}
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Text:
    """A piece of text on a page and the language that it is in, as the page says."""

    words: str
    language: str


class Page:
    """A parsed page."""

    def __init__(self, html: str) -> None:
        parsed = JustHTML(html, collect_errors=True, sanitize=False)
        self.errors = [str(error) for error in parsed.errors]
        self.elements = list(_elements(parsed.root))
        self.texts = list(_texts(parsed.root, ""))

    def values(self, attribute: str) -> list[str]:
        """The values of `attribute` on all elements that have it."""
        return [value for element in self.elements if (value := (element.attrs or {}).get(attribute)) is not None]


def invalid_markup(page: Page) -> list[str]:
    """What an HTML5 parser reports, invalid nesting among it."""
    return [f"markup: {error}" for error in page.errors]


def double_ids(page: Page) -> list[str]:
    """Ids that more than one element bears."""
    ids = page.values("id")
    return [f"double id: {name}" for name in sorted({name for name in ids if ids.count(name) > 1})]


def missing_targets(page: Page) -> list[str]:
    """Ids that are named by a label or a link within the page, and that no element bears."""
    ids = set(page.values("id"))
    named = [name for attribute in ("aria-labelledby", "aria-describedby", "for") for value in page.values(attribute)
             for name in value.split()]  # fmt: skip
    named += [link[1:] for link in page.values("href") if link.startswith("#") and len(link) > 1]
    return [f"no such id: {name}" for name in sorted(set(named) - ids)]


def missing_alternatives(page: Page) -> list[str]:
    """Images without `alt`, and drawings that neither have a name nor are hidden from screen readers."""
    nameless = []
    for element in page.elements:
        attributes = element.attrs or {}
        if element.name == "img" and "alt" not in attributes:
            nameless.append(f"no alternative: {attributes.get('src')}")
        has_name = attributes.get("aria-label") or attributes.get("aria-labelledby") or "aria-hidden" in attributes
        if element.name == "svg" and not has_name and not _is_hidden(element):
            nameless.append("no alternative: a drawing")
    return nameless


def skipped_headings(page: Page) -> list[str]:
    """Headings more than one level below the one before, and pages without exactly one first heading."""
    levels = [int(element.name[1]) for element in page.elements if re.fullmatch(r"h[1-6]", element.name)]
    found = ["not one h1"] if levels.count(1) != 1 else []
    before = 0
    for level in levels:
        if level > before + 1:
            found.append(f"heading skipped: h{before} to h{level}")
        before = level
    return found


def wrong_languages(page: Page, language: str) -> list[str]:
    """Texts of the program or of the demonstration in another language than the page says."""
    root = next(element for element in page.elements if element.name == "html")
    found = [] if root.attrs.get("lang") == language else [f"lang is {root.attrs.get('lang')}"]
    unknown = set(page.values("lang")) | set(page.values("hreflang"))
    found += [f"no language: {code}" for code in sorted(unknown - {*LANGUAGES, "x-default"})]
    for text in page.texts:
        other = language_of(text.words)
        if other and text.language not in other:
            found.append(f"{'/'.join(sorted(other))} in {text.language}: {text.words}")
    return found


@cache  # menus and labels stand on every page
def language_of(words: str) -> frozenset[str]:
    """The languages in which the program, or the demonstration, says `words`; empty where it does not know them."""
    words = _plain(words)
    if len(words) < SHORTEST:
        return frozenset()
    known = _known_texts()
    if words in known:
        return known[words]
    return frozenset(code for code, pattern in _known_patterns().items() if pattern.fullmatch(words))


@cache
def _known_texts() -> Mapping[str, frozenset[str]]:
    """Whole texts → the languages in which they are said; names that are the same in all are in none."""
    found: dict[str, set[str]] = {}
    for code, text in (*_messages(), *_demonstration()):
        if not _PLACEHOLDER.search(text):
            found.setdefault(_plain(text), set()).add(code)
    return {text: frozenset(codes) for text, codes in found.items() if codes != set(LANGUAGES)}


@cache
def _known_patterns() -> Mapping[str, re.Pattern[str]]:
    """Language → what matches any of its texts with something put in; texts that are little else are left out."""
    by_code: dict[str, set[str]] = {}
    for code, text in _messages():
        parts = [_plain(part, strip=False) for part in _PLACEHOLDER.split(text)]
        if len(parts) > 1 and max(map(len, parts)) >= SHORTEST:
            by_code.setdefault(code, set()).add(".+".join(re.escape(part) for part in parts))
    return {code: re.compile("|".join(sorted(texts)), re.IGNORECASE) for code, texts in by_code.items()}


def _messages() -> Iterator[tuple[str, str]]:
    """The texts of the program with their language; the English ones stand in the code."""
    for code in LANGUAGES:
        if code == "en":
            continue
        with (Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES" / "django.po").open("rb") as file:
            for message in read_po(file, locale=code):
                if message.id:
                    yield from ((code, text) for text in _forms(message.string))
                    yield from (("en", text) for text in _forms(message.id))


def _demonstration() -> Iterator[tuple[str, str]]:
    for name in ("facts.toml", "examples.toml", "written.toml"):
        yield from _translations(tomllib.loads((FOLDER / name).read_text(encoding="utf-8")))


def _translations(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value and set(value) <= set(LANGUAGES):
        yield from ((code, line) for code, text in value.items() for line in str(text).splitlines())
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _translations(part)


def _forms(text: Any) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def _plain(text: str, *, strip: bool = True) -> str:
    """`text` as it is compared: with plain spaces, in small letters."""
    plain = _SPACES.sub(" ", text.replace("\N{SOFT HYPHEN}", "")).casefold()
    return plain.strip(" :") if strip else plain


def _elements(node: Any) -> Iterator[Any]:
    for child in node.children or []:
        if not child.name.startswith(("#", "!")):
            yield child
        yield from _elements(child)


def _texts(node: Any, language: str) -> Iterator[Text]:
    for child in node.children or []:
        if child.name == "#text":
            if child.data.strip():
                yield Text(_SPACES.sub(" ", child.data).strip(), language)
            continue
        attributes = child.attrs or {}
        inner = attributes.get("lang") or language
        if child.name not in _UNTOLD:
            is_told = child.name != "meta" or attributes.get("name") == "description"
            yield from (Text(attributes[name], inner) for name in _TOLD if is_told and attributes.get(name))
            yield from _texts(child, inner)


def _is_hidden(element: Any) -> bool:
    parent = element.parent
    while parent is not None:
        if (getattr(parent, "attrs", None) or {}).get("aria-hidden") == "true":
            return True
        parent = parent.parent
    return False


def content(response: Any) -> bytes:
    """What an answer holds. Reading a file's answer to its end closes it as the test client wants it closed."""
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)
