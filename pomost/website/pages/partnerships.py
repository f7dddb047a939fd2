"""The section of partner towns."""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pomost.register.loading import load_partnership
from pomost.register.models import Office, Partnership, Record
from pomost.register.partners import partners_of, partnerships_by_key, standings_kept
from pomost.register.rules.living_state import living_standing
from pomost.website.activities import Part, activity_rows
from pomost.website.bridges import arch_of, bridge_of, kilometres_between, together
from pomost.website.calendars import calendar_address, calendar_response, subscribed
from pomost.website.charts import people_chart
from pomost.website.links import record_address
from pomost.website.maps import map_of
from pomost.website.narrowing import PARAMETERS, UnknownChoiceError, narrow, sieve_of
from pomost.website.pages.base import SectionPage
from pomost.website.paging import PAGE, Paging, existing, page_asked
from pomost.website.rows import groups_of, rows_of
from pomost.website.signposts import Signpost
from pomost.website.timelines import timeline_of


class PartnershipsPage(SectionPage):
    """Partner towns: twinnings, friendships, project partnerships and contacts."""

    list_template: ClassVar[str] = "website/partnerships.html"
    record_template: ClassVar[str] = "website/partnership.html"
    parameters: ClassVar[tuple[str, ...]] = (*PARAMETERS, PAGE)

    class Meta:
        verbose_name = _("partnerships page")

    def serve(self, request: HttpRequest, slug: str = "") -> HttpResponse:
        """As every section's; the list may be narrowed down and leafed through: `?kind=twinning&page=2`."""
        if slug:
            return super().serve(request, slug)
        signpost, today = self.signpost(request), timezone.localdate()
        try:
            narrowed = narrow(sieve_of(signpost.home, today), request.GET.dict(), signpost.url(self))
        except UnknownChoiceError as error:
            raise Http404 from error
        is_whole = not narrowed.chosen
        paging = existing(
            Paging(page_asked(request), len(narrowed.keys), signpost.url(self), narrowed.query, is_followed=is_whole)
        )
        shown = partnerships_by_key(signpost.home, paging.shown(narrowed.keys))
        context = {
            "listed": shown,
            "narrowed": narrowed,
            **paging.context(canonical_query=None if is_whole else ""),
            "groups": groups_of(rows_of(signpost, shown, standings_kept(signpost.home, today))),
            # The city's bridge is whole or not at all.
            "bridge": bridge_of(signpost, shown, paging.total) if is_whole and paging.number == 1 else "",
            "map": map_of(signpost, shown) if shown else "",
        }
        changed = [partners_of(signpost.home, today).changed_at]
        return self.render(request, self.list_template, context, changed=changed)

    def find(self, signpost: Signpost, slug: str) -> Record | None:
        return Partnership.objects.published().at(signpost.home, slug)

    def record_context(self, signpost: Signpost, record: Partnership) -> tuple[dict[str, Any], list[Record]]:
        partner = record.partner_of(signpost.home)
        beside = load_partnership(record, signpost.home)
        kilometres = kilometres_between(signpost.home, partner)
        today = timezone.localdate()
        years = record.years(today)
        arch = arch_of(signpost, record, today)
        legal = record.legal_standing(today)
        address = record_address(signpost, record)
        context = {
            "description": arch.arches[0].facts.description,
            "partner": partner,
            "slug": record.slug_for(signpost.home),
            "areas": record.areas.all(),
            "years": years,
            "together": together(years),
            "kilometres": round(kilometres) if kilometres else None,
            "arch": arch,
            "map": map_of(signpost, [record]),
            "is_informal": record.is_informal(legal),
            "legal": legal.in_words(),
            "living": living_standing(beside.last_activity, today).in_words(),
            # What follows from invented acts or activities is an example itself.
            "legal_is_example": any(act.is_example for act in record.acts.all()),
            "living_is_example": any(year.living_is_example for year in beside.years),
            "timeline": timeline_of(record, activity_rows(signpost, beside.activities), beside.years),
            "reached": people_chart(beside.years),
            "projects": [(project, record_address(signpost, project)) for project in beside.projects],
            "offices": _offices(signpost, partner.pk, beside.offices),
            "activities_url": signpost.section_url("ActivitiesPage") if beside.years else "",
            "calendar": calendar_address(address) if record.pk and record.live and address else "",
        }
        return context, [*beside.activities, *beside.projects, *beside.offices]

    def serve_calendar(self, request: HttpRequest, slug: str) -> HttpResponse:
        """The calendar of one partnership."""
        signpost = self.signpost(request)
        partnership = Partnership.objects.published().at(signpost.home, slug) if slug else None
        if partnership is None:
            raise Http404
        activities = subscribed(Part(signpost, "", partnership))
        return calendar_response(request, signpost, activities, title=partnership.title)


def _offices(signpost: Signpost, partner: int, offices: list[Office]) -> list[tuple[Office, str]]:
    """Whom to ask in both towns, with the addresses of the offices' pages on this site.

    Of the city the office that answers for the content, or all where none does; of the partner all.
    """
    here = [signpost.office] if signpost.office else [o for o in offices if o.municipality_id == signpost.home.pk]
    there = [office for office in offices if office.municipality_id == partner]
    addresses = [record_address(signpost, o) if o.municipality_id == signpost.home.pk else "" for o in here]
    return [*zip(here, addresses, strict=True), *((office, "") for office in there)]
