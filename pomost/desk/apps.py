"""The room `desk` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "pomost.desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        from pomost.desk.notifications import connect_notifications
        from pomost.desk.permissions import register_policies, role_of
        from pomost.register.models import Change

        register_policies()
        Change.role_of = staticmethod(role_of)
        connect_notifications()
