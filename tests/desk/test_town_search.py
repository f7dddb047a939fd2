"""Finding towns at the desk by any of their names."""

import pytest

from pomost.desk.town_chooser.search import find_towns
from pomost.places.models import Municipality
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "name"),
    [("montl", "Montluçon"), ("montlucon", "Montluçon"), ("sankt p", "Sankt Pölten"), ("monachi", "Munich")],
)
def test_a_town_of_the_world_is_found_by_the_start_of_a_name(typed: str, name: str) -> None:
    found = find_towns(typed)
    assert found.known == []
    assert name in [candidate.town.name for candidate in found.others]


def test_a_town_of_the_register_is_found_by_a_name_that_only_the_gazetteer_has() -> None:
    munich = next(hit.town for hit in find_towns("monachi").others if hit.town.name == "Munich")
    munchen = factories.municipality("München", "DE", munich.latitude, munich.longitude)
    Municipality.objects.filter(pk=munchen.pk).update(geonames_id=munich.geonames_id)
    found = find_towns("monachi")
    assert found.known == [munchen]
    assert "Munich" not in [candidate.town.name for candidate in found.others]


def test_a_town_of_the_register_is_offered_once(suhl: Municipality) -> None:
    found = find_towns("suhl")
    assert found.known == [suhl]
