"""Partnerships: lasting relations of two municipalities, one record for both."""

from collections.abc import Callable
from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField

from pomost.languages.search import FoldedField
from pomost.languages.translated import TranslatedField
from pomost.places.models import Municipality
from pomost.register.choices import LegalState, PartnershipKind
from pomost.register.dates import PartialDateField
from pomost.register.models.attachments import Document, Photo
from pomost.register.models.record import NOT_DELETED, Record, RecordQuerySet, Story
from pomost.register.rules.duration import years_together
from pomost.register.rules.legal_state import LegalStanding, legal_standing
from pomost.register.rules.required_acts import MissingAct, missing_acts
from pomost.register.validators import validate_period


class AreaQuerySet(models.QuerySet["Area"]):
    """Areas, asked from the side of a town."""

    def of(self, town: Municipality) -> Self:
        """The areas in which `town` works together with any partner, as published."""
        partnerships = Partnership.objects.published().filter(models.Q(first=town) | models.Q(second=town))
        return self.filter(pk__in=partnerships.values("areas"))


class Area(models.Model):
    """A kind of work that towns do together, such as cultural exchange."""

    name = TranslatedField(_("name"))
    folded = FoldedField(of=("name",))

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area of cooperation")
        verbose_name_plural = _("areas of cooperation")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.name)


def of_partner(asked: Callable[[str], Any]) -> models.Case:
    """For a query: what is `asked` of the link "first" or "second", whichever leads to the keeper's partner."""
    return models.Case(models.When(second=models.F("keeper"), then=asked("first")), default=asked("second"))


class PartnershipQuerySet(RecordQuerySet):
    """Every question about partnerships is asked from a side."""

    def of(self, town: Municipality) -> Self:
        """Those of which `town` is a side, both towns loaded."""
        return self.filter(models.Q(first=town) | models.Q(second=town)).select_related("first", "second")

    def at(self, side: Municipality, slug: str) -> "Partnership | None":
        """The one that `slug` names on the site of `side`, or None: see Partnership.slug_for."""
        candidates = self.of(side).filter(models.Q(slug=slug) | ~models.Q(keeper=side))
        return next((partnership for partnership in candidates if partnership.slug_for(side) == slug), None)

    def once_at(self, side: Municipality, slug: str) -> "Partnership | None":
        """The one that `slug` named on the site of `side` before, or None: see FormerAddress."""
        of_keeper = models.Q(pk__in=self.formerly_at(slug).values("pk"))
        moved = self.of(side).filter(of_keeper | ~models.Q(keeper=side)).exclude(former_addresses=None)
        for partnership in moved.prefetch_related("former_addresses"):
            if any(partnership.slug_for(side, former.slug) == slug for former in partnership.former_addresses.all()):
                return partnership
        return None

    def agreed(self) -> Self:
        """Those that are more than a contact: see Partnership.is_agreed."""
        return self.exclude(kind=PartnershipKind.CONTACT)

    def most_binding_first(self) -> Self:
        """Twinnings before friendships, project partnerships and contacts; within a kind the eldest first."""
        rank = models.Case(
            *(models.When(kind=kind, then=models.Value(i)) for i, kind in enumerate(PartnershipKind.values)),
            output_field=models.IntegerField(),
        )
        # What has no known beginning comes after what has: the empty text would sort first.
        return self.order_by(rank, models.Case(models.When(since="", then=1), default=0), "since", "pk")


