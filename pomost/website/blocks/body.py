"""All blocks that the body of a page may hold, and what a new city's home page holds."""

from typing import Any
from uuid import uuid4

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from pomost.website.blocks.figures import FiguresBlock
from pomost.website.blocks.living import LivingBlock
from pomost.website.blocks.partnerships import JubileesBlock, PartnershipsBlock
from pomost.website.blocks.prose import PROSE
from pomost.website.blocks.records import (
    ActivitiesBlock,
    AwardsBlock,
    NetworksBlock,
    NewsBlock,
    OfficeBlock,
    ProjectsBlock,
)

LIVING: dict[str, LivingBlock] = {
    "partnerships": PartnershipsBlock(group=_("Living blocks")),
    "jubilees": JubileesBlock(group=_("Living blocks")),
    "activities": ActivitiesBlock(group=_("Living blocks")),
    "projects": ProjectsBlock(group=_("Living blocks")),
    "awards": AwardsBlock(group=_("Living blocks")),
    "networks": NetworksBlock(group=_("Living blocks")),
    "office": OfficeBlock(group=_("Living blocks")),
    "figures": FiguresBlock(group=_("Living blocks")),
    "news": NewsBlock(group=_("Living blocks")),
}
BODY: list[tuple[str, blocks.Block]] = [*PROSE, *LIVING.items()]


def home_body() -> list[dict[str, Any]]:
    """The blocks of a new home page, as a StreamField stores them: everything that a city has to show, once."""
    parts: list[tuple[str, dict[str, Any]]] = [
        ("partnerships", {"title": "", "shown_as": "bridge", "which": "all", "with_areas": False}),
        ("partnerships", {"title": "", "shown_as": "list", "which": "all", "with_areas": True}),
        ("news", {"title": "", "number": 3}),
        ("activities", {"title": "", "coming": 3, "past": 3}),
        ("networks", {"title": "", "shown_as": "list"}),
        ("projects", {"title": "", "running": False}),
        ("awards", {"title": "", "shown_as": "list"}),
        ("office", {"title": ""}),
    ]
    return [{"type": kind, "value": value, "id": str(uuid4())} for kind, value in parts]
