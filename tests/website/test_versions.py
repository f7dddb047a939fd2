"""The register of changes of a record, its earlier versions, and two of them side by side; and what they never show."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pomost.desk.models import Role
from pomost.desk.roles import city_groups
from pomost.places.models import Municipality
from pomost.register.actions.records import (
    delete_record,
    publish_record,
    restore_record,
    save_draft,
    unpublish_record,
)
from pomost.register.models import Act, Activity, Change, Cost, Partnership, PartnershipStory, Report, Signatory
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers
from tests.website.page_checks import Page
from tests.website.pages import main_of, words_of
from tests.website.test_crawl import faults

pytestmark = pytest.mark.django_db

URL = "/en/partnerships-en/suhl/"
CHANGES = f"{URL}~changes/"
SECRET = "Sekretny"


def change(record: Any, kind: str = "", reason: str = "", **values: Any) -> Any:
    """Publish `record` with other `values`."""
    for name, value in values.items():
        setattr(record, name, value)
    return publish_record(record=record, kind=kind, reason=reason)


@pytest.fixture
def record(site: CitySettings, leszno: Municipality, suhl: Municipality) -> Partnership:
    """A partnership of which three versions were public."""
    record = factories.partnership(leszno, suhl, since="1984", stories=("en",))
    record = change(record, "correction", "The year was misread.", since="1985")
    return change(record, "substance", "It has ended.", until="2020")


def status(client: Client, path: str) -> int:
    return client.get(path).status_code


def told(client: Client, path: str) -> str:
    """What the content of a page says."""
    response = client.get(path)
    assert response.status_code == 200, path
    return words_of(main_of(response))


def test_the_register_tells_day_what_why_and_by_which_role(
    visitor: Client, record: Partnership, leszno: Municipality
) -> None:
    user = get_user_model().objects.create_user("anna", first_name="Anna", last_name="Kowalska")
    user.groups.add(city_groups(leszno)[Role.PUBLISHER])
    record.until = "2021"
    publish_record(record=record, user=user, kind="correction", reason="One year more.")
    page = BeautifulSoup(visitor.get(CHANGES).content, "html.parser")
    entries = [" ".join(entry.get_text(" ", strip=True).split()) for entry in page.select("li.change")]
    assert len(entries) == 4
    assert "Correction : One year more. Changed: Until Entered by: publisher" in entries[0]
    assert "Changed in substance : It has ended." in entries[1]
    assert "First publication" in entries[3]
    assert [("change--substance" in entry["class"]) for entry in page.select("li.change")] == [
        False,
        True,
        False,
        False,
    ]
    assert "Kowalska" not in page.get_text()
    CitySettings.objects.update(names_officers=True)
    assert "Anna Kowalska, publisher" in told(visitor, CHANGES)


def test_an_earlier_version_says_what_was_said_and_what_replaced_it(visitor: Client, record: Partnership) -> None:
    response = visitor.get(f"{CHANGES}1/")
    page = BeautifulSoup(response.content, "html.parser")
    words = told(visitor, f"{CHANGES}1/")
    assert "Together since 1984" in words
    assert "An earlier version" in words
    assert "Replaced by version 2" in words
    assert "The year was misread." in words
    assert page.select_one("meta[name=robots]")["content"] == "noindex"  # type: ignore[index]  # it is there
    assert page.select_one("link[rel=canonical]")["href"] == f"http://testserver{URL}"  # type: ignore[index]
    assert not page.select('link[hreflang], script[type="application/ld+json"]')
    assert "Together since 1985" in told(visitor, URL)
    assert "An earlier version" not in told(visitor, f"{CHANGES}3/")


@pytest.mark.parametrize("language", ["pl", "de", "nl", "fr", "en"])
def test_version_pages_are_sound_in_every_language(visitor: Client, record: Partnership, language: str) -> None:
    for rest in ("", "1/", "3/", "1..3/"):
        response = visitor.get(f"/{language}/partnerships-{language}/suhl/~changes/{rest}")
        assert response.status_code == 200
        assert faults(Page(response.content.decode()), language) == []
        assert f"/{'de' if language == 'pl' else 'pl'}/partnerships-" in response.content.decode()


def test_two_versions_are_compared_in_words(visitor: Client, record: Partnership) -> None:
    words = told(visitor, f"{CHANGES}1..3/")
    assert "Since 1984 1985" in words
    assert "Until – 2020" in words
    assert visitor.get(f"{CHANGES}3..1/")["Location"] == f"{CHANGES}1..3/"
    assert visitor.get(f"{CHANGES}?earlier=3&later=1")["Location"] == f"{CHANGES}1..3/"
    assert status(visitor, f"{CHANGES}1..1/") == 404


def test_versions_keep_their_address_when_the_record_moves(visitor: Client, record: Partnership) -> None:
    change(record, slug="suhl-in-thuringia")
    for rest in ("", "1/", "1..2/"):
        assert visitor.get(f"{CHANGES}{rest}")["Location"] == f"/en/partnerships-en/suhl-in-thuringia/~changes/{rest}"
    assert "Together since 1984" in told(visitor, "/en/partnerships-en/suhl-in-thuringia/~changes/1/")


def test_a_draft_has_neither_address_nor_entry(visitor: Client, record: Partnership) -> None:
    record.source = factories.translated(SECRET)
    save_draft(record=record, kind="correction", reason=f"{SECRET} reason")
    assert SECRET not in told(visitor, CHANGES)
    assert status(visitor, f"{CHANGES}4/") == 404
    assert status(visitor, f"{CHANGES}3..4/") == 404
    change(Partnership.objects.get(), "correction", "Another reason", until="2021")
    assert [c.number for c in Change.objects.of(record)] == [4, None, 3, 2, 1]
    for path in (CHANGES, f"{CHANGES}4/", f"{CHANGES}3..4/"):
        assert SECRET not in visitor.get(path).content.decode()


@pytest.mark.parametrize("end", [unpublish_record, delete_record])
def test_what_is_not_public_now_shows_no_versions(visitor: Client, record: Partnership, end: Any) -> None:
    end(record=record)
    assert [status(visitor, f"{CHANGES}{rest}") for rest in ("", "1/", "1..2/")] == [404, 404, 404]


def test_a_withdrawal_is_told_without_its_reason_and_is_no_version(visitor: Client, record: Partnership) -> None:
    unpublish_record(record=record, reason=f"{SECRET} reason")
    publish_record(record=Partnership.objects.get())
    words = told(visitor, CHANGES)
    assert "No longer public" in words
    assert SECRET not in visitor.get(CHANGES).content.decode()
    assert status(visitor, f"{CHANGES}4/") == 404
    assert status(visitor, f"{CHANGES}4..5/") == 404
    assert "Taken back" in told(visitor, f"{CHANGES}3/")
    delete_record(record=Partnership.objects.get())
    restore_record(record=Partnership.everything.get())
    assert [c.number for c in Change.objects.of(record)] == [7, 6, 5, 4, 3, 2, 1]


def test_who_signed_is_named_only_while_the_name_is_public_today(
    visitor: Client, record: Partnership, suhl: Municipality
) -> None:
    def publish(*, name: str, show: bool) -> None:
        act = Act(kind="agreement", date="1984-05")
        act.signatories = [
            Signatory(municipality=suhl, office=factories.translated("Mayor"), name=name, show_name=show)
        ]
        change(Partnership.objects.get(), "correction", "About who signed", acts=[act])

    publish(name="Erika Muster", show=True)
    assert "Erika Muster" in told(visitor, f"{CHANGES}4/")
    publish(name="Erika Muster", show=False)
    publish(name="", show=False)
    for path in (CHANGES, f"{CHANGES}4/", f"{CHANGES}5/", f"{CHANGES}3..4/", f"{CHANGES}4..5/", f"{CHANGES}4..6/"):
        assert "Muster" not in visitor.get(path).content.decode(), path
    assert "Mayor" in told(visitor, f"{CHANGES}4/")


def test_files_are_offered_only_while_they_are_public_today(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    kept, gone = makers.image("kept.jpg"), makers.image("gone.jpg")
    words = factories.translated
    activity = makers.activity(
        leszno,
        slug="concert",
        photos=[
            makers.photo(kept, caption=words("Old words"), author="Jan Nowak"),
            makers.photo(gone, caption=words(SECRET)),
        ],
        documents=[makers.attached(makers.document(), title=words(SECRET))],
    )
    change(activity, photos=[makers.photo(kept, caption=words("New words"))], documents=[])
    url = "/en/activities-en/concert/"
    for path in (f"{url}~changes/1/", f"{url}~changes/1..2/"):
        html = visitor.get(path).content.decode()
        assert SECRET not in html, path
        assert "Nowak" not in html, path
    assert "New words" in told(visitor, f"{url}~changes/1/")


def test_what_the_office_alone_sees_is_never_compared(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    activity = makers.activity(leszno, slug="concert", costs=[Cost(purpose=factories.translated("Room"), amount=7)])
    change(
        activity,
        costs=[Cost(purpose=factories.translated(SECRET), amount=4711, currency="EUR")],
        criterion="solidarity",
        outcome=factories.translated("Friends"),
    )
    project = factories.project(leszno, slug="bridge")
    change(project, reports=[Report(name=factories.translated(SECRET), due="2026-05")])
    for url in ("/en/activities-en/concert/~changes/", "/en/projects-en/bridge/~changes/"):
        for rest in ("", "1/", "2/", "1..2/"):
            html = visitor.get(f"{url}{rest}").content.decode()
            assert SECRET not in html
            assert "4711" not in html
            assert not {"Cost", "Costs", "Criterion", "Report", "Reports"} & set(words_of(html).split())
    assert "Friends" in told(visitor, "/en/activities-en/concert/~changes/1..2/")


def test_links_lead_only_to_what_is_public_today(
    visitor: Client, record: Partnership, leszno: Municipality, suhl: Municipality
) -> None:
    hidden = factories.project(leszno, suhl, name=SECRET, slug="hidden")
    activity = makers.activity(leszno, slug="concert", projects=[hidden], partnerships=[record])
    change(activity, projects=[], status="planned")
    unpublish_record(record=hidden)
    for rest in ("1/", "1..2/"):
        html = visitor.get(f"/en/activities-en/concert/~changes/{rest}").content.decode()
        assert SECRET not in html
    assert "Suhl" in told(visitor, "/en/activities-en/concert/~changes/1/")


def test_a_solution_s_versions_before_its_challenge_was_public_stay_hidden(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    challenge = makers.challenge(leszno, slug="shops")
    unpublish_record(record=challenge)
    type(challenge).objects.update(first_published_at=None)
    solution = makers.solution(challenge, suhl, slug="season", name=SECRET)
    solution = change(solution, name=factories.translated("A shop"))
    publish_record(record=type(challenge).objects.get())
    url = "/en/knowledge-en/shops/season/~changes/"
    assert SECRET not in told(visitor, url)
    assert status(visitor, f"{url}1/") == 404
    assert status(visitor, f"{url}1..2/") == 404
    assert "A shop" in told(visitor, f"{url}2/")
    assert f"{url}2/" in visitor.get("/en/~changes/").content.decode()
    assert f"{url}1/" not in visitor.get("/en/~changes/").content.decode()


def test_persons_and_offices_stand_as_they_are_today(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    office = factories.office(leszno, slug="office")
    person = publish_record(record=makers.person(office, "Jan Nowak"))
    change(office, email="office@example.org")
    assert "Jan Nowak" in told(visitor, "/en/contact-en/office/~changes/1/")
    change(person, is_public=False)
    for rest in ("", "1/", "2/", "1..2/"):
        assert "Nowak" not in visitor.get(f"/en/contact-en/office/~changes/{rest}").content.decode()


def test_a_text_of_then_names_no_contact_person_whom_nobody_may_see_today(
    visitor: Client, record: Partnership, leszno: Municipality
) -> None:
    office = factories.office(leszno, email="city@example.org")
    person = publish_record(record=makers.person(office, "Jan Nowak", email="nowak@example.org"))
    text = "<p>Ask Jan Nowak (nowak@example.org) or the office (city@example.org).</p>"
    change(record, stories=[PartnershipStory(language="en", title="Title", body=[("paragraph", text)])])
    change(Partnership.objects.get(), stories=[PartnershipStory(language="en", title="Title")])
    assert "Jan Nowak" in told(visitor, f"{CHANGES}4/")
    change(person, is_public=False)
    for rest in ("4/", "3..4/", "4..5/"):
        words = told(visitor, f"{CHANGES}{rest}")
        assert "owak" not in words, rest
        assert "or the office (city@example.org)" in words


def test_a_page_kept_from_the_public_keeps_its_history_as_well(visitor: Client, record: Partnership) -> None:
    from wagtail.models import PageViewRestriction

    from pomost.website.models import PartnershipsPage

    page = PartnershipsPage.objects.get(locale__language_code="en")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert [status(visitor, f"{CHANGES}{rest}") for rest in ("", "1/", "1..2/")] == [404, 404, 404]


def test_ten_thousand_changes_page_through_in_the_same_few_queries(visitor: Client, record: Partnership) -> None:
    last = Change.objects.of(record)[0]
    now = timezone.now()
    Change.objects.bulk_create(
        Change(
            content_type=last.content_type,
            object_id=last.object_id,
            keeper_id=last.keeper_id,
            revision_id=last.revision_id,
            kind="correction",
            reason=f"Reason {number}",
            published_at=now,
            number=number,
        )
        for number in range(4, 10_001)
    )

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(path).status_code == 200
        return len(queries)

    visitor.get(CHANGES)
    assert {cost(CHANGES), cost(f"{CHANGES}?before=5000"), cost(f"{CHANGES}?before=20")} == {2}
    assert "Reason 4999" in told(visitor, f"{CHANGES}?before=5000")
    assert "Reason 5000" not in told(visitor, f"{CHANGES}?before=5000")
    assert "Older changes" not in told(visitor, f"{CHANGES}?before=20")
    plan = Change.objects.of(record).filter(number__lt=5000, number__isnull=False).order_by("-number")[:26].explain()
    assert "number<?" in plan or connection.vendor != "sqlite"  # found by the index, not counted off


@pytest.mark.parametrize(
    "rest", ["0/", "01/", "-1/", "1.5/", "1..", "1../", "..1/", "1..2..3/", "9999999999/", "x/", "٣/"]
)
def test_addresses_that_mean_nothing_are_not_found(visitor: Client, record: Partnership, rest: str) -> None:
    assert status(visitor, f"{CHANGES}{rest}") == 404
    assert status(visitor, f"/en/partnerships-en/~changes/{rest}") == 404


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    numbers=st.tuples(st.integers(0, 12), st.integers(0, 12)),
    query=st.dictionaries(st.sampled_from(["before", "earlier", "later", "draft"]), st.text(max_size=12), max_size=3),
)
def test_no_address_or_parameter_shows_a_draft_a_note_or_a_person(
    visitor: Client, record: Partnership, suhl: Municipality, numbers: tuple[int, int], query: dict[str, str]
) -> None:
    if not Change.objects.filter(reason__contains=SECRET).exists():
        hidden = Act(kind="agreement", date="1984-05")
        hidden.signatories = [Signatory(office=factories.translated("Mayor"), name=SECRET, show_name=False)]
        published = change(Partnership.objects.get(), "substance", "An act", acts=[hidden])
        published.stories = [PartnershipStory(language="en", title=SECRET)]
        save_draft(record=published, kind="correction", reason=SECRET)
    first, second = numbers
    for path in (CHANGES, f"{CHANGES}{first}/", f"{CHANGES}{first}..{second}/", URL):
        response = visitor.get(path, query)
        assert response.status_code in (200, 301, 302, 404)
        assert SECRET not in response.content.decode()


def test_a_lost_version_is_not_found(visitor: Client, record: Partnership) -> None:
    Change.objects.filter(number=1).update(revision=None)
    assert status(visitor, f"{CHANGES}1/") == 404
    assert status(visitor, f"{CHANGES}1..2/") == 404
    assert "First publication" in told(visitor, CHANGES)


def test_every_kind_of_record_shows_its_versions(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    network = factories.network(leszno, slug="cities")
    factories.membership(network, leszno)
    challenge = makers.challenge(leszno, slug="shops")
    records = {
        "networks-en/cities": network,
        "projects-en/bridge": factories.project(leszno, suhl, slug="bridge"),
        "awards-en/diploma": factories.award(leszno, factories.ladder("First")[0], slug="diploma"),
        "activities-en/concert": makers.activity(leszno, slug="concert"),
        "knowledge-en/shops": challenge,
        "knowledge-en/shops/season": makers.solution(challenge, suhl, slug="season"),
        "contact-en/office": factories.office(leszno, slug="office"),
    }
    for path, record in records.items():
        change(record, source=factories.translated("The archive"))
        for rest in ("", "1/", "2/", "1..2/"):
            assert visitor.get(f"/en/{path}/~changes/{rest}").status_code == 200, f"{path} {rest}"
        assert "The archive" not in told(visitor, f"/en/{path}/~changes/1/")
        assert "The archive" in told(visitor, f"/en/{path}/~changes/1..2/")
    assert Activity.objects.count() == 1
