"""What the page of a network tells of belonging to it."""

import pytest
from django.test import Client
from django.utils import timezone

from pomost.places.models import Municipality
from pomost.register.models import Due, Duty, Membership, Network
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers
from tests.website.pages import main_of, part_of, words_of

pytestmark = pytest.mark.django_db

PAGE = "/en/networks-en/cities/"


@pytest.fixture
def membership(site: CitySettings, leszno: Municipality) -> Membership:
    """The city's own membership."""
    return factories.membership(factories.network(leszno, slug="cities"), leszno)


def duty(membership: Membership, name: str, **more: object) -> None:
    Duty.objects.create(membership=membership, name=factories.translated(name), due="2026-12-15", **more)


def test_a_ticked_duty_is_named_without_days(visitor: Client, membership: Membership) -> None:
    duty(membership, "Annual report", is_public=True)
    duty(membership, "Annual report", is_public=True, met="2025-12-02")
    said = words_of(part_of(visitor.get(PAGE), "facts"))
    assert "What Leszno has to do as a member Annual report (en)" in said
    assert said.count("Annual report") == 1
    assert "15 December" not in said
    assert "2 December" not in said


def test_what_is_not_ticked_and_fees_stand_nowhere(visitor: Client, membership: Membership) -> None:
    duty(membership, "Secret report")
    Due.objects.create(membership=membership, year=2026, amount=4321, currency="EUR")
    for language in ("en", "pl"):
        for page in ("cities/", ""):
            html = visitor.get(f"/{language}/networks-{language}/{page}").content.decode()
            assert "Secret report" not in html
            assert "4,321" not in html
            assert "4321" not in html


def test_a_duty_is_not_public_until_somebody_ticks_it() -> None:
    assert Duty().is_public is False


def test_other_known_members_are_named_and_partners_are_links(
    visitor: Client, membership: Membership, leszno: Municipality, suhl: Municipality
) -> None:
    network: Network = membership.network
    factories.partnership(leszno, suhl)
    factories.membership(network, suhl, since="1999")
    factories.membership(network, factories.municipality("Deurne", "NL"))
    makers.unpublished(factories.membership(network, factories.municipality("Jena", "DE")))
    factories.membership(factories.network(leszno, name="Other", slug="other"), factories.municipality("Linz", "AT"))
    part = part_of(visitor.get(PAGE), "facts")
    assert "Other members in this register Deurne, Netherlands since 2002 Suhl, Germany since 1999" in words_of(part)
    assert '<a href="/en/partnerships-en/suhl/">Suhl, Germany</a>' in part
    assert "Jena" not in part
    assert "Linz" not in part


@pytest.mark.parametrize(("until", "is_named"), [("2001", False), ("year", True), ("", True)])
def test_who_left_is_no_member(
    visitor: Client, membership: Membership, suhl: Municipality, until: str, is_named: bool
) -> None:
    factories.membership(membership.network, suhl, since="1999")
    day = str(timezone.localdate().year) if until == "year" else until
    Membership.objects.filter(member=suhl).update(until=day)
    assert ("Suhl" in main_of(visitor.get(PAGE))) is is_named
