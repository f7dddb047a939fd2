"""The room `conf` as a Django app."""

from django.apps import AppConfig


class ConfConfig(AppConfig):
    name = "pomost.conf"
