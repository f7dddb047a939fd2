"""Large files of a selection: made in the background, kept for a day, and not more than the server can bear."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from pomost.places.models import Municipality
from pomost.register.models import Activity
from pomost.website.basket import limits
from pomost.website.basket.codes import as_text
from pomost.website.basket.prepared import KEPT, PreparedFile
from pomost.website.basket.preparing import forget_prepared, prepare
from tests.documents.reading import Pdf
from tests.website import makers
from tests.website.page_checks import content
from tests.website.selections import ASK, BASKET, archive, codes, soup, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]


@pytest.fixture
def many(leszno: Municipality, concert: Activity) -> str:
    """The codes of 22 things."""
    others = [makers.activity(leszno, name=f"Wizyta {number}", slug=f"wizyta-{number}") for number in range(21)]
    return as_text(codes(concert, *others))


@pytest.fixture
def queued(django_capture_on_commit_callbacks: Any) -> Any:
    """Ask for a file as a browser does; the task is in the queue then."""

    def ask(client: Client, things: str, **more: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(ASK, {"things": things, "kind": "pdf", **more})

    return ask


def test_a_large_document_is_made_in_the_background_and_kept_for_a_day(
    client: Client, many: str, queued: Any, run_queue: Callable[[], None]
) -> None:
    form = soup(client.get(BASKET, {"things": many})).select_one("form.document-form")
    assert form is not None
    assert (form["method"], form["action"]) == ("post", ASK)
    response = queued(client, many, title="Wszystko", language="pl")
    address = response["Location"]
    waiting = client.get(address)
    assert waiting["Cache-Control"] == "private, no-store"
    assert waiting["X-Robots-Tag"] == "noindex"
    progress = soup(waiting).progress
    assert progress is not None
    assert (progress["value"], progress["max"]) == ("0", "22")
    assert soup(waiting).select_one("noscript meta[http-equiv=refresh]")
    assert not soup(client.get(address, {"still": ""})).select_one("meta[http-equiv=refresh]")
    assert client.get(f"{address}file").status_code == 404
    run_queue()
    done = client.get(address)
    assert "Plik jest gotowy." in text(done)
    link = soup(done).select_one("#prepared a[href$=file]")
    assert link is not None
    fetched = client.get(str(link["href"]))
    assert fetched["Content-Disposition"] == 'inline; filename="wszystko.pdf"'
    read = Pdf(content(fetched))
    assert read.reader.metadata is not None
    assert read.reader.metadata.title == "Wszystko"
    assert "Wizyta 20 (pl)" in read.text
    file = PreparedFile.objects.get()
    assert (file.done, file.total, default_storage.exists(file.path)) == (22, 22, True)
    assert forget_prepared(now=timezone.now()) == 0
    assert forget_prepared(now=timezone.now() + KEPT) == 1
    assert not default_storage.exists(file.path)
    assert "Tego pliku już nie ma." in text(client.get(address), 410)
    assert client.get(f"{address}file").status_code == 404


def test_a_large_archive_is_made_the_same_way(
    client: Client, many: str, queued: Any, run_queue: Callable[[], None]
) -> None:
    address = queued(client, many, kind="zip")["Location"]
    run_queue()
    files, rows = archive(client, address=f"{address}file")
    assert len(files.namelist()) == 3
    assert len(rows) == 2


def test_a_file_is_not_served_a_moment_after_its_day_though_nobody_has_tidied_up(
    client: Client, many: str, queued: Any, run_queue: Callable[[], None]
) -> None:
    address = queued(client, many)["Location"]
    run_queue()
    PreparedFile.objects.update(asked_at=timezone.now() - KEPT - timedelta(seconds=1))
    assert client.get(address).status_code == 410
    assert client.get(f"{address}file").status_code == 404


def test_what_was_withdrawn_meanwhile_is_not_in_it(
    client: Client, many: str, queued: Any, run_queue: Callable[[], None]
) -> None:
    address = queued(client, many)["Location"]
    makers.unpublished(Activity.objects.get(slug="koncert"))
    run_queue()
    read = Pdf(content(client.get(f"{address}file")))
    assert "Koncert" not in read.text
    assert "Wizyta 1 (pl)" in read.text


def test_nothing_left_of_it_is_told_as_a_failure(
    client: Client, concert: Activity, queued: Any, run_queue: Callable[[], None]
) -> None:
    address = queued(client, as_text(codes(concert)))["Location"]
    makers.unpublished(concert)
    run_queue()
    assert "Nie udało się przygotować pliku." in text(client.get(address))


def test_a_full_disk_is_a_failure_that_leaves_nothing_half_done(
    client: Client,
    many: str,
    queued: Any,
    run_queue: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(*_args: Any, **_more: Any) -> None:
        raise OSError(28, "No space left on device")

    address = queued(client, many)["Location"]
    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "save", full)
        run_queue()
    assert "Nie udało się przygotować pliku." in text(client.get(address))
    assert "could not be made" in caplog.text
    assert not default_storage.exists(PreparedFile.objects.get().path)


def test_what_a_killed_worker_had_begun_is_made_by_the_next(
    client: Client, many: str, queued: Any, run_queue: Callable[[], None]
) -> None:
    address = queued(client, many)["Location"]
    file = PreparedFile.objects.get()
    default_storage.save(file.path, BytesIO(b"half a file"))
    PreparedFile.objects.update(done=7)
    run_queue()
    assert content(client.get(f"{address}file")).startswith(b"%PDF")


def test_a_file_is_made_once(client: Client, many: str, queued: Any, run_queue: Callable[[], None]) -> None:
    queued(client, many)
    run_queue()
    ready_at = PreparedFile.objects.get().ready_at
    prepare(PreparedFile.objects.get().pk)
    prepare(0)
    assert PreparedFile.objects.get().ready_at == ready_at


@pytest.mark.parametrize(
    ("limit", "number"),
    [("MOST_OF_ONE_VISITOR", 1), ("MOST_IN_ALL", 1), ("MOST_UNFINISHED", 1), ("MOST_BYTES", 0)],
)
def test_nobody_tires_the_server_out(
    client: Client,
    many: str,
    queued: Any,
    run_queue: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    number: int,
) -> None:
    assert queued(client, many).status_code == 302
    if limit == "MOST_BYTES":
        run_queue()
    monkeypatch.setattr(limits, limit, number)
    refused = queued(client, many)
    assert "Proszę spróbować ponownie po godzinie" in text(refused, 429)
    assert refused["Retry-After"]
    assert PreparedFile.objects.count() == 1
    if limit == "MOST_OF_ONE_VISITOR":
        assert queued(Client(REMOTE_ADDR="192.0.2.7"), many).status_code == 302


def test_what_is_kept_of_a_visitor_is_a_code_that_leads_back_to_nobody(client: Client, many: str, queued: Any) -> None:
    queued(Client(REMOTE_ADDR="192.0.2.7"), many)
    kept = str(PreparedFile.objects.values().get())
    assert "192.0.2" not in kept


@pytest.mark.parametrize(
    "asked", [{"kind": "exe"}, {"kind": ""}, {"note": "x" * 1001}, {"language": "xx"}, {"things": ""}]
)
def test_what_cannot_be_made_is_refused_in_words(client: Client, many: str, queued: Any, asked: dict[str, str]) -> None:
    response = queued(client, **{"things": many, **asked})
    assert response.status_code == 400
    assert PreparedFile.objects.count() == 0
