"""What the desk adds to Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from pomost.desk.action_menu import arrange
from pomost.desk.background import BackgroundView, background_menu_item
from pomost.desk.bin import BinMenuItem, urlpatterns
from pomost.desk.bulk_actions import BULK_ACTIONS
from pomost.desk.city_accounts import views as city_accounts
from pomost.desk.comparison import register_comparisons
from pomost.desk.dashboard.panels import arrange_home, without_summary
from pomost.desk.dashboard.views import ConfirmContactView, MattersView
from pomost.desk.guide.views import guide_menu_item
from pomost.desk.guide.views import urlpatterns as guide_urlpatterns
from pomost.desk.links.views import links_menu_item
from pomost.desk.links.views import urlpatterns as links_urlpatterns
from pomost.desk.login import account_views
from pomost.desk.messages.views import messages_menu_item
from pomost.desk.messages.views import urlpatterns as messages_urlpatterns
from pomost.desk.quick_entry import LogActivityMenuItem, LogActivityView
from pomost.desk.reminders.views import RemindersView
from pomost.desk.reports import hide_reports
from pomost.desk.translations import TranslatePageView, translate_button
from pomost.desk.understood_dates import understood_date
from pomost.desk.viewsets.records import RegisterGroup
from pomost.desk.viewsets.references import ReferenceGroup

# What holds everywhere comes last.
STYLES = tuple(
    f"desk/{name}.css" for name in ("forms", "towns", "lists", "history", "dashboard", "messages", "guide", "desk")
)
SCRIPTS = (
    "desk/place-map.js",
    "desk/town-form.js",
    "desk/story-languages.js",
    "desk/picked-records.js",
    "desk/shown-later.js",
    "desk/copied-address.js",
    "desk/kept-focus.js",
)

# Reference lists first: the forms of the records ask for the town chooser, which comes with them.
register_snippet(ReferenceGroup)
register_snippet(RegisterGroup)
register_comparisons()
# After Wagtail's own for all snippets, whose place it takes.
for bulk_action in BULK_ACTIONS:
    hooks.register("register_bulk_action", bulk_action, order=100)
hooks.register("construct_snippet_action_menu", arrange)
hooks.register("construct_reports_menu", hide_reports)
hooks.register("register_reports_menu_item", links_menu_item)
hooks.register("register_reports_menu_item", background_menu_item)
hooks.register("register_admin_menu_item", messages_menu_item)
hooks.register("register_help_menu_item", guide_menu_item)
hooks.register("register_page_header_buttons", translate_button)
hooks.register("construct_homepage_panels", arrange_home)
# After Wagtail's images and documents, which add theirs by the same hook.
hooks.register("construct_homepage_summary_items", without_summary, order=100)


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    """Where the desk's own pages stand, and where typed dates are read."""
    return [
        path("bin/", include((urlpatterns, "desk_bin"), namespace="desk_bin")),
        path("background/", BackgroundView.as_view(), name="desk_background"),
        path("guide/", include((guide_urlpatterns, "desk_guide"), namespace="desk_guide")),
        path("links/", include((links_urlpatterns, "desk_links"), namespace="desk_links")),
        path("messages/", include((messages_urlpatterns, "desk_messages"), namespace="desk_messages")),
        path("log-activity/", LogActivityView.as_view(), name="desk_log_activity"),
        path("matters/<slug:sort>/", MattersView.as_view(), name="desk_matters"),
        path("confirm/<slug:kind>/<int:pk>/", ConfirmContactView.as_view(), name="desk_confirm"),
        path("calendar-and-digest/", RemindersView.as_view(), name="desk_reminders"),
        path("translate-page/<int:page_id>/", TranslatePageView.as_view(), name="desk_translate_page"),
        path("understood-date/", understood_date, name="desk_understood_date"),
        path("accounts/", include((city_accounts.urlpatterns, "desk_accounts"), namespace="desk_accounts")),
        path("account/signing-in/", include((account_views.urlpatterns, "desk_sign_in"), namespace="desk_sign_in")),
    ]


@hooks.register("register_admin_menu_item")
def log_activity_menu_item() -> LogActivityMenuItem:
    """The way to the short form, first in the menu: nothing is entered more often."""
    address = reverse("desk_log_activity")
    return LogActivityMenuItem(_("Log an activity"), address, name="log-activity", icon_name="plus-inverse", order=40)


@hooks.register("register_register_menu_item")
def bin_menu_item() -> BinMenuItem:
    """The way to the bin, last in the menu Register."""
    return BinMenuItem(_("Bin"), reverse("desk_bin:list"), name="bin", icon_name="bin", order=900)


@hooks.register("register_account_menu_item")
def signing_in(_request: HttpRequest) -> dict[str, Any]:
    """The way to second factor and sessions, in the account's own page."""
    help_text = _("Second factor, recovery codes, signing out on all devices")
    return {"url": reverse("desk_sign_in:overview"), "label": _("Signing in"), "help_text": help_text}


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What happens to accounts."""
    actions.register_action("pomost.invite", _("Invite"), _("Invited to the desk of a city"))
    actions.register_action("pomost.change_role", _("Change role"), _("Role for a city changed"))
    actions.register_action("pomost.take_role", _("Take role away"), _("Role for a city taken away"))
    actions.register_action("pomost.second_factor_on", _("Turn on second factor"), _("Second factor turned on"))
    actions.register_action("pomost.second_factor_off", _("Turn off second factor"), _("Second factor turned off"))
    actions.register_action("pomost.recovery_codes", _("New recovery codes"), _("New recovery codes made"))


@hooks.register("register_settings_menu_item")
def accounts_menu_item() -> city_accounts.AccountsMenuItem:
    """The way to the accounts of a city, for its administrators."""
    address = reverse("desk_accounts:index")
    return city_accounts.AccountsMenuItem(_("Accounts"), address, name="accounts", icon_name="group", order=10)


@hooks.register("register_admin_menu_item")
def reminders_menu_item() -> MenuItem:
    """The way to the officer's own calendar and weekly mail, after the lists."""
    return MenuItem(
        _("Calendar and digest"), reverse("desk_reminders"), name="reminders", icon_name="calendar-alt", order=70
    )


@hooks.register("insert_global_admin_css")
def styles() -> str:
    """The desk's styles, on every page of the admin."""
    return format_html_join("", '<link rel="stylesheet" href="{}">', ((static(path),) for path in STYLES))


@hooks.register("insert_global_admin_js")
def scripts() -> str:
    """The desk's custom elements; they wake up wherever the window of the town chooser is loaded."""
    dates = format_html(
        '<script type="module" src="{}" data-understood-date="{}" data-unknown="{}"></script>',
        static("desk/understood-dates.js"),
        reverse("desk_understood_date"),
        _("not a date yet"),
    )
    return dates + format_html_join(
        "", '<script type="module" src="{}"></script>', ((static(path),) for path in SCRIPTS)
    )


@hooks.register("construct_help_menu")
def without_news(request: HttpRequest, items: list[Any]) -> None:
    """Leave out what is new in Wagtail and its guide on another host: badges would draw officers there."""
    items[:] = [item for item in items if not item.name.startswith(("whats-new", "editor-guide"))]
