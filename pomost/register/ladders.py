"""Ladders of awards: what was received, and what comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pomost.register.fetching import fetch_together, give_children
from pomost.register.models import Award, AwardPhoto, Scheme, Step
from pomost.register.rules.ladders import next_step


@dataclass(frozen=True)
class LadderStep:
    """One step of a scheme, with the award where it was received."""

    step: Step
    award: Award | None
    is_next: bool


@dataclass(frozen=True)
class Ladder:
    """A scheme with all its steps, as far as somebody has climbed it."""

    scheme: Scheme
    steps: list[LadderStep]


def ladders_of(awards: Sequence[Award]) -> list[Ladder]:
    """Return the ladders on which `awards`, all of one recipient, stand, and load their photos; costs one query."""
    schemes = {award.step.scheme_id: award.step.scheme for award in awards}
    steps, photos = fetch_together(
        Step.objects.filter(scheme__in=schemes),
        AwardPhoto.objects.filter(record__in=[award.pk for award in awards if award.pk]).select_related("image"),
    )
    return ladders_from(awards, steps, photos)


def ladders_from(awards: Sequence[Award], steps: Sequence[Step], photos: Iterable[AwardPhoto]) -> list[Ladder]:
    """As `ladders_of`, where `steps` and `photos` are there already; costs no query."""
    give_children(awards, "photos", photos, "record_id")
    return climbed(awards, steps)


def climbed(awards: Sequence[Award], steps: Sequence[Step]) -> list[Ladder]:
    """Return the ladders that `steps` make, in the order of the `awards` that stand on them."""
    schemes = {award.step.scheme_id: award.step.scheme for award in awards}
    by_step: dict[int, list[Award]] = {}
    for award in awards:
        by_step.setdefault(award.step_id, []).append(award)
    return [
        Ladder(scheme, _rungs([step for step in steps if step.scheme_id == key], by_step))
        for key, scheme in schemes.items()
    ]


def _rungs(steps: Sequence[Step], by_step: dict[int, list[Award]]) -> list[LadderStep]:
    following = next_step([step.pk for step in steps], by_step.keys()) if len(steps) > 1 else None
    nothing: list[Award | None] = [None]
    return [
        LadderStep(step, award, step.pk == following) for step in steps for award in by_step.get(step.pk) or nothing
    ]
