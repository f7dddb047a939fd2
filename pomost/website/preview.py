"""How a record looks before it is published: on its section's page, for the officer alone."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils.translation import get_language, override

from pomost.register.models import Record
from pomost.website.links import SECTION_OF
from pomost.website.pages.base import SectionPage
from pomost.website.signposts import signpost_for


def preview_record(request: HttpRequest, record: Record, language: str) -> HttpResponse:
    """Show `record`, which may be an unpublished draft, as its page in `language` would. Raises Http404 without one."""
    with override(language):
        signpost = signpost_for(request)
        section = signpost.section(SECTION_OF[type(record)], get_language()) if signpost else None
        if section is None:
            raise Http404
        response = cast(SectionPage, section.specific).preview_record(request, record)
        # The words of the page are chosen as it is rendered: that has to happen before the language changes back.
        if isinstance(response, SimpleTemplateResponse):
            response.render()
        return response
