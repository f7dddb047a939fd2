"""All matters of one sort, and confirming a contact with one click."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from pomost.desk.dashboard.overview import BESIDE, scope_of
from pomost.desk.dashboard.rows import rows_of
from pomost.desk.permissions import KeeperPolicy
from pomost.register.actions.contacts import confirm_contact
from pomost.register.matters.matter import Sort
from pomost.register.matters.naming import names_of
from pomost.register.matters.together import matters_of
from pomost.register.models import ContactPerson, Office

PER_PAGE = 50
_CHECKED = {kind._meta.model_name: kind for kind in (Office, ContactPerson)}


class MattersView(WagtailAdminTemplateMixin, TemplateView):
    """All matters of one sort, page by page."""

    template_name = "desk/dashboard/matters.html"
    header_icon = "list-ul"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs["sort"] not in Sort.values:
            raise Http404
        self.sort = Sort(kwargs["sort"])
        return super().get(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return str(self.sort.label)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        found = matters_of(scope_of(user, timezone.localdate()), [self.sort], beside=BESIDE)[self.sort]
        page = Paginator(found.matters, PER_PAGE).get_page(self.request.GET.get("p"))
        names = names_of([(matter.kind, matter.key) for matter in page], with_stories=True)
        rows = rows_of(page, names, user)
        pages = page.paginator.get_elided_page_range(page.number)
        return {**super().get_context_data(**kwargs), "rows": rows, "page": page, "elided_page_range": pages}


class ConfirmContactView(View):
    """Notes that an office or a person is still right as it stands."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        model = _CHECKED.get(kind)
        if model is None:
            raise Http404
        record: Any = get_object_or_404(model, pk=pk)
        if not KeeperPolicy(model).user_has_permission_for_instance(request.user, "change", record):
            raise PermissionDenied
        confirm_contact(record=record, on=timezone.localdate(), user=request.user)
        messages.success(request, _("“%(record)s” is noted as still right.") % {"record": record})
        back = request.POST.get("next", "")
        is_here = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
        return redirect(back if is_here else "wagtailadmin_home")
