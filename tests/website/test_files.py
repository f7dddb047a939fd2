"""Photos and documents: what a published record shows is everybody's, and nothing else is."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.core.cache import caches
from django.test import Client
from PIL import Image

from pomost.places.models import Municipality
from pomost.register.actions.records import delete_record, save_draft
from pomost.register.models import Act, Activity, Partnership
from pomost.website.pictures import WIDTHS, picture_of, version_of
from pomost.website.settings import CitySettings
from tests import factories
from tests.website import makers
from tests.website.page_checks import content

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(tmp_path: Path, settings: Any) -> Path:
    """Files go into a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    caches["default"].clear()  # in which Wagtail remembers where renditions are
    return tmp_path


def photo_address(image: Any, width: int = 480) -> str:
    return f"/photos/{image.pk}/{version_of(image)}/{width}.webp"


def status(client: Client, address: str) -> int:
    response = client.get(address)
    content(response)
    return int(response.status_code)


def test_a_photo_of_a_published_record_is_served_small_and_kept_for_long(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    image = makers.image()
    makers.activity(leszno, photos=[makers.photo(image)])
    response = visitor.get(photo_address(image))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, s-maxage=3600, immutable"
    assert "Cookie" not in response.get("Vary", "")
    assert Image.open(BytesIO(content(response))).size == (480, 320)


def test_what_the_camera_wrote_into_a_photo_is_not_published(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x8298] = "Camera of Jan", "Jan Zmyślony".encode().decode("latin-1")
    exif.get_ifd(0x8825)[1] = "N"
    image = makers.image(exif=exif)
    makers.activity(leszno, photos=[makers.photo(image)])
    told = content(visitor.get(photo_address(image)))
    assert b"Jan" not in told
    assert dict(Image.open(BytesIO(told)).getexif()) == {}


def test_a_photo_that_no_published_record_shows_is_for_officers_alone(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    unused, draft, withdrawn, deleted = (makers.image(f"{n}.jpg") for n in range(4))
    name = factories.translated("Draft")
    save_draft(record=makers.built(Activity, keeper=leszno, name=name, children={"photos": [makers.photo(draft)]}))
    makers.unpublished(makers.activity(leszno, photos=[makers.photo(withdrawn)]))
    delete_record(record=makers.activity(leszno, photos=[makers.photo(deleted)]))
    officer = makers.officer()
    for image in (unused, draft, withdrawn, deleted):
        assert status(visitor, photo_address(image)) == 404
        seen = officer.get(photo_address(image))
        content(seen)
        assert (seen.status_code, seen["Cache-Control"]) == (200, "private, no-store")


def test_a_photo_on_the_draft_of_a_published_record_is_not_public_yet(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    record, image = makers.activity(leszno), makers.image()
    record.photos = [makers.photo(image)]
    save_draft(record=record)
    assert status(visitor, photo_address(image)) == 404


def test_only_the_offered_widths_and_the_present_file_are_drawn(
    visitor: Client, site: CitySettings, leszno: Municipality, own_media: Path
) -> None:
    image = makers.image()
    makers.activity(leszno, photos=[makers.photo(image)])
    assert status(visitor, photo_address(image, 481)) == 404
    assert status(visitor, f"/photos/{image.pk}/000000000000/480.webp") == 404
    assert not (own_media / "images").exists()


def test_a_photo_whose_file_is_gone_is_not_found(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    image = makers.image()
    makers.activity(leszno, photos=[makers.photo(image)])
    Path(image.file.path).unlink()
    assert status(visitor, photo_address(image)) == 404


def test_the_media_folder_is_closed_to_the_public(
    visitor: Client, site: CitySettings, leszno: Municipality, own_media: Path
) -> None:
    image, document = makers.image(), makers.document()
    makers.activity(leszno, photos=[makers.photo(image)], documents=[makers.attached(document)])
    assert status(visitor, photo_address(image)) == 200
    stored = [str(path.relative_to(own_media)) for path in own_media.rglob("*") if path.is_file()]
    assert {path.split("/")[0] for path in stored} == {"images", "original_images", "documents"}
    officer = makers.officer()
    for path in stored:
        assert status(visitor, f"/media/{path}") == 404
        assert (status(officer, f"/media/{path}") == 200) is not path.startswith("documents/")
    for path in ("original_images/../secret-key", "../pomost.sqlite3", "original_images/%2e%2e/%2e%2e/secret-key"):
        assert status(officer, f"/media/{path}") == 404


def test_somebody_with_an_account_but_no_office_sees_no_more_than_the_public(
    visitor: Client, site: CitySettings, django_user_model: Any
) -> None:
    visitor.force_login(django_user_model.objects.create_user("reader"))
    image, document = makers.image(), makers.document()
    assert status(visitor, photo_address(image)) == 404
    assert status(visitor, document.url) == 404
    assert status(visitor, f"/media/{image.file.name}") == 404


def test_a_document_of_a_published_record_is_served(visitor: Client, site: CitySettings, leszno: Municipality) -> None:
    document = makers.document()
    makers.activity(leszno, documents=[makers.attached(document)])
    response = visitor.get(document.url)
    assert content(response) == b"%PDF-1.4 secret"
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "public, no-cache"
    assert "Content-Encoding" not in response
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert visitor.get(document.url, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert status(visitor, document.url.replace("agreement", "other")) == 404


def test_the_scan_of_an_act_is_as_public_as_its_partnership(
    visitor: Client, site: CitySettings, leszno: Municipality, suhl: Municipality
) -> None:
    document = makers.document()
    record = Partnership(keeper=leszno, first=leszno, second=suhl)
    record.acts = [Act(kind="agreement", date="1984", scan=document)]
    record = save_draft(record=record)
    assert status(visitor, document.url) == 404
    record.save_revision().publish()
    assert status(visitor, document.url) == 200
    delete_record(record=record)
    assert status(visitor, document.url) == 404


def test_a_document_that_no_published_record_offers_is_for_officers_alone(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    unused, withdrawn = makers.document("unused.pdf"), makers.document("withdrawn.pdf")
    makers.unpublished(makers.activity(leszno, documents=[makers.attached(withdrawn)]))
    officer = makers.officer()
    for document in (unused, withdrawn):
        assert status(visitor, document.url) == 404
        seen = officer.get(document.url)
        content(seen)
        assert (seen.status_code, seen["Cache-Control"]) == (200, "private, no-store")


def test_a_page_tells_size_alternative_caption_author_and_licence(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    image = makers.image(width=1000, height=500)
    told = makers.photo(image, caption=factories.translated("Caption"), author="Ewa", licence="CC BY 4.0")
    in_polish = makers.photo(makers.image(), alternative={"pl": "Most"})
    decorative = makers.photo(makers.image(width=300), alternative={}, is_decorative=True)
    makers.activity(leszno, slug="concert", photos=[told, in_polish, decorative])
    html = " ".join(visitor.get("/de/activities-de/concert/").content.decode().split())
    src = photo_address(image, 1600)
    srcset = f"{photo_address(image)} 480w, {photo_address(image, 960)} 960w, {src} 1000w"
    assert f'<img loading="lazy" src="{src}" srcset="{srcset}"' in html
    assert 'width="1000" height="500" alt="What it shows (de)"' in html
    assert 'alt="Most" lang="pl"' in html
    assert html.count('alt=""') == 1
    assert html.count('loading="lazy"') == 3
    assert "Caption (de)" in html
    assert '<span class="photo__author">Ewa</span>, <span class="photo__licence">CC BY 4.0</span>' in html


def test_a_photo_is_never_offered_wider_than_it_is() -> None:
    image = makers.image(width=300, height=200)
    shown = picture_of(makers.photo(image))
    assert (shown.width, shown.height) == (300, 200)
    assert shown.srcset == f"{photo_address(image, WIDTHS[0])} 300w"


def test_a_page_tells_title_language_type_size_and_licence_of_a_document(
    visitor: Client, site: CitySettings, leszno: Municipality
) -> None:
    document = makers.document(content=b"%PDF" + b"x" * 2048)
    makers.activity(leszno, slug="concert", documents=[makers.attached(document, language="de", licence="CC0 1.0")])
    html = " ".join(visitor.get("/en/activities-en/concert/").content.decode().split())
    assert f'<a href="{document.url}" hreflang="de" type="application/pdf">Programme (en)</a>' in html
    assert "PDF, 2.0 KB" in html
    assert "<dd>German</dd>" in html
    assert "<dd>CC0 1.0</dd>" in html


def test_pages_allow_images_from_their_own_host() -> None:
    assert project_settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"] == ["'self'"]
