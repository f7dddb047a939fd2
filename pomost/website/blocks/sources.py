"""What living blocks ask of the register, by name: however many blocks ask, it is fetched once, in one query."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from pomost.register.counting import COUNTED, Figure, figure_from, wanted_for
from pomost.register.fetching import Wanted
from pomost.register.models import (
    Area,
    Award,
    AwardPhoto,
    Membership,
    Partnership,
    PartnershipPhoto,
    PartnershipStory,
    Project,
    Step,
)
from pomost.register.rules.living_keys import LivingValue
from pomost.website.activities import nearest_activities
from pomost.website.signposts import Signpost

Asked = QuerySet[Any] | Wanted


def _partnerships(signpost: Signpost) -> Asked:
    return Partnership.objects.published().of(signpost.home).most_binding_first()


def _partnership_keys(signpost: Signpost) -> "QuerySet[Any]":
    return Partnership.objects.published().of(signpost.home).order_by().values("pk")


def _photos(signpost: Signpost) -> Asked:
    """The photos of the partnerships, each partnership's in its order."""
    photos = PartnershipPhoto.objects.filter(record__in=_partnership_keys(signpost))
    return photos.select_related("image").order_by("record", "sort_order", "pk")


def _stories(signpost: Signpost) -> Asked:
    """What is told of the partnerships in the page's language."""
    told = PartnershipStory.objects.filter(record__in=_partnership_keys(signpost), language=get_language())
    return told.order_by("pk")


def _steps(signpost: Signpost) -> Asked:
    """The steps of the schemes that gave the city something."""
    schemes = Award.objects.published().of(signpost.home).order_by().values("step__scheme")
    return Step.objects.filter(scheme__in=schemes).order_by("scheme", "sort_order", "pk")


def _award_photos(signpost: Signpost) -> Asked:
    awards = Award.objects.published().of(signpost.home).order_by().values("pk")
    return AwardPhoto.objects.filter(record__in=awards).select_related("image").order_by("record", "sort_order", "pk")


def _news(signpost: Signpost) -> Asked:
    """The latest news in the page's language."""
    home = signpost.homes[get_language() or ""]
    pages = apps.get_model("website", "NewsPage").objects
    news = pages.latest_below(home, restricted=signpost.any_restriction)
    columns = ("title", "date", "is_example", "url_path", "last_published_at")
    return Wanted(news, {name: name for name in columns})


def _counting(value: LivingValue) -> Callable[[Signpost], Asked]:
    return lambda signpost: wanted_for(value, signpost.home)


SOURCES: dict[str, Callable[[Signpost], Asked]] = {
    "partnerships": _partnerships,
    "photos": _photos,
    "stories": _stories,
    "areas": lambda signpost: Area.objects.of(signpost.home),
    "activities": lambda signpost: nearest_activities(signpost.home),
    "memberships": lambda signpost: Membership.objects.published().of(signpost.home),
    "projects": lambda signpost: Project.objects.published().of(signpost.home),
    "awards": lambda signpost: Award.objects.published().of(signpost.home),
    "steps": _steps,
    "award photos": _award_photos,
    "news": _news,
    **{f"number of {value}": _counting(value) for value in COUNTED},
}


@dataclass(frozen=True)
class Facts:
    """What was fetched for the living blocks of a page."""

    signpost: Signpost
    rows: Mapping[str, list[Any]]
    today: date

    @classmethod
    def of(cls, signpost: Signpost, rows: Mapping[str, list[Any]]) -> "Facts":
        """The facts as of today."""
        return cls(signpost, rows, timezone.localdate())

    def __getitem__(self, source: str) -> list[Any]:
        return self.rows[source]

    def figure(self, value: LivingValue) -> Figure:
        """One of the counts."""
        return figure_from(value, self.rows[f"number of {value}"], self.signpost.home, self.today)
