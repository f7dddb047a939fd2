"""What is made of a selection: one document, an archive of the files behind it, a view to be printed.

A small selection is answered at once. A larger one is asked for, made by the background worker, and fetched by an
address that nobody guesses.
"""

from datetime import timedelta
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import urlencode

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import http_date
from django.utils.text import slugify
from django.utils.translation import get_language, override

from pomost.conf.visitors import code_of_sender
from pomost.languages.folding import fold
from pomost.website.basket import limits
from pomost.website.basket.codes import MOST, Code, as_text, codes_in
from pomost.website.basket.documents import AT_ONCE, Choices
from pomost.website.basket.forms import CHOICES, DocumentForm
from pomost.website.basket.prepared import Kind, PreparedFile
from pomost.website.basket.preparing import ask_for, write_selection
from pomost.website.basket.printing import printed
from pomost.website.basket.things import things_of
from pomost.website.frame import frame_of, language_versions, versions_at
from pomost.website.publication import origin_of_software
from pomost.website.reading import origin_of, posting_only, reading_only
from pomost.website.signposts import Signpost, signpost_of

TYPES = {Kind.PDF: "application/pdf", Kind.ZIP: "application/zip"}
LATE = timedelta(minutes=10)  # a file that is not there by then is not made as it should be


@reading_only
def document(request: HttpRequest) -> HttpResponseBase:
    """Answer with one PDF of the things that the address names: see `_at_once`."""
    return _at_once(request, Kind.PDF)


@reading_only
def originals(request: HttpRequest) -> HttpResponseBase:
    """Answer with an archive of the photos and documents of the things that the address names: see `_at_once`."""
    return _at_once(request, Kind.ZIP)


def _at_once(request: HttpRequest, kind: Kind) -> HttpResponseBase:
    """Make a file of the things that the address names. Raises Http404 where none of them is public.

    Where more are named than are made at once, the basket's page says so; where too many files are being made, 503.
    """
    asked = DocumentForm(request.GET)
    if not asked.is_valid():
        return HttpResponse(render_to_string("400.html"), status=400)
    codes = codes_in(asked.cleaned_data["things"])
    choices = asked.choices
    with override(choices.language):
        signpost = signpost_of(request)
        if len(codes) > AT_ONCE:
            return redirect(f"{signpost.section_url('BasketPage')}?things={as_text(codes[:MOST])}")
        file = TemporaryFile(prefix="pomost-selection-")  # noqa: SIM115 - the answer closes it
        try:
            with limits.turn(code_of_sender(request)):
                title = write_selection(
                    kind, file, signpost, origin=origin_of(request), codes=codes, choices=choices, now=timezone.now()
                )
        except limits.BusyError:
            file.close()
            return _busy(request, signpost)
        except BaseException:
            file.close()
            raise
    file.seek(0)
    return _file(file, kind, title)


@posting_only
def ask(request: HttpRequest) -> HttpResponseBase:
    """Have a file made by the background worker, and lead to the page that tells how far it is."""
    signpost = signpost_of(request)
    page = signpost.section_url("BasketPage")
    asked = DocumentForm(request.POST)
    kind = request.POST.get("kind")
    if not asked.is_valid() or kind not in Kind.values:
        return HttpResponse(render_to_string("400.html"), status=400)
    codes = codes_in(asked.cleaned_data["things"])[:MOST]
    if not codes or not page:
        raise Http404
    now, sender = timezone.now(), code_of_sender(request)
    free_at = limits.free_again_at(sender, now)
    if free_at is not None:
        things_url = _shared(page, codes, asked.choices)
        context = {**_frame(signpost), "free_at": free_at, "most": limits.MOST_OF_ONE_VISITOR, "things_url": things_url}
        response = render(request, "website/basket/too_many.html", context, status=429)
        response["Retry-After"] = http_date(free_at.timestamp())
        return _not_kept(response)
    wanted = ask_for(Kind(kind), origin=origin_of(request), codes=codes, choices=asked.choices, sender=sender, now=now)
    return redirect("prepared-file", token=wanted.token)


