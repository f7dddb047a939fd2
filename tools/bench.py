"""Measure the desk's lists and the public pages with a large register: median time and number of queries, and the aims.

    make bench                                  5,000 partnerships, 50,000 activities, 200,000 numbers of people
    make bench ARGS="--activities 1000 …"       as load_synthetic takes them

The register is made anew in a passing home, on SQLite or in the empty database that DATABASE_URL names. Nothing here
decides a test: what a machine can do says nothing of the code. The numbers of queries do, and tests count them.
"""

import os
import statistics
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TIMES = 7  # each page is asked for, after two that do not count
SEARCH = {"q": "SREDNIEJ gor"}


@dataclass(frozen=True)
class Aim:
    """What a page may cost."""

    milliseconds: int
    queries: int


LIST, PAGE, DASHBOARD, SEARCHES = Aim(300, 10), Aim(300, 8), Aim(500, 15), Aim(50, 4)


def main() -> None:
    """Make the register and print the table."""
    parser = ArgumentParser(description=__doc__)
    for name, number in (("partnerships", 5000), ("activities", 50_000), ("people", 200_000), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=number)
    options = vars(parser.parse_args())
    with tempfile.TemporaryDirectory(prefix="pomost-bench-") as home:
        os.environ |= {"POMOST_HOME": home, "DJANGO_SETTINGS_MODULE": "pomost.conf.settings"}
        for name in [name for name in os.environ if name.startswith("POMOST_") and name != "POMOST_HOME"]:
            del os.environ[name]
        sys.path.insert(0, str(Path.cwd()))
        import django

        django.setup()
        from django.core.management import call_command

        call_command("prepare", verbosity=0)
        call_command("load_demo", verbosity=0)
        call_command("load_synthetic", **options)
        import pomost.conf.wsgi  # noqa: F401 - as the server starts

        measure()


def measure() -> None:
    """Print a line a page."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from pomost.demo.officer import USERNAME

    visitor, officer = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    officer.force_login(get_user_model().objects.get(username=USERNAME))
    print(f"{'':58}{'median':>9}{'aim':>9}{'queries':>9}{'aim':>5}")
    parts = (
        (visitor, public_pages(), PAGE),
        (visitor, searches(), SEARCHES),
        (officer, dashboard(), DASHBOARD),
        (officer, desk_lists(), LIST),
    )
    for client, pages, aim in parts:
        for name, address, parameters in pages:
            print(line(name, aim, *cost(lambda c=client, a=address, p=parameters: c.get(a, p))))  # type: ignore[misc]


def public_pages() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The pages of the Polish site that grow with the register."""
    from pomost.register.models import Partnership
    from pomost.website.models import ActivitiesPage, HomePage, PartnershipsPage

    def address(kind: Any) -> str:
        return str(kind.objects.filter(locale__language_code="pl").first().get_url())

    partnership = Partnership.objects.published().filter(activities__isnull=False).order_by("-pk").first()
    yield "Home page", address(HomePage), {}
    yield "Partnerships", address(PartnershipsPage), {}
    yield "A partnership", f"{address(PartnershipsPage)}{partnership.slug}/", {}
    yield "Activities", address(ActivitiesPage), {}


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


def cost(ask: Callable[[], Any]) -> tuple[float, int]:
    """Return the median of the milliseconds that an answer takes, and its queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _warm_up in range(2):
        response = ask()
        if response.status_code != 200:
            raise SystemExit(f"{response.request['PATH_INFO']} answers {response.status_code}")
    with CaptureQueriesContext(connection) as captured:
        ask()
    queries = len(captured)  # the next request empties the log
    taken = []
    for _time in range(TIMES):
        started = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken), queries


def line(name: str, aim: Aim, milliseconds: float, queries: int) -> str:
    """One line of the table; what misses its aim is marked."""
    mark = "  over" if milliseconds > aim.milliseconds or queries > aim.queries else ""
    return f"{name:58}{milliseconds:6.0f} ms{aim.milliseconds:6} ms{queries:9}{aim.queries:5}{mark}"


if __name__ == "__main__":
    main()
