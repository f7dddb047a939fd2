"""The menu Register: a list and a form for each kind of record."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from pomost.desk import panels
from pomost.desk.history_panel import LatestVersionsView
from pomost.desk.lists import activities, awards, contacts, knowledge, networks, partnerships, projects
from pomost.desk.lists.columns import Fact
from pomost.desk.lists.view import RecordIndexView
from pomost.desk.people_panel import PeopleView
from pomost.desk.permissions import CityBound, KeeperPolicy
from pomost.desk.viewsets.chooser import RecordChooserViewSet
from pomost.desk.viewsets.history import RecordCompareView, RecordHistoryView, TakenUpMixin
from pomost.desk.viewsets.views import (
    AwardCreateView,
    PartnershipCreateView,
    PartnershipEditView,
    RecordCreateView,
    RecordDeleteView,
    RecordEditView,
    RecordInspectView,
)
from pomost.register.models import (
    Activity,
    Award,
    Challenge,
    ContactPerson,
    Membership,
    Network,
    Office,
    Partnership,
    Project,
    Solution,
)


class RecordViewSet(SnippetViewSet):
    """What the lists and forms of all kinds of record have in common."""

    index_view_class = RecordIndexView
    add_view_class = RecordCreateView
    edit_view_class = RecordEditView
    edit_template_name = "desk/record/edit.html"
    delete_view_class = RecordDeleteView
    delete_template_name = "desk/record/confirm_delete.html"
    chooser_viewset_class = RecordChooserViewSet
    history_view_class = RecordHistoryView
    history_template_name = "desk/record/history.html"
    revisions_compare_view_class = RecordCompareView
    inspect_view_enabled = True
    inspect_view_class = RecordInspectView
    inspect_template_name = "desk/record/inspect.html"
    copy_view_enabled = False  # a copy would claim to be the same record
    list_per_page = 50
    related: tuple[str, ...] = ()  # what the names of the records are made from
    ordering: str | None = None  # by which column at first; None: as get_queryset has it
    facts: Sequence[Fact] = ()  # the columns of the list and of its export
    search_fields: tuple[str, ...] = ()  # folded columns alone: see languages.search

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What the officer may see: lists, exports, filters, choosers and bulk actions ask here and nowhere else."""
        own = KeeperPolicy(self.model).instances_user_has_permission_for(request.user, "view")
        return own.select_related(*self.related) if self.related else own

    def construct_view(self, view_class: type[View], **kwargs: Any) -> Any:
        """As Wagtail's, bound to the cities of whoever asks: see desk.permissions."""
        bound = type(view_class.__name__, (CityBound, view_class), {"__module__": view_class.__module__})
        return super().construct_view(bound, **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        """As Wagtail's, with the parts that a form fetches when their tab is shown: see desk.later_panel."""
        pk = f"<{self.pk_path_converter}:pk>"
        parts = [path(f"latest-versions/{pk}/", self.construct_view(LatestVersionsView), name="latest_versions")]
        if self.model in PeopleView.kinds:
            parts.append(path(f"people/{pk}/", self.construct_view(PeopleView), name="people"))
        return [*super().get_urlpatterns(), *parts]

    @property
    def revisions_revert_view_class(self) -> type[View]:
        """As Wagtail's, with ours in the place of its mixin."""
        return type("RecordTakeUpView", (TakenUpMixin, self.edit_view_class), {"view_name": "revisions_revert"})

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(facts=self.facts, default_ordering=self.ordering, **kwargs)

    def listed(self, request: HttpRequest) -> QuerySet[Any]:
        """All pages of the list that the request's filters and search leave."""
        listing = self.index_view
        view = listing.view_class(**listing.view_initkwargs)
        view.setup(request)
        return view.get_queryset()


class PartnershipViewSet(RecordViewSet):
    model = Partnership
    icon = "link"
    edit_handler = panels.partnership
    add_view_class = PartnershipCreateView
    edit_view_class = PartnershipEditView
    facts = partnerships.FACTS
    filterset_class = partnerships.PartnershipFilterSet
    search_fields = ("first__folded_names", "second__folded_names")
    related = ("first", "second")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).most_binding_first()  # type: ignore[attr-defined]


