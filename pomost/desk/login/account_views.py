"""What somebody who is signed in changes about signing in: second factor, recovery codes, sessions."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.util import random_hex
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from pomost.desk.login.forms import PasswordForm, SetUpForm
from pomost.desk.login.second_factor import (
    drop_second_factor,
    has_second_factor,
    offer_to,
    recovery_codes_left,
    renew_recovery_codes,
    set_up_second_factor,
)
from pomost.desk.login.sessions import end_sessions

if TYPE_CHECKING:
    _FormView = FormView[PasswordForm]
else:  # Django's views take type arguments only in their stubs
    _FormView = FormView

OFFERED_KEY = "second_factor_key"  # where the session keeps the key that is being set up


class SignInPage(WagtailAdminTemplateMixin):
    """A page below Account."""

    header_icon = "key"
    request: HttpRequest

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailadmin_account"), "label": _("Account")},
            {"url": reverse("desk_sign_in:overview"), "label": _("Signing in")},
            {"url": "", "label": self.page_title},
        ]


class OverviewView(SignInPage, TemplateView):
    """How the account is protected."""

    template_name = "desk/login/overview.html"
    page_title = _("Signing in")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, _self, current = super().get_breadcrumbs_items()
        return [*above, current]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "is_on": has_second_factor(self.request.user),
            "is_required": settings.POMOST_REQUIRE_SECOND_FACTOR,
            "codes_left": recovery_codes_left(self.request.user),
        }


class ProtectedView(SignInPage, _FormView):
    """Changes the second factor of who gives the password again, and the code when signing in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Another session may have set it up: then this one is worth no more than a password.
        if has_second_factor(request.user) and DEVICE_ID_SESSION_KEY not in request.session:
            logout(request)
            return redirect("wagtailadmin_login")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def show_codes(self, codes: list[str]) -> HttpResponse:
        """The recovery codes, this once."""
        context = super().get_context_data()
        return render(self.request, "desk/login/recovery_codes.html", {**context, "codes": codes})


class SetUpView(ProtectedView):
    """Sets up an app, the first or another one."""

    template_name = "desk/login/set_up.html"
    form_class = SetUpForm
    page_title = _("Set up the second factor")

    @property
    def key(self) -> str:
        """The key that this session offers; another one after each success."""
        key: str = self.request.session.setdefault(OFFERED_KEY, random_hex(20))
        return key

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "key": self.key}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_needed = settings.POMOST_REQUIRE_SECOND_FACTOR and DEVICE_ID_SESSION_KEY not in self.request.session
        offer = offer_to(self.request.user, self.key)
        return {**super().get_context_data(**kwargs), "offer": offer, "is_needed": is_needed}

    def form_valid(self, form: Any) -> HttpResponse:
        self.request.session.cycle_key()
        device, codes = set_up_second_factor(
            account=self.request.user,
            key=self.key,
            step=form.step,
            session_key=self.request.session.session_key,
        )
        del self.request.session[OFFERED_KEY]
        self.request.session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        messages.success(self.request, gettext("From now on a code is asked for when you sign in."))
        return self.show_codes(codes)


class RecoveryCodesView(ProtectedView):
    """Makes new recovery codes."""

    template_name = "desk/login/password.html"
    form_class = PasswordForm
    page_title = _("New recovery codes")
    extra_context = {"why": _("The old recovery codes will not open the desk any more."), "verb": _("Make new codes")}

    def form_valid(self, _form: Any) -> HttpResponse:
        if not has_second_factor(self.request.user):
            return redirect("desk_sign_in:overview")
        return self.show_codes(renew_recovery_codes(account=self.request.user))


class TurnOffView(ProtectedView):
    """Turns the second factor off, unless this office wants everybody to have one."""

    template_name = "desk/login/password.html"
    form_class = PasswordForm
    page_title = _("Turn off the second factor")
    extra_context = {"why": _("Then your password alone opens the desk."), "verb": _("Turn off")}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.POMOST_REQUIRE_SECOND_FACTOR:
            return redirect("desk_sign_in:overview")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, _form: Any) -> HttpResponse:
        account = self.request.user
        drop_second_factor(account=account, by=account, session_key=self.request.session.session_key)
        self.request.session.pop(DEVICE_ID_SESSION_KEY, None)
        messages.success(self.request, gettext("The second factor is off."))
        return redirect("desk_sign_in:overview")


class SignOutEverywhereView(View):
    """Ends all sessions of the account, this one too."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        end_sessions(request.user)
        logout(request)
        messages.success(request, gettext("You are signed out everywhere."))
        return redirect("wagtailadmin_login")


urlpatterns = [
    path("", OverviewView.as_view(), name="overview"),
    path("second-factor/", SetUpView.as_view(), name="set_up"),
    path("second-factor/off/", TurnOffView.as_view(), name="turn_off"),
    path("recovery-codes/", RecoveryCodesView.as_view(), name="recovery_codes"),
    path("sign-out-everywhere/", SignOutEverywhereView.as_view(), name="sign_out_everywhere"),
]
