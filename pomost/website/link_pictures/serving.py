"""Pictures of pages over the web: drawn when the first asks, and kept for the next."""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, override
from wagtail.models import Page

from pomost.register.models import Partnership, Record
from pomost.website.bridges import MOST_ARCHES, arch_facts
from pomost.website.drawings.bridge import ArchFacts
from pomost.website.link_pictures.drawing import draw_picture
from pomost.website.link_pictures.facts import PAGE, PictureFacts, picture_facts
from pomost.website.links import WITH_PAGES, records_with_pages
from pomost.website.reading import reading_only
from pomost.website.signposts import Signpost, signpost_for

KINDS: dict[str, type[Record]] = {str(kind._meta.model_name): kind for kind in WITH_PAGES}
MOST_KEPT = 1000  # about 20 MB; the one that was asked for longest ago goes first
A_DAY = "public, max-age=86400"


@reading_only
def link_picture(request: HttpRequest, language: str, kind: str, key: int, version: str) -> HttpResponseBase:
    """Answer with the picture of a published record or page; an old address leads to the picture as it is now."""
    signpost = signpost_for(request)
    if signpost is None or language not in signpost.homes:
        raise Http404
    with override(language):
        thing = _thing(signpost, kind, key)
        if thing is None:
            raise Http404
        facts = picture_facts(signpost, thing)
        if facts.url != request.path:
            return redirect(facts.url)
        picture = _kept(facts, [] if facts.arch else _bridge(signpost))
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": A_DAY})


def _thing(signpost: Signpost, kind: str, key: int) -> Any:
    if kind == PAGE:
        home = signpost.homes[get_language()]
        live = Page.objects.live().public() if signpost.any_restriction else Page.objects.live()
        return live.filter(pk=key, path__startswith=home.path).first()
    return records_with_pages(signpost.home, KINDS[kind]).filter(pk=key).first() if kind in KINDS else None


def _bridge(signpost: Signpost) -> list[ArchFacts]:
    partnerships = Partnership.objects.published().of(signpost.home).most_binding_first()[:MOST_ARCHES]
    today = timezone.localdate()
    return [arch_facts(signpost, partnership, today) for partnership in partnerships]


def _kept(facts: PictureFacts, bridge: list[ArchFacts]) -> bytes:
    """The picture from its file, which bears the name of all that it shows; drawn where there is none."""
    folder: Path = settings.POMOST_HOME / "link-pictures"
    file = folder / f"{sha256(repr((facts, bridge)).encode()).hexdigest()[:24]}.png"
    with suppress(FileNotFoundError):
        os.utime(file)  # asked for just now
        return file.read_bytes()
    picture = draw_picture(facts, bridge)
    folder.mkdir(exist_ok=True)
    draft = folder / f".{uuid4().hex}"
    draft.write_bytes(picture)
    draft.rename(file)
    _forget_oldest(folder)
    return picture


def _forget_oldest(folder: Path) -> None:
    with suppress(FileNotFoundError):  # another process does the same
        files = sorted(folder.glob("*.png"), key=lambda file: file.stat().st_mtime)
        for file in files[: max(0, len(files) - MOST_KEPT)]:
            file.unlink()
