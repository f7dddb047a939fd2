"""Living blocks: each shows records as they are today. An officer chooses which and how, never what they say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from pomost.register.rules.living_keys import LivingValue
from pomost.website.blocks.sources import Facts

Choices = Mapping[str, Any]  # what the officer chose, as it stands in the database; what is missing has its default


@dataclass(frozen=True)
class Shown:
    """What a block shows: the context of its template, and when the records were last published that it speaks of."""

    context: dict[str, Any]
    changed: list[datetime | None] = field(default_factory=list)


def changed_of(*lists: Iterable[Any]) -> list[datetime | None]:
    """When each of some records was last published."""
    return [record.last_published_at for records in lists for record in records]


class LivingBlock(blocks.StructBlock):
    """A part of a page that is made from records. Where there is nothing to show, the page has no such part."""

    title = blocks.CharBlock(
        label=_("Heading"),
        required=False,
        max_length=200,
        help_text=_("Left empty, the block’s own heading stands, in the language of the page."),
    )

    template: ClassVar[str]

    def needs(self, choices: Choices) -> list[str]:
        """The names of the sources that the block asks: see blocks.sources."""
        raise NotImplementedError

    def counts(self, choices: Choices) -> list[LivingValue]:
        """The figures of the city that the block shows."""
        return []

    def heading(self, choices: Choices) -> str:
        """The heading where the officer gives none; empty: the part has none."""
        raise NotImplementedError

    def show(self, facts: Facts, choices: Choices) -> Shown | None:
        """What the block shows of `facts`, or None where there is nothing."""
        raise NotImplementedError

    def template_for(self, choices: Choices) -> str:
        """The template of the block's body."""
        return self.template
