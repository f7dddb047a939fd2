"""Partnerships: jubilees, agreements that expire, missing acts, and those that have fallen silent.

All partnerships in question are read, with what the rules need of them, and the rules walk through them (see
register.states): what the dashboard calls missing is by construction what the partnership's form calls so. The
legal state is computed only where an act may have ended it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, OuterRef, Subquery
from django.utils.translation import ngettext

from pomost.register.choices import LegalState, LivingState
from pomost.register.dates import PartialDate
from pomost.register.fetching import Wanted
from pomost.register.matters.matter import MONTHS_AHEAD, Matter, Part, Rows, Scope, Sort, a_day, stored
from pomost.register.models import Activity, Membership, Partnership
from pomost.register.rules.due_dates import is_overdue, may_fall_within, months_later
from pomost.register.rules.jubilees import jubilees
from pomost.register.rules.legal_state import ActFacts, LegalStanding, legal_standing, may_end
from pomost.register.rules.living_state import QUIET_AFTER_MONTHS, living_standing
from pomost.register.rules.required_acts import MissingAct, missing_acts
from pomost.register.states import HELD, LAST_DAY, acts_of, facts_of_acts

LAPSED_MONTHS = 12  # for which an agreement that ran out is still told
_OVER = {LegalState.EXPIRED, LegalState.TERMINATED}


@dataclass(frozen=True, slots=True)
class Years:
    """How many years something has lasted at its jubilee."""

    years: int

    def in_words(self) -> str:
        """The number of years."""
        return ngettext("%(years)s year", "%(years)s years", self.years) % {"years": self.years}


@dataclass(frozen=True, slots=True)
class Missing:
    """The acts that are missing, together."""

    acts: Sequence[MissingAct]

    def in_words(self) -> str:
        """One act after another."""
        return "; ".join(act.in_words() for act in self.acts)


def _wanted(scope: Scope) -> list[Wanted]:
    partnerships = Partnership.objects.filter(scope.kept())
    keys = partnerships.order_by().values("pk")
    silent_since = months_later(scope.on, -QUIET_AFTER_MONTHS).isoformat()
    held = Activity.partnerships.through.objects.filter(HELD, partnership=OuterRef("pk")).annotate(last=LAST_DAY)
    # As text a month sorts before its days: this leaves in more than the rule, which has the last word. Whether there
    # is a later activity is answered by the first one that is found, without reading all of them.
    silent = partnerships.exclude(Exists(held.filter(last__gt=silent_since)))
    latest = held.order_by().values("partnership").annotate(latest=Max("last")).values("latest")
    columns = {
        "key": "pk",
        "since": "since",
        "until": "until",
        "first": "first__country",
        "second": "second__country",
    }
    memberships = Membership.objects.filter(scope.kept()).exclude(since="")
    return [
        Wanted(partnerships, columns),
        acts_of(keys),
        Wanted(silent.filter(Exists(held)), {"key": "pk", "day": Subquery(latest)}),
        Wanted(memberships, {"key": "pk", "since": "since", "until": "until"}),
    ]


def _found(rows: list[Rows], scope: Scope) -> Iterator[Matter]:
    partnerships, acts, silent, memberships = rows
    acts_by_key = facts_of_acts(acts)
    silent_by_key = {row["key"]: stored(row["day"]) for row in silent}
    for row in memberships:
        yield from _jubilees(Membership, row, scope)
    for row in partnerships:
        until = stored(row["until"])
        if until is not None and until.last_day < scope.on:
            continue
        facts = acts_by_key.get(row["key"], ())
        standing = legal_standing(facts, scope.on) if may_end(facts) else None
        is_over = standing is not None and standing.state in _OVER
        if standing is not None:
            yield from _expiring(row["key"], standing, scope)
        if not is_over:
            yield from _jubilees(Partnership, row, scope)
            yield from _missing(row, facts)
            if row["key"] in silent_by_key:
                yield from _quiet(row["key"], silent_by_key[row["key"]], scope)


def _jubilees(kind: Any, row: dict[str, Any], scope: Scope) -> Iterator[Matter]:
    since, until = stored(row["since"]), stored(row["until"])
    for jubilee in jubilees(since, until, on=scope.on, months=MONTHS_AHEAD):
        yield Matter(Sort.JUBILEES, kind, row["key"], jubilee.date, Years(jubilee.years), code=str(jubilee.years))


def _expiring(key: int, standing: LegalStanding, scope: Scope) -> Iterator[Matter]:
    """What ends by the calendar in the time ahead, or did lately and was not renewed."""
    end = standing.valid_until or (a_day(standing.ends) if standing.ends else None)
    if end is None:
        return
    comes = standing.state not in _OVER and may_fall_within(end, on=scope.on, months=MONTHS_AHEAD)
    lapsed = (
        standing.by_calendar and is_overdue(end, on=scope.on) and end.last_day >= months_later(scope.on, -LAPSED_MONTHS)
    )
    if comes or lapsed:
        code = str(standing.ends or end)
        yield Matter(Sort.EXPIRING, Partnership, key, end, standing, is_late=lapsed, part="acts", code=code)


def _missing(row: dict[str, Any], facts: tuple[ActFacts, ...]) -> Iterator[Matter]:
    missing = missing_acts((row["first"], row["second"]), facts)
    if missing:
        needing = [act.date for act in facts if act.date and any(act.kind in m.requirement.before for m in missing)]
        first: PartialDate | None = min(needing, default=None)
        yield Matter(Sort.MISSING_ACTS, Partnership, row["key"], first, Missing(missing), part="acts")


def _quiet(key: int, last: PartialDate | None, scope: Scope) -> Iterator[Matter]:
    standing = living_standing(last, scope.on)
    if standing.state in {LivingState.QUIET, LivingState.DORMANT}:
        yield Matter(Sort.QUIET, Partnership, key, last, standing)


PARTNERSHIPS = Part((Sort.JUBILEES, Sort.EXPIRING, Sort.MISSING_ACTS, Sort.QUIET), _wanted, _found)