class Partnership(Record):
    """A lasting relation of two municipalities.

    The pair is unordered: it is stored with the smaller key first, so that one pair and kind is one row.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=PartnershipKind, default=PartnershipKind.TWINNING)
    first = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", verbose_name=_("one town"))
    second = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="+", verbose_name=_("the other town")
    )
    since = PartialDateField(_("since"))
    until = PartialDateField(_("until"), help_text=_("Left empty while the cooperation lasts."))
    areas = ParentalManyToManyField(Area, blank=True, verbose_name=_("areas of cooperation"))

    objects = PartnershipQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        constraints: list[models.BaseConstraint] = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["first", "second", "kind"], name="partnership_one_a_pair_and_kind", condition=NOT_DELETED
            ),
            models.CheckConstraint(name="partnership_pair_in_order", condition=models.Q(first__lt=models.F("second"))),
        ]

    @property
    def title(self) -> str:
        return f"{self.first.title} – {self.second.title}"

    def slug_base(self) -> str:
        return self.partner_of(self.keeper).name

    def partner_of(self, town: Municipality) -> Municipality:
        """The other side, seen from `town`; seen from a third town, the second side."""
        return self.first if town.pk == self.second_id else self.second

    @property
    def partner(self) -> Municipality:
        """The other side, seen from the keeper, who need not be loaded."""
        return self.first if self.keeper_id == self.second_id else self.second

    def slug_for(self, side: Municipality, former: str = "") -> str:
        """The last part of the address on the site of `side`, or what it was when the slug was `former`.

        The slug is the keeper's: it names the partner. On the partner's own site the keeper is named instead.
        """
        slug = former or self.slug
        if side.pk == self.keeper_id or side.pk not in (self.first_id, self.second_id):
            return slug
        other = self.partner_of(side)
        if slug.startswith(side.slug):
            return other.slug + slug.removeprefix(side.slug)
        return f"{other.slug}-{slug}"

    @property
    def is_agreed(self) -> bool:
        """Whether the towns have agreed on it: a contact is a partnership without an agreement."""
        return self.kind != PartnershipKind.CONTACT

    def is_informal(self, legal: LegalStanding) -> bool:
        """Whether it is a contact without any legal basis, `legal`: that is its nature, and nothing to worry about."""
        return not self.is_agreed and legal.state == LegalState.NONE

    def years(self, on: date) -> int | None:
        """How many years the towns have been together on the day `on`: see rules.duration."""
        return years_together(self.since, self.until, on=on)

    def legal_standing(self, on: date) -> LegalStanding:
        """The legal state on the day `on`, with its reason: see rules.legal_state."""
        return legal_standing([act.facts for act in self.acts.all()], on)

    def missing_acts(self) -> list[MissingAct]:
        """The acts that the two countries' rules demand and that are not on record: warnings, never walls."""
        countries = {self.first.country, self.second.country}
        return missing_acts(countries, [act.facts for act in self.acts.all()])

    def put_in_order(self) -> None:
        """Bring the pair into the order in which it is stored."""
        if self.first_id and self.second_id and self.first_id > self.second_id:
            self.first, self.second = self.second, self.first

    def clean(self) -> None:
        super().clean()
        validate_period(self.since, self.until, start_name="since", end_name="until")
        if not (self.first_id and self.second_id):
            return
        if self.first_id == self.second_id:
            raise ValidationError({"second": _("A town cannot be its own partner. Choose another town.")})
        self.put_in_order()
        twin = Partnership.objects.filter(first_id=self.first_id, second_id=self.second_id, kind=self.kind)
        if twin.exclude(pk=self.pk).exists():
            message = _("The register already holds a record of this kind (%(kind)s) for %(pair)s.")
            params = {"kind": self.get_kind_display(), "pair": self.title}
            raise ValidationError({"second": ValidationError(message, code="duplicate", params=params)})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.put_in_order()
        super().save(*args, **kwargs)


class PartnershipStory(Story):
    """The prose of a partnership in one language."""

    record = ParentalKey(Partnership, on_delete=models.CASCADE, related_name="stories")


class PartnershipPhoto(Photo):
    """A photo of a partnership."""

    record = ParentalKey(Partnership, on_delete=models.CASCADE, related_name="photos")


class PartnershipDocument(Document):
    """A document of a partnership."""

    record = ParentalKey(Partnership, on_delete=models.CASCADE, related_name="documents")
