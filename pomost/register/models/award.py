"""Awards: distinctions received, and the schemes that give them."""

from calendar import monthrange
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from pomost.languages.search import FoldedField
from pomost.languages.translated import TranslatedField
from pomost.places.models import Municipality
from pomost.register.dates import PartialDateField
from pomost.register.models.attachments import Document, Photo
from pomost.register.models.record import Record, RecordQuerySet, Story

_LEAP_YEAR = 2000


class Scheme(ClusterableModel):
    """Who gives which distinctions; a scheme of several steps is a ladder."""

    name = TranslatedField(_("name"))
    grantor = TranslatedField(_("grantor"), help_text=_("The body that gives the distinction."))
    website = models.URLField(_("website"), blank=True)
    apply_by_month = models.PositiveSmallIntegerField(
        _("apply by: month"),
        null=True,
        blank=True,
        choices=MONTHS.items(),
        help_text=_("Where there is a last day for applications each year."),
    )
    apply_by_day = models.PositiveSmallIntegerField(
        _("apply by: day"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    folded = FoldedField(of=("name", "grantor"))

    class Meta:
        verbose_name = _("award scheme")
        verbose_name_plural = _("award schemes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.grantor}: {self.name}"

    def clean(self) -> None:
        """A month and a day stand together; the day has to be one of that month."""
        super().clean()
        month, day = self.apply_by_month, self.apply_by_day
        if (month is None) != (day is None):
            missing = "apply_by_day" if day is None else "apply_by_month"
            raise ValidationError({missing: _("Give the month and the day, or neither.")})
        if month and day and day > monthrange(_LEAP_YEAR, month)[1]:
            raise ValidationError({"apply_by_day": _("The month has fewer days.")})


class Step(Orderable):
    """One distinction of a scheme; the order of the steps is the order in which they are received."""

    scheme = ParentalKey(Scheme, on_delete=models.CASCADE, related_name="steps")
    name = TranslatedField(_("name"))
    folded = FoldedField(of=("name",))

    class Meta(Orderable.Meta):
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    def __str__(self) -> str:
        return str(self.name)


class AwardQuerySet(RecordQuerySet):
    """Awards, asked from the side of whoever received them."""

    def of(self, town: Municipality) -> Self:
        """Those of `town` with step, scheme and place, in the order of the schemes' ladders."""
        return (
            self.filter(recipient=town)
            .select_related("step__scheme", "place")
            .order_by("step__scheme", "step__sort_order", "received", "pk")
        )


class Award(Record):
    """One distinction that a municipality has received."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="awards", verbose_name=_("distinction"))
    recipient = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", verbose_name=_("recipient"))
    received = PartialDateField(_("received"))
    place = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("place")
    )
    received_by = TranslatedField(
        _("received by"), blank=True, help_text=_("The function, such as: the mayor. No names of persons.")
    )

    objects = AwardQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("award")
        verbose_name_plural = _("awards")

    @property
    def title(self) -> str:
        return str(self.step.name)

    def slug_base(self) -> str:
        return f"{self.step.name.wording('en').text} {self.received.year if self.received else ''}"


class AwardStory(Story):
    """The prose of an award in one language."""

    record = ParentalKey(Award, on_delete=models.CASCADE, related_name="stories")


class AwardPhoto(Photo):
    """A photo of an award."""

    record = ParentalKey(Award, on_delete=models.CASCADE, related_name="photos")


class AwardDocument(Document):
    """A document of an award."""

    record = ParentalKey(Award, on_delete=models.CASCADE, related_name="documents")
