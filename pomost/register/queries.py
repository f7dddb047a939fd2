"""Questions that span several tables, or are shaped for one view of the facts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.functions import Coalesce, NullIf
from modelcluster.fields import ParentalKey

from pomost.register.choices import ActivityStatus
from pomost.register.dates import PartialDateField
from pomost.register.fetching import fetch_together
from pomost.register.models import (
    Act,
    Activity,
    Area,
    Attachment,
    Challenge,
    Document,
    Partnership,
    Photo,
    Record,
    Solution,
)
from pomost.register.models.partnership import PartnershipQuerySet


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
