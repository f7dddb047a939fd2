"""Databases beside the one of the tests, for processes of their own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg


def given_database() -> str:
    """The PostgreSQL on which the tests may make databases; empty: SQLite, in each home folder."""
    given = os.environ.get("DATABASE_URL", "")
    return given if given.startswith("postgres") else ""


def make_database(template: str = "") -> str:
    """Make a database, as a copy of `template` if one is named, and return its name; empty for SQLite."""
    if not given_database():
        return ""
    name = f"pomost_own_{uuid4().hex[:12]}"
    _on_server(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    return name


def drop_database(name: str) -> None:
    """Drop the database `name`, whoever is still connected to it; nothing for SQLite."""
    if name and given_database():
        _on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def database_url(name: str) -> str:
    """The address of the database `name` on the given server; empty for SQLite."""
    given = given_database()
    return urlunsplit(urlsplit(given)._replace(path=f"/{name}")) if given else ""


@contextmanager
def own_database(template: str = "") -> Iterator[str]:
    """The address of a database that lasts as long as the block; empty for SQLite, which lies in the home folder."""
    name = make_database(template)
    try:
        yield database_url(name)
    finally:
        drop_database(name)


def _on_server(statement: Any) -> None:
    with psycopg.connect(given_database(), autocommit=True) as connection:
        connection.execute(statement)
