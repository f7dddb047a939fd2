"""What tests of the site start from, beside what every test does."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from PIL import Image

from pomost.places.models import Municipality
from pomost.register.models import Activity
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers


@pytest.fixture
def own_media(tmp_path: Path, settings: Any) -> None:
    """Files go into a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    caches["default"].clear()


@pytest.fixture
def concert(site: CitySettings, leszno: Municipality) -> Activity:
    """An activity with a photo and a document."""
    exif = Image.Exif()
    exif[0x010E] = "Dworcowa 7"
    photo = makers.photo(
        makers.image("Zdjęcie 1.JPG", exif=exif),
        author="=Ewa",
        licence="CC BY 4.0",
        caption=factories.translated("Rynek"),
    )
    programme = makers.attached(makers.document("Program ł.pdf"), author="Ewa", licence="CC0", language="de")
    return makers.activity(leszno, name="Koncert", slug="koncert", photos=[photo], documents=[programme])
