"""Projects: work with a beginning, an end, partners and money."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from pomost.languages.search import FoldedField
from pomost.languages.translated import TranslatedField
from pomost.places.models import Municipality
from pomost.register.choices import AmountPrecision, FundingKind, ParticipationRole, ProjectStatus
from pomost.register.dates import PartialDateField
from pomost.register.models.amounts import ExchangeRate, amount_field, currency_field, precision_field
from pomost.register.models.attachments import Document, Photo
from pomost.register.models.record import Record, RecordQuerySet, Story
from pomost.register.rules.money import Entry, Together, Total, together, totals
from pomost.register.validators import validate_period


class Programme(models.Model):
    """A programme that pays for projects, and the fund behind it."""

    name = TranslatedField(_("name"))
    fund = TranslatedField(_("fund"), blank=True)
    website = models.URLField(_("website"), blank=True)
    folded = FoldedField(of=("name", "fund"))

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.name)


class ProjectQuerySet(RecordQuerySet):
    """Projects, asked from a participant's side."""

    def of(self, town: Municipality) -> Self:
        """Those in which `town` takes part, the latest first."""
        taking_part = Participation.objects.filter(project=models.OuterRef("pk"), municipality=town)
        return self.filter(models.Exists(taking_part)).select_related("programme").order_by("-end", "-start", "pk")

    def with_partner(self, town: Municipality) -> Self:
        """Those in which `town` takes part as well."""
        taking_part = Participation.objects.filter(project=models.OuterRef("pk"), municipality=town)
        return self.filter(models.Exists(taking_part))


class Project(Record):
    """Work of several municipalities with a beginning and an end."""

    name = TranslatedField(_("name"))
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    start = PartialDateField(_("start"))
    end = PartialDateField(_("end"))
    status = models.CharField(_("status"), max_length=20, choices=ProjectStatus, default=ProjectStatus.RUNNING)
    results = TranslatedField(_("results"), blank=True, multiline=True, help_text=_("One result on each line."))
    folded = FoldedField(of=("name",))

    private_fields = frozenset({"reports"})

    objects = ProjectQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    @property
    def title(self) -> str:
        return str(self.name)

    def totals(self) -> list[Total]:
        """The money of all sources, a total for each currency."""
        return totals([funding.entry for funding in self.funding.all()])

    def together(self, rates: Iterable[ExchangeRate]) -> Together | None:
        """All the money in one currency, where `rates` for that were entered."""
        return together(self.totals(), [rate.as_rate for rate in rates])

    def rates(self) -> "models.QuerySet[ExchangeRate]":
        """The entered rates between the currencies of the money, be it stored or a draft's."""
        funding = self.funding.all()
        is_stored = isinstance(funding, models.QuerySet)
        currencies = funding.order_by().values("currency") if is_stored else {part.currency for part in funding}
        return ExchangeRate.objects.filter(currency__in=currencies, target__in=currencies)

    def clean(self) -> None:
        super().clean()
        validate_period(self.start, self.end, start_name="start", end_name="end")


class ProjectStory(Story):
    """The prose of a project in one language."""

    record = ParentalKey(Project, on_delete=models.CASCADE, related_name="stories")


class Participation(Orderable):
    """One municipality's part in a project."""

    project = ParentalKey(Project, on_delete=models.CASCADE, related_name="participations")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="+", verbose_name=_("municipality")
    )
    role = models.CharField(_("role"), max_length=20, choices=ParticipationRole, default=ParticipationRole.PARTNER)

    class Meta(Orderable.Meta):
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "municipality"],
                name="participation_once_a_project",
                violation_error_message=_("This town takes part already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} ({self.get_role_display()})"


class Funding(Orderable):
    """Money for a project from one source, as planned and as paid, in its own currency."""

    project = ParentalKey(Project, on_delete=models.CASCADE, related_name="funding")
    kind = models.CharField(_("source"), max_length=20, choices=FundingKind, default=FundingKind.GRANT)
    precision = precision_field()
    planned = amount_field(_("planned amount"), null=True, blank=True)
    paid = amount_field(_("paid amount"), null=True, blank=True)
    currency = currency_field()

    class Meta(Orderable.Meta):
        verbose_name = _("funding")
        verbose_name_plural = _("funding")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount} {self.currency}"

    @property
    def amount(self) -> Decimal | None:
        """What was paid; while that is not known, what is planned."""
        return self.planned if self.paid is None else self.paid

    @property
    def entry(self) -> Entry:
        """What the rules of money need to know."""
        return Entry(self.planned, self.paid, self.currency, self.precision == AmountPrecision.EXACT)

    def clean(self) -> None:
        super().clean()
        if self.planned is None and self.paid is None:
            raise ValidationError({"planned": _("Give the planned amount, the paid one, or both.")})


class Report(Orderable):
    """A report that a project owes to whoever pays for it."""

    project = ParentalKey(Project, on_delete=models.CASCADE, related_name="reports")
    name = TranslatedField(_("report"))
    due = PartialDateField(_("due by"))
    submitted = PartialDateField(_("submitted on"), help_text=_("Left empty while it is open."))

    class Meta(Orderable.Meta):
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    def __str__(self) -> str:
        return str(self.name)


class ProjectPhoto(Photo):
    """A photo of a project."""

    record = ParentalKey(Project, on_delete=models.CASCADE, related_name="photos")


class ProjectDocument(Document):
    """A document of a project."""

    record = ParentalKey(Project, on_delete=models.CASCADE, related_name="documents")
