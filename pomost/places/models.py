"""Municipalities: the towns that some record names."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pomost.languages.folding import fold
from pomost.languages.formats import country_name
from pomost.languages.translated import Translated, TranslatedField
from pomost.places.countries import country_choices, validate_country
from pomost.places.names import readable, validate_name


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    """Words of the gazetteer's own towns."""

    def matching(self, text: str) -> "MunicipalityQuerySet":
        """Those of which a name, in any language, has a word that starts with `text`; case and marks are forgiven."""
        wanted = fold(text)
        if not wanted:
            return self.none()
        # folded_names is " name one | name two ": a space stands before each word.
        return self.filter(folded_names__contains=f" {wanted}")


class Municipality(models.Model):
    """A town, city or other local authority, with its own name for itself and its place on the map."""

    name = models.CharField(_("name"), max_length=200, help_text=_("The town’s own name, as its inhabitants write it."))
    names = TranslatedField(
        _("name in other languages"),
        blank=True,
        help_text=_("Only where a language has a name of its own for the town, such as Wiedeń or Vienne for Wien."),
    )
    slug = models.SlugField(_("last part of the address"), max_length=200, unique=True, blank=True)
    country = models.CharField(_("country"), max_length=2, choices=country_choices, validators=[validate_country])
    region = models.CharField(_("region"), max_length=200, blank=True)
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    website = models.URLField(_("website"), blank=True)
    geonames_id = models.PositiveIntegerField(_("GeoNames number"), null=True, blank=True, unique=True)
    wikidata_id = models.CharField(
        _("Wikidata item"), max_length=20, blank=True, validators=[RegexValidator(r"^Q[1-9]\d*$")]
    )
    folded_names = models.TextField(editable=False, default="")

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["wikidata_id"], name="municipality_wikidata_unique", condition=~models.Q(wikidata_id="")
            ),
            models.CheckConstraint(
                name="municipality_place_whole",
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.country_name}" if self.country else self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold_names()
        if not self.slug:
            self.slug = self._free_slug()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self._clean_names()
        if (self.latitude is None) != (self.longitude is None):
            missing = "latitude" if self.latitude is None else "longitude"
            raise ValidationError({missing: _("Give both latitude and longitude, or neither.")})

    def _clean_names(self) -> None:
        """Take out what cannot be seen; forms, the chooser and imports come by here."""
        self.name = readable(self.name)
        self.names = Translated({language: readable(name) for language, name in self.names.items()})
        for field, names in (("name", [self.name] if self.name else []), ("names", list(self.names.values()))):
            for name in names:
                try:
                    validate_name(name)
                except ValidationError as error:
                    raise ValidationError({field: error}) from error

    def fold_names(self) -> None:
        """Prepare the names for the search; whoever writes rows without `save` calls it first."""
        self.folded_names = " " + " | ".join(sorted({fold(name) for name in (self.name, *self.names.values())}))

    @property
    def title(self) -> str:
        """The town's name in the active language, its own name where the language has none for it."""
        return self.names.get(get_language() or "", self.name)

    @property
    def country_name(self) -> str:
        """The country's name in the active language."""
        return country_name(self.country)

    def _free_slug(self) -> str:
        base = slugify(fold(self.name)) or "town"
        candidates = [base, f"{base}-{self.country.lower()}", *(f"{base}-{n}" for n in range(2, 1000))]
        taken = set(
            Municipality.objects.filter(slug__startswith=base).exclude(pk=self.pk).values_list("slug", flat=True)
        )
        return next(slug for slug in candidates if slug not in taken)
