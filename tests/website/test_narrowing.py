"""The list of partnerships, narrowed down by plain links."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from pomost.places.models import Municipality
from pomost.register.models import Act, Area, Partnership
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers
from tests.website.pages import main_of, words_of

pytestmark = pytest.mark.django_db

PAGE = "/en/partnerships-en/"


@pytest.fixture
def areas(db: None) -> list[Area]:
    """Two areas of cooperation."""
    return [Area.objects.create(name=factories.translated(name)) for name in ("Culture", "Sport")]


@pytest.fixture
def partnerships(site: CitySettings, leszno: Municipality, areas: list[Area]) -> dict[str, Partnership]:
    """Two German twins, one of them with an agreement; a Dutch friend; a contact of whom nothing more is known."""
    towns = [("Suhl", "DE"), ("Jena", "DE"), ("Deurne", "NL"), ("Linz", "AT")]
    suhl, jena, deurne, linz = (factories.municipality(name, country, slug=name.lower()) for name, country in towns)
    made = {
        "suhl": factories.partnership(leszno, suhl, since="1984", areas=areas),
        "jena": factories.partnership(leszno, jena, since="1990", areas=areas[:1]),
        "deurne": factories.partnership(leszno, deurne, kind="friendship", areas=areas[1:]),
        "linz": factories.partnership(leszno, linz, kind="contact"),
    }
    Act.objects.create(partnership=made["suhl"], kind="agreement", date="1984")
    makers.activity(leszno, start="2001", partnerships=[made["suhl"]])
    return made


def shown(response: Any) -> list[str]:
    """The towns in the list, from top to bottom."""
    return re.findall(r'<h3 class="register__name"><a href="[^"]*">(\w+)</a>', main_of(response))


def choices(response: Any) -> list[tuple[str, str]]:
    """The choices that the page offers as links, with their numbers."""
    found = re.findall(r'<a href="([^"]*)" rel="nofollow">([^<]*)</a>&nbsp;<span class="soft">(\d+)', main_of(response))
    return [(label, number) for _address, label, number in found]


def address_of(response: Any, label: str) -> str:
    """Where the link with this label leads."""
    found = re.search(rf'<a href="([^"]*)"[^>]*>{re.escape(label)}</a>', main_of(response))
    assert found, label
    return found[1].replace("&amp;", "&").partition("#")[0]


def test_every_choice_tells_how_many_there_are(visitor: Client, partnerships: dict[str, Partnership]) -> None:
    assert choices(visitor.get(PAGE)) == [
        ("twinning", "2"), ("friendship", "1"), ("contact", "1"),
        ("Austria", "1"), ("Germany", "2"), ("Netherlands", "1"),
        ("Culture (en)", "2"), ("Sport (en)", "2"),
        ("no legal basis on record", "3"), ("in force", "1"),
        ("dormant", "1"), ("no activity on record", "3"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "towns"),
    [
        ("kind=twinning", ["Suhl", "Jena"]),
        ("country=NL", ["Deurne"]),
        ("legal=in_force", ["Suhl"]),
        ("legal=none", ["Jena", "Deurne", "Linz"]),
        ("living=dormant", ["Suhl"]),
        ("living=unknown&country=DE", ["Jena"]),
        ("kind=friendship&country=DE", []),
        ("country=FR", []),
        ("kind=&utm_source=paper", ["Suhl", "Jena", "Deurne", "Linz"]),
    ],
)
def test_an_address_says_what_is_chosen(
    visitor: Client, partnerships: dict[str, Partnership], query: str, towns: list[str]
) -> None:
    assert shown(visitor.get(f"{PAGE}?{query}")) == towns


def test_an_area_can_be_chosen(visitor: Client, partnerships: dict[str, Partnership], areas: list[Area]) -> None:
    assert shown(visitor.get(f"{PAGE}?area={areas[1].pk}")) == ["Suhl", "Deurne"]


def test_the_map_shows_what_the_list_shows_and_the_bridge_is_whole_or_not_there(
    visitor: Client, partnerships: dict[str, Partnership]
) -> None:
    html = main_of(visitor.get(f"{PAGE}?country=NL"))
    assert set(re.findall(r'href="/en/partnerships-en/(\w+)/"', html)) == {"deurne"}
    assert 'class="map"' in html
    assert 'class="bridge"' not in html
    assert 'class="bridge"' in main_of(visitor.get(PAGE))


def test_choices_are_counted_with_the_others_as_they_are(visitor: Client, partnerships: dict[str, Partnership]) -> None:
    offered = choices(visitor.get(f"{PAGE}?country=DE"))
    assert ("twinning", "2") in offered
    assert not {"friendship", "contact"} & {label for label, _number in offered}
    assert {("Austria", "1"), ("Netherlands", "1")} <= set(offered)  # another country instead


def test_what_is_chosen_is_said_and_can_be_taken_back(visitor: Client, partnerships: dict[str, Partnership]) -> None:
    page = visitor.get(f"{PAGE}?kind=twinning&country=DE")
    said = words_of(main_of(page).partition('<div class="chosen">')[2].partition("</div>")[0])
    assert said == (
        "Shown are 2 of 4, chosen by: Kind: twinning take back : twinning "
        "Country: Germany take back : Germany Show all partnerships"
    )
    assert f'<a href="{PAGE}?country=DE#list" rel="nofollow">take back' in main_of(page)
    assert f'<a href="{PAGE}?kind=twinning#list" rel="nofollow">take back' in main_of(page)
    assert address_of(page, "Show all partnerships") == PAGE
    assert "take back" not in main_of(visitor.get(PAGE))


def test_a_second_choice_keeps_the_first(visitor: Client, partnerships: dict[str, Partnership]) -> None:
    first = visitor.get(address_of(visitor.get(PAGE), "Germany"))
    assert shown(visitor.get(address_of(first, "in force"))) == ["Suhl"]


def test_where_nothing_fits_the_page_says_so(visitor: Client, partnerships: dict[str, Partnership]) -> None:
    said = words_of(main_of(visitor.get(f"{PAGE}?country=FR")))
    assert "Shown are 0 of 4, chosen by: Country: France" in said
    assert "No partnership fits this choice." in said


@pytest.mark.parametrize(
    "query",
    ["kind=marriage", "country=XX", "country=de", "area=0", "area=999999", "area=abc", "area=1%00",
     "legal=in%20force", "living=<b>", "kind=twinning%27"],
)  # fmt: skip
def test_what_means_nothing_is_not_there(visitor: Client, partnerships: dict[str, Partnership], query: str) -> None:
    response = visitor.get(f"{PAGE}?{query}")
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


def test_a_narrowed_list_is_the_whole_list_to_search_engines(
    visitor: Client, partnerships: dict[str, Partnership]
) -> None:
    html = visitor.get(f"{PAGE}?kind=twinning").content.decode()
    assert re.findall(r'rel="canonical"\s+href="([^"]*)"', html) == [f"http://testserver{PAGE}"]


def test_the_same_address_holds_in_every_language(visitor: Client, partnerships: dict[str, Partnership]) -> None:
    assert shown(visitor.get("/pl/partnerships-pl/?country=DE&legal=in_force")) == ["Suhl"]


def test_a_row_tells_both_states_in_a_word_each(visitor: Client, partnerships: dict[str, Partnership]) -> None:
    html = main_of(visitor.get(PAGE))
    states = [words_of(found) for found in re.findall(r'<p class="register__states">(.*?)</p>', html)]
    assert states == [
        "State: in force, dormant",
        "State: no legal basis on record, no activity on record",
        "State: no legal basis on record, no activity on record",
        "State: without an agreement, no activity on record",
    ]


def test_a_state_that_follows_from_invented_acts_is_marked(
    visitor: Client, partnerships: dict[str, Partnership]
) -> None:
    Act.objects.update(is_example=True)
    html = main_of(visitor.get(f"{PAGE}?legal=in_force"))
    assert words_of(re.findall(r'<p class="register__states">(.*?)</p>', html)[0]) == "State: in force example, dormant"


def test_where_all_are_alike_there_is_nothing_to_choose(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    factories.partnership(leszno, suhl)
    assert "<details" not in main_of(visitor.get(PAGE))


def test_the_name_of_an_area_is_shown_as_it_was_typed(
    visitor: Client, partnerships: dict[str, Partnership], areas: list[Area]
) -> None:
    Area.objects.filter(pk=areas[0].pk).update(name=factories.translated("<b>&"))
    html = main_of(visitor.get(f"{PAGE}?area={areas[0].pk}"))
    assert escape("<b>&") in html
    assert "<b>&" not in html


def test_another_language_shows_the_same_choice(visitor: Client, partnerships: dict[str, Partnership]) -> None:
    html = visitor.get(f"{PAGE}?country=DE&kind=twinning&utm_source=paper").content.decode()
    assert 'href="/pl/partnerships-pl/?kind=twinning&amp;country=DE"' in html
    assert 'href="http://testserver/pl/partnerships-pl/"' in html  # for search engines: the whole list
    html = visitor.get("/en/activities-en/?partnership=suhl").content.decode()
    assert 'href="/de/activities-de/?partnership=suhl"' in html
