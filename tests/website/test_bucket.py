"""What is uploaded lies in a bucket that speaks S3: all works as with a folder, and nobody but Pomost sees it."""

import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from pomost.conf.media import media
from pomost.places.models import Municipality
from pomost.register.actions.records import publish_record
from pomost.website.basket.codes import as_text, code_of
from pomost.website.basket.prepared import KEPT
from pomost.website.basket.preparing import forget_prepared
from pomost.website.pictures import version_of
from pomost.website.settings import CitySettings
from tests import buckets
from tests.website import makers
from tests.website.page_checks import content

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.xdist_group("bucket")]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with buckets.running_bucket() as url:
        yield url


@pytest.fixture(autouse=True)
def bucket(server: str, settings: Any, tmp_path: Any) -> str:
    """The bucket in which the test's files go; nothing may go into the folder."""
    settings.STORAGES = {**settings.STORAGES, "default": media(server)}
    settings.MEDIA_ROOT = tmp_path / "nothing"
    caches["default"].clear()
    return server


@pytest.fixture
def officer(site: CitySettings) -> Client:
    return makers.officer()


def uploaded(officer: Client, view: str, kind: type[Any], name: str, data: bytes) -> Any:
    """What an officer uploads in the desk's own way."""
    sent = {"title": name, "files[]": SimpleUploadedFile(name, data)}
    response = officer.post(reverse(view), sent, headers={"X-Requested-With": "XMLHttpRequest"})
    told = json.loads(response.content)
    assert told["success"], told
    return kind.objects.get(pk=told.get("image_id") or told["doc_id"])


def jpeg() -> bytes:
    data = BytesIO()
    Image.effect_noise((1200, 800), 80).convert("RGB").save(data, "JPEG")
    return data.getvalue()


