"""An activity is logged in one short form; the rest can be told later."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pomost.desk.models import Role
from pomost.desk.roles import city_groups
from pomost.places.models import Municipality
from pomost.register.models import Activity, Partnership
from tests import factories
from tests.desk.addresses import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership(leszno: Municipality, suhl: Municipality) -> Partnership:
    """Leszno and Suhl."""
    return factories.partnership(leszno, suhl)


@pytest.fixture
def address(partnership: Partnership) -> str:
    """The short form, opened from the partnership."""
    return f"{reverse('desk_log_activity')}?partnership={partnership.pk}"


def entry(**changes: Any) -> dict[str, Any]:
    towns = {"town_1": "Leszno", "people_1": "12", "town_2": "Suhl", "people_2": "30"}
    return {"start": "4 marca 2024", "kind": "visit", "title": "Choir visit", **towns, **changes}


def logged() -> Activity:
    record: Activity = Activity.objects.get().get_latest_revision_as_object()
    return record


def test_the_towns_of_the_partnership_stand_in_the_form(officer: Client, address: str) -> None:
    initial = officer.get(address).context["form"].initial
    assert (initial["town_1"], initial["town_2"]) == ("Leszno", "Suhl")


def test_a_draft_holds_everything_that_was_entered(
    officer: Client, address: str, partnership: Partnership, leszno: Municipality, suhl: Municipality
) -> None:
    response = officer.post(address, entry())
    assert response["Location"] == url(Partnership, "edit", partnership.pk)
    record = logged()
    assert not record.live
    assert (record.keeper, str(record.name), record.kind, record.status) == (leszno, "Choir visit", "visit", "held")
    assert str(record.start) == "2024-03-04"
    assert list(record.partnerships.all()) == [partnership]
    assert [(a.municipality, a.direct) for a in record.attendance.all()] == [(leszno, 12), (suhl, 30)]


def test_what_lies_ahead_is_planned(officer: Client, address: str) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    officer.post(address, entry(start=tomorrow.isoformat()))
    assert logged().status == "planned"


def test_it_is_published_at_once_by_who_may(officer: Client, address: str) -> None:
    response = officer.post(address, entry(publish="1"), follow=True)
    assert Activity.objects.published().count() == 1
    assert "“Choir visit” is published." in response.content.decode()


def test_an_editor_s_entry_stays_a_draft(writer: Client, address: str) -> None:
    assert b'name="publish"' not in writer.get(address).content
    writer.post(address, entry(publish="1"))
    assert not logged().live


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"start": ""}, "start", "This field is required."),
        ({"start": "yesterday"}, "start", "“yesterday” is not a date."),
        ({"title": ""}, "title", "This field is required."),
        ({"town_2": "Poznań"}, "town_2", "“Poznań” is neither your city nor one of its partner towns."),
        ({"town_2": ""}, "town_2", "Say which town these people come from."),
        ({"town_2": "leszno"}, "town_2", "This town is entered already."),
        ({"people_2": "-3"}, "people_2", "greater than or equal to 1"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_is_lost(
    officer: Client, address: str, changes: dict[str, str], field: str, message: str
) -> None:
    sent = entry(**changes)
    response = officer.post(address, sent)
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert message in response.content.decode()
    assert {name: form[name].value() for name in sent} == sent
    assert not Activity.objects.exists()


def test_a_town_is_found_whatever_its_case_and_marks(officer: Client, address: str, leszno: Municipality) -> None:
    montlucon = factories.municipality("Montluçon", "FR", 46.3, 2.6)
    other = factories.partnership(leszno, montlucon)
    officer.post(address, entry(town_2="MONTLUCON", people_2=""))
    assert list(logged().partnerships.all()) == [other]
    assert [a.municipality for a in logged().attendance.all()] == [leszno]


def test_readers_and_people_of_other_cities_are_refused(
    django_user_model: Any, client: Client, address: str, leszno: Municipality, suhl: Municipality
) -> None:
    for city, role in ((leszno, Role.READER), (suhl, Role.ADMINISTRATOR)):
        user = django_user_model.objects.create_user(f"{city.slug}-{role}")
        user.groups.add(city_groups(city)[role])
        client.force_login(user)
        for response in (client.get(address), client.post(address, entry())):
            assert response.status_code == 302
            assert response["Location"] == reverse("wagtailadmin_home")
    assert not Activity.objects.exists()


def test_the_ways_to_the_form(officer: Client, address: str, partnership: Partnership) -> None:
    assert address in officer.get(url(Partnership, "edit", partnership.pk)).content.decode()
    assert reverse("desk_log_activity") in officer.get(reverse("wagtailadmin_home")).content.decode()
