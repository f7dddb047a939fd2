"""What lists show beside the columns of a record itself: children counted, money added, states computed.

Each function asks for all of it in one query, for the records of one page or of one stretch of an export, and leaves
it in the `beside` of each record, so that a list costs the same for few rows and for many.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, Count, F, OuterRef, Q, Subquery, Sum, TextField, When
from django.db.models.functions import Cast
from django.utils.translation import get_language
from wagtail.models import Revision, WorkflowState

from pomost.languages.folding import fold
from pomost.languages.translated import Translated
from pomost.register.choices import AmountPrecision, LegalState, LivingState
from pomost.register.fetching import Wanted, fetch_columns
from pomost.register.models import (
    Activity,
    Adoption,
    Attendance,
    Award,
    Challenge,
    ContactPerson,
    Due,
    Duty,
    Funding,
    Membership,
    Network,
    Office,
    Participation,
    Partnership,
    Project,
    Record,
    Solution,
)
from pomost.register.rules.legal_state import LegalStanding
from pomost.register.rules.living_state import LivingStanding
from pomost.register.rules.money import Entry, Total, totals
from pomost.register.states import acts_of, last_activities_of, legal_standings, living_standings

Rows = list[dict[str, Any]]


@dataclass
class Beside:
    """What stands beside a record; a kind of record fills what it has."""

    in_workflow: bool = False
    scheduled: bool = False
    legal: LegalStanding = field(default_factory=lambda: LegalStanding(LegalState.NONE))
    living: LivingStanding = field(default_factory=lambda: LivingStanding(LivingState.UNKNOWN))
    towns: list[str] = field(default_factory=list)  # partners, in the active language
    areas: list[Translated] = field(default_factory=list)
    people: int | None = None  # who took part; None: nobody counted
    count: int = 0  # members, solutions, adoptions, persons: the children that the kind's list counts
    totals: list[Total] = field(default_factory=list)
    precisions: dict[str, AmountPrecision] = field(default_factory=dict)  # of the totals, by currency
    open_dues: list[Total] = field(default_factory=list)
    open_due_count: int = 0
    open_duty_count: int = 0


def load_beside(records: Sequence[Any], on: date) -> None:
    """Fill the `beside` of `records`, all of one kind, as of the day `on`; costs one query."""
    if not records:
        return
    kind = type(records[0])
    keys = [record.pk for record in records]
    for record in records:
        record.beside = Beside()
    by_key = {record.pk: record.beside for record in records}
    parts = [*_publication(kind, keys), *_PARTS.get(kind, _nothing)(keys)]
    for (_wanted, put), rows in zip(parts, fetch_columns(*(wanted for wanted, _put in parts)), strict=True):
        put(by_key, rows, on)


Put = Callable[[dict[int, Beside], Rows, date], None]
Part = tuple[Wanted, Put]


def _nothing(keys: list[int]) -> list[Part]:
    return []


def _publication(kind: type[Record], keys: list[int]) -> list[Part]:
    """Whether a version of the record waits for approval or for its day."""
    mine = {"base_content_type": ContentType.objects.get_for_model(kind), "object_id__in": [str(key) for key in keys]}
    approving = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS, **mine)
    waiting = Revision.objects.filter(approved_go_live_at__isnull=False, **mine)
    columns = {"key": "object_id"}
    return [
        (Wanted(approving, columns), _flag("in_workflow")),
        (Wanted(waiting.distinct(), columns), _flag("scheduled")),
    ]


def _flag(name: str) -> Put:
    def put(by_key: dict[int, Beside], rows: Rows, on: date) -> None:
        for row in rows:
            setattr(by_key[int(row["key"])], name, True)

    return put


def _partnerships(keys: list[int]) -> list[Part]:
    def put_legal(by_key: dict[int, Beside], rows: Rows, on: date) -> None:
        for key, standing in legal_standings(rows, on).items():
            by_key[key].legal = standing

    def put_living(by_key: dict[int, Beside], rows: Rows, on: date) -> None:
        for key, standing in living_standings(rows, on).items():
            by_key[key].living = standing

    return [
        (acts_of(keys), put_legal),
        (last_activities_of(keys), put_living),
        _areas(Partnership.areas.through, "partnership", keys),
    ]


def _areas(through: Any, link: str, keys: list[int]) -> Part:
    def put(by_key: dict[int, Beside], rows: Rows, on: date) -> None:
        for row in sorted(rows, key=lambda row: row["id"]):
            by_key[row["key"]].areas.append(Translated(json.loads(row["name"])))

    rows = through.objects.filter(**{f"{link}__in": keys})
    return Wanted(rows, {"key": f"{link}_id", "id": "area_id", "name": Cast("area__name", TextField())}), put


def _put_towns(by_key: dict[int, Beside], rows: Rows, on: date) -> None:
    for row in sorted(rows, key=lambda row: (row["order"] or 0, row["id"])):
        title = json.loads(row["names"]).get(get_language() or "", row["name"])
        if title not in by_key[row["key"]].towns:
            by_key[row["key"]].towns.append(title)


def _activities(keys: list[int]) -> list[Part]:
    """Partners are seen from the activity's keeper."""

    def partner(column: str) -> Case:
        side = When(partnership__second=F("activity__keeper"), then=F(f"partnership__first__{column}"))
        return Case(side, default=F(f"partnership__second__{column}"))

    def put_people(by_key: dict[int, Beside], rows: Rows, on: date) -> None:
        for row in rows:
            by_key[row["key"]].people = row["people"]

    def put_partners(by_key: dict[int, Beside], rows: Rows, on: date) -> None:
        _put_towns(by_key, rows, on)
        for beside in by_key.values():
            beside.towns.sort(key=fold)  # the database keeps no order among them

    links = Activity.partnerships.through.objects.filter(activity__in=keys, partnership__deleted_at=None)
    towns = {
        "key": "activity_id",
        "order": "pk",
        "id": "pk",
        "name": partner("name"),
        "names": Cast(partner("names"), TextField()),
    }
    people = Attendance.objects.filter(activity__in=keys).order_by().values("activity_id")
    return [
        (Wanted(links, towns), put_partners),
        (Wanted(people, {"key": "activity_id", "people": Sum("direct")}), put_people),
        _areas(Activity.areas.through, "activity", keys),
    ]


