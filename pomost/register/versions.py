"""What the public may see of a record's history: changes that it saw, and of an earlier version what is public today.

A version was public if its Change bears a number. It says what was said then; yet who is named, which files are offered
and which records are linked is decided by what is public today. This is the one place that says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Cast, Coalesce, Now
from modelcluster.models import get_all_child_relations

from pomost.places.models import Municipality
from pomost.register.choices import ChangeKind
from pomost.register.counterparts import children_of
from pomost.register.models import (
    Act,
    Attachment,
    Change,
    ContactPerson,
    Office,
    Partnership,
    Record,
    Signatory,
    Solution,
)
from pomost.register.models.change import ChangeQuerySet, Historied
from pomost.register.rules.changed_parts import typed_fields
from pomost.register.rules.mentions import Traces, blacked_out_in


def public_changes(thing: Historied) -> ChangeQuerySet:
    """The changes of `thing`, published today, that the public saw, the latest first.

    Page on with `number__lt`: that costs the same on every page. What was published while it was not to be seen, such
    as a solution whose challenge was a draft, is not among them.
    """
    changes: ChangeQuerySet = Change.objects.of(thing).filter(number__isnull=False).order_by("-number")
    seen_since = thing.challenge.first_published_at if isinstance(thing, Solution) else None
    if seen_since is None:
        return changes
    return changes.with_end().filter(Q(ended_at=None) | Q(ended_at__gt=seen_since))


@dataclass(frozen=True)
class Shown:
    """What is public today of some classes that have a history: rows of one table."""

    classes: Sequence[type[models.Model]]
    rows: "models.QuerySet[Any]"


def public_changes_among(keeper: Municipality, published: Sequence[Shown]) -> ChangeQuerySet:
    """The changes that the public saw of what is `published`, which may leave out what is not.

    Only those of what `keeper` kept then, as their index is. The latest first; page on with `seen_before`.
    """
    types = ContentType.objects.get_for_models(*(each for shown in published for each in shown.classes))
    seen = Q(pk__in=[])
    for shown in published:
        own = shown.rows.order_by().filter(pk=models.OuterRef("record_key"))
        if shown.rows.model is Solution:  # see public_changes
            own = own.exclude(challenge__first_published_at__gte=Coalesce(models.OuterRef("ended_at"), Now()))
        seen |= Q(content_type__in=[types[each].pk for each in shown.classes]) & Q(models.Exists(own))
    # Changes of other kinds have other keys, perhaps.
    keys = [kind.pk for kind in types.values()]
    record_key = Case(When(content_type__in=keys, then=Cast("object_id", models.BigIntegerField())))
    changes: ChangeQuerySet = Change.objects.public().with_end().alias(record_key=record_key)
    return changes.filter(seen, keeper=keeper, number__isnull=False)


def public_parts(kind: Any, parts: Iterable[str]) -> list[str]:
    """Those of the changed `parts` of a record of `kind` that the public sees."""
    return [part for part in parts if part.partition(".")[0] not in kind.private_fields]


def public_facts(kind: Any) -> list[str]:
    """The names of the fields of `kind` that the public sees."""
    return [field.name for field in typed_fields(kind) if field.name not in kind.private_fields]


def version_of(record: Record, change: Change) -> Record | None:
    """The version of `record` that `change`, one of its public changes, brought, as far as it is public today.

    None where no version is kept, or where the change was a withdrawal. Costs some queries, more for many acts.
    """
    if change.kind == ChangeKind.WITHDRAWN or change.revision is None:
        return None
    version = record.with_content_json(blacked_out_in(change.revision.content, persons_not_public(record.keeper_id)))
    # It stands where the record stands today.
    version.slug, version.keeper_id, version.deleted_at = record.slug, record.keeper_id, record.deleted_at
    _link_what_is_public(version, record)
    for relation in get_all_child_relations(type(record)):
        name, model = relation.get_accessor_name(), relation.related_model
        if name in record.private_fields:
            setattr(version, name, [])
        elif issubclass(model, Attachment):
            setattr(version, name, _files_of_today(children_of(version, name), children_of(record, name)))
    if isinstance(version, Partnership):
        _name_who_is_public(version)
    return version


def persons_not_public(keeper: int) -> Traces:
    """By what the contact persons are recognised whom `keeper` holds and the public may not see today.

    What is also an office's, or that of somebody whom the public may see, betrays nobody.
    """
    persons = ContactPerson.everything.filter(keeper=keeper)
    shown = set(ContactPerson.objects.published().filter(keeper=keeper).values_list("pk", flat=True))
    rows = list(persons.values_list("pk", "name", "email", "phone"))
    known = [row[1:] for row in rows if row[0] in shown]
    known += [("", *row) for row in Office.everything.filter(keeper=keeper).values_list("email", "phone")]
    hidden = [row[1:] for row in rows if row[0] not in shown]
    names, emails, phones = (
        frozenset(values[place] for values in hidden) - {values[place] for values in known} - {""} for place in range(3)
    )
    return Traces(names, emails, phones)


def _link_what_is_public(version: Any, record: Any) -> None:
    """Leave of the links to other records those that the public may follow today."""
    for field in version._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, Record):
            published = field.related_model._default_manager.published()
            if not published.filter(pk=getattr(version, field.attname)).exists():
                setattr(version, field.name, None if field.null else getattr(record, field.name))
    if isinstance(version, Solution):  # whose address begins with that of its challenge
        version.challenge = record.challenge
    for field in version._meta.many_to_many:
        if issubclass(field.related_model, Record):
            keys = [linked.pk for linked in getattr(version, field.name).all()]
            setattr(version, field.name, list(field.related_model._default_manager.published().filter(pk__in=keys)))


def _files_of_today(then: list[Any], today: list[Any]) -> list[Any]:
    """Those of the files `then` that are still offered, with the words that stand beside them `today`."""
    by_file = {_file(attachment): attachment for attachment in today}
    return [by_file[_file(attachment)] for attachment in then if _file(attachment) in by_file]


def _file(attachment: Any) -> int:
    key: int = attachment.image_id if hasattr(attachment, "image_id") else attachment.file_id
    return key


def _name_who_is_public(version: Partnership) -> None:
    """Name of those who signed only who is named today, and offer only scans that are offered today."""
    today = Act.objects.filter(partnership=version.pk)
    scans = set(today.values_list("scan", flat=True))
    named = Signatory.objects.filter(act__in=today.values("pk"), show_name=True)
    names = set(named.values_list("name", flat=True))
    acts = children_of(version, "acts")
    for act in acts:
        if act.scan_id not in scans:
            act.scan = None
        signatories = children_of(act, "signatories")
        for signatory in signatories:
            if signatory.public_name not in names:
                signatory.name, signatory.show_name = "", False
        act.signatories = signatories
    version.acts = acts
