"""The history of the register: which version came when, by whom, why, and from when on it was public."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from pomost.places.models import Municipality
from pomost.register.choices import ChangeKind
from pomost.register.rules.changed_parts import Content, changed_facts, changed_parts


class Historied(Protocol):
    """What has a history: a record, or a page of a surface that shows records."""

    pk: Any
    live_revision_id: Any
    note: "Note | None"  # what is said of the version that is saved next

    @property
    def keeper_id(self) -> Any:
        """The key of the city whose office keeps it."""

    def get_content_type(self) -> ContentType:
        """That of its own class."""


@dataclass(frozen=True)
class Note:
    """Why something is changed: a kind of ChangeKind, or "" where none is said, and the officer's words."""

    kind: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Public:
    """What the public saw of a record in a moment, and where; `content` is None where it saw nothing."""

    was_published: bool  # ever, until then
    content: Content | None
    since: datetime | None
    slug: str


class ChangeQuerySet(models.QuerySet["Change"]):
    """Changes of one record, or of all; the latest has the highest key."""

    def of(self, record: Historied) -> Self:
        """Those of `record`, the latest first. Page on with `pk__lt`: that costs the same on every page."""
        return self.filter(content_type=record.get_content_type(), object_id=str(record.pk)).order_by("-pk")

    def public(self) -> Self:
        """Those that the public has seen, in the order in which it saw them, the latest first.

        A version was public from its `published_at` to that of the next one in this list; ChangeKind.WITHDRAWN ends it
        without a version in its place.
        """
        return self.filter(published_at__isnull=False).order_by("-published_at", "-pk")

    def seen_before(self, key: int) -> Self:
        """Those that the public saw before the change of this `key`, in the order of `public`: for paging on."""
        at = models.Subquery(Change.objects.filter(pk=key).values("published_at"))
        return self.filter(models.Q(published_at__lt=at) | models.Q(published_at=at, pk__lt=key))

    def with_end(self) -> Self:
        """Add to each `ended_at`: when the public saw the next version, or nothing any more; None while it lasts."""
        later = Change.objects.filter(
            content_type=models.OuterRef("content_type"),
            object_id=models.OuterRef("object_id"),
            published_at__gt=models.OuterRef("published_at"),
        ).order_by("published_at")
        return self.annotate(ended_at=models.Subquery(later.values("published_at")[:1]))

    def pending(self, record: Historied) -> Note | None:
        """What was said about the newest version of `record`, where it is not public yet; None where nothing was."""
        latest = self.of(record).only("kind", "reason", "published_at").first()
        is_said = latest is not None and latest.published_at is None and (latest.kind or latest.reason)
        return Note(latest.kind, latest.reason) if latest is not None and is_said else None


