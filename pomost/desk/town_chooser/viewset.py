"""The town chooser: what every foreign key to a municipality is filled in with."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet

from pomost.desk.town_chooser.forms import TownForm
from pomost.desk.town_chooser.views import AddTownView, ChooseTownView, TownResultsView


class TownChooserViewSet(ChooserViewSet):
    """Takes the place of the snippet chooser that the municipality's own viewset would register."""

    icon = "home"
    choose_one_text = _("Choose a town")
    choose_another_text = _("Choose another town")
    edit_item_text = _("Edit this town")
    search_tab_label = _("Find a town")
    creation_tab_label = _("Enter by hand")
    create_action_label = _("Add this town")
    creation_form_class = TownForm
    choose_view_class = ChooseTownView
    choose_results_view_class = TownResultsView
    create_view_class = AddTownView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = {
            "choose_url_name": self.get_url_name("choose"),
            "from_gazetteer_url_name": self.get_url_name("from_gazetteer"),
        }
        common: dict[str, Any] = super().get_common_view_kwargs(**names, **kwargs)
        return common

    def get_urlpatterns(self) -> list[Any]:
        from_gazetteer = path("from-gazetteer/<int:geonames_id>/", self.create_view, name="from_gazetteer")
        return [*super().get_urlpatterns(), from_gazetteer]
