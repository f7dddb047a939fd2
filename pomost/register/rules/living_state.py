"""The living state of a partnership: what follows from its last activity alone."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from pomost.register.choices import LivingState
from pomost.register.dates import PartialDate

QUIET_AFTER_MONTHS = 24
DORMANT_AFTER_MONTHS = 60


@dataclass(frozen=True)
class LivingStanding:
    """A living state and the activity that decides it."""

    state: LivingState
    last_activity: PartialDate | None = None

    def in_words(self) -> str:
        """The state and its reason in the active language: "quiet: last activity May 2024"."""
        if self.last_activity is None:
            return str(self.state.label)
        words = {"state": self.state.label, "date": self.last_activity.in_words()}
        return _("%(state)s: last activity %(date)s") % words


def living_standing(last_activity: PartialDate | None, on: date) -> LivingStanding:
    """Return the living state on the day `on`: quiet 24 whole months after the last activity, dormant after 60.

    Counted from the last day on which the activity may have been, so that nobody is called quiet too early. None:
    no activity is on record, which says nothing about the partnership.
    """
    if last_activity is None:
        return LivingStanding(LivingState.UNKNOWN)
    last = last_activity.last_day
    months = (on.year - last.year) * 12 + on.month - last.month - (1 if on.day < last.day else 0)
    if months >= DORMANT_AFTER_MONTHS:
        return LivingStanding(LivingState.DORMANT, last_activity)
    if months >= QUIET_AFTER_MONTHS:
        return LivingStanding(LivingState.QUIET, last_activity)
    return LivingStanding(LivingState.ACTIVE, last_activity)
