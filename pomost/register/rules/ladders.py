"""Ladders of distinctions: ordered steps of one scheme, received one after another."""

from collections.abc import Collection, Sequence
from typing import TypeVar

Step = TypeVar("Step")


def next_step(steps: Sequence[Step], received: Collection[Step]) -> Step | None:
    """Return the step that comes after the highest one received, the first where none is, None at the top.

    The Europe Prize of the Council of Europe is such a ladder: European Diploma, Flag of Honour, Plaque of Honour,
    the Europe Prize (statutes at europeprize.org).
    """
    reached = max((i for i, step in enumerate(steps) if step in received), default=-1)
    return steps[reached + 1] if reached + 1 < len(steps) else None
