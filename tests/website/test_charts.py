"""Charts: facts in, numbers and paths out; and the money of a project as the page shows it."""

import itertools
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from pomost.places.models import Municipality
from pomost.register.models import ExchangeRate, Funding
from pomost.website.drawings.charts import BarFigures, YearFigures, draw_bars, draw_columns
from pomost.website.settings import CitySettings
from tests import factories
from tests.website.pages import part_of, words_of

pytestmark = pytest.mark.once

PAGE = "/en/projects-en/project/"


def figures(*counted: tuple[int, int, int]) -> list[YearFigures]:
    return [YearFigures(*each) for each in counted]


def percent(part: str) -> float:
    return float(part.removesuffix("%"))


class TestColumns:
    """Columns over years."""

    def test_heights_are_in_proportion_and_a_missing_year_stays_empty(self) -> None:
        chart = draw_columns(figures((2020, 100, 50), (2022, 25, 0)))
        assert [column.label for column in chart.columns] == ["2020", "2021", "2022"]
        assert [column.height for column in chart.columns] == [150, 0, 37.5]
        assert [column.part_height for column in chart.columns] == [75, 0, 0]
        assert [column.figure for column in chart.columns] == [100, None, 25]

    def test_what_is_not_nothing_is_to_be_seen(self) -> None:
        chart = draw_columns(figures((2020, 100_000, 1), (2021, 1, 0)))
        assert chart.columns[1].height == 2
        assert chart.columns[0].part_height == 2

    def test_a_column_and_its_part_stand_on_the_base(self) -> None:
        chart = draw_columns(figures((2020, 90, 30), (2021, 10, 10)))
        for column in chart.columns:
            assert column.top + column.height == pytest.approx(chart.base)
            assert column.part_top + column.part_height == pytest.approx(chart.base)

    def test_many_columns_have_a_scale_instead_of_figures(self) -> None:
        chart = draw_columns(figures((1984, 30, 0), (2026, 730, 0)))
        assert [line.value for line in chart.lines] == [400, 800]
        assert {column.figure for column in chart.columns} == {None}

    @pytest.mark.parametrize(("first", "last"), [(1984, 2026), (2015, 2026), (1926, 2026), (1000, 2026)])
    def test_years_have_room_beside_one_another_on_a_phone(self, first: int, last: int) -> None:
        chart = draw_columns(figures((first, 5, 0), (last, 9, 0)))
        named = [percent(column.middle) * 3.2 for column in chart.columns if column.label]  # of 320 pixels
        if last - first < 600:
            assert 2 <= len(named) <= 8
            assert all(after - before >= 38 for before, after in itertools.pairwise(named))

    def test_columns_do_not_touch_and_stay_within(self) -> None:
        chart = draw_columns(figures((1984, 5, 0), (2026, 9, 0)))
        edges = [(percent(c.left), percent(c.left) + percent(c.width)) for c in chart.columns]
        assert all(before[1] < after[0] for before, after in itertools.pairwise(edges))
        assert edges[0][0] >= 0
        assert edges[-1][1] <= 100

    @pytest.mark.parametrize("top", [1, 2, 3, 7, 99, 100, 101, 5_000_001])
    def test_a_scale_ends_at_a_round_number_above_everything(self, top: int) -> None:
        chart = draw_columns(figures((2000, top, 0), (2020, 1, 0)))
        assert chart.lines[-1].value >= top
        assert all(column.top >= 23.9 for column in chart.columns if column.height)


class TestBars:
    """Bars of planned and paid amounts."""

    def test_all_bars_are_to_one_scale(self) -> None:
        chart = draw_bars([BarFigures("Grant", "", 48_000, 24_000), BarFigures("Own", "", 9_600, None)])
        assert [(bar.planned, bar.paid) for bar in chart.bars] == [("100.00%", "50.00%"), ("20.00%", None)]

    def test_more_may_be_paid_than_was_planned(self) -> None:
        (bar,) = draw_bars([BarFigures("Grant", "", 50, 100)]).bars
        assert (bar.planned, bar.paid) == ("50.00%", "100.00%")

    def test_bars_do_not_overlap(self) -> None:
        chart = draw_bars([BarFigures("A", "", 1, 1), BarFigures("B", "", 1, 1)])
        first, second = chart.bars
        assert first.name_line < first.top < first.words_line < second.name_line
        assert second.words_line < chart.height


