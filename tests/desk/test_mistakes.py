"""Bad input: a message at the field, in the officer's language, and nothing typed is lost."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.users.models import UserProfile

from pomost.places.models import Municipality
from pomost.register.models import Award, Membership, Office, Partnership, Project
from pomost.register.queries import record_kinds
from tests import factories
from tests.desk.addresses import form_at, url
from tests.desk.browser_forms import new_story, typed

pytestmark = pytest.mark.django_db


def errors_on(response: Any) -> dict[str, str]:
    """Field → message, as the page shows them beside the fields."""
    page = BeautifulSoup(response.content, "html.parser")
    return {
        str(field["data-contentpath"]): " ".join(message.get_text(" ", strip=True) for message in messages)
        for field in page.select("[data-contentpath]")
        if (messages := field.select(".error-message"))
    }


def inputs_on(response: Any) -> dict[str, str]:
    """Name → value of the inputs on the page."""
    page = BeautifulSoup(response.content, "html.parser")
    return {
        str(i["name"]): i.get_text() if i.name == "textarea" else str(i.get("value", "")) for i in page.select("[name]")
    }


@pytest.fixture
def record(leszno: Municipality, suhl: Municipality) -> Partnership:
    """Leszno and Suhl, since 1984."""
    return factories.partnership(leszno, suhl, since="1984", stories=("pl",))


@pytest.mark.parametrize("action", ["action-edit", "action-publish"])
@pytest.mark.parametrize(
    ("typed_in", "field", "message"),
    [
        ({"since": "1984-13"}, "since", "“1984-13” is not a date. Write a year (1984), a month (May 2009)"),
        ({"since": "30.2.1984"}, "since", "“30.2.1984” is not a date."),
        ({"until": "1983"}, "until", "The end (1983) lies before the beginning (1984)."),
        ({"second": "{first}"}, "second", "A town cannot be its own partner. Choose another town."),
        ({"second": "{deurne}"}, "second", "The register already holds a record of this kind (twinning)"),
        ({"second": ""}, "second", "This field is required."),
        ({"kind": "contact", "slug": "deurne"}, "slug", "Another record has this address already."),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_is_lost(
    officer: Client,
    leszno: Municipality,
    record: Partnership,
    typed_in: dict[str, str],
    field: str,
    message: str,
    action: str,
) -> None:
    deurne = factories.municipality("Deurne", "NL", 51.46, 5.8)
    factories.partnership(leszno, deurne)
    towns = {"{first}": str(leszno.pk), "{deurne}": str(deurne.pk)}
    typed_in = {name: towns.get(value, value) for name, value in typed_in.items()}
    edit = url(Partnership, "edit", record.pk)
    story = new_story(1, language="en", title="A title just typed", lead="A lead just typed")
    data = {**typed(form_at(officer, edit)), "since": "1984", **story, "stories-TOTAL_FORMS": 2, **typed_in}
    response = officer.post(edit, {**data, action: "1"})
    errors = errors_on(response)
    assert list(errors) == [field]
    assert message in errors[field]
    shown = inputs_on(response)
    kept = ("first", "second", "since", "until", "slug", "stories-1-title", "stories-1-lead", "stories-0-title")
    assert {name: shown[name].strip() for name in kept} == {name: str(data[name]) for name in kept}
    record.refresh_from_db()
    assert (str(record.since), record.latest_revision.content["since"]) == ("1984", "1984")


def test_the_message_is_in_the_language_of_the_officer(officer: Client, officer_user: Any, record: Partnership) -> None:
    edit = url(Partnership, "edit", record.pk)
    data = typed(form_at(officer, edit), second="")
    assert errors_on(officer.post(edit, data)) == {"second": "This field is required."}
    UserProfile.objects.filter(user=officer_user).update(preferred_language="pl")
    response = officer.post(edit, data)
    assert errors_on(response) == {"second": "To pole jest wymagane."}
    assert '<html lang="pl"' in response.content.decode()


def test_a_story_keeps_its_text_when_something_else_is_wrong(officer: Client, record: Partnership) -> None:
    edit = url(Partnership, "edit", record.pk)
    data = typed(form_at(officer, edit), since="never")
    data["stories-0-body-0-value"] = data["stories-0-body-0-value"].replace("Text pl", "Just typed")
    body = officer.post(edit, data).context["form"].formsets["stories"].forms[0]["body"].value()
    assert "Just typed" in body[0].value.source


def test_a_new_record_that_is_refused_keeps_its_town(officer: Client, leszno: Municipality, suhl: Municipality) -> None:
    add = url(Partnership, "add")
    response = officer.post(add, typed(form_at(officer, add), second=suhl.pk, until="soon"))
    assert "“soon” is not a date." in errors_on(response)["until"]
    chosen = BeautifulSoup(response.content, "html.parser").select_one("#id_second-chooser [data-chooser-title]")
    assert chosen is not None
    assert chosen.get_text(strip=True) == "Suhl, Germany"
    assert not Partnership.objects.exists()


def test_a_town_that_takes_part_twice_is_told_at_the_second(
    officer: Client, leszno: Municipality, suhl: Municipality
) -> None:
    record = factories.project(leszno, suhl)
    edit = url(Project, "edit", record.pk)
    response = officer.post(
        edit, typed(form_at(officer, edit), participations__1__municipality=leszno.pk, funding__0__currency="złote")
    )
    form = response.context["form"]
    assert list(form.formsets["participations"].forms[1].errors) == ["municipality"]
    assert "This town takes part already." in response.content.decode()
    assert inputs_on(response)["funding-0-currency"] == "złote"


@pytest.mark.parametrize(
    ("make", "typed_in", "field"),
    [
        (lambda town: factories.membership(factories.network(town), town), {"until": "2001"}, "until"),
        (lambda town: factories.project(town, start="2012"), {"end": "2011-12"}, "end"),
        (lambda town: factories.award(town, factories.ladder("Flag")[0]), {"received": "May"}, "received"),
        (lambda town: factories.office(town), {"phone": "12"}, "phone"),
        (lambda town: factories.office(town), {"email": "nobody"}, "email"),
    ],
)
def test_every_kind_of_record_tells_mistakes_at_the_field(
    officer: Client, leszno: Municipality, make: Any, typed_in: dict[str, str], field: str
) -> None:
    record = make(leszno)
    edit = url(type(record), "edit", record.pk)
    response = officer.post(edit, typed(form_at(officer, edit), **typed_in))
    assert list(errors_on(response)) == [field]
    assert inputs_on(response)[field] == typed_in[field]


def test_the_same_membership_twice_is_told_at_its_beginning(officer: Client, leszno: Municipality) -> None:
    network = factories.network(leszno)
    factories.membership(network, leszno, since="2002")
    add = url(Membership, "add")
    response = officer.post(add, typed(form_at(officer, add), network=network.pk, since="2002"))
    assert errors_on(response) == {"since": "The register already holds this membership."}


def test_kinds_without_mistakes_are_all_here() -> None:
    assert {Award, Membership, Office, Partnership, Project} <= set(record_kinds())


def test_a_beginning_in_the_future_is_saved_and_told(officer: Client, record: Partnership) -> None:
    address = url(Partnership, "edit", record.pk)
    response = officer.post(address, typed(form_at(officer, address), since="5.2090"), follow=True)
    assert "The beginning lies in the future: May 2090." in response.content.decode()
    record.refresh_from_db()
    assert str(record.get_latest_revision_as_object().since) == "2090-05"
