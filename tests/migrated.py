"""The migrated database of a run: made once, before any test, and copied by every process that needs one.

Migrating takes half a minute, copying no time. SQLite's is kept between runs beside pytest's own cache, under a name
made from all that it depends on; on PostgreSQL every run migrates one of its own, which the others have as their
template.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.databases import database_url, drop_database, given_database, make_database

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".pytest_cache" / "migrated"
MEMORY = "file:memorydb_default?mode=memory&cache=shared"  # as Django names the database that a test process sees
TEMPLATE = "POMOST_TEST_TEMPLATE"  # the variable by which a run's processes know PostgreSQL's migrated database


@contextmanager
def migrating(environment: dict[str, str]) -> Iterator[None]:
    """Have the migrated database ready when the block ends; it is made beside what the block does."""
    if not given_database() and _kept().exists():
        yield
        return
    home = FOLDER / f"{os.getpid()}.draft"
    home.mkdir(parents=True)
    name = make_database()
    migrate = subprocess.Popen(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env={**environment, "POMOST_HOME": str(home), "DATABASE_URL": database_url(name)},
    )
    try:
        yield
    finally:
        failed = migrate.wait()
    if failed:
        raise RuntimeError("the database of the tests could not be migrated")
    if name:
        os.environ[TEMPLATE] = name
    else:
        for outdated in FOLDER.glob("*.sqlite3"):
            outdated.unlink(missing_ok=True)
        (home / "pomost.sqlite3").rename(_kept())
    shutil.rmtree(home)


def forget_migrated() -> None:
    """Drop PostgreSQL's migrated database, when all that copy it have ended."""
    drop_database(os.environ.pop(TEMPLATE, ""))


def copy_migrated(home: Path) -> str:
    """Give the folder `home` a migrated SQLite, or return the name of a new migrated database of PostgreSQL."""
    if not given_database():
        shutil.copy(_kept(), home / "pomost.sqlite3")
    return make_database(os.environ.get(TEMPLATE, ""))


def load_migrated() -> sqlite3.Connection:
    """Fill the database in memory that Django is about to open.

    Returns the connection that keeps it there until then.
    """
    memory = sqlite3.connect(MEMORY, uri=True)
    with closing(sqlite3.connect(_kept())) as kept:
        kept.backup(memory)
    return memory


def _kept() -> Path:
    digest = hashlib.sha256()
    parts = ["requirements/base.txt", "pomost/conf/settings.py"]
    for file in [*(ROOT / part for part in parts), *sorted(ROOT.glob("pomost/**/migrations/*.py"))]:
        digest.update(file.read_bytes())
    return FOLDER / f"{digest.hexdigest()[:16]}.sqlite3"
