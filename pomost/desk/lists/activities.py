"""The list of activities, with partners and numbers of people."""

from django.utils.translation import gettext_lazy as _

from pomost.desk.lists.columns import Fact, by_choice, by_text, by_town, by_translated, by_value
from pomost.desk.lists.filters import OneFilter, RecordFilterSet, SeveralFilter, YearsFilter, named
from pomost.desk.lists.publication import publication
from pomost.languages.formats import listed
from pomost.register.choices import ActivityKind, ActivityStatus
from pomost.register.fetching import Wanted
from pomost.register.listings import people_in_all
from pomost.register.models import Activity, Area

FACTS = [
    Fact("name", _("Activity"), str, order=by_translated("name")),
    Fact("start", _("First day"), order=by_text("start")),
    Fact("end", _("Last day"), order=by_text("end"), is_hidden=True),
    Fact("kind", _("Kind"), lambda record: record.get_kind_display(), order=by_choice("kind", ActivityKind)),
    Fact(
        "status", _("Progress"), lambda record: record.get_status_display(), order=by_choice("status", ActivityStatus)
    ),
    Fact("partners", _("Partners"), lambda record: listed(record.beside.towns)),
    Fact("place", _("Place"), lambda record: record.place.title if record.place else "", order=by_town("place")),
    Fact("venue", _("Venue"), lambda record: str(record.venue), is_hidden=True),
    Fact(
        "people",
        _("People in all"),
        lambda record: record.beside.people,
        order=by_value(lambda view: people_in_all()),
    ),
    Fact("areas", _("Areas of cooperation"), lambda record: ", ".join(map(str, record.beside.areas)), is_hidden=True),
    *publication(),
]


class ActivityFilterSet(RecordFilterSet):
    """Kind, progress, area and the years."""

    kind = SeveralFilter(label=_("Kind"), choices=ActivityKind.choices)
    status = SeveralFilter(label=_("Progress"), choices=ActivityStatus.choices)
    area = OneFilter(label=_("Area of cooperation"), field_name="areas")
    start = YearsFilter(label=_("First day"))

    class Meta:
        model = Activity
        fields: list[str] = []

    def wanted_choices(self) -> dict[str, Wanted]:
        return {"area": named(Area.objects.order_by())}
