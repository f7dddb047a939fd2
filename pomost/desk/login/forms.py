"""The forms of signing in."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.forms.auth import PasswordResetForm as WagtailPasswordResetForm

from pomost.desk.login.mail import send_soon
from pomost.desk.login.second_factor import step_of

CODE_INPUT = {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}


class SignInForm(LoginForm):
    """Wagtail's; whoever cannot sign in is told the same for every reason."""

    # Django's own form tells apart who is known and not active; the backend has turned everybody away already.
    error_messages = {
        "invalid_login": _("This name and this password do not open the desk. Please try again."),
        "inactive": _("This name and this password do not open the desk. Please try again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].widget.attrs["autocomplete"] = "current-password"

    def clean_username(self) -> str:
        """Who was invited signs in with an e-mail address, and nobody thinks of its capitals."""
        username: str = self.cleaned_data["username"]
        return username.lower() if "@" in username else username


class PasswordResetForm(WagtailPasswordResetForm):
    """Wagtail's; the mail goes out after the answer, so that both answers take the same time."""

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        send_soon(to=to_email, template="desk/login/password_reset.txt", context=context)


class CodeField(forms.CharField):
    """A code as people copy it: spaces and hyphens do not count."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, widget=forms.TextInput(CODE_INPUT), **kwargs)

    def to_python(self, value: Any) -> Any:
        return "".join((super().to_python(value) or "").split()).replace("-", "")


class CodeForm(forms.Form):
    """The second step of signing in."""

    code = CodeField(
        label=_("Code"), help_text=_("Six digits from the app on your phone, or one of your recovery codes.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autofocus"] = ""


class PasswordForm(forms.Form):
    """Asks for the password again, before something is changed that protects the account."""

    password = forms.CharField(
        label=_("Your password"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        """Through the backends, so that wrong ones are counted."""
        password: str = self.cleaned_data["password"]
        if authenticate(self.request, username=self.request.user.get_username(), password=password) is None:
            raise forms.ValidationError(_("This is not your password."))
        return password


class SetUpForm(PasswordForm):
    """Proves that the app shows the right codes; `step` is then the half minute of the code."""

    code = CodeField(label=_("Code from the app"), help_text=_("Six digits."))
    field_order = ("code", "password")

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key
        self.step: int | None = None
        self.fields["code"].widget.attrs["inputmode"] = "numeric"

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        self.step = step_of(self.key, code)
        if self.step is None:
            raise forms.ValidationError(
                _("The app shows another code now. Type the one that is there; is the clock of the phone right?")
            )
        return code
