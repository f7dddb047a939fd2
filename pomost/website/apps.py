"""The room `website` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebsiteConfig(AppConfig):
    name = "pomost.website"
    verbose_name = _("Website")

    def ready(self) -> None:
        from pomost.register.models import Record
        from pomost.website.pages.history import follow_pages
        from pomost.website.preview import preview_record
        from pomost.website.search.following import follow

        Record.preview_view = staticmethod(preview_record)
        follow()
        follow_pages()
