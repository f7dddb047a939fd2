"""What is kept for one stamp, and no longer."""

from datetime import date
from threading import Event, Thread

import pytest

from pomost.conf import stamp
from pomost.conf.kept import Kept
from pomost.conf.stamp import Stamp


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> list[Stamp | None]:
    """The stamp of now is the last one of this list."""
    stamps: list[Stamp | None] = [Stamp(date(2026, 11, 27), 1, 1)]
    monkeypatch.setattr(stamp, "current", lambda: stamps[-1])
    return stamps


def test_a_thing_is_made_once_a_stamp(moved: list[Stamp | None]) -> None:
    kept: Kept[int] = Kept(9)
    made: list[int] = []

    def make() -> int:
        made.append(len(made))
        return made[-1]

    assert [kept.get("a", make), kept.get("a", make), kept.get("b", make)] == [0, 0, 1]
    moved.append(Stamp(date(2026, 11, 27), 2, 3))
    assert [kept.get("a", make), kept.get("a", make)] == [2, 2]
    moved.append(Stamp(date(2026, 11, 28), 2, 3))
    assert kept.get("a", make) == 3  # the day belongs to the stamp


def test_within_a_transaction_nothing_is_kept_and_nothing_kept_is_used(moved: list[Stamp | None]) -> None:
    kept: Kept[str] = Kept(9)
    assert kept.get("a", lambda: "outside") == "outside"
    moved.append(None)
    assert kept.get("a", lambda: "inside") == "inside"
    kept.shelf().put("a", "inside")
    moved.append(moved[0])
    assert kept.get("a", lambda: "made anew") == "outside"


def test_what_was_not_asked_for_longest_goes_first(moved: list[Stamp | None]) -> None:
    kept: Kept[str] = Kept(2)
    for key in ("a", "b"):
        kept.get(key, lambda: "kept")
    kept.get("a", lambda: "never made")
    kept.get("c", lambda: "kept")
    assert [kept.shelf().get(key) for key in "abc"] == ["kept", None, "kept"]


def test_what_was_read_under_an_older_stamp_is_not_taken_for_new(moved: list[Stamp | None]) -> None:
    kept: Kept[str] = Kept(2)
    shelf = kept.shelf()
    moved.append(Stamp(date(2026, 11, 27), 2, 3))
    shelf.put("a", "old")
    assert kept.get("a", lambda: "new") == "new"


def test_who_asks_for_another_thing_does_not_wait_and_a_failed_try_stands_in_nobody_s_way(
    moved: list[Stamp | None],
) -> None:
    kept: Kept[str] = Kept(9)
    begun, may_end = Event(), Event()

    def make_slowly() -> str:
        begun.set()
        assert may_end.wait(20)
        return "slow"

    slow = Thread(target=lambda: kept.get("slow", make_slowly))
    slow.start()
    assert begun.wait(20)
    assert kept.get("quick", lambda: "quick") == "quick"
    may_end.set()
    slow.join()
    assert kept.get("slow", lambda: "never made") == "slow"

    def fail() -> str:
        raise ValueError("no database")

    with pytest.raises(ValueError, match="no database"):
        kept.get("failing", fail)
    assert kept.get("failing", lambda: "made") == "made"


def test_of_many_who_ask_at_once_one_makes_it(moved: list[Stamp | None]) -> None:
    kept: Kept[object] = Kept(2)
    found: list[object] = []
    threads = [Thread(target=lambda: found.append(kept.get("a", object))) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(map(id, found))) == 1
