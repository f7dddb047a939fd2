"""The cost of a page in queries: literal, and the same for few records and for many."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pomost.places.models import Municipality
from pomost.register.models import (
    Act,
    Activity,
    Adoption,
    Area,
    Attendance,
    Award,
    Challenge,
    Funding,
    Membership,
    Network,
    Office,
    Participation,
    Partnership,
    PartnershipStory,
    Project,
    Solution,
)
from pomost.website.search.index import build_search
from pomost.website.settings import CitySettings
from tests import factories
from tests.website.written import news

pytestmark = pytest.mark.django_db

FEW, MANY = 3, 300

# A record is found, and all that stands on its page comes with it; a section asks for its own introduction besides.
BUDGET = {
    "/pl/": 2,
    "/pl/partnerships-pl/": 2,
    "/pl/partnerships-pl/?country=DE&legal=in_force": 2,
    "/pl/networks-pl/": 3,
    "/pl/projects-pl/": 3,
    "/pl/awards-pl/": 3,
    "/pl/contact-pl/": 3,
    "/pl/basket-pl/": 1,
    "/pl/activities-pl/": 2,
    "/pl/activities-pl/2024-05/": 2,
    "/pl/activities-pl/2024/?partnership=town-1": 3,
    "/pl/knowledge-pl/": 3,
    "/pl/partnerships-pl/town-1/": 2,
    "/pl/networks-pl/network-1/": 2,
    "/pl/projects-pl/project-1/": 2,
    "/pl/awards-pl/award-1/": 2,
    "/pl/contact-pl/office-1/": 2,
    "/pl/activities-pl/activity-1/": 2,
    "/pl/knowledge-pl/challenge-1/": 2,
    "/pl/knowledge-pl/challenge-1/solution-1/": 2,
    "/pl/news-pl/": 3,
    "/pl/news-pl/2026/": 3,
    "/pl/news-pl/item-1/": 2,
    "/pl/szukaj/": 0,
}

# One less where more bear the very words than the search looks at.
SEARCH, SEARCHED = "/pl/szukaj/?q=text", {FEW: 3, MANY: 2}

# What comes once a stamp: the signpost, and the keys of all of which a list or a block on the page shows some.
ONCE_A_STAMP = {
    "/pl/": 5,
    "/pl/partnerships-pl/": 3,
    "/pl/partnerships-pl/?country=DE&legal=in_force": 3,
    **dict.fromkeys(BUDGET.keys() & {f"/pl/{section}-pl/" for section in ("networks", "projects", "knowledge")}, 2),
    "/pl/activities-pl/": 2,
    "/pl/activities-pl/2024-05/": 3,  # its sheet too
    "/pl/activities-pl/2024/?partnership=town-1": 2,
    "/pl/news-pl/2026/": 2,
}


def fill(home: Municipality, number: int) -> None:
    """Put `number` records of each kind, with stories and children, straight into the tables."""
    text = factories.translated("Text")
    area = Area.objects.create(name=text)
    towns = Municipality.objects.bulk_create(
        Municipality(name=f"Town {n}", slug=f"town-{n}", country="DE", latitude=50 + n / 100, longitude=10.0)
        for n in range(1, number + 1)
    )
    kept = {"keeper": home, "live": True}
    partnerships = Partnership.objects.bulk_create(
        Partnership(first=home, second=town, slug=town.slug, since="1984", **kept) for town in towns
    )
    PartnershipStory.objects.bulk_create(
        PartnershipStory(record=record, language=code, title="Title")
        for record in partnerships
        for code in ("pl", "en")
    )
    Partnership.areas.through.objects.bulk_create(
        Partnership.areas.through(partnership=record, area=area) for record in partnerships
    )
    networks = Network.objects.bulk_create(
        Network(name=text, slug=f"network-{n}", seat=towns[0], **kept) for n in range(1, number + 1)
    )
    Membership.objects.bulk_create(
        Membership(network=record, member=home, slug=record.slug, since="2002", **kept) for record in networks
    )
    projects = Project.objects.bulk_create(
        Project(name=text, slug=f"project-{n}", **kept) for n in range(1, number + 1)
    )
    Participation.objects.bulk_create(
        Participation(project=record, municipality=town) for record in projects for town in (home, towns[0])
    )
    Funding.objects.bulk_create(Funding(project=record, planned=1, currency="PLN") for record in projects)
    first, _second = factories.ladder("First", "Second")
    Award.objects.bulk_create(
        Award(step=first, recipient=home, slug=f"award-{n}", place=towns[0], **kept) for n in range(1, number + 1)
    )
    Office.objects.bulk_create(
        Office(municipality=home, name=text, slug=f"office-{n}", **kept) for n in range(1, number + 1)
    )
    Act.objects.bulk_create(
        Act(partnership=partnerships[0], kind="renewal", date=f"{1900 + n % 100}", place=towns[0])
        for n in range(1, number + 1)
    )
    activities = Activity.objects.bulk_create(
        Activity(name=text, slug=f"activity-{n}", start="2024-05-09", status="held", place=towns[0], **kept)
        for n in range(1, number + 1)
    )
    Activity.partnerships.through.objects.bulk_create(
        Activity.partnerships.through(activity=record, partnership=partnerships[0]) for record in activities
    )
    Attendance.objects.bulk_create(Attendance(activity=activities[0], municipality=town, direct=5) for town in towns)
    challenges = Challenge.objects.bulk_create(
        Challenge(name=text, slug=f"challenge-{n}", municipality=home, **kept) for n in range(1, number + 1)
    )
    solutions = Solution.objects.bulk_create(
        Solution(name=text, slug=f"solution-{n}", challenge=challenges[0], municipality=towns[0], **kept)
        for n in range(1, number + 1)
    )
    Adoption.objects.bulk_create(Adoption(solution=solutions[0], municipality=town) for town in towns)


@pytest.mark.parametrize("number", [FEW, MANY])
def test_pages_cost_the_same_number_of_queries_whatever_they_show(
    visitor: Client, site: CitySettings, leszno: Municipality, number: int
) -> None:
    fill(leszno, number)
    for n in range(1, number + 1):
        news(site, f"2026-01-{n % 28 + 1:02}", slug=f"item-{n}")
    build_search()
    budget = {**BUDGET, SEARCH: SEARCHED[number]}
    for path in budget:  # what Django keeps for the life of a process is there before anything is counted
        assert visitor.get(path).status_code == 200
    counted = {path: _queries(visitor, path) for path in budget}
    assert counted == budget
    once = {path: _after_a_write(visitor, path) - budget[path] for path in budget}
    assert once == {path: ONCE_A_STAMP.get(path, 1) for path in budget}


def _queries(visitor: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        visitor.get(path)
    return len(queries)


def _after_a_write(visitor: Client, path: str) -> int:
    """The queries of the first who asks for a page after something was written."""
    Area.objects.update(folded="written")
    return _queries(visitor, path)
