"""What a page weighs before its pictures: HTML, styles and scripts as they travel, and the pictures' own manners."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from pomost.website.settings import CitySettings
from tests.browser.pages import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.once]

IMAGE = re.compile(r'<img\s(?:[^">]|"[^"]*")*>')
ALL, SCRIPTS = 100_000, 20_000  # bytes


def weights(client: Client, path: str) -> dict[str, int]:
    """The bytes that travel for a page: itself compressed, and each of its styles and scripts as browsers get them."""
    html = client.get(path).content
    assert html
    found = {path: len(gzip.compress(html, 6))}
    text = html.decode()
    for address in re.findall(r'<link\s[^>]*?rel="stylesheet"[^>]*?href="([^"]+)"|<script\s[^>]*?src="([^"]+)"', text):
        own = next(filter(None, address))
        found[own] = Path(settings.STATIC_ROOT, f"{own.removeprefix(settings.STATIC_URL)}.br").stat().st_size
    return found


def test_every_page_type_is_light_in_every_language(visitor: Client, city: CitySettings) -> None:
    too_heavy = {}
    for name, path in PAGES.items():
        for address in versions(visitor, path):
            found = weights(visitor, address)
            scripts = sum(size for asset, size in found.items() if asset.endswith(".js"))
            if sum(found.values()) > ALL or scripts > SCRIPTS:
                too_heavy[name, address] = found
    assert too_heavy == {}


def versions(client: Client, path: str) -> list[str]:
    """The page in all languages; what is not there has one."""
    html = client.get(path).content.decode()
    links = re.findall(r'rel="alternate"\s+hreflang="\w\w"\s+href="http://testserver([^"]+)"', html)
    return links if len(links) == len(settings.LANGUAGES) else [path]


def test_pictures_have_their_size_and_those_below_come_late(visitor: Client, city: CitySettings) -> None:
    shown = 0
    for path in PAGES.values():
        for image in IMAGE.findall(visitor.get(path).content.decode()):
            attributes: dict[str, Any] = dict(re.findall(r'([\w-]+)="([^"]*)"', image))
            assert attributes["src"].endswith((".webp", ".avif"))
            assert int(attributes["width"]) > 0
            assert int(attributes["height"]) > 0
            assert attributes["loading"] == "lazy"
            assert attributes["sizes"]
            assert all(re.search(r" \d+w$", part) for part in attributes["srcset"].split(", "))
            shown += 1
    assert shown > 0
