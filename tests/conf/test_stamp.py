"""The stamp: whatever the public might see differently moves it, however it was written, and nothing else does."""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pomost.conf import stamp
from pomost.conf.bell import Bell, HomeBell, NoBell, RedisBell, bell
from pomost.conf.models import Worker, Write
from pomost.conf.stamp import Stamp, Watch, ask
from pomost.conf.writes import NEVER_SEEN, counts
from pomost.register.models import Area
from tests import factories

pytestmark = pytest.mark.real_stamp
committing = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_bell(tmp_path: Path, settings: Any) -> Iterator[None]:
    """A bell that no test beside this one rings."""
    settings.POMOST_HOME = tmp_path
    bell.cache_clear()
    yield
    bell.cache_clear()


def area(name: str = "Schools") -> Area:
    return Area(name=factories.translated(name))


def many_by_cursor() -> None:
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE register_area SET name = %s WHERE id = %s", [('{"en": "A"}', 1), ('{"en": "B"}', 2)])


WAYS: dict[str, Callable[[], object]] = {
    "save": lambda: area().save(),
    "bulk_create": lambda: Area.objects.bulk_create([area("One"), area("Two")]),
    "update": lambda: Area.objects.update(name=factories.translated("Other")),
    "update of nothing": lambda: Area.objects.filter(pk=0).update(name=factories.translated("Other")),
    "delete": lambda: Area.objects.all().delete(),
    "get_or_create": lambda: Area.objects.get_or_create(pk=1_000_000, defaults={"name": factories.translated("New")}),
    "many by a cursor": many_by_cursor,
}


@pytest.fixture
def one_area(transactional_db: None) -> None:
    area("First").save()


@committing
def test_every_way_of_writing_moves_it_and_rings_the_bell(one_area: None) -> None:
    for name, way in WAYS.items():
        before, heard = ask(), bell().heard()
        way()
        assert ask() != before, name
        assert bell().heard() != heard, name


@committing
def test_in_a_transaction_it_moves_once_and_with_the_commit(one_area: None) -> None:
    for name, way in WAYS.items():
        before, heard = ask(), bell().heard()
        with transaction.atomic():
            way()
            area().save()
            assert bell().heard() == heard, name
            assert stamp.current() is None  # what stands there may never be true
        assert ask().writes == before.writes + 1, name
        assert bell().heard() != heard, name


@committing
def test_what_is_rolled_back_moves_nothing(one_area: None) -> None:
    for name, way in WAYS.items():
        before, heard = ask(), bell().heard()
        with transaction.atomic():
            way()
            transaction.set_rollback(True)
        assert (ask(), bell().heard()) == (before, heard), name
        area().save()
        assert ask() != before, name


@committing
def test_a_row_written_alone_has_its_key_and_a_failed_one_moves_nothing() -> None:
    before = ask()
    saved = area()
    saved.save()
    assert Area.objects.get(pk=saved.pk).name == saved.name
    assert ask().writes == before.writes + 1
    with pytest.raises(IntegrityError):
        Area.objects.create(pk=saved.pk, name=factories.translated("Again"))
    assert ask().writes == before.writes + 1


