"""Several lists in one query are the lists that separate queries give, to the last value."""

from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import Count, OuterRef, Q, Subquery
from django.test.utils import CaptureQueriesContext
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from pomost.places.models import Municipality
from pomost.register.fetching import Question, Wanted, fetch_together
from pomost.register.json_rows import as_json, from_json
from pomost.register.models import Act, Activity, Award, Funding, Partnership, Solution
from pomost.register.models.partnership import PartnershipQuerySet
from pomost.website.settings import CitySettings
from tests import factories

pytestmark = pytest.mark.django_db


def values(thing: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(thing, field.attname) for field in thing._meta.concrete_fields}


def test_every_value_of_every_kind_is_as_from_its_own_query(city: CitySettings) -> None:
    kinds = [
        *apps.get_app_config("register").get_models(),
        Municipality,
        get_image_model(),
        get_document_model(),
    ]
    querysets = [kind._base_manager.order_by("pk") for kind in kinds]
    assert connection.features.supports_json_field  # asked once in the life of a connection
    with CaptureQueriesContext(connection) as queries:
        fetched = fetch_together(*querysets)
    assert len(queries) == 1
    for kind, queryset, found in zip(kinds, querysets, fetched, strict=True):
        assert [values(thing) for thing in found] == [values(thing) for thing in queryset], kind
    assert sum(1 for found in fetched if found) > 30, "the demonstration city holds nearly every kind"


def test_amounts_keep_their_cents(leszno: Municipality) -> None:
    project = factories.project(leszno)
    Funding.objects.create(project=project, planned=Decimal("999999999999.99"), paid=Decimal("0.10"))
    ((_grant, funding),) = fetch_together(Funding.objects.order_by("pk"))
    assert (funding.planned, funding.paid) == (Decimal("999999999999.99"), Decimal("0.10"))


def test_links_are_loaded_as_far_as_they_were_asked_for(city: CitySettings) -> None:
    awards = Award.objects.of(city.home)
    solutions = Solution.objects.with_places()
    acts = Act.objects.select_related("place").order_by("pk")
    expected = [
        [str(award) for award in awards],
        [str(solution.challenge.municipality) for solution in solutions],
        [str(act.place) for act in acts],
    ]
    with CaptureQueriesContext(connection) as queries:
        found = fetch_together(awards, solutions, acts)
        told = [
            [str(award) for award in found[0]],
            [str(solution.challenge.municipality) for solution in found[1]],
            [str(act.place) for act in found[2]],
        ]
    assert told == expected
    assert "None" in told[2], "some act has no place"
    assert len(queries) == 1


def test_each_list_keeps_its_own_order(city: CitySettings) -> None:
    orders: list[PartnershipQuerySet] = [
        Partnership.objects.most_binding_first(),
        Partnership.objects.order_by("-since"),
        Partnership.objects.order_by("slug").filter(kind="contact"),
    ]
    assert fetch_together(*orders) == [list(order) for order in orders]


def test_nothing_is_nothing(db: None) -> None:
    assert fetch_together() == []
    assert fetch_together(Activity.objects.all(), Award.objects.none()) == [[], []]


def test_a_slice_is_refused(db: None) -> None:
    with pytest.raises(ValueError, match="slice"):
        fetch_together(Activity.objects.all()[:3])


def test_rows_and_columns_come_in_one_query(leszno: Municipality, suhl: Municipality) -> None:
    record = factories.partnership(leszno, suhl, since="1984")
    columns = Wanted(Partnership.objects.all(), {"key": "pk", "since": "since"})
    people = Wanted(Partnership.objects.order_by().values("keeper_id"), {"number": Count("pk")})
    assert connection.features.supports_json_field  # asked once in the life of a connection
    with CaptureQueriesContext(connection) as queries:
        found = fetch_together(columns, Partnership.objects.all(), people, Partnership.objects.none())
    assert found == [[{"key": record.pk, "since": "1984"}], [record], [{"number": 1}], []]
    assert len(queries) == 1


def test_a_question_is_answered_for_the_records_it_is_asked_about(city: CitySettings) -> None:
    home = city.home_id or 0
    asked: list[Any] = [
        lambda key, _town: Act.objects.filter(partnership=key).select_related("place"),
        lambda key, town: Wanted(Partnership.objects.filter(Q(pk=key) | Q(keeper=town)), {"slug": "slug"}),
        lambda key, _town: Award.objects.filter(pk=key).none(),
    ]
    questions = [Question(ask) for ask in asked]
    pairs = [(record.pk, town) for record in Partnership.objects.order_by("pk") for town in (home, 0)]
    expected = [fetch_together(*(ask(*pair) for ask in asked)) for pair in pairs]
    assert len({str(found) for found in expected}) > len(pairs) / 2
    for pair, found in zip(pairs, expected, strict=True):
        with CaptureQueriesContext(connection) as queries:
            assert fetch_together(*(question(*pair) for question in questions)) == found
        assert len(queries) == 1


def test_a_row_within_another_query_is_the_same_row(city: CitySettings) -> None:
    eldest = Award.objects.filter(step=OuterRef("step")).order_by("pk")
    awards = list(Award.objects.annotate(eldest=Subquery(eldest.values_list(as_json(eldest))[:1])))
    assert awards
    for award in awards:
        found = from_json(eldest, award.eldest)
        assert values(found) == values(Award.objects.filter(step=award.step).order_by("pk")[0])
