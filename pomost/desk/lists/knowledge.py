"""The lists of challenges and of their solutions."""

from django.utils.translation import gettext_lazy as _

from pomost.desk.lists.columns import Fact, by_text, by_town, by_translated, by_value
from pomost.desk.lists.filters import OneFilter, RecordFilterSet, YearsFilter, named
from pomost.desk.lists.publication import publication
from pomost.languages.formats import money
from pomost.register.fetching import Wanted
from pomost.register.models import Area, Challenge, Solution

_AREAS = Fact("areas", _("Areas of cooperation"), lambda record: ", ".join(map(str, record.beside.areas)))
_TOWN = Fact("municipality", _("Municipality"), lambda record: record.municipality.title, order=by_town("municipality"))

CHALLENGE_FACTS = [
    Fact("name", _("Challenge"), str, order=by_translated("name")),
    _TOWN,
    Fact("since", _("Since"), order=by_text("since")),
    Fact("solutions", _("Solutions"), lambda record: record.beside.count),
    _AREAS,
    *publication(),
]


class ChallengeFilterSet(RecordFilterSet):
    """Area and the years."""

    area = OneFilter(label=_("Area of cooperation"), field_name="areas")
    since = YearsFilter(label=_("Since"))

    class Meta:
        model = Challenge
        fields: list[str] = []

    def wanted_choices(self) -> dict[str, Wanted]:
        return {"area": named(Area.objects.order_by())}


SOLUTION_FACTS = [
    Fact("name", _("Solution"), str, order=by_translated("name")),
    Fact("challenge", _("Challenge"), lambda record: record.challenge.title, order=by_translated("challenge__name")),
    _TOWN,
    Fact("start", _("Start"), order=by_text("start")),
    Fact("end", _("End"), order=by_text("end"), is_hidden=True),
    Fact(
        "cost",
        _("Cost"),
        lambda record: "" if record.cost is None else money(record.cost, record.currency),
        exported=lambda record: record.cost,
        order=by_value("cost"),
    ),
    Fact("currency", _("Currency"), lambda record: "" if record.cost is None else record.currency, is_hidden=True),
    Fact("adoptions", _("Adoptions"), lambda record: record.beside.count),
    _AREAS,
    *publication(),
]


class SolutionFilterSet(ChallengeFilterSet):
    """Area, challenge and the years."""

    challenge = OneFilter(label=_("Challenge"))
    since = YearsFilter(label=_("Start"), field_name="start")

    class Meta:
        model = Solution
        fields: list[str] = []

    def wanted_choices(self) -> dict[str, Wanted]:
        challenges = Challenge.objects.filter(pk__in=self.visible.values("challenge"))
        return {**super().wanted_choices(), "challenge": named(challenges)}