class NetworkViewSet(RecordViewSet):
    model = Network
    icon = "site"
    edit_handler = panels.network
    facts = networks.NETWORK_FACTS
    filterset_class = networks.NetworkFilterSet
    search_fields = ("folded", "seat__folded_names")
    ordering = "name"
    related = ("seat",)


class MembershipViewSet(RecordViewSet):
    model = Membership
    icon = "group"
    edit_handler = panels.membership
    facts = networks.MEMBERSHIP_FACTS
    filterset_class = networks.MembershipFilterSet
    search_fields = ("network__folded", "member__folded_names")
    ordering = "network"
    related = ("network", "member")


class ProjectViewSet(RecordViewSet):
    model = Project
    icon = "clipboard-list"
    edit_handler = panels.project
    facts = projects.FACTS
    filterset_class = projects.ProjectFilterSet
    search_fields = ("folded", "programme__folded")
    ordering = "-start"
    related = ("programme",)


class AwardViewSet(RecordViewSet):
    model = Award
    icon = "pick"
    edit_handler = panels.award
    add_view_class = AwardCreateView
    facts = awards.FACTS
    filterset_class = awards.AwardFilterSet
    search_fields = ("step__folded", "step__scheme__folded", "recipient__folded_names")
    ordering = "-received"
    related = ("step__scheme", "recipient", "place")


class ActivityViewSet(RecordViewSet):
    model = Activity
    icon = "calendar-alt"
    edit_handler = panels.activity
    facts = activities.FACTS
    filterset_class = activities.ActivityFilterSet
    search_fields = ("folded", "place__folded_names")
    related = ("place",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).order_by("-start", "-pk")


class ChallengeViewSet(RecordViewSet):
    model = Challenge
    icon = "help"
    edit_handler = panels.challenge
    facts = knowledge.CHALLENGE_FACTS
    filterset_class = knowledge.ChallengeFilterSet
    search_fields = ("folded", "municipality__folded_names")
    ordering = "-since"
    related = ("municipality",)


class SolutionViewSet(RecordViewSet):
    model = Solution
    icon = "success"
    edit_handler = panels.solution
    facts = knowledge.SOLUTION_FACTS
    filterset_class = knowledge.SolutionFilterSet
    search_fields = ("folded", "challenge__folded", "municipality__folded_names")
    ordering = "-start"
    related = ("challenge", "municipality")


class OfficeViewSet(RecordViewSet):
    model = Office
    icon = "mail"
    edit_handler = panels.office
    facts = contacts.OFFICE_FACTS
    filterset_class = contacts.OfficeFilterSet
    search_fields = ("folded", "municipality__folded_names")
    ordering = "name"
    related = ("municipality",)


class ContactPersonViewSet(RecordViewSet):
    model = ContactPerson
    icon = "user"
    edit_handler = panels.contact_person
    facts = contacts.PERSON_FACTS
    filterset_class = contacts.ContactPersonFilterSet
    search_fields = ("folded", "office__folded")
    ordering = "name"
    related = ("office",)


class RegisterGroup(SnippetViewSetGroup):
    """The menu Register."""

    items = (
        PartnershipViewSet,
        NetworkViewSet,
        MembershipViewSet,
        ProjectViewSet,
        ActivityViewSet,
        AwardViewSet,
        ChallengeViewSet,
        SolutionViewSet,
        OfficeViewSet,
        ContactPersonViewSet,
    )
    submenu_hook = "register_register_menu_item"
    menu_label = _("Register")
    menu_name = "register"
    menu_icon = "table"
    menu_order = 50
