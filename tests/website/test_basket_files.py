"""What is made of a selection beside the document: single documents, an archive, a view to be printed."""

from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from pomost.places.models import Municipality
from pomost.register.models import Act, Activity
from pomost.website.basket.codes import Code, as_text, code_of, codes_in
from pomost.website.settings import CitySettings
from tests import factories
from tests.documents.reading import Pdf
from tests.website import makers
from tests.website.page_checks import content
from tests.website.selections import ARCHIVE, ASK, BASKET, DOCUMENT, PRINT, archive, codes, file_of, soup
from tests.website.written import block, editorial, home_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]


# --- Single documents


def test_a_document_is_taken_along_where_it_is_offered(client: Client, concert: Activity) -> None:
    form = soup(client.get("/pl/activities-pl/koncert/")).select_one("form.take-file")
    assert form is not None
    assert form.get_text(" ", strip=True) == "Dodaj do koszyka : Programme (pl)"
    sent = {str(field["name"]): str(field["value"]) for field in form.select("input")}
    response = client.post(str(form["action"]), {**sent, "verb": "add"})
    assert response["Location"] == "/pl/activities-pl/koncert/#documents"
    row = soup(client.get(BASKET)).select_one(".basket-row")
    assert row is not None
    assert row.h3 is not None
    assert row.h3.get_text() == "Programme (pl)"
    assert "Dokument" in row.get_text()
    again = soup(client.get("/pl/activities-pl/koncert/")).select_one("form.take-file button")
    assert again is not None
    assert again["value"] == "remove"


def test_scans_of_acts_and_documents_of_written_pages_are_taken_along_too(
    client: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    scan, report = makers.document("umowa.pdf"), makers.document("raport.pdf")
    partnership = factories.partnership(leszno, suhl)
    partnership.acts = [Act(kind="agreement", date="1987-05-12", scan=scan)]
    partnership.save_revision().publish()
    page = editorial(home_of(site), block("document", {"file": report.pk, "title": "Raport", "language": "pl"}))
    for thing, address in ((scan, "/pl/partnerships-pl/suhl/"), (report, page.get_url())):
        offered = {str(field["value"]) for field in soup(client.get(address)).select("form.take-file [name=code]")}
        assert offered == {str(code_of(thing))}
    shown = soup(client.get(BASKET, {"things": as_text(codes(scan, report))})).select(".basket-row h3")
    assert [row.get_text() for row in shown] == ["umowa, 12\xa0maja 1987", "raport.pdf"]


def test_a_document_in_the_one_pdf_says_what_it_is_and_where(client: Client, concert: Activity) -> None:
    file = file_of(concert)
    response = client.get(DOCUMENT, {"things": as_text(codes(file))})
    read = Pdf(content(response))
    assert "Programme (pl)" in read.text
    assert "niemiecki" in read.text
    assert "CC0" in read.text
    assert any(link.endswith(file.url) for link in read.links)


def test_a_document_whose_file_is_lost_is_told_and_nothing_is_written_for_a_reader(
    client: Client, concert: Activity
) -> None:
    file = file_of(concert)
    things = {"things": as_text(codes(file))}
    assert client.get(PRINT, things).status_code == 200
    file.file.storage.delete(file.file.name)
    assert "Programme (pl)" in Pdf(content(client.get(DOCUMENT, things))).text
    assert file_of(concert).file_size is None


def test_a_document_that_nobody_offers_any_more_is_gone(client: Client, concert: Activity) -> None:
    file, other = file_of(concert), makers.document("secret.pdf")
    makers.unpublished(concert)
    for thing in (file, other, Code("d", 999), Code("d", file.pk, 1)):
        page = soup(client.get(BASKET, {"things": as_text(codes(thing))}))
        assert [row.get_text() for row in page.select(".basket-row h3")] == ["Niedostępne"]
        assert client.get(DOCUMENT, {"things": as_text(codes(thing))}).status_code == 404
        assert client.get(ARCHIVE, {"things": as_text(codes(thing))}).status_code == 404
        assert client.get(PRINT, {"things": as_text(codes(thing))}).status_code == 404


# --- The archive


def test_an_archive_holds_the_files_and_a_list_of_what_they_are(client: Client, concert: Activity) -> None:
    files, rows = archive(client, concert)
    assert files.namelist() == ["001-koncert-pl/zdjecie-1.jpg", "001-koncert-pl/program-l.pdf", "manifest.csv"]
    assert [row["Plik"] for row in rows] == files.namelist()[:2]
    photo, programme = rows
    assert photo["Tytuł"] == "Rynek (pl)"
    assert photo["Tekst alternatywny"] == "What it shows (pl)"
    assert photo["Autor"] == "'=Ewa"
    assert photo["Licencja"] == "CC BY 4.0"
    assert (programme["Tytuł"], programme["Autor"], programme["Licencja"]) == ("Programme (pl)", "Ewa", "CC0")
    assert programme["Adres"].endswith("/pl/activities-pl/koncert/")
    assert files.read(programme["Plik"]) == b"%PDF-1.4 secret"
    picture = files.read(photo["Plik"])
    assert b"Dworcowa" not in picture
    assert Image.open(BytesIO(picture)).size == (1200, 800)
    assert int(photo["Rozmiar w bajtach"]) == len(picture)


def test_a_file_that_is_not_there_any_more_is_named_all_the_same(client: Client, concert: Activity) -> None:
    file_of(concert).file.storage.delete(file_of(concert).file.name)
    files, rows = archive(client, concert)
    assert len(files.namelist()) == 2
    assert (rows[1]["Plik"], rows[1]["Tytuł"], rows[1]["Rozmiar w bajtach"]) == ("", "Programme (pl)", "0")


def test_an_archive_holds_nothing_that_is_not_public(client: Client, leszno: Municipality, concert: Activity) -> None:
    hidden = makers.activity(leszno, name="Sekret", photos=[makers.photo(makers.image("secret.jpg"))])
    makers.unpublished(hidden)
    files, rows = archive(client, hidden, concert, file_of(concert))
    assert not [name for name in files.namelist() if "secret" in name]
    assert [row["Plik"].split("/")[0] for row in rows] == ["002-koncert-pl", "002-koncert-pl", "003-programme-pl"]


# --- The print view


def test_the_print_view_shows_what_the_pages_tell_one_after_another(
    client: Client, site: CitySettings, leszno: Municipality, suhl: Municipality, concert: Activity
) -> None:
    partnership = factories.partnership(leszno, suhl, since="1984", stories=("pl",))
    asked = {
        "things": as_text(codes(partnership, concert, file_of(concert))),
        "title": "Dla klasy",
        "note": "Na <środę>",
    }
    page = soup(client.get(PRINT, asked))
    assert page.h1 is not None
    assert page.h1.get_text(strip=True) == "Dla klasy"
    articles = page.select("article.printed")
    assert [article.h2.get_text() for article in articles if article.h2] == ["Suhl", "Koncert (pl)", "Programme (pl)"]
    assert "Razem od 1984" in articles[0].get_text(" ")
    assert "Na <środę>" in page.get_text()
    assert not page.select("main form, main .take-along")
    assert articles[1].select_one("img[loading=eager]")
    assert "/~changes/1/" in articles[0].get_text()
    ids = [str(tag["id"]) for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))
    named = [name for tag in page.select("[aria-labelledby]") for name in str(tag["aria-labelledby"]).split()]
    assert set(named) <= set(ids)
    levels = [int(tag.name[1]) for tag in page.select("main :is(h1, h2, h3, h4, h5, h6)")]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_parts_are_left_out_of_the_print_view(client: Client, concert: Activity) -> None:
    asked = {"things": as_text(codes(concert)), "chosen": "1", "part": ["facts"]}
    assert not soup(client.get(PRINT, asked)).select("article img")


