"""The register of changes of one page of the tree."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageLogEntry, PageViewRestriction

from pomost.website.models import PartnershipsPage
from pomost.website.settings import CitySettings
from tests.website.pages import main_of, words_of
from tests.website.written import news

pytestmark = pytest.mark.django_db

CHANGES = "/en/partnerships-en/~changes/"


@pytest.fixture
def page(site: CitySettings) -> PartnershipsPage:
    """A section that an officer published anew, and of which a draft waits."""
    officer = get_user_model().objects.create_superuser("anna", first_name="Anna", last_name="Kowalska")
    page = PartnershipsPage.objects.get(locale__language_code="en")
    page.title = "Partner towns of Leszno"
    page.save_revision(user=officer, log_action=True).publish(user=officer)
    page.title = "Sekretny"
    page.save_revision(user=officer, log_action=True)
    return page


def told(client: Client, path: str = CHANGES) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return words_of(main_of(response))


def test_it_tells_when_the_page_was_published_and_by_whom(visitor: Client, page: PartnershipsPage) -> None:
    words = told(visitor)
    assert words.count("Entered by:") == PageLogEntry.objects.filter(page=page, action="wagtail.publish").count() >= 1
    assert "Entered by: an officer of the city" in words
    for hidden in ("Sekretny", "Kowalska"):
        assert hidden not in visitor.get(CHANGES).content.decode()
    assert f'href="{CHANGES}"' in visitor.get("/en/partnerships-en/").content.decode()
    CitySettings.objects.update(names_officers=True)
    assert "Anna Kowalska" in told(visitor)


def test_a_withdrawal_and_a_return_are_told_as_such(visitor: Client, page: PartnershipsPage) -> None:
    page.unpublish()
    assert visitor.get(CHANGES).status_code == 404
    page.get_latest_revision().publish()
    words = told(visitor)
    assert words.index("Public again") < words.index("No longer public")


def test_deeper_pages_have_one_too(visitor: Client, site: CitySettings) -> None:
    item = news(site, "2026-01-05", slug="item")
    assert item.title in told(visitor, "/pl/news-pl/item/~changes/")


def test_a_page_kept_from_the_public_tells_nothing(visitor: Client, page: PartnershipsPage) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert visitor.get(CHANGES).status_code == 404


def test_it_costs_the_same_with_many_changes(visitor: Client, page: PartnershipsPage) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            visitor.get(path)
        return len(queries)

    visitor.get(CHANGES)
    few = cost(CHANGES)
    entry = PageLogEntry.objects.filter(page=page, action="wagtail.publish").first()
    assert entry is not None
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            page_id=page.pk,
            content_type=entry.content_type,
            label="x",
            action="wagtail.publish",
            timestamp=entry.timestamp,
            uuid=entry.uuid,
        )
        for _number in range(2000)
    )
    before = PageLogEntry.objects.order_by("-pk")[1000].pk
    assert few == cost(CHANGES) == cost(f"{CHANGES}?before={before}") <= 4
