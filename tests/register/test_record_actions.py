"""Saving, publishing, deleting and bringing back: whole or not at all."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import ModelLogEntry

from pomost.languages.translated import Translated
from pomost.places.models import Municipality
from pomost.register.actions.records import (
    BIN_DAYS,
    ConflictError,
    StillNeededError,
    delete_record,
    empty_bin,
    hold_record,
    publish_record,
    restore_record,
    save_draft,
)
from pomost.register.choices import ActKind
from pomost.register.models import Act, Activity, ActivityPhoto, Attendance, Network, Partnership
from pomost.register.queries import dependents_of, record_kinds
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def partnership(leszno: Municipality, suhl: Municipality) -> Partnership:
    """Leszno and Suhl since 1984, with a story."""
    return factories.partnership(leszno, suhl, since="1984", stories=("pl",))


@pytest.fixture
def visit(leszno: Municipality, partnership: Partnership) -> Activity:
    """A visit that belongs to the partnership."""
    activity = Activity(keeper=leszno, name=Translated({"pl": "Wizyta"}), start="2024-05", status="held")
    activity.partnerships = [partnership]
    return publish_record(record=activity)


def test_a_draft_is_not_public_and_its_publication_is(partnership: Partnership) -> None:
    draft = partnership.get_latest_revision_as_object()
    draft.since = "1985"
    assert str(save_draft(record=draft).since) == "1984"
    assert str(publish_record(record=draft).since) == "1985"


def test_a_mistake_in_a_child_keeps_everything_as_it_was(partnership: Partnership) -> None:
    draft = partnership.get_latest_revision_as_object()
    draft.acts = [Act(kind=ActKind.AGREEMENT, date="2004", valid_until="2003")]
    with pytest.raises(ValidationError, match="lies before the beginning"):
        publish_record(record=draft)
    assert partnership.revisions.count() == 1
    assert not Act.objects.exists()


def test_more_invited_than_took_part_is_refused(visit: Activity) -> None:
    draft = visit.get_latest_revision_as_object()
    draft.attendance = [Attendance(direct=3, invited=4)]
    with pytest.raises(ValidationError, match="No more can be invited than took part"):
        save_draft(record=draft)


def test_a_photo_that_nobody_can_hear_of_is_not_published(visit: Activity) -> None:
    image = get_image_model().objects.create(title="photo", file=get_test_image_file())
    draft = visit.get_latest_revision_as_object()
    draft.photos = [ActivityPhoto(image=image)]
    save_draft(record=draft)
    with pytest.raises(ValidationError, match="no alternative text"):
        publish_record(record=draft)
    draft.photos = [ActivityPhoto(image=image, is_decorative=True)]
    assert [photo.is_decorative for photo in publish_record(record=draft).photos.all()] == [True]


class TestTwoOfficers:
    """What one saved is never overwritten by another who has not seen it."""

    def test_who_has_seen_the_latest_version_may_save(self, partnership: Partnership) -> None:
        hold_record(partnership, partnership.latest_revision_id)

    def test_who_has_not_is_told_whose_it_is(self, partnership: Partnership) -> None:
        seen = partnership.latest_revision_id
        theirs = partnership.save_revision()
        with pytest.raises(ConflictError) as conflict:
            hold_record(partnership, seen)
        assert conflict.value.theirs == theirs
        with pytest.raises(ConflictError):
            hold_record(partnership, None)


class TestDeleting:
    """Deleted is not lost: for 30 days a record comes back whole."""

    def test_a_deleted_record_is_gone_from_every_question(self, partnership: Partnership, leszno: Municipality) -> None:
        delete_record(record=partnership)
        assert not Partnership.objects.exists()
        assert not Partnership.objects.published().exists()
        assert not Partnership.objects.of(leszno).exists()
        assert Partnership.everything.count() == 1

    def test_it_comes_back_with_history_stories_and_links(self, partnership: Partnership, visit: Activity) -> None:
        delete_record(record=partnership)
        assert list(visit.partnerships.all()) == []
        restore_record(record=Partnership.everything.get())
        back = Partnership.objects.published().get()
        assert (str(back.since), back.revisions.count(), back.stories.count()) == ("1984", 1, 1)
        assert list(Activity.objects.get().partnerships.all()) == [partnership]

    def test_an_activity_saved_meanwhile_keeps_its_link(self, partnership: Partnership, visit: Activity) -> None:
        delete_record(record=partnership)
        draft = visit.get_latest_revision_as_object()
        draft.start = "2024-06"
        publish_record(record=draft)
        restore_record(record=Partnership.everything.get())
        assert list(Activity.objects.get().partnerships.all()) == [partnership]

    def test_who_did_it_is_on_record(self, partnership: Partnership) -> None:
        delete_record(record=partnership)
        restore_record(record=Partnership.everything.get())
        actions = list(ModelLogEntry.objects.filter(action__startswith="pomost.").values_list("action", flat=True))
        assert sorted(actions) == ["pomost.delete", "pomost.restore"]

    def test_what_others_need_stays(self, leszno: Municipality) -> None:
        network = factories.network(leszno)
        membership = factories.membership(network, leszno)
        with pytest.raises(StillNeededError) as refusal:
            delete_record(record=network)
        assert [dependent.thing for dependent in refusal.value.dependents] == [membership]
        delete_record(record=membership)
        delete_record(record=network)
        assert not Network.objects.exists()

    def test_a_link_is_shown_but_prevents_nothing(self, partnership: Partnership, visit: Activity) -> None:
        assert [(d.thing, d.prevents) for d in dependents_of(partnership)] == [(visit, False)]

    def test_the_same_pair_entered_again_meanwhile_is_not_doubled(
        self, partnership: Partnership, leszno: Municipality, suhl: Municipality
    ) -> None:
        delete_record(record=partnership)
        factories.partnership(leszno, suhl, since="1999")
        with pytest.raises(ValidationError):
            restore_record(record=Partnership.everything.get(deleted_at__isnull=False))
        assert [str(p.since) for p in Partnership.objects.all()] == ["1999"]

    def test_an_address_taken_meanwhile_gets_a_successor(self, leszno: Municipality) -> None:
        network = factories.network(leszno, slug="cities")
        delete_record(record=network)
        factories.network(leszno, slug="cities")
        restore_record(record=Network.everything.get(deleted_at__isnull=False))
        assert sorted(Network.objects.values_list("slug", flat=True)) != ["cities", "cities"]
        assert Network.objects.count() == 2

    def test_after_thirty_days_the_bin_is_emptied(self, partnership: Partnership, leszno: Municipality) -> None:
        network = factories.network(leszno)
        membership = factories.membership(network, leszno)
        for record in (membership, network):
            delete_record(record=record, now=NOW)
        delete_record(record=partnership, now=NOW + timedelta(days=1))
        assert empty_bin(now=NOW + timedelta(days=BIN_DAYS)) == 0
        assert empty_bin(now=NOW + timedelta(days=BIN_DAYS, seconds=1)) == 2
        assert [kind for kind in record_kinds() if kind.everything.exists()] == [Partnership]
