"""Public addresses are read and nothing else."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt

READING = "GET, HEAD, OPTIONS"

P = ParamSpec("P")


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


def _refused() -> HttpResponse:
    return HttpResponse(render_to_string("405.html"), status=405)
