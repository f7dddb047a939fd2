"""The search of the public site: what it finds, how it shows it, and what it never shows."""

import json
import re
from io import StringIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from pomost.languages.translated import Translated
from pomost.places.models import Municipality
from pomost.register.actions.people import erase_person
from pomost.register.actions.records import delete_record, publish_record, restore_record, save_draft
from pomost.register.models import Activity, ActivityStory, Membership
from pomost.website.search import results
from pomost.website.search.entry import SearchEntry
from pomost.website.search.index import build_search
from pomost.website.search.marks import marked
from pomost.website.search.words import index_words, wanted_in
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers
from tests.website.page_checks import LANGUAGES
from tests.website.pages import main_of, words_of
from tests.website.written import block, editorial, home_of, news

pytestmark = pytest.mark.django_db

SEARCH = {"pl": "/pl/szukaj/", "en": "/en/search/", "de": "/de/suche/", "nl": "/nl/zoeken/", "fr": "/fr/recherche/"}


def found(client: Client, query: str, **more: str) -> list[str]:
    """The titles of what is found on the Polish site."""
    response = client.get(SEARCH["pl"], {"q": query, **more})
    assert response.status_code == 200
    unmarked = re.sub("</?mark>", "", main_of(response))
    return [words_of(title) for title in re.findall(r'<h3 class="found__title".*?</h3>', unmarked)]


def told(keeper: Municipality, name: str, text: str = "", language: str = "pl", **more: Any) -> Activity:
    """A published activity with a story of one paragraph."""
    story = ActivityStory(language=language, title="", lead="", body=[("paragraph", f"<p>{text}</p>")])
    children = {"stories": [story] if text else [], "documents": more.pop("documents", [])}
    values = {"name": Translated({"pl": name}), "status": "held", "start": "2024-05-09", **more}
    record: Activity = publish_record(record=makers.built(Activity, children=children, keeper=keeper, **values))
    return record


def test_marks_case_and_order_are_forgiven(visitor: Client, city: CitySettings) -> None:
    assert found(visitor, "Montlucon")[0] == "Montluçon"
    assert found(visitor, "MONTLUÇON")[0] == "Montluçon"
    assert found(visitor, "leszno biel")[0] == found(visitor, "Biel Leszno")[0] == "Biel/Bienne"
    assert found(visitor, "sankt polten")[0] == "Sankt Pölten"


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("pl", "Koncert orkiestry", "orkiestra"),
        ("pl", "Umowa o partnerstwie: partnerstwa", "partnerstwo"),
        ("pl", "Łódź i Źródła", "lodzi zrodlami"),
        ("de", "Zwei Partnerschaften", "partnerschaft"),
        ("de", "Alle Städte", "STADT"),
        ("en", "Three cities", "city"),
        ("fr", "Les échanges", "echange"),
        ("nl", "Uitwisselingen", "uitwisseling"),
        ("nl", "Partnerschappen", "partnerschap"),
        ("pl", "Niezapominajka", "niezap"),
        ("pl", "Київ", "київ"),
    ],
)
def test_endings_and_the_beginning_of_the_last_word(
    visitor: Client, site: CitySettings, leszno: Municipality, language: str, text: str, query: str
) -> None:
    told(leszno, "Bez nazwy", text, language)
    told(leszno, "Coś innego", "o czymś innym")
    assert found(visitor, query) == ["Bez nazwy"]


