"""What living blocks ask of the register, by name: however many blocks ask, it is fetched once, in one query."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from pomost.places.models import Municipality
from pomost.register.choices import ProjectStatus
from pomost.register.counting import Figures
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
from pomost.register.partners import Partners, partners_of
from pomost.website.activities import nearest_activities
from pomost.website.links import partnerships_with
from pomost.website.paging import ON_PAGE, keys_in_order
from pomost.website.signposts import Signpost

MOST_SHOWN = ON_PAGE  # records that a block shows; for all there are the sections

Asked = QuerySet[Any] | Wanted


WHICH: dict[str, Callable[[Partners], Sequence[int]]] = {
    "all": attrgetter("keys"),
    "agreed": attrgetter("agreed"),
    "contacts": attrgetter("contacts"),
}


def _first_of(which: str) -> Callable[[Signpost], list[int]]:
    """The keys of the partnerships that a block may show, of all, the `agreed` or the `contacts`."""
    return lambda signpost: list(WHICH[which](_partners(signpost))[:MOST_SHOWN])


def _partners(signpost: Signpost) -> Partners:
    return partners_of(signpost.home, timezone.localdate())


def _with_keys(keys: Callable[[Signpost], list[int]]) -> Callable[[Signpost], Asked]:
    published = Partnership.objects.published
    return lambda signpost: published().of(signpost.home).filter(pk__in=keys(signpost)).most_binding_first()


def _photos(keys: Callable[[Signpost], list[int]]) -> Callable[[Signpost], Asked]:
    """The photos of the partnerships, each partnership's in its order."""

    def photos(signpost: Signpost) -> Asked:
        shown = PartnershipPhoto.objects.filter(record__in=keys(signpost))
        return shown.select_related("image").order_by("record", "sort_order", "pk")

    return photos


def _stories(keys: Callable[[Signpost], list[int]]) -> Callable[[Signpost], Asked]:
    """What is told of the partnerships in the page's language."""

    def stories(signpost: Signpost) -> Asked:
        return PartnershipStory.objects.filter(record__in=keys(signpost), language=get_language()).order_by("pk")

    return stories


def _next_jubilees(signpost: Signpost) -> list[int]:
    """The keys of the partnerships whose jubilees come first."""
    return [each.key for each in _partners(signpost).jubilees[:MOST_SHOWN]]


def _at_seats(signpost: Signpost) -> Asked:
    """The partnerships with the towns in which the city's networks have their seats."""
    networks = Membership.objects.published().of(signpost.home).order_by().select_related(None)
    return partnerships_with(signpost, networks.filter(network__seat__isnull=False).values("network__seat"))


LISTS: dict[str, Callable[[Municipality], "QuerySet[Any]"]] = {
    "memberships": lambda home: Membership.objects.published().of(home),
    "projects": lambda home: Project.objects.published().of(home),
    "running projects": lambda home: Project.objects.published().of(home).filter(status=ProjectStatus.RUNNING),
}


def _first_listed(name: str) -> Callable[[Signpost], Asked]:
    """Those of one of LISTS that a block may show."""

    def first(signpost: Signpost) -> Asked:
        return LISTS[name](signpost.home).filter(pk__in=_listed(name, signpost)[:MOST_SHOWN])

    return first


def _listed(name: str, signpost: Signpost) -> list[int]:
    return keys_in_order(name, LISTS[name](signpost.home), signpost.home.pk)


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


SOURCES: dict[str, Callable[[Signpost], Asked]] = {
    **{f"partnerships {which}": _with_keys(_first_of(which)) for which in WHICH},
    **{f"photos {which}": _photos(_first_of(which)) for which in WHICH},
    **{f"stories {which}": _stories(_first_of(which)) for which in WHICH},
    "jubilees": _with_keys(_next_jubilees),
    "partnerships at seats": _at_seats,
    "areas": lambda signpost: Area.objects.of(signpost.home),
    "activities": lambda signpost: nearest_activities(signpost.home),
    **{name: _first_listed(name) for name in LISTS},
    "awards": lambda signpost: Award.objects.published().of(signpost.home),
    "steps": _steps,
    "award photos": _award_photos,
    "news": _news,
}


@dataclass(frozen=True)
class Facts:
    """What was fetched for the living blocks of a page, and the figures of its city."""

    signpost: Signpost
    rows: Mapping[str, list[Any]]
    figures: Figures
    today: date

    def __getitem__(self, source: str) -> list[Any]:
        return self.rows[source]

    def left_out(self, name: str) -> int:
        """How many of the list called `name` are more than a block may show."""
        return max(0, len(_listed(name, self.signpost)) - MOST_SHOWN)

    @property
    def partners(self) -> Partners:
        """All partnerships of the city at a glance."""
        return _partners(self.signpost)
