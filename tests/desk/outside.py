"""A server of the outside world, on this machine: no test asks any other."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pomost.places.models import Municipality
from pomost.register.models import Network
from tests import factories

# Answers by path: a status, and headers.
ANSWERS: dict[str, tuple[int, dict[str, str]]] = {
    "/good": (200, {}),
    "/moved": (301, {"Location": "/moved-again"}),
    "/moved-again": (308, {"Location": "/good"}),
    "/elsewhere-today": (302, {"Location": "/good"}),
    "/moved-away": (301, {"Location": "/gone"}),
    "/round": (301, {"Location": "/round"}),
    "/gone": (404, {}),
    "/forbidden": (403, {}),
    "/broken": (500, {}),
    "/wait": (429, {"Retry-After": "259200"}),
    "/metadata": (302, {"Location": "http://169.254.169.254/latest/meta-data/"}),
    "/file": (302, {"Location": "file:///etc/passwd"}),
    "/umlaut": (301, {"Location": "/über uns".encode().decode("latin-1")}),
    "/%C3%BCber%20uns": (200, {}),
    "/mute": (302, {}),
}


class Outside(ThreadingHTTPServer):
    """Counts what it is asked for, and by whom."""

    daemon_threads = True

    def __init__(self, robots: str | int) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.robots = robots
        self.asked: list[str] = []
        self.agents: Counter[str] = Counter()
        self.headers: list[dict[str, str]] = []
        self.sent = 0
        self.at_once = 0
        self.most_at_once = 0
        self.answers = dict(ANSWERS)

    @property
    def url(self) -> str:
        """Where it stands, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up does so on purpose."""


class Handler(BaseHTTPRequestHandler):
    """Answers by path."""

    server: Outside
    timeout = 20

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        outside = self.server
        outside.at_once += 1
        outside.most_at_once = max(outside.most_at_once, outside.at_once)
        try:
            self.answer_path()
        finally:
            outside.at_once -= 1

    def answer_path(self) -> None:
        outside = self.server
        outside.agents[self.headers["User-Agent"]] += 1
        outside.headers.append(dict(self.headers))
        if self.path == "/robots.txt":
            if isinstance(outside.robots, int):
                self.begin(outside.robots)
            else:
                self.begin(200)
                self.wfile.write(outside.robots.encode())
            return
        outside.asked.append(f"{self.command} {self.path}")
        if self.path == "/endless":
            self.endless()
        elif self.path == "/silent":
            time.sleep(5)
        elif self.path == "/drip":
            self.drip()
        elif self.path == "/slow":
            time.sleep(0.2)
            self.begin(200)
        else:
            status, headers = outside.answers.get(self.path, (404, {}))
            self.begin(status, **headers)

    def begin(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Set-Cookie", "visitor=1")
        self.end_headers()

    def endless(self) -> None:
        if self.command == "HEAD":
            self.begin(405)
            return
        self.begin(200)
        while True:
            self.wfile.write(b"x" * 65536)
            self.server.sent += 65536

    def drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100):
            self.wfile.write(f"X-Header-{number}: drip\r\n".encode())
            time.sleep(0.1)

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@contextmanager
def outside_server(robots: str | int = 404) -> Iterator[Outside]:
    """The server, running; `robots` is its robots.txt, or the status it has instead."""
    with Outside(robots) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def network_at(keeper: Municipality, address: str, name: str = "Cities") -> Network:
    """A network that names `address` as its website."""
    return factories.network(keeper, name, website=address)
