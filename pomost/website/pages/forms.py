"""The form of every page of the site."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from pomost.places.models import Municipality
from pomost.register.choices import ASKED_KINDS
from pomost.register.models import Note
from pomost.website.living_mistakes import tell_mistakes
from pomost.website.settings import CitySettings


class PageForm(WagtailAdminPageForm):
    """A page's title, introduction and body; what their living values mean is asked of the city of its site."""

    # What the register of changes tells about the version that is saved.
    change_kind = forms.ChoiceField(
        label=_("What kind of change is it?"), choices=[("", "–"), *ASKED_KINDS], required=False
    )
    change_reason = forms.CharField(
        label=_("Why is it changed?"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )

    def clean(self) -> Any:
        cleaned = super().clean()
        home = city_of(self.instance if self.instance.path else self.parent_page)
        if home is not None:
            tell_mistakes(self, home, "intro", "body")
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Save the page, and leave with it what is said of the change."""
        kind, reason = (str(self.cleaned_data.get(name) or "").strip() for name in ("change_kind", "change_reason"))
        self.instance.note = Note(kind, reason) if kind or reason else None
        return super().save(commit)


def city_of(page: Page) -> Municipality | None:
    """Return the city to whose site `page` belongs, or None."""
    language_home = Page.objects.filter(depth=2, path=page.path[: 2 * Page.steplen])
    keys = language_home.values("translation_key")
    found = CitySettings.objects.select_related("home").filter(site__root_page__translation_key__in=keys).first()
    return found.home if found else None
