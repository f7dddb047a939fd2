"""The people at the desk."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import PIL.Image
import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.images import get_image_model
from wagtail.users.models import UserProfile

from pomost.desk.links import actions
from pomost.desk.links.asking import Asker
from pomost.desk.models import Role
from pomost.desk.roles import city_groups
from pomost.places.models import Municipality
from pomost.website.settings import CitySettings
from tests import factories
from tests.desk.outside import Outside, outside_server


@pytest.fixture
def site(leszno: Municipality) -> CitySettings:
    """A city's site in two languages: the desk cares little for its pages, and each takes its time to build."""
    return factories.site(leszno, languages=("pl", "en"))


@pytest.fixture
def officer_user(site: CitySettings, leszno: Municipality) -> Any:
    """The account of an officer of Leszno, whose admin speaks English."""
    user = get_user_model().objects.create_user("zofia")
    user.groups.add(city_groups(leszno)[Role.ADMINISTRATOR])
    UserProfile.objects.create(user=user, preferred_language="en")
    return user


@pytest.fixture
def officer(officer_user: Any) -> Client:
    """An officer of Leszno, logged in."""
    client = Client(headers={"host": "localhost"})
    client.force_login(officer_user)
    return client


@pytest.fixture
def colleague(site: CitySettings, leszno: Municipality) -> Client:
    """Another officer of Leszno, logged in."""
    user = get_user_model().objects.create_user("marek", first_name="Marek", last_name="Wilk")
    user.groups.add(city_groups(leszno)[Role.ADMINISTRATOR])
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


@pytest.fixture
def writer(site: CitySettings, leszno: Municipality) -> Client:
    """An editor of Leszno, who may neither publish nor delete, logged in."""
    user = get_user_model().objects.create_user("ewa")
    user.groups.add(city_groups(leszno)[Role.EDITOR])
    UserProfile.objects.create(user=user, preferred_language="en")
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


@pytest.fixture
def picture(db: None) -> Any:
    """A picture of the library."""
    file = BytesIO()
    PIL.Image.new("RGB", (40, 30)).save(file, "PNG")
    return get_image_model().objects.create(title="Square", file=ContentFile(file.getvalue(), "square.png"))


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Links are checked in a hurry; the outside server stands on this machine, so that name is no own one here."""
    monkeypatch.setattr(actions, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(actions, "own_hosts", lambda: {"own.example"})


@pytest.fixture
def outside() -> Iterator[Outside]:
    """A server of the outside world."""
    with outside_server() as server:
        yield server


@pytest.fixture
def asker(outside: Outside) -> Asker:
    """One that takes turns as the real one does, and may ask `outside` alone."""
    return Asker(
        turns=actions.turn,
        may_ask=lambda address, port: (str(address), port) == outside.server_address,
        timeout=2,
    )


@pytest.fixture
def checking(site: CitySettings) -> CitySettings:
    """Leszno has its links checked; its site has a name under which no outside server stands."""
    site.check_links = True
    site.save()
    return site
