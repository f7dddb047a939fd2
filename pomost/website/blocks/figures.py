"""The living block of figures: how many towns, countries, years, people."""

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from pomost.register.counting import COUNTED, Figure
from pomost.register.rules.living_keys import LivingValue
from pomost.website.blocks.living import Choices, LivingBlock, Shown
from pomost.website.blocks.sources import Facts

LABELS = {
    LivingValue.TOWNS: _("partner towns"),
    LivingValue.COUNTRIES: _("countries"),
    LivingValue.YEARS: _("years since the first partnership began"),
    LivingValue.PEOPLE: _("participants in activities"),
    LivingValue.ACTIVITIES: _("activities held"),
    LivingValue.PROJECTS: _("projects"),
    LivingValue.NETWORKS: _("networks"),
    LivingValue.AWARDS: _("awards"),
}


class FiguresBlock(LivingBlock):
    """Counts of what is published, set large. A figure of nought is left out."""

    template = "website/blocks/figures.html"

    which = blocks.MultipleChoiceBlock(
        label=_("Which"),
        choices=[(value.value, LABELS[value]) for value in COUNTED],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all."),
    )

    class Meta:
        icon = "order"
        label = _("Figures")

    def needs(self, choices: Choices) -> list[str]:
        return []  # it shows no records

    def counts(self, choices: Choices) -> list[LivingValue]:
        return self._chosen(choices)

    def heading(self, choices: Choices) -> str:
        return gettext("In figures")

    def show(self, facts: Facts, choices: Choices) -> Shown | None:
        figures = [found for value in self._chosen(choices) if (found := facts.figures.get(value)) and found.number]
        context = {"figures": [(figure.number, _label(figure)) for figure in figures]}
        return Shown(context, [figure.changed_at for figure in figures]) if figures else None

    @staticmethod
    def _chosen(choices: Choices) -> list[LivingValue]:
        chosen = choices.get("which") or [value.value for value in COUNTED]
        return [value for value in COUNTED if value.value in chosen]


def _label(figure: Figure) -> str:
    """What a figure counts, as it follows the figure."""
    if figure.value == LivingValue.YEARS:
        return ngettext("year since the first partnership", "years since the first partnership", figure.number)
    return figure.noun
