"""A large register of invented records: valid, marked, and the same whenever the seed is the same."""

from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model
from django.test import Client

from pomost.demo.synthetic import Load, load_synthetic, town_name
from pomost.places.models import Municipality
from pomost.register.actions.records import save_draft, validate_record
from pomost.register.models import Act, Activity, Area, Attendance, Partnership
from pomost.register.queries import with_last_activity
from pomost.register.rules.living_state import living_standing
from pomost.website.settings import CitySettings
from tests import factories

pytestmark = pytest.mark.django_db

UNTIL = date(2026, 12, 31)
SMALL = Load(partnerships=60, activities=200, people=500)
KINDS: tuple[type[Model], ...] = (Municipality, Partnership, Act, Activity, Attendance)


@pytest.fixture
def loaded(leszno: Municipality) -> None:
    Area.objects.create(name=factories.translated("Culture"))
    load_synthetic(SMALL, keeper=leszno, seed=1, until=UNTIL)


def rows(kind: type[Model]) -> list[Any]:
    """What stands in the table of `kind`, without the keys that the database gave."""
    names = [field.attname for field in kind._meta.concrete_fields if not (field.primary_key or field.is_relation)]
    return [tuple(str(getattr(row, name)) for name in names) for row in kind._default_manager.order_by("pk")]


def test_as_many_as_were_asked_for(loaded: None) -> None:
    assert Partnership.objects.count() == 60
    assert Activity.objects.count() == 200
    assert Attendance.objects.count() == 500
    assert Activity.partnerships.through.objects.count() == 200
    assert Activity.areas.through.objects.count() == 200


def test_every_record_keeps_the_rules(loaded: None) -> None:
    for record in (*Partnership.objects.all(), *Activity.objects.all()):
        validate_record(record, for_publication=True)
    for town in Municipality.objects.all():
        town.full_clean()


def test_everything_is_marked_as_invented(loaded: None) -> None:
    for record in (*Partnership.objects.all(), *Activity.objects.all(), *Act.objects.all()):
        assert record.is_example
        assert str(record.source) == "Invented, for trials with many records"
    invented = Municipality.objects.exclude(name="Leszno")
    assert all(town.name.endswith(" (przykład)") and town.title.endswith(" (example)") for town in invented)


def test_the_states_of_partnerships_vary(loaded: None) -> None:
    partnerships = list(with_last_activity(Partnership.objects.all()))
    legal = {partnership.legal_standing(UNTIL).state for partnership in partnerships}
    living = {living_standing(partnership.last_activity, UNTIL).state for partnership in partnerships}
    assert len(legal) >= 4
    assert len(living) >= 3
    assert {len(str(partnership.since)) for partnership in partnerships} == {4, 7, 10}
    assert 0 < Partnership.objects.published().count() < 60


def test_the_same_seed_makes_the_same(leszno: Municipality) -> None:
    made = []
    for seed in (7, 7, 8):
        load_synthetic(SMALL, keeper=leszno, seed=seed, until=UNTIL)
        made.append([rows(kind) for kind in KINDS])
        for kind in (Attendance, Activity, Act, Partnership):
            kind._default_manager.all().delete()
        Municipality.objects.exclude(pk=leszno.pk).delete()
    assert made[0] == made[1]
    assert made[0] != made[2]


def test_no_two_towns_have_the_same_name() -> None:
    assert len({town_name(number) for number in range(30_000)}) == 30_000


def test_a_record_without_a_version_opens_and_is_saved(site: CitySettings, loaded: None, admin_client: Client) -> None:
    record = Partnership.objects.published().first()
    assert record is not None
    assert admin_client.get(f"/admin/snippets/register/partnership/edit/{record.pk}/").status_code == 200
    assert save_draft(record=record).latest_revision is not None


def test_the_command_says_what_it_loaded(site: CitySettings, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_synthetic", partnerships=3, activities=4, people=5)
    assert capsys.readouterr().out.startswith("Loaded 3 partnerships, 4 activities, 5 numbers of people in ")


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"partnerships": -1}, "not negative"),
        ({"partnerships": 0}, "activities need partnerships"),
        ({"activities": 0}, "people need activities"),
    ],
)
def test_what_cannot_be_made_is_refused(site: CitySettings, numbers: dict[str, int], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("load_synthetic", **{"partnerships": 3, "activities": 4, "people": 5, **numbers})
    assert not Partnership.objects.exists()


def test_it_is_loaded_once(site: CitySettings) -> None:
    call_command("load_synthetic", partnerships=3, activities=0, people=0)
    with pytest.raises(CommandError, match="here already"):
        call_command("load_synthetic", partnerships=3, activities=0, people=0)
    assert Partnership.objects.count() == 3


def test_it_needs_a_city(db: None) -> None:
    with pytest.raises(CommandError, match="no city"):
        call_command("load_synthetic", partnerships=3, activities=0, people=0)
