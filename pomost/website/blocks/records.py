"""Living blocks of activities, projects, awards, networks, the office and the news."""

from datetime import date
from typing import Any, ClassVar

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from pomost.register.counting import moment_of
from pomost.register.ladders import ladders_from
from pomost.register.queries import nearest
from pomost.website.activities import MOST_SHOWN, activity_rows
from pomost.website.blocks.living import Choices, LivingBlock, Shown, changed_of
from pomost.website.blocks.sources import Facts
from pomost.website.links import partner_addresses


class ActivitiesBlock(LivingBlock):
    """What comes, and what was last."""

    template = "website/blocks/activities.html"

    coming = blocks.IntegerBlock(
        label=_("How many coming activities"), min_value=0, max_value=MOST_SHOWN, default=3, required=True
    )
    past = blocks.IntegerBlock(
        label=_("How many past ones"), min_value=0, max_value=MOST_SHOWN, default=3, required=True
    )

    class Meta:
        icon = "calendar-alt"
        label = _("Activities")

    def needs(self, choices: Choices) -> list[str]:
        return ["activities"]

    def heading(self, choices: Choices) -> str:
        return gettext("What is on, and what was") if choices["past"] else gettext("What is on")

    def show(self, facts: Facts, choices: Choices) -> Shown | None:
        chosen = nearest(facts["activities"], facts.today, choices["coming"], choices["past"])
        if not chosen:
            return None
        context = {
            "rows": activity_rows(facts.signpost, chosen),
            "all_url": facts.signpost.section_url("ActivitiesPage"),
        }
        return Shown(context, changed_of(chosen))


class ProjectsBlock(LivingBlock):
    """Projects, the latest first."""

    template = "website/blocks/projects.html"

    running = blocks.BooleanBlock(label=_("Only those that run"), required=False)

    class Meta:
        icon = "folder-open-inverse"
        label = _("Projects")

    def needs(self, choices: Choices) -> list[str]:
        return ["running projects" if choices.get("running") else "projects"]

    def heading(self, choices: Choices) -> str:
        return gettext("Projects")

    def show(self, facts: Facts, choices: Choices) -> Shown | None:
        (name,) = self.needs(choices)
        projects = facts[name]
        if not projects:
            return None
        url = facts.signpost.section_url("ProjectsPage")
        context = {"projects": projects, "section_url": url, "left_out": facts.left_out(name)}
        return Shown(context, changed_of(projects))


class AwardsAs(TextChoices):
    """The ways to show awards."""

    LIST = "list", _("as a list")
    LADDERS = "ladders", _("as ladders with the next step")


class AwardsBlock(LivingBlock):
    """Distinctions received."""

    shown_as = blocks.ChoiceBlock(label=_("How"), choices=AwardsAs.choices, default=AwardsAs.LADDERS)

    class Meta:
        icon = "pick"
        label = _("Awards")

    def template_for(self, choices: Choices) -> str:
        is_list = choices["shown_as"] == AwardsAs.LIST
        return "website/blocks/awards.html" if is_list else "website/blocks/ladders.html"

    def needs(self, choices: Choices) -> list[str]:
        return ["awards", *(["steps", "award photos"] if choices["shown_as"] == AwardsAs.LADDERS else [])]

    def heading(self, choices: Choices) -> str:
        return gettext("Awards")

    def show(self, facts: Facts, choices: Choices) -> Shown | None:
        awards = facts["awards"]
        if not awards:
            return None
        context: dict[str, Any] = {"awards": awards, "section_url": facts.signpost.section_url("AwardsPage")}
        if choices["shown_as"] == AwardsAs.LADDERS:
            context["ladders"] = ladders_from(awards, facts["steps"], facts["award photos"])
        return Shown(context, changed_of(awards))


class NetworksAs(TextChoices):
    """The ways to show networks."""

    LIST = "list", _("as a list")
    FACTS = "facts", _("with what members undertake")


class NetworksBlock(LivingBlock):
    """Networks to which the city belongs."""

    shown_as = blocks.ChoiceBlock(label=_("How"), choices=NetworksAs.choices, default=NetworksAs.LIST)

    class Meta:
        icon = "site"
        label = _("Networks")

    def template_for(self, choices: Choices) -> str:
        is_list = choices["shown_as"] == NetworksAs.LIST
        return "website/blocks/networks.html" if is_list else "website/blocks/network_facts.html"

    def needs(self, choices: Choices) -> list[str]:
        return ["memberships", *(["partnerships at seats"] if choices["shown_as"] == NetworksAs.FACTS else [])]

    def heading(self, choices: Choices) -> str:
        return gettext("Networks")

    def show(self, facts: Facts, choices: Choices) -> Shown | None:
        memberships = facts["memberships"]
        if not memberships:
            return None
        context: dict[str, Any] = {
            "memberships": memberships,
            "section_url": facts.signpost.section_url("NetworksPage"),
            "left_out": facts.left_out("memberships"),
        }
        if choices["shown_as"] == NetworksAs.FACTS:
            context["partner_addresses"] = partner_addresses(facts.signpost, facts["partnerships at seats"])
        return Shown(context, changed_of(memberships, (m.network for m in memberships)))


class OfficeBlock(LivingBlock):
    """The office that answers for the content, and how to reach it."""

    template = "website/blocks/office.html"

    class Meta:
        icon = "group"
        label = _("Office")

    def needs(self, choices: Choices) -> list[str]:
        return []  # the signpost knows it

    def heading(self, choices: Choices) -> str:
        return gettext("Who coordinates it")

    def show(self, facts: Facts, choices: Choices) -> Shown | None:
        office = facts.signpost.office
        return Shown({"office": office}, changed_of([office])) if office else None


class NewsBlock(LivingBlock):
    """The latest news in the page's language."""

    template = "website/blocks/news.html"
    most: ClassVar[int] = 10

    number = blocks.IntegerBlock(label=_("How many"), min_value=1, max_value=most, default=3)

    class Meta:
        icon = "doc-empty"
        label = _("News")

    def needs(self, choices: Choices) -> list[str]:
        return ["news"]

    def heading(self, choices: Choices) -> str:
        return gettext("News")

    def show(self, facts: Facts, choices: Choices) -> Shown | None:
        # Dates of one form, so that their texts sort as they do; of one day the later published comes first.
        latest = sorted(facts["news"], key=lambda row: (row["date"], row["last_published_at"] or ""), reverse=True)
        rows = [
            {**row, "day": date.fromisoformat(row["date"]), "url": facts.signpost.url_at(row["url_path"])}
            for row in latest[: choices["number"]]
        ]
        changed = [moment_of(row["last_published_at"]) for row in rows]
        url = facts.signpost.section_url("NewsIndexPage")
        return Shown({"news": rows, "section_url": url}, changed) if rows and url else None
