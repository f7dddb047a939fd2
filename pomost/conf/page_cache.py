"""The page cache: the outermost layer of the web process. What it knows is answered without Django.

What always holds:

1. **Nothing stale.** The stamp (conf.stamp) is read before a page is made, and a page is answered with only while the
   stamp is the same: on a shelf stands what was made under one stamp, and with a new stamp begins a new shelf.
2. **Nothing of anybody's.** A request with a cookie of ours or with credentials goes to Django. A page that is kept was
   made by GET without any cookie, has status 200, sets no cookie, is neither private nor no-store, and varies by
   nothing but cookies.
3. **Nothing unasked.** Kept is only what says which parameters of its address it reads (`No-Vary-Search`), and only the
   answer to a request that had no others. These parameters are the key, with scheme, host and path; what else somebody
   hangs on an address reaches neither the key nor, once the names are known, Django.
4. **One at a time.** Of several requests for a page that is not there one has it made; the others wait for it, and go
   to Django by themselves if nothing came of it.
5. **No more than so many bytes**: what was asked for longest ago goes first. Pages are kept compressed.
"""

import gzip
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import unquote_plus

import brotli
from django.db import Error

NAMES = "No-Vary-Search"
STAMP = "pomost.stamp"  # in the environ of a request: under which stamp its answer will be kept
OUR_CODINGS = ("br", "gzip")  # the better one first
PATIENCE = 20.0  # seconds to wait for somebody else's page
MOST_ADDRESSES = 10_000  # of which the names are known
OVERHEAD = 2_000  # bytes of a page beside its content, about

_TAG = re.compile(r'(?:W/)?("[^"]*")')
_QUOTED = re.compile(r'"([^"]*)"')

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Key = tuple[tuple[str | None, ...], str]


class PageCache:
    """A WSGI application around Django's. `our_cookies`: by which an answer becomes somebody's."""

    def __init__(
        self,
        application: Application,
        *,
        stamp: Callable[[], object],
        most_bytes: int,
        our_cookies: Collection[str],
        passed_by: str = "/static/",
        behind_proxy: bool = False,
    ) -> None:
        self.application = application
        self.stamp = stamp
        self.most_bytes = most_bytes
        self.our_cookies = tuple(our_cookies)
        self.passed_by = passed_by
        self.behind_proxy = behind_proxy
        self._shelf = Shelf(None, most_bytes)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not self._may_be_everybodys(environ):
            return self.application(environ, start_response)
        try:
            stamp = self.stamp()
        except Error:  # the database does not answer: Django says so
            return self.application(environ, start_response)
        shelf = self._shelf
        if shelf.stamp != stamp:
            shelf = self._shelf = Shelf(stamp, self.most_bytes)
        address = self._address(environ)
        query = environ.get("QUERY_STRING", "")
        names = shelf.names.get(address) if query else None
        key = (address, query if names is None else known_part(query, names))
        page = shelf.page(key)
        if page is not None:
            return page.answer(environ, start_response)
        return self._made(environ, start_response, shelf, key)

    def _may_be_everybodys(self, environ: Environ) -> bool:
        cookies = environ.get("HTTP_COOKIE")
        return (
            environ["REQUEST_METHOD"] in {"GET", "HEAD"}
            and not (cookies and any(name in cookies for name in self.our_cookies))
            and "HTTP_AUTHORIZATION" not in environ
            and not environ["PATH_INFO"].startswith(self.passed_by)
        )

    def _address(self, environ: Environ) -> tuple[str | None, ...]:
        """Everything that Django makes the whole address of, but the parameters."""
        get = environ.get
        address = (get("wsgi.url_scheme"), get("HTTP_HOST"), get("SCRIPT_NAME"), environ["PATH_INFO"])
        if self.behind_proxy:
            return (*address, get("HTTP_X_FORWARDED_PROTO"), get("HTTP_X_FORWARDED_HOST"))
        return address

    def _made(self, environ: Environ, start_response: Callable[..., Any], shelf: "Shelf", key: Key) -> Iterable[bytes]:
        """The answer to a request for a page that is not there; after a wait, if somebody else has it made."""
        others = shelf.begin(key)
        if others is not None:
            others.wait(PATIENCE)
            page = shelf.page(key)
            if page is not None:
                return page.answer(environ, start_response)
        try:
            return self._asked(environ, start_response, shelf, key)
        finally:
            if others is None:
                shelf.end(key)

    def _asked(self, environ: Environ, start_response: Callable[..., Any], shelf: "Shelf", key: Key) -> Iterable[bytes]:
        """Django's answer; a page that may be kept is put on the `shelf`."""
        address, query = key
        begun: list[Any] = []
        given = {**environ, "REQUEST_METHOD": "GET", "QUERY_STRING": query, STAMP: shelf.stamp}
        given.pop("HTTP_COOKIE", None)
        content = self.application(given, lambda *told: begun.extend(told))
        status, headers = begun[:2]
        names = names_of_kept(status, headers) if not getattr(content, "streaming", False) else None
        shelf.tell_names(address, names)
        if names is not None:
            try:
                body = b"".join(content)
            finally:
                _close(content)
            content = [body]
            page = Page(headers, body)
            if known_part(query, names) == query and page.size <= self.most_bytes:
                shelf.put(key, page)
                return page.answer(environ, start_response)
        start_response(*begun)
        if environ["REQUEST_METHOD"] == "HEAD":
            _close(content)
            return []
        return content


