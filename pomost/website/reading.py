"""Public addresses are read and nothing else, and most answers may be kept for the next reader."""

import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from pomost.conf.page_cache import NAMES

READING = "GET, HEAD, OPTIONS"

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


def reading_only(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Answer what is no reading with 405, before anything asks for the token of a form that is not there."""

    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"}:
            return view(request, *args, **kwargs)
        response = HttpResponse() if request.method == "OPTIONS" else _refused()
        response["Allow"] = READING
        return response

    return csrf_exempt(answer)


def may_be_kept(response: R, parameters: Iterable[str] = ()) -> R:
    """Let caches, ours before any other, keep `response` for everybody who has no cookie.

    `parameters` are those of the address on which it depends, beside those that it names already: all others mean
    nothing. Whoever keeps it has to ask each time whether it is still true, unless it says something else.
    """
    known = re.findall(r'"([^"]*)"', response.headers.get(NAMES, ""))
    names = " ".join(f'"{name}"' for name in dict.fromkeys([*known, *parameters]))
    response.headers[NAMES] = f"params, except=({names})" if names else "params"
    response.headers.setdefault("Cache-Control", "no-cache")
    patch_vary_headers(response, ["Cookie"])  # of the basket: its number stands in the header
    return response


def _refused() -> HttpResponse:
    return HttpResponse(render_to_string("405.html"), status=405)


def posting_only(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Answer what is no form with 405, and a form that stands on somebody else's page with 403.

    For forms without a token, which act for nobody who is signed in: browsers tell where a form comes from.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method != "POST":
            response = _refused()
            response["Allow"] = "POST"
            return response
        if request.headers.get("Origin", origin_of(request)) != origin_of(request):
            return HttpResponse(render_to_string("403.html"), status=403)
        return view(request, *args, **kwargs)

    return csrf_exempt(answer)


def origin_of(request: HttpRequest) -> str:
    """Scheme and host of the site as the visitor has asked for it."""
    return f"{request.scheme}://{request.get_host()}"
