"""What a visitor chooses for the document of the basket."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pomost.website.basket.codes import MOST
from pomost.website.basket.documents import PUBLICATION, Choices
from pomost.website.basket.page_blocks import PARTS

CHOICES: dict[str, Any] = {
    "facts": _("Facts"),
    "story": _("Descriptions"),
    "timeline": _("Acts and activities"),
    "photos": _("Photos"),
    "documents": _("Documents"),
    "people": _("People and offices"),
    PUBLICATION: _("Publication data"),
}
# What a visitor has chosen for the document goes along, so that nothing typed is lost when something is moved.
CHOSEN = ("title", "note", "language", "part", "chosen")
assert set(PARTS) <= set(CHOICES)  # noqa: S101 - both lists name the same parts


class NoteField(forms.CharField):
    """Lines as a browser counts them: an end of a line is one character, though two are sent."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class DocumentForm(forms.Form):
    """Title, note, language and parts. Comes by GET, so that a document has an address; nothing of it is kept."""

    things = forms.CharField(max_length=25 * MOST, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    note = NoteField(
        label=_("Note"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It stands on the first page."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, required=False)
    part = forms.MultipleChoiceField(
        label=_("Parts"), choices=list(CHOICES.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    chosen = forms.CharField(required=False, initial="1", widget=forms.HiddenInput)

    sheet = forms.IntegerField(min_value=1, max_value=MOST, required=False, widget=forms.HiddenInput)

    @property
    def choices(self) -> Choices:
        """What was chosen: the language, else that of the address, and all parts where nobody was asked."""
        chosen = self.cleaned_data
        return Choices(
            language=chosen["language"] or get_language() or settings.LANGUAGE_CODE,
            title=chosen["title"],
            note=chosen["note"],
            left_out=set(CHOICES) - set(chosen["part"]) if chosen["chosen"] else set(),
        )
