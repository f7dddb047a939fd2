"""Changing the basket: each button of a page is a form that comes here, and leads back to where it stood."""

from collections.abc import Callable
from threading import BoundedSemaphore

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import slugify
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from pomost.documents.pdf import pdf_of
from pomost.languages.folding import fold
from pomost.website.basket.codes import MOST, Code, as_text, codes_in
from pomost.website.basket.cookie import basket_of, keep_basket
from pomost.website.basket.documents import AT_ONCE, document_of
from pomost.website.basket.forms import DocumentForm
from pomost.website.basket.things import things_of
from pomost.website.reading import reading_only
from pomost.website.signposts import signpost_of

AT_THE_SAME_TIME = 2  # documents in one web process: each takes a core and some memory
PATIENCE = 10.0  # seconds for which somebody waits for their turn
RETRY_SECONDS = 30
_setting = BoundedSemaphore(AT_THE_SAME_TIME)

TAKE_ALONG = "#take-along"  # the part of a page in which its button stands


def _added(basket: list[Code], codes: list[Code]) -> list[Code]:
    return [*basket, *(code for code in codes if code not in basket)]


def _removed(basket: list[Code], codes: list[Code]) -> list[Code]:
    return [code for code in basket if code not in codes]


def _moved(by: int) -> Callable[[list[Code], list[Code]], list[Code]]:
    def moved(basket: list[Code], codes: list[Code]) -> list[Code]:
        for code in codes[:1]:
            if code in basket:
                place = basket.index(code)
                other = min(max(place + by, 0), len(basket) - 1)
                basket.insert(other, basket.pop(place))
        return basket

    return moved


def _ordered(basket: list[Code], codes: list[Code]) -> list[Code]:
    """In the order of `codes`; what another tab has added meanwhile stays, at the end."""
    return [*(code for code in codes if code in basket), *(code for code in basket if code not in codes)]


VERBS: dict[str, Callable[[list[Code], list[Code]], list[Code]]] = {
    "add": _added,
    "remove": _removed,
    "up": _moved(-1),
    "down": _moved(1),
    "order": _ordered,
    "empty": lambda _basket, _codes: [],
}


# Nobody is signed in here; what a foreign page could do is to put public things into somebody's basket.
@csrf_exempt
@require_POST
def change(request: HttpRequest) -> HttpResponseBase:
    """Do to the basket what the form says, and lead back. Raises Http404 for what no button says."""
    signpost = signpost_of(request)
    verb = VERBS.get(request.POST.get("verb", ""))
    page = signpost.section_url("BasketPage")
    if verb is None or not page:
        raise Http404
    before = basket_of(request)
    codes = codes_in(".".join(request.POST.getlist("code")))
    after = verb(list(before), codes)
    if len(after) > MOST:
        return redirect(f"{page}?full={len(after)}")
    if request.POST["verb"] == "empty" and before:
        response = redirect(f"{page}?emptied={as_text(before)}")
    else:
        response = redirect(_back(request, page))
    keep_basket(response, after)
    return response


@reading_only
def document(request: HttpRequest) -> HttpResponseBase:
    """Answer with one PDF of the things that the address names. Raises Http404 where none of them is public.

    Where more are named than are set at once, the basket's page says so; where too many documents are being set, 503.
    """
    asked = DocumentForm(request.GET)
    if not asked.is_valid():
        return HttpResponse(render_to_string("400.html"), status=400)
    with override(asked.spoken):
        signpost = signpost_of(request)
        page = signpost.section_url("BasketPage")
        codes = codes_in(asked.cleaned_data["things"])
        if len(codes) > AT_ONCE:
            return redirect(f"{page}?things={as_text(codes[:MOST])}")
        if not _setting.acquire(timeout=PATIENCE):
            return _busy()
        try:
            made = document_of(
                request,
                signpost,
                things_of(signpost, codes),
                language=asked.spoken,
                title=asked.cleaned_data["title"],
                note=asked.cleaned_data["note"],
                left_out=asked.left_out,
                now=timezone.now(),
            )
            content = pdf_of(made)
        finally:
            _setting.release()
    name = f"{slugify(fold(made.title))[:60] or 'pomost'}.pdf"
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _busy() -> HttpResponse:
    """Say that others are being served, in the site's own words."""
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _back(request: HttpRequest, page: str) -> str:
    """Where the button stood; the basket's own page where the form does not say, or says another site's."""
    told = request.POST.get("back", "")
    is_own = told.startswith("/") and url_has_allowed_host_and_scheme(told, allowed_hosts=None)
    return f"{told}{TAKE_ALONG}" if is_own and told.isprintable() else page
