"""Rows that take long to build, built once a process and laid down again in later tests."""

from collections.abc import Callable
from datetime import time
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.models import Site

Rows = list[tuple[Any, ...]]
_kept: dict[str, dict[str, Rows]] = {}


def kept_rows(name: str, build: Callable[[], object]) -> None:
    """Write into a database that nobody has touched yet what `build` writes, known by `name`."""
    if name in _kept:
        for table, rows in _kept[name].items():
            replace_rows(table, rows)
        Site.clear_site_root_paths_cache()
        ContentType.objects.get_for_models(*_models())  # warm, as after building
    else:
        before = _all_rows()
        build()
        _kept[name] = {table: rows for table, rows in _all_rows().items() if rows != before[table]}


def rows_of(table: str) -> Rows:
    """All rows of `table`, whole."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        # SQLite gives hours as Python's and takes them as text alone.
        return [tuple(str(v) if isinstance(v, time) else v for v in row) for row in cursor.fetchall()]


def replace_rows(table: str, rows: Rows) -> None:
    """Put `rows` in the place of what `table` holds; links are checked when the test ends."""
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{table}"')
        if rows:
            values = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f'INSERT INTO "{table}" VALUES ({values})', rows)


def _all_rows() -> dict[str, Rows]:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return {table: rows_of(table) for table in tables if not table.endswith("_fts")}  # triggers fill the index of texts


def _models() -> list[Any]:
    return [kind.model_class() for kind in ContentType.objects.all() if kind.model_class() is not None]
