"""The one form by which a town enters the register, prefilled from the gazetteer or by hand."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm

from pomost.desk.town_chooser.search import Found, look_alikes
from pomost.places.models import Municipality
from pomost.places.projection import Point

if TYPE_CHECKING:
    _MunicipalityForm = forms.ModelForm[Municipality]
else:  # Django's forms take type arguments only in their stubs
    _MunicipalityForm = forms.ModelForm


class TownSearchForm(BaseFilterForm):
    """What the officer types to find a town."""

    q = forms.CharField(
        label=_("Name of the town"),
        required=False,
        help_text=_("The first letters are enough, in any language and without accents."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class TownForm(_MunicipalityForm):
    """A new town. Where the register or the gazetteer holds one that may be the same, the officer is asked once."""

    is_another = forms.BooleanField(required=False, label=_("It is none of these. Add it as another town."))

    class Meta:
        model = Municipality
        fields = ["name", "country", "latitude", "longitude", "names"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The form is loaded into a page that has a form of its own: the prefix keeps the ids apart.
        super().__init__(*args, **{"prefix": "town", **kwargs})
        self.look_alikes = Found([], [])
        for name, limit in (("latitude", 90), ("longitude", 180)):
            field = self.fields[name]
            # A town without a place would be missing on the map and from the bridge.
            field.required = field.widget.is_required = True
            field.widget.attrs.update({"min": -limit, "max": limit, "step": "any", "autocomplete": "off"})
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        name, country = cleaned.get("name"), cleaned.get("country")
        latitude, longitude = cleaned.get("latitude"), cleaned.get("longitude")
        if self.errors or not (name and country) or latitude is None or longitude is None:
            return cleaned
        self.look_alikes = look_alikes(
            name, country, Point(latitude, longitude), except_geonames_id=self.instance.geonames_id
        )
        if self.look_alikes and not cleaned.get("is_another"):
            self.add_error("is_another", _("There is a town of this name close by. Is it one of these?"))
        return cleaned

    @property
    def first_to_look_at(self) -> str:
        """The id of what the officer goes on with: the question, else the first error, else the first field."""
        if self.look_alikes:
            return "look-alikes"
        names = [name for name in self.fields if name in self.errors] or ["name"]
        return self[names[0]].id_for_label
