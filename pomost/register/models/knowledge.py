"""Knowledge shared between towns: a concrete problem, and what another town did about it."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.models import Orderable

from pomost.languages.search import FoldedField
from pomost.languages.translated import TranslatedField
from pomost.places.models import Municipality
from pomost.register.dates import PartialDateField
from pomost.register.models.amounts import amount_field, currency_field, precision_field
from pomost.register.models.attachments import Document, Photo
from pomost.register.models.office import Office
from pomost.register.models.partnership import Area
from pomost.register.models.record import Record, RecordQuerySet, Story
from pomost.register.validators import validate_period


class ChallengeQuerySet(RecordQuerySet):
    """Challenges, asked from the side of whoever keeps them."""

    def of(self, town: Municipality) -> Self:
        """Those that `town` keeps, wherever the problem lies, with their towns loaded; the latest first."""
        return self.filter(keeper=town).select_related("municipality").order_by("-since", "pk")


class Challenge(Record):
    """A concrete problem of a town."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="+", verbose_name=_("municipality")
    )
    name = TranslatedField(_("problem"), help_text=_("In one line, such as: empty shops in the old town."))
    since = PartialDateField(_("since"))
    areas = ParentalManyToManyField(Area, blank=True, related_name="+", verbose_name=_("areas of cooperation"))
    folded = FoldedField(of=("name",))

    objects = ChallengeQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")

    @property
    def title(self) -> str:
        return str(self.name)


class ChallengeStory(Story):
    """The prose of a challenge in one language."""

    record = ParentalKey(Challenge, on_delete=models.CASCADE, related_name="stories")


class ChallengePhoto(Photo):
    """A photo of a challenge."""

    record = ParentalKey(Challenge, on_delete=models.CASCADE, related_name="photos")


class ChallengeDocument(Document):
    """A document of a challenge."""

    record = ParentalKey(Challenge, on_delete=models.CASCADE, related_name="documents")


class SolutionQuerySet(RecordQuerySet):
    """Solutions with what is shown of them."""

    def published(self) -> Self:
        """Those that the public may see: a solution is never shown without its challenge."""
        return super().published().filter(challenge__live=True, challenge__deleted_at__isnull=True)

    def of(self, town: Municipality) -> Self:
        """Those that `town` keeps, of challenges that it keeps too, with the towns where they were done."""
        kept = self.filter(keeper=town, challenge__keeper=town)
        return kept.select_related("municipality").order_by("-start", "pk")

    def once_below(self, challenge: str, slug: str) -> Self:
        """Those that were public at `slug` of the challenge at `challenge`, either of which may have moved since."""
        challenges = Challenge.objects.formerly_at(challenge)
        own = models.Q(slug=slug) | models.Q(pk__in=self.formerly_at(slug).values("pk"))
        return self.filter(models.Q(challenge__slug=challenge) | models.Q(challenge__in=challenges.values("pk")), own)

    def with_places(self) -> Self:
        """With the town, the challenge and whom to ask."""
        return self.select_related("municipality", "challenge__municipality", "office__municipality")


class Solution(Record):
    """What a town did about a challenge, with what result and at what cost, and whom to ask."""

    challenge = models.ForeignKey(
        Challenge, on_delete=models.PROTECT, related_name="solutions", verbose_name=_("challenge")
    )
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("municipality"),
        help_text=_("Where it was done."),
    )
    name = TranslatedField(_("solution"), help_text=_("In one line: what was done."))
    start = PartialDateField(_("start"))
    end = PartialDateField(_("end"))
    result = TranslatedField(_("result"), blank=True, multiline=True)
    precision = precision_field()
    cost = amount_field(_("cost"), null=True, blank=True)
    currency = currency_field()
    office = models.ForeignKey(
        Office, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("whom to ask")
    )
    areas = ParentalManyToManyField(Area, blank=True, related_name="+", verbose_name=_("areas of cooperation"))
    folded = FoldedField(of=("name",))

    objects = SolutionQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("solution")
        verbose_name_plural = _("solutions")

    @property
    def title(self) -> str:
        return str(self.name)

    def clean(self) -> None:
        super().clean()
        validate_period(self.start, self.end, start_name="start", end_name="end")


class SolutionStory(Story):
    """The prose of a solution in one language."""

    record = ParentalKey(Solution, on_delete=models.CASCADE, related_name="stories")


class SolutionPhoto(Photo):
    """A photo of a solution."""

    record = ParentalKey(Solution, on_delete=models.CASCADE, related_name="photos")


class SolutionDocument(Document):
    """A document of a solution."""

    record = ParentalKey(Solution, on_delete=models.CASCADE, related_name="documents")


class Adoption(Orderable):
    """A town that took a solution over, and what came of it."""

    solution = ParentalKey(Solution, on_delete=models.CASCADE, related_name="adoptions")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="+", verbose_name=_("municipality")
    )
    since = PartialDateField(_("since"))
    outcome = TranslatedField(_("what came of it"), blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        constraints = [
            models.UniqueConstraint(
                fields=["solution", "municipality"],
                name="adoption_once_a_town",
                violation_error_message=_("This town is entered already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.municipality)
