"""Living blocks of partnerships."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, ClassVar

from django.db.models import TextChoices
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from pomost.places.models import Municipality
from pomost.register.choices import PartnershipKind
from pomost.register.models import Partnership, PartnershipPhoto, PartnershipStory
from pomost.register.rules.due_dates import months_later
from pomost.register.rules.jubilees import Jubilee
from pomost.website.blocks.living import Choices, LivingBlock, Shown, changed_of
from pomost.website.blocks.sources import MOST_SHOWN, WHICH, Facts
from pomost.website.bridges import bridge_of
from pomost.website.maps import map_of
from pomost.website.rows import Row, rows_of


class ShownAs(TextChoices):
    """The ways to show partnerships."""

    LIST = "list", _("as a list")
    CARDS = "cards", _("with pictures and a sentence each")
    MAP = "map", _("on a map")
    BRIDGE = "bridge", _("as the city’s bridge")


class Which(TextChoices):
    """The partnerships to be shown."""

    ALL = "all", _("all")
    AGREED = "agreed", _("with an agreement")
    CONTACTS = "contacts", _("contacts without an agreement")


@dataclass(frozen=True)
class Card:
    """A partnership with a picture and what is told of it in the page's language, where there are any."""

    row: Row
    photo: PartnershipPhoto | None
    lead: str


@dataclass(frozen=True)
class JubileeRow:
    """A jubilee to come."""

    partner: Municipality
    partnership: Partnership
    url: str
    jubilee: Jubilee

    @property
    def words(self) -> str:
        """How long the towns will have been together: "45 years together"."""
        years = self.jubilee.years
        return ngettext("%(years)d year together", "%(years)d years together", years) % {"years": years}


class PartnershipsBlock(LivingBlock):
    """Partner towns, in one of four ways."""

    shown_as = blocks.ChoiceBlock(label=_("How"), choices=ShownAs.choices, default=ShownAs.LIST)
    which = blocks.ChoiceBlock(label=_("Which"), choices=Which.choices, default=Which.ALL)
    with_areas = blocks.BooleanBlock(
        label=_("With what the towns do together"), required=False, help_text=_("In a list alone.")
    )

    templates: ClassVar[dict[str, str]] = {
        ShownAs.LIST: "website/blocks/partnership_list.html",
        ShownAs.CARDS: "website/blocks/partnership_cards.html",
        ShownAs.MAP: "website/blocks/partnership_map.html",
        ShownAs.BRIDGE: "website/blocks/partnership_bridge.html",
    }

    class Meta:
        icon = "link"
        label = _("Partnerships")

    def template_for(self, choices: Choices) -> str:
        return self.templates[choices["shown_as"]]

    def needs(self, choices: Choices) -> list[str]:
        which = choices["which"]
        also = [f"photos {which}", f"stories {which}"] if choices["shown_as"] == ShownAs.CARDS else []
        return [f"partnerships {which}", *also, *(["areas"] if choices.get("with_areas") else [])]

    def heading(self, choices: Choices) -> str:
        if choices["shown_as"] == ShownAs.BRIDGE:
            return ""
        if choices["which"] == Which.CONTACTS:
            return gettext("Further contacts")
        return gettext("On the map") if choices["shown_as"] == ShownAs.MAP else gettext("Partner towns")

    def show(self, facts: Facts, choices: Choices) -> Shown | None:
        which = choices["which"]
        partnerships = facts[f"partnerships {which}"]
        if not partnerships:
            return None
        context = getattr(self, f"_{choices['shown_as']}")(facts, partnerships, choices)
        if not context:
            return None
        total = len(WHICH[which](facts.partners))
        left_out = total - len(partnerships)
        if left_out and choices["shown_as"] != ShownAs.BRIDGE:  # whose legend says so
            context |= {"left_out": left_out, "drawn": len(partnerships), "section_url": _section_url(facts, which)}
        return Shown(context, [facts.partners.changed_at, *changed_of(partnerships)])

    @staticmethod
    def _list(facts: Facts, partnerships: Sequence[Partnership], choices: Choices) -> dict[str, Any]:
        rows = rows_of(facts.signpost, partnerships)
        contacts = [row for row in rows if not row.partnership.is_agreed]
        return {
            "formal": [row for row in rows if row.partnership.is_agreed],
            "contacts": contacts,
            "is_mixed": choices["which"] == Which.ALL,
            "areas": facts["areas"] if choices.get("with_areas") else [],
        }

    @staticmethod
    def _cards(facts: Facts, partnerships: Sequence[Partnership], choices: Choices) -> dict[str, Any]:
        photos: dict[int, PartnershipPhoto] = {}
        for photo in facts[f"photos {choices['which']}"]:
            photos.setdefault(photo.record_id, photo)
        told = facts[f"stories {choices['which']}"]
        stories: dict[int, PartnershipStory] = {story.record_id: story for story in told}
        return {
            "cards": [
                Card(row, photos.get(row.partnership.pk), _lead(stories.get(row.partnership.pk)))
                for row in rows_of(facts.signpost, partnerships)
            ]
        }

    @staticmethod
    def _map(facts: Facts, partnerships: Sequence[Partnership], _choices: Choices) -> dict[str, Any]:
        drawn = map_of(facts.signpost, partnerships)
        return {"map": drawn} if drawn else {}

    @staticmethod
    def _bridge(facts: Facts, partnerships: Sequence[Partnership], choices: Choices) -> dict[str, Any]:
        return {"bridge": bridge_of(facts.signpost, partnerships, len(WHICH[choices["which"]](facts.partners)))}


class JubileesBlock(LivingBlock):
    """The anniversaries of partnerships that come next."""

    template = "website/blocks/jubilees.html"

    years = blocks.IntegerBlock(label=_("How many years ahead"), min_value=1, max_value=10, default=5)

    class Meta:
        icon = "calendar-check"
        label = _("Jubilees")

    def needs(self, choices: Choices) -> list[str]:
        return ["jubilees"]

    def heading(self, choices: Choices) -> str:
        return gettext("Jubilees to come")

    def show(self, facts: Facts, choices: Choices) -> Shown | None:
        last = months_later(facts.today, 12 * choices["years"])
        rows = {row.partnership.pk: row for row in rows_of(facts.signpost, facts["jubilees"])}
        # The nearest come first, so what lies farther ahead than is chosen lies at the end.
        coming = list(takewhile(lambda each: each.jubilee.date.first_day <= last, facts.partners.jubilees))
        found = [
            JubileeRow(row.partner, row.partnership, row.url, each.jubilee)
            for each in coming[:MOST_SHOWN]
            if (row := rows.get(each.key))
        ]
        if not found:
            return None
        context: dict[str, Any] = {"jubilees": found}
        if len(coming) > MOST_SHOWN:
            context |= {"left_out": len(coming) - MOST_SHOWN}
        return Shown(context, changed_of(row.partnership for row in found))


def _section_url(facts: Facts, which: str) -> str:
    """Where all partnerships that a block may show are listed; empty where the site has no such section."""
    section = facts.signpost.section_url("PartnershipsPage")
    return f"{section}?kind={PartnershipKind.CONTACT}" if section and which == Which.CONTACTS else section


def _lead(story: PartnershipStory | None) -> str:
    return story.lead if story else ""
