"""What every test starts from."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker

from pomost.conf.worker import run_tasks
from pomost.demo.loading import load_city
from pomost.places.models import Municipality
from pomost.website.settings import CitySettings
from tests import factories
from tests.kept_rows import kept_rows
from tests.migrated import TEMPLATE, load_migrated
from tests.stamps import moving_at_once


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Tell what is asked once, and let the tests in a browser be played as they stand: they share one running city.

    What asks no database is asked once: all but the processes that tests of `conf` and `browser` start.
    """
    for item in items:
        fixtures = {"db", "transactional_db"}.intersection(getattr(item, "fixturenames", ()))
        is_pure = not fixtures and item.get_closest_marker("django_db") is None
        if is_pure and item.path.parent.name not in {"conf", "browser"}:
            item.add_marker(pytest.mark.once)
    stood = [item for item in items if item.path.parent.name == "browser"]
    yield
    left = set(items)
    in_order = (item for item in stood if item in left)
    items[:] = [next(in_order) if item.path.parent.name == "browser" else item for item in items]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Before Django makes this process's database: it becomes a copy of the run's migrated one."""
    if connection.vendor == "sqlite":
        with closing(load_migrated()):
            yield
    else:
        connection.settings_dict["TEST"]["TEMPLATE"] = os.environ[TEMPLATE]
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """As pytest-django's, and what Django finds out once a process is found out before queries are counted."""
    with django_db_blocker.unblock():
        assert connection.features.supports_json_field


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Passwords are hashed quickly: what makes them slow to guess makes them slow to test."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def fresh_start(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test begins in English, and knows nothing of what the one before has left in the process.

    The stamp moves with what a test writes, though nothing is committed; unless the test is marked: `real_stamp`.
    """
    cache.clear()
    is_real = request.node.get_closest_marker("real_stamp")
    with translation.override("en"), nullcontext() if is_real else moving_at_once():
        yield


@pytest.fixture
def leszno(db: None) -> Municipality:
    """A town that keeps records."""
    return factories.municipality("Leszno", "PL", 51.8406, 16.5749)


@pytest.fixture
def suhl(db: None) -> Municipality:
    """A partner town."""
    return factories.municipality("Suhl", "DE", 50.6091, 10.694)


@pytest.fixture
def city(db: None) -> CitySettings:
    """The demonstration city with all its records and pages, loaded once a process and laid down again."""
    kept_rows("demonstration", load_city)
    return CitySettings.objects.select_related("home").get()


@pytest.fixture
def site(leszno: Municipality) -> CitySettings:
    """A city's site with its pages in all languages and no records."""
    return factories.site(leszno)


@pytest.fixture
def visitor(client: Client) -> Client:
    """Somebody without an account; what Django keeps per process is warm, as it is on a running server."""
    ContentType.objects.clear_cache()
    return client


@pytest.fixture
def run_queue(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Does what a worker does with its queue, on the connection of the test: it must not be closed in between."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    return lambda: run_tasks(worker="one")
