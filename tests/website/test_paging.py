"""Long lists come page by page: the pages hold everything once, and say how much there is."""

import re
from typing import Any

import pytest
from django.test import Client

from pomost.places.models import Municipality
from pomost.register.models import Activity, Challenge, Membership, Network, Partnership, Project
from pomost.website.basket.codes import code_of
from pomost.website.paging import ON_PAGE
from pomost.website.settings import CitySettings
from tests import factories
from tests.website.page_checks import Page, double_ids, invalid_markup, missing_targets
from tests.website.pages import main_of, part_of, words_of
from tests.website.written import block, editorial, home_of, news

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

PARTNERSHIPS, ACTIVITIES = "/en/partnerships-en/", "/en/activities-en/"
CONTACTS = 5
MANY = 2 * ON_PAGE + 10  # partnerships, the last CONTACTS of them contacts, and every third one in France
IN_A_YEAR = ON_PAGE + 7
ORIGIN = "http://testserver"


@pytest.fixture
def partnerships(site: CitySettings, leszno: Municipality) -> list[Partnership]:
    """Partnerships with Town 0 (the eldest), Town 1 …, straight in the tables."""
    towns = Municipality.objects.bulk_create(
        Municipality(
            name=f"Town {n}",
            slug=f"town-{n}",
            country="DE" if n % 3 else "FR",
            latitude=48 + n / 50,
            longitude=9 + n / 50,
        )
        for n in range(MANY)
    )
    return Partnership.objects.bulk_create(
        Partnership(
            keeper=leszno,
            first=leszno,
            second=town,
            slug=town.slug,
            live=True,
            since=f"{1700 + n}",
            kind="twinning" if n < MANY - CONTACTS else "contact",
        )
        for n, town in enumerate(towns)
    )


@pytest.fixture
def activities(site: CitySettings, leszno: Municipality) -> list[Activity]:
    """As many activities of 2020 as two pages hold, all on 9 May, and one of 2011; the last entered ones come first."""
    named = [(f"a{n}", "2020-05-09") for n in range(IN_A_YEAR)]
    return Activity.objects.bulk_create(
        Activity(keeper=leszno, live=True, status="held", slug=slug, start=start, name=factories.translated(slug))
        for slug, start in [*named, ("old", "2011-03-04")]
    )


def towns(response: Any) -> list[int]:
    """The numbers of the towns in the list, from top to bottom."""
    return [int(n) for n in re.findall(r'register__name"><a href="[^"]*">Town (\d+)</a>', main_of(response))]


def named(response: Any) -> list[str]:
    """The addresses of what is listed, from top to bottom."""
    return re.findall(r'<h[23][^>]*><a href="/en/[^"]*?([^/"]+)/">', main_of(response))


def ways(response: Any) -> dict[str, str]:
    """The links to the page before and after, by their relation."""
    found = re.findall(r'<a href="([^"]*)" rel="((?:prev|next)[^"]*)"', main_of(response))
    return {rel: address.replace("&amp;", "&") for address, rel in found}


def head(response: Any, relation: str) -> list[str]:
    """Where the links of the page's head with a relation lead."""
    html = re.sub(r"\s+", " ", response.content.decode().partition("</head>")[0])
    return re.findall(rf'<link rel="{relation}"[^>]* href="([^"]*)"', html)


def told(response: Any) -> str:
    """What the page says about its pages."""
    return words_of(main_of(response).partition('<div class="paging">')[2].partition("</div>")[0])


