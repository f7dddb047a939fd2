"""Mail that nobody waits for: how long an answer takes must not tell whether a mail was sent."""

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from logging import getLogger
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from wagtail.admin.templatetags.wagtailadmin_tags import base_url_setting

log = getLogger(__name__)

# One after the other. What waits here when the server stops is still sent.
_post_office = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


def send_soon(*, to: str, template: str, context: dict[str, Any], language: str | None = None) -> None:
    """Send the mail that `template` makes, its subject in the first line, once the transaction is done.

    Nothing is sent without an address. What is needed from the database must be in `context` already.
    """
    if to:
        post = partial(_send, to, template, {"base_url": base_url_setting(), **context}, language or get_language())
        transaction.on_commit(lambda: _post_office.submit(post))


def flushed() -> "Future[None]":
    """What is done when all mail of before is sent."""
    return _post_office.submit(lambda: None)


def _send(to: str, template: str, context: dict[str, Any], language: str) -> None:
    try:
        with override(language):
            subject, _, body = render_to_string(template, context).strip().partition("\n")
        EmailMessage(subject, body.strip() + "\n", to=[to]).send()
    except Exception:  # whatever a mail server comes up with: nobody waits for this thread's result
        log.exception("Mail could not be sent.")
