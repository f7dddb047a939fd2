"""Load by wrk, on a core of its own, and what wrk says of it."""

import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

from tools.bench.processes import cores

PATIENCE = 20  # seconds that wrk waits for one answer
BROWSER = {"Accept-Encoding": "gzip, deflate, br", "Accept-Language": "pl"}
_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Loaded:
    """What came of one load: answers a second, and how long half and 99 of 100 answers took at most, in ms."""

    per_second: float
    half: float
    nearly_all: float


def read_wrk(text: str) -> Loaded:
    """Read what `wrk --latency` prints. Raises ValueError where anything went wrong, or cannot be read."""
    if wrong := re.search(r"Socket errors: .*|Non-2xx or 3xx responses: \d+", text):
        raise ValueError(wrong[0])
    rate = re.search(r"^Requests/sec:\s+([\d.]+)$", text, re.MULTILINE)
    half, nearly_all = (_percentile(text, share) for share in (50, 99))
    if rate is None or half is None or nearly_all is None:
        raise ValueError(f"wrk says something else: {text}")
    return Loaded(float(rate[1]), half, nearly_all)


def _percentile(text: str, share: int) -> float | None:
    found = re.search(rf"^\s+{share}%\s+([\d.]+)(us|ms|s|m)\s*$", text, re.MULTILINE)
    return float(found[1]) * _MILLISECONDS[found[2]] if found else None


def load(url: str, *, seconds: int, connections: int, headers: Mapping[str, str]) -> Loaded:
    """Ask for `url` again and again. Raises ValueError where an answer is no answer."""
    done = subprocess.run(_command(url, seconds, connections, headers), capture_output=True, text=True, check=True)
    try:
        return read_wrk(done.stdout)
    except ValueError as error:
        raise ValueError(f"{url}: {error}") from error


@contextmanager
def under_load(url: str, *, connections: int, seconds: int = 3600) -> Iterator[None]:
    """`url` is asked for again and again as long as the block lasts."""
    process = subprocess.Popen(_command(url, seconds, connections, BROWSER), stdout=subprocess.DEVNULL)
    try:
        yield
        if process.poll() is not None:
            raise RuntimeError(f"wrk ended before it was told to: {process.returncode}")
    finally:
        process.terminate()
        process.wait()


def _command(url: str, seconds: int, connections: int, headers: Mapping[str, str]) -> list[str]:
    core = ",".join(map(str, cores()[1]))
    told = [part for name, value in headers.items() for part in ("--header", f"{name}: {value}")]
    return [
        "taskset", "--cpu-list", core, "wrk", "--threads", "1", "--connections", str(connections),
        "--duration", f"{seconds}s", "--timeout", f"{PATIENCE}s", "--latency", *told, url,
    ]  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """One answer: its body as it came over the wire, and what it says of itself."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def ask(url: str, headers: Mapping[str, str] = BROWSER) -> Answer:
    """Ask for `url` once, as a browser does."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path, headers=dict(headers))
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()})
    finally:
        connection.close()
