"""Every page of the demonstration city in every language, read by a machine that overlooks nothing."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from pomost.website.settings import CitySettings
from tests.website import page_checks
from tests.website.page_checks import LANGUAGES, Page
from tests.website.test_sitemaps import addresses as sitemap_addresses

IN_LANGUAGE = re.compile(r"/(\w\w)/")
# One year of activities, a list narrowed down, what was: no pages of their own in the sitemap.
PARTS_OF_LISTS = re.compile(r"/\d{4}(-\d\d)?/$|\?|/~changes/")
SEARCHES = ("/pl/szukaj/", "/en/search/", "/de/suche/", "/nl/zoeken/", "/fr/recherche/")  # for readers, not for robots
LINKS = ("href", "src", "srcset")


@pytest.mark.django_db
def test_no_page_of_the_demonstration_has_a_fault(visitor: Client, city: CitySettings) -> None:
    complaints, seen, pages = [], set[str](), set[str]()
    searches = {f"{address}{query}" for address in SEARCHES for query in ("", "?q=Suhl", "?q=xyz")}
    waiting = [*(f"/{code}/" for code in LANGUAGES), *searches]
    while waiting:
        address = waiting.pop()
        if kind_of(address) in seen:
            continue
        seen.add(kind_of(address))
        response = visitor.get(address)
        if response.status_code in (301, 302):
            waiting.append(response["Location"])
        elif response.status_code != 200:
            complaints.append(f"{address}: answers {response.status_code}")
        elif response["Content-Type"].startswith("text/html"):
            pages.add(address)
            page = Page(response.content.decode())
            match = IN_LANGUAGE.match(address)
            complaints += [f"{address}: {fault}" for fault in faults(page, match[1] if match else "")]
            # A narrowed list can be narrowed further without end.
            waiting += [link for link in links(page) if "?" not in address or "?" not in link]
        if response.streaming:
            response.getvalue()  # to its end: so the test client closes the file and leaves the database open
    assert complaints == []
    known = set(sitemap_addresses(visitor))
    assert known <= pages
    assert [address for address in pages - known - searches if not PARTS_OF_LISTS.search(address)] == []
    by_language = [sum(address.startswith(f"/{code}/") for address in seen) for code in LANGUAGES]
    assert min(by_language) > 25
    assert max(by_language) == min(by_language)


def kind_of(address: str) -> str:
    """An address without the values of its parameters: of a list narrowed down by each of them one is enough.

    So is, in each section, one register of changes, one earlier version and one comparison.
    """
    address = re.sub(r"=[^&]*", "=", address)
    return re.sub(r"^(/\w\w/[\w-]*/?).*/~changes/[0-9]*", r"\1~changes/", address)


def faults(page: Page, language: str) -> list[str]:
    """All that is wrong in a page in `language`."""
    return [
        *page_checks.invalid_markup(page),
        *page_checks.double_ids(page),
        *page_checks.missing_targets(page),
        *page_checks.missing_alternatives(page),
        *page_checks.skipped_headings(page),
        *page_checks.wrong_languages(page, language),
    ]


def links(page: Page) -> Iterator[str]:
    """Where the page's links, pictures and style sheets lead to on this site."""
    for attribute in LINKS:
        for value in page.values(attribute):
            for address in re.split(r"\s+\d+w,?\s*", value) if attribute == "srcset" else [value]:
                own = address.removeprefix("http://testserver").partition("#")[0]
                if own.startswith("/") and not own.startswith("//"):
                    yield own


def whole(body: str, language: str = "pl") -> Page:
    return Page(f'<!DOCTYPE html><html lang="{language}"><head><title>x</title></head><body>{body}</body></html>')


SOUND = '<h1 id="a">Leszno</h1><h2>Miasta partnerskie</h2><p lang="de">Partnerstädte</p><img src="a" alt="">'


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (SOUND, ""),
        ("<h1>A</h1><p><div>B</div></p>", "markup: "),
        ('<h1 id="a">A</h1><p id="a">B</p>', "double id: a"),
        ('<h1>A</h1><section aria-labelledby="b">B</section>', "no such id: b"),
        ('<h1>A</h1><a href="#c">B</a>', "no such id: c"),
        ('<h1>A</h1><img src="a.png">', "no alternative: a.png"),
        ("<h1>A</h1><svg><path/></svg>", "no alternative: a drawing"),
        ("<h1>A</h1><h3>B</h3>", "heading skipped: h1 to h3"),
        ("<h2>A</h2>", "not one h1"),
        ("<h1>A</h1><p>Partner towns</p>", "en in pl: Partner towns"),
        ("<h1>A</h1><p>Skip to the\ncontent</p>", "en in pl: Skip to the content"),
        ('<h1>A</h1><p lang="fr">Miasta partnerskie</p>', "pl in fr: Miasta partnerskie"),
        ("<h1>A</h1><a aria-label='Partnerstädte' href='/'>B</a>", "de in pl: Partnerstädte"),
        ("<h1>A</h1><p>42 years together</p>", "en in pl: 42 years together"),
        ("<h1>A</h1><p lang='xx'>B</p>", "no language: xx"),
    ],
)
def test_the_checks_find_what_they_look_for(body: str, fault: str) -> None:
    found = faults(whole(body), "pl")
    assert (found[0] if found else "").startswith(fault)
    assert bool(found) == bool(fault)


def test_a_page_that_says_another_language_is_found() -> None:
    assert faults(whole(SOUND, language="en"), "pl")[0] == "lang is en"
    assert [code for code, _name in settings.LANGUAGES] == LANGUAGES
