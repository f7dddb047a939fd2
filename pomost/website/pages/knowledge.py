"""The section of shared knowledge."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pomost.register.loading import OF_A_RECORD, load_children
from pomost.register.models import Challenge, ContactPerson, Office, Record, Solution
from pomost.register.queries import knowledge_by_area
from pomost.website.links import partner_addresses, partnerships_with, record_address
from pomost.website.pages.paged import PagedSection
from pomost.website.periods import period_in_words
from pomost.website.signposts import Signpost


class KnowledgePage(PagedSection):
    """Concrete challenges, and what a town did about each.

    A challenge stands on the site of the town that keeps it, and so does a solution whose challenge the same town
    keeps, wherever it was done: what another office wrote stands on its own site. A solution's address begins with
    its challenge's, `…/empty-shops/a-shop-for-one-season/`, so the two kinds cannot take each other's address, and
    a slug is unique for one keeper.
    """

    list_template: ClassVar[str] = "website/knowledge.html"
    record_template: ClassVar[str] = "website/challenge.html"
    deepest: ClassVar[int] = 2

    class Meta:
        verbose_name = _("knowledge page")

    def template_for(self, record: Challenge | Solution) -> str:
        return "website/solution.html" if isinstance(record, Solution) else self.record_template

    def listed(self, signpost: Signpost) -> "QuerySet[Any]":
        found: QuerySet[Any] = Challenge.objects.published().of(signpost.home)
        return found

    def page_context(self, signpost: Signpost, rows: Sequence[Challenge]) -> tuple[dict[str, Any], list[Record]]:
        solutions = Solution.objects.published().of(signpost.home).select_related("office__municipality")
        by_area = knowledge_by_area(rows, solutions)
        groups = [
            {
                "area": group.area,
                "challenges": [(c, solution_rows(signpost, c, found)) for c, found in group.challenges],
            }
            for group in by_area
        ]
        told = [solution for group in by_area for _challenge, found in group.challenges for solution in found]
        return {"groups": groups}, [*rows, *told]

    def find(self, signpost: Signpost, slug: str) -> Record | None:
        challenge, _slash, solution = slug.partition("/")
        if solution:
            solutions = Solution.objects.published().of(signpost.home).with_places()
            return solutions.filter(challenge__slug=challenge, slug=solution).first()
        return Challenge.objects.published().of(signpost.home).filter(slug=challenge).first()

    def record_context(self, signpost: Signpost, record: Challenge | Solution) -> tuple[dict[str, Any], list[Record]]:
        if isinstance(record, Solution):
            return self._of_solution(signpost, record)
        solutions = Solution.objects.published().of(signpost.home).filter(challenge=record.pk)
        found: list[Solution]
        (found,) = load_children([(record, (*OF_A_RECORD, "areas"))], solutions.select_related("office__municipality"))
        return {"areas": record.areas.all(), "solutions": solution_rows(signpost, record, found)}, [*found]

    @staticmethod
    def _of_solution(signpost: Signpost, record: Solution) -> tuple[dict[str, Any], list[Record]]:
        office = _published(record.office)
        people = ContactPerson.objects.published().of(signpost.home).filter(office=office.pk if office else None)
        partners, persons = load_children(
            [(record, (*OF_A_RECORD, "areas", "adoptions"))],
            partnerships_with(signpost, [record.municipality_id]),
            people,
        )
        context = {
            "areas": record.areas.all(),
            "challenge_url": record_address(signpost, record.challenge),
            "when": period_in_words(record.start, record.end),
            "office": office,
            "ask_url": _office_url(signpost, office),
            "people": persons,
            "adoptions": record.adoptions.all(),
            "partner_addresses": partner_addresses(signpost, partners),
        }
        return context, [record.challenge, *persons]


@dataclass(frozen=True)
class SolutionRow:
    """A solution in a list, and whom to ask about it where that is public (`office_url`: where its page is here)."""

    solution: Solution
    url: str
    office: Office | None
    office_url: str


def solution_rows(signpost: Signpost, challenge: Challenge, solutions: list[Solution]) -> list[SolutionRow]:
    """Return the rows of `solutions`, all of `challenge`."""
    section = signpost.section_url("KnowledgePage")
    return [
        SolutionRow(
            solution,
            f"{section}{challenge.slug}/{solution.slug}/",
            _published(solution.office),
            _office_url(signpost, _published(solution.office)),
        )
        for solution in solutions
    ]


def _office_url(signpost: Signpost, office: Office | None) -> str:
    """The address of `office` where it is one of the city's own: only these have a page here."""
    return record_address(signpost, office) if office and office.municipality_id == signpost.home.pk else ""


def _published(office: Office | None) -> Office | None:
    return office if office and office.live and office.deleted_at is None else None
