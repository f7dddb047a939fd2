"""Activities: their days and hours, whom they belong to, and the last one of a partnership."""

from datetime import time
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from pomost.languages.translated import Translated
from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record
from pomost.register.models import Activity, Attendance, Partnership
from pomost.register.queries import with_last_activity
from tests import factories

pytestmark = pytest.mark.django_db


def activity(keeper: Municipality, *partnerships: Partnership, **facts: Any) -> Activity:
    """A published activity, held unless the facts say otherwise."""
    record = Activity(keeper=keeper, name=Translated({"pl": "Wizyta"}), **{"status": "held", **facts})
    record.partnerships = list(partnerships)
    return publish_record(record=record)


@pytest.fixture
def partnership(leszno: Municipality, suhl: Municipality) -> Partnership:
    """Leszno and Suhl."""
    return factories.partnership(leszno, suhl)


def last(partnership: Partnership) -> str:
    return str(with_last_activity(Partnership.objects.filter(pk=partnership.pk)).get().last_activity)


def test_the_last_activity_is_the_last_that_was_held(leszno: Municipality, partnership: Partnership) -> None:
    assert last(partnership) == "None"
    activity(leszno, partnership, start="2019")
    activity(leszno, partnership, start="2023-12-30", end="2024-01-02")
    activity(leszno, partnership, start="2024")
    activity(leszno, partnership, start="2027-05", status="planned")
    activity(leszno, partnership, start="2026-05", status="cancelled")
    activity(leszno, start="2026-05")
    activity(leszno, partnership, start="2026-06").unpublish()
    assert last(partnership) == "2024-01-02"


def test_an_activity_belongs_to_both_towns_of_its_partnership(
    leszno: Municipality, suhl: Municipality, partnership: Partnership
) -> None:
    other = factories.municipality("Deurne", "NL", 51.46, 5.8)
    visit = activity(leszno, partnership, start="2024")
    alone = activity(leszno, start="2025")
    assert list(Activity.objects.of(leszno)) == [alone, visit]
    assert list(Activity.objects.of(suhl)) == [visit]
    assert list(Activity.objects.of(other)) == []


def test_a_project_s_activities_belong_to_its_partners(leszno: Municipality, suhl: Municipality) -> None:
    visit = Activity(keeper=leszno, name=Translated({"pl": "Wizyta"}), start="2024")
    visit.projects = [factories.project(leszno, suhl)]
    publish_record(record=visit)
    assert list(Activity.objects.of(suhl)) == [visit]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"start": "2024-05-02", "end": "2024-05-01"}, "end"),
        ({"start": "2024-05", "start_time": time(10)}, "start"),
        ({"start": "2024-05-02", "start_time": time(10), "end_time": time(9)}, "end_time"),
        ({"time_zone": "Europe/Leszno"}, "time_zone"),
        ({"kind": "party"}, "kind"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(leszno: Municipality, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as error:
        activity(leszno, **facts)
    assert list(error.value.message_dict) == [field]


def test_hours_may_end_earlier_on_another_day(leszno: Municipality) -> None:
    hours = {"start_time": time(18), "end_time": time(12)}
    assert activity(leszno, start="2024-05-02", end="2024-05-04", **hours).end_time == time(12)


def test_people_are_added_up(leszno: Municipality, suhl: Municipality) -> None:
    visit = activity(leszno, start="2024")
    visit.attendance = [
        Attendance(municipality=leszno, group="youth", direct=30),
        Attendance(municipality=suhl, group="youth", direct=20, invited=20),
    ]
    visit = publish_record(record=visit)
    assert (visit.participants, visit.invited_from_abroad) == (50, 20)
