"""Partial dates: what is read, what is refused, and their words."""

from time import perf_counter

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from pomost.register.date_words import month_names
from pomost.register.dates import PartialDate, partial_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1984", PartialDate(1984)),
        (" 1984-06 ", PartialDate(1984, 6)),
        ("1984-6", PartialDate(1984, 6)),
        ("2002-03-04", PartialDate(2002, 3, 4)),
        ("2002/03/04", PartialDate(2002, 3, 4)),
        ("5.2009", PartialDate(2009, 5)),
        ("5/2009", PartialDate(2009, 5)),
        ("05-2009", PartialDate(2009, 5)),
        ("4.03.2002", PartialDate(2002, 3, 4)),
        ("4. 3. 2002", PartialDate(2002, 3, 4)),
        ("4/3/2002", PartialDate(2002, 3, 4)),
        ("04-03-2002", PartialDate(2002, 3, 4)),
        ("5 2009", PartialDate(2009, 5)),
        ("04 03 2002", PartialDate(2002, 3, 4)),
    ],
)
def test_dates_in_figures_are_read_year_first_or_day_first(text: str, expected: PartialDate) -> None:
    assert PartialDate.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("maj 2009", PartialDate(2009, 5)),
        ("maja 2009", PartialDate(2009, 5)),
        ("Mai 2009", PartialDate(2009, 5)),
        ("März 2012", PartialDate(2012, 3)),
        ("mars 2004", PartialDate(2004, 3)),
        ("Sept. 2004", PartialDate(2004, 9)),
        ("4 marca 2002", PartialDate(2002, 3, 4)),
        ("4. März 2002", PartialDate(2002, 3, 4)),
        ("4.März 2002", PartialDate(2002, 3, 4)),
        ("4 mei 2009", PartialDate(2009, 5, 4)),
        ("4 mrt 2002", PartialDate(2002, 3, 4)),
        ("1er mars 2004", PartialDate(2004, 3, 1)),
        ("1ᵉʳ mars 2004", PartialDate(2004, 3, 1)),
        ("4 févr. 2004", PartialDate(2004, 2, 4)),
        ("4 March 2002", PartialDate(2002, 3, 4)),
        ("4 Mar 2002", PartialDate(2002, 3, 4)),
        ("4 Mar. 2002", PartialDate(2002, 3, 4)),
        ("4th March 2002", PartialDate(2002, 3, 4)),
        ("March 4, 2002", PartialDate(2002, 3, 4)),
        ("March 4 2002", PartialDate(2002, 3, 4)),
        ("March 22nd, 2002", PartialDate(2002, 3, 22)),
    ],
)
@pytest.mark.parametrize("active", ["pl", "en", "fr"])
def test_dates_in_words_are_read_whatever_language_is_active(text: str, expected: PartialDate, active: str) -> None:
    with translation.override(active):
        assert PartialDate.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2002 r.", PartialDate(2002)),
        ("2002r.", PartialDate(2002)),
        ("2002 roku", PartialDate(2002)),
        ("roku 2002", PartialDate(2002)),
        ("maj 2009 roku", PartialDate(2009, 5)),
        ("4 marca 2002 r.", PartialDate(2002, 3, 4)),
        ("4 MARCA 2002 R.", PartialDate(2002, 3, 4)),
        ("4 marca roku 2002", PartialDate(2002, 3, 4)),
        ("4.03.2002 r.", PartialDate(2002, 3, 4)),
    ],
)
def test_the_polish_word_for_year_may_stand_beside_it(text: str, expected: PartialDate) -> None:
    assert PartialDate.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MÄRZ 2012", PartialDate(2012, 3)),
        ("marz 2012", PartialDate(2012, 3)),
        ("Maerz 2012", PartialDate(2012, 3)),
        ("Ma\u0308rz 2012", PartialDate(2012, 3)),
        ("30 pazdziernika 2002", PartialDate(2002, 10, 30)),
        ("4 FEVRIER 2004", PartialDate(2004, 2, 4)),
        ("4\u00a0marca\u202f2002\u00a0r.", PartialDate(2002, 3, 4)),
        ("  4   marca \t 2002 ", PartialDate(2002, 3, 4)),
    ],
)
def test_dates_are_read_however_they_were_typed(text: str, expected: PartialDate) -> None:
    assert PartialDate.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4-III-2002", PartialDate(2002, 3, 4)),
        ("4 III 2002", PartialDate(2002, 3, 4)),
        ("4.iii.2002 r.", PartialDate(2002, 3, 4)),
        ("31 XII 1999", PartialDate(1999, 12, 31)),
        ("V 2009", PartialDate(2009, 5)),
        ("IX.2009", PartialDate(2009, 9)),
    ],
)
def test_the_month_may_be_a_roman_figure(text: str, expected: PartialDate) -> None:
    assert PartialDate.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    ["dnia 4 marca 2002 r.", "am 4. März 2002", "den 4. März 2002", "le 4 mars 2002", "op 4 maart 2002",
     "on 4 March 2002", "Dnia 4.03.2002"],
)  # fmt: skip
def test_the_word_before_a_day_may_stay_where_it_was_copied(text: str) -> None:
    assert PartialDate.parse(text) == PartialDate(2002, 3, 4)


