"""Every fact of the page from which Pomost started is on the demonstration city's pages, from records."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import BrowserContext, Page, expect

OpenPage = Callable[[str], str]

pytestmark = [pytest.mark.xdist_group("reader"), pytest.mark.once]


def text_of(page: Page) -> str:
    return re.sub(r"\s+", " ", page.locator("main").inner_text())


@pytest.fixture
def page_at(reader: BrowserContext) -> OpenPage:
    """Opens an address and tells what it says."""

    def open_page(path: str) -> str:
        page = reader.new_page()
        page.goto(path)
        return text_of(page)

    return open_page


def test_three_partner_towns_with_their_years(page_at: OpenPage) -> None:
    text = page_at("/pl/partnerstwa/")
    year = datetime.now(UTC).year
    for town, country, since in [
        ("Suhl", "Niemcy", 1984),
        ("Deurne", "Holandia", 1989),
        ("Montluçon", "Francja", 2004),
    ]:
        row = re.search(rf"{town} {country} partnerstwo, od {since} [^0-9]* (\d+) lata? razem", text)
        assert row, text
        assert int(row.group(1)) == year - since


def test_two_further_contacts(page_at: OpenPage) -> None:
    text = page_at("/pl/partnerstwa/")
    assert "Sankt Pölten Austria kontakt" in text
    assert "Biel/Bienne Szwajcaria kontakt" in text


def test_the_kinds_of_work_done_together(page_at: OpenPage) -> None:
    text = page_at("/pl/partnerstwa/")
    for kind in ("Wymiana kulturalna", "Wspólne projekty społeczne", "Dzielenie się wiedzą"):
        assert kind in text


def test_the_network_with_seat_voice_undertakings_and_the_year_of_joining(page_at: OpenPage) -> None:
    text = page_at("/pl/sieci/")
    for fact in (
        "Sieć Współpracy Europejskich Miast Średniej Wielkości",
        "Sankt Pölten, Austria",
        "2002",
        "Rada Gmin i Regionów Europy",
        "Międzynarodowy Związek Władz Lokalnych",
        "Międzynarodowa unia burmistrzów",
        "Wymiana myśli",
        "Wzajemna współpraca",
        "problemów miast średniej wielkości",
    ):
        assert fact in text


@pytest.mark.parametrize(
    ("path", "amount"),
    [
        ("/pl/projekty/", "prawie 800 000 zł"),
        ("/de/projekte/", "fast 800.000 PLN"),
        ("/en/projects/", "almost PLN 800,000"),
        ("/nl/projecten/", "bijna PLN 800.000"),
        ("/fr/projets/", "près de 800 000 PLN"),
    ],
)
def test_the_project_with_partner_end_source_and_amount(page_at: OpenPage, path: str, amount: str) -> None:
    text = page_at(path)
    assert "Biel/Bienne" in text
    assert "2014" in text
    assert amount in text


def test_four_awards_with_grantor_date_and_place_and_the_step_still_open(page_at: OpenPage) -> None:
    text = page_at("/pl/nagrody/")
    assert re.search(
        r"Rada Europy Dyplom Europejski 2002 Flaga Honorowa 2003 Tablica Honorowa maj 2009 .*Nagroda Europy następny",
        text,
    )
    assert re.search(r"Komisja Europejska .*Złote Gwiazdy.* Oulu, Finlandia, .*prezydent miasta", text)


def test_the_coordinating_department_with_phone_and_e_mail(page_at: OpenPage) -> None:
    text = page_at("/pl/kontakt/")
    assert "Wydział Promocji i Rozwoju" in text
    assert "wspolpraca@leszno.example" in text
    assert "+48 65 000 00 00" in text


def test_publication_data_at_the_foot(reader: BrowserContext) -> None:
    page = reader.new_page()
    page.goto("/pl/")
    foot = re.sub(r"\s+", " ", page.locator("footer").inner_text())
    assert "Urząd Miasta Leszna" in foot
    assert "Wydział Promocji i Rozwoju" in foot
    assert re.search(r"\d{1,2} \w+ 20\d\d, \d\d:\d\d:\d\d", foot)


def test_the_basket_is_in_every_header_and_honest_about_being_empty(reader: BrowserContext) -> None:
    page = reader.new_page()
    page.goto("/pl/projekty/")
    basket = page.get_by_role("banner").get_by_role("link", name=re.compile("Koszyk"))
    assert "0" in basket.inner_text()
    basket.click()
    page.wait_for_url("**/pl/koszyk/")
    assert "pusty" in text_of(page)


def test_titles_are_suggested_while_somebody_types(reader: BrowserContext) -> None:
    page = reader.new_page()
    page.goto("/pl/szukaj/")
    page.locator("#q").press_sequentially("montluc", delay=30)
    expect(page.locator("#suggestions option").first).to_have_attribute("value", "Montluçon")
    page.keyboard.press("Enter")
    expect(page.locator(".found__title").first).to_have_text("Montluçon")
