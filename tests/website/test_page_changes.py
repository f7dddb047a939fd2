"""The history of a page of the tree: its register of changes, its earlier versions, two of them side by side."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from pomost.desk.models import Role
from pomost.desk.roles import city_groups
from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record
from pomost.register.choices import ChangeKind
from pomost.register.models import Change, Note
from pomost.website.models import EditorialPage, HomePage
from pomost.website.settings import CitySettings
from tests import factories
from tests.website.makers import image, person
from tests.website.pages import main_of, words_of

pytestmark = pytest.mark.django_db

PAGE = "/en/history/"
CHANGES = f"{PAGE}~changes/"


@pytest.fixture
def publisher(site: CitySettings, leszno: Municipality) -> Any:
    user = get_user_model().objects.create_user("anna", first_name="Anna", last_name="Kowalska")
    user.groups.add(city_groups(leszno)[Role.PUBLISHER])
    return user


def publish(page: Any, user: Any = None, note: Note | None = None, **changed: Any) -> None:
    for name, value in changed.items():
        setattr(page, name, value)
    page.note = note
    page.save_revision(user=user).publish(user=user)
    page.refresh_from_db()


def body(*texts: str) -> Any:
    return [("text", f"<p>{text}</p>") for text in texts]


@pytest.fixture
def history(site: CitySettings, publisher: Any) -> EditorialPage:
    """A page that was published three times, and of which a draft waits."""
    home = HomePage.objects.get(locale__language_code="en")
    page = home.add_child(
        instance=EditorialPage(
            title="Beginnings", slug="history", locale=home.locale, live=False, body=body("In 1985.")
        )
    )
    publish(page, publisher)
    correction = Note(ChangeKind.CORRECTION, "The year was misread.")
    publish(page, publisher, correction, body=body("In 1984."))
    publish(page, publisher, Note(ChangeKind.SUBSTANCE, "Another chapter."), body=body("In 1984.", "And later."))
    page.title = "Sekretny"
    page.save_revision(user=publisher)
    return EditorialPage.objects.get(pk=page.pk)


def told(client: Client, path: str = CHANGES) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return words_of(main_of(response))


def test_the_register_tells_day_what_why_and_by_which_role(visitor: Client, history: EditorialPage) -> None:
    words = told(visitor)
    assert words.index("Changed in substance : Another chapter.") < words.index("Correction : The year was misread.")
    assert words.index("Correction : The year was misread.") < words.index("First publication")
    assert words.count("Entered by: publisher") == 3
    assert "Changed: Content" in words
    for hidden in ("Sekretny", "Kowalska"):
        assert hidden not in visitor.get(CHANGES).content.decode()
    CitySettings.objects.update(names_officers=True)
    assert "Anna Kowalska, publisher" in told(visitor)


def test_a_withdrawal_and_a_return_are_told_as_such(visitor: Client, history: EditorialPage) -> None:
    history.unpublish()
    for address in (CHANGES, f"{CHANGES}1/", f"{CHANGES}1..2/"):
        assert visitor.get(address).status_code == 404
    history.get_latest_revision().publish()
    words = told(visitor)
    assert words.index("Public again") < words.index("No longer public")


def test_an_earlier_version_is_marked_and_says_what_stood_there(visitor: Client, history: EditorialPage) -> None:
    response = visitor.get(f"{CHANGES}1/")
    words = told(visitor, f"{CHANGES}1/")
    assert "An earlier version" in words
    assert "In 1985." in words
    assert "In 1984." not in words
    assert "Correction : The year was misread." in words
    html = response.content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert f'rel="canonical" href="http://testserver{PAGE}"' in html
    assert "Sekretny" not in html
    assert "In 1984." in told(visitor, f"{CHANGES}2/")
    assert "The version of today" in told(visitor, f"{CHANGES}3/")
    for nothing in (4, 99):
        assert visitor.get(f"{CHANGES}{nothing}/").status_code == 404


def test_two_versions_stand_side_by_side(visitor: Client, history: EditorialPage) -> None:
    html = main_of(visitor.get(f"{CHANGES}1..3/"))
    assert "<del>In 1985.</del>" in html
    assert "<ins>" in html
    assert "And later." in html
    assert visitor.get(f"{CHANGES}3..1/")["Location"] == f"{CHANGES}1..3/"
    chosen = visitor.get(CHANGES, {"earlier": "1", "later": "3"})
    assert chosen["Location"] == f"{CHANGES}1..3/"


def test_a_person_whom_nobody_may_see_is_in_no_version(
    visitor: Client, history: EditorialPage, leszno: Municipality
) -> None:
    publish(history, body=body("Ask Barbara Wilk, barbara.wilk@leszno.example."), title="Whom to ask")
    publish(history, body=body("Ask the office."))
    email = "barbara.wilk@leszno.example"
    barbara = publish_record(record=person(factories.office(leszno), "Barbara Wilk", email=email))
    assert "Barbara Wilk" in told(visitor, f"{CHANGES}4/")
    type(barbara).objects.filter(pk=barbara.pk).update(is_public=False)
    for address in (f"{CHANGES}4/", f"{CHANGES}4..5/"):
        html = visitor.get(address).content.decode()
        assert "Wilk" not in html
        assert "barbara" not in html


def test_a_picture_that_no_page_offers_any_more_is_left_out(visitor: Client, history: EditorialPage) -> None:
    picture = image()
    block = {"image": picture, "alternative": "A square", "is_decorative": False, "caption": "Secret square",
             "author": "", "licence": ""}  # fmt: skip
    publish(history, title="Beginnings", body=[("picture", block)])
    assert "Secret square" in told(visitor, f"{CHANGES}4/")
    publish(history, body=body("No picture."))
    assert "Secret square" not in told(visitor, f"{CHANGES}4/")
    assert "Secret square" not in told(visitor, f"{CHANGES}4..5/")


def test_a_page_kept_from_the_public_tells_nothing(visitor: Client, history: EditorialPage) -> None:
    PageViewRestriction.objects.create(page=history, restriction_type="login")
    for address in (CHANGES, f"{CHANGES}1/", f"{CHANGES}1..2/"):
        assert visitor.get(address).status_code == 404
    assert "Another chapter." not in told(visitor, "/en/~changes/")


def test_the_whole_site_s_register_tells_of_its_pages_in_this_language(visitor: Client, history: EditorialPage) -> None:
    words = told(visitor, "/en/~changes/")
    assert "Changed in substance : Another chapter." in words
    assert "Beginnings" in words
    assert "Sekretny" not in words
    assert "Another chapter." not in told(visitor, "/pl/~changes/")
    feed = visitor.get("/en/~changes/atom/").content.decode()
    assert "Another chapter" in feed
    assert feed.count("<entry>") == len(set(feed.split("<id>")[2:])) == 3


def test_it_costs_the_same_with_many_changes(visitor: Client, history: EditorialPage) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(path).status_code == 200
        return len(queries)

    visitor.get(CHANGES)
    few, version = cost(CHANGES), cost(f"{CHANGES}1/")
    first = Change.objects.of(history).last()
    assert first is not None
    Change.objects.bulk_create(
        Change(
            content_type=first.content_type,
            object_id=first.object_id,
            keeper=first.keeper,
            revision=first.revision,
            kind=ChangeKind.TEXT,
            published_at=timezone.now(),
            number=number,
        )
        for number in range(4, 10_004)
    )
    visitor.get(CHANGES)
    assert few == cost(CHANGES) == cost(f"{CHANGES}?before=5000") <= 4
    assert cost(f"{CHANGES}5000/") == version


def test_what_a_program_put_there_is_told_with_its_own_moment(visitor: Client, city: CitySettings) -> None:
    words = told(visitor, "/pl/~changes/")
    assert "Pierwsza publikacja" in words
    item = Page.objects.get(slug="junge-musiker-aus-suhl-zurueck")
    change = Change.objects.of(item.specific).get()
    assert change.published_at == change.made_at == item.first_published_at
    assert "Junge" in told(visitor, "/de/aktuelles/junge-musiker-aus-suhl-zurueck/~changes/1/")
