"""From partnerships to the facts of a bridge, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from pomost.places.models import Municipality
from pomost.places.projection import Point, distance_km
from pomost.register.models import Partnership
from pomost.website.drawings.bridge import ArchFacts, Bridge, Lettering, draw_bridge
from pomost.website.signposts import Signpost

# More arches than this would be a fence, not a bridge, and a phone's reader would scroll past it; the list names all.
MOST_ARCHES = 12


@dataclass(frozen=True)
class BridgeDrawings:
    """The same bridge for three widths of its place, of which the style sheet shows one, and its legend."""

    wide: Bridge
    middle: Bridge
    narrow: Bridge
    legend: list[str]


def bridge_of(signpost: Signpost, partnerships: Sequence[Partnership], number: int) -> SafeString:
    """Return the city's bridge as markup, from the first, most binding ones of its `number` of partnerships."""
    today = timezone.localdate()
    facts = tuple(arch_facts(signpost, partnership, today) for partnership in partnerships[:MOST_ARCHES])
    return _drawn(facts, number > MOST_ARCHES, get_language() or "") if facts else SafeString()


@lru_cache(maxsize=64)
def _drawn(facts: tuple[ArchFacts, ...], is_cut: bool, _language: str) -> SafeString:
    """Each drawing is shown so large that its smallest letters are at least 12 CSS pixels high: see site.css."""
    drawings = BridgeDrawings(
        wide=draw_bridge(facts, width=1200, height=170, lettering=Lettering(name=21, caption=15.5)),
        middle=draw_bridge(facts, width=720, height=120, lettering=Lettering(name=18, caption=14.5)),
        narrow=draw_bridge(facts, width=340, height=90, lettering=Lettering(name=16, caption=14.5)),
        legend=_legend(facts, is_cut=is_cut),
    )
    return render_to_string("website/drawings/bridge.html", {"bridge": drawings})


def _legend(facts: Sequence[ArchFacts], *, is_cut: bool) -> list[str]:
    """What the drawing means, sentence by sentence; of the exceptions those that are to be seen."""
    sentences = {
        gettext("Each arch is a partnership: the wider, the farther the town; the higher, the longer together."): True,
        gettext("Each line is a year."): any(fact.years for fact in facts),
        gettext("A low arch without lines: it is not known since when."): any(fact.years is None for fact in facts),
        gettext("A dotted arch: a contact without an agreement."): any(not fact.is_formal for fact in facts),
        gettext("Where the distance is not known, the arch is of middle width."): any(
            fact.kilometres is None for fact in facts
        ),
        gettext("Not all partnerships are drawn; the list names them all."): is_cut,
    }
    return [sentence for sentence, is_seen in sentences.items() if is_seen]


def arch_of(signpost: Signpost, partnership: Partnership, today: date) -> Bridge:
    """Return the bridge of one partnership alone, for the head of its page."""
    return draw_bridge([arch_facts(signpost, partnership, today)], width=300, height=150)


def kilometres_between(one: Municipality, other: Municipality) -> float | None:
    """The distance of two towns as the crow flies, None where the place of one is not known."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    return distance_km(Point(one.latitude, one.longitude), Point(other.latitude, other.longitude))


def together(years: int | None) -> str:
    """How long towns have been together, in words: "42 years together"; empty where it is not known."""
    if years is None:
        return ""
    if years == 0:
        return gettext("together for less than a year")
    return ngettext("%(years)d year together", "%(years)d years together", years) % {"years": years}


def since_when(partnership: Partnership) -> str:
    """Since when the towns have been together, as exactly as it is known: "since 4 March 2002"; else empty."""
    return gettext("since %(date)s") % {"date": partnership.since.after_since()} if partnership.since else ""


def arch_facts(signpost: Signpost, partnership: Partnership, today: date) -> ArchFacts:
    """What is known of one partnership today, seen from the city, in the active language."""
    partner, years = partnership.partner_of(signpost.home), partnership.years(today)
    kind = str(partnership.get_kind_display())
    # Under an arch there is room for a year; the list has the whole date.
    caption = gettext("since %(date)s") % {"date": partnership.since.year} if partnership.since else kind
    details = [partner.country_name, kind, together(years), since_when(partnership)]
    return ArchFacts(
        name=partner.title,
        caption=caption,
        description=f"{partner.title}: " + ", ".join(detail for detail in details if detail),
        url=signpost.section_url("PartnershipsPage", partnership.slug_for(signpost.home)),
        kilometres=kilometres_between(signpost.home, partner),
        years=years,
        is_formal=partnership.is_agreed,
    )
