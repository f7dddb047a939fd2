"""The sections that list one kind of record each and show the page of each."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pomost.register.ladders import ladders_of
from pomost.register.loading import (
    OF_A_RECORD,
    load_award,
    load_children,
    load_network,
    load_people,
    load_projects,
)
from pomost.register.models import (
    Award,
    ContactPerson,
    Membership,
    Network,
    Office,
    Participation,
    Project,
    Record,
)
from pomost.website.basket.codes import MOST, as_text, codes_in
from pomost.website.basket.cookie import basket_of
from pomost.website.basket.documents import AT_ONCE
from pomost.website.basket.forms import CHOICES, CHOSEN, DocumentForm
from pomost.website.basket.things import things_of
from pomost.website.charts import money_charts
from pomost.website.links import partner_addresses, partnerships_with
from pomost.website.pages.base import SectionPage, SitePage, told
from pomost.website.pages.paged import PagedSection
from pomost.website.signposts import Signpost


class NetworksPage(PagedSection):
    """Networks of cities and what belonging to them means for the city.

    Public are what all members undertake, who else is a member, the working groups, who represents the city where
    that person is public, and those duties that the office has ticked: what they are, never when they are due or
    whether they were met. Fees are the office's own matter and stand nowhere.
    """

    list_template = "website/networks.html"
    record_template = "website/network.html"

    class Meta:
        verbose_name = _("networks page")

    def listed(self, signpost: Signpost) -> "QuerySet[Any]":
        found: QuerySet[Any] = Membership.objects.published().of(signpost.home)
        return found

    def page_context(self, signpost: Signpost, rows: Sequence[Membership]) -> tuple[dict[str, Any], list[Record]]:
        networks = [m.network for m in rows]
        seats = {network.seat_id for network in networks if network.seat_id}
        partners = list(partnerships_with(signpost, seats))
        context = {"memberships": rows, "partner_addresses": partner_addresses(signpost, partners)}
        return context, [*rows, *networks]

    def find(self, signpost: Signpost, slug: str) -> Record | None:
        joined = Network.objects.published().of(signpost.home)
        found: Network | None = joined.select_related("seat").filter(slug=slug).first()
        return found

    def record_context(self, signpost: Signpost, record: Network) -> tuple[dict[str, Any], list[Record]]:
        memberships = Membership.objects.published().of(signpost.home).filter(network=record.pk)
        return self._joined(signpost, record, memberships, memberships.order_by().values("representative"))

    def preview_record(self, request: HttpRequest, record: Network | Membership) -> HttpResponse:
        if isinstance(record, Network):
            return super().preview_record(request, record)
        signpost = self.signpost(request)
        return self.render_record(
            request,
            record.network,
            record.network.slug,
            *self._joined(signpost, record.network, [record], [record.representative_id or 0]),
        )

    @staticmethod
    def _joined(
        signpost: Signpost, network: Network, asked: Any, representatives_asked: Any
    ) -> tuple[dict[str, Any], list[Record]]:
        """What is shown of the memberships that are `asked` for, be it a query or a draft."""
        members = Membership.objects.published().beside(signpost.home, network.pk, timezone.localdate())
        memberships, representatives, others, partners, at_seat = load_network(
            network,
            asked,
            _people(signpost).filter(pk__in=representatives_asked),
            members,
            partnerships_with(signpost, members.order_by().values("member")),
            partnerships_with(signpost, [network.seat_id] if network.seat_id else []),
        )
        duties = [duty.name for m in memberships for duty in m.duties.all() if duty.is_public]
        context: dict[str, Any] = {
            "memberships": memberships,
            "membership_stories": [told(m) for m in memberships],
            "working_groups": [group for m in memberships for group in m.working_groups.all()],
            "duties": [duty for place, duty in enumerate(duties) if duty not in duties[:place]],
            "representatives": representatives,
            "others": others,
            "partner_addresses": partner_addresses(signpost, [*partners, *at_seat]),
        }
        return context, [*memberships, *representatives, *others]


class ProjectsPage(PagedSection):
    """Projects with their partners and money. The reports that a project owes are the office's own matter."""

    list_template = "website/projects.html"
    record_template = "website/project.html"

    class Meta:
        verbose_name = _("projects page")

    def listed(self, signpost: Signpost) -> "QuerySet[Any]":
        found: QuerySet[Any] = Project.objects.published().of(signpost.home)
        return found

    def page_context(self, signpost: Signpost, rows: Sequence[Project]) -> tuple[dict[str, Any], list[Record]]:
        towns = Participation.objects.filter(project__in=[project.pk for project in rows]).values("municipality")
        (partners,) = load_projects(rows, partnerships_with(signpost, towns))
        return {"projects": rows, "partner_addresses": partner_addresses(signpost, partners)}, [*rows]

    def find(self, signpost: Signpost, slug: str) -> Record | None:
        return Project.objects.published().of(signpost.home).filter(slug=slug).first()

    def record_context(self, signpost: Signpost, record: Project) -> tuple[dict[str, Any], list[Record]]:
        towns = Participation.objects.filter(project=record.pk).order_by().values("municipality")
        names = (*OF_A_RECORD, "participations", "funding")
        partners, rates = load_children([(record, names)], partnerships_with(signpost, towns), record.rates())
        context = {
            "totals": record.totals() if len(record.funding.all()) > 1 else [],
            "together": record.together(rates),
            "charts": money_charts(record),
            "partner_addresses": partner_addresses(signpost, partners),
        }
        return context, []


