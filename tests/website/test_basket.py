"""The basket: what a visitor collects, in which order, how it is handed on; nothing in it that is not public."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pomost.places.models import Municipality
from pomost.register.models import Partnership
from pomost.website.basket.codes import MOST, Code, as_text, codes_in
from pomost.website.basket.cookie import NAME
from pomost.website.search.index import build_search
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers
from tests.website.written import block, editorial, home_of, news

pytestmark = pytest.mark.django_db

BASKET = "/pl/basket-pl/"
CHANGE = "/pl/~basket/"


@pytest.fixture
def partnership(site: CitySettings, leszno: Municipality, suhl: Municipality) -> Partnership:
    return factories.partnership(leszno, suhl, since="1984")


def soup(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def press(client: Client, form: Tag, verb: str) -> Any:
    """Press the button of `form` that says `verb`."""
    assert form.select_one(f"button[value={verb}]") is not None
    sent = {str(field["name"]): str(field["value"]) for field in form.select("input")}
    return client.post(str(form["action"]), {**sent, "verb": verb})


def take(client: Client, address: str) -> Any:
    form = soup(client.get(address)).select_one("form.take-along")
    assert form is not None, f"{address} offers nothing to take along"
    return press(client, form, "add")


def shown(client: Client, address: str = BASKET) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in soup(client.get(address)).select(".basket-row h3")]


def number(client: Client, address: str = "/pl/") -> str:
    found = soup(client.get(address)).select_one("[data-basket-number]")
    assert found is not None
    return found.get_text()


def test_a_record_is_taken_along_and_out_again(client: Client, partnership: Partnership) -> None:
    assert number(client) == "0"
    assert client.cookies == {}
    response = take(client, "/pl/partnerships-pl/suhl/")
    assert response["Location"] == "/pl/partnerships-pl/suhl/#take-along"
    cookie = response.cookies[NAME]
    assert (cookie["samesite"], cookie["path"], bool(cookie["domain"])) == ("Lax", "/", False)
    assert number(client) == "1"
    assert shown(client) == ["Suhl"]
    form = soup(client.get("/pl/partnerships-pl/suhl/")).select_one("form.take-along")
    assert form is not None
    press(client, form, "remove")
    assert number(client) == "0"
    assert not client.cookies[NAME].value


def test_pages_versions_and_whole_lists_are_taken_along(
    client: Client, site: CitySettings, partnership: Partnership, leszno: Municipality
) -> None:
    editorial(home_of(site), block("text", "<p>A</p>"), slug="about", title="O nas")
    factories.award(leszno, factories.ladder("Dyplom", "Flaga")[0], slug="dyplom")
    for address in ("/pl/about/", "/pl/partnerships-pl/suhl/~changes/1/", "/pl/awards-pl/"):
        take(client, address)
    assert shown(client) == ["O nas", "Suhl", "Dyplom (pl)"]
    assert "wersja 1" in client.get(BASKET).content.decode()
    assert number(client) == "3"


def test_every_list_offers_what_it_shows(
    client: Client, site: CitySettings, leszno: Municipality, partnership: Partnership
) -> None:
    factories.partnership(leszno, factories.municipality("Deurne", "NL"), since="1996")
    makers.activity(leszno, name="Wizyta", partnerships=[partnership])
    item = news(site, "2026-05-01", slug="suhl-gosci", title="Suhl gości")
    build_search()
    codes = {
        "/pl/partnerships-pl/": 2,
        "/pl/partnerships-pl/?country=DE": 1,
        "/pl/activities-pl/": 1,
        item.get_parent().get_url(): 1,
        "/pl/szukaj/?q=suhl": 2,
    }
    for address, expected in codes.items():
        field = soup(client.get(address)).select_one("form.take-along [name=code]")
        assert field is not None, address
        assert len(codes_in(str(field["value"]))) == expected, address


def test_a_register_of_changes_offers_nothing(client: Client, partnership: Partnership) -> None:
    assert soup(client.get("/pl/partnerships-pl/suhl/~changes/")).select_one("form.take-along") is None


def row_press(client: Client, row: int, verb: str, **chosen: Any) -> BeautifulSoup:
    """Press a button of a row of the basket, with what is `chosen` for the document; the page that comes then."""
    button = soup(client.get(BASKET)).select(".basket-row")[row].select_one(f"button[value^='{verb}:']")
    assert button is not None
    assert (button["form"], button["formaction"], button["formmethod"]) == ("choices", CHANGE, "post")
    return soup(client.post(CHANGE, {"verb": str(button["value"]), **chosen}, follow=True))


def test_things_are_moved_removed_and_the_basket_emptied_with_a_way_back(
    client: Client, site: CitySettings, leszno: Municipality
) -> None:
    for name in ("Alfa", "Beta", "Gamma"):
        factories.partnership(leszno, factories.municipality(name))
        take(client, f"/pl/partnerships-pl/{name.lower()}/")
    row_press(client, 2, "up")
    assert shown(client) == ["Alfa", "Gamma", "Beta"]
    row_press(client, 0, "down")
    assert shown(client) == ["Gamma", "Alfa", "Beta"]
    page = row_press(client, 1, "remove")
    assert shown(client) == ["Gamma", "Beta"]
    undo = page.select_one("form.basket-told")
    assert undo is not None
    press(client, undo, "restore")
    assert shown(client) == ["Gamma", "Alfa", "Beta"]
    codes = [str(row["data-code"]) for row in soup(client.get(BASKET)).select(".basket-row")]
    client.post(CHANGE, {"verb": "order", "code": ".".join(reversed(codes))})
    assert shown(client) == ["Beta", "Alfa", "Gamma"]
    emptied = client.post(CHANGE, {"verb": "empty"})["Location"]
    assert shown(client) == []
    undo = soup(client.get(emptied)).select_one("form.basket-told")
    assert undo is not None
    press(client, undo, "restore")
    assert shown(client) == ["Beta", "Alfa", "Gamma"]


def test_the_focus_stays_with_what_is_moved_and_where_it_stands_now_is_told(
    client: Client, site: CitySettings, leszno: Municipality
) -> None:
    for name in ("Alfa", "Beta", "Gamma"):
        factories.partnership(leszno, factories.municipality(name))
        take(client, f"/pl/partnerships-pl/{name.lower()}/")
    for verb, focused, told in (("up", "up", "2 z 3"), ("up", "down", "1 z 3"), ("down", "down", "2 z 3")):
        row = shown(client).index("Gamma")
        page = row_press(client, row, verb)
        [button] = page.select("[autofocus]")
        assert str(button["aria-label"]).endswith("Gamma")
        assert str(button["value"]).startswith(f"{focused}:")
        status = page.select_one("[role=status]")
        assert status is not None
        assert " ".join(status.get_text().split()) == f"Gamma – teraz na miejscu {told}"


def test_nothing_typed_is_lost_when_something_is_moved(client: Client, partnership: Partnership) -> None:
    take(client, "/pl/partnerships-pl/suhl/")
    take(client, "/pl/partnerships-pl/suhl/~changes/1/")
    typed = {"title": "Dla <klasy>", "note": "Na środę\nrano"}
    page = row_press(client, 0, "down", **typed, language="de", chosen="1", part=["facts", "people"])
    field = page.select_one("#choices textarea")
    assert field is not None
    assert field.get_text().strip() == "Na środę\nrano"
    title, language = page.select_one("#choices [name=title]"), page.select_one("#choices option[selected]")
    assert title is not None
    assert language is not None
    assert (title["value"], language["value"]) == ("Dla <klasy>", "de")
    assert [box["value"] for box in page.select("#choices [name=part][checked]")] == ["facts", "people"]


def test_a_form_on_somebody_elses_page_changes_nothing(client: Client, partnership: Partnership) -> None:
    foreign = {"HTTP_ORIGIN": "https://evil.example"}
    response = client.post(CHANGE, {"verb": "add", "code": "p1"}, **foreign)  # type: ignore[arg-type]  # of the stubs
    assert response.status_code == 403
    assert "Set-Cookie" not in response.headers
    assert client.get(CHANGE).status_code == 405
    own = {"HTTP_ORIGIN": "http://testserver"}
    assert client.post(CHANGE, {"verb": "add", "code": "p1"}, **own).status_code == 302  # type: ignore[arg-type]


def test_an_address_with_too_many_things_says_so(client: Client, partnership: Partnership) -> None:
    many = as_text(Code("p", key) for key in range(1, MOST + 2))
    assert "pokazujemy pierwszych 200" in soup(client.get(BASKET, {"things": many})).get_text().replace("\xa0", " ")


def test_a_selection_is_shared_by_an_address_that_holds_nothing_else(
    client: Client, partnership: Partnership, leszno: Municipality
) -> None:
    take(client, "/pl/partnerships-pl/suhl/")
    link = soup(client.get(BASKET)).select_one("a.is-address[href*='things=']")
    assert link is not None
    address = urlsplit(str(link["href"]))
    assert parse_qs(address.query) == {"things": [str(Code("p", partnership.pk))]}
    friend = Client()
    page = soup(friend.get(f"{address.path}?{address.query}"))
    assert page.select_one("meta[name=robots][content=noindex]") is not None
    assert [row.get_text(strip=True) for row in page.select(".basket-row h3")] == ["Suhl"]
    assert friend.cookies == {}
    form = page.select_one(".basket-ways form")
    assert form is not None
    press(friend, form, "add")
    assert shown(friend) == ["Suhl"]


def test_another_language_shows_the_same_things(client: Client, site: CitySettings, partnership: Partnership) -> None:
    take(client, "/pl/partnerships-pl/suhl/")
    take(client, "/pl/")
    german = soup(client.get("/de/basket-de/"))
    links = [str(link["href"]) for link in german.select(".basket-row h3 a")]
    assert links == ["/de/partnerships-de/suhl/", "/de/"]


def test_what_was_withdrawn_is_named_as_gone_and_not_told(client: Client, partnership: Partnership) -> None:
    take(client, "/pl/partnerships-pl/suhl/")
    take(client, "/pl/partnerships-pl/suhl/~changes/1/")
    partnership.unpublish()
    html = client.get(BASKET).content.decode()
    assert shown(client) == ["Niedostępne", "Niedostępne"]
    assert "Suhl" not in html
    row_press(client, 0, "remove")
    assert len(shown(client)) == 1


def test_a_full_basket_takes_no_more_and_says_so(client: Client, partnership: Partnership) -> None:
    many = as_text(Code("a", key) for key in range(1, MOST + 2))
    response = client.post(CHANGE, {"verb": "add", "code": many})
    assert NAME not in response.cookies
    assert "200" in soup(client.get(response["Location"])).select_one("[role=alert]").get_text()  # type: ignore[union-attr]
    client.post(CHANGE, {"verb": "add", "code": many.rpartition(".")[0]})
    assert number(client) == str(MOST)
    assert len(client.cookies[NAME].value) < 4000  # what browsers keep


@pytest.mark.parametrize("verb", ["", "x", "Add"])
def test_what_no_button_says_is_refused(client: Client, partnership: Partnership, verb: str) -> None:
    assert client.post(CHANGE, {"verb": verb, "code": "p1"}).status_code == 404
    assert client.get(CHANGE).status_code == 405


@pytest.mark.parametrize(
    "back", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:1", "/a\nb"]
)
def test_a_button_leads_back_to_this_site_alone(client: Client, partnership: Partnership, back: str) -> None:
    assert client.post(CHANGE, {"verb": "add", "code": "p1", "back": back})["Location"] == BASKET


@pytest.mark.parametrize("forged", ["p1.p2", "p1:x", signing.Signer(salt="other").sign("p1"), "\x00", "\xc5\xbc"])
def test_a_cookie_that_was_not_written_here_counts_for_nothing(
    client: Client, partnership: Partnership, forged: str
) -> None:
    client.cookies[NAME] = forged
    assert number(client) == "0"
    assert shown(client) == []


def test_drafts_and_other_citys_records_are_gone_for_whoever_guesses_their_keys(
    client: Client, site: CitySettings, leszno: Municipality, suhl: Municipality, partnership: Partnership
) -> None:
    draft = makers.activity(leszno, name="Sekret")
    makers.unpublished(draft)
    foreign = factories.partnership(suhl, factories.municipality("Sekretne"), keeper=suhl)
    hidden = editorial(home_of(site), block("text", "<p>A</p>"), slug="hidden", title="Sekretna")
    hidden.unpublish()
    codes = f"a{draft.pk}.p{foreign.pk}.g{hidden.pk}.p{partnership.pk}v99.z9.p0"
    html = client.get(BASKET, {"things": codes}).content.decode()
    assert "Sekret" not in html
    assert shown(client, f"{BASKET}?things={codes}") == ["Niedostępne"] * 4


def test_it_costs_the_same_however_much_lies_in_it(client: Client, site: CitySettings, leszno: Municipality) -> None:
    keys = [factories.partnership(leszno, factories.municipality(f"Town {n}")).pk for n in range(12)]

    def cost(number: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(shown(client, f"{BASKET}?things={as_text(Code('p', key) for key in keys[:number])}")) == number
        return len(queries)

    cost(1)
    assert cost(1) == cost(12) <= 3


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200) | st.from_regex(r"([a-z][0-9]{1,12}(v[0-9]{1,12})?\.){0,300}", fullmatch=True))
def test_whatever_an_address_asks_for_is_answered(client: Client, partnership: Partnership, text: str) -> None:
    response = client.get(BASKET, {"things": text, "was": text, "full": text, "done": text})
    assert response.status_code == 200
    posted = client.post(CHANGE, {"verb": "add", "code": text, "back": text})
    assert posted.status_code == 302
    client.cookies.clear()


@given(
    st.lists(st.builds(Code, st.sampled_from("pnjwacsog"), st.integers(1, 10**9 - 1), st.none() | st.integers(1, 99)))
)
def test_codes_are_read_as_they_were_written(codes: list[Code]) -> None:
    assert codes_in(as_text(codes)) == list(dict.fromkeys(codes))
