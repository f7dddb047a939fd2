"""Several lists in one query: a page shows many short lists, and each question to the database has its price."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models, router
from django.db.models import F, Func, QuerySet, Value, Window
from django.db.models.functions import Cast, JSONObject, RowNumber

from pomost.places.models import Municipality
from pomost.register.json_rows import as_json, from_json


@dataclass(frozen=True)
class Wanted:
    """Some `columns` of `rows`: a name for each, and the column or expression that gives it.

    The values travel as JSON. A text in several languages comes as such; an amount would lose its cents: cast it.
    """

    rows: "QuerySet[Any]"
    columns: Mapping[str, Any]


class Question:
    """A list that is asked for again and again, each time about other records: making its SQL costs more than the list.

    So that is made once a process. `ask` gets the keys of the records; it may use them within a query alone, for it is
    called with others that stand in for them. A question that is called with keys is what `fetch_together` takes.
    """

    def __init__(self, ask: "Callable[..., QuerySet[Any] | Wanted]") -> None:
        self._ask = ask
        self._made: dict[tuple[str, int], tuple[QuerySet[Any] | Wanted, _Made]] = {}

    def __call__(self, *keys: int) -> "Asked":
        return Asked(self, keys)

    def made(self, keys: Sequence[int], alias: str) -> "tuple[QuerySet[Any] | Wanted, _Made]":
        """Return what is asked for, and how the database gets it."""
        known = self._made.get((alias, len(keys)))
        if known is None:
            asked = self._ask(*(_FIRST_KEY + place for place in range(len(keys))))
            known = self._made[alias, len(keys)] = (asked, _Made.of(_NUMBER, asked, alias))
        return known


@dataclass(frozen=True)
class Asked:
    """A question about the records with these keys."""

    question: Question
    keys: tuple[int, ...]


# What stands in for the number of a list and for keys: no installation will have such, and every column can hold them.
_NUMBER = 2_000_000_000
_FIRST_KEY = _NUMBER + 1


@dataclass(frozen=True)
class _Made:
    """One list in the words of the database; an empty text where it can hold nothing."""

    sql: str
    parameters: tuple[Any, ...]

    @classmethod
    def of(cls, number: int, asked: "QuerySet[Any] | Wanted", alias: str) -> "_Made":
        rows = _columns(number, asked) if isinstance(asked, Wanted) else _rows(number, asked)
        try:
            sql, parameters = rows.query.get_compiler(alias).as_sql()
        except EmptyResultSet:
            return cls("", ())
        return cls(sql, tuple(parameters))

    def about(self, number: int, keys: Sequence[int]) -> tuple[Any, ...]:
        """The parameters, with the list's number and the keys in place of what stands in for them."""
        stand_ins = (number, *keys)
        return tuple(stand_ins[p - _NUMBER] if isinstance(p, int) and p >= _NUMBER else p for p in self.parameters)


def fetch_together(*asked: "QuerySet[Any] | Wanted | Asked") -> list[list[Any]]:
    """Return what each of `asked` holds; costs one query.

    Of a queryset its instances, in its order and with its `select_related`; of a Wanted its columns, a row a
    dictionary, in no order. The rows travel as JSON, so this is for lists as short as those on a page. What a queryset
    annotates or prefetches is not there. Raises ValueError for one that is sliced.
    """
    alias = router.db_for_read(Municipality)  # or of any other kind: all is read where readers read
    lists: list[QuerySet[Any] | Wanted] = []
    parts: list[str] = []
    parameters: list[Any] = []
    for number, each in enumerate(asked):
        if isinstance(each, Asked):
            rows, made = each.question.made(each.keys, alias)
            given = made.about(number, each.keys)
        else:
            rows, made = each, _Made.of(number, each, alias)
            given = made.parameters
        lists.append(rows)
        if made.sql:
            parts.append(made.sql)
            parameters += given
    found: list[list[Any]] = [[] for _each in asked]
    if not parts:
        return found
    with connections[alias].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        rows_found = sorted(cursor.fetchall(), key=itemgetter(0, 1))
    for number, _position, data in rows_found:
        rows = lists[number]
        value = json.loads(data)
        found[number].append(value if isinstance(rows, Wanted) else from_json(rows, value))
    return found


def fetch_columns(*wanted: Wanted) -> list[list[dict[str, Any]]]:
    """Return the columns that are wanted of each, a row a dictionary, in no order; costs one query."""
    found: list[list[str]] = [[] for _each in wanted]
    if not wanted:
        return []
    parts = [
        each.rows.order_by().values_list(Value(number), Cast(JSONObject(**each.columns), models.TextField()))
        for number, each in enumerate(wanted)
    ]
    for number, data in parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]:
        found[number].append(data)
    return [json.loads(f"[{','.join(rows)}]") for rows in found]  # at once: thousands of rows are read here


def count_together(*querysets: "QuerySet[Any]") -> list[int]:
    """Return how many rows each of `querysets` holds; costs one query."""
    counts = [
        queryset.order_by()
        .annotate(_number=Value(number), _count=Func(F("pk"), function="COUNT"))
        .values_list("_number", "_count")
        for number, queryset in enumerate(querysets)
    ]
    found = dict(counts[0].union(*counts[1:], all=True)) if counts else {}
    return [found[number] for number in range(len(querysets))]


def _columns(number: int, wanted: Wanted) -> "QuerySet[Any, Any]":
    _refuse_slices(wanted.rows)
    return wanted.rows.order_by().values_list(Value(number), Value(0), JSONObject(**wanted.columns))


def _rows(number: int, queryset: "QuerySet[Any]") -> "QuerySet[Any, Any]":
    _refuse_slices(queryset)
    order = list(queryset.query.order_by or queryset.model._meta.ordering or ["pk"])
    return (
        queryset.order_by()
        .select_related(None)
        .annotate(
            _number=Value(number),
            _position=Window(RowNumber(), order_by=order),
            _data=as_json(queryset),
        )
        .values_list("_number", "_position", "_data")
    )


def _refuse_slices(queryset: "QuerySet[Any]") -> None:
    if queryset.query.is_sliced:
        raise ValueError("a slice cannot be fetched together with others")


def give_children(owners: Iterable[Any], name: str, children: Iterable[Any], link: str) -> None:
    """Give each of `owners` those of `children` whose `link` names it."""
    by_owner: dict[int, list[Any]] = {}
    for child in children:
        by_owner.setdefault(getattr(child, link), []).append(child)
    for owner in owners:
        setattr(owner, name, by_owner.get(owner.pk, []))
