"""Several records of a list at once: what is done, what is refused and why, and whom it is refused."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from pomost.places.models import Municipality
from pomost.register.actions.records import save_draft
from pomost.register.models import Activity, ActivityPhoto, Network, Partnership
from tests import factories
from tests.website import makers

pytestmark = pytest.mark.django_db


def address(kind: Any, action: str, *records: Any, **parameters: str) -> str:
    opts = kind._meta
    base = reverse("wagtail_bulk_action", args=(opts.app_label, opts.model_name, action))
    chosen = "&".join(f"id={getattr(record, 'pk', record)}" for record in records)
    return f"{base}?{chosen}&{'&'.join(f'{k}={v}' for k, v in parameters.items())}"


def told(response: Any) -> list[str]:
    return [str(message).strip() for message in get_messages(response.wsgi_request)]


def live(kind: Any) -> set[str]:
    return {record.name["en"] for record in kind.objects.filter(live=True)}


@pytest.fixture
def drafts(leszno: Municipality) -> list[Network]:
    """Three networks that nobody has published yet."""
    return [save_draft(record=Network(keeper=leszno, name=factories.translated(name))) for name in "ABC"]


def test_drafts_are_published_together(officer: Client, officer_user: Any, drafts: list[Network]) -> None:
    page = address(Network, "publish", *drafts[:2])
    shown = officer.get(page)
    assert [item["item"] for item in shown.context["items"]] == drafts[:2]
    assert live(Network) == set()
    response = officer.post(page)
    assert told(response) == ["2 records were published."]
    assert live(Network) == {"A (en)", "B (en)"}
    entries = ModelLogEntry.objects.filter(action="wagtail.publish").values_list("user", flat=True)
    assert list(entries) == [officer_user.pk, officer_user.pk]


def test_the_newest_version_is_published(officer: Client, leszno: Municipality, suhl: Municipality) -> None:
    record = factories.partnership(leszno, suhl, since="1984")
    record.since = "1985"
    save_draft(record=record, kind="correction", reason="Misread in the file")
    officer.post(address(Partnership, "publish", record))
    record.refresh_from_db()
    assert (str(record.since), record.has_unpublished_changes) == ("1985", False)


def test_change_of_a_public_fact_without_a_reason_is_refused(
    officer: Client, leszno: Municipality, suhl: Municipality
) -> None:
    record = factories.partnership(leszno, suhl, since="1984")
    record.since = "1985"
    save_draft(record=record)
    page = address(Partnership, "publish", record)
    reason = "What is public changes (since). Publish it in its form, where the reason is asked for."
    assert [refusal.reason for refusal in officer.get(page).context["refused"]] == [reason]
    officer.post(page)
    record.refresh_from_db()
    assert (str(record.since), record.has_unpublished_changes) == ("1984", True)


def test_what_was_written_in_bulk_is_published_with_its_first_version(officer: Client, leszno: Municipality) -> None:
    (record,) = Network.objects.bulk_create(
        [Network(keeper=leszno, name=factories.translated("A"), slug="a", live=False)]
    )
    officer.post(address(Network, "publish", record))
    record.refresh_from_db()
    assert (record.live, record.revisions.count()) == (True, 1)


def test_what_breaks_a_rule_is_refused_and_the_others_are_published(officer: Client, leszno: Municipality) -> None:
    silent = makers.built(Activity, keeper=leszno, name=factories.translated("Silent"))
    silent.photos = [ActivityPhoto(image=makers.image())]
    silent = save_draft(record=silent)
    fine = save_draft(record=Activity(keeper=leszno, name=factories.translated("Fine")))
    public = makers.activity(leszno, name="Public")
    page = address(Activity, "publish", silent, fine, public)
    refused = {refusal.record.name["en"]: refusal.reason for refusal in officer.get(page).context["refused"]}
    assert refused == {
        "Silent (en)": "A photo has no alternative text. Write one, or mark the photo as decorative.",
        "Public (en)": "It is published already.",
    }
    response = officer.post(page)
    assert live(Activity) == {"Fine (en)", "Public (en)"}
    assert sorted(told(response)) == [
        "1 record was published.",
        "“Public (en)” stays as it is. It is published already.",
        "“Silent (en)” stays as it is. A photo has no alternative text. Write one, or mark the photo as decorative.",
    ]


def test_published_records_are_taken_back(officer: Client, leszno: Municipality, drafts: list[Network]) -> None:
    public = factories.network(leszno, "Public")
    response = officer.post(address(Network, "unpublish", public, drafts[0]))
    assert live(Network) == set()
    assert sorted(told(response)) == [
        "1 record is no longer public.",
        "“A (en)” stays as it is. It is not published.",
    ]


def test_a_locked_record_stays_as_it_is(officer: Client, leszno: Municipality) -> None:
    record = factories.network(leszno)
    record.locked, record.locked_by = True, get_user_model().objects.create_user("other")
    record.save()
    page = address(Network, "unpublish", record)
    assert [refusal.reason for refusal in officer.get(page).context["refused"]] == ["It is locked."]
    officer.post(page)
    assert live(Network) == {"Cities (en)"}


def test_an_editor_neither_publishes_nor_takes_back(
    writer: Client, leszno: Municipality, drafts: list[Network]
) -> None:
    public = factories.network(leszno, "Public")
    for action in ("publish", "unpublish"):
        page = address(Network, action, public, *drafts)
        shown = writer.get(page)
        assert len(shown.context["refused"]) > 0
        assert "Only a publisher of Leszno may do this." in shown.content.decode()
        assert '<button type="submit" class="button ' not in shown.content.decode()
        writer.post(page)
    assert live(Network) == {"Public (en)"}


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete"])
def test_records_of_another_city_are_not_even_named(
    officer: Client, suhl: Municipality, leszno: Municipality, action: str
) -> None:
    factories.network(suhl, "Public elsewhere")
    foreign = save_draft(record=Network(keeper=suhl, name=factories.translated("Draft elsewhere")))
    for chosen in ([foreign.pk, Network.objects.get(live=True).pk], ["all"]):
        page = address(Network, action, *chosen)
        assert "elsewhere" not in officer.get(page).content.decode()
        officer.post(page)
    assert Network.objects.count() == 2
    assert live(Network) == {"Public elsewhere (en)"}


def test_all_in_listing_are_those_that_filters_and_search_leave(
    officer: Client, leszno: Municipality, drafts: list[Network]
) -> None:
    factories.network(leszno, "Łodzie")
    page = address(Network, "delete", "all", q="lodzie", live="true")
    assert [item["item"].name["en"] for item in officer.get(page).context["items"]] == ["Łodzie (en)"]
    officer.post(page)
    assert {record.name["en"] for record in Network.objects.all()} == {"A (en)", "B (en)", "C (en)"}


def test_numbers_that_are_none_choose_nothing(officer: Client, drafts: list[Network]) -> None:
    assert officer.get(address(Network, "publish", "x", "-1")).context["items"] == []
