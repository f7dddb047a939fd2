"""What a screen reader finds: tags, headings, languages, lists, tables, links, bookmarks."""

from pomost.documents.description import Fact, Facts, Heading, Prose, Quote, Table
from pomost.documents.pdf import pdf_of
from tests.documents.reading import Pdf
from tests.documents.samples import document, item, printed


def test_the_file_says_which_standards_it_keeps() -> None:
    pdf = printed()
    assert [pdf.xmp(name) for name in ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance")] == ["1", "2", "A"]


def test_title_publisher_moment_and_language_stand_in_the_metadata() -> None:
    pdf = printed()
    assert pdf.reader.metadata is not None
    assert pdf.reader.metadata.title == pdf.xmp("dc:title") == "Współpraca z zagranicą"
    assert pdf.reader.metadata.author == "Urząd Miasta Leszna"
    assert str(pdf.reader.metadata["/CreationDate"]) == "D:20261127091500Z"
    assert pdf.language == pdf.xmp("dc:language") == "pl"
    assert "/DisplayDocTitle" in pdf.switches("/ViewerPreferences")
    assert "/Marked" in pdf.switches("/MarkInfo")


def test_headings_begin_with_the_title_and_skip_no_level() -> None:
    pdf = printed(Heading("A", 4), Prose("<h2>B</h2><h4>C</h4><p>.</p><h3>D</h3><h3> </h3>"), Heading("E", 9))
    assert pdf.headings == ["H1", "H2", "H2", "H3", "H3", "H4", "H2"]
    assert pdf.bookmarks == [(0, "Suhl"), (1, "A"), (1, "B"), (2, "C"), (2, "D"), (3, "E"), (1, "Stałe adresy")]


def test_rich_text_keeps_its_structure() -> None:
    html = "<p>a <b>b</b> <i>c</i><br>d</p><ul><li>e<ol><li>f</li></ol></li></ul><blockquote>g</blockquote>"
    pdf = printed(Prose(html))
    names = [tag.name for tag in pdf.tags]
    content = names[names.index("H1") + 1 : names.index("H2")]
    paragraph = ["P", "Strong", "Em"]
    lists = ["L", "LI", "Lbl", "LBody", "P", "L", "LI", "Lbl", "LBody", "P"]
    assert content == [*paragraph, *lists, "BlockQuote", "P"]
    assert [tag.attribute("/ListNumbering") for tag in pdf.named("L")[:2]] == ["/Circle", "/Decimal"]


def test_passages_in_other_languages_are_marked() -> None:
    pdf = printed(
        Prose("<p>Ein Wald.</p>", language="de"),
        Prose('<p>Po francusku: <span lang="fr">pont</span>.</p><p lang="pt-BR">Ponte.</p><p lang="??">Most.</p>'),
        Facts([Fact("Nazwa", "Gemeente Deurne", language="nl")]),
    )
    assert {"de", "fr", "nl", "pt-BR"} <= pdf.passages | {tag.says("/Lang") for tag in pdf.tags}


def test_an_item_in_another_language_is_marked_with_it() -> None:
    pdf = Pdf(pdf_of(document(item(), item(Prose("<p>Ein Wald.</p>"), title="Wald", language="de"))))
    assert [tag.says("/Lang") for tag in pdf.named("H1")] == ["", "", "de", ""]


def test_a_table_has_headers_to_which_its_cells_belong() -> None:
    pdf = printed(Table(["Rok", "Osób"], [["2025", "85"], ["2026"]], caption="Uczestnicy"))
    assert [tag.name for tag in pdf.named("Table", "THead", "TBody", "TR", "TH", "TD")] == [
        *("Table", "THead", "TR", "TH", "TH", "TBody", "TR", "TD", "TD", "TR", "TD", "TD"),
    ]
    assert [tag.attribute("/Scope") for tag in pdf.named("TH")] == ["/Column", "/Column"]
    assert all(tag.attribute("/Headers") for tag in pdf.named("TD"))
    assert len(pdf.named("Caption")) == 1


def test_facts_are_a_list_of_labels_and_values() -> None:
    pdf = printed(Facts([Fact("Od", "1984"), Fact("Do", ""), Fact("Strona", "suhl.eu", "https://www.suhl.eu")]))
    assert [tag.name for tag in pdf.named("LI", "Lbl", "LBody")][:6] == ["LI", "Lbl", "LBody"] * 2
    assert "Do" not in pdf.text.split()
    assert pdf.links[0] == "https://www.suhl.eu"


def test_links_lead_on_and_only_where_a_document_may_lead() -> None:
    html = (
        '<p><a href="/pl/deurne/?a=1&amp;b=ż">a</a> <a href="mailto:biuro@leszno.example">b</a> '
        '<a href="javascript:alert(1)">c</a> <a href="file:///etc/passwd">d</a> <a href="//[">e</a> <a>f</a></p>'
    )
    pdf = printed(Prose(html))
    assert pdf.links == [
        "https://leszno.example/pl/deurne/?a=1&b=%C5%BC",
        "mailto:biuro@leszno.example",
        "https://leszno.example/pl/suhl/",
    ]
    assert len(pdf.named("Link")) == 3


def test_a_quotation_names_whose_words_it_is() -> None:
    pdf = printed(Quote('Tak.\n\n"Nie".', "Maria Zmyślona"))
    assert len(pdf.named("BlockQuote")) == 1
    assert "Tak. „Nie”. Maria Zmyślona" in pdf.text
