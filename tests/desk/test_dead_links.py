"""Which addresses are dead, and who names them."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone

from pomost.desk.links.choices import Outcome
from pomost.desk.links.models import Link, Mention
from pomost.desk.links.queries import Cities, NamedLink, links_of, with_mentions
from pomost.places.models import Municipality
from pomost.register.models import Network
from pomost.website.settings import CitySettings
from tests import factories
from tests.desk.addresses import url

pytestmark = pytest.mark.django_db


def mention(link: Link, city: Municipality, thing: Model) -> None:
    kind = ContentType.objects.get_for_model(thing)
    Mention.objects.create(link=link, city=city, content_type=kind, object_id=thing.pk)


def dead_links(cities: Cities) -> list[NamedLink]:
    """The dead addresses of `cities`, as the dashboard and the report ask for them."""
    return with_mentions(links_of(cities).dead().order_by("failing_since", "url"), cities)


def failed(address: str, *, times: int, days: float) -> Link:
    """An address whose last check failed as the one `days` before did, `times` in all."""
    now = timezone.now()
    return Link.objects.create(
        url=address,
        outcome=Outcome.NOT_FOUND,
        status=404,
        checked_at=now,
        failing_since=now - timedelta(days=days),
        failures=times,
    )


@pytest.mark.parametrize(
    ("times", "days", "dead"), [(3, 2, True), (9, 30, True), (2, 30, False), (3, 1.99, False), (1, 0, False)]
)
def test_an_address_is_dead_after_three_failures_over_two_days_only(
    times: int, days: float, dead: bool, checking: CitySettings, leszno: Municipality
) -> None:
    link = failed("https://city.example/", times=times, days=days)
    mention(link, leszno, leszno)
    assert [found.link for found in dead_links([leszno.pk])] == ([link] if dead else [])
    assert link.is_dead is dead


def test_a_dead_address_leads_to_the_forms_of_the_records_that_name_it(
    checking: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    network = factories.network(leszno)
    partnership = factories.partnership(leszno, suhl)
    link = failed("https://city.example/", times=3, days=3)
    for thing in (network, partnership, suhl):
        mention(link, leszno, thing)
    (found,) = dead_links(Municipality.objects.filter(pk=leszno.pk))
    assert {str(named.thing): named.edit_url for named in found.named_by} == {
        "Cities (en)": url(Network, "edit", network.pk),
        "Leszno – Suhl": url(type(partnership), "edit", partnership.pk),
        "Suhl, Germany": url(Municipality, "edit", suhl.pk),
    }


def test_dead_addresses_of_another_city_and_of_one_that_does_not_check_are_not_told(
    checking: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    network = factories.network(suhl)
    link = failed("https://city.example/", times=3, days=3)
    mention(link, suhl, network)
    assert dead_links([leszno.pk]) == []
    assert dead_links([suhl.pk]) == []
    mention(link, leszno, leszno)
    assert [named.thing for named in dead_links([leszno.pk, suhl.pk])[0].named_by] == [leszno]
    checking.check_links = False
    checking.save()
    assert dead_links([leszno.pk]) == []


@pytest.mark.parametrize("count", [1, 12])
def test_dead_links_cost_four_queries_for_few_and_for_many(
    count: int, checking: CitySettings, leszno: Municipality, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        network = factories.network(leszno, f"Network {number}")
        partnership = factories.partnership(leszno, factories.municipality(f"Town {number}"))
        link = failed(f"https://city.example/{number}", times=3, days=3)
        for thing in (network, partnership, leszno):
            mention(link, leszno, thing)
    dead_links([leszno.pk])
    with django_assert_num_queries(4):
        found = dead_links([leszno.pk])
        assert [len([str(named.thing) for named in each.named_by]) for each in found] == [3] * count
