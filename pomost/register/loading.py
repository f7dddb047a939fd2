"""What the page of a record shows: all that belongs to the record and stands beside it, in one query."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Cast
from modelcluster.fields import ParentalKey

from pomost.places.models import Municipality
from pomost.register.dates import PartialDate
from pomost.register.fetching import Asked, Question, Wanted, fetch_together, give_children
from pomost.register.ladders import Ladder, climbed
from pomost.register.models import (
    Activity,
    Award,
    AwardPhoto,
    Change,
    ContactPerson,
    ContactPersonStory,
    Duty,
    Funding,
    Membership,
    MembershipStory,
    Network,
    Office,
    Participation,
    Partnership,
    Project,
    Record,
    Signatory,
    Step,
    WorkingGroup,
)
from pomost.register.over_time import YearTogether, activities_named_of, years_asked_of, years_together
from pomost.register.queries import last_activity

# What the page of nearly every kind of record shows beside the facts.
OF_A_RECORD = ("stories", "photos", "documents")


def load_children(
    names: Sequence[tuple[Record, Sequence[str]]], *beside: "models.QuerySet[Any] | Wanted | Asked"
) -> list[list[Any]]:
    """Load what belongs to each of the records, under the `names` of its links, with the rows that it points to.

    Returns the rows of what stands `beside`; all that costs one query. What a draft holds in memory already stays.
    The first of the records, of which the page is, gets its `last_change` too.
    """
    first = names[0][0]
    stored = [(record, name) for record, links in names for name in links if not is_held(record, name)]
    children = [_children(_kind(record), name)(record.pk or 0) for record, name in stored]
    changes, *fetched = fetch_together(_last_change(_kind(first))(first.pk or 0), *children, *beside)
    # A draft that somebody previews has none: nobody has yet said what changes with it.
    first.last_change = changes[0] if changes and not hasattr(first, _HELD) else None
    for (record, name), found in zip(stored, fetched, strict=False):
        setattr(record, name, found)
    return fetched[len(stored) :]


_HELD = "_cluster_related_objects"  # where a draft holds its children


def is_held(record: Record, name: str) -> bool:
    """Whether a draft holds its children of this `name` in memory."""
    return name in getattr(record, _HELD, ())


def _kind(record: Record) -> Any:
    """Its class as a key of a cache, which the types of Django do not take it for."""
    return type(record)


@cache
def _children(kind: type[Record], name: str) -> Question:
    """The children of a stored record under this `name`, with the rows that they point to."""

    def ask(key: int) -> "models.QuerySet[Any]":
        rows: models.QuerySet[Any] = getattr(kind(pk=key), name).all()
        return rows.select_related(*_pointed_to(rows.model))

    return Question(ask)


@cache
def _last_change(kind: type[Record]) -> Question:
    """The last public change of a record, in a list."""
    of_kind = ContentType.objects.filter(app_label=kind._meta.app_label, model=kind._meta.model_name)

    def ask(key: int) -> "models.QuerySet[Any]":
        public = Change.objects.filter(
            content_type=models.Subquery(of_kind.values("pk")),
            object_id=Cast(models.Value(key), models.CharField(max_length=255)),
            number__isnull=False,
        )
        return Change.objects.filter(pk=models.Subquery(public.order_by("-number").values("pk")[:1]))

    return Question(ask)


def _pointed_to(model: type[models.Model]) -> list[str]:
    """The links of a child to be loaded with it: not the one to its record, and not those to its likes."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and not isinstance(field, ParentalKey)
        and field.related_model is not model
    ]


def load_projects(projects: Sequence[Project], *beside: "models.QuerySet[Any]") -> list[list[Any]]:
    """Load participations and money of `projects`; returns the rows of the querysets `beside`; costs one query."""
    keys = [project.pk for project in projects]
    parts, money, *others = fetch_together(
        Participation.objects.filter(project__in=keys).select_related("municipality").order_by("sort_order", "pk"),
        Funding.objects.filter(project__in=keys).order_by("sort_order", "pk"),
        *beside,
    )
    give_children(projects, "participations", parts, "project_id")
    give_children(projects, "funding", money, "project_id")
    return others


def load_people(office: Office, people: "models.QuerySet[Any]") -> list[ContactPerson]:
    """Load the stories of `office`; return `people` with their stories; costs one query."""
    stories = ContactPersonStory.objects.filter(record__in=people.order_by().values("pk"))
    found: list[ContactPerson]
    found, told = load_children([(office, ("stories",))], people, stories)
    give_children(found, "stories", told, "record_id")
    return found


def load_network(
    network: Network, memberships: "models.QuerySet[Membership] | list[Membership]", *beside: "models.QuerySet[Any]"
) -> list[list[Any]]:
    """Load what belongs to `network` and to the `memberships` in it; a list of these are drafts, held in memory.

    Returns the memberships, and the rows of the querysets `beside`; all that costs one query.
    """
    if isinstance(memberships, list):
        of_each = [(membership, ("stories", "working_groups", "duties")) for membership in memberships]
        return [memberships, *load_children([(network, OF_A_RECORD), *of_each], *beside)]
    keys = memberships.order_by().values("pk")
    found, stories, groups, duties, *others = load_children(
        [(network, OF_A_RECORD)],
        memberships,
        MembershipStory.objects.filter(record__in=keys),
        WorkingGroup.objects.filter(membership__in=keys),
        Duty.objects.filter(membership__in=keys),
        *beside,
    )
    give_children(found, "stories", stories, "record_id")
    give_children(found, "working_groups", groups, "membership_id")
    give_children(found, "duties", duties, "membership_id")
    return [found, *others]


