"""What an administrator of a city types about accounts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pomost.desk.models import Role

WHAT_ROLES_DO = _(
    "Readers see everything. Editors write, and submit for approval. Publishers approve, publish and delete."
    " Administrators look after accounts and settings besides."
)


def _role() -> forms.TypedChoiceField:
    # Capitals: the words stand alone here.
    choices = [(role.value, role.label.capitalize()) for role in Role]
    return forms.TypedChoiceField(
        label=_("Role"), help_text=WHAT_ROLES_DO, choices=choices, coerce=Role, widget=forms.RadioSelect
    )


class RoleForm(forms.Form):
    """Another role for an account."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["role"] = _role()  # here, where the language of who asks is known


class InvitationForm(RoleForm):
    """Somebody who is to work at the desk of the city."""

    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=150,  # it is the name of the account as well
        help_text=_("An invitation goes there, with a link for setting a password."),
    )