@reading_only
def prepared(request: HttpRequest, token: str) -> HttpResponseBase:
    """Tell how far a file is, or that it can be fetched; 410 where it is gone."""
    signpost = signpost_of(request)
    now = timezone.now()
    wanted = PreparedFile.objects.kept(now).filter(token=token).first()
    page = signpost.section_url("BasketPage")
    context = {**_frame(signpost), "languages": versions_at(signpost, "prepared-file", token), "wanted": wanted}
    if wanted is not None:
        context |= {
            "file_url": f"{request.path}file",
            "things_url": _shared(page, codes_in(wanted.things), Choices(**wanted.choices)),
            "is_waiting": wanted.ready_at is None and wanted.failed_at is None,
            "is_late": now - wanted.asked_at > LATE,
            "is_still": "still" in request.GET,
        }
    template = "website/basket/prepared.html"
    return _not_kept(render(request, template, context, status=200 if wanted else 410))


@reading_only
def prepared_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """Answer with a file that was made. Raises Http404 where it is not there yet, or not any more."""
    wanted = PreparedFile.objects.kept(timezone.now()).filter(token=token, ready_at__isnull=False).first()
    if wanted is None:
        raise Http404
    try:
        file = default_storage.open(wanted.path, "rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return _file(file, Kind(wanted.kind), wanted.choices["title"])


@reading_only
def print_view(request: HttpRequest) -> HttpResponseBase:
    """Show what the address names on one page that is made to be printed, AT_ONCE things at a time."""
    asked = DocumentForm(request.GET)
    if not asked.is_valid():
        return HttpResponse(render_to_string("400.html"), status=400)
    codes = codes_in(asked.cleaned_data["things"])[:MOST]
    parts = [codes[start : start + AT_ONCE] for start in range(0, len(codes), AT_ONCE)] or [[]]
    number = min(asked.cleaned_data["sheet"] or 1, len(parts))
    choices = asked.choices
    with override(choices.language):
        signpost = signpost_of(request)
        try:
            with limits.turn(code_of_sender(request)):
                shown = list(printed(origin_of(request), things_of(signpost, parts[number - 1]), choices.left_out))
        except limits.BusyError:
            return _busy(request, signpost)
        if not shown:
            raise Http404
        query = request.GET.copy()
        addresses = []
        for each in range(1, len(parts) + 1):
            query["sheet"] = str(each)
            addresses.append((each, f"?{query.urlencode()}", each == number))
        context = {
            **_frame(signpost),
            "title": choices.title,
            "note": choices.note,
            "shown": shown,
            "sheets": addresses if len(parts) > 1 else [],
            "made_at": timezone.now(),
            "things_url": _shared(signpost.section_url("BasketPage"), codes, choices),
        }
        return _not_kept(render(request, "website/basket/printed.html", context))


def _frame(signpost: Signpost) -> dict[str, Any]:
    """What stands around a page that is of the moment: in another language there is the first page."""
    home = signpost.homes[get_language() or ""]
    return {**frame_of(signpost, origin=origin_of_software()), "languages": language_versions(signpost, home)}


def _file(file: Any, kind: Kind, title: str) -> HttpResponseBase:
    name = f"{slugify(fold(title))[:60] or 'pomost'}.{kind}"
    response = FileResponse(file, content_type=TYPES[kind], filename=name, as_attachment=kind == Kind.ZIP)
    return _not_kept(response)


def _not_kept(response: HttpResponseBase) -> HttpResponseBase:
    """It is one visitor's: nobody else keeps it, and no search engine shows it."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _busy(request: HttpRequest, signpost: Signpost) -> HttpResponseBase:
    """Say that others are being served, and where to try again."""
    context = {**_frame(signpost), "again_url": request.get_full_path()}
    response = render(request, "website/basket/busy.html", context, status=503)
    response["Retry-After"] = str(limits.RETRY_SECONDS)
    return _not_kept(response)


def _shared(page: str, codes: list[Code], choices: Choices) -> str:
    """The basket's page with `codes` and what was chosen, so that nothing has to be typed again."""
    asked = {"things": as_text(codes), "chosen": "1", "title": choices.title, "note": choices.note}
    parts = [part for part in CHOICES if part not in choices.left_out]
    return f"{page}?{urlencode({**asked, 'language': choices.language, 'part': parts}, doseq=True)}"
