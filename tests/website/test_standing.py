"""The pages on which every site stands, read as the robots read them that watch over public bodies."""

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from pomost.website.models import AccessibilityStatement
from pomost.website.settings import CitySettings
from pomost.website.standing.pages import TITLES
from pomost.website.standing.statement import AccessibilityState
from tests import factories

pytestmark = pytest.mark.django_db

STATEMENTS = {
    "pl": "/pl/deklaracja-dostepnosci/",
    "en": "/en/accessibility-statement/",
    "de": "/de/erklaerung-zur-barrierefreiheit/",
    "nl": "/nl/toegankelijkheidsverklaring/",
    "fr": "/fr/declaration-d-accessibilite/",
}
# In the order in which the technical conditions have them.
IDS = [
    "a11y-wstep", "a11y-podmiot", "a11y-zakres", "a11y-url", "a11y-data-publikacja", "a11y-data-aktualizacja",
    "a11y-status", "a11y-data-sporzadzenie", "a11y-kontakt", "a11y-email", "a11y-telefon", "a11y-procedura",
    "a11y-architektura", "a11y-komunikacja",
]  # fmt: skip
CONDITIONAL: dict[str, dict[str, Any]] = {
    "a11y-data-przeglad": {"reviewed_on": date(2026, 3, 30)},
    "a11y-ocena": {"burden": factories.translated("Too dear")},
    "a11y-aplikacje": {"apps": factories.translated("Walks")},
    "a11y-architektura-url": {"architecture_url": "https://leszno.example/building"},
}
HEADINGS = [
    "Stan dostępności cyfrowej",
    "Niedostępne treści",
    "Przygotowanie deklaracji dostępności",
    "Udogodnienia, ograniczenia i inne informacje",
    "Skróty klawiszowe",
    "Informacje zwrotne i dane kontaktowe",
    "Obsługa wniosków i skarg związanych z dostępnością",
    "Pozostałe informacje",
]


@pytest.fixture
def statement(site: CitySettings) -> AccessibilityStatement:
    """A statement with all that must be in it, and nothing that only may."""
    return AccessibilityStatement.objects.create(
        site=site.site,
        published_on=date(2025, 9, 1),
        changed_on=date(2026, 2, 3),
        state=AccessibilityState.FULL,
        prepared_on=date(2025, 9, 15),
        contact=factories.translated("Office"),
        email="office@leszno.example",
        phone="+48650000000",
        architecture=factories.translated("A lift"),
        communication=factories.translated("Sign language"),
    )


def page_at(client: Client, address: str) -> Tag:
    response = client.get(address)
    assert response.status_code == 200
    assert response.cookies == {}
    main = BeautifulSoup(response.content, "html.parser").main
    assert main is not None
    return main


def ids_of(page: Tag) -> list[str]:
    return [str(tag["id"]) for tag in page.select("[id^=a11y-]")]


def words(tag: Tag | None) -> str:
    return " ".join(tag.get_text(" ", strip=True).split()) if tag else ""


@pytest.mark.parametrize("language", STATEMENTS)
def test_a_robot_finds_each_id_once_and_in_order_in_every_language(
    visitor: Client, statement: AccessibilityStatement, language: str
) -> None:
    page = page_at(visitor, STATEMENTS[language])
    assert ids_of(page) == IDS
    days = {name: page.select_one(f"time#a11y-data-{name}") for name in ("publikacja", "aktualizacja", "sporzadzenie")}
    assert {name: day["datetime"] for name, day in days.items() if day} == {
        "publikacja": "2025-09-01", "aktualizacja": "2026-02-03", "sporzadzenie": "2025-09-15",
    }  # fmt: skip
    assert len(page.select("h1")) == 1
    assert len(page.select("h2")) == len(HEADINGS)
    assert [tag["href"] for tag in page.select("#a11y-url, #a11y-email, #a11y-telefon")] == [
        "http://testserver/", "mailto:office@leszno.example", "tel:+48650000000",
    ]  # fmt: skip


def test_the_polish_headings_stand_in_the_order_of_the_technical_conditions(
    visitor: Client, statement: AccessibilityStatement
) -> None:
    page = page_at(visitor, STATEMENTS["pl"])
    assert words(page.h1) == "Deklaracja dostępności"
    assert [words(heading) for heading in page.select("h2")] == HEADINGS
    assert words(page.select_one("#a11y-podmiot")) == "City hall (pl)"


@pytest.mark.parametrize(
    ("state", "said"),
    [("full", "jest w pełni zgodna z ustawą"), ("partial", "jest częściowo zgodna z"), ("none", "jest niezgodna z")],
)
def test_the_sentence_about_the_state_is_fixed(
    visitor: Client, statement: AccessibilityStatement, state: str, said: str
) -> None:
    AccessibilityStatement.objects.update(state=state, not_accessible=factories.translated("Old scans"))
    page = page_at(visitor, STATEMENTS["pl"])
    assert f"Ta strona internetowa {said}" in words(page.select_one("#a11y-status"))
    assert "Old scans (pl)" in words(page)


