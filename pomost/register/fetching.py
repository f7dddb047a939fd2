"""Several lists in one query: a page shows many short lists, and each question to the database has its price."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db import connections, models, router
from django.db.models import F, Func, QuerySet, Value, Window
from django.db.models.functions import Cast, JSONObject, RowNumber

from pomost.register.json_rows import as_json, from_json


@dataclass(frozen=True)
class Wanted:
    """Some `columns` of `rows`: a name for each, and the column or expression that gives it.

    The values travel as JSON. A text in several languages comes as such; an amount would lose its cents: cast it.
    """

    rows: "QuerySet[Any]"
    columns: Mapping[str, Any]


def fetch_together(*asked: "QuerySet[Any] | Wanted") -> list[list[Any]]:
    """Return what each of `asked` holds; costs one query.

    Of a queryset its instances, in its order and with its `select_related`; of a Wanted its columns, a row a
    dictionary, in no order. The rows travel as JSON, so this is for lists as short as those on a page. What a queryset
    annotates or prefetches is not there. Raises ValueError for one that is sliced.
    """
    if any((each.rows if isinstance(each, Wanted) else each).query.is_sliced for each in asked):
        raise ValueError("a slice cannot be fetched together with others")
    return _sorted_out(asked, _together(asked)) if asked else []


class Question:
    """Lists that are asked for again and again, each time about other records: making their SQL costs more than they.

    So it is made once a process. `ask` gets the keys of the records and returns what `fetch_together` takes; it may
    use the keys within queries alone, for it is called with others that stand in for them.
    """

    def __init__(self, ask: "Callable[..., Sequence[QuerySet[Any] | Wanted]]") -> None:
        self._ask = ask
        self._made: dict[tuple[str, int], _Made] = {}

    def fetch(self, *keys: int) -> list[list[Any]]:
        """Return what is asked about the records with these `keys`, as `fetch_together` would; costs one query."""
        alias = router.db_for_read(models.Model)
        made = self._made.get((alias, len(keys)))
        if made is None:
            made = self._made[alias, len(keys)] = _Made.of(self._ask, len(keys), alias)
        with connections[alias].cursor() as cursor:
            cursor.execute(made.sql, [keys[p.number] if isinstance(p, _StandIn) else p for p in made.parameters])
            rows = [(number, position, json.loads(data)) for number, position, data in cursor.fetchall()]
        return _sorted_out(made.asked, rows)


@dataclass(frozen=True)
class _StandIn:
    """Where a key belongs."""

    number: int


@dataclass(frozen=True)
class _Made:
    """A question as the database gets it."""

    asked: "Sequence[QuerySet[Any] | Wanted]"
    sql: str
    parameters: list[Any]

    @classmethod
    def of(cls, ask: "Callable[..., Sequence[QuerySet[Any] | Wanted]]", number: int, alias: str) -> "_Made":
        # Numbers as no installation will have keys, which every kind of key can hold.
        stand_ins = {2_000_000_001 + place: _StandIn(place) for place in range(number)}
        asked = ask(*stand_ins)
        sql, parameters = _together(asked).query.get_compiler(alias).as_sql()
        return cls(asked, sql, [stand_ins.get(p, p) if isinstance(p, int) else p for p in parameters])


def _together(asked: "Sequence[QuerySet[Any] | Wanted]") -> "QuerySet[Any, Any]":
    parts = [
        _columns(number, each) if isinstance(each, Wanted) else _rows(number, each) for number, each in enumerate(asked)
    ]
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def _sorted_out(
    asked: "Sequence[QuerySet[Any] | Wanted]", rows: "Iterable[tuple[int, int, dict[str, Any]]]"
) -> list[list[Any]]:
    found: list[list[Any]] = [[] for _each in asked]
    for number, _position, data in sorted(rows, key=itemgetter(0, 1)):
        each = asked[number]
        found[number].append(data if isinstance(each, Wanted) else from_json(each, data))
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
    return wanted.rows.order_by().values_list(Value(number), Value(0), JSONObject(**wanted.columns))


def _rows(number: int, queryset: "QuerySet[Any]") -> "QuerySet[Any, Any]":
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
