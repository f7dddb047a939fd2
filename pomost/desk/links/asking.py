"""Asking one outside address, politely: with a name, without cookies, and no more than needed."""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import SplitResult, urljoin, urlunsplit
from urllib.robotparser import RobotFileParser

import certifi
from django.conf import settings

from pomost.desk.links.addresses import normal
from pomost.desk.links.choices import Outcome
from pomost.desk.links.public_hosts import MayAsk, NotPublic, idna, is_public, port_of, resolve, split_safely
from pomost.desk.links.rules import Answer, outcome_of

ROBOT = "Pomost"
TIMEOUT = 10.0  # for each step of a connection
DEADLINE = 20.0  # for a whole request, however slowly something comes
MAX_REDIRECTS = 5
MAX_ROBOTS = 100_000  # bytes of robots.txt that are read; of a page, nothing after its head is
_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}
# Who asks for time is not asked again at once with GET; others that refuse HEAD may well answer that.
_LATER = {429, 503}

MAX_PAUSE = 60.0  # what a robots.txt may ask for between two requests; in seconds

# A host's turn: its name, and how many seconds it wants to be left alone afterwards.
Turns = Callable[[str, float], AbstractContextManager[None]]


class NoTurn(Exception):  # noqa: N818
    """Raised by `turns` where a host is asked by others all the time."""


class TooManyRedirects(Exception):  # noqa: N818
    """An address that leads on and on."""


@dataclass(frozen=True)
class Head:
    """What a server said before the page itself."""

    status: int
    location: str
    retry_after: float
    body: bytes = b""


class Asker:
    """Asks addresses, and keeps for its lifetime what each host's robots.txt permits.

    `turns` gives a host's turn to one request at a time. `may_ask` says which servers may be asked; only tests, whose
    servers stand on this machine, give another answer than `is_public`.
    """

    def __init__(
        self,
        *,
        turns: Turns = lambda _host, _pause: nullcontext(),
        may_ask: MayAsk = is_public,
        timeout: float = TIMEOUT,
        deadline: float = DEADLINE,
    ) -> None:
        self.turns = turns
        self.may_ask = may_ask
        self.timeout = timeout
        self.deadline = deadline
        self.agent = f"{ROBOT} link check (+{settings.WAGTAILADMIN_BASE_URL}/)"
        self._robots: dict[str, RobotFileParser | Answer] = {}

    def ask(self, url: str) -> Answer:
        """Ask `url` and where it leads to."""
        try:
            return self._ask(url)
        except NoTurn:
            return Answer(Outcome.LATER)
        except NotPublic:
            return Answer(Outcome.NOT_ALLOWED)
        except (OSError, HTTPException, TooManyRedirects, ValueError):
            # No such host, no connection, no trustworthy certificate, no answer in time, or none that can be read.
            return Answer(Outcome.NO_ANSWER)

    def _ask(self, url: str) -> Answer:
        moved_to, is_permanent, at = "", True, url
        for _step in range(MAX_REDIRECTS + 1):
            refusal = self._refusal(at)
            if refusal is not None:
                return refusal
            head = self._head_or_get(at)
            if head.status not in _REDIRECTS or not head.location:
                outcome = outcome_of(head.status)
                if outcome == Outcome.OK and moved_to:
                    outcome = Outcome.MOVED
                answer = Answer(outcome, head.status, moved_to, head.retry_after)
                if outcome == Outcome.LATER:  # that goes for all of the site
                    self._robots[_site(split_safely(at))] = answer
                return answer
            at = urljoin(at, head.location)
            is_permanent = is_permanent and head.status in _PERMANENT
            if is_permanent:
                moved_to = normal(at)
        raise TooManyRedirects(url)

    def _refusal(self, url: str) -> Answer | None:
        """Why robots.txt keeps us from asking `url`; None where it does not. A host is asked once for it."""
        site = _site(split_safely(url))
        if site not in self._robots:
            try:
                self._robots[site] = self._read_robots(f"{site}/robots.txt")
            except (OSError, HTTPException):
                self._robots[site] = Answer(Outcome.NO_ANSWER)
        rules = self._robots[site]
        if isinstance(rules, Answer):
            return rules
        return None if rules.can_fetch(ROBOT, url) else Answer(Outcome.NOT_ALLOWED)

    def _read_robots(self, url: str) -> RobotFileParser | Answer:
        """As RFC 9309 wants it: no file permits everything, a server in trouble nothing for now."""
        at = url
        rules = RobotFileParser()
        for _step in range(MAX_REDIRECTS + 1):
            head = self._request("GET", at, limit=MAX_ROBOTS)
            if head.status in _REDIRECTS and head.location:
                at = urljoin(at, head.location)
                continue
            if head.status >= 500 or head.status == 429:
                return Answer(Outcome.LATER, head.status, retry_after=head.retry_after)
            rules.parse(head.body.decode("utf-8", "replace").splitlines() if head.status == 200 else [])
            return rules
        rules.parse([])
        return rules

    def _head_or_get(self, url: str) -> Head:
        head = self._request("HEAD", url)
        is_refused = head.status >= 400 and head.status not in _LATER
        return self._request("GET", url) if is_refused else head

    def _request(self, method: str, url: str, *, limit: int = 0) -> Head:
        """One request, in its host's turn; reads no more than `limit` bytes after the head."""
        parts = split_safely(url)
        host, port = parts.hostname or "", port_of(parts)
        with self.turns(host, self._pause(parts)):
            address = resolve(parts, self.may_ask)
            connection = HTTPConnection(host, port, timeout=self.timeout)
            connection.sock = socket.create_connection((str(address), port), self.timeout)
            is_late = threading.Event()
            watch = threading.Timer(self.deadline, _hang_up, [connection, is_late])
            watch.daemon = True
            watch.start()
            try:
                if parts.scheme == "https":
                    _secure(connection, host)
                connection.putrequest(method, _target(parts), skip_accept_encoding=True, skip_host=True)
                for name, value in self._headers(parts):
                    connection.putheader(name, value)
                connection.endheaders()
                with connection.getresponse() as response:
                    head = _head(response, response.read(limit) if limit else b"")
                if is_late.is_set():  # the library takes what was cut off for whole
                    raise TimeoutError(url)
                return head
            finally:
                watch.cancel()
                connection.close()

    def _headers(self, parts: SplitResult) -> list[tuple[str, str]]:
        name = idna(parts.hostname or "")
        host = f"[{name}]" if ":" in name else name
        return [
            ("Host", host if parts.port is None else f"{host}:{parts.port}"),
            ("User-Agent", self.agent),
            ("Accept", "*/*"),
            ("Connection", "close"),
        ]

    def _pause(self, parts: SplitResult) -> float:
        rules = self._robots.get(_site(parts))
        delay = rules.crawl_delay(ROBOT) if isinstance(rules, RobotFileParser) else None
        return min(float(delay or 0), MAX_PAUSE)


