"""Why what is public changes, the history of a record, two versions side by side, and the way back."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from pomost.desk.models import Role
from pomost.desk.roles import city_groups
from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record, save_draft
from pomost.register.models import Act, Change, Partnership, PartnershipStory, Signatory
from tests import factories
from tests.desk.addresses import form_at, url
from tests.desk.browser_forms import WHY, typed

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "1"}


@pytest.fixture
def record(leszno: Municipality, suhl: Municipality) -> Partnership:
    """Leszno and Suhl since 1984, with a signed agreement and a story, as published."""
    record = factories.partnership(leszno, suhl, since="1984", stories=("pl",))
    agreement = Act(kind="agreement", date="1984-05")
    agreement.signatories = [
        Signatory(municipality=suhl, office=factories.translated("Mayor"), name="Erika Muster", show_name=True)
    ]
    record.acts = [agreement]
    return publish_record(record=record, kind="substance", reason="The agreement was found")


@pytest.fixture
def edit(record: Partnership) -> str:
    """Where its form stands."""
    return url(Partnership, "edit", record.pk)


def words(element: Any) -> str:
    return " ".join(element.get_text(" ", strip=True).split())


def entries(client: Client, record: Partnership) -> list[str]:
    """The history as it is read, the latest change first."""
    page = BeautifulSoup(client.get(url(Partnership, "history", record.pk)).content, "html.parser")
    return [words(entry) for entry in page.select(".history__entry")]


def compared(client: Client, record: Partnership, *versions: Any) -> dict[str, tuple[str, str]]:
    """Label → both sides of the comparison, with the marks as HTML."""
    address = url(Partnership, "revisions_compare", record.pk, *versions)
    page = BeautifulSoup(client.get(address).content, "html.parser")
    return {
        words(row.th): tuple("".join(map(str, cell.contents)).strip() for cell in row.select("td"))  # type: ignore[misc]  # two of them
        for row in page.select("table.side-by-side tbody tr")
    }


def test_change_of_a_public_fact_needs_a_reason_and_keeps_what_was_typed(
    officer: Client, record: Partnership, edit: str
) -> None:
    response = officer.post(edit, typed(form_at(officer, edit), since="1985") | PUBLISH)

    errors = response.context["form"].errors
    assert errors == {
        "change_kind": ["You change what is public: since. Choose what kind of change it is."],
        "change_reason": ["Say in a sentence why what is public changes."],
    }
    assert str(response.context["form"]["since"].value()) == "1985"
    assert str(Partnership.objects.get().since) == "1984"

    assert officer.post(edit, typed(form_at(officer, edit), since="1985") | WHY | PUBLISH).status_code == 302
    assert str(Partnership.objects.get().since) == "1985"
    change = Change.objects.of(record)[0]
    assert (change.kind, change.reason, change.parts, change.role) == (
        "correction", "Misread in the file", ["since"], "administrator"
    )  # fmt: skip


def test_change_of_a_story_alone_needs_no_reason(officer: Client, record: Partnership, edit: str) -> None:
    response = officer.post(edit, typed(form_at(officer, edit), stories__0__title="Nowy") | PUBLISH)

    assert response.status_code == 302
    change = Change.objects.of(record)[0]
    assert (change.kind, change.reason, change.parts) == ("text", "", ["stories.pl"])


def test_nothing_touched_is_no_change_of_facts(officer: Client, record: Partnership, edit: str) -> None:
    assert officer.post(edit, typed(form_at(officer, edit)) | PUBLISH).status_code == 302

    assert (Change.objects.of(record)[0].kind, Change.objects.of(record)[0].parts) == ("text", [])


def test_draft_needs_no_reason_and_the_editor_s_words_stand_when_it_is_approved(
    officer: Client, writer: Client, record: Partnership, edit: str
) -> None:
    assert writer.post(edit, typed(form_at(writer, edit), since="1985")).status_code == 302
    refused = writer.post(edit, typed(form_at(writer, edit)) | {"action-submit": "1"})
    assert "change_kind" in refused.context["form"].errors
    assert writer.post(edit, typed(form_at(writer, edit)) | WHY | {"action-submit": "1"}).status_code == 302

    form = form_at(officer, edit)
    assert form["change_reason"].value() == "Misread in the file"
    publisher = get_user_model().objects.get(username="zofia")
    Partnership.objects.get().current_workflow_state.current_task_state.approve(user=publisher)

    change = Change.objects.of(record).public()[0]
    assert (change.made_by.username, change.role) == ("ewa", "editor")
    assert (change.kind, change.reason) == ("correction", "Misread in the file")
    assert str(Partnership.objects.get().since) == "1985"


def test_form_of_what_is_not_public_asks_for_no_reason(
    officer: Client, leszno: Municipality, suhl: Municipality
) -> None:
    draft = save_draft(record=Partnership(keeper=leszno, first=leszno, second=suhl, since="1984"))

    assert "change_kind" not in form_at(officer, url(Partnership, "edit", draft.pk)).fields


def test_history_tells_who_what_why_and_what_was_public(officer: Client, record: Partnership, edit: str) -> None:
    officer.post(edit, typed(form_at(officer, edit), since="1985") | WHY | PUBLISH)
    officer.post(edit, typed(form_at(officer, edit), until="2031", stories__0__title="Nowy"))

    newest, public, before, first = entries(officer, record)
    assert "zofia, administrator" in newest
    assert "Until and story (Polish)" in newest
    assert "Not public yet" in newest
    assert "Since Correction : Misread in the file Public now since" in public
    assert "The system Acts Changed in substance : The agreement was found Public from" in before
    assert "First publication" in first


def test_every_page_of_a_long_history_costs_the_same(
    officer: Client, record: Partnership, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = Change.objects.of(record)[0]
    Change.objects.bulk_create(
        [Change(content_type=one.content_type, object_id=one.object_id, keeper=one.keeper) for _ in range(60)]
    )
    address = url(Partnership, "history", record.pk)
    seen = []
    while address:
        with django_assert_num_queries(9):
            page = officer.get(address).context["page"]
        seen.append(len(page.entries))
        address = f"{url(Partnership, 'history', record.pk)}?before={page.older}" if page.older else ""

    assert seen == [25, 25, 12]


def test_two_versions_stand_side_by_side(officer: Client, record: Partnership, edit: str) -> None:
    first = record.latest_revision_id
    changes = {"since": "1985", "acts__0__date": "1984-06", "acts__0__signatories__0__name": "Erika Beispiel"}
    officer.post(edit, typed(form_at(officer, edit), stories__0__lead="Lead of all", **changes) | WHY | PUBLISH)

    assert compared(officer, record, first, "latest") == {
        "Since": ("<del>1984</del>", "<ins>1985</ins>"),
        "Date": ("<del>May 1984</del>", "<ins>June 1984</ins>"),
        "Name": ("Erika <del>Muster</del>", "Erika <ins>Beispiel</ins>"),
        "Lead": ("Lead <del>pl</del>", "Lead <ins>of all</ins>"),
    }


def test_chosen_versions_are_compared_whichever_was_called_earlier(officer: Client, record: Partnership) -> None:
    one, other = record.revisions.order_by("pk").values_list("pk", flat=True)

    response = officer.get(url(Partnership, "history", record.pk), {"earlier": other, "later": one})

    assert response["Location"] == url(Partnership, "revisions_compare", record.pk, one, other)


def test_going_back_restores_facts_children_and_stories_whole(officer: Client, record: Partnership, edit: str) -> None:
    version = record.latest_revision_id
    gone = Partnership.objects.get()
    gone.since, gone.acts = "1990", []
    gone.stories = [PartnershipStory(language="de", title="Anders")]
    publish_record(record=gone, kind="substance", reason="By mistake")

    back = url(Partnership, "revisions_revert", record.pk, version)
    asked = officer.post(back, typed(form_at(officer, back)) | PUBLISH)
    assert set(asked.context["form"].errors) == {"change_kind"}
    assert asked.context["form"]["change_reason"].value().startswith("Back to the version of ")
    assert officer.post(back, typed(form_at(officer, back)) | WHY | PUBLISH).status_code == 302

    restored = Partnership.objects.get()
    assert str(restored.since) == "1984"
    act = restored.acts.get()
    assert (act.kind, str(act.date), act.signatories.get().name) == ("agreement", "1984-05", "Erika Muster")
    assert [(story.language, story.title) for story in restored.stories.all()] == [("pl", "Title pl")]
    change = Change.objects.of(record)[0]
    assert (change.kind, change.reason) == ("correction", "Misread in the file")
    assert change.parts == ["since", "stories.de", "stories.pl", "acts"]


def test_reader_of_another_city_sees_neither_history_nor_comparison(
    record: Partnership, leszno: Municipality, suhl: Municipality
) -> None:
    shown = {}
    for city in (leszno, suhl):
        user = get_user_model().objects.create_user(city.name)
        user.groups.add(city_groups(city)[Role.READER])
        client = Client(headers={"host": "localhost"})
        client.force_login(user)
        for view, arguments in (("history", ()), ("revisions_compare", ("earliest", "latest"))):
            response = client.get(url(Partnership, view, record.pk, *arguments))
            shown[city.name, view] = "The agreement was found" in response.content.decode()

    assert shown == {
        ("Leszno", "history"): True,
        ("Leszno", "revisions_compare"): True,
        ("Suhl", "history"): False,
        ("Suhl", "revisions_compare"): False,
    }
