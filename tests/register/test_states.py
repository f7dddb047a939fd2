"""The states of many partnerships at once are those of each."""

from datetime import date

import pytest

from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record
from pomost.register.choices import LegalState, LivingState
from pomost.register.models import Act, Partnership
from pomost.register.queries import with_last_activity
from pomost.register.rules.living_state import living_standing
from pomost.register.states import states_of
from tests import factories
from tests.website import makers

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@pytest.fixture
def partnerships(leszno: Municipality) -> list[Partnership]:
    """Some with acts of one day in their order, some with activities that do not count, some with nothing."""
    acts = [
        [],
        [("agreement", "2004")],
        [("agreement", "2004-05-01"), ("suspension", "2004-05-01")],
        [("council_resolution", "1999-01"), ("agreement", "2000"), ("notice", "2026-10")],
        [("agreement", "")],
    ]
    made = []
    for number, kinds in enumerate(acts):
        record = Partnership(keeper=leszno, first=leszno, second=factories.municipality(f"Town {number}"))
        record.acts = [Act(kind=kind, date=day, sort_order=place) for place, (kind, day) in enumerate(kinds)]
        made.append(publish_record(record=record))
    makers.activity(leszno, start="2020-05-01", end="2025-03", partnerships=made[:2])
    makers.activity(leszno, start="2026", status="planned", partnerships=made[2:3])
    makers.unpublished(makers.activity(leszno, start="2026", partnerships=made[3:4]))
    return made


def test_the_states_of_many_are_those_of_each(partnerships: list[Partnership]) -> None:
    states = states_of(Partnership.objects.all(), TODAY, legal=True, living=True)
    of_each = {p.pk: p.legal_standing(TODAY) for p in partnerships if p.acts.count()}
    assert states.legal == of_each
    last = {p.pk: p.last_activity for p in with_last_activity(Partnership.objects.all()) if p.last_activity}
    assert states.living == {key: living_standing(day, TODAY) for key, day in last.items()}
    assert len(last) == 2


def test_each_partnership_is_in_exactly_one_state_of_each_sort(partnerships: list[Partnership]) -> None:
    states = states_of(Partnership.objects.all(), TODAY, legal=True, living=True)
    everything = sorted(p.pk for p in partnerships)
    for chosen in ([states.having(Partnership.objects.all(), legal=[state]) for state in LegalState],
                   [states.having(Partnership.objects.all(), living=[state]) for state in LivingState]):  # fmt: skip
        assert sorted(p.pk for found in chosen for p in found) == everything


def test_an_act_without_a_date_leaves_no_legal_basis(partnerships: list[Partnership]) -> None:
    states = states_of(Partnership.objects.all(), TODAY, legal=True, living=False)
    found = states.having(Partnership.objects.all(), legal=[LegalState.NONE])
    assert {p.pk for p in found} == {partnerships[0].pk, partnerships[4].pk}
