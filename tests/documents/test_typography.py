"""What each language wants on paper."""

import pytest

from pomost.documents.colours import readable
from pomost.documents.description import Prose
from pomost.documents.pdf import pdf_of
from tests.documents.reading import Pdf
from tests.documents.samples import document, item, printed

NB, NNB = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "quoted"),
    [("pl", "„most”"), ("en", "“most”"), ("de", "„most“"), ("nl", "“most”"), ("fr", f"«{NNB}most{NNB}»")],
)
def test_straight_quotes_become_those_of_the_language(language: str, quoted: str) -> None:
    pdf = Pdf(pdf_of(document(item(Prose('<p>A "<b>most</b>" B.</p>')), language=language)))
    assert quoted in pdf.reader.pages[0].extract_text()


def test_apostrophes_are_no_quotes() -> None:
    assert "l’été" in printed(Prose("<p>l'été</p>", language="fr")).text


def test_short_words_stay_with_what_follows() -> None:
    assert f"Praca w{NB}mieście" in printed(Prose("<p>Praca w mieście</p>")).reader.pages[0].extract_text()


@pytest.mark.parametrize(
    ("language", "syllables"),
    [
        ("pl", "nie|pod|le|gło|ścio|wych"),
        ("de", "Städ|te|part|ner|schafts|ver|ein|ba|run|gen"),
        ("nl", "ge|meen|te|raads|ver|kie|zin|gen"),
        ("fr", "gou|ver|ne|men|ta|le|ment"),
    ],
)
def test_words_are_divided_by_the_rules_of_their_language(language: str, syllables: str) -> None:
    parts = syllables.split("|")
    prose = " ".join("x" * (place % 9 + 1) + " " + "".join(parts) for place in range(60))
    pdf = Pdf(pdf_of(document(item(Prose(f"<p>{prose}</p>")), language=language)))
    ends = {line.split()[-1] for line in pdf.reader.pages[0].extract_text().splitlines() if line.strip()}
    divided = {end.rstrip("\N{SOFT HYPHEN}") for end in ends if end.endswith("\N{SOFT HYPHEN}")}
    assert divided
    assert divided <= {"".join(parts[:number]) for number in range(1, len(parts))}


@pytest.mark.parametrize(("accent", "shown"), [("#0b5563", "#0b5563"), ("#000000", "#000000"), ("#ffcc00", "#8")])
def test_a_light_accent_is_darkened(accent: str, shown: str) -> None:
    assert readable(accent).startswith(shown)