def rendered(language: str) -> ElementTree.Element:
    chart = draw_columns(figures((1984, 1234, 5), (2026, 5678, 0)))
    context = {"chart": chart, "name": "chart", "title": "People", "description": "Most in 2026."}
    with translation.override(language):
        return ElementTree.fromstring(render_to_string("website/drawings/columns.html", context))


@pytest.mark.parametrize("language", ["pl", "de", "en"])
def test_a_chart_has_a_title_a_description_and_numbers_that_machines_read(language: str) -> None:
    svg = rendered(language)
    assert (svg.get("role"), svg.get("aria-labelledby")) == ("img", "chart-title chart-description")
    assert [svg.findtext("title"), svg.findtext("desc")] == ["People", "Most in 2026."]
    numbers = [value for e in svg.iter() for key, value in e.items() if key in {"x", "y", "width", "height", "y1"}]
    assert all(re.fullmatch(r"-?\d+(\.\d+)?%?", value) for value in numbers)
    assert not any(e.get("style") for e in svg.iter())


@pytest.fixture
def project_of(site: CitySettings, leszno: Municipality, suhl: Municipality) -> Any:
    """Makes a published project with the funding that is given: kind, planned, paid, currency."""

    def make(*funding: tuple[str, str | None, str | None, str]) -> None:
        project = factories.project(leszno, suhl, slug="project")
        Funding.objects.filter(project=project).delete()
        for kind, planned, paid, currency in funding:
            Funding.objects.create(project=project, kind=kind, planned=planned, paid=paid, currency=currency)

    return make


@pytest.mark.django_db
class TestMoneyOfAProject:
    """Funding by source as charts and as a table."""

    def test_currencies_are_never_measured_by_one_scale(self, visitor: Client, project_of: Any) -> None:
        project_of(
            ("grant", "48000", "24000", "EUR"), ("own", "52000", "31250.50", "PLN"), ("partner", "9600", None, "EUR")
        )
        ExchangeRate.objects.create(currency="EUR", target="PLN", rate="4.25", day="2026-06-30", source="test")
        part = part_of(visitor.get(PAGE), "money")
        euro, zloty = re.findall(r"<svg.*?</svg>", part)
        assert re.findall(r'class="chart__(\w+)" x="0" (?:width="([^"]*)"|y)', euro) == [
            ("name", ""), ("whole", "100.00%"), ("part", "50.00%"), ("words", ""),
            ("name", ""), ("whole", "20.00%"), ("words", ""),
        ]  # fmt: skip
        assert re.findall(r'class="chart__(?:whole|part)" x="0" width="([^"]*)"', zloty) == ["100.00%", "60.10%"]
        assert "Grant: €24,000 paid, €48,000 planned." in words_of(euro)
        table = [words_of(row) for row in re.findall(r"<tr>(.*?)</tr>", part)]
        assert table[1:4] == [
            "Grant €48,000 €24,000", "Own contribution PLN 52,000 PLN 31,250.50", "Partner’s contribution €9,600 –",
        ]  # fmt: skip
        assert "Together, in PLN" in words_of(part)

    def test_an_amount_is_as_exact_in_the_chart_as_it_is_known(self, visitor: Client, project_of: Any) -> None:
        project_of(("grant", "800000", None, "PLN"), ("own", "1000", None, "PLN"))
        Funding.objects.filter(kind="grant").update(precision="almost")
        assert "almost PLN 800,000 planned" in words_of(part_of(visitor.get(PAGE), "money"))

    @pytest.mark.parametrize("funding", [("grant", "800000", None, "PLN"), ("grant", "0", "0", "PLN")])
    def test_one_amount_alone_or_nothing_is_no_chart(
        self, visitor: Client, project_of: Any, funding: tuple[str, str | None, str | None, str]
    ) -> None:
        project_of(funding)
        part = part_of(visitor.get(PAGE), "money")
        assert "<svg" not in part
        assert "<table" in part
