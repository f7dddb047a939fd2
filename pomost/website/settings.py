"""Whose site this is: the city, and who publishes it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.contrib.settings.registry import register_setting

from pomost.languages.translated import TranslatedField
from pomost.places.models import Municipality
from pomost.register.models import Office


class Licence(models.TextChoices):
    """Licences under which cities publish, by their SPDX names."""

    CC0 = "CC0-1.0", "CC0 1.0"
    CC_BY = "CC-BY-4.0", "CC BY 4.0"


@register_setting(icon="home", order=100)
class CitySettings(BaseSiteSetting):
    """What belongs to the site that is asked, so that one installation can serve several cities."""

    home = models.ForeignKey(
        Municipality,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("city"),
        help_text=_("The municipality whose cooperation this site shows."),
    )
    publisher = TranslatedField(_("publisher"), help_text=_("The body that publishes the site."))
    office = models.ForeignKey(
        Office,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("office that answers for the content"),
    )
    is_example = models.BooleanField(
        _("demonstration"),
        default=False,
        help_text=_("Every page says that this is a demonstration with partly invented content."),
    )

    licence = models.CharField(
        _("licence of texts and data"),
        max_length=20,
        choices=Licence,
        blank=True,
        help_text=_(
            "What others may do with what the city writes here; photos and documents have licences of their own."
        ),
    )
    check_links = models.BooleanField(
        _("check links"),
        default=False,
        help_text=_(
            "Ticked, this installation asks the web addresses that the city’s records name whether they still answer: "
            "at night, one request at a time to each site, each address once a week, a failing one once a day. "
            "It sends the address of this site with each request and nothing about persons. "
            "What does not answer is listed in the report “Links”."
        ),
    )

    names_officers = models.BooleanField(
        _("show the names of officers"),
        default=False,
        help_text=_(
            "Ticked, the foot of each page and the register of changes name who entered something. "
            "Not ticked, they tell the role alone."
        ),
    )

    select_related = ["site", "home", "office"]
    panels = [
        FieldPanel("home"),
        FieldPanel("publisher"),
        FieldPanel("office"),
        FieldPanel("names_officers"),
        FieldPanel("licence"),
        FieldPanel("is_example"),
        FieldPanel("check_links"),
    ]

    class Meta:
        verbose_name = _("city and publisher")

    def __str__(self) -> str:
        return str(self.home or "")
