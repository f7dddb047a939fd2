"""Every kind of record through the admin's own views: begun, drafted, published, looked back on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils.text import capfirst
from django.utils.translation import override

from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record
from pomost.register.models import (
    Activity,
    Award,
    Challenge,
    ContactPerson,
    Membership,
    Network,
    Office,
    Partnership,
    Project,
    Record,
    Solution,
)
from pomost.register.queries import record_kinds
from pomost.website.settings import CitySettings
from tests import factories
from tests.desk.addresses import form_at, url
from tests.desk.browser_forms import WHY, new_story, typed

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2020, 5, 17, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """A kind of record: what must be typed to make one, and a fact that is changed later."""

    kind: type[Record]
    facts: Callable[[Municipality, Municipality], dict[str, Any]]
    field: str
    change: dict[str, str]
    before: str
    after: str


def _partnership(home: Municipality, other: Municipality) -> dict[str, Any]:
    return {"second": other.pk, "since": "1984"}


def _network(home: Municipality, other: Municipality) -> dict[str, Any]:
    return {"name_pl": "Sieć", "seat": other.pk}


def _membership(home: Municipality, other: Municipality) -> dict[str, Any]:
    return {"network": factories.network(home).pk, "since": "2002"}


def _project(home: Municipality, other: Municipality) -> dict[str, Any]:
    return {
        "name_pl": "Projekt",
        "end": "2014",
        "participations-TOTAL_FORMS": 2,
        "participations-1-municipality": other.pk,
        "participations-1-role": "partner",
        "participations-1-ORDER": 2,
        "funding-TOTAL_FORMS": 1,
        "funding-0-kind": "grant",
        "funding-0-precision": "almost",
        "funding-0-planned": "800000",
        "funding-0-currency": "PLN",
        "funding-0-ORDER": 1,
    }


def _award(home: Municipality, other: Municipality) -> dict[str, Any]:
    return {"step": factories.ladder("Diploma")[0].pk, "received": "2002"}


def _office(home: Municipality, other: Municipality) -> dict[str, Any]:
    return {"name_pl": "Wydział Promocji", "email": "office@leszno.example"}


def _activity(home: Municipality, other: Municipality) -> dict[str, Any]:
    return {"name_pl": "Festiwal", "start": "2024-05-18", "place": other.pk}


def _contact_person(home: Municipality, other: Municipality) -> dict[str, Any]:
    return {"office": factories.office(home).pk, "name": "Zofia Nowak", "legal_basis": "public_task"}


def _challenge(home: Municipality, other: Municipality) -> dict[str, Any]:
    return {"name_pl": "Puste sklepy", "since": "2019"}


def _solution(home: Municipality, other: Municipality) -> dict[str, Any]:
    challenge = publish_record(record=Challenge(keeper=home, municipality=home, name=factories.translated("Problem")))
    return {"challenge": challenge.pk, "name_pl": "Targ", "start": "2021"}


CASES = [
    Case(Partnership, _partnership, "since", {"since": "1984-06"}, "1984", "1984-06"),
    Case(Network, _network, "website", {"website": "https://cities.example/"}, "", "https://cities.example/"),
    Case(Membership, _membership, "until", {"until": "2020"}, "None", "2020"),
    Case(Project, _project, "start", {"start": "2012-03"}, "None", "2012-03"),
    Case(Award, _award, "received", {"received": "2002-10"}, "2002", "2002-10"),
    Case(Office, _office, "email", {"email": "new@leszno.example"}, "office@leszno.example", "new@leszno.example"),
    Case(Activity, _activity, "start", {"start": "2024-05-19"}, "2024-05-18", "2024-05-19"),
    Case(ContactPerson, _contact_person, "email", {"email": "z@leszno.example"}, "", "z@leszno.example"),
    Case(Challenge, _challenge, "since", {"since": "2020"}, "2019", "2020"),
    Case(Solution, _solution, "end", {"end": "2022"}, "None", "2022"),
]


def test_every_kind_of_record_is_tried() -> None:
    assert {case.kind for case in CASES} == set(record_kinds())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind.__name__)
def test_a_record_is_made_drafted_and_published(
    case: Case, officer: Client, leszno: Municipality, suhl: Municipality
) -> None:
    add = url(case.kind, "add")
    data = typed(form_at(officer, add)) | case.facts(leszno, suhl) | new_story(0, title="Tytuł")
    data["stories-TOTAL_FORMS"] = 1
    response = officer.post(add, {**data, **WHY, "action-publish": "1"})
    assert response.status_code == 302, response.context["form"].errors
    record: Any = case.kind._default_manager.get(live=True, keeper=leszno)
    assert [(story.language, story.title) for story in record.stories.all()] == [("pl", "Tytuł")]

    edit = url(case.kind, "edit", record.pk)
    response = officer.post(edit, typed(form_at(officer, edit), **case.change, stories__0__title="Nowy"))
    assert response["Location"] == edit
    record.refresh_from_db()
    assert (str(getattr(record, case.field)), record.stories.get().title) == (case.before, "Tytuł")
    draft = record.get_latest_revision_as_object()
    assert (str(getattr(draft, case.field)), draft.stories.get().title) == (case.after, "Nowy")
    assert record.has_unpublished_changes

    response = officer.post(edit, {**typed(form_at(officer, edit)), **WHY, "action-publish": "1"})
    assert response["Location"] == url(case.kind, "list")
    record.refresh_from_db()
    assert (str(getattr(record, case.field)), record.stories.get().title) == (case.after, "Nowy")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind.__name__)
def test_a_record_is_previewed_and_looked_back_on(
    case: Case, officer: Client, leszno: Municipality, suhl: Municipality
) -> None:
    add = url(case.kind, "add")
    data = typed(form_at(officer, add)) | case.facts(leszno, suhl)
    assert officer.post(url(case.kind, "preview_on_add"), data).json() == {"is_valid": True, "is_available": True}
    officer.post(add, {**data, **WHY, "action-publish": "1"})
    record: Any = case.kind._default_manager.get(live=True, keeper=leszno)
    first = record.latest_revision

    edit, preview = url(case.kind, "edit", record.pk), url(case.kind, "preview_on_edit", record.pk)
    data = typed(form_at(officer, edit), **case.change)
    assert officer.post(preview, data).json() == {"is_valid": True, "is_available": True}
    shown = officer.get(preview, {"mode": "en"})
    assert (shown["X-Frame-Options"], "frame-ancestors 'self'" in shown["Content-Security-Policy"]) == (
        "SAMEORIGIN",
        True,
    )
    assert '<html lang="en"' in shown.content.decode()
    officer.post(edit, {**data, **WHY, "action-publish": "1"})
    record.refresh_from_db()
    assert str(getattr(record, case.field)) == case.after

    assert officer.get(url(case.kind, "history", record.pk)).status_code == 200
    compared = officer.get(url(case.kind, "revisions_compare", record.pk, first.pk, "latest"))
    with override("en"):  # the officer's language
        label = capfirst(str(case.kind._meta.get_field(case.field).verbose_name))
    assert [[row.label for row in part.rows] for part in compared.context["parts"]] == [[label]]
    revert = url(case.kind, "revisions_revert", record.pk, first.pk)
    response = officer.post(revert, {**typed(form_at(officer, revert)), **WHY, "action-publish": "1"})
    assert response.status_code == 302
    record.refresh_from_db()
    assert str(getattr(record, case.field)) == case.before


@pytest.mark.parametrize(
    ("kind", "side"),
    [
        (Partnership, "first"),
        (Membership, "member"),
        (Award, "recipient"),
        (Office, "municipality"),
        (Network, None),
        (Challenge, "municipality"),
        (Solution, "municipality"),
    ],
)
def test_a_new_record_begins_with_the_city_of_the_site(
    kind: type[Record], side: str | None, officer: Client, leszno: Municipality
) -> None:
    form = form_at(officer, url(kind, "add"))
    assert form["keeper"].value() == leszno.pk
    if side:
        assert form[side].value() == leszno.pk


def test_a_new_record_begins_with_the_only_city_where_the_site_is_not_known(
    officer: Client, site: CitySettings, leszno: Municipality
) -> None:
    site.site.is_default_site, site.site.hostname = False, "leszno.example"
    site.site.save()
    assert form_at(officer, url(Partnership, "add"))["keeper"].value() == leszno.pk


def test_a_new_project_begins_with_the_city_as_a_partner(officer: Client, leszno: Municipality) -> None:
    form = form_at(officer, url(Project, "add"))
    assert [child["municipality"].value() for child in form.formsets["participations"].forms] == [leszno.pk]


def test_a_published_record_leads_to_its_public_page(officer: Client, leszno: Municipality, suhl: Municipality) -> None:
    record = factories.partnership(leszno, suhl)
    edit = url(Partnership, "edit", record.pk)
    assert "/en/partnerships-en/suhl/" in officer.get(edit).content.decode()
    record.unpublish()
    assert "/en/partnerships-en/suhl/" not in officer.get(edit).content.decode()


def test_the_record_is_called_in_the_officer_s_language(officer: Client, leszno: Municipality) -> None:
    with override("pl"):
        award = factories.award(leszno, factories.ladder("Flag")[0])
    title = BeautifulSoup(officer.get(url(Award, "edit", award.pk)).content, "html.parser").title
    assert title is not None
    assert "Flag (en)" in title.get_text()


class TestStories:
    """Only a story whose text changed is a story that changed."""

    @pytest.fixture
    def record(self, leszno: Municipality, suhl: Municipality) -> Partnership:
        record = factories.partnership(leszno, suhl, since="1984", stories=("pl", "en"))
        record = record.get_latest_revision_as_object()
        stories = list(record.stories.all())
        for story in stories:
            story.changed_at = LONG_AGO
            story.lead = "One line.\nAnother line."
            story.body = [
                ("paragraph", "<p>A <strong>text</strong> that no editor has seen.</p><ul><li>One</li></ul>"),
                ("quote", {"text": "Words", "source": "Somebody"}),
            ]
        record.stories = stories
        record.save_revision().publish()
        return Partnership.objects.get()

    def changed(self, record: Partnership) -> dict[str, bool]:
        draft = record.get_latest_revision_as_object()
        return {story.language: story.changed_at > LONG_AGO for story in draft.stories.all()}

    def send(self, officer: Client, record: Partnership, **changes: Any) -> None:
        edit = url(Partnership, "edit", record.pk)
        # A browser sends line ends of its own kind.
        shown = typed(form_at(officer, edit))
        data = {name: value.replace("\n", "\r\n") if isinstance(value, str) else value for name, value in shown.items()}
        data |= {name.replace("__", "-"): value for name, value in changes.items()}
        assert officer.post(edit, data).status_code == 302
        record.refresh_from_db()

    def test_a_changed_fact_changes_no_story(self, officer: Client, record: Partnership) -> None:
        self.send(officer, record, since="1985")
        assert str(record.get_latest_revision_as_object().since) == "1985"
        assert self.changed(record) == {"pl": False, "en": False}

    @pytest.mark.parametrize(
        ("field", "value"),
        [("title", "Another"), ("lead", "Another"), ("body__1__value__source", "Another"), ("body__1__deleted", "1")],
    )
    def test_a_changed_text_changes_its_story_alone(
        self, officer: Client, record: Partnership, field: str, value: str
    ) -> None:
        self.send(officer, record, **{f"stories__1__{field}": value})
        assert self.changed(record) == {"pl": False, "en": True}

    def test_a_deleted_story_is_gone_after_publishing(self, officer: Client, record: Partnership) -> None:
        self.send(officer, record, stories__0__DELETE="1", action__publish="1")
        assert [story.language for story in Partnership.objects.get().stories.all()] == ["en"]

    def test_a_second_story_in_one_language_is_refused(self, officer: Client, record: Partnership) -> None:
        edit = url(Partnership, "edit", record.pk)
        response = officer.post(edit, typed(form_at(officer, edit), stories__1__language="pl"))
        stories = response.context["form"].formsets["stories"]
        assert [list(errors) for errors in stories.errors] == [[], ["title"], [], [], []]
        assert "There is a story in this language already." in response.content.decode()
