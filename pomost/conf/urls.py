"""Addresses. Public pages stand under their language; everything else is the same for all languages."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("admin/login/", include("pomost.desk.login.urls")),  # before Wagtail's own: it may ask for a code
    path("admin/", include(wagtailadmin_urls)),
    path("", include("pomost.desk.reminders.urls")),
    path("", include("pomost.website.file_urls")),  # before Wagtail's own: it asks whether a document is public
    path("documents/", include(wagtaildocs_urls)),
    *i18n_patterns(path("", include("pomost.website.urls"))),
]

handler404 = "pomost.website.views.not_found"
handler500 = "pomost.website.views.failed"
