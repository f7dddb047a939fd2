"""The history of records: which version was public from when to when, why, and by whom."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import Revision

from pomost.register.actions.records import (
    delete_record,
    publish_draft,
    publish_record,
    restore_record,
    save_draft,
    unpublish_record,
)
from pomost.register.choices import ActKind, ChangeKind
from pomost.register.models import Act, Change, Partnership
from pomost.register.models.partnership import PartnershipStory
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership() -> Partnership:
    leszno, suhl = factories.municipality("Leszno", "PL"), factories.municipality()
    return factories.partnership(leszno, suhl, since="1984")


def history(record: Partnership) -> list[Change]:
    return list(Change.objects.of(record))


def test_first_publication_is_told_as_such(partnership: Partnership) -> None:
    (first,) = history(partnership)

    assert first.kind == ChangeKind.FIRST
    assert first.published_at == partnership.last_published_at
    assert first.revision == partnership.live_revision
    assert first.keeper == partnership.keeper
    assert first.parts == []


def test_draft_is_not_public_until_it_is_published(partnership: Partnership) -> None:
    partnership.since = "1985"
    draft = save_draft(record=partnership, kind="correction", reason="Misread in the file")
    before = history(draft)[0]

    publish_draft(record=draft)

    after = history(draft)[0]
    assert (before.published_at, before.parts) == (None, ["since"])
    assert after.pk == before.pk
    assert (after.kind, after.reason, after.parts) == ("correction", "Misread in the file", ["since"])
    assert after.published_at == Partnership.objects.get().last_published_at


def test_note_is_carried_from_draft_to_draft(partnership: Partnership) -> None:
    partnership.since = "1985"
    draft = save_draft(record=partnership, kind="correction", reason="Misread in the file")
    draft = draft.get_latest_revision_as_object()
    draft.until = "2020"

    publish_record(record=draft)

    newest, between, _first = history(draft)
    assert (newest.kind, newest.reason, newest.parts) == ("correction", "Misread in the file", ["since", "until"])
    assert between.published_at is None


def test_change_of_facts_without_a_word_is_told_as_unexplained(partnership: Partnership) -> None:
    partnership.acts = [Act(kind=ActKind.AGREEMENT, date="1984-05-04")]

    publish_record(record=partnership)

    newest = history(partnership)[0]
    assert (newest.kind, newest.parts) == (ChangeKind.UNSTATED, ["acts"])


def test_change_of_a_story_alone_is_no_change_of_facts(partnership: Partnership) -> None:
    partnership.stories = [PartnershipStory(language="pl", title="Przyjaciele")]

    publish_record(record=partnership)

    newest = history(partnership)[0]
    assert (newest.kind, newest.parts) == (ChangeKind.TEXT, ["stories.pl"])


def test_withdrawal_and_return_end_and_begin_what_is_public(partnership: Partnership) -> None:
    unpublish_record(record=partnership, reason="The city asked for it")
    publish_draft(record=Partnership.objects.get())

    again, withdrawn, first = Change.objects.of(partnership).public()
    assert (withdrawn.kind, withdrawn.reason) == (ChangeKind.WITHDRAWN, "The city asked for it")
    assert again.kind == ChangeKind.AGAIN
    assert again.revision == withdrawn.revision == first.revision
    assert first.published_at < withdrawn.published_at < again.published_at


def test_deleting_and_bringing_back_are_withdrawal_and_return(partnership: Partnership) -> None:
    delete_record(record=partnership)
    restore_record(record=partnership)

    assert [change.kind for change in history(partnership)] == ["again", "withdrawn", "first"]


def test_scheduled_version_is_public_when_its_time_has_come(partnership: Partnership) -> None:
    partnership.until = "2024"
    partnership.go_live_at = timezone.now() + timedelta(days=1)
    planned = publish_record(record=partnership, kind="substance", reason="It has ended")
    waiting = history(planned)[0]

    revision = Revision.objects.get(pk=waiting.revision_id)
    revision.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
    revision.save()
    revision.publish(log_action="wagtail.publish.scheduled")

    assert waiting.published_at is None
    assert history(planned)[0].pk == waiting.pk
    assert history(planned)[0].kind == "substance"
    assert history(planned)[0].published_at == Partnership.objects.get().last_published_at


def test_change_stays_when_its_officer_is_gone(partnership: Partnership) -> None:
    officer = get_user_model().objects.create_superuser("anna", "anna@example.org", "x")
    partnership.since = "1985"
    publish_record(record=partnership, user=officer, kind="correction", reason="Misread")

    assert (history(partnership)[0].made_by, history(partnership)[0].role) == (officer, "administrator")
    officer.delete()

    assert (history(partnership)[0].made_by, history(partnership)[0].role) == (None, "administrator")


def test_history_goes_with_the_record(partnership: Partnership) -> None:
    partnership.delete()

    assert not Change.objects.exists()


def test_changes_of_before_the_numbers_are_counted_in_the_order_of_publication(partnership: Partnership) -> None:
    partnership.since = "1985"
    partnership = publish_record(record=partnership)
    partnership.until = "2020"
    save_draft(record=partnership)
    unpublish_record(record=partnership)
    other = factories.partnership(factories.municipality("Poznań", "PL"), partnership.second)
    Change.objects.update(number=None)

    import_module("pomost.register.migrations.0008_numbered_changes").count(apps, None)

    assert [change.number for change in history(partnership)] == [3, None, 2, 1]
    assert [change.number for change in history(other)] == [1]
