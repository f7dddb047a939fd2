"""Publication data: the five points of the Polish act on public information, article 8(6), on every page."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from pomost.desk.models import Role
from pomost.desk.roles import city_groups
from pomost.languages.formats import moment
from pomost.places.models import Municipality
from pomost.register.actions.records import publish_draft, publish_record, save_draft
from pomost.register.models import Change, Partnership
from pomost.website.settings import CitySettings
from tests import factories

pytestmark = pytest.mark.django_db

ADDRESS = "/en/partnerships-en/suhl/"


@pytest.fixture
def editor(leszno: Municipality) -> Any:
    """An editor of Leszno whose name stands in the account."""
    user = get_user_model().objects.create_user("anna", first_name="Anna", last_name="Kowalska")
    user.groups.add(city_groups(leszno)[Role.EDITOR])
    return user


@pytest.fixture
def record(site: CitySettings, leszno: Municipality, suhl: Municipality, editor: Any) -> Partnership:
    """A partnership that an editor corrected and somebody else published."""
    record = factories.partnership(leszno, suhl, since="1984")
    record.since = "1985"
    save_draft(record=record, user=editor, kind="correction", reason="The year was misread.")
    return publish_draft(record=Partnership.objects.get())


def foot(client: Client, address: str = ADDRESS) -> dict[str, str]:
    """What the foot of a page says, by its labels."""
    page = BeautifulSoup(client.get(address).content, "html.parser")
    rows = page.select(".imprint__facts > div")
    return {row.dt.get_text(strip=True): " ".join(row.dd.get_text(" ", strip=True).split()) for row in rows if row.dt}  # type: ignore[union-attr]  # each has both


def test_point_1_the_body_that_publishes(visitor: Client, record: Partnership) -> None:
    assert foot(visitor)["Published by"] == "City hall (en)"


def test_point_2_who_answers_for_the_content(
    visitor: Client, record: Partnership, site: CitySettings, leszno: Municipality
) -> None:
    CitySettings.objects.update(office=factories.office(leszno))
    assert foot(visitor)["Answers for the content"] == "Office (en)"


def test_point_3_who_entered_it_by_role_and_by_name_only_where_ticked(visitor: Client, record: Partnership) -> None:
    assert foot(visitor)["Entered by"] == "editor"
    assert b"Kowalska" not in visitor.get(ADDRESS).content
    CitySettings.objects.update(names_officers=True)
    assert foot(visitor)["Entered by"] == "Anna Kowalska, editor"


def test_point_4_when_it_was_produced_and_when_published(visitor: Client, record: Partnership) -> None:
    change = Change.objects.of(record)[0]
    told = foot(visitor)
    assert change.published_at is not None
    assert change.made_at < change.published_at
    assert (told["Produced"], told["Published"]) == (moment(change.made_at), moment(change.published_at))


def test_point_5_the_moment_of_publication_is_written_down_by_the_program_alone(
    visitor: Client, record: Partnership
) -> None:
    before = timezone.now()
    record.last_published_at = timezone.now() - timedelta(days=365)
    record.until = "2020"
    record = publish_record(record=record)
    assert record.last_published_at is not None
    assert record.last_published_at > before
    told = foot(visitor)
    assert told["Last changed"] == told["Published"] == moment(record.last_published_at)


def test_why_it_was_changed_last(visitor: Client, record: Partnership) -> None:
    assert foot(visitor)["Reason for the last change of the facts"] == "Correction: The year was misread."


def test_a_draft_changes_nothing_in_the_foot(visitor: Client, record: Partnership, editor: Any) -> None:
    before = foot(visitor)
    record.since = "1986"
    save_draft(record=record, user=editor, kind="substance", reason="Not public yet")
    assert foot(visitor) == before


def test_what_no_officer_entered_is_told_as_such(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    record = factories.partnership(leszno, suhl)
    assert foot(visitor)["Entered by"] == "this software, by itself"
    Change.objects.of(record).delete()  # as what is written in bulk
    assert foot(visitor)["Entered by"] == "not on record"


@pytest.mark.parametrize("address", ["/en/", "/en/partnerships-en/", "/en/contact-en/"])
def test_pages_tell_who_entered_their_text_and_when(
    visitor: Client, site: CitySettings, editor: Any, address: str
) -> None:
    assert {"Published by", "Entered by", "Produced", "Published", "Last changed"} <= set(foot(visitor, address))
    page = site.site.root_page.specific
    revision = page.save_revision(user=editor)
    revision.publish()
    code = page.locale.language_code
    assert foot(visitor, f"/{code}/") != {}
    text = visitor.get(f"/{code}/").content.decode()
    assert "Kowalska" not in text
    CitySettings.objects.update(names_officers=True)
    assert "Anna Kowalska" in visitor.get(f"/{code}/").content.decode()


def test_a_record_published_by_a_program_says_first_publication(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    publish_record(record=factories.project(leszno, slug="bridge"))
    told = foot(visitor, "/en/projects-en/bridge/")
    assert told["Reason for the last change of the facts"].startswith("Texts or pictures")
