"""What the soak calls right and wrong."""

import pytest

from tools.bench.load import Answer
from tools.soak import MOST_MEGABYTES, judge, memory_faults
from tools.soak_edits import number_shown

RECORD = "/pl/partnerstwa/suhl/"


def page(*days: str) -> Answer:
    times = "".join(f'<time datetime="{day}">since</time>' for day in days)
    return Answer(200, f"<html>{times}</html>\n".encode(), {})


def test_page_says_which_edit_it_shows() -> None:
    assert number_shown('<time datetime="1750-01-31"> <time datetime="1984-03"> <time datetime="1750-01-31">') == 30
    assert number_shown('<time datetime="1750-01-31"> <time datetime="1750-02-01">') is None


@pytest.mark.parametrize(
    ("day", "sort"),
    [("1750-01-06", "right"), ("1750-01-05", "stale"), ("1750-01-07", "right"), ("1750-02-07", "wrong")],
)
def test_answer_may_not_be_older_than_what_was_confirmed_before_it_was_asked_for(day: str, sort: str) -> None:
    what, fault = judge(page(day), RECORD, confirmed=5, begun=6, may_be_away=False)
    assert (what, bool(fault)) == (sort, sort != "right")


def test_answer_that_breaks_off_is_wrong() -> None:
    what, fault = judge(Answer(200, b"<html>", {}), "/pl/", confirmed=1, begun=1, may_be_away=False)
    assert (what, fault) == ("wrong", "/pl/ is not whole")


def test_server_may_be_away_only_with_its_database() -> None:
    away = Answer(503, b"", {})
    assert judge(away, RECORD, confirmed=1, begun=1, may_be_away=True) == ("away", "")
    assert judge(away, RECORD, confirmed=1, begun=1, may_be_away=False)[1]
    assert judge(Answer(500, b"", {}), RECORD, confirmed=1, begun=1, may_be_away=True)[0] == "wrong"


def test_memory_may_neither_be_too_much_nor_grow() -> None:
    steady = [(float(second), 300.0) for second in range(60)]
    assert memory_faults(steady) == []
    assert len(memory_faults([(second, megabytes * (1 + (second > 40))) for second, megabytes in steady])) == 1
    assert len(memory_faults([*steady, (61.0, MOST_MEGABYTES + 1.0)])) == 1
