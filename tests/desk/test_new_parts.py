"""Acts, photos, states and choosers in the forms of the records."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, ReferenceIndex, Workflow, WorkflowContentType, WorkflowTask

from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record, save_draft
from pomost.register.models import Act, Activity, Challenge, ExchangeRate, Membership, Network, Partnership, Signatory
from tests import factories
from tests.desk.addresses import form_at, url
from tests.desk.browser_forms import WHY, new_child, typed
from tests.desk.test_mistakes import errors_on

pytestmark = pytest.mark.django_db


def words(response: Any, selector: str) -> list[str]:
    """The texts of what `selector` finds on the page."""
    found = BeautifulSoup(response.content, "html.parser").select(selector)
    return [" ".join(part.get_text(" ", strip=True).split()) for part in found]


@pytest.fixture
def record(leszno: Municipality, suhl: Municipality) -> Partnership:
    """Leszno and Suhl since 1984."""
    return factories.partnership(leszno, suhl, since="1984")


@pytest.fixture
def edit(record: Partnership) -> str:
    """Where its form stands."""
    return url(Partnership, "edit", record.pk)


@pytest.fixture
def approval(record: Partnership) -> None:
    """Partnerships can be submitted for somebody's approval."""
    workflow = Workflow.objects.create(name="Approval")
    task = GroupApprovalTask.objects.create(name="Read it")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    kind = ContentType.objects.get_for_model(Partnership)
    WorkflowContentType.objects.create(workflow=workflow, content_type=kind)


class TestActs:
    """The acts of a partnership, with those who signed them."""

    def test_an_act_is_entered_with_its_signatories(self, officer: Client, edit: str) -> None:
        form = form_at(officer, edit)
        act = new_child("acts", form, 0, kind="agreement", date="1984-05", body_pl="Rada Miejska")
        signed = {"acts-0-signatories-TOTAL_FORMS": 1, "acts-0-signatories-0-office_pl": "Prezydent"}
        signed |= {"acts-0-signatories-0-name": "Jan Kos", "acts-0-signatories-0-ORDER": 1}
        response = officer.post(edit, {**typed(form), **act, **signed, **WHY, "action-publish": "1"})
        assert response.status_code == 302
        saved = Partnership.objects.get().acts.get()
        assert (saved.kind, str(saved.date)) == ("agreement", "1984-05")
        signatory = saved.signatories.get()
        assert (signatory.office["pl"], signatory.name, signatory.public_name) == ("Prezydent", "Jan Kos", "")

    def test_signatories_outlive_a_draft_and_its_publication(
        self, officer: Client, record: Partnership, edit: str
    ) -> None:
        act = Act(kind="agreement", date="1984-05")
        act.signatories = [Signatory(office=factories.translated("Mayor"))]
        record.acts = [act]
        publish_record(record=record)
        before = Signatory.objects.get()
        assert officer.post(edit, typed(form_at(officer, edit), acts__0__number="7")).status_code == 302
        assert officer.post(edit, {**typed(form_at(officer, edit)), **WHY, "action-publish": "1"}).status_code == 302
        assert (Act.objects.get().number, Signatory.objects.get()) == ("7", before)

    def test_an_act_supersedes_one_of_the_same_partnership(
        self, officer: Client, record: Partnership, edit: str, leszno: Municipality
    ) -> None:
        other = factories.partnership(leszno, factories.municipality("Deurne", "NL", 51.46, 5.8))
        for partnership in (record, other):
            partnership.acts = [Act(kind="agreement", date="1984-05"), Act(kind="renewal", date="1994")]
            publish_record(record=partnership)
        agreement, renewal = Partnership.objects.get(pk=record.pk).acts.all()
        form = form_at(officer, edit)
        offered = [list(act.fields["supersedes"].queryset) for act in form.formsets["acts"].forms]
        assert offered == [[renewal], [agreement]]
        sent = {**typed(form, acts__1__supersedes=agreement.pk), **WHY, "action-publish": "1"}
        assert officer.post(edit, sent).status_code == 302
        assert Act.objects.get(pk=renewal.pk).supersedes == agreement

    def test_a_new_act_supersedes_one_that_is_there(self, officer: Client, record: Partnership, edit: str) -> None:
        record.acts = [Act(kind="agreement", date="1984-05")]
        agreement = publish_record(record=record).acts.get()
        form = form_at(officer, edit)
        new = new_child("acts", form, 1, kind="renewal", date="1994", supersedes=agreement.pk)
        assert officer.post(edit, {**typed(form), **new, **WHY, "action-publish": "1"}).status_code == 302
        assert Act.objects.get(kind="renewal").supersedes == agreement

    def test_an_act_does_not_supersede_one_that_is_being_deleted(
        self, officer: Client, record: Partnership, edit: str
    ) -> None:
        record.acts = [Act(kind="agreement", date="1984-05"), Act(kind="renewal", date="1994")]
        agreement, _renewal = publish_record(record=record).acts.all()
        sent = typed(form_at(officer, edit), acts__1__supersedes=agreement.pk, acts__0__DELETE="1")
        form = officer.post(edit, sent).context["form"]
        assert list(form.formsets["acts"].forms[1].errors) == ["supersedes"]
        assert Act.objects.count() == 2

    def test_an_act_that_the_law_demands_is_missing_but_stops_nobody(self, officer: Client, edit: str) -> None:
        assert words(officer.get(edit), ".missing-acts li") == []
        form = form_at(officer, edit)
        act = new_child("acts", form, 0, kind="agreement", date="2004-12")
        response = officer.post(edit, {**typed(form), **act, **WHY, "action-publish": "1"}, follow=True)
        assert Partnership.objects.get().acts.count() == 1
        assert any("missing act: council resolution" in text for text in words(response, ".messages .warning"))
        assert "missing act: council resolution" in words(officer.get(edit), ".missing-acts li")[0]


