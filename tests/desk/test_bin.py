"""Deleting is never silent: what names a record is shown, and the bin gives it back."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from pomost.places.models import Municipality
from pomost.register.actions.records import delete_record, hold_record, publish_record
from pomost.register.models import Activity, Membership, Network, Partnership
from tests import factories
from tests.desk.addresses import url

pytestmark = pytest.mark.django_db
BIN = "desk_bin:list"


def links(response: Any) -> dict[str, str]:
    """Text → address of what names the record."""
    page = BeautifulSoup(response.content, "html.parser")
    return {a.get_text(strip=True): str(a["href"]) for a in page.select(".naming a")}


def words(response: Any) -> str:
    """The text of the page."""
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True).split())


def restore(record: Any) -> str:
    """Where a record is brought back."""
    return reverse("desk_bin:restore", args=[record._meta.model_name, record.pk])


@pytest.fixture
def record(leszno: Municipality, suhl: Municipality) -> Partnership:
    """Leszno and Suhl."""
    return factories.partnership(leszno, suhl)


def test_what_prevents_a_deletion_is_shown_and_nothing_is_deleted(officer: Client, leszno: Municipality) -> None:
    network = factories.network(leszno)
    membership = factories.membership(network, leszno)
    its_form = {"Leszno – Cities (en)": url(Membership, "edit", membership.pk)}
    delete = url(Network, "delete", network.pk)
    response = officer.get(delete)
    assert links(response) == its_form
    assert "Yes, delete" not in words(response)
    response = officer.post(delete)
    assert links(response) == its_form
    assert Network.objects.get() == network


def test_what_only_loses_its_link_is_shown_and_prevents_nothing(
    officer: Client, leszno: Municipality, record: Partnership
) -> None:
    activity = Activity(keeper=leszno, name=factories.translated("Festival"), start="2024")
    activity.partnerships = [record]
    activity = publish_record(record=activity)
    delete = url(Partnership, "delete", record.pk)
    response = officer.get(delete)
    assert links(response) == {"Festival (en)": url(Activity, "edit", activity.pk)}
    assert officer.post(delete)["Location"] == url(Partnership, "list")
    assert not Partnership.objects.exists()
    assert Partnership.everything.get().deleted_at is not None


def test_a_deletion_is_in_the_history_with_who_and_when(
    officer: Client, officer_user: Any, record: Partnership
) -> None:
    officer.post(url(Partnership, "delete", record.pk))
    entry = ModelLogEntry.objects.get(action__startswith="pomost.")
    assert (entry.action, entry.user) == ("pomost.delete", officer_user)


def test_several_records_are_deleted_into_the_bin(
    officer: Client, leszno: Municipality, record: Partnership, suhl: Municipality
) -> None:
    other = factories.partnership(leszno, suhl, kind="contact")
    bulk = reverse("wagtail_bulk_action", args=["register", "partnership", "delete"])
    selected = f"{bulk}?id={record.pk}&id={other.pk}&next={url(Partnership, 'list')}"
    assert "will lie in the bin for 30 days" in words(officer.get(selected))
    assert officer.post(selected)["Location"] == url(Partnership, "list")
    assert not Partnership.objects.exists()
    assert Partnership.everything.filter(deleted_at__isnull=False).count() == 2
    assert ModelLogEntry.objects.filter(action="pomost.delete").count() == 2


def test_several_records_stay_where_one_of_them_is_needed(officer: Client, leszno: Municipality) -> None:
    needed, free = factories.network(leszno, "Needed"), factories.network(leszno, "Free")
    membership = factories.membership(needed, leszno)
    bulk = reverse("wagtail_bulk_action", args=["register", "network", "delete"])
    selected = f"{bulk}?id={needed.pk}&id={free.pk}&next={url(Network, 'list')}"
    assert links(officer.get(selected)) == {"Leszno – Needed (en)": url(Membership, "edit", membership.pk)}
    officer.post(selected)
    assert Network.objects.count() == 2


def test_the_bin_tells_who_deleted_what_and_how_long_it_stays(
    officer: Client, officer_user: Any, record: Partnership, leszno: Municipality
) -> None:
    network = factories.network(leszno)
    delete_record(record=record, user=officer_user, now=timezone.now() - timedelta(days=3, hours=1))
    delete_record(record=network)
    rows = BeautifulSoup(officer.get(reverse(BIN)).content, "html.parser").select("main tbody tr")
    cells = [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in rows]
    assert [(row[0], row[1], row[3]) for row in cells] == [
        ("Cities (en)", "Network", "30"),
        ("Leszno – Suhl", "Partnership", "27"),
    ]
    assert cells[1][2].endswith("· zofia")
    assert "·" not in cells[0][2]


@pytest.mark.parametrize("count", [1, 5])
def test_the_bin_asks_once_a_kind(
    count: int, officer: Client, leszno: Municipality, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        town = factories.municipality(f"Town {number}")
        delete_record(record=factories.partnership(leszno, town))
    officer.get(reverse(BIN))
    with django_assert_max_num_queries(35):
        officer.get(reverse(BIN))


def test_a_record_is_brought_back(officer: Client, record: Partnership) -> None:
    officer.post(url(Partnership, "delete", record.pk))
    response = officer.post(restore(record), follow=True)
    assert "“Leszno – Suhl” is back." in words(response)
    assert "The bin is empty." in words(response)
    assert Partnership.objects.get().live


def test_a_record_that_is_there_again_is_not_brought_back(
    officer: Client, record: Partnership, leszno: Municipality, suhl: Municipality
) -> None:
    delete_record(record=record)
    again = factories.partnership(leszno, suhl)
    response = officer.post(restore(record), follow=True)
    assert "“Leszno – Suhl” cannot be brought back." in words(response)
    assert Partnership.objects.get() == again


def test_what_lies_in_the_bin_is_not_saved_over(officer: Client, record: Partnership) -> None:
    delete_record(record=record)
    with pytest.raises(Partnership.DoesNotExist):
        hold_record(record, record.latest_revision_id)
    assert officer.post(url(Partnership, "edit", record.pk)).status_code == 404


def test_nothing_is_brought_back_by_looking(officer: Client, record: Partnership) -> None:
    delete_record(record=record)
    assert officer.get(restore(record)).status_code == 405
    assert not Partnership.objects.exists()


def test_the_menu_leads_to_the_bin(officer: Client) -> None:
    assert '"url": "/admin/bin/"' in officer.get(reverse("wagtailadmin_home")).content.decode()


def test_who_may_not_delete_sees_no_bin_and_brings_nothing_back(writer: Client, record: Partnership) -> None:
    assert "/admin/bin/" not in writer.get(reverse("wagtailadmin_home")).content.decode()
    assert writer.post(url(Partnership, "delete", record.pk))["Location"] == reverse("wagtailadmin_home")
    assert Partnership.objects.get() == record
    delete_record(record=record)
    assert writer.get(reverse(BIN))["Location"] == reverse("wagtailadmin_home")
    assert writer.post(restore(record))["Location"] == reverse("wagtailadmin_home")
    assert not Partnership.objects.exists()


def test_a_stranger_is_asked_to_log_in(client: Client, record: Partnership) -> None:
    assert client.get(reverse(BIN))["Location"].startswith(reverse("wagtailadmin_login"))
    assert client.post(restore(record))["Location"].startswith(reverse("wagtailadmin_login"))


def test_a_page_that_vanishes_with_its_record_is_announced(officer: Client, record: Partnership) -> None:
    announced = "its page goes from the public site at once"
    delete = url(Partnership, "delete", record.pk)
    assert announced in words(officer.get(delete))
    record.unpublish()
    assert announced not in words(officer.get(delete))


def test_a_town_that_records_name_is_not_deleted_and_they_are_shown(
    officer: Client, suhl: Municipality, record: Partnership
) -> None:
    delete = url(Municipality, "delete", suhl.pk)
    response = officer.post(delete)
    assert links(response) == {str(record): url(Partnership, "edit", record.pk)}
    assert "Yes, delete" not in words(response)
    delete_record(record=record, user=None)
    response = officer.post(delete)
    assert f"{record} Partnership · the other town · in the bin" in words(response)
    assert Municipality.objects.filter(pk=suhl.pk).exists()


def test_a_town_that_nothing_names_is_deleted(officer: Client) -> None:
    town = factories.municipality("Nowhere", "PL", 52.0, 17.0)
    delete = url(Municipality, "delete", town.pk)
    assert "Yes, delete" in words(officer.get(delete))
    officer.post(delete)
    assert not Municipality.objects.filter(pk=town.pk).exists()