@pytest.mark.parametrize("name", CONDITIONAL)
def test_what_stands_there_only_under_a_condition(
    visitor: Client, statement: AccessibilityStatement, name: str
) -> None:
    AccessibilityStatement.objects.update(**CONDITIONAL[name])
    assert sorted(ids_of(page_at(visitor, STATEMENTS["nl"]))) == sorted([*IDS, name])


@pytest.mark.parametrize("missing", [*AccessibilityStatement.needed, "communication", "all"])
def test_while_something_is_missing_the_page_claims_nothing(
    visitor: Client, statement: AccessibilityStatement, missing: str
) -> None:
    if missing == "all":
        statement.delete()
    else:
        field: Any = AccessibilityStatement._meta.get_field(missing)
        AccessibilityStatement.objects.update(**{missing: None if field.null else field.get_default()})
    page = page_at(visitor, STATEMENTS["en"])
    assert ids_of(page) == []
    assert "The city has not drawn up its statement yet." in words(page)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"state": "partial"}, "not_accessible"),
        ({"state": "none"}, "not_accessible"),
        ({"assessment": "outside"}, "assessor"),
        ({"prepared_on": date(2100, 1, 1)}, "prepared_on"),
        ({"reviewed_on": date(2024, 1, 1)}, "reviewed_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    statement: AccessibilityStatement, given: dict[str, Any], field: str
) -> None:
    for name, value in given.items():
        setattr(statement, name, value)
    with pytest.raises(ValidationError) as refused:
        statement.full_clean()
    assert list(refused.value.message_dict) == [field]


def test_no_short_word_stands_at_the_end_of_a_line(visitor: Client, statement: AccessibilityStatement) -> None:
    html = visitor.get(STATEMENTS["pl"]).content.decode()
    assert "stron internetowych i\N{NO-BREAK SPACE}aplikacji" in html
    assert "4\N{NO-BREAK SPACE}kwietnia" in html


def test_the_review_is_due_by_the_next_31_march(statement: AccessibilityStatement) -> None:
    assert statement.review_due == date(2026, 3, 31)
    statement.reviewed_on = date(2026, 3, 2)
    assert statement.review_due == date(2027, 3, 31)
    assert AccessibilityStatement().review_due is None


def test_privacy_tells_what_the_settings_say(visitor: Client, site: CitySettings) -> None:
    with override_settings(POMOST_KEEP_FORMER_CONTACTS_MONTHS=5, POMOST_SESSION_HOURS=1):
        said = words(page_at(visitor, "/pl/prywatnosc/"))
    assert "usuwamy w całości 5 miesięcy po ostatnim dniu" in said
    assert "wygasa najpóźniej po 1 godzinie" in said
    assert "przywrócić przez 30 dni" in said


@pytest.mark.parametrize(
    ("licence", "said"),
    [
        ("", "The city has not stated a licence."),
        ("CC-BY-4.0", "under the licence CC BY 4.0. https://creativecommons.org"),
    ],
)
def test_credits_name_the_sources_and_the_licence(visitor: Client, site: CitySettings, licence: str, said: str) -> None:
    CitySettings.objects.update(licence=licence)
    page = words(page_at(visitor, "/en/credits/"))
    assert said in page
    for source in ("GeoNames", "CC BY 4.0", "Natural Earth", "Unicode CLDR", "EUPL"):
        assert source in page


@pytest.mark.parametrize("name", TITLES)
def test_each_is_in_the_foot_in_the_sitemap_and_in_every_language(
    visitor: Client, site: CitySettings, name: str
) -> None:
    sitemap = visitor.get("/sitemap-pages-1.xml").content.decode()
    urls = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            urls[language] = reverse(name)
    for language in urls:
        assert f'href="{urls[language]}"' in visitor.get(f"/{language}/").content.decode()
        assert f"<loc>http://testserver{urls[language]}</loc>" in sitemap
        page = visitor.get(urls[language]).content.decode()
        for other, url in urls.items():
            assert f'hreflang="{other}" href="http://testserver{url}"' in " ".join(page.split())


@pytest.mark.parametrize(("name", "queries"), [("credits", 0), ("privacy", 0), ("accessibility-statement", 1)])
def test_they_cost_next_to_nothing(visitor: Client, statement: AccessibilityStatement, name: str, queries: int) -> None:
    visitor.get("/en/")
    with CaptureQueriesContext(connection) as asked:
        assert visitor.get(f"/en/{name}/").status_code == 200
    assert len(asked) == queries
