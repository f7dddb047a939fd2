"""Choosing a record for another record's form: looked up by the same texts as in the record's list."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from pomost.languages.search import matching


class RecordSearchForm(BaseFilterForm):
    """What the officer types to find a record."""

    q = forms.CharField(label=_("Search term"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Those of which the texts of the list's search contain each word that was typed."""
        text = self.cleaned_data["q"].strip()
        if not text:
            return objects
        self.is_searching, self.search_query = True, text
        return objects.filter(matching(text, *objects.model.snippet_viewset.search_fields))


class RecordListing:
    """The records that fit, named in the officer's language."""

    filter_form_class = RecordSearchForm
    model_class: Any
    request: Any

    def get_object_list(self) -> QuerySet[Any]:
        return self.model_class.snippet_viewset.get_queryset(self.request)


class ChooseRecordView(RecordListing, ChooseView):
    """The whole window."""


class RecordResultsView(RecordListing, ChooseResultsView):
    """The list alone, as the officer types."""


class RecordChooserViewSet(SnippetChooserViewSet):
    """Wagtail's chooser of snippets, with a search."""

    choose_view_class = ChooseRecordView
    choose_results_view_class = RecordResultsView
    choose_one_text = _("Choose")
    choose_another_text = _("Choose another")
