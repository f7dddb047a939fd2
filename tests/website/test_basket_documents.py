"""One PDF of what lies in a basket: what stands in it, in which language, and what never does."""

from contextlib import ExitStack
from threading import BoundedSemaphore, Thread
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from pomost.places.models import Municipality
from pomost.register.models import Partnership
from pomost.website.basket import limits
from pomost.website.basket.codes import Code, as_text
from pomost.website.basket.documents import AT_ONCE
from pomost.website.models import PartnershipsPage
from pomost.website.settings import CitySettings
from tests import factories
from tests.documents.reading import Pdf
from tests.website import makers
from tests.website.page_checks import content
from tests.website.written import block, editorial, home_of

pytestmark = pytest.mark.django_db

DOCUMENT = "/pl/~basket/document.pdf"


@pytest.fixture
def partnership(site: CitySettings, leszno: Municipality, suhl: Municipality) -> Partnership:
    return factories.partnership(leszno, suhl, since="1984", stories=("pl", "de"))


def pdf(client: Client, *things: Any, address: str = DOCUMENT, **asked: Any) -> Pdf:
    codes = ".".join(str(thing) for thing in things)
    response = client.get(address, {"things": codes, **asked})
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Cache-Control"] == "private, no-store"
    return Pdf(content(response))


def status(client: Client, address: str, thing: Any) -> int:
    response = client.get(address, {"things": code(thing)})
    content(response)
    return int(response.status_code)


def code(record: Any, version: int | None = None) -> str:
    letter = "p" if isinstance(record, Partnership) else "a"
    return str(Code(letter, record.pk, version))


def test_one_page_becomes_one_accessible_document(client: Client, partnership: Partnership) -> None:
    read = pdf(client, code(partnership))
    assert [read.xmp(name) for name in ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance")] == ["1", "2", "A"]
    assert read.language == "pl"
    assert read.reader.metadata is not None
    assert read.reader.metadata.title == "Suhl"
    assert read.headings[0] == "H1"
    assert "Razem od 1984" in read.text
    assert "Title pl" in read.text
    assert "Text pl" in read.text
    assert "/pl/partnerships-pl/suhl/~changes/1/" in read.text  # where this version stays
    assert "Dodaj do koszyka" not in read.text
    assert [tag.says("/Alt") for tag in read.named("Figure")] == ["Mapa miast partnerskich"]


def test_several_stand_one_after_another_with_contents_and_bookmarks(
    client: Client, site: CitySettings, leszno: Municipality, partnership: Partnership
) -> None:
    concert = makers.activity(leszno, name="Koncert", start="2026-05-01")
    about = editorial(home_of(site), block("text", "<p>Nasza strona.</p>"), slug="about", title="O nas")
    read = pdf(client, code(concert), f"g{about.pk}", code(partnership), title="Dla klasy", note="Na środę")
    assert [title for depth, title in read.bookmarks if depth == 0][1:4] == [
        "Koncert (pl)", "O nas", "Suhl",
    ]  # fmt: skip
    assert read.reader.metadata is not None
    assert read.reader.metadata.title == "Dla klasy"
    assert "Na środę" in read.text
    assert "Nasza strona." in read.text
    assert read.jumps >= 3  # the contents


def test_another_language_is_chosen_and_parts_are_left_out(client: Client, partnership: Partnership) -> None:
    chosen: dict[str, Any] = {"language": "de", "chosen": "1", "part": ["facts"]}
    read = pdf(client, code(partnership), **chosen)
    assert read.language == "de"
    assert "1984" in read.text
    assert "Text de" not in read.text
    assert "Text pl" not in read.text
    assert "Text de" in pdf(client, code(partnership), language="de", chosen="1", part=["story"]).text


def test_an_earlier_version_says_what_stood_there(client: Client, partnership: Partnership) -> None:
    partnership.since = "1985"
    partnership.save_revision().publish()
    assert "1984" in pdf(client, code(partnership, 1)).text
    assert "1985" in pdf(client, code(partnership)).text


def test_what_is_not_public_is_in_no_document(
    client: Client, leszno: Municipality, partnership: Partnership, site: CitySettings
) -> None:
    draft = makers.activity(leszno, name="Sekret")
    makers.unpublished(draft)
    assert client.get(DOCUMENT, {"things": code(draft)}).status_code == 404
    assert "Sekret" not in pdf(client, code(draft), code(partnership)).text
    PageViewRestriction.objects.create(
        page=PartnershipsPage.objects.get(locale__language_code="pl"), restriction_type="password", password="x"
    )
    assert client.get(DOCUMENT, {"things": code(partnership)}).status_code == 404


def test_too_many_things_are_told_on_the_basket_s_page(client: Client, partnership: Partnership) -> None:
    many = as_text(Code("a", key) for key in range(1, AT_ONCE + 2))
    response = client.get(DOCUMENT, {"things": many}, follow=True)
    assert response.redirect_chain == [(f"/pl/basket-pl/?things={many}", 302)]
    assert "więcej niż 20 pozycji" in response.content.decode().replace("\xa0", " ")


@pytest.mark.parametrize("address", [DOCUMENT, "/pl/~basket/files.zip", "/pl/~basket/print/"])
def test_who_comes_while_too_many_are_being_made_is_asked_to_come_back(
    client: Client, partnership: Partnership, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(limits, "PATIENCE", 0.01)
    with ExitStack() as others:
        for number in range(limits.AT_THE_SAME_TIME):
            others.enter_context(limits.turn(str(number)))
        response = client.get(address, {"things": code(partnership)})
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    again = f"{address}?things={code(partnership)}"
    assert f'href="{again}"' in response.content.decode()
    assert status(client, address, partnership) == 200


def test_one_visitor_does_not_take_what_is_there_for_all(
    client: Client, partnership: Partnership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SHARE", 2)
    assert [status(client, DOCUMENT, partnership) for _time in range(3)] == [200, 200, 503]
    assert status(Client(REMOTE_ADDR="192.0.2.7"), DOCUMENT, partnership) == 200


def test_who_cannot_wait_for_a_turn_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_making", BoundedSemaphore(1))
    monkeypatch.setattr(limits, "_waiting", BoundedSemaphore(1))
    monkeypatch.setattr(limits, "PATIENCE", 30.0)
    came: list[str] = []

    def second() -> None:
        with limits.turn("second"):
            came.append("second")

    waiting = Thread(target=second)
    with limits.turn("first"):
        waiting.start()
        while limits._waiting.acquire(blocking=False):  # until the second waits
            limits._waiting.release()
        with pytest.raises(limits.BusyError), limits.turn("third"):
            pass
        assert came == []
    waiting.join(30)
    assert came == ["second"]


@pytest.mark.parametrize("asked", [{"things": ""}, {"note": "x" * 1001}, {"title": "x" * 121}, {"language": "xx"}])
def test_what_cannot_be_is_refused_in_words(client: Client, partnership: Partnership, asked: dict[str, str]) -> None:
    response = client.get(DOCUMENT, {"things": code(partnership), **asked})
    assert response.status_code == 400
    assert "<h1>" in response.content.decode()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=100) | st.sampled_from(["#1 *nie* $x$ @ref", "\u202eabc", "👩‍👩‍👧", "<b>&amp;", "\\n{{}}"])
)
def test_whatever_is_written_as_title_and_note_is_set_or_refused(
    client: Client, partnership: Partnership, text: str
) -> None:
    response = client.get(DOCUMENT, {"things": code(partnership), "title": text, "note": text})
    content(response)
    assert response.status_code in (200, 400)