class AwardsPage(SectionPage):
    """Distinctions received, ladder by ladder."""

    list_template = "website/awards.html"
    record_template = "website/award.html"

    class Meta:
        verbose_name = _("awards page")

    def list_context(self, signpost: Signpost) -> tuple[dict[str, Any], list[Record]]:
        awards = list(Award.objects.published().of(signpost.home))
        return {"ladders": ladders_of(awards)}, [*awards]

    def find(self, signpost: Signpost, slug: str) -> Record | None:
        return Award.objects.published().of(signpost.home).filter(slug=slug).first()

    def record_context(self, signpost: Signpost, record: Award) -> tuple[dict[str, Any], list[Record]]:
        ladder = load_award(record, signpost.home)
        others = [rung.award for rung in ladder.steps if rung.award and rung.award.pk != record.pk]
        return {"ladder": ladder}, [*others]


class ContactPage(SectionPage):
    """Who answers for cooperation, and how to reach them: offices, and the persons whom the public may see today."""

    list_template = "website/contact.html"
    record_template = "website/office.html"

    class Meta:
        verbose_name = _("contact page")

    def list_context(self, signpost: Signpost) -> tuple[dict[str, Any], list[Record]]:
        offices = list(Office.objects.published().of(signpost.home))
        people = list(_people(signpost))
        listed = [(office, [person for person in people if person.office_id == office.pk]) for office in offices]
        return {"offices": listed}, [*offices, *people]

    def find(self, signpost: Signpost, slug: str) -> Record | None:
        return Office.objects.published().of(signpost.home).filter(slug=slug).first()

    def record_context(self, signpost: Signpost, record: Office) -> tuple[dict[str, Any], list[Record]]:
        return self._with_people(load_people(record, _people(signpost).filter(office=record.pk)))

    def preview_record(self, request: HttpRequest, record: Office | ContactPerson) -> HttpResponse:
        """As it would be after publication: a person who is not to be seen today is not seen here either."""
        if isinstance(record, Office):
            return super().preview_record(request, record)
        others = _people(self.signpost(request)).filter(office=record.office_id).exclude(pk=record.pk)
        shown = [record] if record.is_shown_on(timezone.localdate()) else []
        people = [*load_people(record.office, others), *shown]
        return self.render_record(request, record.office, record.office.slug, *self._with_people(people))

    @staticmethod
    def _with_people(people: list[ContactPerson]) -> tuple[dict[str, Any], list[Record]]:
        return {"people": people, "people_stories": [told(person) for person in people]}, [*people]


def _people(signpost: Signpost) -> Any:
    """The contact persons of the city whom the public may see today; nobody else is ever shown."""
    return ContactPerson.objects.published().of(signpost.home)


class BasketPage(SitePage):
    """What a visitor has collected, or what somebody shares with them by an address that holds the selection."""

    subpage_types: ClassVar[list[str]] = []
    parameters: ClassVar[tuple[str, ...]] = ("things", "full", "done", "was", *CHOSEN)

    class Meta:
        verbose_name = _("basket page")

    def serve(self, request: HttpRequest) -> HttpResponse:
        signpost = self.signpost(request)
        named = codes_in(request.GET.get("things", ""))
        shared = named[:MOST]
        own = basket_of(request)
        things = things_of(signpost, shared or own)
        address = f"{request.scheme}://{request.get_host()}{signpost.url(self)}"
        selection = as_text(thing.code for thing in things)
        done, _colon, code = request.GET.get("done", "").partition(":")
        place = next((number for number, thing in enumerate(things, 1) if str(thing.code) == code), 0)
        context = {
            "things": things,
            "is_shared": bool(shared),
            "selection": selection,
            "share_url": f"{address}?things={selection}",
            "was": as_text(codes_in(request.GET.get("was", ""))[:MOST]) if not shared else "",
            "is_emptied": not own,
            # What was just moved keeps the focus; who does not see it is told where it stands now.
            "focus": {("up", 1): "down", ("down", len(things)): "up"}.get((done, place), done),
            "moved": things[place - 1] if place else None,
            "place": place,
            "is_full": "full" in request.GET,
            "is_cut": len(named) > MOST,
            "is_long_work": len(things) > AT_ONCE,
            "at_once": AT_ONCE,
            "document_form": DocumentForm(initial=self._choices(request, selection)),
            "most": MOST,
            "noindex": bool(request.GET),
            "canonical": signpost.url(self),
        }
        moments = [thing.changed_at for thing in things]
        response = self.render(request, "website/basket.html", context, changed=moments)
        response["Cache-Control"] = "private, no-store"  # it is one visitor's
        return response

    def _choices(self, request: HttpRequest, selection: str) -> dict[str, Any]:
        """What the visitor has chosen so far: the address bears it where something was done to the basket."""
        asked = request.GET
        if "chosen" not in asked:
            return {"things": selection, "language": get_language(), "part": list(CHOICES), "chosen": "1"}
        kept = {"title": asked.get("title", ""), "note": asked.get("note", ""), "part": asked.getlist("part")}
        return {"things": selection, "language": asked.get("language", get_language()), "chosen": "1", **kept}
