"""The one cookie of a visitor: what lies in the basket, signed, and nothing about anybody."""

from collections.abc import Sequence

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from pomost.website.basket.codes import MOST, Code, as_text, codes_in

NAME = settings.BASKET_COOKIE_NAME
_DAYS = 30
_SALT = "pomost.website.basket"


def basket_of(request: HttpRequest) -> list[Code]:
    """Return what lies in the visitor's basket; nothing where the cookie is missing or was not written here."""
    try:
        text = signing.Signer(salt=_SALT).unsign(request.COOKIES.get(NAME, ""))
    except signing.BadSignature:
        return []
    return codes_in(text)[:MOST]


def keep_basket(response: HttpResponseBase, codes: Sequence[Code]) -> None:
    """Have the visitor's browser keep `codes`, or nothing at all where there are none.

    Scripts of the site may read the cookie: they put its number into pages that are older than it.
    """
    if not codes:
        response.delete_cookie(NAME, samesite="Lax")
        return
    response.set_cookie(
        NAME,
        signing.Signer(salt=_SALT).sign(as_text(codes)),
        max_age=_DAYS * 24 * 3600,
        samesite="Lax",
        secure=settings.HTTPS,
    )
