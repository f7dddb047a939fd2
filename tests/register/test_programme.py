"""All activities as keys: each list says what the rules of a single activity say."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest
import time_machine

from pomost.places.models import Municipality
from pomost.register.dates import PartialDate
from pomost.register.models import Activity
from pomost.register.programme import MOST_NEAREST, MOST_SUBSCRIBED, Programme, programme_of
from tests import factories
from tests.website import makers

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 27)
DATES = [
    ("", ""), ("2011", ""), ("2025", "2026"), ("2025-03", "2026"), ("2026", ""), ("2026-05", "2026"), ("2026-11", ""),
    ("2026-10", "2026-12"), ("2026-11-01", "2026-11-26"), ("2026-11-20", "2026-11-27"), ("2026-11-27", ""),
    ("2026-11-28", ""), ("2026-12-30", "2027-01-02"), ("2027", ""), ("2027-02", ""), ("2027-02-06", "2027-02"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def fixed_day() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 27, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def activities(leszno: Municipality) -> list[Activity]:
    """Each of DATES in each state, and one that is not public."""
    made = Activity.objects.bulk_create(
        Activity(
            keeper=leszno, live=True, name=factories.translated("Activity"), slug=f"a{n}-{status}", start=start,
            end=end, status=status,
        )
        for n, (start, end) in enumerate(DATES)
        for status in ("held", "planned", "cancelled")
    )  # fmt: skip
    Activity.objects.create(
        keeper=leszno, live=False, name=factories.translated("Draft"), slug="draft", start="2026-11-28"
    )
    return list(Activity.objects.filter(pk__in=[activity.pk for activity in made]).order_by("start", "pk"))


@pytest.fixture
def programme(leszno: Municipality, activities: list[Activity]) -> Programme:
    return programme_of(leszno, None, TODAY)


def keys(activities: list[Activity]) -> list[int]:
    return [activity.pk for activity in activities]


def test_what_comes_comes_by_its_own_rule(programme: Programme, activities: list[Activity]) -> None:
    assert list(programme.ahead) == keys([a for a in activities if a.is_coming(TODAY)])
    assert len(programme.ahead) > 10


def test_years_hold_what_begins_in_them(programme: Programme, activities: list[Activity]) -> None:
    latest_first = list(reversed(activities))
    for year in (2011, 2025, 2026, 2027):
        own = [a for a in latest_first if a.start and a.start.year == year]
        assert list(programme.of_year(year)) == keys(own)
    assert programme.years == [2027, 2026, 2025, 2011]  # what was held has no future
    rest = [a for a in latest_first if a.start and a.start.year == 2027 and not a.is_coming(TODAY)]
    assert list(programme.latest) == keys(rest)
    assert list(programme.undated) == keys([a for a in latest_first if not a.start])
    assert list(programme.of_year(1999)) == []


def test_months_hold_what_touches_them(programme: Programme, activities: list[Activity]) -> None:
    assert [str(month) for month in programme.months] == ["2026-11", "2026-12", "2027-01"]
    november = [a for a in activities if str(a.start)[:7] == "2026-11" or (str(a.start), str(a.end)) in DATES[7:8]]
    long = [a for a in activities if str(a.start) == "2025-03"]
    assert list(programme.of_month(PartialDate(2026, 11))) == keys(november)
    assert list(programme.of_month(PartialDate(2025, 7))) == keys(long)
    assert list(programme.of_month(PartialDate(2027, 5))) == []


def test_days_are_told_of_what_has_known_ones(leszno: Municipality) -> None:
    made = makers.activity(leszno, start="2026-12-30", end="2027-01-02", start_time=time(9, 30), status="planned")
    makers.activity(leszno, slug="month", start="2027-01", status="planned")
    days = programme_of(leszno, None, TODAY).days_of(PartialDate(2027, 1))
    assert days == {date(2027, 1, 1): ([made.pk], 1, None), date(2027, 1, 2): ([made.pk], 1, None)}
    days = programme_of(leszno, None, TODAY).days_of(PartialDate(2026, 12))
    assert days[date(2026, 12, 30)] == ([made.pk], 1, made.pk)


def test_of_a_day_the_first_are_known_and_how_many_there_are(leszno: Municipality) -> None:
    hours = [time(18), None, time(9), time(11)]
    made = [
        makers.activity(leszno, slug=f"a{n}", start="2027-03-01", start_time=hour, status="planned")
        for n, hour in enumerate(hours)
    ]
    found = programme_of(leszno, None, TODAY).days_of(PartialDate(2027, 3))[date(2027, 3, 1)]
    assert found == ([made[1].pk, made[2].pk, made[3].pk], 4, made[0].pk)


def test_the_nearest_and_the_last_are_known(programme: Programme, activities: list[Activity]) -> None:
    planned = [a for a in activities if a.status == "planned" and a.is_coming(TODAY)]
    held = [a for a in reversed(activities) if a.status == "held" and str(a.start or "") <= str(TODAY)]
    assert programme.nearest == keys([*planned[:MOST_NEAREST], *held[:MOST_NEAREST]])


def test_a_calendar_holds_what_comes_before_what_was(leszno: Municipality) -> None:
    days = [date.fromordinal(TODAY.toordinal() + n) for n in range(-80, 70)]
    Activity.objects.bulk_create(
        Activity(keeper=leszno, live=True, name=factories.translated("A"), slug=f"a{n}", start=str(day))
        for n, day in enumerate(days)
    )
    subscribed = programme_of(leszno, None, TODAY).subscribed
    found = Activity.objects.filter(pk__in=subscribed).order_by("start")
    assert len(subscribed) == MOST_SUBSCRIBED
    assert [str(activity.start) for activity in found] == [str(day) for day in days[-MOST_SUBSCRIBED:]]


def test_of_a_partnership_its_own(leszno: Municipality, suhl: Municipality, activities: list[Activity]) -> None:
    partnership = factories.partnership(leszno, suhl)
    joint = makers.activity(leszno, slug="joint", start="2026-12-01", status="planned", partnerships=[partnership])
    assert list(programme_of(leszno, partnership, TODAY).ahead) == [joint.pk]


def test_what_is_withdrawn_is_gone_at_once(leszno: Municipality) -> None:
    activity = makers.activity(leszno, start="2026-12-01", status="planned")
    assert list(programme_of(leszno, None, TODAY).ahead) == [activity.pk]
    activity.unpublish()
    assert list(programme_of(leszno, None, TODAY).ahead) == []
