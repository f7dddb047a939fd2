"""Addresses at which records stood before: what was linked once is found as long as the record is public."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db import models

from pomost.places.models import Municipality

if TYPE_CHECKING:
    from pomost.register.models.record import Record


class FormerAddressManager(models.Manager["FormerAddress"]):
    """Only Record.publish writes here, so that no way to publication passes by it."""

    def of_kind(self, kind: type["Record"]) -> models.QuerySet["FormerAddress"]:
        """The former addresses of all records of `kind`."""
        return self.filter(content_type__app_label=kind._meta.app_label, content_type__model=kind._meta.model_name)

    def note_published(self, record: "Record", before: str, now: str) -> None:
        """Keep that `record`, which stood at `before`, is public at `now`; `before` is empty where it was not public.

        What was somebody else's former address belongs to the record that stands there now.
        """
        kept: dict[str, Any] = {"content_type": record.get_content_type(), "keeper_id": record.keeper_id}
        self.filter(slug=now, **kept).delete()
        if before not in ("", now):
            self.update_or_create(slug=before, **kept, defaults={"object_id": record.pk})


class FormerAddress(models.Model):
    """The last part of an address at which a record was public before it moved."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    keeper = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=200, db_index=False)

    objects: ClassVar[FormerAddressManager] = FormerAddressManager()

    wagtail_reference_index_ignore = True  # nobody asks where it is used

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_type", "slug", "keeper"], name="former_address_of_one_record"),
        ]
        indexes = [models.Index(fields=["content_type", "object_id"], name="former_address_of_record")]

    def __str__(self) -> str:
        return self.slug