def load_award(award: Award, town: Municipality) -> Ladder:
    """Load what belongs to `award`, and return its ladder with the other awards of `town`; costs one query."""
    others = Award.objects.published().of(town).filter(step__scheme=award.step.scheme_id).exclude(pk=award.pk)
    steps = Step.objects.filter(scheme=award.step.scheme_id)
    photos = AwardPhoto.objects.filter(record__in=others.order_by().values("pk")).select_related("image")
    found, of_scheme, shown = load_children([(award, OF_A_RECORD)], others, steps, photos)
    give_children(found, "photos", shown, "record_id")
    return climbed([award, *found], of_scheme)[0]


@dataclass(frozen=True)
class BesidePartnership:
    """What stands beside a partnership on the site of one of its towns."""

    activities: list[Activity]  # those that are named one by one, with their places, the earliest first
    projects: list[Project]  # the published ones of both towns
    offices: list[Office]  # the published ones of both towns
    years: list[YearTogether]
    last_activity: PartialDate | None  # that was held


_SIGNATORIES = Question(lambda key: Signatory.objects.filter(act__partnership=key).select_related("municipality"))
_LAST_ACTIVITY = Question(lambda key: Wanted(Partnership.objects.filter(pk=key), {"last": last_activity()}))
_NAMED = Question(lambda key: activities_named_of(Partnership(pk=key)))
_IN_YEARS = Question(lambda key: years_asked_of(Partnership(pk=key))[0])
_REACHED = Question(lambda key: years_asked_of(Partnership(pk=key))[1])


@Question
def _joint_projects(home: int, partner: int) -> "models.QuerySet[Any]":
    return Project.objects.published().of(Municipality(pk=home)).with_partner(Municipality(pk=partner))


@Question
def _offices(home: int, partner: int) -> "models.QuerySet[Any]":
    both = Office.objects.published().filter(municipality__in=[home, partner])
    return both.select_related("municipality").order_by("pk")


def load_partnership(partnership: Partnership, home: Municipality) -> BesidePartnership:
    """Load what belongs to `partnership`, with its acts and whoever signed them, and return what stands beside it.

    Seen from `home`; costs one query. What a draft holds in memory already stays.
    """
    key, towns = partnership.pk or 0, (home.pk, partnership.partner_of(home).pk)
    is_stored = not is_held(partnership, "acts")
    signed, activities, projects, offices, last, *in_years = load_children(
        [(partnership, (*OF_A_RECORD, "areas", "acts"))],
        _SIGNATORIES(key), _NAMED(key), _joint_projects(*towns), _offices(*towns),
        _LAST_ACTIVITY(key), _IN_YEARS(key), _REACHED(key),
    )  # fmt: skip
    if is_stored:
        give_children(partnership.acts.all(), "signatories", signed, "act_id")
    held = next((PartialDate.stored(row["last"]) for row in last if row["last"]), None)
    return BesidePartnership(activities, projects, offices, years_together(*in_years), held)


@dataclass(frozen=True)
class BesideActivity:
    """To what an activity belongs, as the public of a town sees it."""

    partnerships: list[Partnership]
    networks: list[Network]
    projects: list[Project]


def load_activity(activity: Activity, home: Municipality) -> BesideActivity:
    """Load what belongs to `activity`, and return to what it belongs, as `home` shows it; costs one query.

    What a draft holds in memory already stays.
    """
    beside = [
        shown(home, _keys_of(getattr(activity, name))) if is_held(activity, name) else ask(activity.pk or 0, home.pk)
        for name, (shown, ask) in _BELONGS.items()
    ]
    return BesideActivity(*load_children([(activity, (*OF_A_RECORD, "areas", "attendance"))], *beside))


def _partnerships(home: Municipality, keys: Any) -> "models.QuerySet[Any]":
    return Partnership.objects.published().of(home).filter(pk__in=keys)


def _networks(home: Municipality, keys: Any) -> "models.QuerySet[Any]":
    return Network.objects.published().of(home).filter(pk__in=keys)


def _projects(home: Municipality, keys: Any) -> "models.QuerySet[Any]":
    return Project.objects.published().of(home).filter(pk__in=keys)


def _keys_of(linked: Any) -> Any:
    """The keys of the things that a many-to-many link leads to: of a saved record a subquery, of a draft a list."""
    things = linked.all()
    return things.order_by().values("pk") if isinstance(things, models.QuerySet) else [thing.pk for thing in things]


def _asked(name: str, shown: Callable[[Municipality, Any], "models.QuerySet[Any]"]) -> Question:
    return Question(lambda key, home: shown(Municipality(pk=home), _keys_of(getattr(Activity(pk=key), name))))


_BELONGS = {
    name: (shown, _asked(name, shown))
    for name, shown in {"partnerships": _partnerships, "networks": _networks, "projects": _projects}.items()
}
