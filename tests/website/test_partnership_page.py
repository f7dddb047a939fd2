"""The page of a partnership: one timeline, joint projects, the people reached, both towns' offices."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from pomost.places.models import Municipality
from pomost.register.dates import PartialDate
from pomost.register.models import Act, Activity, Attendance, Office, Partnership
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers
from tests.website.pages import part_of, words_of

pytestmark = pytest.mark.django_db

PAGE = "/en/partnerships-en/suhl/"


@pytest.fixture
def partnership(site: CitySettings, leszno: Municipality, suhl: Municipality) -> Partnership:
    """A published partnership with Suhl."""
    return factories.partnership(leszno, suhl, since="1984")


def years(response: Any) -> list[tuple[str, list[str]]]:
    """The years of the timeline, each with the headings and the folded numbers in it."""
    found = re.findall(r'<li class="timeline__year">(.*?)</ol>', part_of(response, "timeline"))
    return [
        (
            words_of(re.findall(r"<h3>(.*?)</h3>", year)[0]),
            [words_of("".join(e)) for e in re.findall(r'<h4>(.*?)</h4>|<p class="timeline__folded">(.*?)</p>', year)],
        )
        for year in found
    ]


def test_acts_and_activities_stand_in_one_order_of_time(
    visitor: Client, partnership: Partnership, leszno: Municipality
) -> None:
    Act.objects.create(partnership=partnership, kind="agreement", date="1984")
    Act.objects.create(partnership=partnership, kind="council_resolution", date="1984-03")
    Act.objects.create(partnership=partnership, kind="renewal", date="1994-06-18")
    makers.activity(leszno, name="March", start="1994-03", partnerships=[partnership])
    makers.activity(leszno, name="December", start="1994-12-01", partnerships=[partnership])
    makers.activity(leszno, name="Between", start="1990", partnerships=[partnership])
    makers.activity(leszno, name="Sometime", start="", partnerships=[partnership])
    makers.activity(leszno, name="Elsewhere", start="1991")
    assert years(visitor.get(PAGE)) == [
        ("1984", ["Council resolution", "Agreement"]),
        ("1990", ["Between (en)"]),
        ("1994", ["March (en)", "Renewal", "December (en)"]),
        ("Date not known", ["Sometime (en)"]),
    ]


def test_the_activities_of_the_timeline_are_links(
    visitor: Client, partnership: Partnership, leszno: Municipality
) -> None:
    makers.activity(leszno, slug="concert", partnerships=[partnership])
    assert '<a href="/en/activities-en/concert/">' in part_of(visitor.get(PAGE), "timeline")


@pytest.mark.parametrize(("number", "said"), [(3, ["A (en)", "A (en)", "A (en)"]), (4, ["4 activities 2024"])])
def test_many_activities_of_one_year_are_counted_and_lead_to_it(
    visitor: Client, partnership: Partnership, leszno: Municipality, number: int, said: list[str]
) -> None:
    for day in range(number):
        makers.activity(leszno, name="A", start=f"2024-05-0{day + 1}", partnerships=[partnership])
    makers.activity(leszno, name="Of another partnership", start="2024-06")
    page = visitor.get(PAGE)
    assert years(page) == [("2024", said)]
    if number > 3:
        way = "/en/activities-en/2024/?partnership=suhl"
        assert f'href="{way}"' in part_of(page, "timeline")
        year = visitor.get(way)
        assert year.status_code == 200
        assert year.content.decode().count("A (en)</a>") == number
        assert "Of another partnership" not in year.content.decode()


def test_a_year_that_lies_ahead_is_there_as_well(
    visitor: Client, partnership: Partnership, leszno: Municipality
) -> None:
    ahead = timezone.localdate().year + 1
    for month in "1234":
        makers.activity(leszno, start=f"{ahead}-0{month}", status="planned", partnerships=[partnership])
    assert years(visitor.get(PAGE)) == [(str(ahead), [f"4 activities {ahead}"])]
    assert visitor.get(f"/en/activities-en/{ahead}/?partnership=suhl").status_code == 200


def test_a_cancelled_activity_says_so(visitor: Client, partnership: Partnership, leszno: Municipality) -> None:
    makers.activity(leszno, name="Fair", start="2020-06-20", status="cancelled", partnerships=[partnership])
    assert "20 June 2020, visit cancelled" in words_of(part_of(visitor.get(PAGE), "timeline"))


def test_joint_projects_are_those_of_both_towns(
    visitor: Client, partnership: Partnership, leszno: Municipality, suhl: Municipality
) -> None:
    factories.project(leszno, suhl, name="Joint", slug="joint", end="2014")
    factories.project(leszno, factories.municipality("Deurne", "NL"), name="Other", slug="other")
    makers.unpublished(factories.project(leszno, suhl, name="Draft", slug="draft"))
    said = part_of(visitor.get(PAGE), "projects")
    assert '<a href="/en/projects-en/joint/">Joint (en)</a>' in said
    assert "ended 2014" in said
    assert "Other" not in said
    assert "Draft" not in said


def people(number: int, invited: int = 0) -> list[Attendance]:
    return [Attendance(direct=number, invited=invited)]


def test_the_people_reached_stand_in_a_chart_and_in_an_equal_table(
    visitor: Client, partnership: Partnership, leszno: Municipality
) -> None:
    for start, number, invited in [("2022-05", 120, 20), ("2024-06-01", 1300, 40), ("2024", 30, 0)]:
        makers.activity(leszno, start=start, attendance=people(number, invited), partnerships=[partnership])
    makers.activity(leszno, start="2024", status="cancelled", attendance=people(7), partnerships=[partnership])
    makers.activity(leszno, start="2024", attendance=people(9))
    makers.activity(leszno, start="2023", partnerships=[partnership])  # nobody counted
    part = part_of(visitor.get(PAGE), "people")
    table = [words_of(row) for row in re.findall(r"<tr>(.*?)</tr>", part)]
    assert table == ["Year People Of them invited from abroad", "2022 120 20", "2024 1,330 40", "Together 1,450 60"]
    (chart,) = re.findall(r"<svg.*?</svg>", part)
    assert re.findall(r'<text class="chart__(?:figure|label)"[^>]*>([^<]*)<', chart) == [
        "120", "2022", "2023", "1,330", "2024",
    ]  # fmt: skip
    assert "From 2022 to 2024; most in 2024: 1,330 people." in chart
    assert 'aria-labelledby="people-chart-title people-chart-description"' in chart


def test_one_year_is_a_table_and_no_chart(visitor: Client, partnership: Partnership, leszno: Municipality) -> None:
    makers.activity(leszno, start="2022", attendance=people(12), partnerships=[partnership])
    part = part_of(visitor.get(PAGE), "people")
    assert "<svg" not in part
    assert [words_of(row) for row in re.findall(r"<tr>(.*?)</tr>", part)] == ["Year People", "2022 12"]


def test_where_nobody_counted_nothing_is_claimed(
    visitor: Client, partnership: Partnership, leszno: Municipality
) -> None:
    makers.activity(leszno, start="2022", partnerships=[partnership])
    assert part_of(visitor.get(PAGE), "people") == ""


def test_figures_of_invented_activities_are_marked(
    visitor: Client, partnership: Partnership, leszno: Municipality
) -> None:
    makers.activity(leszno, start="2022", attendance=people(12), partnerships=[partnership])
    assert "example" not in words_of(part_of(visitor.get(PAGE), "people"))
    Activity.objects.update(is_example=True)
    assert "Whom it reached example" in words_of(part_of(visitor.get(PAGE), "people"))


def test_whom_to_ask_is_told_of_both_towns(
    visitor: Client, partnership: Partnership, leszno: Municipality, suhl: Municipality
) -> None:
    factories.office(leszno, slug="office", email="here@leszno.example")
    factories.office(suhl, name=factories.translated("Their office"), email="there@suhl.example")
    makers.unpublished(factories.office(suhl, slug="draft", email="draft@suhl.example"))
    factories.office(factories.municipality("Deurne", "NL"), email="other@deurne.example")
    part = part_of(visitor.get(PAGE), "offices")
    assert re.findall(r'href="mailto:([^"]*)"', part) == ["here@leszno.example", "there@suhl.example"]
    assert re.findall(r"<h3[^>]*>([^<]*)<", part) == ["Leszno, Poland", "Suhl, Germany"]
    assert '<a href="/en/contact-en/office/">Office (en)</a>' in part
    assert not re.search(r"<a href=[^>]*>Their office", part)  # it has no page on this site


def test_of_several_offices_the_one_that_answers_is_named(
    visitor: Client, partnership: Partnership, site: CitySettings, leszno: Municipality
) -> None:
    factories.office(leszno, slug="first", email="first@leszno.example")
    site.office = factories.office(leszno, slug="second", email="second@leszno.example")
    site.save()
    part = part_of(visitor.get(PAGE), "offices")
    assert re.findall(r'href="mailto:([^"]*)"', part) == ["second@leszno.example"]
    Office.objects.get(slug="second").unpublish()
    part = part_of(visitor.get(PAGE), "offices")
    assert re.findall(r'href="mailto:([^"]*)"', part) == ["first@leszno.example"]


def test_a_draft_that_was_never_saved_can_be_previewed(
    site: CitySettings, leszno: Municipality, suhl: Municipality, rf: Any
) -> None:
    draft = Partnership(keeper=leszno, first=leszno, second=suhl, slug="suhl", since=None, until=None)
    draft.acts = [Act(kind="agreement", date=PartialDate(1984), valid_until=None)]
    html = draft.serve_preview(rf.get("/", headers={"host": "testserver"}), "en").content.decode()
    assert "<h4>Agreement" in html
    assert "calendar.ics" not in html


def test_the_last_activity_decides_today(visitor: Client, partnership: Partnership, leszno: Municipality) -> None:
    day = timezone.localdate() - timedelta(days=10)
    makers.activity(leszno, start=day.isoformat(), partnerships=[partnership])
    assert "active: last activity" in words_of(part_of(visitor.get(PAGE), "facts"))
