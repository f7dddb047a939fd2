"""Pages in process: median time and number of queries, without a server and without what a server keeps.

    python -m tools.bench.pages desk         the desk's lists, the dashboard and the search, against their aims
    python -m tools.bench.pages public       every public page type

With POMOST_HOME; prints JSON.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from tools.bench.inside import addresses, start_pomost

TIMES = 7  # each page is asked for, after two that do not count, of which one counts the queries
TIMES_FIRST = 3  # after a write each
PATIENCE = 5.0  # seconds: what takes longer is asked for fewer times
SEARCH = {"q": "SREDNIEJ gor"}


@dataclass(frozen=True)
class Aim:
    """What a page may cost."""

    milliseconds: int
    queries: int


LIST, DASHBOARD, SEARCHES = Aim(300, 10), Aim(500, 15), Aim(50, 4)


@dataclass(frozen=True)
class Page:
    """What a page costs: the median of its milliseconds, its queries, the bytes of its answer, and what it may cost.

    `first` is what it costs the first who asks after something was written, where that was measured.
    """

    name: str
    milliseconds: float
    queries: int
    bytes: int
    aim: Aim | None = None
    first: float = 0.0


def median_of(passes: Sequence[Sequence[Page]]) -> list[Page]:
    """The pages of several passes, each with the median of its times."""
    return [
        replace(
            same[0],
            milliseconds=statistics.median(page.milliseconds for page in same),
            first=statistics.median(page.first for page in same),
        )
        for same in zip(*passes, strict=True)
    ]


def main(what: str) -> None:
    """Print a list of pages."""
    start_pomost()
    pages = _desk() if what == "desk" else _public()
    print(json.dumps([asdict(page) for page in pages]))


def _public() -> Iterator[Page]:
    from django.test import Client

    visitor = Client(headers={"host": "localhost"})
    for name, address in addresses().items():
        ask = partial(visitor.get, address)
        yield Page(name, *cost(ask), first=first_after_a_write(ask))


def _desk() -> Iterator[Page]:
    from django.contrib.auth import get_user_model
    from django.test import Client

    from pomost.demo.officer import USERNAME

    visitor, officer = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    officer.force_login(get_user_model().objects.get(username=USERNAME))
    parts = ((visitor, searches(), SEARCHES), (officer, dashboard(), DASHBOARD), (officer, desk_lists(), LIST))
    for client, pages, aim in parts:
        for name, address, parameters in pages:
            yield Page(name, *cost(partial(client.get, address, parameters)), aim)


def searches() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The search for what nearly everything has, for what few things have, and for what nothing has."""
    for query in ("wizyta", "wizyta 2010", "leszno biel", "montlu", "w", "wi", "koncert orkiestry", "xyz"):
        yield f"Search: {query}", "/pl/szukaj/", {"q": query}
    yield "  page=50", "/pl/szukaj/", {"q": "wizyta", "page": "50"}
    yield "  kind=activity", "/pl/szukaj/", {"q": "wizyta", "kind": "activity", "language": "pl"}
    yield "Suggestions: le", "/pl/szukaj/podpowiedzi/", {"q": "le"}


def dashboard() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The home page of the desk."""
    from django.urls import reverse

    yield "Desk: dashboard", reverse("wagtailadmin_home"), {}


def desk_lists() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each list as it opens, and the long ones searched, narrowed down and sorted by each column."""
    from django.urls import reverse

    from pomost.register.models import Activity, Partnership
    from pomost.register.queries import record_kinds

    narrowed: dict[Any, list[dict[str, Any]]] = {
        Partnership: [
            {"country": "DE"},
            {"since_min": "1990", "since_max": "2000"},
            {"legal_state": ["expired", "under_notice"]},
            {"living_state": ["quiet"]},
            {"legal_state": ["in_force"], "living_state": ["dormant", "unknown"]},
        ],
        Activity: [{"kind": ["visit"], "status": ["held"]}, {"start_min": "2010"}, {"p": "900"}],
    }
    for kind in record_kinds():
        address = reverse(kind.snippet_viewset.get_url_name("list"))
        name = f"Desk: {kind._meta.verbose_name_plural}"
        yield name, address, {}
        if kind in narrowed:
            facts = kind.snippet_viewset.facts
            sorts = [{"ordering": fact.name} for fact in facts if fact.order and not fact.is_hidden]
            for parameters in [SEARCH, *narrowed[kind], *sorts]:
                yield f"  {', '.join(f'{key}={value}' for key, value in parameters.items())}", address, parameters


def cost(ask: Callable[[], Any]) -> tuple[float, int, int]:
    """Return the median of the milliseconds that an answer takes, its queries, and its bytes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    response = ask()
    if response.status_code != 200:
        raise SystemExit(f"{response.request['PATH_INFO']} answers {response.status_code}")
    with CaptureQueriesContext(connection) as captured:
        size = len(ask().content)
        queries = len(captured)  # the next request empties the log
    taken: list[float] = []
    while len(taken) < TIMES and sum(taken) < PATIENCE * 1000:
        started = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken), queries, size


def first_after_a_write(ask: Callable[[], Any]) -> float:
    """Return the median of the milliseconds that an answer takes when nothing is kept of what was counted before."""
    from django.db.models import F

    from pomost.register.models import Area

    taken = []
    for _time in range(TIMES_FIRST):
        Area.objects.update(folded=F("folded"))
        started = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    main(sys.argv[1])
