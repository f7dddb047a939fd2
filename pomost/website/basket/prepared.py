"""Files that take long to be made: asked for by a visitor, made by the background worker, kept for a day."""

from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import models
from django.utils.crypto import get_random_string

from pomost.website.basket.codes import MOST

KEPT = timedelta(hours=24)
FOLDER = "prepared"  # in the storage; nothing in it is served but by the address of the one who asked


class Kind(models.TextChoices):
    """What can be made of a selection, by the ending of its file."""

    PDF = "pdf"
    ZIP = "zip"


def new_token() -> str:
    """What nobody guesses: whoever knows the address has the file."""
    return get_random_string(32)


class PreparedFileQuerySet(models.QuerySet["PreparedFile"]):
    """Words about files that are made."""

    def unfinished(self) -> "PreparedFileQuerySet":
        """Those that wait or are being made."""
        return self.filter(ready_at=None, failed_at=None)

    def kept(self, now: datetime) -> "PreparedFileQuerySet":
        """Those that are not too old."""
        return self.filter(asked_at__gt=now - KEPT)


class PreparedFile(models.Model):
    """One file that a visitor has asked for, and how far it is.

    `origin` is scheme and host of the site, `things` the codes of what is in it, `choices` those of the form. `sender`
    is a code of the network address, to count by. Of `total` things `done` have been read. `size` is in bytes.
    """

    token = models.CharField(max_length=32, unique=True, default=new_token)
    kind = models.CharField(max_length=3, choices=Kind)
    origin = models.CharField(max_length=300)
    language = models.CharField(max_length=10)
    things = models.TextField(max_length=20 * MOST)
    choices = models.JSONField(default=dict)
    sender = models.CharField(max_length=64, blank=True, db_index=True)
    asked_at = models.DateTimeField(db_index=True)
    total = models.PositiveSmallIntegerField()
    done = models.PositiveSmallIntegerField(default=0)
    ready_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(default=0)

    objects = PreparedFileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.token

    @property
    def path(self) -> str:
        """Where the file stands in the storage."""
        return f"{FOLDER}/{self.token}.{self.kind}"

    @property
    def gone_at(self) -> datetime:
        """When it is deleted."""
        return self.asked_at + KEPT

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        default_storage.delete(self.path)
        return super().delete(*args, **kwargs)
