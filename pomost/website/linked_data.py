"""What a page says, said once more for programs: a graph in the words of schema.org (JSON-LD).

Only what stands on the page, and nothing of persons: who writes to the office is written to as the office wishes. A
program cannot see the mark of an example, so invented records are not described at all.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString
from wagtail.models import Page

from pomost.places.models import Municipality
from pomost.register.choices import ActivityStatus, AmountPrecision, FundingKind
from pomost.register.models import Activity, Award, Funding, Network, Office, Partnership, Project, Record
from pomost.website.amounts import amount_in_words
from pomost.website.publication import Publication
from pomost.website.signposts import Signpost

Node = dict[str, Any]


@dataclass(frozen=True)
class PageFacts:
    """What the graph tells of the page itself; `origin` is scheme and host, `address` the whole canonical address."""

    origin: str
    address: str
    name: str
    description: str
    language: str
    picture: str
    published_at: datetime | None
    is_news: bool = False  # and no invented example


def page_graph(
    signpost: Signpost, page: Page, record: Record | None, facts: PageFacts, publication: Publication
) -> Node:
    """Return the graph of `page`, or of the page of `record` in it; costs no query."""
    publisher, city, site = (f"{facts.origin}/#{name}" for name in ("publisher", "city", "site"))
    home_url = f"{facts.origin}{signpost.url(signpost.homes[facts.language])}"
    thing = _thing(signpost, record, facts) if record is not None and not record.is_example else None
    if isinstance(record, Award) and thing is not None:
        thing["@id"] = city  # what is received is a fact about the city
    web_page: Node = {
        "@type": ["WebPage", "NewsArticle"] if facts.is_news else "WebPage",
        "headline": facts.name if facts.is_news else None,
        "@id": facts.address,
        "url": facts.address,
        "name": facts.name,
        "description": facts.description,
        "inLanguage": facts.language,
        "datePublished": _moment(facts.published_at),
        "dateModified": _moment(publication.changed_at),
        "publisher": {"@id": publisher},
        "isPartOf": {"@id": site},
        "about": {"@id": city},
        "primaryImageOfPage": facts.picture,
        "breadcrumb": _breadcrumb(signpost, page, record, facts, home_url),
        "mainEntity": {"@id": thing["@id"]} if thing else None,
    }
    office = publication.office
    organization = {
        "@type": "GovernmentOrganization",
        "@id": publisher,
        "name": str(publication.publisher),
        "areaServed": {"@id": city},
        "department": {"@type": "GovernmentOrganization", "name": office.title} if office else None,
    }
    web_site = {
        "@type": "WebSite",
        "@id": site,
        "url": home_url,
        "name": signpost.homes[facts.language].title,
        "inLanguage": list(signpost.homes),
        "publisher": {"@id": publisher},
    }
    nodes = [web_page, organization, web_site, {"@type": "City", "@id": city, "name": signpost.home.title}]
    return {"@context": "https://schema.org", "@graph": [_known(node) for node in [*nodes, thing] if node]}


def as_script(graph: Node) -> SafeString:
    """Return `graph` as the content of a data block: no character in it can end the block or begin a tag."""
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return SafeString(text)


def _thing(signpost: Signpost, record: Record, facts: PageFacts) -> Node | None:
    """What the page of `record` is about, where schema.org has a word for it."""
    describe: Callable[[Signpost, Any], Node] | None = _DESCRIBED.get(type(record))
    if describe is None:
        return None
    return {"@id": f"{facts.address}#{record._meta.model_name}", **_known(describe(signpost, record))}


def _partner(signpost: Signpost, record: Partnership) -> Node:
    partner = record.partner_of(signpost.home)
    own_name = partner.name if partner.name != partner.title else ""
    return {**_city(partner), "alternateName": own_name, "url": partner.website}


def _event(signpost: Signpost, record: Activity) -> Node:
    is_cancelled = record.status == ActivityStatus.CANCELLED
    start = str(record.start) if record.start else ""
    if record.start and record.start.day and record.start_time:
        start = datetime.combine(record.start.first_day, record.start_time, ZoneInfo(record.time_zone)).isoformat()
    place = _city(record.place) if record.place else None
    return {
        "@type": "Event",
        "name": record.title,
        "startDate": start,
        "endDate": str(record.end) if record.end else "",
        "eventStatus": f"https://schema.org/{'EventCancelled' if is_cancelled else 'EventScheduled'}",
        "location": _known({"@type": "Place", "name": str(record.venue), "containedInPlace": place})
        if record.venue
        else place,
    }


def _project(signpost: Signpost, record: Project) -> Node:
    return {
        "@type": "Project",
        "name": record.title,
        "foundingDate": str(record.start) if record.start else "",
        "dissolutionDate": str(record.end) if record.end else "",
        "member": [_city(part.municipality) for part in record.participations.all()],
        "funding": [
            _grant(record, funding)
            for funding in record.funding.all()
            if funding.kind == FundingKind.GRANT and funding.amount is not None
        ],
    }


def _grant(project: Project, funding: Funding) -> Node:
    programme = project.programme
    funder = str(programme.fund or programme.name) if programme else ""
    return _known(
        {
            "@type": "MonetaryGrant",
            "name": str(programme.name) if programme else "",
            "funder": {"@type": "Organization", "name": funder} if funder else None,
            "amount": _amount(funding),
        }
    )


def _amount(funding: Funding) -> Node:
    """As exactly as it is known: what is "about" an amount is said in words alone."""
    amount = funding.amount
    assert amount is not None  # noqa: S101 - asked by the caller
    number = int(amount) if amount == amount.to_integral_value() else float(amount)
    precision = AmountPrecision(funding.precision)
    bound = {AmountPrecision.EXACT: "value", AmountPrecision.ALMOST: "maxValue", AmountPrecision.OVER: "minValue"}
    words = amount_in_words(amount, funding.currency, precision)
    told = {bound[precision]: number} if precision in bound else {"description": words}
    return {"@type": "MonetaryAmount", "currency": funding.currency, **told}


def _network(signpost: Signpost, record: Network) -> Node:
    return {
        "@type": "Organization",
        "name": record.title,
        "url": record.website,
        "location": _city(record.seat) if record.seat else None,
        "member": _city(signpost.home),
    }


def _award(signpost: Signpost, record: Award) -> Node:
    received = f" ({record.received})" if record.received else ""
    return {**_city(signpost.home), "award": f"{record.title}{received}"}


def _office(signpost: Signpost, record: Office) -> Node:
    return {
        "@type": "GovernmentOffice",
        "name": record.title,
        "email": record.email,
        "telephone": record.phone,
        "address": record.address,
        "url": record.website,
    }


_DESCRIBED: dict[type[Record], Callable[[Signpost, Any], Node]] = {
    Partnership: _partner,
    Activity: _event,
    Project: _project,
    Network: _network,
    Award: _award,
    Office: _office,
}


def _city(town: Municipality) -> Node:
    return {"@type": "City", "name": town.title, "containedInPlace": {"@type": "Country", "name": town.country_name}}


def _breadcrumb(signpost: Signpost, page: Page, record: Record | None, facts: PageFacts, home_url: str) -> Node | None:
    """The way from the first page to that of a record."""
    if record is None:
        return None
    section = f"{facts.origin}{signpost.url(page)}"
    steps = ((signpost.home.title, home_url), (page.title, section), (facts.name, facts.address))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": address}
            for number, (name, address) in enumerate(steps, start=1)
        ],
    }


def _moment(when: datetime | None) -> str:
    return when.replace(microsecond=0).isoformat() if when else ""


def _known(node: Node) -> Node:
    """`node` without what is not known."""
    return {name: value for name, value in node.items() if value not in (None, "", [])}