@committing
def test_a_cursor_that_told_what_it_wrote_can_be_asked_again(one_area: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE register_area SET folded = 'new' RETURNING folded")
        assert cursor.fetchall() == [("new",)]
        cursor.execute("SELECT count(*), min(folded) FROM register_area")
        assert cursor.fetchall() == [(1, "new")]
        cursor.execute("SELECT folded FROM register_area")
        assert list(cursor) == [("new",)]


@committing
def test_reading_moves_nothing(one_area: None) -> None:
    before = ask()
    assert list(Area.objects.order_by().union(Area.objects.order_by().filter(pk=0)))
    assert Area.objects.select_for_update().none().count() == 0
    with transaction.atomic():
        assert list(Area.objects.select_for_update())
    assert ask() == before


@committing
def test_what_the_public_never_sees_moves_nothing() -> None:
    before = ask()
    Worker.objects.create(name="one", started_at=timezone.now(), seen_at=timezone.now())
    Worker.objects.update(name="two")
    Session.objects.bulk_create([Session(session_key="a", expire_date=timezone.now())])
    Worker.objects.all().delete()
    assert ask() == before
    WAYS["save"]()
    assert ask() != before


@committing
def test_every_table_that_does_not_count_is_there() -> None:
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    assert {name for name in NEVER_SEEN - there if not name.endswith("_fts")} == set()


@pytest.mark.parametrize(
    ("sql", "is_counted"),
    [
        ("SELECT 1", False),
        ("(SELECT 1) UNION (SELECT 2)", False),
        ('INSERT INTO "conf_worker" ("name") VALUES (%s)', False),
        ("insert or ignore into django_session values (1)", False),
        ('DELETE FROM "desk_link" WHERE "id" IN (SELECT "id" FROM "register_area")', False),
        ('INSERT INTO "desk_linkage" VALUES (1)', True),
        ('INSERT INTO "desk_link"."other" VALUES (1)', True),
        ('UPDATE "register_area" SET "slug" = %s', True),
        ("\n  UPDATE register_area SET slug = 'SELECT'", True),
        ("/* why */ DELETE FROM register_area", True),
        ("WITH gone AS (DELETE FROM register_area RETURNING *) SELECT * FROM gone", True),
        ('TRUNCATE "conf_worker", "register_area"', True),
        ("MERGE INTO register_area USING other ON true WHEN MATCHED THEN DELETE", True),
        ("COPY register_area FROM STDIN", True),
        ("SAVEPOINT s1", False),
        ("CREATE TABLE new (id integer)", False),
        (b"SELECT 1", True),
    ],
)
def test_what_is_not_known_to_be_harmless_counts(sql: Any, is_counted: bool) -> None:
    assert counts(sql) is is_counted


Step = str
STEPS = st.lists(st.sampled_from(["write", "open", "keep", "undo", "set", "back"]), max_size=14)


@committing
@given(transactions=st.lists(st.tuples(STEPS, st.booleans()), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_rolled_back_on_the_way_what_is_committed_moves_it(
    transactions: list[tuple[list[Step], bool]],
) -> None:
    """`open`, `keep`, `undo`: Django's nested blocks; `set`, `back`: savepoints by hand."""
    for steps, is_committed in transactions:
        before, heard, rows = ask(), bell().heard(), _rows()
        _play(steps, is_committed)
        if _rows() != rows:
            assert ask() != before
            assert bell().heard() != heard
        if not is_committed:
            assert ask() == before


def _play(steps: list[Step], is_committed: bool) -> None:
    blocks: list[Any] = []
    by_hand: list[tuple[int, str]] = []
    with transaction.atomic():
        for step in steps:
            if step == "write":
                area(str(Area.objects.count())).save()
            elif step == "open":
                blocks.append(transaction.atomic())
                blocks[-1].__enter__()
            elif step in {"keep", "undo"} and blocks:
                while by_hand and by_hand[-1][0] == len(blocks):
                    by_hand.pop()
                error = ZeroDivisionError() if step == "undo" else None
                blocks.pop().__exit__(type(error) if error else None, error, None)
            elif step == "set":
                by_hand.append((len(blocks), transaction.savepoint()))
            elif step == "back" and by_hand and by_hand[-1][0] == len(blocks):
                transaction.savepoint_rollback(by_hand.pop()[1])
        while blocks:
            blocks.pop().__exit__(None, None, None)
        if not is_committed:
            transaction.set_rollback(True)


def _rows() -> set[tuple[Any, ...]]:
    return set(Area.objects.values_list("pk", "name"))


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_two_stamps_of_one_day_are_the_same_only_if_nothing_was_committed_between(data: st.DataObject) -> None:
    """Keys in order, commits in any; deleted is only what is older than everything that is still to be committed."""
    old = data.draw(st.sets(st.integers(1, 20), max_size=8))
    new = data.draw(st.permutations(range(21, 21 + data.draw(st.integers(0, 6)))))
    states = [frozenset(old)]
    for key in new:
        if data.draw(st.booleans()):
            states.append(states[-1] - data.draw(st.sets(st.sampled_from(sorted(old)))) if old else states[-1])
        states.append(states[-1] | {key})
    told = [(len(state), sum(state)) for state in states]
    for (first, before), (second, after) in combinations(enumerate(told), 2):
        assert before != after or states[first] == states[second]
        if any(key in states[second] for key in new if key not in states[first]):
            assert before != after


@committing
def test_old_writes_are_forgotten_and_later_ones_have_other_keys() -> None:
    now = timezone.now()
    Write.objects.all().delete()
    for days in (3, 1):
        Write.objects.create(at=now - timedelta(days=days))
    before = set(Write.objects.values_list("pk", flat=True))
    call_command("forget_writes")
    assert Write.objects.count() == 1
    WAYS["save"]()
    assert Write.objects.latest("pk").pk > max(before)
    WAYS["save"]()
    Write.objects.all().delete()
    WAYS["save"]()
    assert Write.objects.get().pk > max(before) + 2


@committing
def test_what_was_written_past_pomost_can_be_told() -> None:
    before, heard = ask(), bell().heard()
    call_command("tell_written")
    assert ask() != before
    assert bell().heard() != heard


class Asked:
    """Counts how often the database is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        self.answer = Stamp(timezone.localdate(), 1, 1)
        monkeypatch.setattr(stamp, "ask", self.ask)

    def ask(self) -> Stamp:
        self.times += 1
        return self.answer


def test_the_database_is_asked_when_the_bell_was_rung(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(monkeypatch)
    ours, theirs = HomeBell(tmp_path / "bell"), HomeBell(tmp_path / "bell")
    watch = Watch(ours, look_seconds=3600)
    assert {watch.stamp() for _time in range(5)} == {asked.answer}
    assert asked.times == 1
    asked.answer = Stamp(timezone.localdate(), 2, 3)
    theirs.ring()
    assert {watch.stamp() for _time in range(5)} == {asked.answer}
    assert asked.times == 2


def test_without_a_bell_it_is_asked_when_the_time_has_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(monkeypatch)
    watch = Watch(HomeBell(tmp_path / "bell"), look_seconds=0)
    watch.stamp()
    asked.answer = Stamp(timezone.localdate(), 2, 3)
    assert watch.stamp() == asked.answer
    several_machines = Watch(NoBell(), look_seconds=3600)
    asked.times = 0
    assert {several_machines.stamp() for _time in range(5)} == {asked.answer}
    assert asked.times == 5


def test_a_database_that_does_not_answer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise DatabaseError

    monkeypatch.setattr(Write, "told", fail)
    with pytest.raises(DatabaseError):
        Watch(HomeBell(tmp_path / "bell")).stamp()


@committing
def test_a_bell_that_fails_undoes_nothing(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def ring(self) -> None:
            raise OSError

    monkeypatch.setattr("pomost.conf.bell.bell", Broken)
    before = ask()
    WAYS["save"]()
    assert ask() != before
    assert "The bell could not be rung" in caplog.text


@contextmanager
def running_redis() -> Iterator[str]:
    """The address of a Redis that lasts as long as the block."""
    program = shutil.which("redis-server")
    assert program, "On Debian: apt install redis-server"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            while process.poll() is None:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()


@pytest.fixture
def redis_url() -> Iterator[str]:
    with running_redis() as url:
        yield url


def test_a_bell_in_redis_is_heard_everywhere(redis_url: str) -> None:
    ours: Bell = RedisBell(redis_url)
    theirs: Bell = RedisBell(redis_url)
    never = ours.heard()
    assert never is not None
    theirs.ring()
    first = ours.heard()
    ours.ring()
    assert len({never, first, theirs.heard()}) == 3
    assert theirs.heard() == ours.heard()


def test_while_redis_does_not_answer_the_database_is_asked_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(monkeypatch)
    watch = Watch(RedisBell("redis://127.0.0.1:1/0"), look_seconds=3600)
    assert {watch.stamp() for _time in range(3)} == {asked.answer}
    assert asked.times == 3
