"""An officer outside the desk: what is done for an account while nobody is logged in."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from pomost.desk.permissions import READ, keepers_for
from pomost.places.models import Municipality
from pomost.website.settings import CitySettings


@contextmanager
def as_seen_by(user: Any) -> Iterator[None]:
    """Speak the language of `user`, in the time zone of `user`."""
    profile = getattr(user, "wagtail_userprofile", None)
    language = profile.preferred_language if profile else ""
    zone = profile.current_time_zone if profile else ""
    with override(language or settings.LANGUAGE_CODE), timezone.override(zone or settings.TIME_ZONE):
        yield


def readable_cities(user: Any) -> list[Municipality]:
    """The cities whose records `user` may read; of everybody's, those that have a site."""
    cities = keepers_for(user, READ)
    if user.is_superuser:
        cities = cities.filter(pk__in=CitySettings.objects.values("home"))
    return sorted(cities, key=lambda city: city.title)


def may_read(user: Any, city: Municipality) -> bool:
    """Whether `user` may read the records of `city` at this moment."""
    return bool(user.is_active) and keepers_for(user, READ).filter(pk=city.pk).exists()
