"""Asking for a file, making it, and forgetting it."""

import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from tempfile import TemporaryFile
from time import monotonic
from typing import Any, BinaryIO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import override

from pomost.conf.stopping import STOP, Stopped
from pomost.documents.pdf import write_pdf
from pomost.website.basket.codes import Code, as_text, codes_in
from pomost.website.basket.documents import Choices, document_of
from pomost.website.basket.originals import write_originals
from pomost.website.basket.own_pages import visitor_request
from pomost.website.basket.prepared import Kind, PreparedFile
from pomost.website.basket.things import things_of
from pomost.website.signposts import Signpost, signpost_for

TELL_SECONDS = 1.0  # how often the row says how far it is

logger = logging.getLogger(__name__)


def ask_for(
    kind: Kind, *, origin: str, codes: list[Code], choices: Choices, sender: str, now: datetime
) -> PreparedFile:
    """Note that a file is wanted, and have the background worker make it."""
    from pomost.website.basket.tasks import prepare_file

    with transaction.atomic():
        wanted = PreparedFile.objects.create(
            kind=kind,
            origin=origin,
            language=choices.language,
            things=as_text(codes),
            choices={**asdict(choices), "left_out": sorted(choices.left_out)},
            sender=sender,
            asked_at=now,
            total=len(codes),
        )
        transaction.on_commit(lambda: prepare_file.enqueue(wanted.pk))
    return wanted


def prepare(key: int) -> None:
    """Make the file with this key, unless it is there already or nobody wants it any more.

    What a worker that was killed had begun is begun again. A failure is noted, told to the visitor and logged.
    """
    wanted = PreparedFile.objects.unfinished().filter(pk=key).first()
    if wanted is None:
        return
    try:
        with override(wanted.language), TemporaryFile(prefix="pomost-prepared-") as file:
            write_file(wanted, file)
            size = file.tell()
            file.seek(0)
            default_storage.delete(wanted.path)
            default_storage.save(wanted.path, File(file))
    except Stopped:
        raise
    except Exception as error:
        _mark(wanted, failed_at=timezone.now())
        if not isinstance(error, Http404):  # all of it has been withdrawn meanwhile
            logger.exception("The file %s could not be made", wanted.pk)
        return
    _mark(wanted, ready_at=timezone.now(), size=size, done=wanted.total)


def write_file(wanted: PreparedFile, file: BinaryIO) -> None:
    """Write what is `wanted` into `file`, telling now and then how far it is."""
    signpost = signpost_for(visitor_request(wanted.origin, f"/{wanted.language}/"))
    if signpost is None or wanted.language not in signpost.homes:
        raise Http404
    progress = _Progress(wanted)
    write_selection(
        Kind(wanted.kind),
        file,
        signpost,
        origin=wanted.origin,
        codes=codes_in(wanted.things),
        choices=Choices(**wanted.choices),
        now=timezone.now(),
        done=progress.tell,
    )


def write_selection(
    kind: Kind,
    file: BinaryIO,
    signpost: Signpost,
    *,
    origin: str,
    codes: list[Code],
    choices: Choices,
    now: datetime,
    done: Callable[[int], object] = lambda _number: None,
) -> str:
    """Write the document of `codes`, or the archive of their files, into `file`; return what it is called.

    The active language is that of `choices`. Raises Http404 where nothing of it is public.
    """
    things = things_of(signpost, codes)
    if kind == Kind.ZIP:
        if all(thing.is_gone for thing in things):
            raise Http404
        write_originals(file, origin, things, now=now, done=done)
        return choices.title or things[0].title
    made = document_of(origin, signpost, things, choices, now=now, done=done)
    write_pdf(made, file)
    return made.title


class _Progress:
    """Writes down how far a file is, as often as somebody looks."""

    def __init__(self, wanted: PreparedFile) -> None:
        self.wanted = wanted
        self.told_at = monotonic()

    def tell(self, number: int) -> None:
        """Of the things, `number` have been read. Raises Stopped where the worker is to stop."""
        if STOP.is_set():
            raise Stopped
        if monotonic() - self.told_at > TELL_SECONDS:
            self.told_at = monotonic()
            _mark(self.wanted, done=number)


def _mark(wanted: PreparedFile, **values: Any) -> None:
    PreparedFile.objects.filter(pk=wanted.pk).update(**values)


def forget_prepared(*, now: datetime) -> int:
    """Delete the files that have been kept long enough, and return how many there were."""
    kept = PreparedFile.objects.kept(now).values("pk")
    old = PreparedFile.objects.exclude(pk__in=kept)
    for each in old:
        each.delete()
    return len(old)
