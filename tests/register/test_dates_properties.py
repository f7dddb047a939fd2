"""Partial dates: what holds for every date and every text."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pomost.languages.folding import fold
from pomost.languages.translated import language_codes
from pomost.register.date_words import month_names
from pomost.register.dates import EARLIEST_YEAR, LATEST_YEAR, PartialDate

LANGUAGES = language_codes()
languages = st.sampled_from(LANGUAGES)
full_dates = st.dates(date(EARLIEST_YEAR, 1, 1), date(LATEST_YEAR, 12, 31)).map(
    lambda day: PartialDate(day.year, day.month, day.day)
)
partial_dates = st.one_of(
    full_dates,
    full_dates.map(lambda day: PartialDate(day.year, day.month)),
    full_dates.map(lambda day: PartialDate(day.year)),
)
# Dates of few values meet and tie, which dates of two thousand years never do.
close_dates = st.one_of(
    st.builds(PartialDate, st.integers(1999, 2001), st.integers(0, 3)),
    st.builds(PartialDate, st.integers(1999, 2001), st.integers(1, 3), st.integers(1, 3)),
)
compared = st.one_of(close_dates, partial_dates)
# What dates are made of, in any order: most are none, some are, and many nearly are.
pieces = st.one_of(
    st.sampled_from([*"0123456789.-/, ", "2002", "1984", "30", "31", "r.", "roku", "er", "th"]),
    st.sampled_from(sorted(month_names())),
    st.sampled_from(["\u00a0", "\x00", "２", "٢", "²"]),
)
near_dates = st.lists(pieces, max_size=8).map("".join)


@given(compared, compared)
def test_of_two_dates_one_comes_first_unless_they_are_equal(one: PartialDate, other: PartialDate) -> None:
    assert [one < other, one == other, one > other].count(True) == 1
    assert (one <= other) == (not one > other)


@given(compared, compared, compared)
def test_the_order_has_no_circles(one: PartialDate, other: PartialDate, third: PartialDate) -> None:
    first, second, last = sorted([one, other, third])
    assert first <= second <= last
    assert first <= last


@given(compared, compared)
def test_dates_sort_as_their_texts_do(one: PartialDate, other: PartialDate) -> None:
    assert (one < other) == (str(one) < str(other))
    assert (one == other) == (str(one) == str(other))


@given(full_dates, full_dates)
def test_full_dates_sort_as_their_days_do(one: PartialDate, other: PartialDate) -> None:
    assert (one < other) == (one.first_day < other.first_day)


@given(compared, compared)
def test_an_earlier_first_day_sorts_first(one: PartialDate, other: PartialDate) -> None:
    if one.first_day < other.first_day:
        assert one < other


@given(partial_dates)
def test_the_first_day_never_follows_the_last(value: PartialDate) -> None:
    assert value.first_day <= value.last_day
    assert (value.first_day == value.last_day) == bool(value.day)


@given(partial_dates)
def test_text_and_date_lead_to_each_other(value: PartialDate) -> None:
    assert PartialDate.parse(str(value)) == value


@pytest.mark.parametrize("language", LANGUAGES)
@settings(deadline=None)  # the first date of a language waits for Babel to load it
@given(value=partial_dates, active=languages)
def test_words_are_read_back_in_every_language(language: str, value: PartialDate, active: str) -> None:
    words = value.in_words(language)
    with translation.override(active):
        assert PartialDate.parse(words) == value
        assert PartialDate.parse(words.upper()) == value
        assert PartialDate.parse(fold(words)) == value
        assert PartialDate.parse(f" {words} ".replace(" ", "\u00a0 ")) == value


@pytest.mark.parametrize("language", LANGUAGES)
@settings(deadline=None)
@given(value=partial_dates)
def test_every_language_writes_the_year(language: str, value: PartialDate) -> None:
    assert str(value.year) in value.in_words(language)
    assert str(value.year) in value.after_since(language)


@given(full_dates, st.sampled_from([".", "/", "-"]), st.booleans())
def test_in_figures_the_day_stands_before_the_month(value: PartialDate, mark: str, padded: bool) -> None:
    day, month = (f"{value.day:02}", f"{value.month:02}") if padded else (str(value.day), str(value.month))
    assert PartialDate.parse(f"{day}{mark}{month}{mark}{value.year}") == value
    assert PartialDate.parse(f"{month}{mark}{value.year}") == PartialDate(value.year, value.month)


@pytest.mark.parametrize("name", sorted(month_names()))
def test_every_month_name_is_read_with_and_without_a_dot(name: str) -> None:
    (month,) = month_names()[name]
    assert PartialDate.parse(f"{name} 2009") == PartialDate(2009, month)
    assert PartialDate.parse(f"{name.title()}. 2009") == PartialDate(2009, month)
    assert PartialDate.parse(f"4 {name} 2009") == PartialDate(2009, month, 4)
    assert PartialDate.parse(f"{name} 4, 2009") == PartialDate(2009, month, 4)


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(max_size=80), near_dates))
@example("0000-00-00")
@example("9999-99-99")
@example("-1984")
@example("1984\n")
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    try:
        value = PartialDate.parse(text)
    except ValueError:
        return
    assert EARLIEST_YEAR <= value.year <= LATEST_YEAR
    assert value.first_day <= value.last_day
    assert PartialDate.parse(str(value)) == value
    assert str(value.year) in text
    assert bool(value.day) <= bool(value.month)


@given(partial_dates, st.integers(0, 9), st.characters(categories=["Nd", "Nl", "No"], exclude_characters="0123456789"))
def test_a_figure_of_another_script_is_refused(value: PartialDate, place: int, figure: str) -> None:
    text = str(value)
    figures = [position for position, character in enumerate(text) if character.isdigit()]
    position = figures[place % len(figures)]
    with pytest.raises(ValueError, match="is not a date"):
        PartialDate.parse(text[:position] + figure + text[position + 1 :])
