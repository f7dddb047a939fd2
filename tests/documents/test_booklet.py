"""Several items: cover, contents, page numbers, the last page. One item: a plain print."""

import pytest
from django.utils.translation import override

from pomost.documents.description import DocumentError, Heading, Prose
from pomost.documents.pdf import pdf_of
from tests.documents.reading import Pdf
from tests.documents.samples import document, item


def _booklet(**facts: object) -> Pdf:
    items = [
        item(Heading("Razem"), changed="27 listopada 2026"),
        item(Prose("<p>x</p>" * 45), title="Deurne", address="https://leszno.example/pl/deurne/", lead="Od 1990."),
    ]
    return Pdf(pdf_of(document(*items, **facts)))


def test_a_booklet_has_a_cover_and_contents_with_page_numbers() -> None:
    pdf = _booklet()
    cover, contents = pdf.pages[:2]
    assert cover == "Urząd Miasta Leszna Współpraca z zagranicą 27 listopada 2026"
    assert contents.startswith("Spis treści Suhl 3 Deurne 4 Stałe adresy 6")
    assert [tag.name for tag in pdf.named("TOC", "TOCI")] == ["TOC", "TOCI", "TOCI", "TOCI"]
    assert pdf.jumps == 3


def test_pages_are_counted_but_for_the_cover() -> None:
    pages = [page.split() for page in _booklet().pages]
    assert ["".join(words[-3:]) for words in pages[1:]] == ["2/6", "3/6", "4/6", "5/6", "6/6"]
    assert "/" not in pages[0]


def test_the_last_page_tells_where_each_item_stands_and_when_it_changed() -> None:
    pdf = _booklet()
    assert pdf.pages[-1].startswith(
        "Stałe adresy Suhl https://leszno.example/pl/suhl/ Ostatnia zmiana: 27 listopada 2026 "
        "Deurne https://leszno.example/pl/deurne/"
    )
    assert pdf.links == ["https://leszno.example/pl/suhl/", "https://leszno.example/pl/deurne/"] * 2
    end_of_the_first = "https://leszno.example/pl/suhl/ Ostatnia zmiana: 27 listopada 2026"
    assert [end_of_the_first in page for page in pdf.pages] == [False, False, True, False, False, True]


def test_a_note_stands_before_the_contents() -> None:
    pdf = _booklet(note="Na komisję.\n\nPilne.")
    assert [title for depth, title in pdf.bookmarks if not depth][:2] == ["Notatka", "Suhl"]
    assert "Notatka Na komisję. Pilne. Spis treści" in pdf.text


def test_one_item_is_a_plain_print_with_everything_that_matters() -> None:
    pdf = Pdf(pdf_of(document(note="Na komisję.")))
    assert len(pdf.reader.pages) == 1
    assert pdf.text == (
        "Urząd Miasta Leszna 27 listopada 2026 Współpraca z zagranicą Notatka Na komisję. Suhl Razem Od 1984 roku. "
        "Stałe adresy Suhl https://leszno.example/pl/suhl/ Urząd Miasta Leszna 1 / 1"
    )


def test_the_document_speaks_its_own_language() -> None:
    with override("pl"):
        pdf = _booklet(language="de", note="Dringend.")
    assert pdf.language == "de"
    assert "27. November 2026" in pdf.text


def test_the_same_description_gives_the_same_bytes() -> None:
    assert pdf_of(document()) == pdf_of(document())


@pytest.mark.parametrize(
    ("facts", "complaint"),
    [
        ({"language": "es"}, "speaks one of"),
        ({"items": ()}, "at least one item"),
        ({"accent": "teal"}, "a colour like"),
    ],
)
def test_what_cannot_be_set_is_refused(facts: dict[str, object], complaint: str) -> None:
    with pytest.raises(DocumentError, match=complaint):
        document(**facts)


def test_a_moment_without_its_time_zone_is_refused() -> None:
    made_at = document().made_at.replace(tzinfo=None)
    with pytest.raises(DocumentError, match="time zone"):
        document(made_at=made_at)
