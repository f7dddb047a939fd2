"""What names a record, as it is shown before the record is deleted."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from wagtail.admin.admin_url_finder import AdminURLFinder

from pomost.register.models import Record
from pomost.register.queries import Dependent, dependents_of

SHOWN = 50


@dataclass(frozen=True)
class Naming:
    """One thing that names another: what it is, in which field, and where it can be changed ("" where nowhere)."""

    name: str
    kind: str
    field: str
    url: str
    is_in_bin: bool


@dataclass(frozen=True)
class NamedBy:
    """What names a thing: what prevents its deletion, and what merely loses the link.

    Of each no more than SHOWN; `more_prevent` and `more_lose` say how many are left out.
    """

    prevents: list[Naming]
    loses: list[Naming]
    more_prevent: int
    more_lose: int


def naming(thing: Model, user: Any) -> NamedBy:
    """Return what names `thing`, a record or an entry of a reference list, with links to the forms `user` may open."""
    finder = AdminURLFinder(user)

    def shown(dependent: Dependent) -> Naming:
        names_it = dependent.thing
        kind = capfirst(str(names_it._meta.verbose_name))
        is_in_bin = getattr(names_it, "deleted_at", None) is not None
        url = "" if is_in_bin else finder.get_edit_url(names_it) or ""
        return Naming(str(names_it), kind, dependent.field, url, is_in_bin)

    # A record goes into the bin, where what lies there already does not hold it; an entry goes for good.
    found = dependents_of(thing, with_deleted=not isinstance(thing, Record))
    prevents, loses = ([d for d in found if d.prevents is prevents] for prevents in (True, False))
    return NamedBy(
        [shown(d) for d in prevents[:SHOWN]],
        [shown(d) for d in loses[:SHOWN]],
        max(len(prevents) - SHOWN, 0),
        max(len(loses) - SHOWN, 0),
    )


class NamingMixin:
    """For a view that deletes: what names the thing is shown, and where something cannot be without it, no button."""

    object: Any
    request: HttpRequest
    edit_url_name: str

    def get_usage_url(self) -> None:
        """No usage by Wagtail's index: queries.dependents_of knows what prevents and what only loses a link."""

    @cached_property
    def names(self) -> NamedBy:
        """What names the thing."""
        return naming(self.object, self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),  # type: ignore[misc]  # Wagtail's view, which this is mixed into
            "naming": self.names,
            "is_protected": self.names.prevents,
            "edit_url": reverse(self.edit_url_name, args=(quote(self.object.pk),)),
        }
