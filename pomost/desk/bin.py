"""The bin: what was deleted, by whom, how long it stays, and the way back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import ModelLogEntry
from wagtail.permissions import policy_registry

from pomost.register.actions.records import BIN_DAYS, restore_record
from pomost.register.models import Record
from pomost.register.queries import record_kinds


@dataclass(frozen=True)
class Deleted:
    """A record in the bin; `by` is None where the system deleted it or the account is gone."""

    record: Record
    kind: str
    at: datetime
    by: Any
    days_left: int
    restore_url: str


def may_delete(user: Any) -> bool:
    """Whether `user` may delete the records of some city, and so may bring them back."""
    return any(policy_registry.get_by_type(kind).user_has_permission(user, "delete") for kind in record_kinds())


def deleted_records(user: Any, now: datetime) -> list[Deleted]:
    """Return what `user` may bring back, the latest first; costs a query a kind, and one for the history."""
    records: list[Record] = []
    for kind in record_kinds():
        own = policy_registry.get_by_type(kind).own(user, ["delete"])
        related = kind.snippet_viewset.related
        records += kind.everything.filter(own, deleted_at__isnull=False).select_related(*related)
    officers = _who_deleted(record_kinds())
    found = [
        Deleted(
            record,
            kind=capfirst(str(record._meta.verbose_name)),
            at=record.deleted_at,
            by=officers.get((type(record), str(record.pk))),
            days_left=max(BIN_DAYS - (now - record.deleted_at).days, 0),
            restore_url=reverse("desk_bin:restore", args=(record._meta.model_name, quote(record.pk))),
        )
        for record in records
        if record.deleted_at is not None
    ]
    return sorted(found, key=lambda deleted: deleted.at, reverse=True)


def _who_deleted(kinds: list[type[Record]]) -> dict[tuple[type[Record], str], Any]:
    types = {ContentType.objects.get_for_model(kind).pk: kind for kind in kinds}
    entries = ModelLogEntry.objects.filter(action="pomost.delete", content_type__in=types).select_related("user")
    # The latest comes last, so that it is the one that stays.
    return {(types[e.content_type_id], e.object_id): e.user for e in entries.order_by("timestamp", "pk")}


class BinView(WagtailAdminTemplateMixin, TemplateView):
    """The list."""

    template_name = "desk/bin.html"
    page_title = _("Bin")
    header_icon = "bin"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_delete(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        deleted = deleted_records(self.request.user, timezone.now())
        return {**super().get_context_data(**kwargs), "deleted": deleted, "bin_days": BIN_DAYS}


class RestoreView(View):
    """Brings one record back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, kind: str, pk: str) -> HttpResponse:
        model = next((model for model in record_kinds() if model._meta.model_name == kind), None)
        if model is None:
            raise Http404
        with transaction.atomic():
            record = get_object_or_404(model.everything.select_for_update(), pk=pk, deleted_at__isnull=False)
            policy = policy_registry.get_by_type(model)
            if not policy.user_has_permission_for_instance(request.user, "delete", record):
                raise PermissionDenied
            try:
                with transaction.atomic():
                    restore_record(record=record, user=request.user)
            except ValidationError as error:
                messages.error(
                    request,
                    _("“%(record)s” cannot be brought back. %(reason)s")
                    % {"record": record, "reason": " ".join(error.messages)},
                )
                return redirect("desk_bin:list")
        edit_url = reverse(model.snippet_viewset.get_url_name("edit"), args=(quote(record.pk),))
        button = messages.button(edit_url, _("Edit"))
        messages.success(request, _("“%(record)s” is back.") % {"record": record}, buttons=[button])
        return redirect("desk_bin:list")


class BinMenuItem(MenuItem):
    """The menu's way to the bin, for those who may delete."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_delete(request.user)


urlpatterns = [
    path("", BinView.as_view(), name="list"),
    path("restore/<slug:kind>/<str:pk>/", RestoreView.as_view(), name="restore"),
]
