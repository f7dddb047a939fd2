"""The form for writing to the office."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.places.names import readable
from pomost.website.contact import limits
from pomost.website.contact.models import LONGEST_ADDRESS, LONGEST_NAME, LONGEST_SUBJECT, LONGEST_TEXT


class ContactForm(forms.Form):
    """What a visitor writes. `homepage` is seen by programs only, which fill in whatever they find."""

    data: Any  # a QueryDict; the name under which Django's stubs know it cannot be copied
    use_required_attribute = False  # what is missing is said by the page, in the page's language

    name = forms.CharField(
        label=pgettext_lazy("person", "Name"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The answer goes there."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT)
    text = forms.CharField(
        label=_("Message"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Up to 5,000 characters."),
    )
    consent = forms.BooleanField(
        label="", error_messages={"required": _("Without your consent the office may not keep your message.")}
    )
    homepage = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": -1}),
    )
    about = forms.CharField(max_length=LONGEST_ADDRESS, required=False, widget=forms.HiddenInput)
    opened = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, consent: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].label = consent
        for name, field in self.fields.items():
            # A browser would cut off in silence what is too long; the form says so and keeps it.
            field.widget.attrs.pop("maxlength", None)
            if not field.widget.is_hidden and field.required and name != "consent":
                field.widget.attrs["aria-required"] = "true"

    @property
    def has_faults(self) -> bool:
        """Whether some field has to be looked at again."""
        return any(name in self.errors for name in self.fields)

    def clean_name(self) -> str:
        return readable(self.cleaned_data["name"])

    def clean_subject(self) -> str:
        """In one line, and with something to read in it."""
        subject = readable(self.cleaned_data["subject"])
        if not subject:
            raise ValidationError(self.fields["subject"].error_messages["required"], code="required")
        return subject

    def clean_text(self) -> str:
        """As it was written, without characters that steer a machine; marks of direction belong to some languages."""
        lines = str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\r", "\n")
        return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) != "Cc")

    def clean_about(self) -> str:
        """The address of a page of this site, or nothing."""
        return about_in(self.cleaned_data["about"])

    def clean_homepage(self) -> str:
        if self.cleaned_data["homepage"]:
            raise ValidationError(_("This field has to stay empty: it tells people from programs."), code="trap")
        return ""

    def clean(self) -> dict[str, Any] | None:
        try:
            limits.check_opened(self.data.get("opened", ""))
        except limits.TooQuickError:
            message = _("That was very quick. Please look through your message once more and send it again.")
            self.add_error(None, ValidationError(message, code="quick"))
        except limits.TooOldError:
            self.data = self.data.copy()
            self.data["opened"] = limits.opened_now()
            message = _("The form was open for too long. Nothing of your message is lost: please send it again.")
            self.add_error(None, ValidationError(message, code="old"))
        return self.cleaned_data


def about_in(address: str) -> str:
    """Return the part of `address` that can be the address of a page of this site, empty where there is none."""
    is_own = address.startswith("/") and not address.startswith("//") and len(address) <= LONGEST_ADDRESS
    return address if is_own and address.isprintable() and not set(address) & set(' \\<>"') else ""