def _projects(keys: list[int]) -> list[Part]:
    """Partners are those who take part beside the keeper."""

    def put_money(by_key: dict[int, Beside], rows: Rows, on: date) -> None:
        for key, group in _grouped(rows).items():
            by_key[key].totals = totals(_entry(row, row["planned"], row["paid"]) for row in group)
            by_key[key].precisions = _precisions(group)

    parts = Participation.objects.filter(project__in=keys).exclude(municipality=F("project__keeper"))
    money = {
        "key": "project_id",
        "order": "sort_order",
        "id": "pk",
        "currency": "currency",
        "precision": "precision",
        "planned": Cast("planned", CharField()),
        "paid": Cast("paid", CharField()),
    }
    towns = {
        "key": "project_id",
        "order": "sort_order",
        "id": "pk",
        "name": "municipality__name",
        "names": Cast("municipality__names", TextField()),
    }
    return [
        (Wanted(parts, towns), _put_towns),
        (Wanted(Funding.objects.filter(project__in=keys), money), put_money),
    ]


def _memberships(keys: list[int]) -> list[Part]:
    """What is open: fees not paid and duties not met, whenever they are due."""

    def put_dues(by_key: dict[int, Beside], rows: Rows, on: date) -> None:
        for key, group in _grouped(rows).items():
            by_key[key].open_due_count = len(group)
            by_key[key].open_dues = totals(_entry(row, row["amount"], None) for row in group)

    def put_duties(by_key: dict[int, Beside], rows: Rows, on: date) -> None:
        for row in rows:
            by_key[row["key"]].open_duty_count += 1

    dues = {
        "key": "membership_id",
        "order": "year",
        "id": "pk",
        "currency": "currency",
        "amount": Cast("amount", CharField()),
    }
    return [
        (Wanted(Due.objects.filter(membership__in=keys, paid=""), dues), put_dues),
        (Wanted(Duty.objects.filter(membership__in=keys, met=""), {"key": "membership_id"}), put_duties),
    ]


def _counted(children: Any, link: str, keys: list[int]) -> Part:
    def put(by_key: dict[int, Beside], rows: Rows, on: date) -> None:
        for row in rows:
            by_key[row["key"]].count = row["count"]

    found = children.filter(**{f"{link}__in": keys}).order_by().values(f"{link}_id")
    return Wanted(found, {"key": f"{link}_id", "count": Count("pk")}), put


def _challenges(keys: list[int]) -> list[Part]:
    return [_counted(Solution.objects.all(), "challenge", keys), _areas(Challenge.areas.through, "challenge", keys)]


def _solutions(keys: list[int]) -> list[Part]:
    return [_counted(Adoption.objects.all(), "solution", keys), _areas(Solution.areas.through, "solution", keys)]


_PARTS: dict[type[Record], Callable[[list[int]], list[Part]]] = {
    Partnership: _partnerships,
    Activity: _activities,
    Project: _projects,
    Membership: _memberships,
    Network: lambda keys: [_counted(Membership.objects.all(), "network", keys)],
    Challenge: _challenges,
    Solution: _solutions,
    Office: lambda keys: [_counted(ContactPerson.objects.all(), "office", keys)],
    Award: _nothing,
    ContactPerson: _nothing,
}


def _grouped(rows: Rows) -> dict[int, Rows]:
    groups: dict[int, Rows] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["order"] or 0, row["id"])):
        groups[row["key"]].append(row)
    return groups


def _entry(row: dict[str, Any], planned: str | None, paid: str | None) -> Entry:
    is_exact = row.get("precision", AmountPrecision.EXACT) == AmountPrecision.EXACT
    return Entry(_amount(planned), _amount(paid), row["currency"], is_exact)


def _precisions(rows: Rows) -> dict[str, AmountPrecision]:
    """How exactly the money of each currency is known: as its amounts are, roughly where they differ in that."""
    found: dict[str, set[AmountPrecision]] = defaultdict(set)
    for row in rows:
        found[row["currency"]].add(AmountPrecision(row["precision"]))
    return {code: kinds.pop() if len(kinds) == 1 else AmountPrecision.ABOUT for code, kinds in found.items()}


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text).quantize(Decimal("0.01"))


def people_in_all() -> Subquery:
    """For a query of activities: how many people took part, NULL where nobody counted."""
    counted = Attendance.objects.filter(activity=OuterRef("pk")).order_by().values("activity")
    return Subquery(counted.annotate(people=Sum("direct")).values("people"))


def has_open_dues() -> Q:
    """For a query of memberships: that a fee is not paid."""
    return Q(pk__in=Due.objects.filter(paid="").values("membership"))


def has_open_duties() -> Q:
    """For a query of memberships: that a duty is not met."""
    return Q(pk__in=Duty.objects.filter(met="").values("membership"))
