"""The report on links: what became of each address, who names it, and who may have it asked again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.users.models import UserProfile

from pomost.desk.links import actions
from pomost.desk.links.asking import Asker
from pomost.desk.links.choices import Outcome
from pomost.desk.links.models import Link, Mention
from pomost.desk.models import Role
from pomost.desk.roles import city_groups
from pomost.places.models import Municipality
from pomost.register.models import Network
from pomost.website.settings import CitySettings
from tests.desk.addresses import url
from tests.desk.outside import Outside, network_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_pauses")]

REPORT = "desk_links:list"


def rows(response: Any) -> list[list[str]]:
    page = BeautifulSoup(response.content, "html.parser")
    return [
        [" ".join(cell.get_text(" ", strip=True).split()) for cell in row.select("td")]
        for row in page.select("table.listing tbody tr")
    ]


def words(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True).split())


@pytest.fixture
def publisher(site: CitySettings, leszno: Municipality, django_user_model: Any) -> Client:
    """A publisher of Leszno, logged in."""
    user = django_user_model.objects.create_user("piotr")
    user.groups.add(city_groups(leszno)[Role.PUBLISHER])
    UserProfile.objects.create(user=user, preferred_language="en")
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def test_the_report_tells_what_became_of_each_address_and_who_names_it(
    officer: Client, checking: CitySettings, leszno: Municipality
) -> None:
    first = network_at(leszno, "https://dead.example/")
    network_at(leszno, "https://moved.example/", "Others")
    actions.gather_links()
    now = timezone.now()
    dead, moved = Link.objects.order_by("url")
    since = now - timedelta(days=3)
    Link.objects.filter(pk=dead.pk).update(
        outcome="not_found", status=404, failures=4, failing_since=since, checked_at=now
    )
    Link.objects.filter(pk=moved.pk).update(
        outcome="moved", status=200, moved_to="https://new.example/", checked_at=now
    )
    response = officer.get(reverse(REPORT))
    one, two = rows(response)
    assert one[0:2] == ["https://dead.example/", "not found – dead HTTP 404"]
    assert one[2].endswith("4 times in a row")
    assert one[4:] == ["Cities (en)", "Check again now"]
    assert two[0:3] == ["https://moved.example/", "moved HTTP 200 to https://new.example/", ""]
    assert url(Network, "edit", first.pk) in response.content.decode()
    assert "are not checked" not in words(response)
    filtered = officer.get(reverse("desk_links:results"), {"outcome": "moved"})
    assert [row[0] for row in rows(filtered)] == ["https://moved.example/"]
    sheet = officer.get(reverse(REPORT), {"export": "csv"})
    lines = b"".join(sheet.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[1].startswith("https://dead.example/,not found,404,")
    assert lines[1].endswith(",Cities (en)")


def test_switched_off_the_report_says_so_and_how_to_turn_it_on(officer: Client, site: CitySettings) -> None:
    response = officer.get(reverse(REPORT))
    assert rows(response) == []
    assert "Links of Leszno are not checked. An administrator of the city can turn it on" in words(response)


def test_an_officer_sees_the_addresses_of_the_own_city_alone(
    officer: Client, checking: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    common = "https://common.example/"
    network_at(leszno, common)
    foreign = network_at(suhl, common, "Foreign")
    network_at(suhl, "https://foreign.example/", "Very foreign")
    actions.gather_links()
    secret = Link.objects.create(url="https://foreign.example/")
    for link, thing in ((secret, foreign), (Link.objects.get(url=common), foreign)):
        kind = Mention.objects.first().content_type  # type: ignore[union-attr]
        Mention.objects.create(link=link, city=suhl, content_type=kind, object_id=thing.pk)
    assert [(row[0], row[4]) for row in rows(officer.get(reverse(REPORT)))] == [(common, "Cities (en)")]
    assert officer.post(reverse("desk_links:again", args=[secret.pk])).status_code == 404
    assert DBTaskResult.objects.count() == 0


def test_a_publisher_has_an_address_checked_again_at_once(
    publisher: Client,
    checking: CitySettings,
    leszno: Municipality,
    outside: Outside,
    asker: Asker,
    monkeypatch: pytest.MonkeyPatch,
    run_queue: Callable[[], None],
) -> None:
    network_at(leszno, f"{outside.url}/gone")
    actions.gather_links()
    link = Link.objects.get()
    response = publisher.post(reverse("desk_links:again", args=[link.pk]), follow=True)
    assert "will be checked in a moment" in words(response)
    assert outside.agents.total() == 0
    monkeypatch.setattr(actions, "polite_asker", lambda: asker)
    run_queue()
    link.refresh_from_db()
    assert (link.outcome, outside.asked) == (Outcome.NOT_FOUND, ["HEAD /gone", "GET /gone"])
    publisher.post(reverse("desk_links:again", args=[link.pk]))
    run_queue()
    assert len(outside.asked) == 2


def test_an_editor_sees_the_report_and_may_not_have_anything_asked(
    writer: Client, checking: CitySettings, leszno: Municipality
) -> None:
    network_at(leszno, "https://city.example/")
    actions.gather_links()
    response = writer.get(reverse(REPORT))
    assert [row[0] for row in rows(response)] == ["https://city.example/"]
    again = reverse("desk_links:again", args=[Link.objects.get().pk])
    assert again not in response.content.decode()
    writer.post(again)
    assert DBTaskResult.objects.count() == 0


def test_without_a_role_there_is_no_report(site: CitySettings, django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("stranger")
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    assert client.get(reverse(REPORT))["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("count", [1, 30])
def test_the_report_costs_the_same_for_few_and_for_many(
    count: int, officer: Client, checking: CitySettings, leszno: Municipality, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        network_at(leszno, f"https://city.example/{number}", f"Network {number}")
    actions.gather_links()
    officer.get(reverse(REPORT))
    with django_assert_num_queries(11):
        assert len(rows(officer.get(reverse(REPORT)))) == count
