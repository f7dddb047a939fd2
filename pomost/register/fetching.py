"""Several lists in one query: a page shows many short lists, and each question to the database has its price."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from django.db import connections, models
from django.db.models import F, Func, QuerySet, Value, Window
from django.db.models.expressions import Col, Expression
from django.db.models.functions import Cast, JSONObject, RowNumber
from django.db.models.sql import Query

# Within JSON an amount would lose its cents, and a text in several languages would not come as from its own column.
_AS_TEXT = {"DecimalField", "JSONField"}


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
    found: list[list[Any]] = [[] for _each in asked]
    if not asked:
        return found
    parts = [
        _columns(number, each) if isinstance(each, Wanted) else _rows(number, each) for number, each in enumerate(asked)
    ]
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    for number, _position, data in sorted(rows, key=itemgetter(0, 1)):
        each = asked[number]
        if isinstance(each, Wanted):
            found[number].append(data)
        else:
            found[number].append(_instance(each.model, _related(each), data, each.db))
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


def as_json(rows: "QuerySet[Any]") -> JSONObject:
    """Return what makes one value of a row of `rows`, with its `select_related`: for a column of another query."""
    return _as_json(rows.model, _links(_related(rows)), "")


def from_json(rows: "QuerySet[Any]", value: dict[str, Any]) -> Any:
    """Return the row of which `as_json` made `value`."""
    return _instance(rows.model, _related(rows), value, rows.db)


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
            _data=_Row(queryset.model, _links(_related(queryset))),
        )
        .values_list("_number", "_position", "_data")
    )


Links = tuple[tuple[str, "Links"], ...]  # what is loaded with a row, as a dictionary that can be a key


def _links(related: Mapping[str, Any]) -> Links:
    return tuple((name, _links(further)) for name, further in related.items())


class _Row(Expression):
    """What `_as_json` gives, in words of SQL that are made once: all but the names of the tables is always the same."""

    output_field = models.JSONField()

    def __init__(self, model: type[models.Model], links: Links) -> None:
        super().__init__()
        self.words = _words(model, links)
        self.tables: list[str] = []

    def resolve_expression(self, query: Any = None, *_args: Any, **_kwargs: Any) -> "_Row":
        resolved = self.copy()
        resolved.tables = self.words.tables_in(query)
        return resolved

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, tuple[Any, ...]]:
        return self.words.said(self.tables, compiler, connection)


class _Words:
    """The SQL of one kind of row, with the rows that it points to."""

    def __init__(self, model: type[models.Model], links: Links) -> None:
        self.model = model
        self.links = links
        self.columns = list(_one_of_each(model, links, ""))
        self._by_database: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def tables_in(self, query: Any) -> list[str]:
        """The names that the row's own table and those it points to have in `query`, which joins them."""
        return [query.resolve_ref(column).alias for column in self.columns]

    def said(self, tables: Sequence[str], compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The SQL with the names of `tables`, and its parameters."""
        if connection.alias not in self._by_database:
            self._by_database[connection.alias] = self._compiled(connection)
        sql, parameters = self._by_database[connection.alias]
        for number, table in enumerate(tables):
            sql = sql.replace(_stand_in(number), compiler.quote_name_unless_alias(table))
        return sql, parameters

    def _compiled(self, connection: Any) -> tuple[str, tuple[Any, ...]]:
        query = Query(self.model)
        row = _as_json(self.model, self.links, "").resolve_expression(query)
        compiler = query.get_compiler(connection=connection)
        sql, parameters = compiler.compile(row)
        for number, table in enumerate(self.tables_in(query)):
            sql = sql.replace(f"{compiler.quote_name_unless_alias(table)}.", f"{_stand_in(number)}.")
        return sql, tuple(parameters)


_words = cache(_Words)


def _stand_in(number: int) -> str:
    return f"\0{number}\0"


def _one_of_each(model: type[models.Model], links: Links, prefix: str) -> Iterator[str]:
    """One column of the table of `model` and of each table that is joined to it."""
    # The key of a row that is pointed to stands in the row that points to it, so that no table is joined for it.
    yield prefix + next(field.attname for field in model._meta.concrete_fields if not field.primary_key)
    for name, further in links:
        yield from _one_of_each(_target(model, name), further, f"{prefix}{name}__")


def _related(queryset: "QuerySet[Any]") -> Mapping[str, Any]:
    related = queryset.query.select_related
    return related if isinstance(related, dict) else {}


def _as_json(model: type[models.Model], links: Links, prefix: str) -> JSONObject:
    columns: dict[str, Any] = {field.attname: _column(field, prefix) for field in model._meta.concrete_fields}
    for name, further in links:
        columns[name] = _as_json(_target(model, name), further, f"{prefix}{name}__")
    return JSONObject(**columns)


def _column(field: Any, prefix: str) -> Any:
    column = F(f"{prefix}{field.attname}")
    return Cast(column, models.TextField()) if field.get_internal_type() in _AS_TEXT else column


def _target(model: type[models.Model], name: str) -> type[models.Model]:
    target: Any = model._meta.get_field(name).related_model
    return target


def _instance(model: type[models.Model], related: Mapping[str, Any], data: dict[str, Any], alias: str) -> Any:
    fields = model._meta.concrete_fields
    instance = model.from_db(alias, [f.attname for f in fields], list(_values(model, data, alias)))
    for name, further in related.items():
        link: Any = model._meta.get_field(name)
        target = _target(model, name)
        is_there = data[link.attname] is not None
        link.set_cached_value(instance, _instance(target, further, data[name], alias) if is_there else None)
    return instance


def _values(model: type[models.Model], data: dict[str, Any], alias: str) -> Iterator[Any]:
    connection = connections[alias]
    for name, column, converters, finish in _readers(model, alias):
        value = data[name]
        for convert in converters:
            value = convert(value, column, connection)
        yield finish(value, column, connection)


@cache
def _readers(model: type[models.Model], alias: str) -> list[tuple[str, Col, list[Any], Any]]:
    """For each column of `model`: its name, itself, and what makes its value of what JSON holds."""
    operations = connections[alias].ops
    readers = []
    for field in model._meta.concrete_fields:
        column = field.get_col(field.model._meta.db_table)
        is_text = field.get_internal_type() in _AS_TEXT
        converters = [] if is_text else operations.get_db_converters(column)
        finish = getattr(field, "from_db_value", None) or _to_python(field)
        readers.append((field.attname, column, converters, finish))
    return readers


def _to_python(field: Any) -> Any:
    return lambda value, _column, _connection: field.to_python(value)
