"""The lists of the register: columns, search, filters, orders, what they cost, and who sees what."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pomost.desk.models import Role
from pomost.desk.roles import city_groups
from pomost.languages.translated import Translated
from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record
from pomost.register.models import (
    Act,
    Activity,
    Area,
    Attendance,
    Award,
    Challenge,
    ContactPerson,
    Due,
    Membership,
    Network,
    Office,
    Partnership,
    Programme,
    Project,
    Scheme,
    Solution,
)
from pomost.website.settings import CitySettings
from tests import factories
from tests.desk.addresses import url
from tests.website import makers
from tests.website.test_query_budget import fill

pytestmark = pytest.mark.django_db

FEW, MANY = 3, 120
TODAY = date(2026, 11, 23)

# Shell: session, account, permissions, locales, root of the pages. Then: choices of the filters, number of rows, rows,
# what stands beside them.
COST = {
    Partnership: 9,
    Network: 8,
    Membership: 9,
    Project: 9,
    Activity: 9,
    Award: 9,
    Challenge: 9,
    Solution: 9,
    Office: 9,
    ContactPerson: 9,
}


@pytest.fixture(autouse=True)
def fixed_day() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


def table(response: Any) -> list[list[str]]:
    """The texts of a list's cells, without the boxes to tick and the buttons; the first row is the heading."""
    found = BeautifulSoup(response.content, "html.parser").select_one("table.listing")
    if found is None:
        return []
    for buttons in found.select("ul.actions"):
        buttons.decompose()
    rows = [[" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])] for row in found("tr")]
    return [row[1:] for row in rows]


def listed(client: Client, model: Any, /, **parameters: Any) -> list[str]:
    """The first column of a list."""
    response = client.get(url(model, "list"), parameters)
    assert response.status_code == 200
    return [row[0] for row in table(response)[1:]]


@pytest.fixture
def towns(leszno: Municipality) -> dict[str, Municipality]:
    """Partner towns whose names have marks, and a name of their own in Polish."""
    made = [
        factories.municipality("München", "DE", names=Translated({"pl": "Monachium", "en": "Munich"})),
        factories.municipality("Montluçon", "FR"),
        factories.municipality("Łuck", "UA"),
        factories.municipality("Leuven", "BE"),
        factories.municipality("Zwolle", "NL"),
    ]
    return {town.name: town for town in made}


def partnership(home: Municipality, partner: Municipality, *acts: Act, **more: Any) -> Partnership:
    record = Partnership(keeper=home, first=home, second=partner, **more)
    record.acts = list(acts)
    return publish_record(record=record)


@pytest.fixture
def partnerships(leszno: Municipality, towns: dict[str, Municipality]) -> dict[str, Partnership]:
    """One of each: in force and active; expired and quiet; intended and dormant; nothing on record."""
    agreement = Act(kind="agreement", date="2004-12")
    expired = Act(kind="agreement", date="1999", valid_until="2009")
    intent = Act(kind="letter_of_intent", date="2021-03-04")
    made = {
        "München": partnership(leszno, towns["München"], agreement, since="2004"),
        "Montluçon": partnership(leszno, towns["Montluçon"], expired, since="1999-05", kind="friendship"),
        "Łuck": partnership(leszno, towns["Łuck"], intent, kind="contact", is_example=True),
        "Leuven": partnership(leszno, towns["Leuven"], since="1984", until="2001"),
    }
    for name, start in (("München", "2026-05"), ("Montluçon", "2024-02-03"), ("Łuck", "2019")):
        makers.activity(leszno, name=f"Visit {name}", start=start, partnerships=[made[name]])
    return made


class TestColumns:
    """What a list shows."""

    def test_partnerships_are_seen_from_the_keeper_s_side(
        self, officer: Client, partnerships: dict[str, Partnership]
    ) -> None:
        head, *rows = table(officer.get(url(Partnership, "list")))
        assert head == [
            "Partner town", "Country", "Kind", "Since", "Until", "Legal state", "Living state", "Last activity",
            "Status",
        ]  # fmt: skip
        assert rows == [
            ["Leuven", "Belgium", "twinning", "1984", "2001", "no legal basis on record", "no activity on record", "",
             "published"],
            ["Munich", "Germany", "twinning", "2004", "", "in force agreement, December 2004", "active", "May 2026",
             "published"],
            ["Montluçon", "France", "friendship", "May 1999", "", "expired agreement, 1999, valid until 2009", "quiet",
             "3 February 2024", "published"],
            ["Łuck", "Ukraine", "contact", "", "", "intended letter of intent, 4 March 2021", "dormant", "2019",
             "published"],
        ]  # fmt: skip

    def test_the_partner_is_the_other_town_also_where_the_keeper_comes_second(
        self, officer: Client, leszno: Municipality
    ) -> None:
        later = factories.municipality("Herford", "DE")
        leszno.refresh_from_db()
        record = Partnership(keeper=leszno, first=later, second=leszno)
        publish_record(record=record)
        earlier = Partnership.objects.get()
        Partnership.objects.filter(pk=earlier.pk).update(keeper=leszno)
        assert listed(officer, Partnership) == ["Herford"]
        assert listed(officer, Partnership, country="DE") == ["Herford"]

    def test_a_name_leads_to_the_form_and_for_readers_to_the_facts(
        self, officer: Client, leszno: Municipality, partnerships: dict[str, Partnership]
    ) -> None:
        key = partnerships["Łuck"].pk
        assert url(Partnership, "edit", key) in officer.get(url(Partnership, "list")).content.decode()
        shown = reader(leszno).get(url(Partnership, "list")).content.decode()
        assert url(Partnership, "edit", key) not in shown
        assert url(Partnership, "inspect", key) in shown

    def test_activities_tell_partners_and_people(
        self, officer: Client, leszno: Municipality, partnerships: dict[str, Partnership]
    ) -> None:
        makers.activity(
            leszno,
            name="Choirs",
            start="2026-10-02",
            place=leszno,
            partnerships=[partnerships["München"], partnerships["Łuck"]],
            attendance=[
                Attendance(municipality=leszno, group="artists", direct=20),
                Attendance(municipality=leszno, group="youth", direct=15),
            ],
        )
        row = table(officer.get(url(Activity, "list")))[1]
        assert row == ["Choirs (en)", "2 October 2026", "visit", "held", "Łuck and Munich", "Leszno", "35", "published"]

    def test_projects_tell_partners_and_money(self, officer: Client, leszno: Municipality, suhl: Municipality) -> None:
        factories.project(leszno, suhl, name="Bridges", start="2012", end="2014", status="completed")
        assert table(officer.get(url(Project, "list")))[1] == [
            "Bridges (en)", "", "completed", "2012", "2014", "Suhl", "PLN 1,000", "published",
        ]  # fmt: skip

    def test_memberships_tell_what_is_open(self, officer: Client, leszno: Municipality) -> None:
        record = factories.membership(factories.network(leszno, "Cities"), leszno).get_latest_revision_as_object()
        record.dues = [
            Due(year=2025, amount="400", currency="EUR"),
            Due(year=2024, amount="380", currency="EUR", paid="2024-03"),
        ]
        publish_record(record=record)
        row = table(officer.get(url(Membership, "list")))[1]
        assert row == ["Cities (en)", "Leszno", "2002", "", "1 €400", "", "published"]
        assert listed(officer, Membership, open_dues="true") == ["Cities (en)"]
        assert listed(officer, Membership, open_dues="false") == []
        assert listed(officer, Membership, lasts="true", open_duties="false") == ["Cities (en)"]

    def test_the_status_tells_of_drafts_and_approval(
        self, officer: Client, officer_user: Any, partnerships: dict[str, Partnership]
    ) -> None:
        draft, changed, submitted = (partnerships[name] for name in ("Leuven", "München", "Łuck"))
        draft.unpublish()
        changed.save_revision()
        submitted.get_default_workflow().start(submitted, officer_user)
        rows = {row[0]: row[-1] for row in table(officer.get(url(Partnership, "list")))[1:]}
        assert rows == {
            "Leuven": "draft",
            "Munich": "published, with a newer draft",
            "Montluçon": "published",
            "Łuck": "published, a change awaits approval",
        }

    def test_a_list_speaks_the_officer_s_language(
        self, officer: Client, officer_user: Any, partnerships: dict[str, Partnership]
    ) -> None:
        officer_user.wagtail_userprofile.preferred_language = "pl"
        officer_user.wagtail_userprofile.save()
        assert "Monachium" in listed(officer, Partnership)


def test_the_list_is_narrowed_down_while_the_officer_types(
    officer: Client, partnerships: dict[str, Partnership]
) -> None:
    response = officer.get(url(Partnership, "list_results"), {"q": "luck", "_w_filter_fragment": "1"})
    assert [row[0] for row in table(response)[1:]] == ["Łuck"]
    assert "?q=luck&amp;_w_filter_fragment=1&amp;export=csv" in response.content.decode()
    assert "<html" not in response.content.decode()


class TestSearch:
    """Marks, case and order of words are forgiven."""

    def test_partnerships_are_found_by_either_town(self, officer: Client, partnerships: dict[str, Partnership]) -> None:
        wanted = {
            "monachi": ["Munich"],
            "MUNCHEN": ["Munich"],
            "MONTLUCON": ["Montluçon"],
            "luck": ["Łuck"],
            "leszno luck": ["Łuck"],
            "uven": ["Leuven"],
            "luck leuven": [],
            "?!": [],
            "%": [],
        }
        assert {typed: listed(officer, Partnership, q=typed) for typed in wanted} == wanted

    def test_every_list_forgives_marks_and_case(self, officer: Client, leszno: Municipality) -> None:
        name = Translated({"pl": "Źródło szkoły średniej", "en": "Spring"})
        kept = {"keeper": leszno}
        network = publish_record(record=Network(name=name, **kept))
        publish_record(record=Membership(network=network, member=leszno, **kept))
        programme = Programme.objects.create(name=Translated({"pl": "Europa dla Obywateli"}))
        publish_record(record=Project(name=name, programme=programme, **kept))
        publish_record(record=Activity(name=name, **kept))
        step = factories.ladder("Diploma")[0]
        step.name = name
        step.save()
        factories.award(leszno, step)
        challenge = publish_record(record=Challenge(name=name, municipality=leszno, **kept))
        publish_record(record=Solution(name=name, challenge=challenge, municipality=leszno, **kept))
        office = factories.office(leszno, name=name, institution=Translated({"pl": "Urząd Miasta"}))
        publish_record(record=ContactPerson(office=office, name="Żółć", legal_basis="public_task", **kept))
        for kind, typed in (
            (Network, "ZRODLO"),
            (Membership, "zrodlo leszno"),
            (Project, "zrodlo"),
            (Project, "europa dla obyw"),
            (Activity, "sredniej"),
            (Activity, "SZKOŁY Źródło"),
            (Award, "zrodlo"),
            (Challenge, "zrodlo"),
            (Solution, "zrodlo"),
            (Office, "zrodlo"),
            (Office, "URZAD leszno"),
            (ContactPerson, "zolc"),
            (ContactPerson, "zrodlo"),
        ):
            assert (kind, len(listed(officer, kind, q=typed))) == (kind, 1)
            assert listed(officer, kind, q=f"{typed} qqq") == []

    def test_reference_lists_forgive_too(self, officer: Client) -> None:
        for kind in (Area, Programme, Scheme):
            kind.objects.create(name=Translated({"pl": "Młodzież"}))
            kind.objects.create(name=Translated({"pl": "Sport"}))
            shown = BeautifulSoup(officer.get(url(kind, "list"), {"q": "mlodziez"}).content, "html.parser")
            assert (kind, len(shown.select("table.listing tbody tr"))) == (kind, 1)

    def test_what_was_written_in_bulk_is_found(self, officer: Client, leszno: Municipality) -> None:
        Activity.objects.bulk_create(
            Activity(keeper=leszno, name=Translated({"pl": f"Święto {n}"}), slug=f"a-{n}") for n in range(3)
        )
        assert listed(officer, Activity, q="swieto 2") == ["Święto 2"]

    def test_a_new_name_is_found_and_the_old_one_is_not(self, officer: Client, leszno: Municipality) -> None:
        record = factories.network(leszno, "Żagle")
        record.name = factories.translated("Łodzie")
        publish_record(record=record)
        assert listed(officer, Network, q="zagle") == []
        assert listed(officer, Network, q="lodzie") == ["Łodzie (en)"]


class TestFilters:
    """What lists are narrowed down by."""

    def test_partnerships(self, officer: Client, partnerships: dict[str, Partnership]) -> None:
        wanted: list[tuple[dict[str, Any], set[str]]] = [
            ({"kind": ["twinning"]}, {"Leuven", "Munich"}),
            ({"kind": ["friendship", "contact"]}, {"Montluçon", "Łuck"}),
            ({"country": "UA"}, {"Łuck"}),
            ({"legal_state": ["in_force"]}, {"Munich"}),
            ({"legal_state": ["none"]}, {"Leuven"}),
            ({"legal_state": ["none", "expired"]}, {"Leuven", "Montluçon"}),
            ({"living_state": ["quiet"]}, {"Montluçon"}),
            ({"living_state": ["active", "dormant"]}, {"Munich", "Łuck"}),
            ({"living_state": ["unknown"]}, {"Leuven"}),
            ({"legal_state": ["none", "in_force"], "living_state": ["active"]}, {"Munich"}),
            ({"since_min": "1999", "since_max": "2004"}, {"Montluçon", "Munich"}),
            ({"since_max": "1999"}, {"Leuven", "Montluçon"}),
            ({"since_min": "2004"}, {"Munich"}),
            ({"is_example": "true"}, {"Łuck"}),
            ({"is_example": "false", "q": "leu"}, {"Leuven"}),
            ({"live": "false"}, set()),
            ({"live": "true", "kind": ["contact"]}, {"Łuck"}),
        ]
        for parameters, found in wanted:
            assert (parameters, set(listed(officer, Partnership, **parameters))) == (parameters, found)

    def test_partnerships_by_area(self, officer: Client, leszno: Municipality, suhl: Municipality) -> None:
        culture, sport = (Area.objects.create(name=factories.translated(name)) for name in ("Culture", "Sport"))
        factories.partnership(leszno, suhl, areas=[culture, sport])
        assert listed(officer, Partnership, area=culture.pk) == ["Suhl"]
        assert listed(officer, Partnership, area=Area.objects.create(name=factories.translated("Aid")).pk) == []

    def test_the_states_are_those_of_today(self, officer: Client, partnerships: dict[str, Partnership]) -> None:
        with time_machine.travel(date(2009, 12, 31), tick=False):
            client = Client(headers={"host": "localhost"})
            client.force_login(get_user_model().objects.get(username="zofia"))
            assert set(listed(client, Partnership, legal_state=["in_force"])) == {"Munich", "Montluçon"}

    def test_every_list_is_narrowed_down_to_drafts(self, officer: Client, leszno: Municipality) -> None:
        fill(leszno, 2)
        people(leszno, 2)
        for kind in COST:
            kind.objects.filter(pk=kind.objects.order_by("pk")[0].pk).update(live=False, is_example=True)
            others = kind.objects.count() - 1
            assert (kind, len(listed(officer, kind, live="false"))) == (kind, 1)
            assert (kind, len(listed(officer, kind, live="true", is_example="false"))) == (kind, others)

    def test_persons_to_be_checked_and_those_who_left(self, officer: Client, leszno: Municipality) -> None:
        office = factories.office(leszno)
        for name, days in (
            ("Due", {"review_on": date(2026, 11, 23)}),
            ("Later", {"review_on": date(2026, 11, 24)}),
            ("Gone", {"valid_until": date(2026, 11, 22)}),
        ):
            publish_record(record=makers.person(office, name, **days))
        assert listed(officer, ContactPerson, is_due="true") == ["Due"]
        assert listed(officer, ContactPerson, in_office="false") == ["Gone"]
        assert listed(officer, ContactPerson, in_office="true") == ["Due", "Later"]


class TestOrders:
    """Every column that has an order has it both ways; what is not known comes last."""

    def test_partnerships(self, officer: Client, partnerships: dict[str, Partnership]) -> None:
        wanted = {
            "partner": ["Leuven", "Łuck", "Montluçon", "Munich"],
            "country": ["Leuven", "Montluçon", "Munich", "Łuck"],
            "since": ["Leuven", "Montluçon", "Munich", "Łuck"],
            "-since": ["Munich", "Montluçon", "Leuven", "Łuck"],
            "last_activity": ["Łuck", "Montluçon", "Munich", "Leuven"],
            "-last_activity": ["Munich", "Montluçon", "Łuck", "Leuven"],
            "legal_state": ["Łuck", "Munich", "Montluçon", "Leuven"],
            "living_state": ["Munich", "Montluçon", "Łuck", "Leuven"],
        }
        assert {by: listed(officer, Partnership, ordering=by) for by in wanted} == wanted

    def test_towns_are_sorted_by_the_names_that_are_shown(
        self, officer: Client, leszno: Municipality, towns: dict[str, Municipality]
    ) -> None:
        vienna = factories.municipality("Wien", "AT", names=Translated({"en": "Vienna"}))
        for town in (vienna, towns["Zwolle"], factories.municipality("Venlo", "NL")):
            factories.partnership(leszno, town)
            publish_record(record=Network(keeper=leszno, name=factories.translated(f"of {town.name}"), seat=town))
        assert listed(officer, Partnership, ordering="partner") == ["Venlo", "Vienna", "Zwolle"]
        seats = [row[1] for row in table(officer.get(url(Network, "list"), {"ordering": "-seat"}))[1:4]]
        assert seats == ["Zwolle, Netherlands", "Vienna, Austria", "Venlo, Netherlands"]

    def test_memberships_are_sorted_by_network(self, officer: Client, leszno: Municipality) -> None:
        for name in ("B", "C", "A"):
            factories.membership(factories.network(leszno, name), leszno)
        assert listed(officer, Membership) == ["A (en)", "B (en)", "C (en)"]
        assert listed(officer, Membership, ordering="-network") == ["C (en)", "B (en)", "A (en)"]

    def test_letters_stand_where_the_officer_s_alphabet_has_them(
        self, officer: Client, officer_user: Any, leszno: Municipality
    ) -> None:
        for name in ("Zamość", "Łódź", "Lublin", "Świdnica", "Sopot", "Ähtäri"):
            publish_record(record=Network(keeper=leszno, name=Translated({"en": name})))
        assert listed(officer, Network) == ["Ähtäri", "Łódź", "Lublin", "Sopot", "Świdnica", "Zamość"]
        officer_user.wagtail_userprofile.preferred_language = "pl"
        officer_user.wagtail_userprofile.save()
        assert listed(officer, Network) == ["Ähtäri", "Lublin", "Łódź", "Sopot", "Świdnica", "Zamość"]

    def test_every_column_can_be_sorted_by(self, officer: Client, leszno: Municipality) -> None:
        fill(leszno, 2)
        people(leszno, 2)
        for kind in COST:
            everything = sorted(kind.objects.values_list("pk", flat=True))
            for fact in kind.snippet_viewset.facts:
                for sign in ("", "-") if fact.order else ():
                    response = officer.get(url(kind, "list"), {"ordering": f"{sign}{fact.name}"})
                    assert sorted(record.pk for record in response.context["object_list"]) == everything


def people(home: Municipality, number: int) -> None:
    office = Office.objects.first() or factories.office(home)
    ContactPerson.objects.bulk_create(
        ContactPerson(keeper=home, office=office, name=f"Person {n}", slug=f"person-{n}", live=True)
        for n in range(number)
    )


def reader(city: Municipality) -> Client:
    user = get_user_model().objects.create_user("jan")
    user.groups.add(city_groups(city)[Role.READER])
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def counted(client: Client, model: Any, /, **parameters: Any) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url(model, "list"), parameters).status_code == 200
    return len(queries)


@pytest.mark.parametrize("number", [FEW, MANY])
def test_lists_cost_the_same_number_of_queries_whatever_they_show(
    officer: Client, leszno: Municipality, number: int
) -> None:
    fill(leszno, number)
    people(leszno, number)
    listed(officer, Partnership)  # what Django keeps for the life of a process is there before anything is counted
    assert {kind: counted(officer, kind) for kind in COST} == COST


@pytest.mark.parametrize("number", [FEW, MANY])
def test_filters_and_orders_cost_no_more_than_ten_queries(officer: Client, leszno: Municipality, number: int) -> None:
    fill(leszno, number)
    Municipality.objects.exclude(pk=leszno.pk).update(folded_names=" town")
    listed(officer, Partnership)
    wanted: list[tuple[dict[str, Any], int]] = [
        ({"q": "town"}, 9),
        ({"q": "town", "kind": ["twinning"], "country": "DE", "since_min": "1950"}, 9),
        ({"ordering": "-last_activity"}, 9),
        ({"legal_state": ["none"]}, 10),
        ({"living_state": ["unknown", "active"], "legal_state": ["none", "in_force"], "ordering": "legal_state"}, 10),
    ]
    for parameters, cost in wanted:
        assert (parameters, counted(officer, Partnership, **parameters)) == (parameters, cost)


class TestWhoSeesWhat:
    """A list shows the records of the cities for which the officer has a role."""

    def test_records_of_another_city_and_their_choices_are_not_there(
        self, officer: Client, leszno: Municipality, suhl: Municipality, make_foreign: Callable[[], Partnership]
    ) -> None:
        factories.partnership(leszno, suhl)
        make_foreign()
        response = officer.get(url(Partnership, "list"))
        assert [row[0] for row in table(response)[1:]] == ["Suhl"]
        assert [code for code, _name in response.context["filters"].form.fields["country"].choices] == ["", "DE"]

    @pytest.fixture
    def make_foreign(self, towns: dict[str, Municipality]) -> Callable[[], Partnership]:
        return lambda: factories.partnership(towns["Zwolle"], towns["Łuck"])

    def test_who_has_no_role_gets_no_list(self, site: CitySettings) -> None:
        client = Client(headers={"host": "localhost"})
        client.force_login(get_user_model().objects.create_user("nobody"))
        for kind in COST:
            response = client.get(url(kind, "list"))
            assert (response.status_code, response.content) == (302, b"")