def test_a_long_selection_is_printed_in_parts(client: Client, leszno: Municipality, concert: Activity) -> None:
    others = [makers.activity(leszno, name=f"Wizyta {number}") for number in range(21)]
    asked: dict[str, Any] = {"things": as_text(codes(concert, *others))}
    first, second = soup(client.get(PRINT, asked)), soup(client.get(PRINT, {**asked, "sheet": 2}))
    assert [len(page.select("article.printed")) for page in (first, second)] == [20, 2]
    assert [link.get_text() for link in first.select(".printed__sheets a")] == ["1", "2"]
    assert client.get(PRINT, {**asked, "sheet": "x"}).status_code == 400
    assert len(soup(client.get(PRINT, {**asked, "sheet": 99})).select("article.printed")) == 2


# --- Whatever is asked for


def test_other_methods_and_unknown_addresses_are_answered(client: Client, concert: Activity) -> None:
    assert client.get(ASK).status_code == 405
    assert client.get(f"{ASK}abc/").status_code == 410
    assert client.get(f"{ASK}abc/file").status_code == 404
    assert client.post(ARCHIVE).status_code == 405


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    things=st.text(max_size=60)
    | st.lists(st.sampled_from(["d1", "p1v2", "x9", "d1v1", "g1", "a999999999"])).map(".".join),
    title=st.text(max_size=130),
    sheet=st.sampled_from(["", "0", "1", "-1", "200", "201", "\u0661", "x"]),
)
def test_whatever_is_asked_for_is_answered(
    client: Client, concert: Activity, things: str, title: str, sheet: str
) -> None:
    for address in (ARCHIVE, PRINT):
        response = client.get(address, {"things": things, "title": title, "sheet": sheet})
        content(response)
        assert response.status_code in (200, 400, 404, 503)


def test_codes_of_documents_are_read() -> None:
    assert codes_in("d7.d7v2.dx") == [Code("d", 7), Code("d", 7, 2)]
