"""Networks of cities, and what belonging to one means for a city."""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from pomost.languages.search import FoldedField
from pomost.languages.translated import TranslatedField
from pomost.places.models import Municipality
from pomost.register.dates import EARLIEST_YEAR, LATEST_YEAR, PartialDateField
from pomost.register.models.amounts import amount_field, currency_field
from pomost.register.models.attachments import Document, Photo
from pomost.register.models.record import NOT_DELETED, Record, RecordQuerySet, Story
from pomost.register.validators import validate_period


class NetworkQuerySet(RecordQuerySet):
    """Networks, asked from the side of a town."""

    def of(self, town: Municipality) -> Self:
        """Those of which the public knows that `town` is a member."""
        joined = Membership.objects.published().filter(member=town)
        return self.filter(pk__in=joined.values("network"))


class Network(Record):
    """An association of cities."""

    name = TranslatedField(_("name"))
    seat = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("seat")
    )
    website = models.URLField(_("website"), blank=True)
    speaks_to = TranslatedField(
        _("whom it speaks to"), blank=True, multiline=True, help_text=_("One body on each line.")
    )
    undertakings = TranslatedField(
        _("what members undertake"), blank=True, multiline=True, help_text=_("One undertaking on each line.")
    )
    folded = FoldedField(of=("name",))

    objects = NetworkQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("network")
        verbose_name_plural = _("networks")

    @property
    def title(self) -> str:
        return str(self.name)


class NetworkStory(Story):
    """The prose of a network in one language."""

    record = ParentalKey(Network, on_delete=models.CASCADE, related_name="stories")


class NetworkPhoto(Photo):
    """A photo of a network."""

    record = ParentalKey(Network, on_delete=models.CASCADE, related_name="photos")


class NetworkDocument(Document):
    """A document of a network."""

    record = ParentalKey(Network, on_delete=models.CASCADE, related_name="documents")


class MembershipQuerySet(RecordQuerySet):
    """Memberships, asked from the member's side."""

    def of(self, town: Municipality) -> Self:
        """Those of `town`, with network and seat loaded."""
        return self.filter(member=town).select_related("network__seat")

    def published(self) -> Self:
        """Those that the public may see: a membership is never shown without its network."""
        return super().published().filter(network__live=True, network__deleted_at__isnull=True)

    def beside(self, town: Municipality, network: int, day: date) -> Self:
        """Those of others than `town` in the network of this key that last on `day`, with their towns loaded."""
        others = self.filter(network=network).exclude(member=town)
        whole = day.isoformat()
        # A month or a year counts until its last day: as text, "2026-11" sorts before "2026-11-23".
        lasting = models.Q(until="") | models.Q(until__gte=whole) | models.Q(until__in=[whole[:7], whole[:4]])
        return others.filter(lasting).select_related("member").order_by("member__name", "pk")


class Membership(Record):
    """One municipality's belonging to one network."""

    network = models.ForeignKey(
        Network, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("network")
    )
    member = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", verbose_name=_("member"))
    since = PartialDateField(_("since"))
    until = PartialDateField(_("until"), help_text=_("Left empty while the membership lasts."))
    representative = models.ForeignKey(
        "register.ContactPerson",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("representative"),
        help_text=_("Who represents the member in the network."),
    )

    private_fields = frozenset({"dues"})

    objects = MembershipQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["network", "member", "since"],
                name="membership_once_at_a_time",
                condition=NOT_DELETED,
                violation_error_message=_("The register already holds this membership."),
            ),
        ]

    @property
    def title(self) -> str:
        return f"{self.member.title} – {self.network.title}"

    def slug_base(self) -> str:
        return f"{self.member.name} {self.network.slug}"

    def clean(self) -> None:
        super().clean()
        validate_period(self.since, self.until, start_name="since", end_name="until")


class Due(Orderable):
    """What a membership costs in one year."""

    membership = ParentalKey(Membership, on_delete=models.CASCADE, related_name="dues")
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(EARLIEST_YEAR), MaxValueValidator(LATEST_YEAR)]
    )
    amount = amount_field(_("amount"))
    currency = currency_field(default="EUR")
    paid = PartialDateField(_("paid on"), help_text=_("Left empty while it is not paid."))

    class Meta(Orderable.Meta):
        verbose_name = _("membership fee")
        verbose_name_plural = _("membership fees")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "year"],
                name="due_one_a_year",
                violation_error_message=_("The fee of this year is entered already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount} {self.currency}"


class Duty(Orderable):
    """Something that a member has to do by a day."""

    membership = ParentalKey(Membership, on_delete=models.CASCADE, related_name="duties")
    name = TranslatedField(_("duty"))
    due = PartialDateField(_("due by"))
    met = PartialDateField(_("met on"), help_text=_("Left empty while it is open."))
    is_public = models.BooleanField(
        _("show to the public"),
        default=False,
        help_text=_("The public then reads what the duty is, never when it is due or whether it was met."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("duty")
        verbose_name_plural = _("duties")

    def __str__(self) -> str:
        return str(self.name)


class WorkingGroup(Orderable):
    """A working group of the network in which the member takes part."""

    membership = ParentalKey(Membership, on_delete=models.CASCADE, related_name="working_groups")
    name = TranslatedField(_("name"))
    since = PartialDateField(_("since"))
    until = PartialDateField(_("until"))

    class Meta(Orderable.Meta):
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")

    def __str__(self) -> str:
        return str(self.name)

    def clean(self) -> None:
        super().clean()
        validate_period(self.since, self.until, start_name="since", end_name="until")


class MembershipStory(Story):
    """The prose of a membership in one language."""

    record = ParentalKey(Membership, on_delete=models.CASCADE, related_name="stories")
