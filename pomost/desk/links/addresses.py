"""Outside addresses in texts: in plain ones, in rich text, in anything that JSON can hold."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit, urlunsplit

LONGEST = 1000
_WRITTEN = re.compile(r"https?://[^\s<>\"“”„«»\\^`{|}]+", re.IGNORECASE)
# What ends a sentence rather than an address.
_AFTER = ".,;:!?'’…"
_PAIRS = {")": "(", "]": "["}


def addresses_in(value: Any) -> set[str]:
    """Return the addresses, as `normal` writes them, in a text or in all texts within lists and mappings."""
    written = (address for text in _texts(value) for address in _written_in(text))
    return {address for each in written if (address := normal(each))}


def normal(address: str) -> str:
    """Return `address` as it is asked for: without fragment, scheme and host in small letters; "" for no address."""
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    user, at, _host = parts.netloc.rpartition("@")
    named = f"{user}{at}{f'[{host}]' if ':' in host else host}{'' if port is None else f':{port}'}"
    found = urlunsplit((parts.scheme, named, parts.path or "/", parts.query, ""))
    return found if len(found) <= LONGEST else ""


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if "://" in value:
            yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, Iterable):
        for part in value:
            yield from _texts(part)


def _written_in(text: str) -> Iterator[str]:
    if "<" not in text:
        yield from _plain(text)
        return
    page = _Page()
    page.feed(text)
    page.close()
    yield from page.targets
    yield from _plain("".join(page.words))


def _plain(text: str) -> Iterator[str]:
    for found in _WRITTEN.findall(text):
        address = found.rstrip(_AFTER)
        while (opening := _PAIRS.get(address[-1:])) and address.count(opening) < address.count(address[-1]):
            address = address[:-1].rstrip(_AFTER)
        yield address


class _Page(HTMLParser):
    """The targets of links, and the words."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # A link to a page or a document of the site has a number instead of an address.
        self.targets += [value for name, value in attrs if tag == "a" and name == "href" and value]
        self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.words.append(" ")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
