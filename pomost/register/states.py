"""The two computed states of many partnerships at once.

The rules stay where they are (rules/), and the database knows nothing of them: acts and last activities of all the
partnerships in question are read in one query, and the rules walk through them: what a filter calls "in force" is by
construction what the partnership's page calls so.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Case, CharField, F, Max, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf

from pomost.languages.translated import Translated
from pomost.register.choices import ActivityStatus, ActKind, LegalState, LivingState
from pomost.register.dates import PartialDate
from pomost.register.fetching import Wanted, fetch_columns
from pomost.register.models import Act, Activity, Area, Partnership
from pomost.register.models.partnership import PartnershipQuerySet
from pomost.register.rules.legal_state import ActFacts, LegalStanding, legal_standing
from pomost.register.rules.living_state import LivingStanding, living_standing

# For a query of the links between activities and partnerships: that the activity counts, and its last day.
HELD = Q(activity__live=True, activity__deleted_at=None, activity__status=ActivityStatus.HELD)
LAST_DAY = Coalesce(NullIf("activity__end", Value("")), "activity__start", output_field=CharField())


def acts_of(partnerships: Any) -> Wanted:
    """The acts of `partnerships`, a queryset or keys, as `legal_standings` reads them."""
    acts = Act.objects.filter(partnership__in=partnerships)
    columns = {
        "key": "partnership_id",
        "order": "sort_order",
        "id": "pk",
        "kind": "kind",
        "date": "date",
        "until": "valid_until",
        "notice": "notice_months",
        "example": "is_example",
    }
    return Wanted(acts, columns)


def last_activities_of(partnerships: Any) -> Wanted:
    """The date of the last published activity that was held by each of `partnerships`, a queryset or keys.

    As queries.with_last_activity: the end of an activity counts, and of several dates the one that sorts last.
    """
    links: QuerySet[Any] = Activity.partnerships.through.objects.filter(HELD, partnership__in=partnerships)
    return _last_days(links, "partnership_id")


def last_activities_among(partnerships: QuerySet[Any]) -> Wanted:
    """As last_activities_of, where `partnerships` are most of a register: reads its activities from end to end.

    Adding 0 keeps the database from looking up each partnership's activities one by one, which for 5,000 of them takes
    three times as long.
    """
    links: QuerySet[Any] = Activity.partnerships.through.objects.annotate(town=F("partnership_id") + 0)
    return _last_days(links.filter(HELD, town__in=partnerships), "town")


def _last_days(links: QuerySet[Any], key: str) -> Wanted:
    return Wanted(links.values(key), {"key": key, "day": Max(LAST_DAY), "examples": Max(is_example("activity__"))})


def is_example(link: str = "") -> Case:
    """For a query: 1 for what (at the end of `link`) was invented as an example, else 0; a database adds no truths."""
    return Case(When(**{f"{link}is_example": True}, then=1), default=0)


def areas_of(partnerships: Any) -> Wanted:
    """The areas of cooperation of `partnerships`, a queryset or keys."""
    rows = Partnership.areas.through.objects.filter(partnership__in=partnerships)
    return Wanted(rows, {"key": "partnership_id", "id": "area_id", "name": Cast("area__name", TextField())})


def legal_standings(acts: list[dict[str, Any]], on: date) -> dict[int, LegalStanding]:
    """Return the legal states of those partnerships that have acts, by their keys."""
    return {key: _legal_standing(stored, on) for key, stored in _stored_acts(acts).items()}


def facts_of_acts(acts: list[dict[str, Any]]) -> dict[int, tuple[ActFacts, ...]]:
    """Return what the rules need to know of the acts of each partnership, in their order, by the partnerships' keys."""
    return {key: _facts(stored) for key, stored in _stored_acts(acts).items()}


# An act as the database has it: kind, date, until when it is valid, notice period in months.
StoredAct = tuple[str, str, str, int | None]


def _stored_acts(acts: list[dict[str, Any]]) -> dict[int, tuple[StoredAct, ...]]:
    by_key: dict[int, list[StoredAct]] = {}
    for act in sorted(acts, key=lambda act: (act["order"] or 0, act["id"])):
        by_key.setdefault(act["key"], []).append((act["kind"], act["date"], act["until"], act["notice"]))
    return {key: tuple(stored) for key, stored in by_key.items()}


@lru_cache(maxsize=20_000)  # the acts of a large register: they seldom change, and a list asks for all of them
def _legal_standing(acts: tuple[StoredAct, ...], on: date) -> LegalStanding:
    return legal_standing(_facts(acts), on)