class TestPartnerships:
    """The section of partner towns."""

    def test_all_pages_together_hold_each_once_in_order(self, visitor: Client, partnerships: list[Partnership]) -> None:
        pages = [visitor.get(f"{PARTNERSHIPS}?page={number}") for number in (1, 2, 3)]
        assert [town for page in pages for town in towns(page)] == list(range(MANY))
        assert [len(towns(page)) for page in pages] == [ON_PAGE, ON_PAGE, MANY - 2 * ON_PAGE]
        assert towns(visitor.get(PARTNERSHIPS)) == towns(pages[0])
        assert '<h2 id="kind-contact">' in main_of(pages[2])

    def test_a_page_says_where_it_stands(self, visitor: Client, partnerships: list[Partnership]) -> None:
        first, second, third = (visitor.get(f"{PARTNERSHIPS}?page={number}") for number in (1, 2, 3))
        assert told(first) == "Shown are 1 to 50 of 110. Page 1 of 3 Next page"
        assert told(second) == "Shown are 51 to 100 of 110. Previous page Page 2 of 3 Next page"
        assert told(third) == "Shown are 101 to 110 of 110. Previous page Page 3 of 3"
        assert ways(first) == {"next": f"{PARTNERSHIPS}?page=2"}
        assert ways(second) == {"prev": PARTNERSHIPS, "next": f"{PARTNERSHIPS}?page=3"}
        assert "<title>Partnerships en – Page 2 of 3 – Leszno</title>" in second.content.decode()
        assert "Page 1" not in first.content.decode().partition("</title>")[0]

    def test_each_page_stands_for_itself(self, visitor: Client, partnerships: list[Partnership]) -> None:
        second = visitor.get(f"{PARTNERSHIPS}?page=2&utm_source=paper")
        assert head(second, "canonical") == [f"{ORIGIN}{PARTNERSHIPS}?page=2"]
        assert f"{ORIGIN}/pl/partnerships-pl/?page=2" in head(second, "alternate")
        assert 'href="/pl/partnerships-pl/?page=2"' in second.content.decode()  # the reader's way to it
        assert f'"@id":"{ORIGIN}{PARTNERSHIPS}?page=2"' in second.content.decode()
        assert head(visitor.get(f"{PARTNERSHIPS}?page=1"), "canonical") == [f"{ORIGIN}{PARTNERSHIPS}"]

    def test_what_is_narrowed_stays_narrowed(self, visitor: Client, partnerships: list[Partnership]) -> None:
        expected = [n for n in range(MANY - CONTACTS) if n % 3]
        first = visitor.get(f"{PARTNERSHIPS}?country=DE&kind=twinning")
        address = f"{PARTNERSHIPS}?kind=twinning&country=DE&page=2"
        assert ways(first) == {"next nofollow": address}
        second = visitor.get(address)
        assert [*towns(first), *towns(second)] == expected
        for page in (first, second):
            assert f"Shown are {len(expected)} of {MANY}, chosen by:" in words_of(main_of(page))
            assert head(page, "canonical") == [f"{ORIGIN}{PARTNERSHIPS}"]  # the whole list, to search engines
        assert 'href="/pl/partnerships-pl/?kind=twinning&amp;country=DE&amp;page=2"' in second.content.decode()
        assert 'class="bridge"' not in main_of(second)

    @pytest.mark.parametrize("query", ["page=0", "page=4", "page=-1", "page=x", "page=２", "page=99999", "page=1.5",
                                       "kind=contact&page=2", "country=NL&page=2"])  # fmt: skip
    def test_a_page_that_is_not_there_is_told(
        self, visitor: Client, partnerships: list[Partnership], query: str
    ) -> None:
        assert visitor.get(f"{PARTNERSHIPS}?{query}").status_code == 404

    def test_choices_count_the_whole(self, visitor: Client, partnerships: list[Partnership]) -> None:
        for number in (1, 3):
            html = main_of(visitor.get(f"{PARTNERSHIPS}?page={number}"))
            numbers = dict(re.findall(r'rel="nofollow">([^<]*)</a>&nbsp;<span class="soft">(\d+)', html))
            assert (numbers["twinning"], numbers["contact"]) == (str(MANY - CONTACTS), str(CONTACTS))
            assert int(numbers["France"]) + int(numbers["Germany"]) == MANY

    def test_the_map_shows_the_towns_of_the_page_and_says_so(
        self, visitor: Client, partnerships: list[Partnership]
    ) -> None:
        first, last = visitor.get(PARTNERSHIPS), visitor.get(f"{PARTNERSHIPS}?page=3")
        assert part_of(last, "map").count('aria-label="Town ') == 2 * len(towns(last))
        assert "The map shows the towns of this page of the list." in words_of(part_of(last, "map"))
        assert "Not all partnerships are drawn; the list names them all." in words_of(main_of(first))
        assert 'class="bridge"' not in main_of(last)

    def test_the_basket_takes_what_the_page_shows(self, visitor: Client, partnerships: list[Partnership]) -> None:
        offered = re.findall(r'name="code" value="([^"]*)"', main_of(visitor.get(f"{PARTNERSHIPS}?page=3")))
        assert offered == [".".join(str(code_of(record)) for record in partnerships[2 * ON_PAGE :])]

    def test_nothing_withdrawn_is_listed_or_counted(self, visitor: Client, partnerships: list[Partnership]) -> None:
        visitor.get(PARTNERSHIPS)
        Partnership.objects.filter(pk=partnerships[0].pk).update(live=False)
        first = visitor.get(PARTNERSHIPS)
        assert towns(first) == list(range(1, ON_PAGE + 1))
        assert "of 109." in told(first)

    def test_a_few_dozen_stand_on_one_page(self, visitor: Client, partnerships: list[Partnership]) -> None:
        Partnership.objects.filter(pk__in=[record.pk for record in partnerships[48:]]).update(live=False)
        page = visitor.get(PARTNERSHIPS)
        assert towns(page) == list(range(48))
        assert 'class="paging"' not in main_of(page)
        assert "this page of the list" not in main_of(page)

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("pl", "Pokazano od 51 do 100 z 110. Poprzednia strona Strona 2 z 3 Następna strona"),
            ("de", "Gezeigt werden 51 bis 100 von 110. Vorherige Seite Seite 2 von 3 Nächste Seite"),
            ("nl", "Getoond worden 51 tot en met 100 van 110. Vorige pagina Pagina 2 van 3 Volgende pagina"),
            ("fr", "Affichés : 51 à 100 sur 110. Page précédente Page 2 sur 3 Page suivante"),
        ],
    )
    def test_in_every_language(
        self, visitor: Client, partnerships: list[Partnership], language: str, words: str
    ) -> None:
        assert told(visitor.get(f"/{language}/partnerships-{language}/?page=2")) == words

    def test_the_markup_is_right(self, visitor: Client, partnerships: list[Partnership]) -> None:
        page = Page(visitor.get(f"{PARTNERSHIPS}?page=2").content.decode())
        assert [*invalid_markup(page), *double_ids(page), *missing_targets(page)] == []


