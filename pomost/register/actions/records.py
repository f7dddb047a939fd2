"""Writing verbs that hold for every kind of record. Each is one transaction: a crash leaves nothing half done."""

from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.log_actions import log
from wagtail.models import Revision

from pomost.languages.formats import listed
from pomost.register.change_words import parts_in_words
from pomost.register.models import Change, Note, Record
from pomost.register.queries import Dependent, dependents_of, record_kinds
from pomost.register.rules.changed_parts import changed_facts

AnyRecord = TypeVar("AnyRecord", bound=Record)

BIN_DAYS = 30  # how long a deleted record can be brought back


class ConflictError(Exception):
    """Somebody else saved the record after the version on which these changes are based."""

    def __init__(self, record: Record, theirs: Revision) -> None:
        super().__init__(f"{record._meta.label} {record.pk} was saved by somebody else")
        self.record = record
        self.theirs = theirs


class StillNeededError(Exception):
    """Other things name the record, so that it cannot be deleted before they are changed."""

    def __init__(self, record: Record, dependents: list[Dependent]) -> None:
        super().__init__(f"{record._meta.label} {record.pk} is named by {len(dependents)} others")
        self.record = record
        self.dependents = dependents


def validate_record(record: Record, *, for_publication: bool = False) -> None:
    """Raise ValidationError where a rule is broken by `record` or by one of its children (acts, people, money).

    `for_publication` adds what only the public needs, such as the alternative texts of photos.
    """
    record.full_clean(exclude=None if record.slug else ["slug"])  # an empty one is made when the record is saved
    for relation in get_all_child_relations(type(record)):
        for child in getattr(record, relation.get_accessor_name()).all():
            child.full_clean(exclude=[relation.field.name], validate_unique=False, validate_constraints=False)
    if for_publication:
        record.clean_for_publication()


def facts_to_explain(record: Record) -> list[str]:
    """Return the names of the public facts that change if `record` is published as it stands: see changed_facts."""
    public = record.public_content()
    return changed_facts(type(record), public, record.serializable_data()) if public is not None else []


def validate_note(record: Record, note: Note | None) -> None:
    """Raise ValidationError where `record` changes public facts and `note` does not say why."""
    if note is not None and note.kind and note.reason:
        return
    if facts := facts_to_explain(record):
        words = listed(parts_in_words(type(record), facts))
        message = _("What is public changes (%(facts)s). Publish it in its form, where the reason is asked for.")
        raise ValidationError(message, code="reason", params={"facts": words})


@transaction.atomic
def hold_record(record: Record, based_on: int | None) -> None:
    """Keep everybody else from saving `record` until the end of the transaction.

    `based_on` is the id of the version that was shown when the changes began, None where there was none yet. Raises
    ConflictError where a newer one has been saved meanwhile, and DoesNotExist where the record has been deleted.
    """
    kind = type(record)
    held = kind._default_manager.select_for_update().filter(pk=record.pk).values_list("latest_revision_id").first()
    if held is None and record.pk is not None:  # saving it now would bring it back unseen
        raise kind.DoesNotExist(f"{kind._meta.label} {record.pk} was deleted")
    latest = held[0] if held else None
    if latest is not None and latest != based_on:
        raise ConflictError(record, Revision.objects.select_related("user").get(pk=latest))


@transaction.atomic
def save_draft(*, record: AnyRecord, user: Any = None, kind: str = "", reason: str = "") -> AnyRecord:
    """Keep `record` as it stands, with its stories and other children, as a new version that is not public yet.

    `user` is who is named in the history; None: the system. `kind` (ChangeKind) and `reason` say why; left out, the
    version bears what was said of the draft before it. Returns the record as it is in the database. Raises
    ValidationError where a rule is broken, and DoesNotExist where it was deleted meanwhile; then nothing is written.
    """
    validate_record(record)
    _save_version(record, user, kind, reason)
    return type(record)._default_manager.get(pk=record.pk)


