"""What follows from a partnership's acts and activities, shown in its form and never typed."""

from typing import Any

from django.utils import timezone
from wagtail.admin.panels import Panel

from pomost.register.models import Partnership
from pomost.register.queries import with_last_activity
from pomost.register.rules.living_state import living_standing


def standing_of(partnership: Partnership) -> dict[str, str]:
    """The legal and the living state in words, by today; the acts are those of the version given."""
    today = timezone.localdate()
    last = with_last_activity(Partnership.objects.filter(pk=partnership.pk)).values_list("last_activity", flat=True)
    return {
        "legal": partnership.legal_standing(on=today).in_words(),
        "living": living_standing(last.first(), on=today).in_words(),
    }


class StandingPanel(Panel):
    """The legal and the living state, above the facts."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one partnership; a new one has no states yet."""

        template_name = "desk/partnership/standing.html"

        def is_shown(self) -> bool:
            return self.instance is not None and self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), **standing_of(self.instance)}


class MissingActsPanel(Panel):
    """A warning above the acts where one is missing that a country's rules demand."""

    class BoundPanel(Panel.BoundPanel):
        """The warning for one partnership."""

        template_name = "desk/partnership/missing_acts.html"

        def is_shown(self) -> bool:
            return bool(self.missing)

        @property
        def missing(self) -> list[str]:
            """The missing acts in words."""
            if self.instance is None or self.instance.pk is None:
                return []
            return [act.in_words() for act in self.instance.missing_acts()]
