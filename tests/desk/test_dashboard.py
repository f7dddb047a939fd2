"""The home page of the desk: each row appears, leads to the form that mends it, and is gone once it is mended."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.users.models import UserProfile

from pomost.desk.links.models import Link, Mention
from pomost.desk.models import Role
from pomost.desk.roles import city_groups
from pomost.places.models import Municipality
from pomost.register.actions.contacts import confirm_contact
from pomost.register.actions.records import delete_record, publish_record, save_draft
from pomost.register.choices import ChangeKind
from pomost.register.matters.matter import Sort
from pomost.register.models import (
    Act,
    Activity,
    Award,
    ContactPerson,
    Due,
    Duty,
    Membership,
    Network,
    Office,
    Partnership,
    PartnershipPhoto,
    PartnershipStory,
    Project,
    Report,
    Scheme,
)
from pomost.website.settings import CitySettings
from tests import factories
from tests.desk.addresses import form_at, url
from tests.website import makers
from tests.website.test_query_budget import fill

pytestmark = pytest.mark.django_db

TODAY = datetime(2026, 11, 27, 9, tzinfo=UTC)
HOME = "/admin/"
FEW, MANY = 3, 120
SUBSTANCE = (ChangeKind.SUBSTANCE, "The council said so")
# Shell: session, account, permissions, root of the pages, locales. Then: visitors’ messages, what awaits
# approval, matters, changes, names.
COST = 10


@pytest.fixture(autouse=True)
def fixed_day() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


def rows(client: Client, sort: Sort) -> list[tuple[str, ...]]:
    """The rows of a sort as they stand on the home page: date, name, what it is about."""
    return [tuple(" ".join(part.get_text(" ").split()) for part in _parts(row)) for row in _rows(client, sort)]


def links(client: Client, sort: Sort) -> list[str]:
    return [row.select_one("a.matter__name")["href"] for row in _rows(client, sort)]


def _rows(client: Client, sort: Sort) -> Any:
    response = client.get(HOME)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").select(f"[aria-labelledby=matters-{sort.value}] .matter")


def _parts(row: Any) -> list[Any]:
    return [part for name in ("when", "name", "about") if (part := row.select_one(f".matter__{name}"))]


def edited(record: Any, *, why: tuple[str, str] = ("", ""), **values: Any) -> Any:
    """The record, published again with other values; `why`: the kind of the change and its reason."""
    version = type(record).objects.get(pk=record.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(version, name, value)
    return publish_record(record=version, kind=why[0], reason=why[1])


@pytest.fixture
def partnership(leszno: Municipality, suhl: Municipality) -> Partnership:
    """Leszno and Suhl, with nothing to mend but its stories."""
    return factories.partnership(leszno, suhl)


class TestWhatComes:
    """Jubilees, agreements, deadlines, activities."""

    def test_a_jubilee_leads_to_its_partnership(self, officer: Client, partnership: Partnership) -> None:
        assert rows(officer, Sort.JUBILEES) == []
        edited(partnership, since="2003-05")
        assert rows(officer, Sort.JUBILEES) == [("May 2028", "Suhl", "25 years")]
        assert links(officer, Sort.JUBILEES) == [url(Partnership, "edit", partnership.pk)]
        edited(partnership, since="2004-05")
        assert rows(officer, Sort.JUBILEES) == []

    def test_round_jubilees_come_first(self, officer: Client, leszno: Municipality) -> None:
        for name, since in (("A", "1982"), ("B", "1987"), ("C", "1978"), ("D", "2003"), ("E", "2001-12-01")):
            factories.partnership(leszno, factories.municipality(name), since=since)
        assert [row[1:] for row in rows(officer, Sort.JUBILEES)] == [
            ("E", "25 years"), ("C", "50 years"), ("D", "25 years"), ("B", "40 years"), ("A", "45 years"),
        ]  # fmt: skip

    def test_what_has_ended_has_no_jubilee(self, officer: Client, partnership: Partnership) -> None:
        edited(partnership, since="2002", until="2024")
        assert rows(officer, Sort.JUBILEES) == []

    def test_a_membership_has_jubilees_too(self, officer: Client, leszno: Municipality) -> None:
        record = factories.membership(factories.network(leszno, "Cities"), leszno, since="2002")
        assert rows(officer, Sort.JUBILEES) == [("2027", "Cities (en)", "25 years")]
        assert links(officer, Sort.JUBILEES) == [url(Membership, "edit", record.pk)]

    def test_an_agreement_that_expires_leads_to_the_acts(self, officer: Client, partnership: Partnership) -> None:
        agreement = Act(kind="agreement", date="2018", valid_until="2027-06-30")
        edited(partnership, acts=[Act(kind="council_resolution", date="2017"), agreement])
        assert rows(officer, Sort.EXPIRING) == [
            ("30 June 2027", "Suhl", "in force: agreement, 2018, valid until 30 June 2027")
        ]
        assert links(officer, Sort.EXPIRING) == [f"{url(Partnership, 'edit', partnership.pk)}#tab-acts"]
        edited(
            partnership, acts=[Act(kind="council_resolution", date="2017"), agreement, Act(kind="renewal", date="2026")]
        )
        assert rows(officer, Sort.EXPIRING) == []

    def test_an_agreement_that_ran_out_lately_is_late(self, officer: Client, partnership: Partnership) -> None:
        edited(partnership, acts=[Act(kind="agreement", date="2018", valid_until="2026-06")])
        assert rows(officer, Sort.EXPIRING)[0][0] == "June 2026 overdue"
        edited(partnership, acts=[Act(kind="agreement", date="2018", valid_until="2025-06")])
        assert rows(officer, Sort.EXPIRING) == []

    def test_duties_and_fees_of_a_membership(self, officer: Client, leszno: Municipality) -> None:
        record = factories.membership(factories.network(leszno, "Cities"), leszno, since="2004")
        duty = Duty(name=factories.translated("Annual report"), due="2026-12-15")
        edited(record, duties=[duty], dues=[Due(year=2025, amount=400), Due(year=2030, amount=400)])
        assert rows(officer, Sort.DEADLINES) == [
            ("2025 overdue", "Cities (en)", "membership fee of 2025, not paid"),
            ("15 December 2026", "Cities (en)", "Annual report (en)"),
        ]
        assert set(links(officer, Sort.DEADLINES)) == {f"{url(Membership, 'edit', record.pk)}#tab-dues_and_duties"}
        duty.met = "2026-11"
        edited(record, duties=[duty], dues=[Due(year=2025, amount=400, paid="2026")])
        assert rows(officer, Sort.DEADLINES) == []

    def test_a_report_of_a_project(self, officer: Client, leszno: Municipality, suhl: Municipality) -> None:
        record = factories.project(leszno, suhl, name="Bridges")
        edited(record, reports=[Report(name=factories.translated("Final report"), due="2027")])
        assert rows(officer, Sort.DEADLINES) == [("2027", "Bridges (en)", "Final report (en)")]
        assert links(officer, Sort.DEADLINES) == [f"{url(Project, 'edit', record.pk)}#tab-partners_and_money"]
        edited(record, status="cancelled")
        assert rows(officer, Sort.DEADLINES) == []

    def test_an_application_leads_to_the_award_of_the_next_step(self, officer: Client, leszno: Municipality) -> None:
        diploma, flag = factories.ladder("Diploma", "Flag")
        Scheme.objects.update(apply_by_month=1, apply_by_day=15)
        factories.award(leszno, diploma, received="2002")
        assert rows(officer, Sort.DEADLINES) == [("15 January 2027", "Scheme (en)", "application for: Flag (en)")]
        (address,) = links(officer, Sort.DEADLINES)
        assert address == f"{url(Award, 'add')}?step={flag.pk}"
        assert form_at(officer, address)["step"].value() == flag.pk
        factories.award(leszno, flag, received="2026")
        assert rows(officer, Sort.DEADLINES) == []

    def test_a_scheme_without_a_day_has_no_deadline(self, officer: Client, leszno: Municipality) -> None:
        factories.award(leszno, factories.ladder("Diploma", "Flag")[0])
        assert rows(officer, Sort.DEADLINES) == []

    def test_planned_activities(self, officer: Client, leszno: Municipality) -> None:
        coming = makers.activity(leszno, name="Choirs", start="2027-05-02", end="2027-05-04", status="planned")
        makers.activity(leszno, name="This month", start="2026-11", status="planned")
        makers.activity(leszno, name="Yesterday", start="2026-11-26", status="planned")
        makers.activity(leszno, name="Cancelled", start="2027-05", status="cancelled")
        makers.activity(leszno, name="Far away", start="2029", status="planned")
        assert rows(officer, Sort.ACTIVITIES) == [
            ("November 2026", "This month (en)"),
            ("2–4 May 2027", "Choirs (en)"),
        ]
        assert links(officer, Sort.ACTIVITIES)[1] == url(Activity, "edit", coming.pk)


class TestWhatIsWrong:
    """What is missing, silent, unchecked."""

    def test_a_missing_act_leads_to_the_acts(self, officer: Client, partnership: Partnership) -> None:
        agreement = Act(kind="agreement", date="2004-12")
        edited(partnership, acts=[agreement])
        (row,) = rows(officer, Sort.MISSING_ACTS)
        assert row[:2] == ("December 2004", "Suhl")
        assert row[2].startswith("Poland – missing act: council resolution")
        assert links(officer, Sort.MISSING_ACTS) == [f"{url(Partnership, 'edit', partnership.pk)}#tab-acts"]
        edited(partnership, acts=[Act(kind="council_resolution", date="2004"), agreement])
        assert rows(officer, Sort.MISSING_ACTS) == []

    @pytest.mark.parametrize(
        "acts",
        [
            [],
            [("first_contact", "2000", "")],
            [("agreement", "2004", "2014")],
            [("agreement", "2004", ""), ("termination", "2022", "")],
        ],
    )
    def test_without_an_agreement_in_force_no_act_is_missing(
        self, officer: Client, partnership: Partnership, acts: list[tuple[str, str, str]]
    ) -> None:
        edited(partnership, acts=[Act(kind=kind, date=day, valid_until=until) for kind, day, until in acts])
        assert rows(officer, Sort.MISSING_ACTS) == []

    def test_a_quiet_partnership_wakes_up_with_an_activity(
        self, officer: Client, leszno: Municipality, partnership: Partnership
    ) -> None:
        assert rows(officer, Sort.QUIET) == []  # a register that knows of no activity claims nothing
        makers.activity(leszno, start="2024-11-27", partnerships=[partnership])
        assert rows(officer, Sort.QUIET) == [("27 November 2024", "Suhl", "quiet: last activity 27 November 2024")]
        assert links(officer, Sort.QUIET) == [url(Partnership, "edit", partnership.pk)]
        makers.activity(leszno, name="Second", start="2024-11", partnerships=[partnership])
        assert len(rows(officer, Sort.QUIET)) == 1  # as text a month sorts before its days
        makers.activity(leszno, name="Third", start="2024-12", partnerships=[partnership])
        assert rows(officer, Sort.QUIET) == []

    def test_contacts_are_to_be_checked_after_a_year(
        self, officer: Client, officer_user: Any, leszno: Municipality
    ) -> None:
        with time_machine.travel(datetime(2025, 11, 27, 9, tzinfo=UTC), tick=False):
            office = factories.office(leszno)
            person = publish_record(record=makers.person(office, "Anna Nowak"))
        assert rows(officer, Sort.UNCHECKED) == [
            ("27 November 2025", "Anna Nowak", "last checked on 27 November 2025"),
            ("27 November 2025", "Office (en)", "last checked on 27 November 2025"),
        ]
        assert set(links(officer, Sort.UNCHECKED)) == {
            url(Office, "edit", office.pk), url(ContactPerson, "edit", person.pk),
        }  # fmt: skip
        edited(office, email="office@city.example")
        confirm_contact(record=person, on=date(2026, 11, 27), user=officer_user)
        assert rows(officer, Sort.UNCHECKED) == []

    def test_still_right_is_one_click_and_stands_in_the_history(
        self, officer: Client, officer_user: Any, leszno: Municipality
    ) -> None:
        person = publish_record(record=makers.person(factories.office(leszno), "Anna Nowak"))
        edited(person, review_on=date(2026, 11, 1))
        assert rows(officer, Sort.UNCHECKED) == [
            ("1 November 2026", "Anna Nowak", "to be checked since 1 November 2026")
        ]
        (row,) = _rows(officer, Sort.UNCHECKED)
        form = row.select_one("form")
        response = officer.post(form["action"], {"next": HOME})
        assert response["Location"] == HOME
        assert rows(officer, Sort.UNCHECKED) == []
        kept = ContactPerson.objects.get()
        assert (kept.checked_on, kept.live, kept.has_unpublished_changes) == (date(2026, 11, 27), True, False)
        assert "Confirmed as still right" in officer.get(HOME).content.decode()
        # It survives the next version, which was begun without it.
        assert edited(person, phone="+48650000001").checked_on == date(2026, 11, 27)

    def test_who_may_not_write_may_not_confirm(self, leszno: Municipality, suhl: Municipality) -> None:
        office = factories.office(leszno)
        for client in (_somebody(leszno, Role.READER), _somebody(suhl, Role.ADMINISTRATOR)):
            client.post(reverse("desk_confirm", args=["office", office.pk]))
        assert Office.objects.get().checked_on is None

    def test_who_left_is_not_to_be_checked(self, officer: Client, leszno: Municipality) -> None:
        with time_machine.travel(datetime(2025, 1, 1, tzinfo=UTC), tick=False):
            person = makers.person(factories.office(leszno), "Gone", valid_until=date(2026, 1, 1))
            publish_record(record=person)
        assert [row[1] for row in rows(officer, Sort.UNCHECKED)] == ["Office (en)"]

    def test_a_story_is_missing_until_it_is_told_in_every_language(
        self, officer: Client, partnership: Partnership
    ) -> None:
        assert rows(officer, Sort.STORIES) == [("–", "Suhl", "no story yet")]
        assert links(officer, Sort.STORIES) == [f"{url(Partnership, 'edit', partnership.pk)}#tab-stories"]
        edited(partnership, stories=[PartnershipStory(language=code, title="T") for code in ("pl", "en", "de")])
        assert rows(officer, Sort.STORIES) == [("–", "Suhl", "no story in: Dutch and French")]
        languages = ("pl", "en", "de", "nl", "fr")
        edited(partnership, stories=[PartnershipStory(language=code, title="T") for code in languages])
        assert rows(officer, Sort.STORIES) == []

    def test_a_story_is_older_than_its_facts_until_it_is_changed(
        self, officer: Client, leszno: Municipality, suhl: Municipality
    ) -> None:
        languages = ("pl", "en", "de", "nl", "fr")
        with time_machine.travel(TODAY - timedelta(days=30), tick=False):
            record = factories.partnership(leszno, suhl, stories=languages)
        with time_machine.travel(TODAY - timedelta(days=4), tick=False):
            edited(record, why=(ChangeKind.CORRECTION, "Misread"), since="1985")
            assert rows(officer, Sort.STORIES) == []
        with time_machine.travel(TODAY - timedelta(days=2), tick=False):
            edited(record, why=SUBSTANCE, since="1986")
        assert rows(officer, Sort.STORIES) == [
            ("25 November 2026", "Suhl", "older than the facts: the story in German, English, French, Dutch and Polish")
        ]
        version = Partnership.objects.get().get_latest_revision_as_object()
        version.stories = _rewritten(version, TODAY, but="fr")
        publish_record(record=version)
        assert [row[2] for row in rows(officer, Sort.STORIES)] == ["older than the facts: the story in French"]

    def test_a_story_that_was_changed_with_the_facts_is_not_older(
        self, officer: Client, leszno: Municipality, suhl: Municipality
    ) -> None:
        with time_machine.travel(TODAY - timedelta(days=30), tick=False):
            record = factories.partnership(leszno, suhl, stories=("pl", "en", "de", "nl", "fr"))
        version = Partnership.objects.get(pk=record.pk).get_latest_revision_as_object()
        version.since = "1986"
        version.stories = _rewritten(version, TODAY - timedelta(days=2))
        publish_record(record=version, kind=SUBSTANCE[0], reason=SUBSTANCE[1])  # two days after it was written
        assert rows(officer, Sort.STORIES) == []

    def test_a_dead_link_leads_to_what_names_it(
        self, officer: Client, site: CitySettings, leszno: Municipality
    ) -> None:
        network = factories.network(leszno, "Cities", website="https://gone.example/")
        link = Link.objects.create(
            url="https://gone.example/", outcome="not_found", failures=3,
            failing_since=TODAY - timedelta(days=5), checked_at=TODAY,
        )  # fmt: skip
        kind = ContentType.objects.get_for_model(network)
        Mention.objects.create(link=link, city=leszno, content_type=kind, object_id=network.pk)
        assert rows(officer, Sort.LINKS) == []  # the city has its links not checked
        site.check_links = True
        site.save()
        assert rows(officer, Sort.LINKS) == [("22 November 2026", "Cities (en)", "https://gone.example/")]
        assert links(officer, Sort.LINKS) == [url(Network, "edit", network.pk)]
        link.failures, link.failing_since = 0, None
        link.save()
        assert rows(officer, Sort.LINKS) == []

    def test_a_dead_link_of_a_reference_list(self, officer: Client, site: CitySettings, leszno: Municipality) -> None:
        site.check_links = True
        site.save()
        link = Link.objects.create(
            url="https://gone.example/", outcome="not_found", failures=3,
            failing_since=TODAY - timedelta(days=5), checked_at=TODAY,
        )  # fmt: skip
        town = factories.municipality("Deurne", "NL")
        kind = ContentType.objects.get_for_model(town)
        Mention.objects.create(link=link, city=leszno, content_type=kind, object_id=town.pk)
        assert links(officer, Sort.LINKS) == [url(Municipality, "edit", town.pk)]

    def test_an_activity_needs_no_story(self, officer: Client, leszno: Municipality) -> None:
        makers.activity(leszno)
        assert rows(officer, Sort.STORIES) == []

    def test_a_photo_without_alternative_text(self, officer: Client, partnership: Partnership, picture: Any) -> None:
        version = Partnership.objects.get().get_latest_revision_as_object()
        version.photos = [PartnershipPhoto(image=picture)]
        save_draft(record=version)
        photo = PartnershipPhoto.objects.create(record=partnership, image=picture)
        assert rows(officer, Sort.PHOTOS) == [("–", "Suhl", "a photo has no alternative text")]
        assert links(officer, Sort.PHOTOS) == [f"{url(Partnership, 'edit', partnership.pk)}#tab-photos_and_documents"]
        photo.alternative = factories.translated("Two mayors")
        photo.save()
        assert rows(officer, Sort.PHOTOS) == []


def _rewritten(version: Any, at: datetime, *, but: str = "") -> list[Any]:
    """The stories of `version`, written anew at that moment, but for the one in a language."""
    stories = list(version.stories.all())
    for story in stories:
        if story.language != but:
            story.lead, story.changed_at = "Rewritten", at
    return stories


class TestWhatChanged:
    """The log, record by record."""

    def test_who_changed_what(
        self, officer: Client, officer_user: Any, leszno: Municipality, suhl: Municipality
    ) -> None:
        record = Partnership(keeper=leszno, first=leszno, second=suhl)
        publish_record(record=record, user=officer_user)
        (row,) = _changes(officer)
        assert row.endswith("Suhl Partnership · Published · Edited · zofia")
        assert url(Partnership, "edit", Partnership.objects.get().pk) in officer.get(HOME).content.decode()

    def test_what_was_deleted_is_named_without_a_link(
        self, officer: Client, officer_user: Any, partnership: Partnership
    ) -> None:
        delete_record(record=partnership, user=officer_user)
        assert "Suhl Partnership · Deleted; it can be brought back for 30 days · zofia" in _changes(officer)[0]
        assert url(Partnership, "edit", partnership.pk) not in officer.get(HOME).content.decode()


def _changes(client: Client) -> list[str]:
    page = BeautifulSoup(client.get(HOME).content, "html.parser")
    return [" ".join(row.get_text(" ").split()) for row in page.select("[aria-labelledby=what-changed] .matter")]


class TestApprovals:
    """What awaits approval."""

    def test_a_change_waits_for_the_publisher_and_its_author_sees_that(
        self, officer: Client, writer: Client, partnership: Partnership
    ) -> None:
        version = Partnership.objects.get()
        version.get_workflow().start(version, get_user_model().objects.get(username="ewa"))
        assert _approval(officer) == ("Awaiting your approval", "ewa")
        assert _approval(writer) == ("Submitted by you", "waits for approval")
        assert _count(officer) == COST + 1


def _approval(client: Client) -> tuple[str, str]:
    page = BeautifulSoup(client.get(HOME).content, "html.parser")
    part = page.select_one(".dashboard__part--approvals")
    assert part is not None
    heading, about = part.select_one("h2"), part.select_one(".matter__about")
    assert heading is not None
    assert about is not None
    return heading.get_text(strip=True), about.get_text(strip=True)


class TestTheWholePage:
    """What the page says when there is nothing, who sees it, and what it costs."""

    def test_an_empty_register_is_told_in_words(self, officer: Client) -> None:
        page = officer.get(HOME).content.decode()
        for words in (
            "Nothing comes up in the next two years",
            "Nothing was found that needs mending.",
            "Nothing has been changed yet.",
            reverse("desk_log_activity"),
            reverse("desk_reminders"),
        ):
            assert words in page

    def test_headings_come_in_order(self, officer: Client, partnership: Partnership) -> None:
        page = BeautifulSoup(officer.get(HOME).content, "html.parser")
        main = page.select_one("main")
        assert main is not None
        levels = [int(heading.name[1]) for heading in main.select("h1, h2, h3, h4")]
        assert levels == [1, 2, 2, 3, 2]
        assert all(after - before <= 1 for before, after in pairwise(levels))

    def test_an_officer_of_another_city_sees_nothing(
        self, officer: Client, leszno: Municipality, suhl: Municipality, partnership: Partnership
    ) -> None:
        edited(partnership, since="2002", acts=[Act(kind="agreement", date="2004", valid_until="2027")])
        factories.office(leszno)
        stranger = _somebody(factories.municipality("Zwolle", "NL"), Role.ADMINISTRATOR)
        page = BeautifulSoup(stranger.get(HOME).content, "html.parser")
        assert page.select(".matter") == []
        for sort in Sort:
            shown = stranger.get(reverse("desk_matters", args=[sort.value])).content.decode()
            assert "There is nothing of this sort at the moment." in shown

    def test_a_reader_is_led_to_the_facts(self, leszno: Municipality, partnership: Partnership) -> None:
        edited(partnership, since="2002")
        reader = _somebody(leszno, Role.READER)
        assert links(reader, Sort.JUBILEES) == [url(Partnership, "inspect", partnership.pk)]

    def test_a_superuser_sees_everybody_s(self, partnership: Partnership, site: Any) -> None:
        edited(partnership, since="2002")
        client = Client(headers={"host": "localhost"})
        client.force_login(get_user_model().objects.create_superuser("root"))
        assert [row[1] for row in rows(client, Sort.JUBILEES)] == ["Suhl"]

    def test_more_than_a_few_are_counted_and_shown_on_a_page_of_their_own(
        self, officer: Client, leszno: Municipality
    ) -> None:
        for number in range(7):
            factories.partnership(leszno, factories.municipality(f"Town {number}"), since="2002")
        page = BeautifulSoup(officer.get(HOME).content, "html.parser")
        part = page.select_one("[aria-labelledby=matters-jubilees]")
        assert part is not None
        assert len(part.select(".matter")) == 5
        link = part.select_one(".matters__all a")
        assert link is not None
        assert "Show all 7" in link.get_text()
        every = BeautifulSoup(officer.get(str(link["href"])).content, "html.parser")
        assert len(every.select(".matter")) == 7

    def test_there_is_no_page_of_an_unknown_sort(self, officer: Client) -> None:
        assert officer.get("/admin/matters/nonsense/").status_code == 404


@pytest.mark.parametrize("number", [FEW, MANY])
def test_the_page_costs_the_same_number_of_queries_whatever_it_shows(
    officer: Client, leszno: Municipality, number: int
) -> None:
    fill(leszno, number)
    Scheme.objects.update(apply_by_month=1, apply_by_day=15)
    Activity.objects.update(status="planned", start="2027-05")
    officer.get(HOME)  # what Django keeps for the life of a process is there before anything is counted
    assert _count(officer) == COST


def _count(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(HOME).status_code == 200
    return len(queries)


def _somebody(city: Municipality, role: Role) -> Client:
    user = get_user_model().objects.create_user(f"{city.slug}-{role}")
    user.groups.add(city_groups(city)[role])
    UserProfile.objects.create(user=user, preferred_language="en")
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client
