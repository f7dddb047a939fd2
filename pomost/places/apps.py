"""The room `places` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "pomost.places"
    verbose_name = _("Places")
