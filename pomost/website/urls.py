"""Addresses of the public site, after the language."""

from django.contrib.auth.views import LoginView
from django.urls import path, re_path
from django.utils.translation import pgettext_lazy
from wagtail.urls import WAGTAIL_FRONTEND_LOGIN_TEMPLATE, serve_pattern
from wagtail.views import authenticate_with_password

from pomost.website import change_views, views
from pomost.website.basket import file_views as basket_files
from pomost.website.basket import views as basket_views
from pomost.website.contact import views as contact_views
from pomost.website.search import views as search_views
from pomost.website.standing import views as standing

urlpatterns = [
    # Pages that are kept from the public ask here who wants to see them.
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        authenticate_with_password,
        name="wagtailcore_authenticate_with_password",
    ),
    path("_util/login/", LoginView.as_view(template_name=WAGTAIL_FRONTEND_LOGIN_TEMPLATE), name="wagtailcore_login"),
    path(pgettext_lazy("address of a page", "search/"), search_views.results, name="search"),
    path(pgettext_lazy("address of a page", "search/suggestions/"), search_views.suggestions, name="suggestions"),
    re_path(r"^(?P<path>(?:[\w\-]+/)+)calendar\.ics$", views.calendar, name="calendar"),
    path(
        pgettext_lazy("address of a page", "accessibility-statement/"),
        standing.accessibility,
        name="accessibility-statement",
    ),
    path(pgettext_lazy("address of a page", "contact-form/"), contact_views.contact, name="contact-form"),
    path(pgettext_lazy("address of a page", "contact-form/sent/"), contact_views.sent, name="contact-form-sent"),
    path(pgettext_lazy("address of a page", "credits/"), standing.credits, name="credits"),
    path(pgettext_lazy("address of a page", "privacy/"), standing.privacy, name="privacy"),
    # What stands before `~changes/` is the address of a record or page; `~` is in no slug. Where nothing does, that is
    # the first page: it has versions like any other, and in the place of its own register that of the whole site.
    path("~basket/", basket_views.change, name="change-basket"),
    path("~basket/document.pdf", basket_files.document, name="basket-document"),
    path("~basket/files.zip", basket_files.originals, name="basket-originals"),
    path("~basket/print/", basket_files.print_view, name="basket-print"),
    path("~basket/prepared/", basket_files.ask, name="ask-for-file"),
    path("~basket/prepared/<slug:token>/", basket_files.prepared, name="prepared-file"),
    path("~basket/prepared/<slug:token>/file", basket_files.prepared_file, name="prepared-file-itself"),
    path("~changes/", change_views.of_site, name="site-changes"),
    path("~changes/atom/", change_views.feed, name="changes-feed"),
    re_path(r"^(?P<path>(?:[\w\-]+/)+)~changes/$", change_views.changes, name="changes"),
    re_path(r"^(?P<path>(?:[\w\-]+/)*)~changes/(?P<number>[1-9][0-9]{0,8})/$", change_views.version, name="version"),
    re_path(
        r"^(?P<path>(?:[\w\-]+/)*)~changes/(?P<earlier>[1-9][0-9]{0,8})\.\.(?P<later>[1-9][0-9]{0,8})/$",
        change_views.comparison,
        name="comparison",
    ),
    re_path(serve_pattern, views.serve, name="wagtail_serve"),
]