class ChangeManager(models.Manager.from_queryset(ChangeQuerySet)):  # type: ignore[misc]  # a class made by Django
    """Writes the history. Only Record's own methods call this, so that no way to publication passes by it."""

    def note_saved(self, record: Historied, revision: Revision, before: Content | None, user: Any) -> "Change":
        """Keep that `revision` was saved after `before`; record.note says why, else what the draft before it said."""
        note = record.note or self.pending(record) or Note()
        parts = changed_parts(type(record), before, revision.content) if before is not None else []
        return self._add(record, revision, user, kind=note.kind, reason=note.reason, parts=parts)

    def note_published(self, record: Historied, revision: Revision, before: Public, user: Any, at: datetime) -> None:
        """Keep that `revision` is public since `at`. Who saved it and why stands there already, unless it was public
        before."""
        found = self.of(record).filter(revision=revision, published_at=None).first()
        change = found or self._add(record, revision, user)
        facts: list[str] = []
        change.parts = []
        if before.content is not None:
            change.parts = changed_parts(type(record), before.content, revision.content)
            facts = changed_facts(type(record), before.content, revision.content)
        if not before.was_published:
            change.kind = ChangeKind.FIRST
        elif before.content is None:
            change.kind = change.kind or ChangeKind.AGAIN
        else:
            change.kind = change.kind or (ChangeKind.UNSTATED if facts else ChangeKind.TEXT)
        change.published_at = at
        change.number = self._next_number(record)
        change.save(update_fields=["kind", "parts", "published_at", "number"])

    def note_withdrawn(self, record: Historied, revision_id: int | None, user: Any, reason: str = "") -> None:
        """Keep that the public sees nothing of `record` any more; `revision_id` is the version that it saw."""
        self._add_public(record, revision_id, user, kind=ChangeKind.WITHDRAWN, reason=reason)

    def note_back(self, record: Historied, user: Any) -> None:
        """Keep that the public sees `record` again, as it was."""
        self._add_public(record, record.live_revision_id, user, kind=ChangeKind.AGAIN)

    def _add_public(self, record: Historied, revision_id: int | None, user: Any, **facts: Any) -> None:
        self._add(record, revision_id, user, published_at=timezone.now(), number=self._next_number(record), **facts)

    def _next_number(self, record: Historied) -> int:
        """Whoever asks holds the record's row, which was written just before; so nobody takes the same number."""
        highest = self.filter(content_type=record.get_content_type(), object_id=str(record.pk), number__isnull=False)
        return (highest.order_by("-number").values_list("number", flat=True).first() or 0) + 1

    def _add(self, record: Historied, revision: Revision | int | None, user: Any, **facts: Any) -> "Change":
        user = user if getattr(user, "pk", None) else None
        role_of = self.model.role_of
        added: Change = self.create(
            content_type=record.get_content_type(),
            object_id=str(record.pk),
            keeper_id=record.keeper_id,
            revision_id=getattr(revision, "pk", revision),
            made_by=user,
            role=role_of(user, record) if user and role_of else "",
            **facts,
        )
        return added


class Change(models.Model):
    """One version of a record as it was saved, or the end of its being public.

    Every version that is saved leaves one; what is written in bulk leaves none. A version that is published again,
    after another one or after nothing was public, leaves one more.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    record = GenericForeignKey("content_type", "object_id", for_concrete_model=False)
    # Whose office kept the record then: so that a city's changes are found without a look at each kind of record.
    keeper = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", verbose_name=_("keeper"))
    revision = models.ForeignKey(
        Revision, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("version")
    )
    # Empty: a version that is not public, about which nothing was said.
    kind = models.CharField(_("kind of change"), max_length=20, choices=ChangeKind, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    # What differs, in the names of rules.changed_parts: from the version before, or, once it is public, from what was
    # public before. Empty for what is entirely new.
    parts = models.JSONField(default=list, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("officer")
    )
    role = models.CharField(_("role"), max_length=20, blank=True)  # a term, as it was then; empty: the system
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    # Since when the public sees the version; for ChangeKind.WITHDRAWN, since when it sees nothing. NULL: never yet.
    published_at = models.DateTimeField(_("published"), null=True)
    # Public changes of one record are counted from 1: so a version has an address that no backup and no move changes.
    # NULL as long as it is not public.
    number = models.PositiveIntegerField(_("number"), null=True, editable=False)

    objects: ClassVar[ChangeManager] = ChangeManager()

    wagtail_reference_index_ignore = True  # nobody asks where a change is used

    # The register knows no accounts; the desk, which does, puts here what tells a user's role for a record.
    role_of: ClassVar[Callable[[Any, Any], str] | None] = None

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [
            models.Index(fields=["content_type", "object_id", "id"], name="change_of_record"),
            models.Index(fields=["content_type", "object_id", "published_at"], name="change_public_of_record"),
            models.Index(fields=["keeper", "published_at"], name="change_public_of_keeper"),
            models.Index(fields=["published_at"], name="change_public"),
        ]
        constraints = [
            # Also the index by which a record's public changes are paged through.
            models.UniqueConstraint(fields=["content_type", "object_id", "number"], name="change_number_once_a_record"),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M} {self.get_kind_display()}"

    @property
    def is_withdrawal(self) -> bool:
        """Whether it is no version, but the end of being public."""
        return self.kind == ChangeKind.WITHDRAWN
