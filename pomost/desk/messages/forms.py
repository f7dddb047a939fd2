"""The answer to a message."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pomost.website.contact.models import LONGEST_TEXT


class AnswerForm(forms.Form):
    """What the office writes back."""

    text = forms.CharField(
        label=_("Answer"),
        max_length=2 * LONGEST_TEXT,
        widget=forms.Textarea({"rows": 10}),
        help_text=_("It goes to the writer by e-mail, in the name of the office, with the message quoted below it."),
    )
