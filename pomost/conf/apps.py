"""The room `conf` as a Django app."""

from django.apps import AppConfig


class ConfConfig(AppConfig):
    name = "pomost.conf"

    def ready(self) -> None:
        from pomost.conf.writes import follow

        follow()