class Page:
    """A page that is kept: compressed once for each coding, with what stands before it."""

    def __init__(self, headers: Headers, body: bytes) -> None:
        # Who takes neither is rare: for them it is unpacked each time. What is too short to be packed is not.
        self.bodies = {"br": brotli.compress(body, quality=5), "gzip": gzip.compress(body, 6, mtime=0)}
        if len(self.bodies["gzip"]) >= len(body):
            self.bodies = {"": body}
        self.size = sum(len(packed) for packed in self.bodies.values()) + OVERHEAD
        digest = sha256(body).hexdigest()[:24]
        own = [(name, value) for name, value in headers if name.lower() not in {"content-length", "etag", "vary"}]
        if not any(name.lower() == "cache-control" for name, _value in own):
            own.append(("Cache-Control", "no-cache"))
        own.append(("Vary", "Accept-Encoding, Cookie"))
        self.heads = {
            coding: _head(own, f'"{digest}{coding and "-"}{coding}"', coding, len(self.bodies.get(coding, body)))
            for coding in ("", *self.bodies)
        }

    def answer(self, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        """Answer a GET or HEAD."""
        coding = best_coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if coding not in self.heads:
            coding = ""
        tag, headers, unchanged = self.heads[coding]
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked is not None and matches(tag, asked):
            start_response("304 Not Modified", unchanged)
            return []
        start_response("200 OK", headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            return []
        body = self.bodies.get(coding)
        return [gzip.decompress(self.bodies["gzip"]) if body is None else body]


class Shelf:
    """The pages made under one stamp, and the names of the parameters that an address reads."""

    def __init__(self, stamp: object, most_bytes: int) -> None:
        self.stamp = stamp
        self.names: dict[tuple[str | None, ...], tuple[str, ...] | None] = {}  # None: was not kept the last time
        self.bytes = 0
        self._most_bytes = most_bytes
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._under_way: dict[Key, threading.Event] = {}
        self._lock = threading.Lock()

    def page(self, key: Key) -> Page | None:
        """The page, which thereby was asked for just now."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: Page) -> None:
        """Keep `page`, and no more than there is room for."""
        with self._lock:
            former = self._pages.pop(key, None)
            self._pages[key] = page
            self.bytes += page.size - (former.size if former else 0)
            while self.bytes > self._most_bytes:
                self.bytes -= self._pages.popitem(last=False)[1].size

    def begin(self, key: Key) -> threading.Event | None:
        """None: it is the caller's turn to have the page made, and to `end` it. Else what tells that somebody has.

        Nobody waits at an address of which nothing was kept the last time.
        """
        with self._lock:
            if key[0] in self.names and self.names[key[0]] is None:
                return _OVER
            others = self._under_way.get(key)
            if others is None:
                self._under_way[key] = threading.Event()
            return others

    def end(self, key: Key) -> None:
        """Let those go on who wait for the page."""
        with self._lock:
            self._under_way.pop(key).set()

    def tell_names(self, address: tuple[str | None, ...], names: tuple[str, ...] | None) -> None:
        """Remember what the address reads; what was known is not forgotten because of a mistyped parameter."""
        with self._lock:
            if len(self.names) >= MOST_ADDRESSES:
                self.names.clear()
            if names is not None or address not in self.names:
                self.names[address] = names


_OVER = threading.Event()
_OVER.set()


def known_part(query: str, names: Collection[str]) -> str:
    """What is left of `query` without the parameters that are not among the `names`."""
    return "&".join(part for part in query.split("&") if unquote_plus(part.partition("=")[0]) in names)


def names_of_kept(status: str, headers: Headers) -> tuple[str, ...] | None:
    """The names of the parameters that an answer depends on; None where it must not be kept."""
    told: dict[str, str] = {}
    for name, value in headers:
        told[name.lower()] = f"{told[name.lower()]}, {value}" if name.lower() in told else value
    varies = {word.strip().lower() for word in told.get("vary", "").split(",")}
    control = told.get("cache-control", "").lower()
    may_be_kept = (
        status.startswith("200 ")
        and told.get(NAMES.lower(), "").startswith("params")
        and "set-cookie" not in told
        and "content-encoding" not in told
        and "private" not in control
        and "no-store" not in control
        and varies <= {"", "cookie", "accept-encoding"}
    )
    return tuple(_QUOTED.findall(told[NAMES.lower()])) if may_be_kept else None


@lru_cache(maxsize=256)
def best_coding(accepted: str) -> str:
    """The best of our codings that the header Accept-Encoding allows; empty: none (RFC 9110, 12.5.3)."""
    wishes: dict[str, float] = {}
    for part in accepted.lower().split(","):
        coding, _semicolon, parameters = part.partition(";")
        wishes[coding.strip()] = _quality(parameters)
    found = {coding: wishes.get(coding, wishes.get("*", 0.0)) for coding in OUR_CODINGS}
    best = max(OUR_CODINGS, key=lambda coding: found[coding])
    return best if found[best] > 0 and found[best] >= wishes.get("identity", 0.0) else ""


def _quality(parameters: str) -> float:
    name, _equals, value = parameters.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def matches(tag: str, asked: str) -> bool:
    """Whether the header If-None-Match names `tag`, weakly or strongly, or whatever there is (RFC 9110, 13.1.2)."""
    return asked.strip() == "*" or tag in _TAG.findall(asked)


def _head(own: Headers, tag: str, coding: str, length: int) -> tuple[str, Headers, Headers]:
    """The tag, the headers of the page, and those of the answer that it is unchanged."""
    whole = [*own, ("ETag", tag), ("Content-Length", str(length))]
    if coding:
        whole.append(("Content-Encoding", coding))
    kept = {"cache-control", "etag", "vary", NAMES.lower()}
    return tag, whole, [(name, value) for name, value in whole if name.lower() in kept]


def _close(content: Iterable[bytes]) -> None:
    close = getattr(content, "close", None)
    if close is not None:
        close()
