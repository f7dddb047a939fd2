"""Written pages at the desk: their forms, what these refuse, their previews, who may write them, other languages."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from pomost.desk.models import Role
from pomost.desk.roles import city_groups
from pomost.places.models import Municipality
from pomost.register.models import Partnership
from pomost.website.models import EditorialPage, HomePage, NewsIndexPage, NewsPage, ProjectsPage
from pomost.website.settings import CitySettings
from tests import factories
from tests.desk.addresses import form_at, url
from tests.desk.browser_forms import typed
from tests.website.written import block, editorial, home_of, news

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "1"}


@pytest.fixture(autouse=True)
def partnership(leszno: Municipality, suhl: Municipality) -> Partnership:
    """Leszno and Suhl, together since 1984."""
    return factories.partnership(leszno, suhl, since="1984", stories=("pl",))


def typed_page(*blocks: tuple[str, Any], intro: str = "", **more: Any) -> dict[str, Any]:
    """What the form of a page sends."""
    page = {
        "title": "About us",
        "slug": "about-us",
        "intro": rich_text(intro, editor="default", features=["bold", "italic", "link"]),
        "body": streamfield(list(blocks)),
        "comments": inline_formset([]),
        **more,
    }
    return nested_form_data(page)


def text(html: str) -> tuple[str, Any]:
    return ("text", rich_text(html, editor="default", features=["h3", "bold", "italic", "link", "ol", "ul"]))


def add_address(parent: Page, kind: str = "editorialpage") -> str:
    return reverse("wagtailadmin_pages:add", args=["website", kind, parent.pk])


def edit_address(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def errors_of(response: Any) -> dict[str, list[str]]:
    """What the form complains of, with the places of the blocks."""
    with override("en"):
        return _told(response)


def _told(response: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, errors in response.context["form"].errors.as_data().items():
        for error in errors:
            if hasattr(error, "block_errors"):
                for place, inner in error.block_errors.items():
                    inner_errors = getattr(inner, "block_errors", None)
                    told = inner_errors.values() if inner_errors else [inner]
                    found[f"{name}-{place}"] = [message for each in told for message in each.messages]
            else:
                found.setdefault(name, []).extend(error.messages)
    return found


def test_a_page_is_made_published_and_read(officer: Client, visitor: Client, site: CitySettings) -> None:
    home = home_of(site, "en")
    assert officer.get(add_address(home)).status_code == 200
    blocks = [
        ("heading", "Our towns"),
        text("<p>Together since {Suhl: since}</p>"),
        ("partnerships", {"title": "", "shown_as": "list", "which": "all"}),
    ]
    officer.post(add_address(home), typed_page(*blocks, intro="<p>Hello {Leszno: partner towns}</p>") | PUBLISH)
    page = EditorialPage.objects.get(slug="about-us")
    assert page.live
    answer = visitor.get("/en/about-us/").content.decode()
    assert ">Together since 1984</p>" in answer
    assert "1\N{NO-BREAK SPACE}partner town" in answer
    assert officer.get(edit_address(page)).status_code == 200


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"alternative": ""}, "Write an alternative text, or mark the picture as decorative."),
        ({"alternative": "   "}, "Write an alternative text, or mark the picture as decorative."),
        ({"alternative": "", "is_decorative": "on"}, None),
        ({"alternative": "A square"}, None),
    ],
)
def test_a_picture_needs_an_alternative_text_unless_it_only_decorates(
    officer: Client, site: CitySettings, picture: Any, told: dict[str, str], message: str | None
) -> None:
    sent = {"image": picture.pk, "caption": "", "author": "", "licence": "", **told}
    response = officer.post(add_address(home_of(site, "en")), typed_page(("picture", sent)) | PUBLISH)
    assert EditorialPage.objects.exists() == (message is None)
    if message is not None:
        assert errors_of(response) == {"body-0": [message]}


def test_a_call_to_action_leads_to_one_place(officer: Client, site: CitySettings) -> None:
    home = home_of(site, "en")
    for target in ({"page": "", "address": ""}, {"page": str(home.pk), "address": "https://city.example/"}):
        sent = ("action", {"text": "Write to us", "note": "", **target})
        response = officer.post(add_address(home), typed_page(sent) | PUBLISH)
        assert errors_of(response) == {"body-0": ["Choose a page or give an address: one of the two."]}
    assert not EditorialPage.objects.exists()


def test_a_living_value_that_means_nothing_is_told_where_it_stands(officer: Client, site: CitySettings) -> None:
    sent = typed_page(
        text("<p>Since {Suhl: since}</p>"),
        text("<p>Since {Shul: since}</p>"),
        ("quote", {"text": "{Suhl: sinse}!", "source": ""}),
        intro="<p>{Leszno}</p>",
    )
    response = officer.post(add_address(home_of(site, "en")), sent | PUBLISH)
    assert errors_of(response) == {
        "intro": ["“{Leszno}” says no value. Write a name, a colon and a value, such as {Suhl: since}."],
        "body-1": ["There is no “Shul” in the register. Did you mean Suhl?"],
        "body-2": ["“sinse” is no value of Suhl. Did you mean since?"],
    }
    assert not EditorialPage.objects.exists()


def test_a_story_s_living_value_that_means_nothing_is_told_in_its_form(
    officer: Client, partnership: Partnership
) -> None:
    address = url(Partnership, "edit", partnership.pk)
    sent = typed(form_at(officer, address), stories__0__lead="Since {Shul: since}")
    response = officer.post(address, sent)
    story = response.context["form"].formsets["stories"].forms[0]
    assert story.errors == {"lead": ["There is no “Shul” in the register. Did you mean Suhl?"]}
    officer.post(address, {**sent, "stories-0-lead": "Since {suhl: seit}"})
    partnership.refresh_from_db()
    kept = partnership.get_latest_revision_as_object()
    assert kept.stories.first().lead == "Since {suhl: seit}"


def test_the_home_page_s_form_opens_with_its_blocks_and_keeps_them(officer: Client, site: CitySettings) -> None:
    home = home_of(site, "en")
    response = officer.get(edit_address(home))
    assert response.status_code == 200
    kinds = [child.block_type for child in response.context["form"]["body"].value()]
    assert kinds[:3] == ["partnerships", "partnerships", "news"]
    home.body = [*home.body.raw_data, block("text", "<p>Added</p>")]
    home.save_revision().publish()
    assert [child.block_type for child in HomePage.objects.get(pk=home.pk).body] == [*kinds, "text"]


@pytest.mark.parametrize("kind", ["editorialpage", "newspage"])
def test_a_preview_shows_the_page_in_its_own_language(officer: Client, site: CitySettings, kind: str) -> None:
    home = home_of(site, "pl")
    parent = home if kind == "editorialpage" else NewsIndexPage.objects.child_of(home).get()
    address = reverse("wagtailadmin_pages:preview_on_add", args=["website", kind, parent.pk])
    sent = typed_page(text("<p>Od {Suhl: od}</p>"), ("partnerships", {"title": "", "shown_as": "list", "which": "all"}))
    assert officer.post(address, {**sent, "date": "2026-02-01"}).json()["is_valid"]
    answer = officer.get(address).content.decode()
    assert '<html lang="pl">' in answer
    assert "Od\N{NO-BREAK SPACE}1984" in answer
    assert "Miasta partnerskie" in answer
    page = editorial(home, block("text", "<p>Przed zmianą</p>")) if kind == "editorialpage" else None
    page = page or news(site, "2026-02-01", block("text", "<p>Przed zmianą</p>"), slug="new")
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert officer.post(address, {**sent, "date": "2026-02-01"}).json()["is_valid"]
    answer = officer.get(address).content.decode()
    assert "Od\N{NO-BREAK SPACE}1984" in answer
    assert "Przed zmianą" not in answer


@pytest.mark.parametrize("kind", [HomePage, NewsIndexPage, ProjectsPage])
def test_the_pages_of_every_site_are_previewed(officer: Client, site: CitySettings, kind: Any) -> None:
    page = kind.objects.get(locale__language_code="pl")
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    sent = typed_page(title="Nowy tytuł", slug=page.slug, intro="<p>Od {Suhl: od}</p>")
    assert officer.post(address, sent).json()["is_valid"]
    answer = officer.get(address).content.decode()
    assert "Nowy tytuł" in answer.replace("\N{NO-BREAK SPACE}", " ")
    assert "Od\N{NO-BREAK SPACE}1984" in answer


def test_an_editor_drafts_and_only_a_publisher_publishes(
    writer: Client, officer: Client, visitor: Client, site: CitySettings
) -> None:
    index = NewsIndexPage.objects.child_of(home_of(site, "en")).get()
    sent = {**typed_page(text("<p>News</p>")), "date": "2026-02-01"}
    writer.post(add_address(index, "newspage"), sent | PUBLISH)
    page = NewsPage.objects.get(slug="about-us")
    assert not page.live
    assert visitor.get("/en/news-en/about-us/").status_code == 404
    officer.post(edit_address(page), sent | PUBLISH)
    assert visitor.get("/en/news-en/about-us/").status_code == 200


@pytest.fixture
def stranger(db: None) -> Client:
    """A publisher of another city."""
    user = get_user_model().objects.create_user("otto")
    user.groups.add(city_groups(factories.municipality("Gdynia", "PL"))[Role.PUBLISHER])
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


@pytest.fixture
def reader(site: CitySettings, leszno: Municipality) -> Client:
    """Who may only read the records of Leszno."""
    user = get_user_model().objects.create_user("rita")
    user.groups.add(city_groups(leszno)[Role.READER])
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


@pytest.mark.parametrize("who", ["stranger", "reader"])
def test_who_may_not_write_pages_gets_nowhere(who: str, request: pytest.FixtureRequest, site: CitySettings) -> None:
    client: Client = request.getfixturevalue(who)
    home = home_of(site, "en")
    page = editorial(home, block("text", "<p>Before</p>"), slug="about-us")
    translate = reverse("desk_translate_page", args=[page.pk])
    polish = Locale.objects.get(language_code="pl")
    sent = typed_page(text("<p>After</p>")) | PUBLISH | {"languages": polish.pk}
    for address in (add_address(home), edit_address(page), translate):
        assert client.get(address).status_code in {302, 403}
        client.post(address, sent)
    assert EditorialPage.objects.count() == 1
    page.refresh_from_db()
    assert page.body.raw_data[0]["value"] == "<p>Before</p>"
    assert page.latest_revision is None


def test_a_page_is_taken_into_other_languages(officer: Client, visitor: Client, site: CitySettings) -> None:
    page = editorial(
        home_of(site, "en"), block("text", "<p>Since {Suhl: since}</p>"), slug="about-us", title="About us"
    )
    button = reverse("desk_translate_page", args=[page.pk])
    assert button in officer.get(edit_address(page)).content.decode()
    polish = Locale.objects.get(language_code="pl")
    officer.post(button, {"languages": [polish.pk]})
    copy = EditorialPage.objects.get(locale=polish)
    assert (copy.live, copy.translation_key, copy.get_parent().specific) == (
        False,
        page.translation_key,
        home_of(site, "pl"),
    )
    assert visitor.get("/pl/about-us/").status_code == 404
    copy.title = "O nas"
    copy.save_revision().publish()
    html = visitor.get("/pl/about-us/").content.decode()
    assert "Since\N{NO-BREAK SPACE}1984" in html or "Since 1984" in html
    assert 'hreflang="en"' in html
    assert '/pl/about-us/"' in visitor.get("/en/about-us/").content.decode()
    assert officer.get(button).status_code in {302, 403}  # no language is left


def test_a_page_is_offered_only_where_the_page_above_it_is(officer: Client, site: CitySettings) -> None:
    page = editorial(home_of(site, "en"), slug="about-us")
    below = editorial(page, slug="below")
    assert officer.get(reverse("desk_translate_page", args=[below.pk])).status_code in {302, 403}
    polish = Locale.objects.get(language_code="pl")
    officer.post(reverse("desk_translate_page", args=[page.pk]), {"languages": [polish.pk]})
    officer.post(reverse("desk_translate_page", args=[below.pk]), {"languages": [polish.pk]})
    copy = EditorialPage.objects.get(slug="below", locale=polish)
    assert copy.get_parent().translation_key == page.translation_key


def test_no_language_chosen_is_asked_for(officer: Client, site: CitySettings) -> None:
    page = editorial(home_of(site, "en"), slug="about-us")
    response = officer.post(reverse("desk_translate_page", args=[page.pk]), {})
    assert errors_of(response) == {"languages": ["This field is required."]}
    assert EditorialPage.objects.count() == 1


def test_what_an_author_says_of_a_change_goes_with_the_draft_to_the_register_of_changes(
    officer: Client, visitor: Client, site: CitySettings
) -> None:
    page = editorial(home_of(site), slug="about-us")
    said = {"change_kind": "correction", "change_reason": "A slip of the pen."}
    assert officer.post(edit_address(page), typed_page(text("<p>One</p>"), **said)).status_code == 302  # a draft
    assert "A slip of the pen." not in visitor.get("/pl/about-us/~changes/").content.decode()
    assert officer.post(edit_address(page), typed_page(text("<p>One</p>"), **PUBLISH)).status_code == 302
    html = visitor.get("/pl/about-us/~changes/").content.decode()
    assert "A slip of the pen." in html
    assert "administrator" in html
