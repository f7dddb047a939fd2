"""The chooser's window: look a town up, confirm one from the gazetteer, or enter one by hand."""

from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.admin.views.generic import chooser

from pomost.desk.town_chooser.forms import TownForm, TownSearchForm
from pomost.desk.town_chooser.search import Found, find_towns, found_as
from pomost.places.gazetteer import Town, gazetteer
from pomost.places.models import Municipality

# Wagtail's script prepares the links and forms of the window after this step, whatever the window shows.
STEP = {"step": "choose"}


class TownListing(chooser.BaseChooseView):
    """The towns that fit what was typed; before anything is typed, those of the register."""

    filter_form_class = TownSearchForm
    results_template_name = "desk/town_chooser/results.html"
    from_gazetteer_url_name = ""

    def get_results_page(self, request: HttpRequest) -> Any:
        text = self.filter_form.cleaned_data["q"].strip() if self.filter_form.is_valid() else ""
        self.filter_form.search_query = text
        self.filter_form.is_searching = bool(text)
        self.found = find_towns(text) if text else Found([], [])
        return super().get_results_page(request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "found": self.found,
            "query_string": _query_string(self.request),
            "create_url": reverse(self.create_url_name),
        }


class ChooseTownView(chooser.ChooseViewMixin, chooser.CreationFormMixin, TownListing):
    """The whole window."""

    template_name = "desk/town_chooser/choose.html"
    creation_form_template_name = "desk/town_chooser/by_hand_tab.html"


class TownResultsView(chooser.ChooseResultsViewMixin, chooser.CreationFormMixin, TownListing):
    """The list alone, as the officer types."""


class AddTownView(chooser.CreationFormMixin, chooser.ChosenResponseMixin, View):
    """The form for a new town, from the gazetteer or by hand. Nothing is created before it is sent."""

    choose_url_name = ""
    chosen_url_name = ""
    from_gazetteer_url_name = ""
    template_name = "desk/town_chooser/add_town.html"
    town: Town | None = None

    def dispatch(self, request: HttpRequest, geonames_id: int | None = None) -> HttpResponseBase:
        if not self.can_create():
            return self.reply("desk/town_chooser/not_allowed.html", {})
        if geonames_id is not None:
            held = Municipality.objects.filter(geonames_id=geonames_id).first()
            if held is not None:
                return self.get_chosen_response(held)
            self.town = gazetteer().get(geonames_id)
            if self.town is None:
                raise Http404
        return super().dispatch(request)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.get_creation_form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.get_creation_form()
        return self.get_chosen_response(save_town(form)) if form.is_valid() else self.show(form)

    def get_creation_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_creation_form_kwargs()
        if self.town is None:
            return {**kwargs, "initial": {"name": self.request.GET.get("q", "")}}
        initial = {
            "name": self.town.name,
            "country": self.town.country,
            "latitude": round(self.town.latitude, 4),
            "longitude": round(self.town.longitude, 4),
        }
        return {**kwargs, "initial": initial, "instance": Municipality(geonames_id=self.town.geonames_id)}

    def get_create_url(self) -> str:
        return self.request.get_full_path()

    def show(self, form: TownForm) -> HttpResponse:
        """Show the form as the whole of the window."""
        context = self.get_creation_form_context_data(form)
        return self.reply(
            self.template_name,
            {**context, "town": self.town, "known_names": self.known_names(), "found": form.look_alikes},
        )

    def known_names(self) -> list[str]:
        """The gazetteer's main name and the one that was looked for; neither need be the town's own."""
        text = self.request.GET.get("q", "")
        return list(dict.fromkeys([self.town.name, found_as(self.town, text)])) if self.town else []

    def reply(self, template: str, context: dict[str, Any]) -> HttpResponse:
        """Answer with `template` as the whole of the window; its way back leads to what was looked for."""
        query_string = _query_string(self.request)
        context |= {"view": self, "query_string": query_string}
        context["back_url"] = f"{reverse(self.choose_url_name)}?{query_string}"
        context["page_title"] = _("Add a town") if self.town else _("Enter a town by hand")
        return render_modal_workflow(self.request, template, None, context, json_data=STEP)


def save_town(form: TownForm) -> Municipality:
    """Create the town of a valid form, or return the one with its GeoNames number that somebody else just created."""
    try:
        with transaction.atomic():
            return form.save()
    except IntegrityError:
        return Municipality.objects.get(geonames_id=form.instance.geonames_id)


def _query_string(request: HttpRequest) -> str:
    """What was looked for, and how the widget wants its answer, to be handed on from link to link."""
    kept = request.GET.copy()
    for name in list(kept):
        if name not in ("q", "multiple"):
            del kept[name]
    return kept.urlencode()
