"""How far a record has come towards the public, in the officer's words."""

from typing import Any

from django.db.models import F, OrderBy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import StatusTagColumn

from pomost.desk.lists.columns import Fact, by_value


def status_of(record: Any) -> str:
    """The status in words; needs what listings.load_beside loads, where Wagtail's would ask twice for each record."""
    if record.beside.in_workflow:
        return _("published, a change awaits approval") if record.live else _("awaits approval")
    if record.beside.scheduled:
        return _("published, a change is scheduled") if record.live else _("scheduled")
    if record.live:
        return _("published, with a newer draft") if record.has_unpublished_changes else _("published")
    return _("draft")


class StatusFact(Fact, StatusTagColumn):
    """The status as a tag."""

    cell_template_name = StatusTagColumn.cell_template_name

    def __init__(self) -> None:
        super().__init__("live", gettext_lazy("Status"), status_of, order=_published_first)
        self.primary = lambda record: record.live


def _published_first(view: Any, descending: bool) -> list[Any]:
    return [OrderBy(F("live"), descending=not descending), OrderBy(F("has_unpublished_changes"), descending=descending)]


def _local_minute(record: Any) -> Any:
    when = record.last_published_at
    return timezone.localtime(when).replace(tzinfo=None, second=0, microsecond=0) if when else None


def publication() -> list[Fact]:
    """The last columns of every list."""
    return [
        StatusFact(),
        Fact(
            "last_published_at",
            gettext_lazy("Last published"),
            _local_minute,
            order=by_value("last_published_at"),
            is_hidden=True,
        ),
        Fact("is_example", gettext_lazy("Invented example"), lambda each: yes_or_no(each.is_example), is_hidden=True),
        Fact("keeper", gettext_lazy("Keeper"), lambda record: record.keeper.title, is_hidden=True),
    ]


def yes_or_no(value: bool) -> str:
    """A tick in words."""
    return _("yes") if value else _("no")
