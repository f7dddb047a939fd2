"""A row as one JSON value, with the rows that it points to, and back: so that rows of many tables can come together."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connections, models
from django.db.models import F, QuerySet
from django.db.models.expressions import Col, Expression
from django.db.models.functions import Cast, JSONObject
from django.db.models.sql import Query

# Within JSON an amount would lose its cents, and a text in several languages would not come as from its own column.
_AS_TEXT = {"DecimalField", "JSONField"}

Links = tuple[tuple[str, "Links"], ...]  # the rows that a row is loaded with, and what those are loaded with


def as_json(rows: "QuerySet[Any]") -> Expression:
    """Return what makes one value of a row of `rows`, with its `select_related`: for a column of a query."""
    return _Row(rows.model, _links(_related(rows)))


def from_json(rows: "QuerySet[Any]", value: dict[str, Any]) -> Any:
    """Return the row of which `as_json` made `value`."""
    return _instance(rows.model, _related(rows), value, rows.db)


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
        if self.tables:  # a query within another is resolved a second time, by what surrounds it
            return self
        resolved = self.copy()
        resolved.tables = self.words.tables_in(query)
        return resolved

    def relabeled_clone(self, change_map: Mapping[str, str]) -> "_Row":
        relabeled = self.copy()
        relabeled.tables = [change_map.get(table, table) for table in self.tables]
        return relabeled

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
