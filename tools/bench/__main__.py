"""Measure everything in one run and write docs/benchmarks.md.

    make bench                              all of it, in about a quarter of an hour
    make bench ARGS=--quick                 few rounds and edits, without desk and browser
    make bench ARGS="--only speed sizes"    some parts alone, for whoever works on one; writes nothing

Everything lives in a passing folder, on ports of its own. Nothing here decides a test: what a machine can do says
nothing of the code. The numbers of queries do, and tests count them.
"""

import json
import signal
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tools.bench import servers
from tools.bench.documents import LARGE, Set, set_documents
from tools.bench.figures import Figure
from tools.bench.load import ask, under_load
from tools.bench.machine import machine
from tools.bench.pages import Aim, Page, median_of
from tools.bench.processes import ROOT, cores, environment_for, memory, run, unpin
from tools.bench.register import DESK, PARTNERS, SIZES, Size, asked_inside, copied, fill, make
from tools.bench.report import CHART, drawn, report
from tools.bench.results import Edits, Results, Start
from tools.bench.rounds import measure, rows_for
from tools.bench.servers import Server

RECORD, LISTING = "/pl/partnerstwa/suhl/", "/pl/partnerstwa/"
LOAD_CONNECTIONS = 4  # on each of the two pages while somebody edits


@dataclass(frozen=True)
class Extent:
    """How much is measured: `seconds` is the length of one load."""

    rounds: int
    seconds: int
    edits: int
    peer_edits: int
    starts: int
    documents: int
    passes: int  # through all pages with each number of records


FULL = Extent(rounds=5, seconds=3, edits=1000, peer_edits=60, starts=3, documents=5, passes=3)
QUICK = Extent(rounds=3, seconds=1, edits=60, peer_edits=20, starts=2, documents=2, passes=2)


def main() -> None:
    """Measure, print and write."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="these parts alone; nothing is written")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(1))  # servers end and the folder goes even then
    extent = QUICK if options.quick else FULL
    results = Results(machine(), datetime.now(UTC), options.quick, extent.rounds)
    wanted = options.only or [name for name in PARTS if not options.quick or name not in {"desk", "paint"}]
    with tempfile.TemporaryDirectory(prefix="pomost-bench-") as folder:
        bench = Bench(Path(folder), extent, results)
        for name in PARTS:
            if name in wanted:
                tell(f"{name} …")
                PARTS[name](bench)
    print(report(results))
    if not options.only:
        docs = ROOT / "docs"
        (docs / "benchmarks.md").write_text(report(results), encoding="utf-8")
        (docs / CHART).write_text(drawn(results), encoding="utf-8")
        tell("docs/benchmarks.md is written")


def tell(words: str) -> None:
    """Say on the terminal what is being done, and when."""
    print(f"[{time.strftime('%H:%M:%S')}] {words}", file=sys.stderr, flush=True)


class Bench:
    """The registers and servers of one run, each made when it is first needed."""

    def __init__(self, folder: Path, extent: Extent, results: Results) -> None:
        self.folder, self.extent, self.results = folder, extent, results
        self._made: dict[str, Path] = {}

    def _home(self, name: str, made: Callable[[Path], object]) -> Path:
        if name not in self._made:
            tell(f"  making {name}")
            made(self.folder / name)
            self._made[name] = self.folder / name
        return self._made[name]

    @property
    def demonstration(self) -> Path:
        """The demonstration city, at which nobody works."""
        return self._home("demonstration", make)

    @property
    def city(self) -> Path:
        """The demonstration city with photos and further partners."""

        def made(home: Path) -> None:
            copied(self.demonstration, home)
            asked_inside(home, "photographed")
            fill(home, PARTNERS)

        return self._home("city", made)

    @property
    def peer(self) -> Path:
        """The peer's site of the same content."""

        def made(home: Path) -> None:
            home.mkdir()
            content = home / "content.json"
            content.write_text(asked_inside(self.city, "content"), encoding="utf-8")
            run([sys.executable, "-m", "tools.bench.peer.fill", str(content)], servers.peer_environment(home))

        return self._home("peer", made)

    def pomost_server(self) -> AbstractContextManager[Server]:
        """Ours on the city."""
        return servers.pomost(self.city, RECORD)

    def peer_server(self, *, is_cached: bool = False) -> AbstractContextManager[Server]:
        """The peer."""
        return servers.peer(self.peer, RECORD, is_cached=is_cached)