def test_all_words_must_be_there_and_only_the_last_may_be_unfinished(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    told(leszno, "Koncert", "w bibliotece")
    assert found(visitor, "koncert bibliot") == ["Koncert"]
    assert found(visitor, "bibliot koncert") == []
    assert found(visitor, "koncert teatr") == []
    assert found(visitor, "w bibliotece") == ["Koncert"]  # single letters mean nothing


def test_titles_come_before_texts_and_the_newest_first(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    told(leszno, "Dawny festiwal", start="2001-05-01")
    told(leszno, "Koncert", "na festiwalu", start="2025-05-01")
    told(leszno, "Nowy festiwal", start="2024-05-01")
    assert found(visitor, "festiwal") == ["Nowy festiwal", "Dawny festiwal", "Koncert"]


def test_documents_pages_and_news_are_found(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    told(leszno, "Koncert", documents=[makers.attached(makers.document(), title=Translated({"pl": "Sprawozdanie"}))])
    page = editorial(home_of(site), block("text", "<p>O <b>hejnale</b></p>"), title="Hejnał")
    news(site, "2026-01-05", block("text", "<p>Jarmark &amp; kolędy</p>"), slug="jarmark")
    build_search()
    assert found(visitor, "sprawozdania") == ["Koncert"]
    assert found(visitor, "hejnal") == [page.title]
    assert found(visitor, "koleda") == ["Jarmark"]
    response = visitor.get(SEARCH["pl"], {"q": "jarmark kolęda"})
    assert "<mark>Jarmark</mark> &amp; <mark>kolędy</mark>" in main_of(response)


def test_what_is_found_is_narrowed_down_by_kind_and_language(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    factories.partnership(leszno, suhl, stories=("de",))
    told(leszno, "Wyjazd do Suhl", "tekst")
    assert found(visitor, "suhl") == ["Wyjazd do Suhl", "Suhl"]
    assert found(visitor, "suhl", kind="partnership") == ["Suhl"]
    assert found(visitor, "suhl", language="pl") == ["Wyjazd do Suhl"]
    response = visitor.get(SEARCH["pl"], {"q": "suhl", "kind": "partnership"})
    assert [
        (facet.name, [(c.number, c.is_chosen) for c in facet.choices]) for facet in response.context["results"].facets
    ] == [
        ("kind", [(1, True), (1, False)]),
    ]
    for wrong in ({"kind": "contactperson"}, {"language": "xx"}, {"page": "2"}, {"page": "0"}, {"page": "x"}):
        assert visitor.get(SEARCH["pl"], {"q": "suhl", **wrong}).status_code == 404


def test_many_results_stand_on_pages_in_a_constant_number_of_queries(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    for number in range(25):
        told(leszno, f"Koncert {number}", start=f"2020-01-{number + 1:02}")
    pages = [found(visitor, "koncert", page=str(number)) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [10, 10, 5]
    assert pages[0][0] == "Koncert 24"
    assert len({title for page in pages for title in page}) == 25
    for parameters in ({"q": "koncert"}, {"q": "koncert 7"}, {"q": "koncert", "page": "3"}):
        with CaptureQueriesContext(connection) as queries:
            visitor.get(SEARCH["pl"], parameters)
        assert len(queries) == 3
    response = visitor.get(SEARCH["pl"], {"q": "koncert", "page": "2"})
    assert 'href="/pl/szukaj/?q=koncert"' in main_of(response)
    assert 'href="/pl/szukaj/?q=koncert&amp;page=3"' in main_of(response)


def test_where_more_bear_the_very_words_than_are_looked_at_they_alone_are_shown(
    visitor: Client, site: CitySettings, leszno: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "MOST", 2)
    for number, name in enumerate(("Koncert", "Koncertmistrz", "Koncerty w parku", "Koncert w Suhl")):
        told(leszno, name, start=f"2020-01-{number + 1:02}")
    assert found(visitor, "koncertm") == ["Koncertmistrz"]
    with CaptureQueriesContext(connection) as queries:
        assert found(visitor, "koncert") == ["Koncert w Suhl", "Koncerty w parku"]
    assert len(queries) == 2
    assert "Koncertmistrz" in found(visitor, "koncertmistrz koncert")


def test_the_page_says_what_to_do_in_every_language(visitor: Client, city: CitySettings) -> None:
    for code in LANGUAGES:
        for query in ("", "!?", "xyzzyq", "Suhl"):
            response = visitor.get(SEARCH[code], {"q": query} if query else {})
            assert response.status_code == 200
            html = response.content.decode()
            assert '<meta name="robots" content="noindex">' in html
            for other in LANGUAGES:
                kept = f"?{urlencode({'q': query})}" if query else ""
                assert f'href="{SEARCH[other]}{kept}"' in html
    assert visitor.post(SEARCH["pl"]).status_code == 405
    assert visitor.get("/pl/search/").status_code == 404


HOSTILE = [
    "a" * 100_000,
    "ą " * 50_000,
    "suhl\0",
    "\x00\x01\x1b[31m",
    "\u202esuhl\u202c\u200f\u2066",
    "<script>alert(1)</script>",
    '" onfocus="alert(1)',
    "'; DROP TABLE website_searchentry; --",
    "suhl') OR 1=1 --",
    '"suhl" AND NOT words: NEAR(a b) *',
    ":* & | ! <-> (",
    "home:1",
    "%s %(x)s {0} \\",
    "𝕊𝕦𝕙𝕝 ﬁ ß İ",
    "\N{ZERO WIDTH JOINER}\N{COMBINING ACUTE ACCENT}",
    "-" * 300,
]


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_queries_are_answered(visitor: Client, city: CitySettings, query: str) -> None:
    response = visitor.get(SEARCH["pl"], {"q": query})
    assert response.status_code == 200
    html = main_of(response)
    assert "<script>alert" not in html
    assert 'onfocus="alert' not in html
    assert "\0" not in html
    assert len(html) < 50_000
    assert visitor.get(SEARCH["pl"] + "podpowiedzi/", {"q": query}).status_code == 200


def test_the_word_of_a_site_cannot_be_asked_for(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    told(leszno, "Koncert", start="1990")
    for query in (f"home:{leszno.pk}", f"::{leszno.pk}", str(leszno.pk), ":koncert:", "home"):
        assert found(visitor, query) == (["Koncert"] if "koncert" in query else [])


def test_suggestions_are_titles(visitor: Client, city: CitySettings) -> None:
    response = visitor.get("/de/suche/vorschlaege/", {"q": "montl"})
    assert json.loads(response.content)["titles"] == ["Montluçon"]
    assert response["Content-Type"] == "application/json"


# ---- what is never shown ----


def test_what_is_not_public_is_not_found_and_not_in_the_index(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    draft = Activity(keeper=leszno, name=factories.translated("Tajny szkic"), start="2024")
    save_draft(record=draft)
    record = told(leszno, "Koncert", "jawny", source=Translated({"pl": "Tajne źródło"}))
    record.name = Translated({"pl": "Tajny nowy tytuł"})
    save_draft(record=record)
    withdrawn = told(leszno, "Tajny wycofany")
    withdrawn.unpublish()
    binned = told(leszno, "Tajny w koszu")
    delete_record(record=binned)
    told(suhl, "Tajny innego miasta")
    hidden = editorial(home_of(site), title="Tajna strona", slug="tajna")
    below = editorial(hidden, title="Tajna pod stroną", slug="tajna-2")
    hidden.unpublish()
    assert below.live
    kept = editorial(home_of(site), title="Tajna za hasłem", slug="tajna-3")
    build_search()
    PageViewRestriction.objects.create(page=kept, restriction_type="login")
    office = factories.office(leszno)
    publish_record(record=makers.person(office, "Tajna Osoba", is_public=False))
    publish_record(record=makers.person(office, "Jawna Osoba"))
    for _time in ("as it was kept", "as it is built"):
        assert found(visitor, "tajny") == found(visitor, "tajna") == found(visitor, "osoba") == []
        assert words_in_index("tajn", "tajny", "tajna", "osob", "osoba") == []
        assert found(visitor, "jawny") == ["Koncert"]
        build_search()


def test_the_index_follows_publication(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    record = told(leszno, "Koncert")
    assert found(visitor, "koncert") == ["Koncert"]
    record.name = Translated({"pl": "Recital"})
    save_draft(record=record)
    assert found(visitor, "recital") == []
    record = publish_record(record=record)
    assert (found(visitor, "koncert"), found(visitor, "recital")) == ([], ["Recital"])
    record.unpublish()
    assert found(visitor, "recital") == []
    record.get_latest_revision().publish()
    assert found(visitor, "recital") == ["Recital"]
    record = Activity.objects.get(pk=record.pk)
    delete_record(record=record)
    assert found(visitor, "recital") == []
    restore_record(record=record)
    assert found(visitor, "recital") == ["Recital"]
    Activity.objects.get(pk=record.pk).delete()
    assert words_in_index("recital") == []


def test_pages_follow_publication(visitor: Client, site: CitySettings) -> None:
    page = editorial(home_of(site), title="Szkic", slug="szkic")
    page.title = "Opis"
    page.save_revision()
    assert found(visitor, "opis") == []
    page.get_latest_revision().publish()
    assert found(visitor, "opis") == ["Opis"]
    below = editorial(page, title="Opis dalszy", slug="dalszy")
    below.save_revision().publish()
    assert sorted(found(visitor, "opis")) == ["Opis", "Opis dalszy"]
    Page.objects.get(pk=page.pk).unpublish()
    assert found(visitor, "opis") == []
    Page.objects.get(pk=page.pk).delete()
    assert words_in_index("opis") == []


def test_what_is_public_with_another_record_goes_with_it(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    network = factories.network(leszno, name="Eurocities")
    assert found(visitor, "eurocities") == []
    membership = factories.membership(network, leszno)
    assert found(visitor, "eurocities") == ["Eurocities (pl)"]
    delete_record(record=Membership.objects.get(pk=membership.pk))
    assert found(visitor, "eurocities") == []
    challenge = makers.challenge(leszno)
    makers.solution(challenge, leszno, name="Kiosk")
    assert found(visitor, "kiosk") == ["Kiosk (pl)"]
    challenge.unpublish()
    assert found(visitor, "kiosk") == []
    assert words_in_index("kiosk", "eurocit") == []


def test_an_entry_that_is_wrong_shows_nothing(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    """Written in bulk, past everything that the index follows: what is shown is asked anew."""
    told(leszno, "Koncert", "sekret")
    Activity.objects.update(live=False)
    assert found(visitor, "koncert") == []
    assert "ekret" not in main_of(visitor.get(SEARCH["pl"], {"q": "koncert"}))
    call_command("build_search", stdout=StringIO())
    assert words_in_index("koncert") == []


def test_preparing_fills_what_is_empty_and_leaves_the_rest(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    told(leszno, "Koncert")
    SearchEntry.objects.all().delete()
    call_command("build_search", if_empty=True, stdout=StringIO())
    assert found(visitor, "koncert") == ["Koncert"]
    Activity.objects.update(live=False)
    call_command("build_search", if_empty=True, stdout=StringIO())
    assert words_in_index("koncert") == ["koncert"]


def test_another_citys_site_has_its_own_things(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    other = factories.municipality("Deurne", "NL")
    told(other, "Kermis")
    told(leszno, "Koncert")
    assert found(visitor, "kermis") == []
    CitySettings.objects.update(home=other)
    build_search()
    assert (found(visitor, "kermis"), found(visitor, "koncert")) == (["Kermis"], [])


def test_who_is_erased_is_gone_from_the_search(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    office = factories.office(leszno)
    person = publish_record(record=makers.person(office, "Jadwiga Brzezińska"))
    told(leszno, "Koncert", "prowadziła Jadwiga Brzezińska")
    assert found(visitor, "brzezinska") == ["Koncert"]
    erase_person(person)
    assert found(visitor, "brzezinska") == []
    assert found(visitor, "prowadziła") == ["Koncert"]
    assert words_in_index("brzezinsk", "brzezinska") == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT block FROM website_searchentry_fts_data")
            assert not any(b"zinsk" in bytes(block) for (block,) in cursor.fetchall())


@given(st.text(max_size=30))
def test_every_text_is_found_by_each_of_its_words(text: str) -> None:
    words = set(index_words([], [text], []).split())
    for word in text.split():
        wanted = wanted_in(word)
        for forms in wanted.terms(in_title=False):
            assert any(form.text in words for form in forms) or len(wanted.words) == 10


@given(st.text(max_size=60), st.text(max_size=20))
def test_marks_change_nothing_but_marks(text: str, query: str) -> None:
    wanted = wanted_in(query)
    html = marked(text, wanted, "en") if wanted else ""
    bare = html.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert html.count("<mark>") == html.count("</mark>")


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=40) | st.text(alphabet="seu \"'*:()&|!-:%\\", max_size=20))
def test_no_query_shows_what_is_hidden(hidden_beside_public: Client, query: str) -> None:
    html = main_of(hidden_beside_public.get(SEARCH["pl"], {"q": query}))
    assert "Sekret" not in html.replace(f'value="{query}"', "")


@pytest.fixture
def hidden_beside_public(visitor: Client, site: CitySettings, leszno: Municipality) -> Client:
    """A site with something to find and, for each way of being hidden, something that is not."""
    told(leszno, "Sezon", "seria s e u")
    told(leszno, "Sekret wycofany", "seria s e u").unpublish()
    delete_record(record=told(leszno, "Sekret w koszu", "seria s e u"))
    save_draft(record=Activity(keeper=leszno, name=factories.translated("Sekret szkicu"), start="2024"))
    told(factories.municipality("Deurne", "NL"), "Sekret innego miasta", "seria s e u")
    return visitor


def words_in_index(*words: str) -> list[str]:
    """Which of `words` stand in some entry."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM website_searchentry")
        kept = {word.lstrip(":") for (line,) in cursor.fetchall() for word in line.split()}
    return [word for word in words if word in kept]
