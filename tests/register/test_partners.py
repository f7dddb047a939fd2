"""All partnerships of a city at a glance."""

from datetime import date

import pytest

from pomost.places.models import Municipality
from pomost.register.models import Partnership
from pomost.register.partners import partners_of, partnerships_by_key, standings_kept
from pomost.register.rules.jubilees import jubilees
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 27)


@pytest.fixture
def partnerships(leszno: Municipality) -> dict[str, Partnership]:
    """One of each kind, the newest and least binding entered first, and one that is not public."""
    kinds = [
        ("contact", "1980"),
        ("project", ""),
        ("friendship", "2001-05"),
        ("twinning", "1991"),
        ("twinning", "1984"),
    ]
    made = {
        f"{kind} {since}".strip(): factories.partnership(
            leszno, factories.municipality(f"Town {n}", "DE", slug=f"town-{n}"), kind=kind, since=since
        )
        for n, (kind, since) in enumerate(kinds)
    }
    factories.partnership(leszno, factories.municipality("Hidden", "FR", slug="hidden")).unpublish()
    return made


def test_they_come_in_the_order_of_lists(leszno: Municipality, partnerships: dict[str, Partnership]) -> None:
    partners = partners_of(leszno, TODAY)
    names = ("twinning 1984", "twinning 1991", "friendship 2001-05", "project", "contact 1980")
    assert partners.keys == [partnerships[name].pk for name in names]
    assert partners.keys == [p.pk for p in Partnership.objects.published().of(leszno).most_binding_first()]
    assert (partners.agreed, partners.contacts) == (partners.keys[:4], partners.keys[4:])
    assert {partner.country for partner in partners.all} == {"DE"}
    assert partners.changed_at == max(p.last_published_at for p in Partnership.objects.published())


def test_jubilees_are_those_of_the_rule(leszno: Municipality, partnerships: dict[str, Partnership]) -> None:
    agreed = [record for name, record in partnerships.items() if not name.startswith("contact")]
    expected = {(p.pk, each) for p in agreed for each in jubilees(p.since, p.until, on=TODAY, months=120)}
    found = partners_of(leszno, TODAY).jubilees
    assert set(found) == expected
    assert [str(each.jubilee.date) for each in found] == sorted(str(each.jubilee.date) for each in found)


def test_rows_come_in_the_order_asked_for_and_only_public_ones(
    leszno: Municipality, suhl: Municipality, partnerships: dict[str, Partnership]
) -> None:
    elsewhere = factories.partnership(suhl, factories.municipality("Jena", "DE", slug="jena"))
    hidden = Partnership.objects.get(live=False)
    keys = [record.pk for record in partnerships.values()]
    assert [p.pk for p in partnerships_by_key(leszno, [*keys, hidden.pk, elsewhere.pk])] == keys


def test_nothing_is_stale(leszno: Municipality, partnerships: dict[str, Partnership]) -> None:
    gone = partnerships["twinning 1984"]
    assert gone.pk in partners_of(leszno, TODAY).keys
    gone.unpublish()
    assert gone.pk not in partners_of(leszno, TODAY).keys
    assert gone.pk not in standings_kept(leszno, TODAY)
