"""The database from one address: SQLite in the home folder by default, PostgreSQL by DATABASE_URL, and its replica."""

from pathlib import Path
from typing import Any

import dj_database_url

# WAL lets readers go on while one writes; IMMEDIATE takes the write lock at the start of a transaction, so that it
# waits for its turn instead of failing half-way with "database is locked" when it turns from reading to writing.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000;"
    ),
}


def database(url: str, home: Path) -> dict[str, Any]:
    """Return Django's settings for the database at `url`; an empty `url` means `home`/pomost.sqlite3.

    Raises ValueError for an address of a database that Pomost is not tested on.
    """
    config: dict[str, Any] = dict(dj_database_url.parse(url or f"sqlite:///{home / 'pomost.sqlite3'}"))
    engine = str(config["ENGINE"])
    if engine.endswith("sqlite3"):
        config["OPTIONS"] = SQLITE_OPTIONS
        config["CONN_MAX_AGE"] = 60  # to open the file takes a tenth of a page's time, and threads are few
        return config
    if engine.endswith("postgresql"):
        # The pool bounds what several threads open: persistent connections per thread would pile up.
        config["CONN_MAX_AGE"] = 0
        config["CONN_HEALTH_CHECKS"] = False
        config["OPTIONS"] = {**config.get("OPTIONS", {}), "pool": {"min_size": 1, "max_size": 8, "timeout": 20}}
        return config
    raise ValueError(f"DATABASE_URL names {engine}; Pomost runs on SQLite and PostgreSQL.")


def replica(url: str, primary: dict[str, Any]) -> dict[str, Any]:
    """Return Django's settings for the replica at `url` of the database with the settings `primary`.

    Raises ValueError where one of them is no PostgreSQL.
    """
    if not url.startswith("postgres") or not str(primary["ENGINE"]).endswith("postgresql"):
        raise ValueError("DATABASE_REPLICA_URL names a PostgreSQL that follows the one of DATABASE_URL.")
    config = database(url, Path())
    # One that is away is soon given up, and one that is back is read again: the primary answers meanwhile.
    config["CONN_HEALTH_CHECKS"] = True
    config["OPTIONS"] |= {"connect_timeout": 2, "pool": {**config["OPTIONS"]["pool"], "timeout": 2}}
    return config