@pytest.mark.parametrize("language", ["pl", "en", "de", "nl", "fr"])
@pytest.mark.parametrize("date", [PartialDate(1984), *(PartialDate(2009, month) for month in range(1, 13))])
def test_what_is_told_of_a_date_is_read_again_as_the_same(language: str, date: PartialDate) -> None:
    for known in (date, PartialDate(date.year, date.month, 4) if date.month else date):
        assert PartialDate.parse(known.in_words(language)) == known


REFUSED = r"is not a date|out of range|must be in|is not between|count from 1"


@pytest.mark.parametrize(
    "text",
    [
        *["", "1984-06-", "1984-13", "1984-00", "0.5.2009", "0 maja 2009", "0984", "3000", "32 maja 2009"],
        *["2001-02-29", "2002-02-30", "30 lutego 2002", "31 June 2002", "February 29, 2001"],
        *["maj", "4 marca", "marca 4", "4.03.", "r.", "roku", "maj 2009 2010", "vier März 2002", "soon"],
        *["Quintilis 2009", "maj-czerwiec 2009", "maj/czerwiec 2009", "ok. 2009", "2009?", "m 2009"],
        *["IIII 2009", "XIII 2009", "4 IX", "am März 2002", "le 2002"],
        *["roku 2002 roku", "2er mars 2004", "4st March 2002", "4xx March 2002"],
    ],
)
def test_impossible_and_unknown_dates_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=REFUSED):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        *["84", "'84", "4.3.02", "4/3/02", "02-03-04", "maj 09", "March 4, 02", "5.09"],
        "3/25/2002",  # month first: not turned round
        *["2002/03", "2002-2003", "2002-003", "20020304"],
        *["4.3/2002", "4-3.2002", "2002-03/04", "2002.03.04"],
    ],
)
def test_what_may_mean_two_dates_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=REFUSED):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        *["１９８４", "٢٠٠٢", "٢٠٠٢x", "٤ marca 2002", "4 marca ２００２", "²002", "2002-0³-04", "⒋03.2002", "𝟐002"],
        *["\x00", "2002\x00", "4 mar\x00ca 2002", "19\u200b84", "\ud800", "4 Ⅲ 2002", "4 марта 2002"],
    ],
)
def test_foreign_figures_and_hidden_characters_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=REFUSED):
        PartialDate.parse(text)


@pytest.mark.parametrize("piece", ["4", " ", "a", "\u00a0", "\x00", "4 marca 2002 ", "1. ", "\u0308", "ﷺ"])
def test_a_megabyte_is_refused_at_once(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    start = perf_counter()
    with pytest.raises(ValueError, match="is not a date") as caught:
        PartialDate.parse(text)
    assert perf_counter() - start < 1
    assert len(str(caught.value)) < 500


def test_no_month_name_means_two_months() -> None:
    assert {name: months for name, months in month_names().items() if len(months) != 1} == {}
    assert {month for months in month_names().values() for month in months} == set(range(1, 13))
    assert [name for name in month_names() if not name.isalpha()] == []


def test_a_name_of_two_months_would_be_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pomost.register.date_words.month_names", lambda: {"lis": frozenset({10, 11})})
    with pytest.raises(ValueError, match="more than one"):
        PartialDate.parse("lis 2009")


def test_a_form_hears_what_was_wrong_with_a_date() -> None:
    with pytest.raises(ValidationError) as caught:
        partial_date("31.02.1984")
    assert caught.value.messages == [
        "“31.02.1984” is not a date. Write a year (1984), a month (May 2009) or a day (4 March 2002)."
    ]


def test_a_form_does_not_send_a_long_text_back() -> None:
    with pytest.raises(ValidationError) as caught:
        partial_date("maj 2009, " * 100_000)
    (message,) = caught.value.messages
    assert message.startswith("“maj 2009, maj 2009, maj 2009, maj 2009, maj 2009, maj 2009, …” is not a date. ")
    assert len(message) < 200


@pytest.mark.parametrize(
    ("language", "month", "day"),
    [
        ("pl", "maj 2009", "4 marca 2002"),
        ("en", "May 2009", "4 March 2002"),
        ("de", "Mai 2009", "4. März 2002"),
        ("nl", "mei 2009", "4 maart 2002"),
        ("fr", "mai 2009", "4 mars 2002"),
    ],
)
def test_dates_read_as_each_language_writes_them(language: str, month: str, day: str) -> None:
    assert PartialDate(1984).in_words(language) == "1984"
    assert PartialDate(2009, 5).in_words(language) == month
    assert PartialDate(2002, 3, 4).in_words(language) == day


@pytest.mark.parametrize(
    ("language", "month", "day"),
    [
        ("pl", "czerwca 1984", "4 marca 2002"),
        ("en", "June 1984", "4 March 2002"),
        ("de", "Juni 1984", "4. März 2002"),
        ("nl", "juni 1984", "4 maart 2002"),
        ("fr", "juin 1984", "le 4 mars 2002"),
    ],
)
def test_dates_take_the_form_that_follows_since(language: str, month: str, day: str) -> None:
    assert PartialDate(1984).after_since(language) == "1984"
    assert PartialDate(1984, 6).after_since(language) == month
    assert PartialDate(2002, 3, 4).after_since(language) == day
