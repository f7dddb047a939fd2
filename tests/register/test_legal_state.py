"""The legal state follows from acts and calendar alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomost.register.choices import ActKind, LegalState
from pomost.register.dates import PartialDate
from pomost.register.rules.legal_state import ActFacts, legal_standing

DAY = date(2026, 11, 23)


def act(kind: str, day: str | None, until: str = "", notice_months: int | None = None) -> ActFacts:
    """An act as the table writes it."""
    return ActFacts(
        ActKind(kind),
        PartialDate.parse(day) if day else None,
        PartialDate.parse(until) if until else None,
        notice_months,
    )


LETTER, RESOLUTION, SIGNED = (
    act("letter_of_intent", "2009-09-16"),
    act("council_resolution", "2009-12-30"),
    act("agreement", "2010-01-08"),
)
LIMITED = act("agreement", "2010", until="2014")


@pytest.mark.parametrize(
    ("acts", "on", "state", "words"),
    [
        ([], DAY, "none", "no legal basis on record"),
        ([act("first_contact", "2000")], DAY, "none", "no legal basis on record"),
        # A chain of a Polish town, from intent to signature.
        ([LETTER, RESOLUTION, SIGNED], date(2009, 9, 15), "none", "no legal basis on record"),
        (
            [LETTER, RESOLUTION, SIGNED],
            date(2009, 9, 16),
            "intended",
            "intended: letter of intent, 16 September 2009",
        ),
        ([LETTER, RESOLUTION, SIGNED], date(2010, 1, 7), "intended", "intended: letter of intent, 16 September 2009"),
        ([LETTER, RESOLUTION, SIGNED], date(2010, 1, 8), "in_force", "in force: agreement, 8 January 2010"),
        ([SIGNED, RESOLUTION, LETTER], DAY, "in_force", "in force: agreement, 8 January 2010"),
        # Expired and not renewed: the whole of the last year still counts.
        ([LIMITED], date(2014, 12, 31), "in_force", "in force: agreement, 2010, valid until 2014"),
        ([LIMITED], date(2015, 1, 1), "expired", "expired: agreement, 2010, valid until 2014"),
        # A letter of intent withdrawn.
        (
            [LETTER, act("termination", "2022-03")],
            DAY,
            "terminated",
            "terminated: termination, March 2022",
        ),
        # Interrupted but not ended, then taken up again.
        ([SIGNED, act("suspension", "2022-02-25")], DAY, "suspended", "suspended: suspension, 25 February 2022"),
        (
            [SIGNED, act("suspension", "2022-02-25"), act("renewal", "2025")],
            DAY,
            "in_force",
            "in force: renewal, 2025",
        ),
        # Notice of six months.
        (
            [act("agreement", "2010", notice_months=6), act("notice", "2026-05-31")],
            DAY,
            "under_notice",
            "under notice: notice, 31 May 2026, ends on 30 November 2026",
        ),
        (
            [act("agreement", "2010", notice_months=6), act("notice", "2026-05-31")],
            date(2026, 12, 1),
            "terminated",
            "terminated: notice, 31 May 2026, ends on 30 November 2026",
        ),
        ([SIGNED, act("notice", "2020")], DAY, "under_notice", "under notice: notice, 2020"),
        # Notice to something that ends by itself before.
        (
            [act("agreement", "2010", until="2026-06", notice_months=12), act("notice", "2026-05")],
            DAY,
            "expired",
            "expired: agreement, 2010, valid until June 2026",
        ),
        # An end agreed to the year stays a year, and is the agreement's own, not that of the act that interrupts it.
        (
            [act("agreement", "2004", until="2030"), act("suspension", "2022-02", until="2024")],
            DAY,
            "suspended",
            "suspended: suspension, February 2022, valid until 2030",
        ),
        (
            [act("agreement", "2004", until="2026"), act("notice", "2026-05", notice_months=12)],
            DAY,
            "under_notice",
            "under notice: notice, May 2026, valid until 2026",
        ),
        # What has ended can begin again.
        ([LIMITED, act("letter_of_intent", "2020")], DAY, "intended", "intended: letter of intent, 2020"),
        ([LIMITED, act("renewal", "2013", until="2030")], DAY, "in_force", "in force: renewal, 2013, valid until 2030"),
        ([SIGNED, act("expiry", "2024")], DAY, "expired", "expired: expiry, 2024"),
        # What never began cannot be suspended, noticed or ended.
        ([act("suspension", "2020"), act("notice", "2021"), act("termination", "2022")], DAY, "none", None),
        ([act("agreement", None)], DAY, "none", None),
    ],
)
def test_the_state_and_its_reason(acts: list[ActFacts], on: date, state: str, words: str | None) -> None:
    standing = legal_standing(acts, on)
    assert standing.state == state
    assert words is None or standing.in_words() == words


years = st.integers(1980, 2040)
partial_dates = st.one_of(
    st.builds(PartialDate, years),
    st.builds(PartialDate, years, st.integers(1, 12)),
    st.dates(date(1980, 1, 1), date(2040, 12, 31)).map(lambda day: PartialDate(day.year, day.month, day.day)),
)
any_act = st.builds(
    ActFacts,
    st.sampled_from(ActKind),
    st.none() | partial_dates,
    st.none() | partial_dates,
    st.none() | st.integers(0, 600),
)
days = st.dates(date(1975, 1, 1), date(2045, 12, 31))


@given(st.lists(any_act, max_size=12), days)
def test_any_sequence_of_acts_gives_one_state_with_words(acts: list[ActFacts], on: date) -> None:
    standing = legal_standing(acts, on)
    assert isinstance(standing.state, LegalState)
    assert standing.in_words()
    assert standing.ends is None or standing.by_calendar or standing.ends >= on


@given(st.lists(any_act, max_size=8), st.lists(any_act, min_size=1, max_size=4), st.data())
def test_a_later_act_never_changes_an_earlier_day_s_answer(
    acts: list[ActFacts], later: list[ActFacts], data: st.DataObject
) -> None:
    dated = [fact.date.first_day for fact in later if fact.date]
    on = min(dated, default=DAY) - timedelta(days=data.draw(st.integers(1, 4000)))
    place = data.draw(st.integers(0, len(acts)))
    assert legal_standing([*acts[:place], *later, *acts[place:]], on) == legal_standing(acts, on)


@given(st.lists(any_act, max_size=8), days)
def test_the_order_of_entry_matters_only_within_a_day(acts: list[ActFacts], on: date) -> None:
    apart = list({fact.date.first_day: fact for fact in acts if fact.date}.values())
    assert legal_standing(apart, on) == legal_standing(apart[::-1], on)
