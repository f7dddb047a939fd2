"""Living values on pages and in stories: in the language of the text, and no broken sentence when a record has gone."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pomost.places.models import Municipality
from pomost.register.models import Partnership, PartnershipStory
from pomost.website.settings import CitySettings
from tests import factories
from tests.website.test_blocks import text_of
from tests.website.written import block, editorial, home_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership(leszno: Municipality, suhl: Municipality) -> Partnership:
    """Leszno and Suhl, together since June 1984."""
    return factories.partnership(leszno, suhl, since="1984-06", slug="suhl")


def tell(record: Partnership, **stories: str) -> None:
    record.stories = [
        PartnershipStory(language=code, lead=text, body=[("paragraph", f"<p>{text}</p>")])
        for code, text in stories.items()
    ]
    record.save_revision().publish()


def test_the_texts_of_a_page_say_what_the_register_says(
    visitor: Client, site: CitySettings, partnership: Partnership
) -> None:
    editorial(
        home_of(site),
        block("heading", "Suhl od {Suhl: rok}"),
        block("text", "<p>Partnerstwo od {<b>Suhl: od</b>}.</p>"),
        block("quote", {"text": "Już {Suhl: liczba lat} lat!", "source": ""}),
        intro="<p>Od {Suhl: od} razem.</p>",
    )
    response = visitor.get("/pl/page/")
    assert "Od czerwca 1984 razem. Suhl od 1984 Partnerstwo od czerwca 1984 ." in text_of(response)
    html = response.content.decode()
    assert "<b>czerwca\N{NO-BREAK SPACE}1984</b>" in html or "<b>czerwca 1984</b>" in html
    assert re.search(r'<meta name="description"\s+content="Od czerwca 1984 razem\.">', html)


def test_a_section_s_introduction_has_living_values(
    visitor: Client, site: CitySettings, partnership: Partnership
) -> None:
    from pomost.website.models import ProjectsPage

    page = ProjectsPage.objects.child_of(home_of(site)).get()
    page.intro = "<p>Od {Suhl: od}.</p>"
    page.save()
    assert "Od czerwca 1984." in text_of(visitor.get("/pl/projects-pl/"))


def test_a_story_speaks_its_own_language_wherever_it_is_offered(
    visitor: Client, site: CitySettings, partnership: Partnership
) -> None:
    tell(partnership, pl="Od {Suhl: since}.", de="Seit {Suhl: seit}.")
    assert "Od czerwca 1984." in text_of(visitor.get("/pl/partnerships-pl/suhl/"))
    offered = text_of(visitor.get("/en/partnerships-en/suhl/"))
    assert "Od czerwca 1984." in offered
    assert "Seit Juni 1984." in offered


def test_a_sentence_stays_whole_when_the_record_has_gone(
    visitor: Client, site: CitySettings, partnership: Partnership
) -> None:
    editorial(home_of(site, "en"), block("text", "<p>Together since {Suhl: since}.</p>"), intro="<p>{Suhl: years}</p>")
    partnership.unpublish()
    html = visitor.get("/en/page/").content.decode()
    gap = '<span aria-hidden="true">…</span><span class="visually-hidden">not known</span>'
    assert f"<p>Together since {gap}.</p>" in html
    assert re.search(r'<meta name="description"\s+content="…">', html)
    editorial(home_of(site, "pl"), block("text", "<p>Od {Suhl: since}.</p>"))
    assert '<span class="visually-hidden">brak danych</span>' in visitor.get("/pl/page/").content.decode()
    assert "{" not in html.partition("<body")[2]


def test_what_the_register_says_is_escaped(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    page = editorial(home_of(site, "en"), block("heading", "A <b> & {Suhl: since}"), slug="page")
    html = visitor.get(f"/en/{page.slug}/").content.decode()
    assert "A &lt;b&gt; &amp; <span" in html


@pytest.mark.parametrize(("text", "more"), [("No value.", 0), ("{Suhl: since} {Suhl: years} {Leszno: projects}", 1)])
def test_values_cost_one_query_more_and_nothing_where_there_are_none(
    visitor: Client, site: CitySettings, partnership: Partnership, text: str, more: int
) -> None:
    address = "/pl/partnerships-pl/suhl/"
    visitor.get(address)
    with CaptureQueriesContext(connection) as before:
        visitor.get(address)
    tell(partnership, pl=text, de=text, fr=text)
    visitor.get(address)
    with CaptureQueriesContext(connection) as after:
        visitor.get(address)
    assert len(after) == len(before) + more
