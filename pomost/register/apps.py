"""The room `register` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegisterConfig(AppConfig):
    name = "pomost.register"
    verbose_name = _("Register")
