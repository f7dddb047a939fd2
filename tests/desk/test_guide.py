"""The guide inside the admin: its language, its ways, its pictures, and what it keeps out."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from pomost.desk.guide import views
from pomost.desk.guide.chapters import Chapter, chapters_in, language_for
from pomost.desk.guide.drawing import drawn
from pomost.register.models import Activity, Partnership
from tests import factories

pytestmark = pytest.mark.once

CONTENTS = "desk_guide:contents"
CHAPTER = "desk_guide:chapter"
PNG = b"\x89PNG\r\n\x1a\n"


def page(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def speak(user: Any, language: str) -> None:
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})


def links(response: Any) -> list[str]:
    return [str(link["href"]) for link in page(response).select("a[href]")]


@pytest.mark.parametrize(("code", "language"), [("pl", "pl"), ("en", "en"), ("de", "en"), (None, "en")])
def test_the_guide_speaks_polish_or_else_english(code: str | None, language: str) -> None:
    assert language_for(code) == language


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_contents_lead_to_all_chapters_in_their_order(officer: Client, officer_user: Any, language: str) -> None:
    speak(officer_user, language)
    response = officer.get(reverse(CONTENTS))
    found = [(link.get_text(), link["href"]) for link in page(response).select(".guide__contents a")]
    assert found == [(c.title, reverse(CHAPTER, args=[c.name])) for c in chapters_in(language)]
    assert page(response).select_one(".guide__note") is None


@pytest.mark.django_db
def test_who_reads_neither_language_is_told_that_this_is_english(officer: Client, officer_user: Any) -> None:
    speak(officer_user, "nl")
    response = officer.get(reverse(CHAPTER, args=["bin"]))
    assert page(response).select_one(".guide__note") is not None
    article = page(response).select_one("article")
    assert article is not None
    assert article["lang"] == "en"


@pytest.mark.django_db
def test_a_chapter_has_its_headings_in_order_and_the_ways_to_its_neighbours(officer: Client) -> None:
    names = [chapter.name for chapter in chapters_in("en")]
    for place, name in enumerate(names):
        soup = page(officer.get(reverse(CHAPTER, args=[name])))
        headings = [heading.name for heading in soup.select("main h1, main h2, main h3")]
        assert headings[0] == "h1"
        assert headings.count("h1") == 1
        ways = [link["href"] for link in soup.select(".guide__ways a")]
        neighbours = [*names[max(place - 1, 0) : place], *names[place + 1 : place + 2]]
        assert ways == [reverse(CHAPTER, args=[neighbour]) for neighbour in neighbours]


@pytest.mark.django_db
def test_every_picture_of_a_chapter_comes_from_the_guide_and_tells_its_size(officer: Client) -> None:
    for chapter in chapters_in("en"):
        for picture in page(officer.get(reverse(CHAPTER, args=[chapter.name]))).select("article img"):
            response: Any = officer.get(str(picture["src"]))
            assert response["Content-Type"] == "image/png"
            start = response.content[:24]
            assert start.startswith(PNG)
            size = (int.from_bytes(start[16:20]), int.from_bytes(start[20:24]))
            assert (int(str(picture["width"])), int(str(picture["height"]))) == size


@pytest.mark.django_db
def test_a_chapter_that_does_not_exist_is_not_found(officer: Client) -> None:
    assert officer.get(reverse(CHAPTER, args=["bin"])).status_code == 200
    assert officer.get(reverse(CHAPTER, args=["nothing"])).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "pictures/de/bin.png",
        "pictures/en/nothing.png",
        "pictures/en/../../settings.md",
        "pictures/en/..%2Fpl%2Fbin.png",
    ],
)
def test_no_other_file_is_served_as_a_picture(officer: Client, path: str) -> None:
    assert officer.get(reverse("desk_guide:picture", args=["en", "bin"])).status_code == 200
    assert officer.get(f"{reverse(CONTENTS)}{path}", follow=True).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "bin/", "pictures/en/bin.png"])
def test_strangers_have_to_sign_in(client: Client, path: str) -> None:
    response: Any = client.get(f"{reverse(CONTENTS)}{path}", headers={"host": "localhost"})
    assert response.status_code == 302
    assert response.url.startswith(reverse("wagtailadmin_login"))


@pytest.mark.django_db
def test_the_guide_is_read_without_asking_the_register(officer: Client, django_assert_max_num_queries: Any) -> None:
    officer.get(reverse(CONTENTS))
    with django_assert_max_num_queries(6):  # session, account, Wagtail's frame
        assert officer.get(reverse(CHAPTER, args=["bin"])).status_code == 200


def test_links_between_chapters_lead_to_the_admin_and_others_stay() -> None:
    text = "# T\n\nLead.\n\n[Bin](10-bin.md) [City](https://city.example/)\n"
    soup = BeautifulSoup(drawn(Chapter("t", "en", text)), "html.parser")
    assert [a["href"] for a in soup.select("a")] == [reverse(CHAPTER, args=["bin"]), "https://city.example/"]


def test_html_in_a_chapter_stays_text() -> None:
    text = "# T\n\nLead <img src=x onerror=alert(1)>.\n\n<script>alert(1)</script>\n\n[go](javascript:alert(1))\n"
    soup = BeautifulSoup(drawn(Chapter("t", "en", text)), "html.parser")
    assert soup.select("img, script, a") == []
    assert "<script>alert(1)</script>" in soup.get_text()


def test_the_lead_of_a_chapter_is_one_line() -> None:
    assert Chapter("t", "en", "# Title\n\nOne\ntwo.\n\nThree.\n").lead == "One two."


def test_the_menu_of_help_begins_with_the_guide() -> None:
    item = views.guide_menu_item()
    assert (item.url, item.order) == (reverse(CONTENTS), 10)


@pytest.mark.django_db
def test_dashboard_list_and_form_lead_to_what_explains_them(officer: Client, leszno: Any, suhl: Any) -> None:
    partnership = factories.partnership(leszno, suhl)
    listing = reverse(Activity.snippet_viewset.get_url_name("list"))
    form = reverse(Partnership.snippet_viewset.get_url_name("edit"), args=[partnership.pk])
    assert reverse(CONTENTS) in links(officer.get(reverse("wagtailadmin_home")))
    assert reverse(CHAPTER, args=["lists"]) in links(officer.get(listing))
    assert reverse(CHAPTER, args=["partnership"]) in links(officer.get(form))
