"""The lists of offices and of the persons in them."""

from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pomost.desk.lists.columns import Fact, by_country, by_name, by_text, by_town, by_translated, by_value
from pomost.desk.lists.filters import OneFilter, RecordFilterSet, TickedFilter, countries, named
from pomost.desk.lists.publication import publication, yes_or_no
from pomost.languages.formats import country_name, long_date
from pomost.register.fetching import Wanted
from pomost.register.models import ContactPerson, Office

OFFICE_FACTS = [
    Fact("name", _("Office"), str, order=by_translated("name")),
    Fact("municipality", _("Municipality"), lambda record: record.municipality.title, order=by_town("municipality")),
    Fact(
        "country",
        _("Country"),
        lambda record: country_name(record.municipality.country),
        order=by_country(lambda: F("municipality__country")),
    ),
    Fact("email", _("E-mail"), order=by_text("email")),
    Fact("phone", _("Phone"), lambda record: str(record.phone or "")),
    Fact("people", _("Contact persons"), lambda record: record.beside.count),
    Fact("institution", _("Institution"), lambda record: str(record.institution), is_hidden=True),
    Fact("address", _("Postal address"), is_hidden=True),
    Fact("website", _("Website"), is_hidden=True),
    *publication(),
]


class OfficeFilterSet(RecordFilterSet):
    """The country."""

    country = OneFilter(label=_("Country"), field_name="municipality__country")

    class Meta:
        model = Office
        fields: list[str] = []

    def wanted_choices(self) -> dict[str, Wanted]:
        return {"country": countries(self.visible, F("municipality__country"))}


def _day(name: str) -> Any:
    """A day in words on the screen, as a day in a spreadsheet."""

    def in_words(record: Any) -> str:
        day = getattr(record, name)
        return long_date(day) if day else ""

    return {"value": in_words, "exported": lambda record: getattr(record, name), "order": by_value(name)}


PERSON_FACTS = [
    Fact("name", _("Name"), str, order=by_name(lambda: F("name"))),
    Fact("function", _("Function"), lambda record: str(record.function), order=by_translated("function")),
    Fact("office", _("Office"), lambda record: record.office.title, order=by_translated("office__name")),
    Fact("email", _("E-mail"), order=by_text("email")),
    Fact("phone", _("Phone"), lambda record: str(record.phone or ""), is_hidden=True),
    Fact("languages", _("Languages"), is_hidden=True),
    Fact("is_public", _("Public"), lambda record: yes_or_no(record.is_public), order=by_value("is_public")),
    Fact("valid_from", _("In office from"), **_day("valid_from"), is_hidden=True),
    Fact("valid_until", _("In office until"), **_day("valid_until")),
    Fact("review_on", _("To be checked on"), **_day("review_on")),
    Fact("legal_basis", _("Legal basis"), lambda record: record.get_legal_basis_display(), is_hidden=True),
    *publication(),
]


class ContactPersonFilterSet(RecordFilterSet):
    """Office, shown to the public or not, in office or not, to be checked or not."""

    office = OneFilter(label=_("Office"))
    is_public = TickedFilter(label=_("Public"))
    in_office = TickedFilter(label=_("In office today"), method="in_office_today")
    is_due = TickedFilter(label=_("To be checked by today"), method="to_be_checked")

    class Meta:
        model = ContactPerson
        fields: list[str] = []

    def wanted_choices(self) -> dict[str, Wanted]:
        return {"office": named(Office.objects.filter(pk__in=self.visible.values("office")))}

    def in_office_today(self, people: Any, name: str, are: bool) -> Any:
        """Those who are in office, or those who are not."""
        today = timezone.localdate()
        is_away = Q(valid_from__gt=today) | Q(valid_until__lt=today)
        return people.exclude(is_away) if are else people.filter(is_away)

    def to_be_checked(self, people: Any, name: str, are: bool) -> Any:
        """Those whose check is due and whom nobody has confirmed since, or the others."""
        is_confirmed = Q(checked_on__isnull=False, checked_on__gte=F("review_on"))
        is_due = Q(review_on__lte=timezone.localdate()) & ~is_confirmed
        return people.filter(is_due) if are else people.exclude(is_due)
