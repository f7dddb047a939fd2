"""Signing in: the password first, then a code where the account has a second factor."""

from dataclasses import asdict, dataclass
from time import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.generic import FormView
from django_otp import DEVICE_ID_SESSION_KEY
from wagtail.admin import messages
from wagtail.admin.views.account import LoginView

from pomost.desk.login.forms import CodeForm
from pomost.desk.login.second_factor import check_code, has_second_factor
from pomost.desk.login.throttle import count_failure, is_locked_out

if TYPE_CHECKING:
    _FormView = FormView["CodeForm"]
else:  # Django's views take type arguments only in their stubs
    _FormView = FormView

BACKEND = "pomost.desk.accounts.DeskBackend"
HALF_WAY = "signing_in"  # where the session keeps who has given the password, and not yet the code
SECONDS_FOR_CODE = 600


@dataclass(frozen=True)
class HalfWay:
    """Who has given the right password: the account as it was then, and where they are going."""

    account: int
    stamp: str  # changes with the password
    at: float
    next: str
    remember: bool

    @classmethod
    def of(cls, request: HttpRequest) -> Any:
        """The account that is half-way in this session, and this; None where nobody is, or not any more."""
        kept = request.session.get(HALF_WAY)
        if not kept or time() - kept["at"] > SECONDS_FOR_CODE:
            return None
        account = get_user_model()._default_manager.filter(pk=kept["account"], is_active=True).first()
        if account is None or not constant_time_compare(account.get_session_auth_hash(), kept["stamp"]):
            return None
        return account, cls(**kept)


class SignInView(LoginView):
    """Wagtail's, with a second step."""

    def form_valid(self, form: Any) -> HttpResponse:
        account = form.get_user()
        if not has_second_factor(account):
            response: HttpResponse = super().form_valid(form)
            return response
        remember = bool(form.cleaned_data.get("remember"))
        half_way = HalfWay(account.pk, account.get_session_auth_hash(), time(), self.get_success_url(), remember)
        self.request.session.flush()
        self.request.session[HALF_WAY] = asdict(half_way)
        self.request.session.set_expiry(0)
        return redirect("desk_login:code")


class CodeView(RedirectURLMixin, _FormView):
    """The second step."""

    template_name = "desk/login/code.html"
    form_class = CodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = HalfWay.of(request)
        if found is None:
            messages.error(request, _("Please sign in again: it took too long."))
            return redirect("wagtailadmin_login")
        self.account, self.half_way = found
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: CodeForm) -> HttpResponse:
        username = self.account.get_username()
        if is_locked_out(self.request, username):
            return HttpResponse(status=429)  # Axes puts its page here
        checked = check_code(account=self.account, code=form.cleaned_data["code"])
        if checked.device is not None:
            return self.let_in(checked.device)
        if checked.wait_until is not None:
            moment = time_format(localtime(checked.wait_until), "H:i:s")
            form.add_error(
                "code", _("After a wrong code the next one has to wait. Try again at %(time)s.") % {"time": moment}
            )
        else:
            count_failure(self.request, username)
            form.add_error("code", _("This code is wrong or was used already. Wait for the next one and type it."))
        return self.form_invalid(form)

    def let_in(self, device: Any) -> HttpResponse:
        """Sign in whoever gave the code."""
        self.request.session.flush()
        login(self.request, self.account, backend=BACKEND)
        self.request.session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        self.request.session.set_expiry(settings.SESSION_COOKIE_AGE if self.half_way.remember else 0)
        return redirect(self.half_way.next)