def _facts(acts: tuple[StoredAct, ...]) -> tuple[ActFacts, ...]:
    return tuple(ActFacts(ActKind(kind), _date(day), _date(until), notice) for kind, day, until, notice in acts)


def living_standings(days: list[dict[str, Any]], on: date) -> dict[int, LivingStanding]:
    """Return the living states of those partnerships that have activities, by their keys."""
    return {day["key"]: living_standing(_date(day["day"]), on) for day in days}


def _date(stored: str | None) -> PartialDate | None:
    return PartialDate.stored(stored) if stored else None


@dataclass(frozen=True)
class States:
    """The states of many partnerships on one day; who is not named has no acts, or no activities, on record."""

    legal: dict[int, LegalStanding] = field(default_factory=dict)
    living: dict[int, LivingStanding] = field(default_factory=dict)

    def having(
        self,
        partnerships: PartnershipQuerySet,
        legal: Collection[LegalState] = (),
        living: Collection[LivingState] = (),
    ) -> PartnershipQuerySet:
        """Those of `partnerships` that are in one of the states of each sort; none given: in any."""
        sides: list[tuple[dict[int, Any], Collection[str], str]] = [
            (self.legal, legal, LegalState.NONE),
            (self.living, living, LivingState.UNKNOWN),
        ]
        only: set[int] | None = None  # where nobody without a standing fits
        never: set[int] = set()
        for standings, wanted, unknown in sides:
            if wanted:
                fitting = {key for key, standing in standings.items() if standing.state in wanted}
                if unknown in wanted:
                    never |= standings.keys() - fitting
                else:
                    only = fitting if only is None else only & fitting
        return partnerships.exclude(pk__in=never) if only is None else partnerships.filter(pk__in=only - never)

    def rank(self, side: str) -> Case:
        """For a query: the place of the `side` ("legal", "living") among its states, in the order of the choices."""
        standings: dict[int, Any] = getattr(self, side)
        states: type[LegalState] | type[LivingState] = LegalState if side == "legal" else LivingState
        unknown = LegalState.NONE if side == "legal" else LivingState.UNKNOWN
        by_state: dict[str, list[int]] = {}
        for key, standing in standings.items():
            by_state.setdefault(standing.state, []).append(key)
        last = len(states.values)
        whens = [
            When(pk__in=by_state[state], then=Value(last if state == unknown else place))
            for place, state in enumerate(states.values)
            if state in by_state
        ]
        return Case(*whens, default=Value(last)) if whens else Case(default=Value(last))


def states_of(partnerships: PartnershipQuerySet, on: date, *, legal: bool, living: bool) -> States:
    """Return the states that are asked for; costs one query."""
    keys = partnerships.order_by().values("pk")
    wanted = [acts_of(keys)] * legal + [last_activities_among(keys)] * living
    found = iter(fetch_columns(*wanted))
    return States(
        legal=legal_standings(next(found), on) if legal else {},
        living=living_standings(next(found), on) if living else {},
    )


@dataclass
class Standing:
    """What a list says of one partnership on one day: both states and the areas.

    A state is an example itself where what it follows from was invented.
    """

    legal: LegalStanding = field(default_factory=lambda: LegalStanding(LegalState.NONE))
    living: LivingStanding = field(default_factory=lambda: LivingStanding(LivingState.UNKNOWN))
    legal_is_example: bool = False
    living_is_example: bool = False
    areas: list[Area] = field(default_factory=list)


def standings_of(partnerships: PartnershipQuerySet, on: date) -> dict[int, Standing]:
    """Return the standing of each of `partnerships` that has acts, activities or areas; costs one query."""
    keys = partnerships.order_by().values("pk")
    acts, days, areas = fetch_columns(acts_of(keys), last_activities_among(keys), areas_of(keys))
    found: dict[int, Standing] = {row["key"]: Standing() for rows in (acts, days, areas) for row in rows}
    for key, legal in legal_standings(acts, on).items():
        found[key].legal = legal
    for key, living in living_standings(days, on).items():
        found[key].living = living
    for act in acts:
        found[act["key"]].legal_is_example |= bool(act["example"])
    for day in days:
        found[day["key"]].living_is_example = bool(day["examples"])
    for row in sorted(areas, key=lambda row: row["id"]):
        found[row["key"]].areas.append(Area(pk=row["id"], name=Translated(json.loads(row["name"]))))
    return found
