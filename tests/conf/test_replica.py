"""Which requests read from the replica, and which of their reads; tests.conf.test_several_machines runs a real one."""

import logging
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import Error, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from pomost.conf import replica, stamp
from pomost.conf.models import Write
from pomost.conf.page_cache import STAMP
from pomost.conf.replica import PRIMARY, REPLICA, ReplicaMiddleware, Router
from pomost.conf.stamp import Stamp, held
from pomost.register.models import Area, Partnership
from pomost.website.settings import CitySettings
from tests import factories

NOW = Stamp(date(2026, 11, 28), 7, 40)


@pytest.fixture
def holding() -> Iterator[None]:
    """A request is under way that reads from the replica."""
    token = held.set(NOW)
    yield
    held.reset(token)


# --- The reads of a request


def test_without_a_request_that_may_all_is_read_from_the_primary() -> None:
    assert Router().db_for_read(Partnership) == PRIMARY


def test_what_the_stamp_counts_is_read_from_the_replica_and_nothing_else(holding: None) -> None:
    assert Router().db_for_read(Partnership) == REPLICA
    assert Router().db_for_read(Session) == PRIMARY
    assert Router().db_for_read(Write) == PRIMARY


@pytest.mark.django_db
def test_who_writes_reads_what_was_written(holding: None) -> None:
    assert Router().db_for_write(Area) == PRIMARY
    Session.objects.create(session_key="never seen", expire_date=timezone.now())
    assert Router().db_for_read(Area) == REPLICA
    with connection.cursor() as cursor:
        cursor.execute("UPDATE register_area SET name = name")
    assert Router().db_for_read(Area) == PRIMARY


def test_nothing_is_migrated_on_the_replica() -> None:
    assert Router().allow_migrate(PRIMARY, "register")
    assert not Router().allow_migrate(REPLICA, "register")


class Recorded(Router):
    """Notes which database would have been asked for which table, and asks the only one there is."""

    asked: set[tuple[str, str]] = set()

    def db_for_read(self, model: Any, **hints: Any) -> str:
        self.asked.add((super().db_for_read(model, **hints), model._meta.db_table))
        return PRIMARY


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        *("/pl/", "/de/partnerschaften/", "/pl/partnerstwa/suhl/", "/pl/partnerstwa/suhl/~changes/", "/fr/activites/"),
        *("/pl/szukaj/?q=orkiestra", "/nl/nieuws/", "/pl/aktualnosci/atom/", "/sitemap.xml", "/pl/nothing-here/"),
    ],
)
def test_pages_read_everything_from_the_replica_and_write_nothing(
    visitor: Client, city: CitySettings, settings: Any, holding: None, path: str
) -> None:
    visitor.get(path)  # what Django finds out once a process
    Recorded.asked.clear()
    settings.DATABASE_ROUTERS = ["tests.conf.test_replica.Recorded"]
    assert visitor.get(path).status_code < 500
    assert Recorded.asked
    assert {table for database, table in Recorded.asked if database != REPLICA} == set()


# --- Which requests


class Asked:
    """A replica that has what it is told to have, and the answers of the site, with what each of them read from."""

    def __init__(self) -> None:
        self.has: tuple[int, int] | Exception = NOW.writes, NOW.keys
        self.times = 0
        self.read: list[Stamp | None] = []
        self.statement: Callable[[], object] = lambda: None

    def told(self, using: str) -> tuple[int, int]:
        assert using == REPLICA
        self.times += 1
        if isinstance(self.has, Exception):
            raise self.has
        return self.has

    def answer(self, _request: HttpRequest) -> HttpResponse:
        self.read.append(held.get())
        if held.get():
            self.statement()
        return HttpResponse(str(len(self.read)))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    one = Asked()
    monkeypatch.setattr(Write, "told", one.told)
    monkeypatch.setattr(replica, "connections", {REPLICA: connection})
    return one


def get(middleware: ReplicaMiddleware, **environ: Any) -> str:
    return middleware(RequestFactory().get("/pl/", **environ)).content.decode()  # type: ignore[attr-defined]


def test_a_page_that_will_be_kept_is_read_from_a_replica_that_has_its_stamp(asked: Asked) -> None:
    assert get(ReplicaMiddleware(asked.answer), **{STAMP: NOW}) == "1"
    assert asked.read == [NOW]
    assert held.get() is None


def test_all_other_requests_do_not_even_ask_the_replica(asked: Asked) -> None:
    get(ReplicaMiddleware(asked.answer))
    get(ReplicaMiddleware(asked.answer), **{f"HTTP_{STAMP.upper()}": "a header"})
    assert (asked.read, asked.times) == ([None, None], 0)


@pytest.mark.parametrize("has", [(NOW.writes - 1, NOW.keys - 7), (NOW.writes, NOW.keys + 7), (NOW.writes + 1, 48)])
def test_a_replica_that_is_behind_or_ahead_is_not_read(asked: Asked, has: tuple[int, int]) -> None:
    asked.has = has
    get(ReplicaMiddleware(asked.answer), **{STAMP: NOW})
    assert asked.read == [None]


def test_a_replica_that_does_not_answer_is_left_alone_for_a_while(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = 1000.0
    monkeypatch.setattr(replica, "monotonic", lambda: now)
    asked.has = OperationalError("refused")
    middleware = ReplicaMiddleware(asked.answer)
    assert [get(middleware, **{STAMP: NOW}) for _time in range(3)] == ["1", "2", "3"]
    assert (asked.read, asked.times) == ([None] * 3, 1)
    told = "The replica does not answer, the primary is asked: refused"
    assert caplog.record_tuples == [("pomost.conf.replica", logging.WARNING, told)]
    asked.has = NOW.writes, NOW.keys
    now += replica.AWAY_SECONDS
    get(middleware, **{STAMP: NOW})
    assert asked.read[-1] == NOW


@pytest.mark.django_db
def test_an_answer_for_which_the_replica_failed_is_made_again_from_the_primary(
    asked: Asked, caplog: pytest.LogCaptureFixture
) -> None:
    """Even where what failed was caught and the answer looks well."""

    def fail() -> None:
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")

    asked.statement = fail
    assert get(ReplicaMiddleware(asked.answer), **{STAMP: NOW}) == "2"
    assert asked.read == [NOW, None]
    assert "The replica failed to answer for /pl/" in caplog.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.real_stamp
def test_what_all_requests_share_is_made_under_the_stamp_of_the_replica(holding: None) -> None:
    """Not under a newer one, of which the replica knows nothing yet."""
    assert stamp.current() == NOW
    Area.objects.create(name=factories.translated("Schools"))
    assert stamp.current() == stamp.ask() != NOW
