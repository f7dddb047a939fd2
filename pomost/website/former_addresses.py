"""Where an address leads that was right before: the record or the section stands elsewhere now.

Asked only where nothing stands at the address, so no page pays for it. Wagtail's own redirects lead on from the former
address of a page; of a section's records they know nothing.
"""

from django.http import Http404, HttpResponsePermanentRedirect
from django.utils.translation import get_language
from wagtail.contrib.redirects.models import Redirect

from pomost.register.models import Partnership, Record, Solution
from pomost.website.links import SECTION_OF, WITH_PAGES, record_address, records_with_pages
from pomost.website.signposts import Signpost


def lead_on(signpost: Signpost, section: str, slug: str) -> HttpResponsePermanentRedirect:
    """Lead from `slug`, where no record of the section of the class `section` stands, to the one that stood there.

    Raises Http404 where none did, or where it is not public any more. Costs one query, two for a partnership.
    """
    record = _moved(signpost, section, slug)
    if record is None:
        raise Http404
    return HttpResponsePermanentRedirect(record_address(signpost, record))


def lead_on_from_section(signpost: Signpost, path: str) -> HttpResponsePermanentRedirect:
    """Lead from `path`, the address after the language, to the same record of the section that stood there before.

    Raises Http404 where none did. Costs one query.
    """
    former, _slash, slug = path.strip("/").partition("/")
    old_path = Redirect.normalise_path(f"/{get_language()}/{former}")
    moved = Redirect.get_for_site(signpost.city.site).filter(old_path=old_path) if slug else Redirect.objects.none()
    keys = set(moved.values_list("redirect_page", flat=True))
    section = next((page for page in signpost.pages if page.pk in keys), None)
    if section is None:
        raise Http404
    return HttpResponsePermanentRedirect(f"{signpost.url(section)}{slug}/")


def _moved(signpost: Signpost, section: str, slug: str) -> Record | None:
    if section == SECTION_OF[Partnership]:
        return Partnership.objects.published().once_at(signpost.home, slug)
    challenge, _slash, solution = slug.partition("/")
    if solution:
        found = records_with_pages(signpost.home, Solution).once_below(challenge, solution)
    else:
        kind = next(kind for kind in WITH_PAGES if SECTION_OF[kind] == section)
        found = records_with_pages(signpost.home, kind).formerly_at(slug)
    record: Record | None = found.first()
    return record