class TestActivities:
    """The section of activities."""

    def test_a_year_comes_page_by_page(self, visitor: Client, activities: list[Activity]) -> None:
        pages = [visitor.get(f"{ACTIVITIES}{rest}") for rest in ("", "?page=2")]
        expected = [f"a{n}" for n in reversed(range(IN_A_YEAR))]
        assert [name for page in pages for name in named(page)] == expected
        assert told(pages[1]) == "Shown are 51 to 57 of 57. Previous page Page 2 of 2"
        assert ways(pages[1]) == {"prev": ACTIVITIES}
        assert head(pages[1], "canonical") == [f"{ORIGIN}{ACTIVITIES}?page=2"]
        assert re.findall(r'<a href="([^"]*)"[^>]*>(\d{4})</a>', main_of(pages[1])) == [
            (ACTIVITIES, "2020"),
            (f"{ACTIVITIES}2011/", "2011"),
        ]

    def test_what_comes_goes_before_the_year_on_whichever_page(
        self, visitor: Client, leszno: Municipality, activities: list[Activity]
    ) -> None:
        Activity.objects.bulk_create(
            Activity(keeper=leszno, live=True, slug=f"c{n}", start="2999-05", name=factories.translated("C"))
            for n in range(ON_PAGE - 1)
        )
        first, second = visitor.get(ACTIVITIES), visitor.get(f"{ACTIVITIES}?page=2")
        assert named(first) == [*(f"c{n}" for n in range(ON_PAGE - 1)), f"a{IN_A_YEAR - 1}"]
        assert re.findall(r'<h2 id="group-([^"]*)"', main_of(first)) == ["coming", "2020"]
        assert named(second) == [f"a{n}" for n in reversed(range(IN_A_YEAR - ON_PAGE - 1, IN_A_YEAR - 1))]
        assert re.findall(r'<h2 id="group-([^"]*)"', main_of(second)) == ["2020"]

    def test_a_month_comes_page_by_page_and_its_sheet_on_the_first(
        self, visitor: Client, activities: list[Activity]
    ) -> None:
        month = f"{ACTIVITIES}2020-05/"
        first, second = visitor.get(month), visitor.get(f"{month}?page=2")
        listed = [*named(first), *named(second)]
        assert listed == [f"a{n}" for n in range(IN_A_YEAR)]
        sheet = words_of(part_of(first, "calendar"))
        assert f"9 a0 (en) a1 (en) a2 (en) and {IN_A_YEAR - 3} more" in sheet
        assert f'<a href="{month}#group-2020-05">' in part_of(first, "calendar")
        assert "<table" not in main_of(second)

    def test_a_full_day_leads_to_where_the_list_goes_on_from_it(
        self, visitor: Client, leszno: Municipality, activities: list[Activity]
    ) -> None:
        Activity.objects.bulk_create(
            Activity(keeper=leszno, live=True, slug=f"l{n}", start="2020-05-20", name=factories.translated("L"))
            for n in range(5)
        )
        month = f"{ACTIVITIES}2020-05/"
        assert f'<a href="{month}?page=2#group-2020-05"> and 2 more </a>' in part_of(visitor.get(month), "calendar")

    @pytest.mark.parametrize("rest", ["?page=3", "2020/?page=3", "2011/?page=2", "2020-05/?page=3", "?page=0"])
    def test_a_page_that_is_not_there_is_told(self, visitor: Client, activities: list[Activity], rest: str) -> None:
        assert visitor.get(f"{ACTIVITIES}{rest}").status_code == 404

    def test_those_of_a_partnership_stay_among_themselves(
        self, visitor: Client, leszno: Municipality, suhl: Municipality, activities: list[Activity]
    ) -> None:
        record = factories.partnership(leszno, suhl)
        links = Activity.partnerships.through
        links.objects.bulk_create(links(activity=each, partnership=record) for each in activities[: ON_PAGE + 1])
        first = visitor.get(f"{ACTIVITIES}?partnership=suhl")
        assert ways(first) == {"next": f"{ACTIVITIES}?partnership=suhl&page=2"}
        assert named(visitor.get(f"{ACTIVITIES}?partnership=suhl&page=2")) == ["a0"]

    def test_nothing_withdrawn_is_listed_or_counted(self, visitor: Client, activities: list[Activity]) -> None:
        visitor.get(ACTIVITIES)
        Activity.objects.filter(pk=activities[-2].pk).update(live=False)
        assert named(visitor.get(ACTIVITIES))[0] == f"a{IN_A_YEAR - 2}"
        assert "of 56." in told(visitor.get(ACTIVITIES))


