"""The form for writing to the office, and the page that says that the message has come."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import get_language, ngettext
from django.views.decorators.csrf import csrf_exempt

from pomost.conf.visitors import code_of_sender
from pomost.website.contact import limits
from pomost.website.contact.actions import receive_message
from pomost.website.contact.forms import ContactForm, about_in
from pomost.website.frame import addresses_of, frame_of, versions_at
from pomost.website.head import alternates
from pomost.website.publication import origin_of_software
from pomost.website.reading import origin_of, reading_only
from pomost.website.signposts import Signpost, signpost_of

WRITTEN = ("name", "email", "subject", "text", "about")


def contact(request: HttpRequest) -> HttpResponseBase:
    """Show the form, or take what was written in it. Raises Http404 where the office has no e-mail address."""
    return _receive(request) if request.method == "POST" else _show(request)


# Nobody is signed in here and no cookie is set, so there is nothing that a foreign page could misuse.
contact = csrf_exempt(contact)


@reading_only
def sent(request: HttpRequest) -> HttpResponseBase:
    """Say that the message has come."""
    return _page(request, signpost_of(request), "sent", "contact-form-sent", {})


@reading_only
def _show(request: HttpRequest) -> HttpResponseBase:
    signpost = _writable(request)
    opened = {"opened": limits.opened_now(), "about": about_in(request.GET.get("about", ""))}
    return _form(request, signpost, ContactForm(initial=opened, consent=consent_of(signpost)))


def _receive(request: HttpRequest) -> HttpResponseBase:
    signpost = _writable(request)
    if not _is_small(request):
        context = {"is_too_large": True}
        form = ContactForm(initial={"opened": limits.opened_now()}, consent=consent_of(signpost))
        return _form(request, signpost, form, status=413, **context)
    form = ContactForm(request.POST, consent=consent_of(signpost))
    if not form.is_valid():
        return _form(request, signpost, form, status=422)
    now = timezone.now()
    sender = code_of_sender(request)
    free_at = limits.free_again_at(signpost.home, sender, now)
    if free_at is not None:
        response = _form(request, signpost, form, status=429, free_at=free_at)
        response["Retry-After"] = http_date(free_at.timestamp())
        return response
    written = {name: form.cleaned_data[name] for name in WRITTEN}
    assert signpost.office is not None  # noqa: S101 -- `_writable` has looked
    receive_message(
        city=signpost.home,
        office=signpost.office,
        language=get_language() or settings.LANGUAGE_CODE,
        sender=sender,
        fingerprint=limits.fingerprint_of(form.data["opened"], *written.values()),
        now=now,
        **written,
    )
    return redirect("contact-form-sent")


def consent_of(signpost: Signpost) -> str:
    """What a visitor agrees to, with the time that the settings say."""
    months = settings.POMOST_KEEP_MESSAGES_MONTHS
    return ngettext(
        "I agree that %(publisher)s keeps my name, my e-mail address and this message for at most %(months)d month, in "
        "order to answer me.",
        "I agree that %(publisher)s keeps my name, my e-mail address and this message for at most %(months)d months, "
        "in order to answer me.",
        months,
    ) % {"publisher": signpost.city.publisher, "months": months}


def _writable(request: HttpRequest) -> Signpost:
    signpost = signpost_of(request)
    if not signpost.takes_messages:
        raise Http404
    return signpost


def _is_small(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdecimal() and int(length) <= limits.LARGEST_REQUEST


def _form(request: HttpRequest, signpost: Signpost, form: ContactForm, status: int = 200, **more: Any) -> HttpResponse:
    return _page(request, signpost, "form", "contact-form", {"form": form, **more}, status)


def _page(
    request: HttpRequest, signpost: Signpost, template: str, name: str, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    origin = origin_of(request)
    context = {
        **frame_of(signpost, origin=origin_of_software()),
        "page_address": f"{origin}{reverse(name)}",
        "alternates": alternates(origin, addresses_of(signpost, "contact-form"), is_home=False),
        "languages": versions_at(signpost, name),
        **more,
    }
    response = render(request, f"website/contact/{template}.html", context, status=status)
    response["Cache-Control"] = "no-store"  # the form bears a moment, and what somebody typed
    return response
