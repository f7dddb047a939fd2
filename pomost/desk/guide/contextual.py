"""The way from a screen to the chapter that explains it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button

# By the kind of record, where its form has a chapter of its own; the others follow the one on partnerships.
CHAPTERS = {"activity": "activity", "office": "people", "contactperson": "people"}
FORM, LIST = "partnership", "lists"


def chapter_for(model: Any) -> str:
    """The name of the chapter that explains the form of a kind of record."""
    return CHAPTERS.get(model._meta.model_name, FORM)


def guide_button(chapter: str) -> Button:
    """An entry that leads to `chapter`, last in the menu beside a page's title."""
    return Button(_("Guide"), url=reverse("desk_guide:chapter", args=[chapter]), icon_name="help", priority=1000)
