"""Activities: anything that happens, with its days, places and numbers of people."""

from datetime import date
from typing import Self
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce, NullIf
from django.db.models.lookups import GreaterThanOrEqual, In
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.models import Orderable

from pomost.languages.search import FoldedField
from pomost.languages.translated import TranslatedField
from pomost.places.models import Municipality
from pomost.register.choices import ActivityKind, ActivityStatus, EuropePrizeCriterion, PeopleGroup
from pomost.register.dates import PartialDateField
from pomost.register.models.amounts import amount_field, currency_field, precision_field
from pomost.register.models.attachments import Document, Photo
from pomost.register.models.network import Network
from pomost.register.models.partnership import Area, Partnership
from pomost.register.models.project import Participation, Project
from pomost.register.models.record import NOT_DELETED, Record, RecordQuerySet, Story
from pomost.register.validators import validate_period


def time_zones() -> list[tuple[str, str]]:
    """The names of the world's time zones, as choices."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name]


def last_day() -> Coalesce:
    """For a query: the end as it is stored or, where there is none, the beginning."""
    return Coalesce(NullIf("end", models.Value("")), "start", output_field=models.CharField())


class ActivityQuerySet(RecordQuerySet):
    """Activities, asked from the side of a town or of what they belong to."""

    def of(self, town: Municipality) -> Self:
        """Those that `town` keeps or that belong to one of its partnerships or projects, the latest first."""
        partnerships = Partnership.objects.filter(models.Q(first=town) | models.Q(second=town))
        links = Activity.partnerships.through.objects.filter(
            activity=models.OuterRef("pk"), partnership__in=partnerships.values("pk")
        )
        projects = Activity.projects.through.objects.filter(
            activity=models.OuterRef("pk"),
            project__in=Participation.objects.filter(municipality=town).values("project"),
        )
        belongs = models.Q(keeper=town) | models.Exists(links) | models.Exists(projects)
        return self.filter(belongs).select_related("place").order_by("-start", "-pk")

    def held(self) -> Self:
        """Those that took place."""
        return self.filter(status=ActivityStatus.HELD)

    def coming(self, day: date) -> Self:
        """Those not held yet that may last until `day` or begin later; what has no date is not among them.

        A month or a year counts until its last day: as text, "2026-11" sorts before "2026-11-23".
        """
        whole = day.isoformat()
        last = last_day()
        ahead = GreaterThanOrEqual(last, models.Value(whole)) | In(last, [whole[:7], whole[:4]])
        return self.filter(models.Q(ahead) & ~models.Q(status=ActivityStatus.HELD))


class Activity(Record):
    """A visit, an exchange, a festival: planned, held or cancelled."""

    kind = models.CharField(_("kind of activity"), max_length=30, choices=ActivityKind, default=ActivityKind.VISIT)
    name = TranslatedField(_("title"))
    status = models.CharField(_("status"), max_length=20, choices=ActivityStatus, default=ActivityStatus.PLANNED)
    start = PartialDateField(_("first day"))
    end = PartialDateField(_("last day"), help_text=_("Left empty where it lasts one day."))
    start_time = models.TimeField(_("begins at"), null=True, blank=True)
    end_time = models.TimeField(_("ends at"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone of the place"), max_length=60, choices=time_zones, default="Europe/Warsaw"
    )
    place = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("place")
    )
    venue = TranslatedField(_("venue"), blank=True, help_text=_("Such as: the municipal library."))
    partnerships = ParentalManyToManyField(
        Partnership, blank=True, related_name="activities", verbose_name=_("partnerships")
    )
    networks = ParentalManyToManyField(Network, blank=True, related_name="activities", verbose_name=_("networks"))
    projects = ParentalManyToManyField(Project, blank=True, related_name="activities", verbose_name=_("projects"))
    areas = ParentalManyToManyField(Area, blank=True, related_name="+", verbose_name=_("areas of cooperation"))
    criterion = models.CharField(
        _("criterion of the Europe Prize"), max_length=20, choices=EuropePrizeCriterion, blank=True
    )
    outcome = TranslatedField(_("outcome"), blank=True, multiline=True, help_text=_("What came of it."))
    folded = FoldedField(of=("name", "venue"))

    private_fields = frozenset({"criterion", "costs"})

    objects = ActivityQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes = [
            models.Index(fields=["start"], name="activity_start"),
            models.Index(fields=["keeper", "status", "start"], name="activity_planned"),  # the few among the many held
            # All that `states.last_activities_among` and `programme` read, so that they need not look at the wide rows.
            models.Index(
                fields=["live", "status", "start", "end", "is_example", "deleted_at", "keeper", "start_time"],
                name="activity_dates",
                condition=NOT_DELETED,
            ),
        ]

    @property
    def title(self) -> str:
        return str(self.name)

    def slug_base(self) -> str:
        return f"{super().slug_base()} {self.start.year if self.start else ''}"

    def is_coming(self, day: date) -> bool:
        """Whether it was not held yet and may last until `day` or begin later: see ActivityQuerySet.coming."""
        last = self.end or self.start
        return self.status != ActivityStatus.HELD and last is not None and last.last_day >= day

    @property
    def has_known_days(self) -> bool:
        """Whether every day is known, so that it can stand in a calendar: see programme."""
        return bool(self.start and self.start.day and (not self.end or self.end.day))

    @property
    def participants(self) -> int:
        """How many people took part in all."""
        return sum(attendance.direct for attendance in self.attendance.all())

    @property
    def invited_from_abroad(self) -> int:
        """How many of them were invited from abroad."""
        return sum(attendance.invited for attendance in self.attendance.all())

    def clean(self) -> None:
        super().clean()
        validate_period(self.start, self.end, start_name="start", end_name="end")
        if self.start_time is not None and not (self.start and self.start.day):
            raise ValidationError({"start": _("Give the day to which the hour belongs.")})
        one_day = not self.end or self.end == self.start
        if self.start_time and self.end_time and one_day and self.end_time <= self.start_time:
            raise ValidationError({"end_time": _("The end lies before the beginning.")})


class ActivityStory(Story):
    """The prose of an activity in one language."""

    record = ParentalKey(Activity, on_delete=models.CASCADE, related_name="stories")


class ActivityPhoto(Photo):
    """A photo of an activity."""

    record = ParentalKey(Activity, on_delete=models.CASCADE, related_name="photos")


class ActivityDocument(Document):
    """A document of an activity."""

    record = ParentalKey(Activity, on_delete=models.CASCADE, related_name="documents")


class Attendance(Orderable):
    """How many people of one group came from one town; numbers only, never names.

    CERV counts direct participants, and of them those invited from abroad.
    """

    activity = ParentalKey(Activity, on_delete=models.CASCADE, related_name="attendance")
    municipality = models.ForeignKey(
        Municipality,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("where from"),
        help_text=_("Left empty where it is not known."),
    )
    group = models.CharField(_("group"), max_length=20, choices=PeopleGroup, default=PeopleGroup.RESIDENTS)
    direct = models.PositiveIntegerField(_("direct participants"), default=0)
    invited = models.PositiveIntegerField(_("of them invited from abroad"), default=0)

    class Meta(Orderable.Meta):
        verbose_name = _("number of people")
        verbose_name_plural = _("numbers of people")

    def __str__(self) -> str:
        return f"{self.municipality.title if self.municipality else '–'}: {self.direct}"

    def clean(self) -> None:
        super().clean()
        if self.invited is not None and self.direct is not None and self.invited > self.direct:
            raise ValidationError({"invited": _("No more can be invited than took part.")})


class Cost(Orderable):
    """What one part of an activity cost."""

    activity = ParentalKey(Activity, on_delete=models.CASCADE, related_name="costs")
    purpose = TranslatedField(_("what for"))
    precision = precision_field()
    amount = amount_field(_("amount"))
    currency = currency_field()

    class Meta(Orderable.Meta):
        verbose_name = _("cost")
        verbose_name_plural = _("costs")

    def __str__(self) -> str:
        return f"{self.purpose}: {self.amount} {self.currency}"
