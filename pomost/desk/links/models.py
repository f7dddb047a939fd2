"""Outside addresses that records name, what became of them, and who names them."""

from datetime import timedelta
from typing import Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pomost.desk.links.choices import Outcome
from pomost.places.models import Municipality

# An address is called dead only when it failed this often in a row, the last time this long after the first.
DEAD_FAILURES = 3
DEAD_AFTER = timedelta(days=2)


class LinkQuerySet(models.QuerySet["Link"]):
    """Words that hold for addresses."""

    def dead(self) -> Self:
        """Those that failed DEAD_FAILURES times in a row over DEAD_AFTER: one hiccup is none of them."""
        return self.filter(failures__gte=DEAD_FAILURES, checked_at__gte=F("failing_since") + DEAD_AFTER)


class Link(models.Model):
    """One outside address, without its fragment."""

    url = models.URLField(_("web address"), max_length=1000, unique=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, default=Outcome.UNCHECKED)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    moved_to = models.URLField(_("moved to"), max_length=1000, blank=True)
    checked_at = models.DateTimeField(_("last checked"), null=True, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failed in a row"), default=0)
    # A day rather than a moment: a check that comes every night would else miss what was asked a minute later.
    due_on = models.DateField(_("next check"), default=timezone.localdate, db_index=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["url"]
        constraints = [
            models.CheckConstraint(
                name="link_failing_since_with_failures",
                condition=Q(failures=0, failing_since__isnull=True) | Q(failures__gt=0, failing_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def is_dead(self) -> bool:
        """The same as `dead()` says of many."""
        if self.failing_since is None or self.checked_at is None:
            return False
        return self.failures >= DEAD_FAILURES and self.checked_at - self.failing_since >= DEAD_AFTER


class Mention(models.Model):
    """A city's record, or an entry of a reference list that the city's records name, holds the address."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="mentions")
    city = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "city", "content_type", "object_id"], name="link_mention_once"),
        ]

    def __str__(self) -> str:
        return f"{self.content_type_id}/{self.object_id}"


class Host(models.Model):
    """When a host may be asked again: one request at a time, whatever number of workers there is."""

    name = models.CharField(max_length=255, unique=True)
    free_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
