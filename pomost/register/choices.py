"""The register's closed lists. Their values are the terms of the glossary (docs/glossary.md) and never change."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PartnershipKind(TextChoices):
    """The four types of the German RGRE register, the most binding first."""

    TWINNING = "twinning", _("twinning")
    FRIENDSHIP = "friendship", _("friendship")
    PROJECT = "project", _("project partnership")
    CONTACT = "contact", _("contact")


class ParticipationRole(TextChoices):
    """What a municipality does in a project."""

    LEAD = "lead", _("lead partner")
    PARTNER = "partner", _("partner")


class FundingKind(TextChoices):
    """Where a project's money comes from."""

    GRANT = "grant", _("grant")
    OWN = "own", _("own contribution")
    PARTNER = "partner", _("partner’s contribution")


class AmountPrecision(TextChoices):
    """How exactly an amount is known."""

    EXACT = "exact", _("exactly this amount")
    ABOUT = "about", _("about this amount")
    ALMOST = "almost", _("almost this amount")
    OVER = "over", _("more than this amount")


class ActKind(TextChoices):
    """The steps of a partnership's legal life, in the order in which they usually come."""

    FIRST_CONTACT = "first_contact", _("first contact")
    LETTER_OF_INTENT = "letter_of_intent", _("letter of intent")
    COUNCIL_RESOLUTION = "council_resolution", _("council resolution")
    MINISTERIAL_CONSENT = "ministerial_consent", _("ministerial consent")
    AGREEMENT = "agreement", _("agreement")
    RENEWAL = "renewal", _("renewal")
    SUSPENSION = "suspension", _("suspension")
    NOTICE = "notice", _("notice")
    TERMINATION = "termination", _("termination")
    EXPIRY = "expiry", _("expiry")


class LegalState(TextChoices):
    """What follows from the acts and the calendar alone."""

    NONE = "none", _("no legal basis on record")
    INTENDED = "intended", _("intended")
    IN_FORCE = "in_force", _("in force")
    SUSPENDED = "suspended", _("suspended")
    UNDER_NOTICE = "under_notice", _("under notice")
    EXPIRED = "expired", _("expired")
    TERMINATED = "terminated", _("terminated")


class LivingState(TextChoices):
    """What follows from the last activity alone."""

    ACTIVE = "active", _("active")
    QUIET = "quiet", _("quiet")
    DORMANT = "dormant", _("dormant")
    UNKNOWN = "unknown", _("no activity on record")


class ActivityKind(TextChoices):
    """What happens."""

    VISIT = "visit", _("visit")
    YOUTH_EXCHANGE = "youth_exchange", _("youth exchange")
    SCHOOL_EXCHANGE = "school_exchange", _("school exchange")
    CULTURE = "culture", _("cultural event")
    SPORT = "sport", _("sports event")
    FESTIVAL = "festival", _("festival")
    CONFERENCE = "conference", _("conference")
    STUDY_VISIT = "study_visit", _("study visit")
    MEETING = "meeting", _("working meeting")
    AID = "aid", _("aid")
    OTHER = "other", _("other")


class ActivityStatus(TextChoices):
    """Whether it took place."""

    PLANNED = "planned", pgettext_lazy("activity", "planned")
    HELD = "held", pgettext_lazy("activity", "held")
    CANCELLED = "cancelled", pgettext_lazy("activity", "cancelled")


class EuropePrizeCriterion(TextChoices):
    """The four criteria of the Europe Prize (europeprize.org, statutes)."""

    TWINNINGS = "twinnings", _("1. Twinnings, exchanges and culture")
    EUROPEAN_EVENTS = "european_events", _("2. European events and the European idea")
    SOLIDARITY = "solidarity", _("3. European and international solidarity")
    ORGANISATIONS = "organisations", _("4. Membership of organisations of local authorities")


class PeopleGroup(TextChoices):
    """Who takes part."""

    RESIDENTS = "residents", _("residents")
    YOUTH = "youth", _("young people")
    PUPILS = "pupils", _("pupils and teachers")
    SENIORS = "seniors", _("seniors")
    ARTISTS = "artists", _("artists")
    ATHLETES = "athletes", _("athletes")
    EXPERTS = "experts", _("experts")
    OFFICIALS = "officials", _("councillors and officials")


class ProjectStatus(TextChoices):
    """How far a project has come."""

    PLANNED = "planned", pgettext_lazy("project", "planned")
    APPLIED = "applied", pgettext_lazy("project", "applied for")
    REJECTED = "rejected", pgettext_lazy("project", "rejected")
    RUNNING = "running", pgettext_lazy("project", "running")
    COMPLETED = "completed", pgettext_lazy("project", "completed")
    CANCELLED = "cancelled", pgettext_lazy("project", "cancelled")


class LegalBasis(TextChoices):
    """Why data of a person may be kept (GDPR, article 6(1))."""

    CONSENT = "consent", _("consent of the person")
    CONTRACT = "contract", _("contract with the person")
    LEGAL_OBLIGATION = "legal_obligation", _("legal obligation")
    PUBLIC_TASK = "public_task", _("task in the public interest")


class ChangeKind(TextChoices):
    """Why a version became public, or why the record no longer is. Officers choose among the first two alone."""

    CORRECTION = "correction", pgettext_lazy("change", "correction")
    SUBSTANCE = "substance", pgettext_lazy("change", "changed in substance")
    FIRST = "first", pgettext_lazy("change", "first publication")
    TEXT = "text", pgettext_lazy("change", "texts or pictures, no fact")
    UNSTATED = "unstated", pgettext_lazy("change", "no reason given")
    AGAIN = "again", pgettext_lazy("change", "public again")
    WITHDRAWN = "withdrawn", pgettext_lazy("change", "no longer public")


# What an officer is asked to choose from where something public changes.
ASKED_KINDS = (
    (ChangeKind.CORRECTION, _("A mistake is corrected")),
    (ChangeKind.SUBSTANCE, _("Something has changed in substance")),
)


class Role(TextChoices):
    """What somebody does at the desk of a city; desk.permissions says what each role permits."""

    READER = "reader", pgettext_lazy("role", "reader")
    EDITOR = "editor", pgettext_lazy("role", "editor")
    PUBLISHER = "publisher", pgettext_lazy("role", "publisher")
    ADMINISTRATOR = "administrator", pgettext_lazy("role", "administrator")
