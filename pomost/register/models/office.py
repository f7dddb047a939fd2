"""Offices: who answers for cooperation in a municipality."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from pomost.languages.search import FoldedField
from pomost.languages.translated import TranslatedField
from pomost.places.models import Municipality
from pomost.register.models.checked import CheckedRecord
from pomost.register.models.record import RecordQuerySet, Story
from pomost.register.phones import PhoneField


class OfficeQuerySet(RecordQuerySet):
    """Offices, asked from the side of their municipality."""

    def of(self, town: Municipality) -> Self:
        """Those that answer for cooperation in `town`."""
        return self.filter(municipality=town).select_related("municipality").order_by("pk")


class Office(CheckedRecord):
    """A department that answers for cooperation: role addresses, never a person's."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="+", verbose_name=_("municipality")
    )
    name = TranslatedField(_("name"))
    institution = TranslatedField(_("institution"), blank=True, help_text=_("Such as: the city hall."))
    email = models.EmailField(_("e-mail"), blank=True)
    phone = PhoneField(_("phone"), blank=True)
    address = models.TextField(_("postal address"), blank=True)
    website = models.URLField(_("website"), blank=True)
    folded = FoldedField(of=("name", "institution", "email"))

    objects = OfficeQuerySet.as_manager()

    class Meta(CheckedRecord.Meta):
        verbose_name = _("office")
        verbose_name_plural = _("offices")

    @property
    def title(self) -> str:
        return str(self.name)


class OfficeStory(Story):
    """The prose of an office in one language."""

    record = ParentalKey(Office, on_delete=models.CASCADE, related_name="stories")
