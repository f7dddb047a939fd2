"""How long a list is, in words that fit whatever it lists."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator


class CountedPaginator(WagtailPaginator):
    """As Wagtail's, which puts the plural of the model's name after any number: many languages have several plurals."""

    @cached_property
    def items_count_label(self) -> str:
        return _("Entries: %(count)s") % {"count": self.count}
