"""Loaded before Django: every run gets a home folder of its own, and nobody's settings leak into the tests."""

import atexit
import fcntl
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_KEPT_HOME = Path(__file__).resolve().parents[1] / ".pytest_cache" / "home"
_KEPT_NAMES = {"POMOST_CHROMIUM", "POMOST_TEST_HOME", "POMOST_TEST_TEMPLATE"}


@contextmanager
def _alone() -> Iterator[None]:
    """Keep other runs from the kept home for as long as the block lasts."""
    _KEPT_HOME.parent.mkdir(exist_ok=True)
    with _KEPT_HOME.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


for _name in [name for name in os.environ if name.startswith("POMOST_") and name not in _KEPT_NAMES]:
    del os.environ[_name]
for _name in ("DATABASE_REPLICA_URL", "REDIS_URL"):
    os.environ.pop(_name, None)
if "POMOST_TEST_HOME" not in os.environ:  # the process that starts the others makes the folder for all
    os.environ["POMOST_TEST_HOME"] = tempfile.mkdtemp(prefix="pomost-test-")
    atexit.register(shutil.rmtree, os.environ["POMOST_TEST_HOME"], ignore_errors=True)
    with _alone():  # before Django reads what the static files are called
        if _KEPT_HOME.exists():
            shutil.copytree(_KEPT_HOME, os.environ["POMOST_TEST_HOME"], dirs_exist_ok=True, copy_function=os.link)
os.environ["POMOST_HOME"] = os.environ["POMOST_TEST_HOME"]
# Playwright leaves its event loop in the process; the tests that come after it use the database in the usual way.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def for_processes() -> dict[str, str]:
    """The environment that processes of their own inherit: without what stands there for the tests alone."""
    return {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}


def pytest_configure(config: Any) -> None:
    """Migrate, collect static files and build the gazetteer once, before any worker starts.

    What an earlier run has made is taken over where it is still up to date; it lies beside pytest's own cache.
    """
    if hasattr(config, "workerinput"):
        return
    import django
    from django.core.management import call_command

    from pomost.conf.management.commands.prepare import Command as Prepare
    from tests.migrated import migrating

    django.setup()
    with _alone(), migrating(for_processes()):
        call_command("build_gazetteer")
        Prepare().collect_static_files()
        _keep(Path(os.environ["POMOST_TEST_HOME"]))


def _keep(home: Path) -> None:
    made = ("static", "static-stamp", "gazetteer.sqlite3")
    if all((_KEPT_HOME / name).exists() and (_KEPT_HOME / name).samefile(home / name) for name in made[1:]):
        return
    draft = _KEPT_HOME.with_suffix(".draft")
    for outdated in (draft, _KEPT_HOME):
        shutil.rmtree(outdated, ignore_errors=True)
    shutil.copytree(home, draft, ignore=lambda folder, names: _others(home, folder, names, made))
    draft.rename(_KEPT_HOME)


def _others(home: Path, folder: str, names: list[str], made: tuple[str, ...]) -> list[str]:
    return [name for name in names if Path(folder) == home and name not in made]


def pytest_collection_finish(session: Any) -> None:
    """What has been imported stays: the collector of garbage, which looks at it again and again, leaves it alone."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_unconfigure(config: Any) -> None:
    """Leave no database behind, when all workers have stopped."""
    if not hasattr(config, "workerinput"):
        from tests.browser.demonstration import forget_demonstration
        from tests.migrated import forget_migrated

        forget_demonstration()
        forget_migrated()
