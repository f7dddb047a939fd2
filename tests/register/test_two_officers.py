"""Two officers at once, on two real connections: nobody's work is lost, and nobody waits for ever.

Tests otherwise run in one transaction on one connection, SQLite in memory. These get a database that threads can share:
a file, or a database of its own in PostgreSQL. It is emptied after each test.
"""

from collections.abc import Callable, Iterator
from threading import Event, Thread
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connections, transaction
from pytest_django import DjangoDbBlocker
from wagtail.models import ModelLogEntry, Revision

from pomost.register.actions.records import (
    ConflictError,
    delete_record,
    hold_record,
    publish_record,
    save_draft,
)
from pomost.register.models import Partnership
from tests import factories
from tests.databases import drop_database
from tests.migrated import copy_migrated

PATIENCE = 15  # seconds until a test gives up
A_WHILE = 0.4  # seconds in which somebody who need not wait would be done


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module", autouse=True)
def shared_database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """A migrated database, which every thread opens with a connection of its own."""
    with django_db_blocker.unblock():
        original, name = connections["default"], connections.settings["default"]["NAME"]
        folder = tmp_path_factory.mktemp("shared")
        copy = copy_migrated(folder)
        if copy:
            _leave(original)  # a pool belongs to the alias: what stays open in it would lead to the other database
        connections.settings["default"]["NAME"] = copy or str(folder / "pomost.sqlite3")
        del connections["default"]
        try:
            yield
        finally:
            _leave(connections["default"])
            connections.settings["default"]["NAME"] = name
            connections["default"] = original
            drop_database(copy)


def _leave(connection: Any) -> None:
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()


@pytest.fixture
def partnership() -> Partnership:
    """The first version of a partnership, published, as both officers read it."""
    leszno = factories.municipality("Leszno", "PL", 51.8406, 16.5749)
    suhl = factories.municipality("Suhl", "DE", 50.6091, 10.694)
    return factories.partnership(leszno, suhl, since="1984", stories=("pl",))


class Officer(Thread):
    """Does `work` in a thread, on a connection of its own; what came of it is in `answer` or `error`."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.work = work
        self.begun = Event()
        self.answer: Any = None
        self.error: Exception | None = None

    def run(self) -> None:
        self.begun.set()
        try:
            self.answer = self.work()
        except Exception as error:
            self.error = error
        finally:
            connections["default"].close()

    def waits(self) -> bool:
        """Whether the officer has begun and is not done after a while."""
        assert self.begun.wait(PATIENCE)
        self.join(A_WHILE)
        return self.is_alive()

    def done(self) -> "Officer":
        """The officer once the work is done."""
        self.join(PATIENCE)
        assert not self.is_alive()
        return self


def in_the_meantime(first: Callable[[], Any], second: Callable[[], Any]) -> Officer:
    """Do `first`; before its transaction ends, another officer begins `second` and has to wait."""
    other = Officer(second)
    with transaction.atomic():
        first()
        other.start()
        assert other.waits()
    return other.done()


def shown() -> Partnership:
    """The partnership as an officer's form shows it."""
    return Partnership.objects.get().get_latest_revision_as_object()


def change(record: Partnership, based_on: int | None, **facts: Any) -> Partnership:
    """Save `facts` over the version `based_on`, as the desk does."""
    with transaction.atomic():
        hold_record(record, based_on)
        for name, value in facts.items():
            setattr(record, name, value)
        return save_draft(record=record)


def test_the_second_to_save_waits_and_is_told_of_the_first(partnership: Partnership) -> None:
    version = partnership.latest_revision_id
    one, other = shown(), shown()
    second = in_the_meantime(
        lambda: change(one, version, since="1984-06"), lambda: change(other, version, since="1985")
    )
    newest = Partnership.objects.get().latest_revision
    assert isinstance(second.error, ConflictError)
    assert second.error.theirs == newest
    assert newest.content["since"] == "1984-06"
    assert [story["language"] for story in newest.content["stories"]] == ["pl"]
    assert Revision.objects.count() == 2


def test_the_second_goes_on_from_what_the_first_left(partnership: Partnership) -> None:
    version = partnership.latest_revision_id
    one, other = shown(), shown()
    second = in_the_meantime(
        lambda: change(one, version, since="1984-06"), lambda: change(other, version, until="2014")
    )
    assert isinstance(second.error, ConflictError)
    theirs = second.error.theirs
    saved = change(theirs.as_object(), theirs.pk, until="2014").get_latest_revision_as_object()
    assert (str(saved.since), str(saved.until)) == ("1984-06", "2014")


def test_where_the_first_gives_up_the_second_saves(partnership: Partnership) -> None:
    version = partnership.latest_revision_id
    one, other = shown(), shown()
    second = Officer(lambda: change(other, version, since="1985"))
    with transaction.atomic():
        change(one, version, since="1984-06")
        second.start()
        assert second.waits()
        transaction.set_rollback(True)
    assert second.done().error is None
    assert Partnership.objects.get().latest_revision.content["since"] == "1985"


def test_of_two_deletions_one_deletes_and_the_other_finds_nothing(partnership: Partnership) -> None:
    one, other = shown(), shown()
    second = in_the_meantime(lambda: delete_record(record=one), lambda: delete_record(record=other))
    assert isinstance(second.error, Partnership.DoesNotExist)
    assert Partnership.everything.get().deleted_at == one.deleted_at
    assert ModelLogEntry.objects.filter(action="pomost.delete").count() == 1


def test_who_publishes_while_another_deletes_does_not_bring_it_back(partnership: Partnership) -> None:
    one, other = shown(), shown()
    other.since = "1985"
    second = in_the_meantime(lambda: delete_record(record=one), lambda: publish_record(record=other))
    assert isinstance(second.error, ObjectDoesNotExist)
    left = Partnership.everything.get()
    assert (left.deleted_at, str(left.since)) == (one.deleted_at, "1984")
    assert list(Partnership.objects.published()) == []
    assert Revision.objects.count() == 1


def test_who_deletes_while_another_publishes_deletes_what_was_published(partnership: Partnership) -> None:
    one, other = shown(), shown()
    one.since = "1984-06"
    second = in_the_meantime(lambda: publish_record(record=one), lambda: delete_record(record=other))
    assert second.error is None
    left = Partnership.everything.get()
    assert left.deleted_at is not None
    assert str(left.since) == "1984-06"
    assert list(Partnership.objects.all()) == []
