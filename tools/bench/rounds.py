"""The interleaved run: every row once, then every row again, so that what disturbs the machine disturbs all alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tools.bench.figures import Figure
from tools.bench.load import BROWSER, Loaded, ask, load
from tools.bench.servers import Server

CONNECTIONS = 16  # for what is answered at once
FEW_CONNECTIONS = 4  # for what is made anew each time: as many as there are threads
BYPASS = {**BROWSER, "Cookie": "basket=none"}  # a visitor with a basket: no page that is kept may be theirs


@dataclass(frozen=True)
class Row:
    """One address of one server, asked for with some headers; `name` is its key in the results."""

    name: str
    url: str
    seconds: int
    connections: int = CONNECTIONS
    headers: Mapping[str, str] = field(default_factory=lambda: BROWSER)


@dataclass(frozen=True)
class Measured:
    """What a row came to: answers a second, and in ms how long half and 99 of 100 answers took at most."""

    per_second: Figure
    half: Figure
    nearly_all: Figure
    bytes: int  # of one answer's body, as it goes over the wire


def rows_for(
    static: Server,
    bare: Server,
    ours: Server,
    peer: Server,
    cached_peer: Server,
    pages: Mapping[str, str],
    seconds: int,
) -> list[Row]:
    """The rows of the run; `pages` has the paths of the record page and of the list, the same at both sites."""
    record, listing = pages["record"], pages["listing"]
    slow: dict[str, Any] = {"seconds": seconds + 2, "connections": FEW_CONNECTIONS}
    return [
        Row("nginx, record page", static.url("/record.html"), seconds),
        Row("bare, record page", bare.url("/"), seconds),
        Row("cached record page", ours.url(record), seconds),
        *_not_modified("nginx, 304", static.url("/record.html"), seconds),
        *_not_modified("cached record page, 304", ours.url(record), seconds),
        Row("nginx, list", static.url("/listing.html"), seconds),
        Row("cached list", ours.url(listing), seconds),
        Row("uncached record page", ours.url(record), headers=BYPASS, **slow),
        Row("peer, record page", peer.url(record), **slow),
        Row("uncached list", ours.url(listing), headers=BYPASS, **slow),
        Row("peer, list", peer.url(f"{listing}?all"), **slow),
        Row("peer, list of 12", peer.url(listing), **slow),
        Row("cached peer, record page", cached_peer.url(record), seconds),
        Row("cached peer, list", cached_peer.url(f"{listing}?all"), seconds),
    ]


def _not_modified(name: str, url: str, seconds: int) -> list[Row]:
    """The row of somebody who has the page already; none where the server gives no tag to ask with."""
    tag = ask(url).headers.get("etag")
    if tag is None:
        return []
    headers = {**BROWSER, "If-None-Match": tag}
    if ask(url, headers).status != 304:
        return []
    return [Row(name, url, seconds, headers=headers)]


def measure(rows: Sequence[Row], rounds: int) -> dict[str, Measured]:
    """Ask for each of `rows` in turn, `rounds` times, after one second that does not count."""
    sizes = {row.name: len(ask(row.url, row.headers).body) for row in rows}
    for row in rows:
        load(row.url, seconds=1, connections=row.connections, headers=row.headers)
    found: dict[str, list[Loaded]] = {row.name: [] for row in rows}
    for number in range(rounds):
        for row in rows:
            loaded = load(row.url, seconds=row.seconds, connections=row.connections, headers=row.headers)
            found[row.name].append(loaded)
            print(f"  round {number + 1}  {row.name:28}{loaded.per_second:10,.1f}/s{loaded.nearly_all:10.2f} ms")
    return {name: _measured(loads, sizes[name]) for name, loads in found.items()}


def _measured(loads: Sequence[Loaded], size: int) -> Measured:
    def figure(name: str) -> Figure:
        return Figure.of([getattr(one, name) for one in loads])

    return Measured(figure("per_second"), figure("half"), figure("nearly_all"), size)
