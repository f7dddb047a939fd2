"""Which pages of the tree everybody may read: the one place that says so for lists of pages."""

from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils.translation import get_language
from wagtail.models import Page

from pomost.website.signposts import Signpost


def public_pages(kind: type[Page]) -> Any:
    """The pages of `kind` that everybody may read: no draft, kept from nobody, and below no such page."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    hidden = Page.objects.filter(Q(live=False) | Q(view_restrictions__isnull=False)).annotate(whole=path)
    return kind._default_manager.filter(~Exists(hidden.filter(whole__startswith=F("path"))))


def public_pages_in(signpost: Signpost) -> Any:
    """The pages of the site in the active language that everybody may read."""
    home = signpost.homes[get_language() or ""]
    return public_pages(Page).filter(path__startswith=home.path).select_related("locale")
