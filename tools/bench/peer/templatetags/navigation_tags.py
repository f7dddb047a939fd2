"""Menu, breadcrumbs and languages from the tree of pages, as Wagtail's demonstration site has them."""

from typing import Any

from django import template
from wagtail.models import Page, Site

register = template.Library()


@register.simple_tag(takes_context=True)
def get_site_root(context: dict[str, Any]) -> Any:
    """The home page in the language of the page."""
    return Site.find_for_request(context["request"]).root_page.localized


@register.inclusion_tag("peer/top_menu.html", takes_context=True)
def top_menu(context: dict[str, Any], parent: Any, calling_page: Any = None) -> dict[str, Any]:
    """The pages below `parent` that are in menus."""
    items = parent.get_children().live().in_menu()
    for item in items:
        item.active = calling_page.url_path.startswith(item.url_path) if calling_page else False
    return {"calling_page": calling_page, "menuitems": items, "request": context["request"]}


@register.inclusion_tag("peer/breadcrumbs.html", takes_context=True)
def breadcrumbs(context: dict[str, Any]) -> dict[str, Any]:
    """The way from the home page to this one."""
    page = context.get("self")
    ancestors = Page.objects.ancestor_of(page, inclusive=True).filter(depth__gt=1) if page and page.depth > 2 else ()
    return {"ancestors": ancestors, "request": context["request"]}
