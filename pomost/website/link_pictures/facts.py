"""What the picture of a page says, and where it is."""

from dataclasses import dataclass
from hashlib import sha256

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from wagtail.models import Page

from pomost.register.models import Activity, Award, Partnership, Project, Record
from pomost.website.bridges import arch_facts, since_when, together
from pomost.website.drawings.bridge import ArchFacts
from pomost.website.periods import period_in_words
from pomost.website.signposts import Signpost

WIDTH, HEIGHT = 1200, 630  # what those who show links ask for
PAGE = "page"  # instead of a kind of record


@dataclass(frozen=True)
class PictureFacts:
    """The words of a picture; `arch` is the one to be drawn, None: all arches of the city's bridge."""

    city: str
    eyebrow: str
    title: str
    line: str
    arch: ArchFacts | None
    url: str

    def in_words(self) -> str:
        """What the picture says, for who does not see it."""
        return ". ".join(text for text in (self.title, self.line, self.city) if text)


def picture_facts(signpost: Signpost, thing: Record | Page) -> PictureFacts:
    """Return what the picture of `thing` says in the active language; costs no query.

    Its address changes with the words and the arch. The city's bridge, which stands in all others, is drawn as it is
    when somebody asks: to know of it, each page would have to ask for all partnerships.
    """
    city = signpost.home.title
    arch = arch_facts(signpost, thing, timezone.localdate()) if isinstance(thing, Partnership) else None
    eyebrow, title, line = _words(signpost, thing, arch) if isinstance(thing, Record) else ("", str(thing.title), "")
    kind = thing._meta.model_name if isinstance(thing, Record) else PAGE
    said = repr((city, eyebrow, title, line, (arch.kilometres, arch.years, arch.is_formal) if arch else None))
    version = sha256(said.encode()).hexdigest()[:12]
    # What was never saved, a new record's preview, has no picture yet: 0 is nobody's.
    url = reverse("link-picture", args=[get_language(), kind, thing.pk or 0, version])
    return PictureFacts(city, eyebrow, title, line, arch, url)


def _words(signpost: Signpost, record: Record, arch: ArchFacts | None) -> tuple[str, str, str]:
    """What stands above the name of `record`, the name, and what stands below it."""
    kind = capfirst(str(record._meta.verbose_name))
    if isinstance(record, Partnership):
        known = (together(arch.years), since_when(record)) if arch and record.since else ()
        line = " · ".join(text for text in known if text)
        return str(record.get_kind_display()), record.partner_of(signpost.home).title, line
    if isinstance(record, Activity):
        return capfirst(record.get_kind_display()), record.title, period_in_words(record.start, record.end)
    if isinstance(record, Project):
        return kind, record.title, period_in_words(record.start, record.end)
    if isinstance(record, Award):
        return str(record.step.scheme.grantor), record.title, record.received.in_words() if record.received else ""
    return kind, record.title, ""
