"""What the register's actions are called in the history."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Deleting into the bin, bringing back from it, and confirming what is still right."""
    actions.register_action("pomost.delete", _("Delete"), _("Deleted; it can be brought back for 30 days"))
    actions.register_action("pomost.restore", _("Bring back"), _("Brought back from the bin"))
    actions.register_action("pomost.confirm", _("Confirm"), _("Confirmed as still right"))
