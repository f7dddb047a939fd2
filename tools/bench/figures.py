"""What was measured, round by round, as a median with its spread."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """The median of several measurements with the least and the greatest of them."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Figure":
        """The figure of `values`; raises ValueError where there are none."""
        if not values:
            raise ValueError("nothing was measured")
        return cls(statistics.median(values), min(values), max(values))

    def told(self, unit: str = "") -> str:
        """The figure in words: "1,234 (1,200–1,300)", with `unit` after it where one is given."""
        spread = f"{number(self.least)}–{number(self.most)}"
        return f"{number(self.median)}{f' {unit}' if unit else ''} ({spread})"


def number(value: float) -> str:
    """`value` with as many digits as it deserves: three where it is small, none after the point where it is large."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def ratio(one: float, other: float) -> float:
    """How many times `other` is in `one`; raises ValueError where `other` is nothing."""
    if not other:
        raise ValueError("there is no ratio to nothing")
    return one / other
