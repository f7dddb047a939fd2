"""The legal state of a partnership: what follows from its acts and the calendar alone."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from pomost.languages.formats import long_date
from pomost.register.choices import ActKind, LegalState
from pomost.register.dates import PartialDate

_OPENING = {ActKind.LETTER_OF_INTENT, ActKind.COUNCIL_RESOLUTION, ActKind.MINISTERIAL_CONSENT}
_BINDING = {ActKind.AGREEMENT, ActKind.RENEWAL}
_NOT_BOUND = {LegalState.NONE, LegalState.EXPIRED, LegalState.TERMINATED}
_BOUND = {LegalState.IN_FORCE, LegalState.SUSPENDED, LegalState.UNDER_NOTICE}
_ENDING = {ActKind.NOTICE, ActKind.TERMINATION, ActKind.EXPIRY}


@dataclass(frozen=True, slots=True)
class ActFacts:
    """What the rules need to know of an act: its kind, its date, until when it holds, and the notice period."""

    kind: ActKind
    date: PartialDate | None
    valid_until: PartialDate | None = None
    notice_months: int | None = None


@dataclass(frozen=True)
class LegalStanding:
    """A legal state with its reason.

    `act` decided it, None where no act did. `ends` is the last day on which the state holds by the calendar, None
    where no end is known; where the agreement sets that end, `valid_until` is its date as it was agreed, which may be
    a year alone. `by_calendar`: the calendar brought the state about, not an act.
    """

    state: LegalState
    act: ActFacts | None = None
    ends: date | None = None
    by_calendar: bool = False
    valid_until: PartialDate | None = None

    def in_words(self) -> str:
        """The state and its reason in the active language: "in force: agreement, December 2004"."""
        reason = self.reason_in_words()
        if not reason:
            return str(self.state.label)
        return _("%(state)s: %(reason)s") % {"state": self.state.label, "reason": reason}

    def reason_in_words(self) -> str:
        """The act that decided, and until when it holds: "agreement, December 2004"; empty where no act did."""
        if self.act is None or self.act.date is None:
            return ""
        reason = [str(self.act.kind.label), self.act.date.in_words()]
        if self.valid_until is not None:
            reason.append(_("valid until %(date)s") % {"date": self.valid_until.in_words()})
        elif self.ends is not None:
            reason.append(_("ends on %(date)s") % {"date": long_date(self.ends)})
        return ", ".join(reason)


@dataclass(frozen=True)
class _Course:
    """Where the walk through the acts stands: the standing, and what was agreed last."""

    standing: LegalStanding = LegalStanding(LegalState.NONE)
    agreed: ActFacts | None = None


def legal_standing(acts: Sequence[ActFacts], on: date) -> LegalStanding:
    """Return the legal state on the day `on` with its reason.

    An act counts from the first day that its date may mean, so that a later act never changes an earlier day's
    answer; an act without a date never counts. Between the acts the calendar runs: an agreement ends after the last
    day until which it may be valid, a notice after its period. Acts of one day count in the order given.
    """
    dated = [act for act in acts if act.date is not None and act.date.first_day <= on]
    course = _Course()
    for act in sorted(dated, key=_first_day):
        course = _taken(_run_to(course, _first_day(act)), act)
    return _run_to(course, on).standing


def may_end(acts: Sequence[ActFacts]) -> bool:
    """Whether one of `acts` can bring about an end, or name one: without one no partnership ends by law."""
    return any(act.valid_until is not None or act.kind in _ENDING for act in acts)


def _first_day(act: ActFacts) -> date:
    return act.date.first_day if act.date else date.max


def _run_to(course: _Course, day: date) -> _Course:
    """Let the calendar run until `day`: what has ended before it is over."""
    standing = course.standing
    if standing.state not in _BOUND or standing.ends is None or standing.ends >= day:
        return course
    if standing.valid_until is not None:
        expired = LegalStanding(LegalState.EXPIRED, course.agreed, by_calendar=True, valid_until=standing.valid_until)
        return _Course(expired, course.agreed)
    return _Course(replace(standing, state=LegalState.TERMINATED, by_calendar=True), course.agreed)


def _taken(course: _Course, act: ActFacts) -> _Course:
    """Take one act: return where the course stands after it."""
    state, agreed = course.standing.state, course.agreed
    after = course.standing
    if act.kind in _BINDING:
        agreed = act
        after = _until_agreed_end(LegalState.IN_FORCE, act, agreed)
    elif act.kind in _OPENING and state in _NOT_BOUND:
        after = LegalStanding(LegalState.INTENDED, act)
    elif act.kind == ActKind.SUSPENSION and state in {LegalState.IN_FORCE, LegalState.UNDER_NOTICE}:
        after = _until_agreed_end(LegalState.SUSPENDED, act, agreed)
    elif act.kind == ActKind.NOTICE and state in {LegalState.IN_FORCE, LegalState.SUSPENDED}:
        after = _under_notice(act, agreed)
    elif act.kind == ActKind.TERMINATION and state != LegalState.NONE:
        after = LegalStanding(LegalState.TERMINATED, act)
    elif act.kind == ActKind.EXPIRY and state != LegalState.NONE:
        after = LegalStanding(LegalState.EXPIRED, act)
    return _Course(after, agreed)


def _until_agreed_end(state: LegalState, act: ActFacts, agreed: ActFacts | None) -> LegalStanding:
    """The state that `act` brings about and that holds no longer than `agreed` does."""
    valid_until = agreed.valid_until if agreed else None
    return LegalStanding(state, act, ends=valid_until.last_day if valid_until else None, valid_until=valid_until)


def _under_notice(notice: ActFacts, agreed: ActFacts | None) -> LegalStanding:
    """Under notice until the period is over, or until the agreed end where that comes no later."""
    by_agreement = _until_agreed_end(LegalState.UNDER_NOTICE, notice, agreed)
    by_notice = LegalStanding(LegalState.UNDER_NOTICE, notice, ends=_notice_end(notice, agreed))
    if by_notice.ends is None or (by_agreement.ends is not None and by_agreement.ends <= by_notice.ends):
        return by_agreement
    return by_notice


def _notice_end(notice: ActFacts, agreed: ActFacts | None) -> date | None:
    """The last day of the notice period, counted from the last day on which the notice may have been given."""
    months = notice.notice_months if notice.notice_months is not None else agreed.notice_months if agreed else None
    if months is None or notice.date is None:
        return None
    given = notice.date.last_day
    year, month = divmod(given.year * 12 + given.month - 1 + months, 12)
    if year > date.max.year - 1:
        return None
    return date(year, month + 1, min(given.day, monthrange(year, month + 1)[1]))
