"""Questions that span several tables, or are shaped for one view of the facts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Cast, Coalesce, NullIf
from modelcluster.fields import ParentalKey

from pomost.places.models import Municipality
from pomost.register.choices import ActivityStatus
from pomost.register.dates import PartialDate, PartialDateField
from pomost.register.fetching import Asked, Question, Wanted, fetch_together
from pomost.register.models import (
    Act,
    Activity,
    Area,
    Attachment,
    Award,
    AwardPhoto,
    Challenge,
    Change,
    ContactPerson,
    ContactPersonStory,
    Document,
    Duty,
    Funding,
    Membership,
    MembershipStory,
    Network,
    Office,
    Participation,
    Partnership,
    Photo,
    Project,
    Record,
    Scheme,
    Signatory,
    Solution,
    Step,
    WorkingGroup,
)
from pomost.register.models.partnership import PartnershipQuerySet
from pomost.register.over_time import YearTogether, activities_named_of, years_asked_of, years_together
from pomost.register.rules.ladders import next_step


@dataclass(frozen=True)
class LadderStep:
    """One step of a scheme, with the award where it was received."""

    step: Step
    award: Award | None
    is_next: bool


@dataclass(frozen=True)
class Ladder:
    """A scheme with all its steps, as far as somebody has climbed it."""

    scheme: Scheme
    steps: list[LadderStep]


def ladders_of(awards: Sequence[Award]) -> list[Ladder]:
    """Return the ladders on which `awards`, all of one recipient, stand, and load their photos; costs one query."""
    schemes = {award.step.scheme_id: award.step.scheme for award in awards}
    steps, photos = fetch_together(
        Step.objects.filter(scheme__in=schemes),
        AwardPhoto.objects.filter(record__in=[award.pk for award in awards if award.pk]).select_related("image"),
    )
    return ladders_from(awards, steps, photos)


def ladders_from(awards: Sequence[Award], steps: Sequence[Step], photos: Iterable[AwardPhoto]) -> list[Ladder]:
    """As `ladders_of`, where `steps` and `photos` are there already; costs no query."""
    _give(awards, "photos", photos, "record_id")
    return climbed(awards, steps)


def load_award(award: Award, town: Municipality) -> Ladder:
    """Load what belongs to `award`, and return its ladder with the other awards of `town`; costs one query."""
    others = Award.objects.published().of(town).filter(step__scheme=award.step.scheme_id).exclude(pk=award.pk)
    steps = Step.objects.filter(scheme=award.step.scheme_id)
    photos = AwardPhoto.objects.filter(record__in=others.order_by().values("pk")).select_related("image")
    found, of_scheme, shown = load_children([(award, ("stories", "photos", "documents"))], others, steps, photos)
    _give(found, "photos", shown, "record_id")
    return climbed([award, *found], of_scheme)[0]


def climbed(awards: Sequence[Award], steps: Sequence[Step]) -> list[Ladder]:
    """Return the ladders that `steps` make, in the order of the `awards` that stand on them."""
    schemes = {award.step.scheme_id: award.step.scheme for award in awards}
    by_step: dict[int, list[Award]] = {}
    for award in awards:
        by_step.setdefault(award.step_id, []).append(award)
    return [
        Ladder(scheme, _rungs([step for step in steps if step.scheme_id == key], by_step))
        for key, scheme in schemes.items()
    ]


def _rungs(steps: Sequence[Step], by_step: dict[int, list[Award]]) -> list[LadderStep]:
    following = next_step([step.pk for step in steps], by_step.keys()) if len(steps) > 1 else None
    nothing: list[Award | None] = [None]
    return [
        LadderStep(step, award, step.pk == following) for step in steps for award in by_step.get(step.pk) or nothing
    ]


def _give(owners: Iterable[Any], name: str, children: Iterable[Any], link: str) -> None:
    """Give each of `owners` those of `children` whose `link` names it."""
    by_owner: dict[int, list[Any]] = {}
    for child in children:
        by_owner.setdefault(getattr(child, link), []).append(child)
    for owner in owners:
        setattr(owner, name, by_owner.get(owner.pk, []))


def record_kinds() -> list[type[Record]]:
    """Return the kinds of record; one that names another comes after it."""
    return [kind for kind in apps.get_app_config("register").get_models() if issubclass(kind, Record)]


@dataclass(frozen=True)
class Dependent:
    """Something that names a record: `field` is the name of the link in words.

    Where it `prevents`, it cannot be without the record; otherwise it only loses the link.
    """

    thing: models.Model
    field: str
    prevents: bool


def dependents_of(thing: models.Model, *, with_deleted: bool = False) -> list[Dependent]:
    """Return what names `thing`, a record or an entry of a reference list, apart from its own children.

    Costs one query for each kind of link.

    What lies in the bin counts only `with_deleted`.
    """
    found = []
    for relation in thing._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or isinstance(relation.field, ParentalKey):
            continue
        model = relation.related_model
        if isinstance(model, str) or model._meta.auto_created:  # the rows between two records are the link itself
            continue
        manager = model._base_manager if with_deleted else model._default_manager
        prevents = getattr(relation, "on_delete", None) is models.PROTECT
        label = str(getattr(relation.field, "verbose_name", relation.field.name))
        names_it = manager.filter(**{relation.field.name: thing.pk}).distinct()
        found += [Dependent(each, label, prevents) for each in names_it]
    return found


def nearest(activities: Sequence[Activity], today: date, coming: int, past: int) -> list[Activity]:
    """Return of `activities`, the latest first, the `coming` nearest planned ones and the `past` last held ones.

    First what is nearest ahead, then what was last.
    """
    ahead = [a for a in activities if a.status == ActivityStatus.PLANNED and a.is_coming(today)]
    held = [a for a in activities if a.status == ActivityStatus.HELD]
    return [*reversed(ahead[max(len(ahead) - coming, 0) :]), *held[:past]]


def last_activity() -> models.Subquery:
    """For a query of partnerships: the date of the last published activity that was held, NULL where there is none.

    Of several dates the one that sorts last counts: a day of May comes after May, which comes after the year.
    """
    day = Coalesce(NullIf("end", models.Value("")), "start", output_field=PartialDateField())
    held = Activity.objects.published().held().filter(partnerships=models.OuterRef("pk"))
    last = held.annotate(day=day).order_by("-day").values("day")[:1]
    return models.Subquery(last, output_field=PartialDateField())


def with_last_activity(partnerships: PartnershipQuerySet) -> PartnershipQuerySet:
    """Add to each partnership its `last_activity`, or None."""
    return partnerships.annotate(last_activity=last_activity())


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
    _give(projects, "participations", parts, "project_id")
    _give(projects, "funding", money, "project_id")
    return others


def load_people(office: Office, people: "models.QuerySet[Any]") -> list[ContactPerson]:
    """Load the stories of `office`; return `people` with their stories; costs one query."""
    stories = ContactPersonStory.objects.filter(record__in=people.order_by().values("pk"))
    found: list[ContactPerson]
    found, told = load_children([(office, ("stories",))], people, stories)
    _give(found, "stories", told, "record_id")
    return found


def load_network(
    network: Network, memberships: "models.QuerySet[Membership] | list[Membership]", *beside: "models.QuerySet[Any]"
) -> list[list[Any]]:
    """Load what belongs to `network` and to the `memberships` in it; a list of these are drafts, held in memory.

    Returns the memberships, and the rows of the querysets `beside`; all that costs one query.
    """
    names = ("stories", "photos", "documents")
    if isinstance(memberships, list):
        of_each = [(membership, ("stories", "working_groups", "duties")) for membership in memberships]
        return [memberships, *load_children([(network, names), *of_each], *beside)]
    keys = memberships.order_by().values("pk")
    found, stories, groups, duties, *others = load_children(
        [(network, names)],
        memberships,
        MembershipStory.objects.filter(record__in=keys),
        WorkingGroup.objects.filter(membership__in=keys),
        Duty.objects.filter(membership__in=keys),
        *beside,
    )
    _give(found, "stories", stories, "record_id")
    _give(found, "working_groups", groups, "membership_id")
    _give(found, "duties", duties, "membership_id")
    return [found, *others]


@dataclass(frozen=True)
class AreaOfKnowledge:
    """The challenges in one area of cooperation, each with its solutions; `area` None: those in none."""

    area: Area | None
    challenges: list[tuple[Challenge, list[Solution]]]


def knowledge_by_area(challenges: Sequence[Challenge], solutions: "models.QuerySet[Any]") -> list[AreaOfKnowledge]:
    """Return `challenges` area by area, each with those of `solutions` that answer it; costs one query.

    A challenge that belongs to several areas stands in each of them.
    """
    keys = [challenge.pk for challenge in challenges]
    links: models.QuerySet[Any] = Challenge.areas.through._default_manager.filter(challenge__in=keys)
    found, areas = fetch_together(solutions.filter(challenge__in=keys), links.select_related("area").order_by("area"))
    answers: dict[int, list[Solution]] = {}
    for solution in found:
        answers.setdefault(solution.challenge_id, []).append(solution)
    by_area: dict[int, Area] = {link.area_id: link.area for link in areas}
    within = {(link.area_id, link.challenge_id) for link in areas}
    with_area = {link.challenge_id for link in areas}
    groups = [
        AreaOfKnowledge(area, [(c, answers.get(c.pk, [])) for c in challenges if (key, c.pk) in within])
        for key, area in by_area.items()
    ]
    rest = [(c, answers.get(c.pk, [])) for c in challenges if c.pk not in with_area]
    return [*groups, AreaOfKnowledge(None, rest)] if rest else groups


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
        [(partnership, ("stories", "areas", "acts", "photos", "documents"))],
        _SIGNATORIES(key), _NAMED(key), _joint_projects(*towns), _offices(*towns),
        _LAST_ACTIVITY(key), _IN_YEARS(key), _REACHED(key),
    )  # fmt: skip
    if is_stored:
        _give(partnership.acts.all(), "signatories", signed, "act_id")
    held = next((PartialDate.stored(row["last"]) for row in last if row["last"]), None)
    return BesidePartnership(activities, projects, offices, years_together(*in_years), held)


def is_public_image(image: models.Model) -> bool:
    """Whether a published record shows `image` as a photo; costs one query."""
    return _exists([kind._default_manager.filter(image=image.pk, **_shown(kind)) for kind in _attachments(Photo)])


def is_public_document(document: models.Model) -> bool:
    """Whether a published record offers `document`, or a published partnership as an act's scan; costs one query."""
    return _exists(offers_of([document.pk]))


def offers_of(documents: Collection[int]) -> "list[models.QuerySet[Any]]":
    """Where published records offer the files with the keys `documents`: rows of Document, at the end acts' scans."""
    offers = [kind._default_manager.filter(file__in=documents, **_shown(kind)) for kind in _attachments(Document)]
    scans = Act.objects.filter(scan__in=documents, partnership__in=Partnership.objects.published())
    return [*(each.select_related("file") for each in offers), scans.select_related("scan")]


def _attachments(base: type[Attachment]) -> list[type[Attachment]]:
    return [kind for kind in apps.get_app_config("register").get_models() if issubclass(kind, base)]


def _shown(kind: type[Attachment]) -> dict[str, Any]:
    owner: Any = kind._meta.get_field("record").related_model
    return {"record__in": owner.objects.published()}


def _exists(found: Sequence[models.QuerySet[Any]]) -> bool:
    keys = [queryset.order_by().values_list("pk") for queryset in found]
    return keys[0].union(*keys[1:], all=True).exists()
