"""Levels of headings, which PDF/UA wants without gaps (ISO 14289-1, 7.4.2)."""

from collections.abc import Iterable, Iterator

_DEEPEST = 6  # PDF 1.7 knows H1 to H6


def without_gaps(wanted: Iterable[int]) -> Iterator[int]:
    """Return the level of each heading below an item's title (level 1): as editors meant it, with no level skipped.

    What was deeper stays deeper: h2, h4, h3 become 2, 3, 3, and h4, h3 become 2, 2.
    """
    above: list[int] = []
    for level in wanted:
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        yield min(len(above) + 1, _DEEPEST)
