"""The offices and contact persons of the towns of a record, beside its form."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import BaseObjectMixin

from pomost.desk.permissions import KeeperPolicy
from pomost.places.models import Municipality
from pomost.register.models import ContactPerson, Office, Partnership


@dataclass(frozen=True)
class PersonTold:
    """A contact person as the office sees them; `has_left`: the last day in office is past."""

    name: str
    function: str
    is_public: bool
    has_left: bool
    checked_on: date | None
    review_on: date | None
    is_overdue: bool
    url: str


@dataclass(frozen=True)
class OfficeTold:
    """An office with its persons; `add_url` starts a new one there ("" for who may not)."""

    name: str
    email: str
    is_public: bool
    url: str
    add_url: str
    people: list[PersonTold] = field(default_factory=list)


@dataclass(frozen=True)
class TownTold:
    """A town with those of its offices that the officer may see."""

    town: Municipality
    offices: list[OfficeTold]
    add_url: str


def people_of(towns: list[Municipality], user: Any, on: date, only: Office | None = None) -> list[TownTold]:
    """Return the offices of `towns` (or `only` one of them) and their persons, as far as `user` may read them.

    Costs two queries, however many there are.
    """
    offices = KeeperPolicy(Office).instances_user_has_permission_for(user, "view").filter(municipality__in=towns)
    offices = offices.filter(pk=only.pk) if only else offices
    people = KeeperPolicy(ContactPerson).instances_user_has_permission_for(user, "view")
    by_office: dict[int, list[PersonTold]] = {}
    for person in people.filter(office__in=offices).select_related("office", "latest_revision").order_by("pk"):
        by_office.setdefault(person.office_id, []).append(_person(person, on))
    may_add = KeeperPolicy(ContactPerson).user_has_permission(user, "add")
    by_town: dict[int, list[OfficeTold]] = {}
    for office in offices.order_by("pk"):
        told = OfficeTold(
            name=str(office),
            email=office.email,
            is_public=office.live,
            url=_form(office),
            add_url=_add(ContactPerson, office=office.pk) if may_add else "",
            people=by_office.get(office.pk, []),
        )
        by_town.setdefault(office.municipality_id, []).append(told)
    add_office = may_add and only is None
    return [
        TownTold(town, by_town.get(town.pk, []), _add(Office, municipality=town.pk) if add_office else "")
        for town in towns
    ]


def _person(person: ContactPerson, on: date) -> PersonTold:
    saved = person.latest_revision
    return PersonTold(
        name=person.name,
        function=str(person.function),
        is_public=person.live and person.is_shown_on(on),
        has_left=person.valid_until is not None and person.valid_until < on,
        checked_on=timezone.localdate(saved.created_at) if saved else None,
        review_on=person.review_on,
        is_overdue=person.review_on is not None and person.review_on <= on,
        url=_form(person),
    )


def _form(record: Any) -> str:
    return reverse(type(record).snippet_viewset.get_url_name("edit"), args=[quote(record.pk)])


def _add(kind: Any, **beginning: int) -> str:
    return f"{reverse(kind.snippet_viewset.get_url_name('add'))}?{urlencode(beginning)}"


class PeopleView(BaseObjectMixin, TemplateView):
    """A part of a page: who answers for cooperation in the towns of a partnership, or in an office."""

    kinds = (Partnership, Office)
    template_name = "desk/record/people.html"

    def get_base_object_queryset(self) -> Any:
        towns = ("first", "second") if self.model is Partnership else ("municipality",)
        return super().get_base_object_queryset().select_related(*towns)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        if isinstance(self.object, Office):
            told = people_of([self.object.municipality], self.request.user, today, only=self.object)
        else:
            told = people_of([self.object.first, self.object.second], self.request.user, today)
        return {**super().get_context_data(**kwargs), "towns": told}