def _site(parts: SplitResult) -> str:
    return urlunsplit((parts.scheme, parts.netloc, "", "", ""))


def _target(parts: SplitResult) -> str:
    return percent_encoded(urlunsplit(("", "", parts.path or "/", parts.query, "")), "utf-8")


def _secure(connection: HTTPConnection, host: str) -> None:
    """Begin TLS with the name that was asked for, though the connection went to a number."""
    context = ssl.create_default_context(cafile=certifi.where())
    # The handshake comes after the assignment, so that whoever hangs up finds the socket.
    secured = context.wrap_socket(connection.sock, server_hostname=idna(host), do_handshake_on_connect=False)
    connection.sock = secured
    secured.do_handshake()


def _head(response: HTTPResponse, body: bytes) -> Head:
    location = percent_encoded(response.getheader("Location") or "", "latin-1")
    return Head(response.status, location, _seconds(response.getheader("Retry-After") or ""), body)


def _seconds(retry_after: str) -> float:
    """The header Retry-After in seconds: it holds a number, or a moment; 0 for anything else."""
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return 0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0)


def percent_encoded(address: str, encoding: str) -> str:
    """An address as it travels: what is not ASCII, and spaces, written as percent signs and numbers."""
    return "".join(c if "!" <= c <= "~" else "".join(f"%{byte:02X}" for byte in c.encode(encoding)) for c in address)


def _hang_up(connection: HTTPConnection, is_late: threading.Event) -> None:
    """End a connection from another thread; whoever waits for it gets an error or an end of text."""
    is_late.set()
    sock = connection.sock
    if sock is not None:
        with suppress(OSError):  # it is over already
            socket.socket.shutdown(sock, socket.SHUT_RDWR)
