"""What everything that the office keeps has in common: one row, one form, one history, and stories beside the facts."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, Revision, RevisionMixin, WorkflowMixin

from pomost.languages.folding import fold
from pomost.languages.translated import FALLBACK, TranslatedField
from pomost.places.models import Municipality
from pomost.register.models.change import Change, Note, Public
from pomost.register.models.former_address import FormerAddress
from pomost.register.models.story_body import STORY_BLOCKS

# What lies in the bin stands in nobody's way.
NOT_DELETED = models.Q(deleted_at__isnull=True)


class RecordManager(models.Manager[Any]):
    """Leaves out what was deleted: it waits in the bin, where only the desk looks (`Record.everything`)."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(deleted_at__isnull=True)


class RecordQuerySet(models.QuerySet[Any]):
    """Words that hold for every kind of record."""

    @classmethod
    def as_manager(cls) -> Any:
        """Return a manager with these words, of records that were not deleted."""
        return RecordManager.from_queryset(cls)()

    def published(self) -> Self:
        """Those that the public may see. This is the one place that says so."""
        return self.filter(live=True, deleted_at__isnull=True)

    def formerly_at(self, slug: str) -> Self:
        """Those that were public at `slug` before, on the keeper's site: see FormerAddress."""
        return self.filter(pk__in=FormerAddress.objects.of_kind(self.model).filter(slug=slug).values("object_id"))

    def with_stories(self) -> Self:
        """With the stories in all languages; costs one query."""
        return self.prefetch_related("stories")


