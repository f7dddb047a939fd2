"""A tab a language for the stories: what is written in it, what is left empty, what is emptied."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.test import Client

from pomost.places.models import Municipality
from pomost.register.models import Partnership
from tests import factories
from tests.desk.addresses import form_at, url
from tests.desk.browser_forms import typed

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def record(leszno: Municipality, suhl: Municipality) -> Partnership:
    """Leszno and Suhl with stories in German and Polish, written in that order."""
    return factories.partnership(leszno, suhl, since="1984", stories=("de", "pl"))


@pytest.fixture
def edit(record: Partnership) -> str:
    """Where its form stands."""
    return url(Partnership, "edit", record.pk)


def page_at(officer: Client, address: str) -> BeautifulSoup:
    return BeautifulSoup(officer.get(address).content, "html.parser")


def tabs(page: BeautifulSoup) -> list[str]:
    """The names of the tabs, without the counts of mistakes."""
    labels = page.select("#main-content form [role=tab], form [role=tab]")
    for label in labels:
        for count in label.select(".w-tabs__errors"):
            count.decompose()
    return list(dict.fromkeys(" ".join(label.get_text(" ", strip=True).split()) for label in labels))


def tab_of(page: BeautifulSoup, language: str) -> Tag:
    """What stands in the tab of a language."""
    name = page.select_one(f'[role=tab] span[lang="{language}"]')
    assert name is not None
    link = name.find_parent("a")
    assert isinstance(link, Tag)
    panel = page.select_one(str(link["href"]))
    assert panel is not None
    return panel


def stories(record: Partnership) -> dict[str, str]:
    """The titles of the latest version's stories by their languages."""
    record.refresh_from_db()
    return {story.language: story.title for story in record.get_latest_revision_as_object().stories.all()}


def at(form: Any, language: str) -> str:
    """The prefix of the inputs of the story in a language."""
    return next(str(child.prefix) for child in form.formsets["stories"].forms if child["language"].value() == language)


def test_the_tabs_stand_in_their_order_and_tell_which_stories_there_are(officer: Client, edit: str) -> None:
    assert tabs(page_at(officer, edit)) == [
        "Facts", "Acts", "polski", "English – none yet", "Deutsch", "Nederlands – none yet", "français – none yet",
        "People", "Photos and documents", "Keeper and address", "History",
    ]  # fmt: skip


def test_a_new_record_has_all_languages_and_nothing_to_look_back_on(officer: Client) -> None:
    shown = tabs(page_at(officer, url(Partnership, "add")))
    assert shown[2] == "polski – none yet"
    assert "History" not in shown


def test_each_story_stands_in_the_tab_of_its_language(officer: Client, edit: str) -> None:
    page = page_at(officer, edit)
    for language in LANGUAGES:
        title = tab_of(page, language).select_one("input[name^=stories-][name$=-title]")
        assert title is not None
        assert title["lang"] == language
        assert title.get("value", "") == (f"Title {language}" if language in {"pl", "de"} else "")


def test_a_story_is_written_in_an_empty_tab_and_the_other_tabs_stay_empty(
    officer: Client, edit: str, record: Partnership
) -> None:
    form = form_at(officer, edit)
    assert officer.post(edit, {**typed(form), f"{at(form, 'fr')}-title": "Bonjour"}).status_code == 302
    assert stories(record) == {"de": "Title de", "pl": "Title pl", "fr": "Bonjour"}


def test_a_story_that_was_ticked_is_removed(officer: Client, edit: str, record: Partnership) -> None:
    form = form_at(officer, edit)
    officer.post(edit, {**typed(form), f"{at(form, 'de')}-DELETE": "on"})
    assert stories(record) == {"pl": "Title pl"}


def test_a_story_whose_text_was_emptied_is_removed(officer: Client, edit: str, record: Partnership) -> None:
    form = form_at(officer, edit)
    german = at(form, "de")
    emptied = {f"{german}-title": "", f"{german}-lead": " ", f"{german}-body-0-deleted": "1"}
    officer.post(edit, {**typed(form), **emptied})
    assert stories(record) == {"pl": "Title pl"}


def test_a_story_without_a_headline_stays(officer: Client, edit: str, record: Partnership) -> None:
    form = form_at(officer, edit)
    german = at(form, "de")
    officer.post(edit, {**typed(form), f"{german}-title": "", f"{german}-lead": ""})
    assert stories(record) == {"de": "", "pl": "Title pl"}


def test_what_was_typed_stays_in_its_tab_when_something_else_is_wrong(officer: Client, edit: str) -> None:
    form = form_at(officer, edit)
    response = officer.post(edit, {**typed(form), f"{at(form, 'nl')}-title": "Hallo", "since": "soon"})
    page = BeautifulSoup(response.content, "html.parser")
    title = tab_of(page, "nl").select_one("input[name$=-title]")
    assert title is not None
    assert title["value"] == "Hallo"
    assert "Nederlands" in tabs(page)


def test_another_language_s_text_can_be_read_beside(officer: Client, edit: str) -> None:
    other = tab_of(page_at(officer, edit), "fr").select_one("details [lang]")
    assert other is not None
    assert other["lang"] == "pl"
    assert " ".join(other.get_text(" ", strip=True).split()) == "Title pl Lead pl Text pl"


def test_the_stories_are_compared_once(officer: Client, edit: str, record: Partnership) -> None:
    first = record.latest_revision
    form = form_at(officer, edit)
    officer.post(edit, {**typed(form), f"{at(form, 'pl')}-title": "Nowy", f"{at(form, 'fr')}-title": "Bonjour"})
    assert first is not None
    compared = officer.get(url(Partnership, "revisions_compare", record.pk, first.pk, "latest"))
    headings = [part.heading for part in compared.context["parts"]]
    assert sorted(headings) == ["Story (French)", "Story (Polish)"]