def test_what_an_officer_uploads_is_shown_taken_along_and_deleted(
    officer: Client,
    visitor: Client,
    leszno: Municipality,
    bucket: str,
    run_queue: Callable[[], None],
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    before = buckets.names_in(bucket)
    image = uploaded(officer, "wagtailimages:add_multiple", get_image_model(), "Zdjęcie 1.jpg", jpeg())
    paper = uploaded(officer, "wagtaildocs:add_multiple", get_document_model(), "Umowa.pdf", b"%PDF-1.4 agreed")
    assert {image.file.name, paper.file.name} <= buckets.names_in(bucket)
    photo = f"/photos/{image.pk}/{version_of(image)}/480.webp"
    assert (visitor.get(photo).status_code, visitor.get(paper.url).status_code) == (404, 404)
    concert = makers.activity(leszno, photos=[makers.photo(image)], documents=[makers.attached(paper)])

    shown = visitor.get(photo)
    assert Image.open(BytesIO(content(shown))).size == (480, 320)
    assert int(shown["Content-Length"]) > 0
    offered = visitor.get(paper.url)
    assert (content(offered), offered["Content-Type"]) == (b"%PDF-1.4 agreed", "application/pdf")

    things = {"things": as_text([code_of(concert)])}  # type: ignore[list-item]  # it has a page, so it has a code
    assert files_in(visitor.get("/pl/~basket/files.zip", things)) == ["umowa.pdf", "zdjecie-1.jpg"]
    assert b"/Image" in content(visitor.get("/pl/~basket/document.pdf", things))
    with django_capture_on_commit_callbacks(execute=True):
        asked = visitor.post("/pl/~basket/prepared/", {**things, "kind": "zip"})
    run_queue()
    assert files_in(visitor.get(f"{asked['Location']}file")) == ["umowa.pdf", "zdjecie-1.jpg"]
    assert len(prepared_in(bucket)) == 1

    assert forget_prepared(now=timezone.now() + KEPT) == 1
    with django_capture_on_commit_callbacks(execute=True):
        concert.photos, concert.documents = [], []
        publish_record(record=concert, kind="correction", reason="Test")
        for view, thing in (("wagtailimages:delete", image), ("wagtaildocs:delete", paper)):
            assert officer.post(reverse(view, args=[thing.pk])).status_code == 302
    assert buckets.names_in(bucket) == before
    assert not settings.MEDIA_ROOT.exists()


def files_in(response: Any) -> list[str]:
    """The files of an archive but its list, without their folders."""
    files = ZipFile(BytesIO(content(response)))
    assert files.testzip() is None
    return sorted(name.rpartition("/")[2] for name in files.namelist() if name != "manifest.csv")


def prepared_in(bucket: str) -> set[str]:
    return {name for name in buckets.names_in(bucket) if name.startswith("prepared/")}


def test_the_desk_shows_pictures_by_addresses_of_the_site_and_to_officers_alone(
    officer: Client, visitor: Client, bucket: str
) -> None:
    image = uploaded(officer, "wagtailimages:add_multiple", get_image_model(), "Rynek.jpg", jpeg())
    page = officer.get(reverse("wagtailimages:edit", args=[image.pk])).content.decode()
    addresses = re.findall(r'src="([^"]*Rynek[^"]*)"', page)
    assert addresses
    assert all(address.startswith("/media/images/") for address in addresses)
    assert bucket.partition("@")[2].partition("/")[0] not in page
    address = addresses[0]
    assert Image.open(BytesIO(content(officer.get(address)))).format == "JPEG"
    assert visitor.get(address).status_code == 404
    assert officer.get("/media/images/").status_code == 404
    assert officer.get("/media/images/nothing.jpg").status_code == 404


def test_what_is_not_public_is_open_to_nobody_who_asks_the_bucket(bucket: str, leszno: Municipality) -> None:
    """The bucket's own rules say who reads it; Pomost never opens one file of it to everybody."""
    paper = makers.document("Draft.pdf")
    rights = buckets.client(bucket).get_object_acl(Bucket=buckets.BUCKET, Key=paper.file.name)["Grants"]
    assert [grant["Grantee"].get("URI", "") for grant in rights] == [""]


def test_a_file_never_takes_the_place_of_another(bucket: str) -> None:
    one, other = makers.document("Same.pdf", b"one"), makers.document("Same.pdf", b"other")
    assert one.file.name != other.file.name
    assert [each.file.storage.open(each.file.name).read() for each in (one, other)] == [b"one", b"other"]


def test_a_file_that_is_gone_is_not_there(visitor: Client, leszno: Municipality, site: CitySettings) -> None:
    image, paper = makers.image("Gone.jpg"), makers.document("Gone.pdf")
    concert = makers.activity(leszno, photos=[makers.photo(image)], documents=[makers.attached(paper)])
    for each in (image, paper):
        each.file.storage.delete(each.file.name)
    assert visitor.get(f"/photos/{image.pk}/{version_of(image)}/480.webp").status_code == 404
    assert visitor.get(paper.url).status_code == 404
    things = {"things": as_text([code_of(concert)])}  # type: ignore[list-item]  # it has a page, so it has a code
    assert files_in(visitor.get("/pl/~basket/files.zip", things)) == []


def test_while_the_bucket_is_away_pages_are_read_and_files_will_be_back(
    officer: Client, leszno: Municipality, settings: Any
) -> None:
    image, paper = makers.image("Photo.jpg"), makers.document("Paper.pdf")
    concert = makers.activity(leszno, photos=[makers.photo(image)], documents=[makers.attached(paper)])
    things = {"things": as_text([code_of(concert)])}  # type: ignore[list-item]  # it has a page, so it has a code
    photo = f"/photos/{image.pk}/{version_of(image)}/480.webp"
    with closing(socket.socket()) as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        away = f"s3://key:secret@127.0.0.1:{nobody.getsockname()[1]}/pomost?ssl=False"
        settings.STORAGES = {**settings.STORAGES, "default": media(away)}
        visitor = Client(raise_request_exception=False)
        assert visitor.get(f"/en/activities-en/{concert.slug}/").status_code == 200
        for address in (photo, paper.url):
            answer = visitor.get(address)
            assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "60", "no-store")
        assert visitor.get("/pl/~basket/document.pdf", things).status_code == 503
        officer.raise_request_exception = False
        sent = {"title": "New", "files[]": SimpleUploadedFile("new.pdf", b"%PDF-1.4 new")}
        asked = {"X-Requested-With": "XMLHttpRequest"}
        with transaction.atomic():  # what failed within one of its own undoes this one
            answer = officer.post(reverse("wagtaildocs:add_multiple"), sent, headers=asked)
        assert answer.status_code == 503
    assert set(get_document_model().objects.values_list("title", flat=True)) == {paper.title}
