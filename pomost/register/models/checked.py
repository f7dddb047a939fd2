"""Ways to reach somebody, which grow old without anybody noticing: when they were last found to be right."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from pomost.register.models.record import Record


class CheckedRecord(Record):
    """What offices and contact persons have in common.

    Saving a record is a check, because somebody looked at it; `checked_on` is the last day on which somebody confirmed
    it without a change. It is a fact about the office's work, not about the record: no part of its versions.
    """

    checked_on = models.DateField(_("last confirmed"), null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        abstract = True

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """As it is, with the day on which it was confirmed last, whatever the version knew of it."""
        version = super().with_content_json(content)
        version.checked_on = self.checked_on
        return version
