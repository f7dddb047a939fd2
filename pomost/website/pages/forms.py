"""The form of every page of the site."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from pomost.places.models import Municipality
from pomost.website.living_mistakes import tell_mistakes
from pomost.website.settings import CitySettings


class PageForm(WagtailAdminPageForm):
    """A page's title, introduction and body; what their living values mean is asked of the city of its site."""

    def clean(self) -> Any:
        cleaned = super().clean()
        home = city_of(self.instance if self.instance.path else self.parent_page)
        if home is not None:
            tell_mistakes(self, home, "intro", "body")
        return cleaned


def city_of(page: Page) -> Municipality | None:
    """Return the city to whose site `page` belongs, or None."""
    language_home = Page.objects.filter(depth=2, path=page.path[: 2 * Page.steplen])
    keys = language_home.values("translation_key")
    found = CitySettings.objects.select_related("home").filter(site__root_page__translation_key__in=keys).first()
    return found.home if found else None