class Record(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """The abstract base of every kind of record."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    slug = models.SlugField(
        _("last part of the address"),
        max_length=200,
        blank=True,
        help_text=_("Left empty, it is made from the name."),
    )
    keeper = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("keeper"),
        help_text=_("The municipality whose office keeps this record."),
    )

    source = TranslatedField(
        _("source"),
        blank=True,
        help_text=_("Where the facts come from: a document, a web address, or who said so."),
    )
    is_example = models.BooleanField(
        _("invented example"), default=False, help_text=_("Ticked, the page says that this is an example.")
    )
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True, editable=False)
    # Gone with the record; asked with Change.objects.of, which both databases can answer.
    _changes = GenericRelation(Change, for_concrete_model=False)
    former_addresses = GenericRelation(FormerAddress, for_concrete_model=False)

    # What is said of the version that is saved next: see Change.
    note: Note | None = None
    # The last one that is public, on the record's own page: see loading.load_children.
    last_change: Change | None = None
    # Facts that the office alone sees.
    private_fields: ClassVar[frozenset[str]] = frozenset()

    everything: ClassVar[models.Manager[Any]] = models.Manager()

    # How a record looks before it is published is known to the surface that shows records, which puts its view here:
    # the register itself knows no pages.
    preview_view: ClassVar[Callable[[HttpRequest, Any, str], HttpResponse] | None] = None

    if TYPE_CHECKING:
        stories: Any

    class Meta:
        abstract = True
        default_manager_name = "objects"
        constraints: list[models.BaseConstraint] = [
            models.UniqueConstraint(
                fields=["keeper", "slug"],
                name="%(app_label)s_%(class)s_address_unique",
                condition=NOT_DELETED,
                violation_error_message=_("Another record has this address already. Choose another one."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The record's name in the active language."""
        raise NotImplementedError

    def _get_FIELD_display(self, field: Any) -> str:  # noqa: N802
        """As Django's, which on each call hashes all words of the list, and so translates them all."""
        value = getattr(self, field.attname)
        return str(next((word for choice, word in field.flatchoices if choice == value), value))

    def slug_base(self) -> str:
        """The name that the record's address is made from; it is the same in all languages."""
        with override(settings.LANGUAGE_CODE):
            return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = self.free_slug()
        with _referring_once(self):
            super().save(*args, **kwargs)

    @classmethod
    def shows_facts(cls, content: Mapping[str, Any]) -> bool:
        """Whether the public sees the facts of a published version with this `content`."""
        return True

    def public_content(self) -> dict[str, Any] | None:
        """What the public sees of the record, as a version's content; None where it sees nothing."""
        kept = type(self)._base_manager.select_related("live_revision").filter(pk=self.pk, live=True).first()
        if kept is None:
            return None
        return kept.live_revision.content if kept.live_revision else kept.serializable_data()

    @transaction.atomic
    def save_revision(self, user: Any = None, *args: Any, **kwargs: Any) -> Revision:
        """As Wagtail's, and keep in the history who saved the version and why: `note`."""
        before = self.latest_revision.content if self.latest_revision else self.public_content()
        revision: Revision = super().save_revision(user, *args, **kwargs)
        Change.objects.note_saved(self, revision, before, user)
        return revision

    @transaction.atomic
    def publish(self, revision: Revision, user: Any = None, *args: Any, **kwargs: Any) -> None:
        """As Wagtail's, and keep in the history since when the version is public, and where the record stood before.

        All ways to publication come through here: the form, an approval, an appointed time, several at once.
        """
        before = self._seen_by_the_public()
        super().publish(revision, user, *args, **kwargs)
        row = type(self)._base_manager.filter(pk=self.pk, live_revision=revision)
        at, slug = row.values_list("last_published_at", "slug").first() or (None, "")
        if at is not None and at != before.since:  # else it is published later, at its time
            Change.objects.note_published(self, revision, before, user, at)
            FormerAddress.objects.note_published(self, before.slug, slug)

    @transaction.atomic
    def unpublish(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        """As Wagtail's, and keep in the history that nothing is public any more; the reason is that of `note`."""
        was_live, version = self.live, self.live_revision_id
        super().unpublish(*args, user=user, **kwargs)
        if was_live and not self.live:
            Change.objects.note_withdrawn(self, version, user, self.note.reason if self.note else "")

    def _seen_by_the_public(self) -> Public:
        row = type(self)._base_manager.filter(pk=self.pk)
        first, last, slug = row.values_list("first_published_at", "last_published_at", "slug").first() or (
            None,
            None,
            "",
        )
        content = self.public_content()
        return Public(first is not None, content, last, slug if content is not None else "")

    def clean_for_publication(self) -> None:
        """Raise ValidationError where the public could not use the record, such as a photo nobody can hear of."""
        photos = getattr(self, "photos", None)
        if photos is not None and any(photo.lacks_alternative for photo in photos.all()):
            raise ValidationError(
                _("A photo has no alternative text. Write one, or mark the photo as decorative."), code="alternative"
            )

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """As Django's, but told at the last field of a constraint, where it can be mended: the slug, not the keeper."""
        errors: dict[str, list[ValidationError]] = {}
        for model, constraints in self.get_constraints():
            for constraint in constraints:
                try:
                    constraint.validate(model, self, exclude=set(exclude or ()))
                except ValidationError as error:
                    field = next(reversed(getattr(constraint, "fields", ())), NON_FIELD_ERRORS)
                    errors.setdefault(field, []).append(error)
        if errors:
            raise ValidationError(errors)

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """As Wagtail's, which cannot read a version that names what was deleted since.

        What lies in the bin is named all the same. Where it is gone for good, what is public stands in its place, and
        a child that cannot be without it is left out.
        """
        lost = lost_links(type(self), content)
        children = {
            name: [_without_lost(relation.related_model, child) for child in content.get(name, [])]
            for relation in get_all_child_relations(type(self))
            if (name := relation.get_accessor_name())
        }
        kept = {name: [child for child in found if child is not None] for name, found in children.items()}
        version: Self = super().with_content_json({**content, **kept, **dict.fromkeys(field.name for field in lost)})
        for field in lost:
            is_in_bin = field.related_model._base_manager.filter(pk=content[field.name]).exists()
            setattr(version, field.attname, content[field.name] if is_in_bin else getattr(self, field.attname))
        return version

    def free_slug(self) -> str:
        """An address made from the record's name that no other record of the keeper has."""
        base = slugify(fold(self.slug_base()))[:190] or self._meta.model_name or "record"
        kept = type(self)._default_manager.filter(keeper_id=self.keeper_id, slug__startswith=base)
        taken = set(kept.exclude(pk=self.pk).values_list("slug", flat=True))
        return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if slug not in taken)

    def story(self, language: str | None = None) -> "Story | None":
        """The story in `language` (default: the active one), or None."""
        wanted = language or get_language()
        return next((story for story in self.stories.all() if story.language == wanted), None)

    def other_stories(self, language: str | None = None) -> list["Story"]:
        """The stories in other languages, those that most readers understand first."""
        wanted = language or get_language()
        others = [story for story in self.stories.all() if story.language != wanted]
        return sorted(others, key=lambda s: (FALLBACK.index(s.language) if s.language in FALLBACK else 9, s.language))

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """A preview shows one language at a time."""
        return list(settings.LANGUAGES)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the record as the public would see it; without a surface that shows records, its name alone."""
        view = type(self).preview_view
        if view is None:
            return HttpResponse(self.title, content_type="text/plain; charset=utf-8")
        return view(request, self, mode_name)


@contextmanager
def _referring_once(record: Record) -> Iterator[None]:
    """Let Wagtail's index of references be brought up to date once: it would do so again for each child saved."""
    from wagtail import signal_handlers  # which looks for models as it is read

    if getattr(signal_handlers.reference_index_auto_update_disabled, "value", False):
        yield
        return
    with signal_handlers.disable_reference_index_auto_update():
        yield
    signal_handlers.update_reference_index_on_save(record)


def lost_links(model: type[models.Model], content: dict[str, Any]) -> list[Any]:
    """Return the protected links of `model` that name, in the stored `content`, what is no longer there."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.remote_field.on_delete is models.PROTECT
        and content.get(field.name) is not None
        and not field.related_model._default_manager.filter(pk=content[field.name]).exists()
    ]


def _without_lost(model: type[models.Model], content: dict[str, Any]) -> dict[str, Any] | None:
    lost = lost_links(model, content)
    return {**content, **dict.fromkeys(field.name for field in lost)} if all(field.null for field in lost) else None


class Story(models.Model):
    """The prose of a record in one language."""

    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    title = models.CharField(_("headline"), max_length=200, blank=True)
    lead = models.TextField(_("lead"), blank=True, help_text=_("One or two sentences that say the main thing."))
    body = StreamField(STORY_BLOCKS, verbose_name=_("text"), blank=True)
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering = ["pk"]
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        constraints = [
            models.UniqueConstraint(fields=["record", "language"], name="%(app_label)s_%(class)s_one_a_language"),
        ]

    def __str__(self) -> str:
        return self.title or self.get_language_display()
