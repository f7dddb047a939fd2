"""The accounts of a city, for its administrators: the list, inviting, changing a role, taking it away."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from pomost.desk.city_accounts.actions import (
    change_role,
    invite_account,
    invite_again,
    reset_second_factor,
    take_role,
)
from pomost.desk.city_accounts.forms import InvitationForm, RoleForm
from pomost.desk.city_accounts.queries import Holder, holder_of, holders_of
from pomost.desk.permissions import administered_by, administered_keys
from pomost.places.models import Municipality

if TYPE_CHECKING:
    _FormView = FormView[RoleForm]
else:  # Django's views take type arguments only in their stubs
    _FormView = FormView


class CityPage(WagtailAdminTemplateMixin):
    """A page for the administrators of the city that its address names; for everybody else there is none."""

    header_icon = "group"
    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.city is None:
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def city(self) -> Any:
        """The city, if the user is one of its administrators."""
        return administered_by(self.request.user).filter(pk=self.kwargs["city"]).first()

    @cached_property
    def holder(self) -> Holder:
        """The account that the address names; Http404 where it holds no role for the city."""
        holder = holder_of(self.city, self.kwargs["account"])
        if holder is None:
            raise Http404
        return holder

    @property
    def list_url(self) -> str:
        """Where the city's accounts are listed."""
        return reverse("desk_accounts:list", args=[self.city.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        accounts = {"url": self.list_url, "label": gettext("Accounts: %(city)s") % {"city": self.city.title}}
        return [*self.breadcrumbs_items, accounts, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "city": self.city, "list_url": self.list_url}


class IndexView(View):
    """Leads to the accounts of the first city."""

    def get(self, request: HttpRequest) -> HttpResponse:
        cities = sorted(administered_by(request.user), key=lambda city: city.title)
        if not cities:
            raise PermissionDenied
        return redirect("desk_accounts:list", cities[0].pk)


class ListView(CityPage, TemplateView):
    """Who holds a role for the city."""

    template_name = "desk/city_accounts/list.html"

    def get_page_title(self) -> str:
        return gettext("Accounts: %(city)s") % {"city": self.city.title}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_header_buttons(self) -> list[Any]:
        address = reverse("desk_accounts:invite", args=[self.city.pk])
        return [HeaderButton(gettext("Invite somebody"), url=address, icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = [city for city in self._cities() if city != self.city]
        return {**super().get_context_data(**kwargs), "holders": holders_of(self.city), "others": others}

    def _cities(self) -> list[Municipality]:
        return sorted(administered_by(self.request.user), key=lambda city: city.title)


class InviteView(CityPage, _FormView):
    """Invites somebody; what was typed stays where something is wrong with it."""

    template_name = "desk/city_accounts/form.html"
    form_class = InvitationForm
    page_title = _("Invite somebody")
    extra_context = {"verb": _("Send the invitation")}

    def form_valid(self, form: RoleForm) -> HttpResponse:
        try:
            invite_account(city=self.city, by=self.request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        said = gettext("The invitation is on its way to %(email)s.") % {"email": form.cleaned_data["email"]}
        messages.success(self.request, said)
        return redirect(self.list_url)


class EditView(CityPage, _FormView):
    """Changes the role of an account, and leads to all else that can be done with it."""

    template_name = "desk/city_accounts/edit.html"
    form_class = RoleForm
    extra_context = {"verb": _("Save")}

    def get_page_title(self) -> str:
        return self.holder.name

    def get_initial(self) -> dict[str, Any]:
        return {"role": self.holder.role.value}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "holder": self.holder}

    def form_valid(self, form: RoleForm) -> HttpResponse:
        role = form.cleaned_data["role"]
        try:
            change_role(city=self.city, account=self.holder.account, role=role, by=self.request.user)
        except ValidationError as error:
            form.add_error("role", error)
            return self.form_invalid(form)
        said = gettext("%(name)s has another role now: %(role)s.") % {"name": self.holder.name, "role": role.label}
        messages.success(self.request, said)
        return redirect(self.list_url)


class ConfirmedView(CityPage, TemplateView):
    """Asks before it does something with an account."""

    template_name = "desk/city_accounts/confirm.html"
    verb: Any
    question: Any
    done: Any

    def get_page_title(self) -> str:
        return str(self.verb)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = self.question % {"name": self.holder.name, "city": self.city.title}
        return {**super().get_context_data(**kwargs), "holder": self.holder, "question": question, "verb": self.verb}

    def act(self) -> None:
        """Do it. Raises ValidationError where a rule forbids it."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        name = self.holder.name
        try:
            self.act()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, self.done % {"name": name, "city": self.city.title})
        # Who has just taken the own role away may not see the list any more.
        return redirect(self.list_url if request.user != self.holder.account else "wagtailadmin_home")


class TakeRoleView(ConfirmedView):
    verb = _("Take the role away")
    question = _("%(name)s will not work for %(city)s any more. What they wrote stays, with their name in the history.")
    done = _("%(name)s does not work for %(city)s any more.")

    def act(self) -> None:
        take_role(city=self.city, account=self.holder.account, by=self.request.user)


class ResetSecondFactorView(ConfirmedView):
    verb = _("Reset the second factor")
    question = _(
        "Phone and recovery codes of %(name)s are lost? Make sure that it is really them who ask. Then the password"
        " alone opens the desk, until they set up another phone."
    )
    done = _("The second factor of %(name)s is off. They were told by e-mail.")

    def act(self) -> None:
        reset_second_factor(city=self.city, account=self.holder.account, by=self.request.user)


class InviteAgainView(ConfirmedView):
    verb = _("Send the invitation again")
    question = _("%(name)s has not set a password yet. The link of an invitation holds for three days.")
    done = _("A new invitation is on its way to %(name)s.")

    def act(self) -> None:
        invite_again(city=self.city, account=self.holder.account, by=self.request.user)


class AccountsMenuItem(MenuItem):
    """The menu's way to the accounts, for administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser or administered_keys(request.user))


urlpatterns = [
    path("", IndexView.as_view(), name="index"),
    path("<int:city>/", ListView.as_view(), name="list"),
    path("<int:city>/invite/", InviteView.as_view(), name="invite"),
    path("<int:city>/<int:account>/", EditView.as_view(), name="edit"),
    path("<int:city>/<int:account>/take-role/", TakeRoleView.as_view(), name="take_role"),
    path("<int:city>/<int:account>/second-factor/", ResetSecondFactorView.as_view(), name="reset_second_factor"),
    path("<int:city>/<int:account>/invite-again/", InviteAgainView.as_view(), name="invite_again"),
]
