"""What an answer says about an address, and when to ask again: pure functions of an answer and a moment."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from pomost.desk.links.choices import FAILED, Outcome

GOOD_DAYS = 7
FAILING_DAYS = 1
# However late a server wants to be asked again, it is asked once a month.
LONGEST_DAYS = 30
SECONDS_A_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Answer:
    """What came of asking an address. `status` is None where no server answered; `retry_after` is in seconds."""

    outcome: Outcome
    status: int | None = None
    moved_to: str = ""
    retry_after: float = 0


@dataclass(frozen=True)
class State:
    """What is known of an address after an answer."""

    outcome: Outcome
    status: int | None
    moved_to: str
    failing_since: datetime | None
    failures: int
    due_on: date


def outcome_of(status: int) -> Outcome:
    """What a status says of an address that was asked with GET and led nowhere else (RFC 9110, RFC 6585).

    404 and 410 alone say that the page is not there; the rest of 4xx says that it is not for us. A server in trouble
    gives no answer worth the name.
    """
    if status in (429, 503):
        return Outcome.LATER
    if status in (404, 410):
        return Outcome.NOT_FOUND
    if 200 <= status < 300 or status == 304:
        return Outcome.OK
    return Outcome.REFUSED if 400 <= status < 500 else Outcome.NO_ANSWER


def state_after(answer: Answer, *, failing_since: datetime | None, failures: int, now: datetime, today: date) -> State:
    """Return what is known after `answer`; a server that asks for time changes nothing about what was known before."""
    if answer.outcome in FAILED:
        failing_since, failures, days = failing_since or now, failures + 1, FAILING_DAYS
    elif answer.outcome == Outcome.LATER:
        days = min(max(ceil(answer.retry_after / SECONDS_A_DAY), FAILING_DAYS), LONGEST_DAYS)
    else:
        failing_since, failures, days = None, 0, GOOD_DAYS
    due_on = today + timedelta(days=days)
    return State(answer.outcome, answer.status, answer.moved_to, failing_since, failures, due_on)
