"""What two towns agreed and what they did together, as one timeline."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from pomost.register.choices import ActKind
from pomost.register.dates import LATEST_YEAR, PartialDate
from pomost.register.models import Act, Partnership, Signatory
from pomost.register.over_time import NAMED_A_YEAR, YearTogether
from pomost.website.activities import ActivityRow


@dataclass(frozen=True)
class ActEntry:
    """One act, who signed it, and the act that it replaced."""

    act: Act
    signatories: list[Signatory]
    supersedes: Act | None


@dataclass(frozen=True)
class Entry:
    """One act or one activity; `when` is its date where that is known better than to the year."""

    when: str
    date: PartialDate | None
    act: ActEntry | None = None
    activity: ActivityRow | None = None


@dataclass(frozen=True)
class Year:
    """What happened in one year (None: not known when). `folded`: how many activities are counted instead of named."""

    year: int | None
    entries: list[Entry] = field(default_factory=list)
    folded: int = 0


def timeline_of(
    partnership: Partnership, activities: Sequence[ActivityRow], years: Sequence[YearTogether]
) -> list[Year]:
    """Return the acts of `partnership` and its `activities` year by year, what has no date last.

    Where of some act no more than the year is known, the acts of that year stand in the usual order of their kinds,
    and before the activities. `years` tell in which years there are too many activities to name.
    """
    acts = _acts_in_order(partnership)
    folded = {year.year: year.activities for year in years if year.activities > NAMED_A_YEAR}
    found = {_year(entry.date) for entry in acts} | {_year(row.activity.start) for row in activities} | folded.keys()
    return [
        Year(year, _merged(year, acts, activities), folded.get(year, 0))
        for year in sorted(found, key=lambda year: year or LATEST_YEAR + 1)
    ]


def _acts_in_order(partnership: Partnership) -> list[Entry]:
    acts: list[Act] = list(partnership.acts.all())
    by_key = {act.pk: act for act in acts if act.pk}
    dated = sorted((act for act in acts if act.date), key=_date)
    in_order = [act for _of, of_year in groupby(dated, key=lambda act: act.date.year) for act in _ordered([*of_year])]
    return [
        Entry(
            _words(act.date),
            act.date,
            act=ActEntry(act, list(act.signatories.all()), by_key.get(act.supersedes_id)),
        )
        for act in (*in_order, *(act for act in acts if not act.date))
    ]


def _merged(year: int | None, acts: Sequence[Entry], activities: Sequence[ActivityRow]) -> list[Entry]:
    """The entries of one year: where each act's month is known, in the order of time; else the acts come first."""
    of_acts = [entry for entry in acts if _year(entry.date) == year]
    done = [
        Entry(row.when if _words(row.activity.start) or row.activity.end else "", row.activity.start, activity=row)
        for row in activities
        if _year(row.activity.start) == year
    ]
    if all(entry.date and entry.date.month for entry in of_acts):
        return sorted([*of_acts, *done], key=lambda entry: str(entry.date or ""))
    return [*of_acts, *done]


def _ordered(of_year: list[Act]) -> list[Act]:
    if all(act.date.month for act in of_year):
        return of_year
    return sorted(of_year, key=lambda act: ActKind.values.index(act.kind))


def _words(date: PartialDate | None) -> str:
    return date.in_words() if date and date.month else ""


def _date(act: Act) -> PartialDate:
    date: PartialDate = act.date
    return date


def _year(date: PartialDate | None) -> int | None:
    return date.year if date else None
