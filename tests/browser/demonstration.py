"""The demonstration city, loaded once for all servers of a test run: each of them starts from a copy."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

from tests.databases import database_url, drop_database, make_database
from tests.environment import for_processes
from tests.migrated import copy_migrated

ROOT = Path(__file__).resolve().parents[2]


def copy_demonstration(home: Path) -> str:
    """Fill the folder `home` with the loaded demonstration city; return the name of its PostgreSQL database, or "".

    Whoever comes first loads it; the other processes of the run wait and copy as well.
    """
    with (_shared_folder() / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        original = _original()
        shutil.copytree(original / "home", home, dirs_exist_ok=True, copy_function=_linked)
        return make_database(template=(original / "database").read_text())


def forget_demonstration() -> None:
    """Drop the database from which copies were made, if there is one; its folder goes with the run's own."""
    kept = _shared_folder() / "demonstration" / "database"
    if kept.exists():
        drop_database(kept.read_text())


def _shared_folder() -> Path:
    return Path(os.environ["POMOST_TEST_HOME"])


def _original() -> Path:
    """The folder of the loaded city: its home, and the name of its database where that is PostgreSQL's."""
    folder = _shared_folder() / "demonstration"
    if folder.exists():
        return folder
    draft = _shared_folder() / f"demonstration-{uuid4().hex[:8]}"
    home = draft / "home"
    home.mkdir(parents=True)
    shutil.copytree(_shared_folder() / "static", home / "static", copy_function=os.link)
    shutil.copy(_shared_folder() / "static-stamp", home)
    shutil.copy(_shared_folder() / "gazetteer.sqlite3", home)
    name = copy_migrated(home)
    (draft / "database").write_text(name)
    environment = {**for_processes(), "POMOST_HOME": str(home), "DATABASE_URL": database_url(name)}
    for command in ("prepare", "load_demo"):
        subprocess.run([sys.executable, "manage.py", command], cwd=ROOT, env=environment, check=True)
    return draft.rename(folder)


def _linked(source: str, target: str) -> None:
    """Copy what an instance may write into, and share the rest."""
    if {"static", "gazetteer.sqlite3"} & set(Path(source).parts):
        os.link(source, target)
    else:
        shutil.copy2(source, target)
