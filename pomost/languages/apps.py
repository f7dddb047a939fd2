"""The room `languages` as a Django app."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from pomost.languages.sqlite import teach_sqlite


class LanguagesConfig(AppConfig):
    name = "pomost.languages"

    def ready(self) -> None:
        connection_created.connect(teach_sqlite, dispatch_uid="pomost.languages")