class TestStates:
    """The legal and the living state, read only."""

    def test_a_new_partnership_has_no_states_yet(self, officer: Client) -> None:
        assert words(officer.get(url(Partnership, "add")), ".standing dd") == []

    def test_both_states_are_told_with_their_reason(
        self, officer: Client, record: Partnership, edit: str, leszno: Municipality
    ) -> None:
        record.acts = [Act(kind="agreement", date="2004-12")]
        publish_record(record=record)
        day = timezone.localdate() - timedelta(days=40)
        activity = Activity(keeper=leszno, name=factories.translated("Visit"), start=day.isoformat(), status="held")
        activity.partnerships = [record]
        publish_record(record=activity)
        legal, living = words(officer.get(edit), ".standing dd")
        assert legal == "in force: agreement, December 2004"
        assert living.startswith("active: last activity ")

    def test_without_acts_and_activities_the_states_say_so(self, officer: Client, edit: str) -> None:
        assert words(officer.get(edit), ".standing dd") == ["no legal basis on record", "no activity on record"]


# Wagtail leaves the file of a rendition that it has just made to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
class TestPhotos:
    """A photo without an alternative text is not published."""

    @pytest.fixture
    def sent(self, officer: Client, edit: str, picture: Any) -> dict[str, Any]:
        form = form_at(officer, edit)
        return typed(form) | new_child("photos", form, 0, image=picture.pk)

    def test_a_photo_without_alternative_is_saved_as_a_draft(
        self, officer: Client, edit: str, sent: dict[str, Any]
    ) -> None:
        assert officer.post(edit, sent).status_code == 302
        assert Partnership.objects.get().get_latest_revision_as_object().photos.count() == 1

    @pytest.mark.parametrize("action", ["action-publish", "action-submit"])
    @pytest.mark.usefixtures("approval")
    def test_it_is_refused_at_the_photo_s_field_when_published(
        self, officer: Client, edit: str, sent: dict[str, Any], action: str
    ) -> None:
        response = officer.post(edit, {**sent, action: "1"})
        assert [list(errors) for errors in response.context["form"].formsets["photos"].errors] == [["alternative"]]
        assert "A photo has no alternative text." in response.content.decode()
        assert not Partnership.objects.get().photos.exists()

    @pytest.mark.parametrize("typed_in", [{"photos-0-is_decorative": "on"}, {"photos-0-alternative_pl": "Most"}])
    def test_with_an_alternative_or_as_a_decoration_it_is_published(
        self, officer: Client, edit: str, sent: dict[str, Any], typed_in: dict[str, str], picture: Any
    ) -> None:
        assert officer.post(edit, {**sent, **typed_in, **WHY, "action-publish": "1"}).status_code == 302
        record = Partnership.objects.get()
        assert record.photos.count() == 1
        # The library of pictures tells where each is used.
        (usage,) = ReferenceIndex.get_references_to(picture)
        assert (usage.base_content_type.model_class(), usage.object_id) == (Partnership, str(record.pk))

    def test_a_new_record_is_refused_like_an_old_one(self, officer: Client, leszno: Municipality, picture: Any) -> None:
        add = url(Challenge, "add")
        form = form_at(officer, add)
        sent = typed(form, name_pl="Sklepy") | new_child("photos", form, 0, image=picture.pk)
        response = officer.post(add, {**sent, **WHY, "action-publish": "1"})
        assert [list(errors) for errors in response.context["form"].formsets["photos"].errors] == [["alternative"]]
        assert not Challenge.objects.exists()