@transaction.atomic
def publish_record(*, record: AnyRecord, user: Any = None, kind: str = "", reason: str = "") -> AnyRecord:
    """As save_draft, and publish the new version. Returns the record as the public sees it now.

    Where public facts change and nothing is said, the history says that no reason was given: the desk asks for one,
    but whoever writes by a program may have none.
    """
    validate_record(record, for_publication=True)
    _save_version(record, user, kind, reason).publish(user=user)
    return type(record)._default_manager.get(pk=record.pk)


@transaction.atomic
def publish_draft(*, record: AnyRecord, user: Any = None) -> AnyRecord:
    """Publish the newest version of `record` as it is kept. Returns the record as the public sees it now.

    Raises ValidationError where a rule is broken or public facts change without a word why, PermissionDenied where
    `user` may not publish it, and DoesNotExist where it was deleted meanwhile; then nothing is written.
    """
    kept = type(record)._default_manager.select_for_update().get(pk=record.pk)
    draft = kept.get_latest_revision_as_object()
    validate_record(draft, for_publication=True)
    validate_note(draft, Change.objects.pending(kept))
    revision = kept.latest_revision or _save_version(draft, user, "", "")  # what was written in bulk has no version yet
    revision.publish(user=user)
    return type(record)._default_manager.get(pk=record.pk)


@transaction.atomic
def unpublish_record(*, record: Record, user: Any = None, reason: str = "") -> None:
    """Take `record` away from the public; the desk keeps it, as a draft.

    Raises PermissionDenied where `user` may not publish it, and DoesNotExist where it was deleted meanwhile.
    """
    kept = type(record)._default_manager.select_for_update().get(pk=record.pk)
    kept.note = Note(reason=reason)
    kept.unpublish(user=user)


def _save_version(record: Record, user: Any, kind: str, reason: str) -> Revision:
    record.note = Note(kind, reason) if kind or reason else None
    if record.pk is None:
        record.live = False
        record.save()
    else:  # saving what was deleted meanwhile would bring it back unseen
        type(record)._default_manager.select_for_update().get(pk=record.pk)
    revision: Revision = record.save_revision(user=user, log_action=True)
    return revision


@transaction.atomic
def delete_record(*, record: Record, user: Any = None, now: datetime | None = None) -> None:
    """Take `record` away from everybody's eyes and into the bin, whole, with its history and links.

    Raises StillNeededError where another record cannot be without it. From the bin it can be brought back for
    BIN_DAYS days.
    """
    kind = type(record)
    kind._default_manager.select_for_update().get(pk=record.pk)
    needed_by = [dependent for dependent in dependents_of(record) if dependent.prevents]
    if needed_by:
        raise StillNeededError(record, needed_by)
    record.deleted_at = now or timezone.now()
    kind._base_manager.filter(pk=record.pk).update(deleted_at=record.deleted_at)
    log(instance=record, action="pomost.delete", user=user)
    if record.live:
        Change.objects.note_withdrawn(record, record.live_revision_id, user)


@transaction.atomic
def restore_record(*, record: Record, user: Any = None) -> None:
    """Bring `record` back from the bin as it was. An address that somebody took meanwhile is replaced by a free one.

    Raises ValidationError where the register holds the same thing again by now.
    """
    kind = type(record)
    record.deleted_at = None
    if kind._default_manager.filter(keeper_id=record.keeper_id, slug=record.slug).exists():
        record.slug = record.free_slug()
    record.validate_constraints()
    kind._base_manager.filter(pk=record.pk).update(deleted_at=None, slug=record.slug)
    log(instance=record, action="pomost.restore", user=user)
    if record.live:
        Change.objects.note_back(record, user)


@transaction.atomic
def empty_bin(*, now: datetime | None = None) -> int:
    """Delete for good, history included, what has lain in the bin for BIN_DAYS days; return how many records.

    What another deleted record still names goes with it, or waits for it.
    """
    before = (now or timezone.now()) - timedelta(days=BIN_DAYS)
    count = 0
    # Kinds that name others come after these in the list, so that they are gone when those are asked.
    for kind in reversed(record_kinds()):
        for record in kind.everything.filter(deleted_at__lt=before):
            if not any(dependent.prevents for dependent in dependents_of(record, with_deleted=True)):
                record.delete()
                count += 1
    return count
