"""What programs read of a page: one address, the languages, what others show of it, and its facts as data."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record
from pomost.register.models import Funding, Office, Partnership
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
ORIGIN = "http://testserver"


def head(client: Client, path: str) -> str:
    """The head of a page, in one line."""
    return " ".join(client.get(path).content.decode().partition("</head>")[0].split())


def meta(client: Client, path: str) -> dict[str, list[str]]:
    """The properties of Open Graph and what each of them says."""
    found: dict[str, list[str]] = {}
    for name, content in re.findall(r'<meta property="([^"]+)" content="([^"]*)">', head(client, path)):
        found.setdefault(name, []).append(content)
    return found


def nodes(client: Client, path: str) -> dict[str, dict[str, Any]]:
    """The nodes of the page's graph by their type."""
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(path).content.decode())
    graph = json.loads(data)
    assert graph["@context"] == "https://schema.org"
    return {node["@type"]: node for node in graph["@graph"]}


def alternates(client: Client, path: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', head(client, path)))


def test_a_page_names_its_versions_and_one_for_everybody_else(visitor: Client, site: CitySettings) -> None:
    expected = {code: f"{ORIGIN}/{code}/projects-{code}/" for code in LANGUAGES}
    assert alternates(visitor, "/pl/projects-pl/") == {**expected, "x-default": f"{ORIGIN}/en/projects-en/"}


def test_the_first_page_leaves_the_others_to_the_browser_s_wishes(visitor: Client, site: CitySettings) -> None:
    assert alternates(visitor, "/de/")["x-default"] == f"{ORIGIN}/"


def test_without_english_the_city_s_first_language_is_for_everybody_else(visitor: Client, leszno: Municipality) -> None:
    factories.site(leszno, languages=("pl", "de"))
    assert alternates(visitor, "/de/projects-de/") == {
        "pl": f"{ORIGIN}/pl/projects-pl/",
        "de": f"{ORIGIN}/de/projects-de/",
        "x-default": f"{ORIGIN}/pl/projects-pl/",
    }


def test_parameters_are_no_other_address(visitor: Client, site: CitySettings) -> None:
    assert f'<link rel="canonical" href="{ORIGIN}/pl/projects-pl/">' in head(visitor, "/pl/projects-pl/?a=1")


def test_a_link_elsewhere_shows_name_lead_and_picture(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    factories.partnership(leszno, suhl, since="1984", stories=("de",))
    told = meta(visitor, "/de/partnerships-de/suhl/")
    assert told["og:title"] == ["Suhl"]
    assert told["og:url"] == [f"{ORIGIN}/de/partnerships-de/suhl/"]
    assert told["og:type"] == ["article"]
    assert told["og:site_name"] == ["Leszno"]
    assert told["og:description"][0].startswith("Suhl: Deutschland, ")
    assert told["og:locale"] == ["de_DE"]
    assert told["og:locale:alternate"] == ["pl_PL", "en_GB", "nl_NL", "fr_FR"]
    assert told["og:image"][0].startswith(f"{ORIGIN}/link-pictures/de/partnership/")
    assert "1984" in told["og:image:alt"][0]
    assert meta(visitor, "/de/")["og:type"] == ["website"]


def test_the_data_tell_who_publishes_the_page_and_when_it_changed(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    site.office = factories.office(leszno, slug="office")
    site.save()
    factories.partnership(leszno, suhl)
    first, last = datetime(2031, 5, 1, 8, 0, 1, tzinfo=UTC), datetime(2031, 6, 2, 9, 0, 2, tzinfo=UTC)
    Partnership.objects.update(first_published_at=first, last_published_at=last)
    found = nodes(visitor, "/nl/partnerships-nl/suhl/")
    page = found["WebPage"]
    assert page["url"] == f"{ORIGIN}/nl/partnerships-nl/suhl/"
    assert page["inLanguage"] == "nl"
    assert (page["datePublished"], page["dateModified"]) == ("2031-05-01T08:00:01+00:00", "2031-06-02T09:00:02+00:00")
    assert page["publisher"] == {"@id": found["GovernmentOrganization"]["@id"]}
    assert found["GovernmentOrganization"]["name"] == "City hall (nl)"
    assert found["GovernmentOrganization"]["department"]["name"] == "Office (nl)"
    assert [step["name"] for step in page["breadcrumb"]["itemListElement"]] == ["Leszno", "Partnerships nl", "Suhl"]


def test_a_partnership_is_told_as_the_partner_town(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    factories.partnership(leszno, suhl)
    data = visitor.get("/fr/partnerships-fr/suhl/").content.decode()
    assert '{"@id":"http://testserver/fr/partnerships-fr/suhl/#partnership","@type":"City","name":"Suhl"' in data
    assert '"containedInPlace":{"@type":"Country","name":"Allemagne"}' in data


@pytest.mark.parametrize(
    ("status", "state"), [("held", "EventScheduled"), ("planned", "EventScheduled"), ("cancelled", "EventCancelled")]
)
def test_an_activity_is_an_event_with_its_day_hour_and_place(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality, status: str, state: str
) -> None:
    makers.activity(
        leszno, slug="concert", status=status, start="2031-07-01", end="2031-07-02", start_time="18:30", place=suhl
    )
    event = nodes(visitor, "/en/activities-en/concert/")["Event"]
    assert event["name"] == "Concert (en)"
    assert (event["startDate"], event["endDate"]) == ("2031-07-01T18:30:00+02:00", "2031-07-02")
    assert event["eventStatus"] == f"https://schema.org/{state}"
    assert event["location"]["name"] == "Suhl"


def test_a_date_is_told_as_exactly_as_it_is_known(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    makers.activity(leszno, slug="concert", start="2024-05")
    assert nodes(visitor, "/en/activities-en/concert/")["Event"]["startDate"] == "2024-05"


def test_a_project_names_its_grants_as_exactly_as_they_are_known(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    project = factories.project(leszno, suhl, slug="project", start="2012", end="2014-06")
    for precision in ("about", "almost", "over"):
        Funding.objects.create(project=project, planned="2000.50", currency="EUR", precision=precision)
    Funding.objects.create(project=project, kind="own", planned="9", currency="PLN")
    told = nodes(visitor, "/en/projects-en/project/")["Project"]
    assert (told["foundingDate"], told["dissolutionDate"]) == ("2012", "2014-06")
    assert [town["name"] for town in told["member"]] == ["Leszno", "Suhl"]
    assert {grant["@type"] for grant in told["funding"]} == {"MonetaryGrant"}
    assert [grant["amount"] for grant in told["funding"]] == [
        {"@type": "MonetaryAmount", "currency": "PLN", "value": 1000},
        {"@type": "MonetaryAmount", "currency": "EUR", "description": "about €2,000.50"},
        {"@type": "MonetaryAmount", "currency": "EUR", "maxValue": 2000.5},
        {"@type": "MonetaryAmount", "currency": "EUR", "minValue": 2000.5},
    ]


def test_what_was_invented_is_not_told_as_a_fact(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    makers.activity(leszno, slug="real")
    makers.activity(leszno, slug="invented", is_example=True)
    assert "Event" in nodes(visitor, "/en/activities-en/real/")
    invented = nodes(visitor, "/en/activities-en/invented/")
    assert "Event" not in invented
    assert "mainEntity" not in invented["WebPage"]


def test_persons_are_no_data(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    office: Office = factories.office(leszno, slug="office", email="office@leszno.example")
    publish_record(record=makers.person(office, "Anna Widoczna", email="anna@leszno.example"))
    page = visitor.get("/pl/contact-pl/office/").content.decode()
    assert "Anna Widoczna" in page
    told = json.dumps(nodes(visitor, "/pl/contact-pl/office/"))
    assert "office@leszno.example" in told
    assert "anna" not in told.lower()


def test_nothing_that_was_typed_can_end_the_data(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    name = "</script><script>alert(1)</script> & Co"
    partner = factories.municipality(name, "DE", slug="odd")
    factories.partnership(leszno, partner, slug="odd")
    page = visitor.get("/en/partnerships-en/odd/").content.decode()
    assert page.count("<script") == 2  # the data, and the basket's
    assert nodes(visitor, "/en/partnerships-en/odd/")["City"]["name"] in (name, "Leszno")
    assert "\\u003c/script\\u003e\\u003cscript\\u003ealert(1)" in page


def test_what_is_not_there_is_no_data(visitor: Client, site: CitySettings) -> None:
    page = visitor.get("/pl/nothing/").content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert "ld+json" not in page
    assert "og:" not in page
