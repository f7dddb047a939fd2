"""What living values say: the register's facts as the language of the text has them; and what is a mistake."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pomost.languages.typography import NO_BREAK
from pomost.places.models import Municipality
from pomost.register.actions.records import delete_record
from pomost.register.fetching import fetch_together
from pomost.register.living_values import Answers, mistakes_in
from pomost.register.models import Act, Attendance, Partnership
from pomost.register.rules.living_keys import replaced
from tests import factories
from tests.website import makers

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 27)


def said(text: str, home: Municipality, language: str = "en") -> str:
    answers = Answers.to([text], home, TODAY)
    answers.take(fetch_together(*answers.ask()))
    return replaced(text, lambda key: answers.value(key, language) or "…").replace(NO_BREAK, " ")


@pytest.fixture
def partnership(leszno: Municipality, suhl: Municipality) -> Partnership:
    """Leszno and Suhl, together since June 1984, with an agreement and an activity."""
    record = factories.partnership(
        leszno, suhl, since="1984-06", acts=[Act(kind="agreement", date="1984-06")], slug="suhl"
    )
    makers.activity(leszno, start="2026-05-18", partnerships=[record])
    return record


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("pl", "od {Suhl: od}, czyli {Suhl: lata}", "od czerwca 1984, czyli 42 lata"),
        ("pl", "od {Suhl: liczba lat} lat", "od 42 lat"),
        ("de", "seit {Suhl: seit}", "seit Juni 1984"),
        ("nl", "{Suhl: jaren} samen", "42 jaar samen"),
        ("fr", "depuis {Suhl: depuis}, en {Suhl: année}", "depuis juin 1984, en 1984"),
        ("en", "{SUHL: legal state}, {suhl: living state}", "in force, active"),
        ("en", "last {Suhl: last activity}, {Suhl: distance} away", "last 18 May 2026, 432 km away"),
        ("pl", "{Suhl: last activity}", "18 maja 2026"),
        ("en", "{Suhl: kind} until {Suhl: until}", "twinning until …"),
    ],
)
def test_a_partnership_says_its_facts_in_the_language_of_the_text(
    leszno: Municipality, partnership: Partnership, language: str, text: str, expected: str
) -> None:
    assert said(text, leszno, language) == expected


def test_a_town_is_named_in_any_language_and_without_its_marks(leszno: Municipality) -> None:
    wien = factories.municipality("Wien", "AT", names={"pl": "Wiedeń", "fr": "Vienne"})
    montlucon = factories.municipality("Montluçon", "FR")
    factories.partnership(leszno, wien, since="1990")
    factories.partnership(leszno, montlucon, since="2004-12")
    assert said("{Wieden: since} {vienne: since} {WIEN: since} {Montlucon: since}", leszno) == (
        "1990 1990 1990 December 2004"
    )
    assert said("{Wie: since}", leszno) == "…"


def test_a_value_changes_with_its_record(leszno: Municipality, partnership: Partnership) -> None:
    partnership.since = "1985"
    partnership.save_revision().publish()
    assert said("{Suhl: since}", leszno) == "1985"


def test_a_record_that_is_not_published_says_nothing(leszno: Municipality, partnership: Partnership) -> None:
    partnership.unpublish()
    assert said("since {Suhl: since}", leszno) == "since …"
    delete_record(record=factories.partnership(leszno, factories.municipality("Deurne", "NL"), since="1989"))
    assert said("since {Deurne: since}", leszno) == "since …"


def test_another_city_s_records_are_not_asked(leszno: Municipality, partnership: Partnership) -> None:
    gdynia, kiel = factories.municipality("Gdynia"), factories.municipality("Kiel")
    factories.partnership(gdynia, kiel, since="1990")
    assert said("{Kiel: since} {Gdynia: partner towns}", leszno) == "… …"
    assert said("{Leszno: since}", partnership.partner_of(leszno)) == "June 1984"


def test_networks_projects_and_awards_say_their_dates(leszno: Municipality, suhl: Municipality) -> None:
    factories.membership(factories.network(leszno, name="Cities"), leszno, since="2002")
    factories.project(leszno, suhl, name="Bridges", start="2021", end="2024-03")
    factories.award(leszno, factories.ladder("Diploma")[0], received="2003-05-04")
    assert said("{cities pl: since} {Cities de: years}", leszno) == "2002 24 years"
    assert said("{Bridges en: since} to {bridges (nl): until}", leszno) == "2021 to March 2024"
    assert said("{Diploma fr: received} {Diploma fr: year}", leszno) == "4 May 2003 2003"


def test_the_city_says_how_much_there_is(leszno: Municipality, suhl: Municipality, partnership: Partnership) -> None:
    deurne, ended = factories.municipality("Deurne", "NL"), factories.municipality("Past", "NL")
    factories.partnership(leszno, deurne, since="1989")
    factories.partnership(leszno, ended, since="1950", until="1960")
    factories.partnership(leszno, factories.municipality("Wien", "AT"), kind="contact")
    factories.project(leszno, suhl)
    makers.activity(leszno, attendance=[Attendance(municipality=suhl, direct=1250)])
    makers.activity(leszno, start=str(TODAY + timedelta(days=30)), status="planned")
    text = "{Leszno: partner towns}, {Leszno: number of countries}, {Leszno: projects}, {Leszno: participants}"
    assert said(text, leszno) == "2 partner towns, 2, 1 project, 1,250 participants"
    assert said("{Leszno: miasta partnerskie}, {Leszno: działania}", leszno, "pl") == (
        "2 miasta partnerskie, 2 działania"
    )


def test_all_keys_of_a_page_cost_one_query_and_a_page_without_keys_none(
    leszno: Municipality, partnership: Partnership
) -> None:
    everything = "{Suhl: since} {Suhl: legal state} {Leszno: projects} {Leszno: people met} {Nowhere: until} {a: years}"
    # Whom names mean is looked up once a stamp.
    for text, number in (("No key, {no} value", 0), (everything, 2), (everything, 1)):
        with CaptureQueriesContext(connection) as queries:
            said(text, leszno)
        assert len(queries) == number, text


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("Since {Suhl: since}, {Leszno: partner towns}, {deurne: seit}.", []),
        ("{Shul: since}", ["There is no “Shul” in the register. Did you mean Suhl?"]),
        ("{Xyz: since}", ["There is no “Xyz” in the register."]),
        ("{Suhl: sinse}", ["“sinse” is no value of Suhl. Did you mean since?"]),
        (
            "{Leszno: since}",
            [
                (
                    "“since” is no value of Leszno. Possible are: activities, number of activities, awards, "
                    "number of awards, countries, number of countries, networks, number of networks, participants, "
                    "number of participants, projects, number of projects, partner towns and number of partner towns."
                )
            ],
        ),
        ("{Suhl}", ["“{Suhl}” says no value. Write a name, a colon and a value, such as {Suhl: since}."]),
        ("{Suhl: since} {Shul: since} {Shul: since}", ["There is no “Shul” in the register. Did you mean Suhl?"]),
    ],
)
def test_what_means_nothing_is_told_with_what_was_meant_perhaps(
    leszno: Municipality, partnership: Partnership, text: str, mistakes: list[str]
) -> None:
    draft: Any = factories.partnership(leszno, factories.municipality("Deurne", "NL"))
    draft.unpublish()  # a text may be written before its record is published
    assert mistakes_in([text], leszno) == mistakes
