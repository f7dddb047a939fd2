"""A part of a form that only tells: it is fetched when its tab is shown, so that a form costs nothing for it."""

from typing import Any

from django.contrib.admin.utils import quote
from django.urls import reverse
from wagtail.admin.panels import Panel


class LaterPanel(Panel):
    """What the view `view` of the record's kind answers; a record that was never saved has nothing to tell.

    Without the script (desk/shown-later.js) `link` leads there.
    """

    def __init__(self, view: str = "", link: Any = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.view = view
        self.link = link

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "view": self.view, "link": self.link}

    class BoundPanel(Panel.BoundPanel):
        """The part of one record's form."""

        template_name = "desk/record/later_panel.html"

        def is_shown(self) -> bool:
            return self.instance is not None and self.instance.pk is not None

        @property
        def address(self) -> str:
            """Where the part stands by itself."""
            viewset = type(self.instance).snippet_viewset
            return reverse(viewset.get_url_name(self.panel.view), args=[quote(self.instance.pk)])