class TestChoosing:
    """Records are chosen from many."""

    def test_an_activity_is_offered_what_its_keeper_has_a_part_in(
        self, officer: Client, record: Partnership, leszno: Municipality, suhl: Municipality
    ) -> None:
        mine, member_of, strange = (
            factories.network(town, name) for town, name in ((leszno, "A"), (suhl, "B"), (suhl, "C"))
        )
        factories.membership(member_of, leszno)
        deurne = factories.municipality("Deurne", "NL", 51.46, 5.8)
        factories.partnership(suhl, deurne)
        form = form_at(officer, url(Activity, "add"))
        offered = {name: [key for key, _label in form.fields[name].widget.choices] for name in LINKS}
        assert offered == {"partnerships": [record.pk], "networks": [mine.pk, member_of.pk], "projects": []}
        assert strange.pk not in offered["networks"]

    def test_what_was_chosen_stays_chosen_whoever_keeps_it(
        self, officer: Client, leszno: Municipality, suhl: Municipality
    ) -> None:
        activity = Activity(keeper=leszno, name=factories.translated("Visit"), start="2024")
        activity.networks = [factories.network(suhl)]
        activity = publish_record(record=activity)
        edit = url(Activity, "edit", activity.pk)
        assert officer.post(edit, {**typed(form_at(officer, edit)), **WHY, "action-publish": "1"}).status_code == 302
        assert Activity.objects.get().networks.count() == 1

    def test_a_record_is_found_in_the_chooser_by_its_name(self, officer: Client, leszno: Municipality) -> None:
        for name in ("Cities", "Regions"):
            factories.network(leszno, name)
        results = reverse("wagtailsnippetchoosers_register_network:choose_results")
        assert words(officer.get(results, {"q": "citi"}), "td.title") == ["Cities (en)"]
        assert len(words(officer.get(results), "td.title")) == 2

    def test_a_deleted_record_is_not_offered(self, officer: Client, leszno: Municipality) -> None:
        network = factories.network(leszno)
        officer.post(url(Network, "delete", network.pk))
        results = reverse("wagtailsnippetchoosers_register_network:choose_results")
        assert words(officer.get(results), "td.title") == []


LINKS = ("partnerships", "networks", "projects")


class TestRules:
    """Rules of the children, told at their fields."""

    def test_two_fees_of_one_year_are_told_at_the_second(self, officer: Client, leszno: Municipality) -> None:
        edit = url(Membership, "edit", factories.membership(factories.network(leszno), leszno).pk)
        form = form_at(officer, edit)
        first, second = (new_child("dues", form, place, year="2024", amount="100") for place in (0, 1))
        errors = officer.post(edit, {**typed(form), **first, **second}).context["form"].formsets["dues"].errors
        assert [list(error) for error in errors] == [[], ["year"]]

    def test_more_invited_than_took_part_is_told_at_the_number(self, officer: Client, leszno: Municipality) -> None:
        activity = publish_record(record=Activity(keeper=leszno, name=factories.translated("Visit"), start="2024"))
        edit = url(Activity, "edit", activity.pk)
        form = form_at(officer, edit)
        people = new_child("attendance", form, 0, direct="3", invited="4")
        errors = officer.post(edit, {**typed(form), **people}).context["form"].formsets["attendance"].errors
        assert [list(error) for error in errors] == [["invited"]]

    def test_a_draft_without_a_name_is_refused_at_the_name(self, officer: Client, leszno: Municipality) -> None:
        add = url(Challenge, "add")
        response = officer.post(add, typed(form_at(officer, add)))
        assert errors_on(response) == {"name": "This field is required."}

    def test_a_rate_of_exchange_is_entered_once_a_day(self, officer: Client) -> None:
        add = url(ExchangeRate, "add")
        sent = {"currency": "EUR", "target": "PLN", "rate": "4.3", "day": "2024-05-17", "source": "NBP, table A"}
        assert officer.post(add, sent)["Location"] == url(ExchangeRate, "list")
        assert str(ExchangeRate.objects.get()) == "1 EUR = 4.3 PLN"
        assert "The rate of this day is entered already." in officer.post(add, sent).content.decode()


def test_source_and_example_stand_with_the_keeper(officer: Client, edit: str) -> None:
    sent = typed(form_at(officer, edit), source_pl="Archiwum", is_example="on")
    assert officer.post(edit, {**sent, **WHY, "action-publish": "1"}).status_code == 302
    record = Partnership.objects.get()
    assert (record.source["pl"], record.is_example) == ("Archiwum", True)


def test_a_draft_that_names_what_lies_in_the_bin_still_opens(officer: Client, leszno: Municipality) -> None:
    kept, gone = factories.network(leszno, "Kept"), factories.network(leszno, "Gone")
    membership = factories.membership(kept, leszno)
    membership.network = gone
    save_draft(record=membership)
    officer.post(url(Network, "delete", gone.pk))
    edit = url(Membership, "edit", membership.pk)
    assert officer.get(edit).status_code == 200
    assert list(errors_on(officer.post(edit, typed(form_at(officer, edit))))) == ["network"]
