"""Matters and changes as rows on the screen and in a mail: a date, a name, what it is about, the way to its form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.admin.utils import quote
from django.db import models
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.permission_policies.sites import SitePermissionPolicy

from pomost.desk.dashboard.statements import CODE
from pomost.desk.permissions import KeeperPolicy
from pomost.languages.formats import language_name, listed
from pomost.register.changes import LateChange
from pomost.register.matters.matter import Matter, Sort
from pomost.register.matters.naming import Name, Thing
from pomost.register.models import Award, ContactPerson, Office, Record, Scheme
from pomost.website.periods import period_in_words
from pomost.website.standing.statement import AccessibilityStatement


@dataclass(frozen=True)
class Row:
    """One matter in words; `url` leads to the form that mends it ("" where there is none to open).

    `confirm_url`: where it is enough to confirm that all is right.
    """

    when: str
    name: str
    about: str
    url: str
    is_late: bool = False
    confirm_url: str = ""


@dataclass(frozen=True)
class ChangeRow:
    """What somebody did, in words; `by` is empty where the system did it."""

    at: datetime
    name: str
    kind: str
    did: str
    by: str
    url: str


def rows_of(matters: Iterable[Matter], names: Mapping[Thing, Name], user: Any) -> list[Row]:
    """Return a row for each of `matters` of which there is a name."""
    rows = []
    for matter in matters:
        name = names.get((matter.kind, matter.key))
        if name is not None and not name.is_deleted:
            rows.append(_row(matter, name, user))
    return rows


def _row(matter: Matter, name: Name, user: Any) -> Row:
    may_change = may(user, "change", matter.kind, name)
    return Row(
        when=when_in_words(matter),
        name=name.text,
        about=about_in_words(matter, name),
        url=form_of(matter, name, user),
        is_late=matter.is_late,
        confirm_url=_confirm_url(matter) if may_change and matter.kind in (Office, ContactPerson) else "",
    )


def when_in_words(matter: Matter) -> str:
    """The date, or both dates, as exactly as they are known; empty where there is none."""
    return period_in_words(matter.when, matter.until)


def about_in_words(matter: Matter, name: Name) -> str:
    """What the matter is, after the name."""
    if matter.sort == Sort.STORIES and matter.about is None:
        return _missing_languages(name)
    if matter.sort == Sort.PHOTOS:
        return _("a photo has no alternative text")
    return matter.about.in_words() if matter.about else ""


def _missing_languages(name: Name) -> str:
    missing = [language_name(code) for code, _name in settings.LANGUAGES if code not in name.told]
    if not name.told:
        return _("no story yet")
    return _("no story in: %(languages)s") % {"languages": listed(missing)}


def form_of(matter: Matter, name: Name, user: Any) -> str:
    """The address of the form that mends it; of the facts, where the officer may only read them."""
    if matter.kind is Scheme:  # the step of a ladder is reached by an award that does not exist yet
        if not KeeperPolicy(Award).user_has_permission(user, "add"):
            return ""
        step = matter.code.split("-")[1]
        return f"{reverse(Award.snippet_viewset.get_url_name('add'))}?step={step}"
    if matter.code == CODE:
        may_change = SitePermissionPolicy(AccessibilityStatement).user_has_permission(user, "change")
        return reverse("wagtailsettings:edit", args=["website", "accessibilitystatement"]) if may_change else ""
    address = address_of(matter.kind, matter.key, name, user)
    return f"{address}#tab-{matter.part}" if matter.part and address.endswith("/") and "/edit/" in address else address


def address_of(kind: Any, key: int, name: Name, user: Any) -> str:
    """Where a record is written, or read by those who may only read; empty for what lies in the bin."""
    if name.is_deleted:
        return ""
    view = "edit" if may(user, "change", kind, name) else "inspect"
    if view == "inspect" and not issubclass(kind, Record):
        return ""  # reference lists have forms only
    return reverse(kind.snippet_viewset.get_url_name(view), args=[quote(key)])


def may(user: Any, action: str, kind: type[models.Model], name: Name) -> bool:
    """Whether `user` may do `action` with a record of which only the keeper is known, or with a reference list."""
    if not issubclass(kind, Record):
        return bool(user.has_perm(f"{kind._meta.app_label}.{action}_{kind._meta.model_name}"))
    return KeeperPolicy(kind).user_has_permission_for_instance(user, action, kind(keeper_id=name.keeper))


def _confirm_url(matter: Matter) -> str:
    return reverse("desk_confirm", args=[matter.kind._meta.model_name, matter.key])


def change_rows(changes: Iterable[LateChange], names: Mapping[Thing, Name], user: Any) -> list[ChangeRow]:
    """Return a row for each of `changes`, named as the record is called now."""
    rows = []
    for change in changes:
        name = names.get((change.kind, change.key))
        rows.append(
            ChangeRow(
                at=change.at,
                name=name.text if name and name.text else change.label,
                kind=capfirst(str(change.kind._meta.verbose_name)),
                did=change.in_words(),
                by=name_of(change.by),
                url=address_of(change.kind, change.key, name, user) if name else "",
            )
        )
    return rows


def name_of(user: Any) -> str:
    """What somebody is called in the history; empty for the system."""
    return (user.get_full_name() or user.get_username()) if user else ""
