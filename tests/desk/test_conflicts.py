"""Two officers on one record: nothing is overwritten unseen, and nothing typed is lost."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from pomost.places.models import Municipality
from pomost.register.models import Act, Office, Partnership, Project
from tests import factories
from tests.desk.addresses import form_at, url
from tests.desk.browser_forms import WHY, new_child, new_story, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(leszno: Municipality, suhl: Municipality) -> Partnership:
    """Leszno and Suhl since 1984, with an agreement and a story, as published."""
    record = factories.partnership(leszno, suhl, since="1984", stories=("pl",))
    record.acts = [Act(kind="agreement", date="1984-05")]
    record.save_revision().publish()
    return Partnership.objects.get()


@pytest.fixture
def edit(record: Partnership) -> str:
    """Where its form stands."""
    return url(Partnership, "edit", record.pk)


def told(response: Any) -> dict[str, str]:
    """Field → words, as the message at the top of the form tells them; nothing where there is none."""
    changes = BeautifulSoup(response.content, "html.parser").select(".conflict__changes > div")
    return {
        change.select("dt")[0].get_text(strip=True): " ".join(change.select("dd")[0].get_text(" ", strip=True).split())
        for change in changes
    }


def save(client: Client, edit: str, **changes: Any) -> None:
    """Open the form, type `changes`, and save."""
    assert client.post(edit, typed(form_at(client, edit), **changes)).status_code == 302


def draft(kind: Any = Partnership) -> Any:
    """The latest version of the only record of a kind."""
    return kind.objects.get().get_latest_revision_as_object()


def test_nobody_is_told_of_a_conflict_who_works_alone(officer: Client, edit: str) -> None:
    save(officer, edit, since="1985")
    save(officer, edit, since="1986")
    assert str(draft().since) == "1986"


@pytest.mark.parametrize("action", ["action-edit", "action-publish"])
def test_what_another_officer_saved_is_told_and_nothing_is_saved(
    officer: Client, colleague: Client, record: Partnership, edit: str, action: str
) -> None:
    sent = typed(form_at(officer, edit), until="2020", **WHY, **{action: "1"})
    save(colleague, edit, since="1985")
    theirs = Partnership.objects.get().latest_revision
    response = officer.post(edit, sent)
    assert response.status_code == 200
    assert told(response) == {"Since": "1984 1985"}
    assert "<del>1984</del> <ins>1985</ins>" in response.content.decode()
    assert "Marek Wilk" in BeautifulSoup(response.content, "html.parser").select("#conflict-heading")[0].get_text()
    assert Partnership.objects.get().latest_revision == theirs


def test_the_form_that_comes_back_holds_the_changes_of_both(officer: Client, colleague: Client, edit: str) -> None:
    sent = typed(form_at(officer, edit), until="2020")
    save(colleague, edit, since="1985")
    form = officer.post(edit, sent).context["form"]
    assert (str(form["since"].value()), str(form["until"].value())) == ("1985", "2020")
    assert form["based_on"].value() == Partnership.objects.get().latest_revision_id


def test_saving_once_more_saves_the_changes_of_both(officer: Client, colleague: Client, edit: str) -> None:
    sent = typed(form_at(officer, edit), until="2020")
    save(colleague, edit, since="1985")
    again = typed(officer.post(edit, sent).context["form"])
    assert officer.post(edit, {**again, **WHY, "action-publish": "1"}).status_code == 302
    record = Partnership.objects.get()
    assert (str(record.since), str(record.until)) == ("1985", "2020")


def test_where_both_changed_a_field_the_form_shows_mine_and_says_so(
    officer: Client, colleague: Client, edit: str
) -> None:
    sent = typed(form_at(officer, edit), since="1986")
    save(colleague, edit, since="1985")
    response = officer.post(edit, sent)
    assert told(response) == {"Since": "1984 1985 You changed this too."}
    assert str(response.context["form"]["since"].value()) == "1986"


def test_a_third_version_meanwhile_is_a_conflict_again(officer: Client, colleague: Client, edit: str) -> None:
    sent = typed(form_at(officer, edit), until="2020")
    save(colleague, edit, since="1985")
    again = typed(officer.post(edit, sent).context["form"])
    save(colleague, edit, since="1986")
    assert told(officer.post(edit, again)) == {"Since": "1985 1986"}


def test_a_form_that_does_not_tell_its_version_is_not_saved(officer: Client, edit: str) -> None:
    response = officer.post(edit, typed(form_at(officer, edit), since="1986", based_on=""))
    assert response.status_code == 200
    assert str(draft().since) == "1984"


def test_a_mistake_is_told_before_the_conflict(officer: Client, colleague: Client, edit: str) -> None:
    sent = typed(form_at(officer, edit), until="soon")
    save(colleague, edit, since="1985")
    response = officer.post(edit, sent)
    assert list(response.context["form"].errors) == ["until"]
    assert told(officer.post(edit, {**sent, "until": "2020"})) == {"Since": "1984 1985"}


def test_acts_that_only_the_other_changed_are_taken_over(officer: Client, colleague: Client, edit: str) -> None:
    sent = typed(form_at(officer, edit), until="2020")
    form = form_at(colleague, edit)
    save(colleague, edit, **{**new_child("acts", form, 1, kind="renewal", date="1994"), "acts__0__number": "7"})
    response = officer.post(edit, sent)
    assert told(response) == {"Acts": "Changed: agreement, 7, May 1984; Added: renewal, 1994"}
    assert officer.post(edit, typed(response.context["form"])).status_code == 302
    assert [(act.kind, act.number) for act in draft().acts.all()] == [("agreement", "7"), ("renewal", "")]
    assert str(draft().until) == "2020"


def test_acts_that_both_added_are_all_there(officer: Client, colleague: Client, edit: str) -> None:
    form = form_at(officer, edit)
    sent = typed(form) | new_child("acts", form, 1, kind="notice", date="2001")
    form = form_at(colleague, edit)
    assert (
        colleague.post(edit, typed(form) | new_child("acts", form, 1, kind="renewal", date="1994")).status_code == 302
    )
    response = officer.post(edit, sent)
    assert told(response) == {"Acts": "Added: renewal, 1994 You changed this too."}
    assert officer.post(edit, {**typed(response.context["form"]), **WHY, "action-publish": "1"}).status_code == 302
    assert sorted(act.kind for act in Partnership.objects.get().acts.all()) == ["agreement", "notice", "renewal"]


def test_an_act_that_the_other_deleted_does_not_come_back_by_itself(
    officer: Client, colleague: Client, edit: str
) -> None:
    sent = typed(form_at(officer, edit), until="2020")
    save(colleague, edit, acts__0__DELETE="1", **{**WHY, "action-publish": "1"})
    response = officer.post(edit, sent)
    assert told(response) == {"Acts": "Deleted: agreement, May 1984"}
    assert officer.post(edit, {**typed(response.context["form"]), **WHY, "action-publish": "1"}).status_code == 302
    assert not Partnership.objects.get().acts.exists()


def test_an_act_that_the_other_deleted_and_i_changed_is_there_again(
    officer: Client, colleague: Client, edit: str
) -> None:
    sent = typed(form_at(officer, edit), acts__0__number="9")
    save(colleague, edit, acts__0__DELETE="1", **{**WHY, "action-publish": "1"})
    response = officer.post(edit, sent)
    assert told(response) == {"Acts": "Deleted: agreement, May 1984 You changed this too."}
    assert officer.post(edit, {**typed(response.context["form"]), **WHY, "action-publish": "1"}).status_code == 302
    assert [act.number for act in Partnership.objects.get().acts.all()] == ["9"]


def test_a_story_that_nobody_touched_is_no_change_of_mine(officer: Client, colleague: Client, edit: str) -> None:
    """The browser sends a text back with other line ends and tags."""
    sent = {name: _as_a_browser(value) for name, value in typed(form_at(officer, edit)).items()}
    save(colleague, edit, stories__0__title="Their title")
    response = officer.post(edit, {**sent, "until": "2020"})
    assert told(response) == {"Stories": "Changed: Their title"}
    assert officer.post(edit, typed(response.context["form"])).status_code == 302
    assert [story.title for story in draft().stories.all()] == ["Their title"]


def _as_a_browser(value: Any) -> Any:
    return value.replace("\n", "\r\n") if isinstance(value, str) else value


def test_a_story_in_one_language_that_both_wrote_is_told_at_the_second(
    officer: Client, colleague: Client, edit: str
) -> None:
    sent = typed(form_at(officer, edit)) | new_story(1, language="en", title="Mine") | {"stories-TOTAL_FORMS": 2}
    theirs = typed(form_at(colleague, edit)) | new_story(1, language="en", title="Theirs") | {"stories-TOTAL_FORMS": 2}
    assert colleague.post(edit, theirs).status_code == 302
    again = officer.post(edit, typed(officer.post(edit, sent).context["form"]))
    assert again.status_code == 200
    stories = again.context["form"].formsets["stories"]
    assert sorted(form["title"].value() for form in stories.initial_forms) == ["Mine", "Theirs", "Title pl"]
    assert "There is a story in this language already." in again.content.decode()


def test_a_draft_of_a_record_that_is_not_public_is_put_together_too(
    officer: Client, colleague: Client, record: Partnership, edit: str
) -> None:
    record.unpublish()
    form = form_at(officer, edit)
    sent = typed(form, acts__0__number="9") | new_child("acts", form, 1, kind="notice", date="2001")
    save(colleague, edit, since="1985", acts__0__DELETE="1")
    response = officer.post(edit, sent)
    assert officer.post(edit, typed(response.context["form"])).status_code == 302
    record.refresh_from_db()
    assert [(act.kind, act.number) for act in record.acts.all()] == [("agreement", "9"), ("notice", "")]
    assert str(record.since) == "1985"


def test_partners_and_money_of_a_project_are_taken_over(
    officer: Client, colleague: Client, leszno: Municipality, suhl: Municipality
) -> None:
    edit = url(Project, "edit", factories.project(leszno, suhl).pk)
    sent = typed(form_at(officer, edit), end="2014")
    save(colleague, edit, participations__1__role="lead", funding__0__paid="900")
    response = officer.post(edit, sent)
    assert list(told(response)) == ["Partners", "Money"]
    assert officer.post(edit, typed(response.context["form"])).status_code == 302
    project = draft(Project)
    assert [p.role for p in project.participations.all()] == ["partner", "lead"]
    assert [str(f.paid) for f in project.funding.all()] == ["900"]


def test_an_address_of_several_lines_is_no_change_of_mine(
    officer: Client, colleague: Client, leszno: Municipality
) -> None:
    edit = url(Office, "edit", factories.office(leszno, address="One line\nAnother").pk)
    sent = typed(form_at(officer, edit), address="One line\r\nAnother", email="me@leszno.example")
    save(colleague, edit, address="One line\nA third")
    response = officer.post(edit, sent)
    assert "You changed this too." not in response.content.decode()
    assert response.context["form"]["address"].value() == "One line\nA third"


def test_an_old_version_is_not_brought_back_over_a_new_one(
    officer: Client, colleague: Client, record: Partnership, edit: str
) -> None:
    first = record.latest_revision
    save(officer, edit, since="1985")
    revert = url(Partnership, "revisions_revert", record.pk, first.pk)
    sent = typed(form_at(officer, revert))
    save(colleague, edit, until="2020")
    response = officer.post(revert, sent)
    assert told(response) == {"Until": "2020"}
    assert str(response.context["form"]["since"].value()) == "1984"
    assert officer.post(revert, typed(response.context["form"])).status_code == 302
    assert (str(draft().since), str(draft().until)) == ("1984", "2020")