class TestOtherLists:
    """Projects, networks, shared knowledge and a year of news."""

    def test_they_come_page_by_page(self, visitor: Client, site: CitySettings, leszno: Municipality) -> None:
        text, kept = factories.translated("Text"), {"keeper": leszno, "live": True}
        number = ON_PAGE + 3
        projects = Project.objects.bulk_create(Project(name=text, slug=f"p{n}", **kept) for n in range(number))
        part_in = Project._meta.get_field("participations").related_model
        part_in.objects.bulk_create(part_in(project=project, municipality=leszno) for project in projects)
        networks = Network.objects.bulk_create(Network(name=text, slug=f"n{n}", **kept) for n in range(number))
        Membership.objects.bulk_create(
            Membership(network=network, member=leszno, slug=network.slug, **kept) for network in networks
        )
        Challenge.objects.bulk_create(
            Challenge(name=text, slug=f"c{n}", municipality=leszno, **kept) for n in range(number)
        )
        for n in range(number):
            news(site, "2024-05-09", slug=f"i{n}", language="en")
        for section, letter in (("projects", "p"), ("networks", "n"), ("knowledge", "c"), ("news", "i")):
            address = f"/en/{section}-en/{'2024/' if section == 'news' else ''}"
            first, second = visitor.get(address), visitor.get(f"{address}?page=2")
            assert sorted([*named(first), *named(second)]) == sorted(f"{letter}{n}" for n in range(number)), section
            assert len(named(second)) == 3, section
            assert told(second) == "Shown are 51 to 53 of 53. Previous page Page 2 of 2"
            assert head(second, "canonical") == [f"{ORIGIN}{address}?page=2"]
            assert visitor.get(f"{address}?page=3").status_code == 404

    def test_news_have_other_pages_in_other_languages(self, visitor: Client, site: CitySettings) -> None:
        for n in range(ON_PAGE + 1):
            news(site, "2024-05-09", slug=f"i{n}", language="en")
        news(site, "2024-05-09", slug="eins", language="de")
        first, second = visitor.get("/en/news-en/2024/"), visitor.get("/en/news-en/2024/?page=2")
        assert f"{ORIGIN}/de/news-de/2024/" in head(first, "alternate")
        assert [address for address in head(second, "alternate") if "/news-" in address and "atom" not in address] == []
        assert '<a href="/de/news-de/2024/"' in second.content.decode()


