"""The list of awards."""

from django.utils.translation import gettext_lazy as _

from pomost.desk.lists.columns import Fact, by_text, by_town, by_translated
from pomost.desk.lists.filters import OneFilter, RecordFilterSet, YearsFilter, named
from pomost.desk.lists.publication import publication
from pomost.register.fetching import Wanted
from pomost.register.models import Award, Scheme

FACTS = [
    Fact("step", _("Distinction"), str, order=by_translated("step__name")),
    Fact(
        "scheme", _("Award scheme"), lambda record: str(record.step.scheme), order=by_translated("step__scheme__name")
    ),
    Fact("recipient", _("Recipient"), lambda record: record.recipient.title, order=by_town("recipient")),
    Fact("received", _("Received"), order=by_text("received")),
    Fact("place", _("Place"), lambda record: record.place.title if record.place else "", order=by_town("place")),
    *publication(),
]


class AwardFilterSet(RecordFilterSet):
    """Scheme and the years."""

    scheme = OneFilter(label=_("Award scheme"), field_name="step__scheme")
    received = YearsFilter(label=_("Received"))

    class Meta:
        model = Award
        fields: list[str] = []

    def wanted_choices(self) -> dict[str, Wanted]:
        return {"scheme": named(Scheme.objects.order_by())}