def measure_speed(bench: Bench) -> None:
    """Starts, then the rounds, then the memory after them."""
    starts: dict[str, list[float]] = {"pomost": [], "peer": []}
    after_start: dict[str, float] = {}
    for _time in range(bench.extent.starts):
        for name, serving in (("pomost", bench.pomost_server), ("peer", bench.peer_server)):
            with serving() as server:
                starts[name].append(server.started)
                after_start[name] = memory(server.process.pid)
    with ExitStack() as stack:
        ours = stack.enter_context(bench.pomost_server())
        peer = stack.enter_context(bench.peer_server())
        cached_peer = stack.enter_context(bench.peer_server(is_cached=True))
        files = {"record.html": ask(ours.url(RECORD)).body, "listing.html": ask(ours.url(LISTING)).body}
        static = stack.enter_context(servers.nginx(bench.folder / "nginx", files))
        bare = stack.enter_context(servers.bare(bench.folder, bench.folder / "nginx" / "files" / "record.html"))
        pages = {"record": RECORD, "listing": LISTING}
        rows = rows_for(static, bare, ours, peer, cached_peer, pages, bench.extent.seconds)
        bench.results.speed = measure(rows, bench.extent.rounds)
        bench.results.starts = {
            name: Start(Figure.of(starts[name]), after_start[name], memory(server.process.pid))
            for name, server in (("pomost", ours), ("peer", peer))
        }


def measure_edits(bench: Bench) -> None:
    """Edits of ours, and fewer of the peer with its cache."""
    with bench.pomost_server() as ours:
        found = {"pomost": _edited(ours, "edits", environment_for(bench.city), LISTING, bench.extent.edits)}
    with bench.peer_server(is_cached=True) as peer:
        environment = servers.peer_environment(bench.peer)
        found[peer.name] = _edited(peer, "peer.edits", environment, f"{LISTING}?all", bench.extent.peer_edits)
    bench.results.edits = found


def _edited(server: Server, module: str, environment: Mapping[str, str], listing: str, number: int) -> Edits:
    command = [sys.executable, "-m", f"tools.bench.{module}", server.url(""), str(number)]
    pinned = ["taskset", "--cpu-list", ",".join(map(str, cores()[1])), *command]
    with (
        under_load(server.url(RECORD), connections=LOAD_CONNECTIONS),
        under_load(server.url(listing), connections=LOAD_CONNECTIONS),
    ):
        return Edits(**json.loads(run(pinned, environment)))


def measure_documents(bench: Bench) -> None:
    """Documents of one and of twenty records, each with its photo, and one of two hundred, as the worker makes it."""
    codes = asked_inside(bench.city, "photographed", "--list").split()
    with bench.pomost_server() as server:
        unpin(server.process.pid)  # the aims are for two cores, and two processes share the work
        found: list[Set] = [
            set_documents(server, ".".join(codes[:number]), bench.extent.documents) for number in (1, 20)
        ]
    home = bench.folder / "many-photos"
    copied(bench.demonstration, home, Size(2, LARGE, LARGE))
    asked_inside(home, "photographed", str(LARGE))
    codes = asked_inside(home, "photographed", "--list").split()[:LARGE]
    made = json.loads(asked_inside(home, "large_document", ".".join(codes), str(bench.extent.documents)))
    large = Set(LARGE, Figure.of(made["seconds"]), made["bytes"], made["typesetter"], made["own"])
    bench.results.documents = [*found, large]


def measure_sizes(bench: Bench) -> None:
    """Every public page type with ever more records, size after size in turns."""
    homes = {}
    for size in SIZES:
        tell(f"  making {size.records:,} records")
        homes[size.records] = copied(bench.demonstration, bench.folder / f"records-{size.records}", size)
    passes = [
        {records: _pages(home, "public") for records, home in homes.items()} for _pass in range(bench.extent.passes)
    ]
    bench.results.sizes = {records: median_of([one[records] for one in passes]) for records in homes}


def measure_desk(bench: Bench) -> None:
    """Search and desk with a large register."""
    bench.results.desk = _pages(copied(bench.demonstration, bench.folder / "desk", DESK), "desk")


def _pages(home: Path, what: str) -> list[Page]:
    told = json.loads(asked_inside(home, "pages", what))
    return [Page(**{**page, "aim": Aim(**page["aim"]) if page["aim"] else None}) for page in told]


def measure_paint(bench: Bench) -> None:
    """When the pages of the demonstration city are painted."""
    bench.results.paint = json.loads(asked_inside(bench.demonstration, "paint"))


PARTS: dict[str, Callable[[Bench], None]] = {
    "speed": measure_speed,
    "edits": measure_edits,
    "documents": measure_documents,
    "sizes": measure_sizes,
    "desk": measure_desk,
    "paint": measure_paint,
}


if __name__ == "__main__":
    main()
