"""Changing the basket: each button of a page is a form that comes here, and leads back to where it stood."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from pomost.website.basket.codes import MOST, Code, as_text, codes_in
from pomost.website.basket.cookie import basket_of, keep_basket
from pomost.website.basket.forms import CHOSEN
from pomost.website.reading import posting_only
from pomost.website.signposts import signpost_of

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


def _restored(basket: list[Code], codes: list[Code]) -> list[Code]:
    """As it was, and behind it what was added since."""
    return [*codes, *(code for code in basket if code not in codes)]


VERBS: dict[str, Callable[[list[Code], list[Code]], list[Code]]] = {
    "add": _added,
    "remove": _removed,
    "up": _moved(-1),
    "down": _moved(1),
    "order": _ordered,
    "empty": lambda _basket, _codes: [],
    "restore": _restored,
}


# Nobody is signed in here; what a foreign page could do is refused by where its form comes from.
@posting_only
def change(request: HttpRequest) -> HttpResponseBase:
    """Do to the basket what the form says, and lead back. Raises Http404 for what no button says.

    A button may name its thing after its verb: "up:p12".
    """
    signpost = signpost_of(request)
    name, _colon, thing = request.POST.get("verb", "").partition(":")
    verb = VERBS.get(name)
    page = signpost.section_url("BasketPage")
    if verb is None or not page:
        raise Http404
    before = basket_of(request)
    codes = codes_in(thing or ".".join(request.POST.getlist("code")))
    after = verb(list(before), codes)
    if len(after) > MOST:
        return redirect(f"{page}?full={len(after)}")
    told = QueryDict(mutable=True)
    if thing:
        for key in CHOSEN:
            told.setlist(key, request.POST.getlist(key))
        told["done"] = f"{name}:{thing}"
    if (name == "empty" or (name == "remove" and thing)) and before != after:
        told["was"] = as_text(before)
    response = redirect(f"{page}?{told.urlencode()}" if told else _back(request, page))
    keep_basket(response, after)
    return response


def _back(request: HttpRequest, page: str) -> str:
    """Where the button stood; the basket's own page where the form does not say, or says another site's."""
    told = request.POST.get("back", "")
    is_own = told.startswith("/") and url_has_allowed_host_and_scheme(told, allowed_hosts=None)
    at = request.POST.get("at", "")
    part = f"#{at}" if at.isascii() and at.isalnum() else TAKE_ALONG
    return f"{told}{part}" if is_own and told.isprintable() else page
