"""What the forms of all kinds of record are put together from."""

from typing import Any

from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)

from pomost.desk.children_panel import ChildrenPanel
from pomost.desk.forms import RecordForm
from pomost.desk.formsets import ChildrenFormSet, OneEachFormSet
from pomost.desk.later_panel import LaterPanel
from pomost.desk.story_tabs import story_tabs

PEOPLE = pgettext_lazy("tab of a form", "People")
AS_KNOWN = _("As exactly as known: 1984, May 2009 or 4 March 2002.")


def one_each(field: str, message: Any) -> type[ChildrenFormSet]:
    """The rule that each child has another value in `field`; `message` is said at the second one."""
    return type("OneEach", (OneEachFormSet,), {"one_each": field, "message": message})


def period(start: str, end: str) -> FieldRowPanel:
    """Two partial dates beside each other."""
    return FieldRowPanel([FieldPanel(start, help_text=AS_KNOWN), FieldPanel(end)])


def money(*amounts: str) -> list[Panel]:
    """How exactly an amount is known, the amount, and its currency."""
    return [
        FieldPanel("precision", help_text=_("As the papers say it. A total of amounts that are not exact says so.")),
        FieldRowPanel([*(FieldPanel(amount) for amount in amounts), FieldPanel("currency")]),
    ]


def origin() -> MultiFieldPanel:
    """Where facts come from, folded away where they belong to a part of a record."""
    return MultiFieldPanel([FieldPanel("source"), FieldPanel("is_example")], heading=_("Source"), classname="collapsed")


def attachments() -> ObjectList:
    """The tab of the photos and documents."""
    terms = [FieldRowPanel([FieldPanel("author"), FieldPanel("licence")]), FieldPanel("is_example")]
    photos = ChildrenPanel(
        "photos",
        panels=[
            FieldPanel("image"),
            FieldPanel("alternative"),
            FieldPanel("is_decorative"),
            FieldPanel(
                "caption", help_text=_("Everybody reads it below the photo; it does not replace the text above.")
            ),
            *terms,
        ],
        heading=_("Photos"),
        label=_("Photo"),
        help_text=_(
            "Before it is published, each photo needs an alternative text, or the tick that it only decorates."
        ),
    )
    documents = ChildrenPanel(
        "documents",
        panels=[FieldPanel("file"), FieldPanel("title"), FieldPanel("language"), *terms],
        heading=_("Documents"),
        label=_("Document"),
    )
    return ObjectList([photos, documents], heading=_("Photos and documents"))


class RecordTabs(TabbedInterface):
    """The tabs of a record's form. Why it is changed stands below all of them: see templates/desk/record/edit.html."""

    class BoundPanel(TabbedInterface.BoundPanel):
        """The tabs of one record."""

        def render_missing_fields(self) -> Any:
            """As Wagtail's, which would show every field without a panel: of these, the hidden ones alone."""
            return format_html_join("", "{}", ((field,) for field in self.form.hidden_fields()))


def people_told() -> ObjectList:
    """The tab that tells of offices and persons without changing them."""
    return ObjectList([LaterPanel("people", _("Offices and contact persons"))], heading=PEOPLE)


def record_form(
    facts: list[Any],
    *more: ObjectList,
    people: ObjectList | None = None,
    files: bool = True,
    base_form_class: type[RecordForm] = RecordForm,
) -> TabbedInterface:
    """The form of a kind of record: its facts, `more` tabs of its own, and what all records share.

    `people`: the tab of the people, where the kind has any. `files`: whether it has photos and documents.
    """
    keeper = FieldPanel(
        "keeper",
        help_text=_("The municipality whose office keeps this record. Only its officers can change it."),
    )
    keeping = [keeper, FieldPanel("slug"), FieldPanel("source"), FieldPanel("is_example")]
    return RecordTabs(
        [
            ObjectList(facts, heading=_("Facts")),
            *more,
            *story_tabs(),
            *([people] if people else []),
            *([attachments()] if files else []),
            ObjectList(keeping, heading=_("Keeper and address")),
            ObjectList([LaterPanel("latest_versions", _("History"))], heading=_("History")),
        ],
        base_form_class=base_form_class,
    )