class TestBlocks:
    """What living blocks show of many records."""

    def block_on_page(self, visitor: Client, site: CitySettings, kind: str, **choices: Any) -> Any:
        editorial(home_of(site, "en"), block(kind, choices))
        return visitor.get("/en/page/")

    def test_a_list_names_the_first_and_counts_the_others(
        self, visitor: Client, site: CitySettings, partnerships: list[Partnership]
    ) -> None:
        page = self.block_on_page(visitor, site, "partnerships", shown_as="list")
        assert towns(page) == list(range(ON_PAGE))
        assert f"And {MANY - ON_PAGE} more. All partnerships" in words_of(main_of(page))
        assert f'<a href="{PARTNERSHIPS}">All partnerships</a>' in main_of(page)

    def test_cards_likewise(self, visitor: Client, site: CitySettings, partnerships: list[Partnership]) -> None:
        page = self.block_on_page(visitor, site, "partnerships", shown_as="cards", which="agreed")
        assert main_of(page).count('<li class="card">') == ON_PAGE
        assert f"And {MANY - CONTACTS - ON_PAGE} more." in words_of(main_of(page))

    def test_few_are_all_shown(self, visitor: Client, site: CitySettings, partnerships: list[Partnership]) -> None:
        page = self.block_on_page(visitor, site, "partnerships", shown_as="list", which="contacts")
        assert re.findall(r">Town (\d+)</a>", main_of(page)) == [str(n) for n in range(MANY - CONTACTS, MANY)]
        assert "more." not in words_of(main_of(page))

    def test_a_map_draws_the_most_binding_and_says_what_it_leaves_out(
        self, visitor: Client, site: CitySettings, partnerships: list[Partnership]
    ) -> None:
        page = self.block_on_page(visitor, site, "partnerships", shown_as="map")
        drawn = {int(n) for n in re.findall(r'<a href="[^"]*" aria-label="Town (\d+)">', main_of(page))}
        assert drawn == set(range(ON_PAGE))
        assert (
            f"Drawn are {ON_PAGE} partnerships, the most binding and the longest of them. "
            f"{MANY - ON_PAGE} more are not drawn. All partnerships"
        ) in words_of(main_of(page))

    def test_a_bridge_says_so_too(self, visitor: Client, site: CitySettings, partnerships: list[Partnership]) -> None:
        page = self.block_on_page(visitor, site, "partnerships", shown_as="bridge")
        assert "Not all partnerships are drawn; the list names them all." in words_of(main_of(page))

    def test_jubilees_are_the_nearest(
        self, visitor: Client, site: CitySettings, partnerships: list[Partnership]
    ) -> None:
        page = self.block_on_page(visitor, site, "jubilees", years=10)
        dates = re.findall(r'<time datetime="(\d{4})">', main_of(page))
        assert len(dates) == ON_PAGE
        assert dates == sorted(dates)
        assert re.search(r"And \d+ more\.", words_of(main_of(page)))

    def test_running_projects_are_found_among_many(
        self, visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
    ) -> None:
        kept = {"keeper": leszno, "live": True, "name": factories.translated("Project")}
        projects = Project.objects.bulk_create(
            Project(slug=f"p{n}", status="completed", end="2024", **kept) for n in range(ON_PAGE + 2)
        )
        part_in = Project._meta.get_field("participations").related_model
        part_in.objects.bulk_create(part_in(project=project, municipality=leszno) for project in projects)
        factories.project(leszno, suhl, slug="running", status="running", end="2011")
        page = self.block_on_page(visitor, site, "projects", running=True)
        assert named(page) == ["running"]
        editorial(home_of(site, "en"), block("projects"), slug="all")
        assert "And 3 more. All projects" in words_of(main_of(visitor.get("/en/all/")))
