"""One record for two towns, asked from either side."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from pomost.places.models import Municipality
from pomost.register.models import Partnership
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_partnership_is_seen_from_both_sides(leszno: Municipality, suhl: Municipality) -> None:
    partnership = factories.partnership(leszno, suhl, since="1984")
    assert partnership.partner_of(leszno) == suhl
    assert partnership.partner_of(suhl) == leszno
    assert list(Partnership.objects.of(leszno)) == [partnership]
    assert list(Partnership.objects.of(suhl)) == [partnership]


def test_the_pair_is_stored_in_one_order(leszno: Municipality, suhl: Municipality) -> None:
    partnership = factories.partnership(suhl, leszno, keeper=leszno)
    assert (partnership.first, partnership.second) == (leszno, suhl)


def test_each_side_has_an_address_that_names_the_other(leszno: Municipality, suhl: Municipality) -> None:
    twinning = factories.partnership(leszno, suhl)
    contact = factories.partnership(leszno, suhl, kind="contact")
    assert (twinning.slug_for(leszno), twinning.slug_for(suhl)) == ("suhl", "leszno")
    assert (contact.slug_for(leszno), contact.slug_for(suhl)) == ("suhl-2", "leszno-2")
    for partnership in (twinning, contact):
        for side in (leszno, suhl):
            assert Partnership.objects.at(side, partnership.slug_for(side)) == partnership
    assert Partnership.objects.at(suhl, "suhl") is None


def test_a_town_is_no_partner_of_itself(leszno: Municipality) -> None:
    with pytest.raises(ValidationError) as caught:
        factories.partnership(leszno, leszno)
    assert list(caught.value.message_dict) == ["second"]


def test_a_pair_has_one_record_a_kind(leszno: Municipality, suhl: Municipality) -> None:
    factories.partnership(leszno, suhl)
    with pytest.raises(ValidationError) as caught:
        factories.partnership(suhl, leszno, keeper=leszno)
    assert caught.value.message_dict == {
        "second": ["The register already holds a record of this kind (twinning) for Leszno – Suhl."]
    }
    factories.partnership(leszno, suhl, kind="contact")
    assert Partnership.objects.count() == 2


def test_the_database_itself_refuses_a_second_record(leszno: Municipality, suhl: Municipality) -> None:
    factories.partnership(leszno, suhl)
    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.create(keeper=leszno, first=suhl, second=leszno)


def test_an_end_before_the_beginning_is_refused_at_the_end(leszno: Municipality, suhl: Municipality) -> None:
    with pytest.raises(ValidationError) as caught:
        factories.partnership(leszno, suhl, since="1984-06", until="1984-05")
    assert caught.value.message_dict == {"until": ["The end (May 1984) lies before the beginning (June 1984)."]}


def test_an_end_that_may_follow_the_beginning_is_accepted(leszno: Municipality, suhl: Municipality) -> None:
    assert factories.partnership(leszno, suhl, since="1984-06", until="1984").until is not None


def test_a_draft_leaves_the_published_fact_alone(leszno: Municipality, suhl: Municipality) -> None:
    partnership = factories.partnership(leszno, suhl, since="1984", stories=("pl",))
    draft = partnership.get_latest_revision_as_object()
    draft.since = "1984-06"
    revision = draft.save_revision()
    assert str(Partnership.objects.get().since) == "1984"
    revision.publish()
    assert str(Partnership.objects.get().since) == "1984-06"
    assert [story.language for story in Partnership.objects.get().stories.all()] == ["pl"]


def test_most_binding_partnerships_come_first_and_the_eldest_of_a_kind(leszno: Municipality) -> None:
    wanted = [("twinning", "1984"), ("twinning", "1989-05"), ("twinning", ""), ("friendship", "1970"), ("contact", "")]
    for n, (kind, since) in enumerate(reversed(wanted)):
        factories.partnership(leszno, factories.municipality(f"Town {n}"), kind=kind, since=since)
    found = [(p.kind, str(p.since or "")) for p in Partnership.objects.of(leszno).most_binding_first()]
    assert found == wanted


def test_only_published_records_are_public(leszno: Municipality, suhl: Municipality) -> None:
    partnership = factories.partnership(leszno, suhl)
    partnership.unpublish()
    assert list(Partnership.objects.published().of(leszno)) == []
    assert list(Partnership.objects.of(leszno)) == [partnership]
