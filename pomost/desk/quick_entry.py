"""Logging an activity in one short form: day, kind, title, towns and people. The rest can be told later."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from pomost.desk.beginnings import home_of
from pomost.desk.permissions import KeeperPolicy
from pomost.languages.folding import fold
from pomost.languages.translated import Translated
from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record, save_draft
from pomost.register.choices import ActivityKind, ActivityStatus
from pomost.register.dates import PartialDateFormField
from pomost.register.models import Activity, Attendance, Partnership

if TYPE_CHECKING:
    _FormView = FormView["ActivityEntryForm"]
else:  # Django's views take type arguments only in their stubs
    _FormView = FormView

TOWNS = 4  # rows for towns; more can be entered in the activity's own form


class ActivityEntryForm(forms.Form):
    """What is known of an activity in the moment when it is logged."""

    start = PartialDateFormField(label=_("Day"), help_text=_("As exactly as known: 1984, May 2009 or 4 March 2002."))
    kind = forms.ChoiceField(label=_("Kind of activity"), choices=ActivityKind)
    title = forms.CharField(label=_("Title"), max_length=200)

    def __init__(self, *args: Any, home: Municipality, partnerships: list[Partnership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.home = home
        self.partnerships: dict[Municipality, list[Partnership]] = {}
        for partnership in partnerships:
            self.partnerships.setdefault(partnership.partner_of(home), []).append(partnership)
        self.towns = [home, *sorted(self.partnerships, key=lambda town: town.title)]
        for row in range(1, TOWNS + 1):
            # A list of suggestions for the browser; a list to choose from would be long, and stand here four times.
            attributes = {"list": "partner-towns", "autocomplete": "off"}
            self.fields[f"town_{row}"] = forms.CharField(
                label=_("Town"), required=False, widget=forms.TextInput(attrs=attributes)
            )
            self.fields[f"people_{row}"] = forms.IntegerField(label=_("People"), required=False, min_value=1)

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """The fields for each town and its people."""
        return [(self[f"town_{row}"], self[f"people_{row}"]) for row in range(1, TOWNS + 1)]

    def clean(self) -> dict[str, Any]:
        """Find the towns that are named; whoever took part needs a town, and a town stands once."""
        cleaned: dict[str, Any] = super().clean() or {}
        by_name = {fold(name): town for town in self.towns for name in (town.name, town.title)}
        taking_part: dict[Municipality, int | None] = {}
        for row in range(1, TOWNS + 1):
            name, people = cleaned.get(f"town_{row}", ""), cleaned.get(f"people_{row}")
            town = by_name.get(fold(name)) if name else None
            if name and town is None:
                message = _(
                    "“%(name)s” is neither your city nor one of its partner towns. Choose a name from the list."
                )
                self.add_error(f"town_{row}", ValidationError(message, params={"name": name}))
            elif people and not name:
                self.add_error(f"town_{row}", _("Say which town these people come from."))
            elif town is not None and town in taking_part:
                self.add_error(f"town_{row}", _("This town is entered already."))
            elif town is not None:
                taking_part[town] = people
        cleaned["taking_part"] = taking_part
        return cleaned

    def activity(self) -> Activity:
        """The activity as it was entered, not yet saved: held where its day has come, else planned."""
        entered = self.cleaned_data
        is_over = entered["start"].first_day <= timezone.localdate()
        record = Activity(
            keeper=self.home,
            name=Translated({get_language() or "en": entered["title"]}),
            kind=entered["kind"],
            start=entered["start"],
            status=ActivityStatus.HELD if is_over else ActivityStatus.PLANNED,
        )
        record.partnerships = [p for town in entered["taking_part"] for p in self.partnerships.get(town, [])]
        record.attendance = [
            Attendance(municipality=town, direct=people) for town, people in entered["taking_part"].items() if people
        ]
        return record


class LogActivityView(WagtailAdminTemplateMixin, _FormView):
    """The short form; `?partnership=` names the partnership from which it was opened."""

    template_name = "desk/log_activity.html"
    form_class = ActivityEntryForm
    page_title = _("Log an activity")
    header_icon = "calendar-alt"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.home is None or not self.may("add"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def home(self) -> Any:
        """The city whose activities are logged here."""
        return home_of(self.request)

    def may(self, action: str) -> bool:
        """Whether the officer may do `action` with activities of the city."""
        policy = KeeperPolicy(Activity)
        return policy.user_has_permission_for_instance(self.request.user, action, Activity(keeper=self.home))

    @cached_property
    def partnership(self) -> Partnership | None:
        """The partnership from which the form was opened."""
        wanted = self.request.GET.get("partnership", "")
        return Partnership.objects.of(self.home).filter(pk=wanted).first() if wanted.isdecimal() else None

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_initial(self) -> dict[str, Any]:
        towns = {"town_1": self.home.title}
        return {**towns, "town_2": self.partnership.partner_of(self.home).title} if self.partnership else towns

    def get_form_kwargs(self) -> dict[str, Any]:
        partnerships = list(Partnership.objects.of(self.home))
        return {**super().get_form_kwargs(), "home": self.home, "partnerships": partnerships}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "may_publish": self.may("publish")}

    def form_valid(self, form: ActivityEntryForm) -> HttpResponse:
        write = publish_record if "publish" in self.request.POST and self.may("publish") else save_draft
        try:
            record: Any = write(record=form.activity(), user=self.request.user)
        except ValidationError as error:  # a rule that this form does not know
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        its_form = reverse(Activity.snippet_viewset.get_url_name("edit"), args=[quote(record.pk)])
        said = _("“%(title)s” is published.") if write is publish_record else _("“%(title)s” is kept as a draft.")
        button = messages.button(its_form, _("Tell more about it"))
        messages.success(self.request, said % {"title": record}, buttons=[button])
        return redirect(self.back())

    def back(self) -> str:
        """Where the form was opened from."""
        if self.partnership is None:
            return reverse("wagtailadmin_home")
        return reverse(Partnership.snippet_viewset.get_url_name("edit"), args=[quote(self.partnership.pk)])


class LogActivityMenuItem(MenuItem):
    """The menu's way to the short form, for those who may add activities."""

    def is_shown(self, request: HttpRequest) -> bool:
        return KeeperPolicy(Activity).user_has_permission(request.user, "add")
