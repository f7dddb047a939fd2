"""A record's history, and two of its versions beside each other."""

from typing import Any

from django.contrib.admin.utils import quote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic import RevisionsRevertMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.snippets.views.snippets import HistoryView, RevisionsCompareView

from pomost.desk.conflicts import take_ids
from pomost.desk.facts import form_fields
from pomost.desk.history import entry_of, history_page
from pomost.website.side_by_side import side_by_side


class RecordHistoryView(HistoryView):
    """Who changed what, when and why; from here two versions are compared, or an earlier one is taken up again.

    Wagtail's list is one of its log, counted and filtered; this is one of Change, paged by keys, so that it costs the
    same on every page.
    """

    any_permission_required = ["view"]
    template_name = "desk/record/history.html"
    paginate_by = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        earlier, later = (request.GET.get(name, "") for name in ("earlier", "later"))
        if earlier.isdecimal() and later.isdecimal():
            versions = sorted((int(earlier), int(later)))
            return redirect(self.revisions_compare_url_name, quote(self.object.pk), *versions)
        return self.render_to_response(self.get_context_data())

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = self.request.GET.get("before", "")
        # Past Wagtail's list, to what every page of the admin needs.
        context = WagtailAdminTemplateMixin.get_context_data(self, object_list=(), **kwargs)
        return {
            **context,
            "object": self.object,
            "page": history_page(self.object, int(before) if before.isdecimal() else None),
            "may_change": self.user_has_permission("change"),
            "compare": self.revisions_compare_url_name,
            "revert": self.revisions_revert_url_name,
            "view_version": self.revisions_view_url_name,
            "history_url": self.get_history_url(self.object),
        }


class TakenUpMixin(RevisionsRevertMixin):
    """Mixed into a record's form: it shows an earlier version, which is saved as a new one.

    What belonged to the version comes back whole, though it was deleted since: see take_ids.
    """

    live_object: Any
    revision: Any

    def get_object(self, queryset: Any = None) -> Any:
        version = super().get_object(queryset)
        take_ids(version, self.live_object)
        return version

    def get_initial(self) -> dict[str, Any]:
        """With words for the reason, which the officer may complete."""
        when = localtime(self.revision.created_at)
        words = _("Back to the version of %(when)s.") % {"when": date_format(when, "SHORT_DATETIME_FORMAT")}
        return {**super().get_initial(), "change_reason": words}


class RecordCompareView(RevisionsCompareView):
    """Two versions side by side, in words."""

    permission_required = None
    any_permission_required = ["view"]
    page_title = gettext_lazy("Two versions")
    template_name = "desk/record/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = WagtailAdminTemplateMixin.get_context_data(self, **kwargs)
        before, heading_before = self._get_revision_and_heading(self.revision_id_a)
        after, heading_after = self._get_revision_and_heading(self.revision_id_b)
        return {
            **context,
            "object": self.object,
            "parts": side_by_side(before, after, form_fields(after)),
            "versions": [
                {"heading": heading_before, "entry": self._entry(self.revision_id_a)},
                {"heading": heading_after, "entry": self._entry(self.revision_id_b)},
            ],
        }

    def _entry(self, version: str) -> Any:
        key: Any = version
        if version == "earliest":
            key = self.object.revisions.order_by("created_at", "pk").values_list("pk", flat=True).first()
        elif not version.isdecimal():
            key = self.object.live_revision_id if version == "live" else self.object.latest_revision_id
        return entry_of(self.object, int(key)) if str(key).isdecimal() else None
