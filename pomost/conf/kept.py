"""What is worked out of a whole register and kept in the memory of a process for one stamp, so that it is never stale.

A page shows a few of a city's records, and says how many there are of each sort. To count them for each reader would
cost the more, the more the office has entered; so it is counted once until something is written again.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from pomost.conf import stamp
from pomost.conf.stamp import Stamp

V = TypeVar("V")


class Shelf(Generic[V]):
    """What is kept for one stamp: at most `most` things, of which the one goes first that was not asked for longest.

    All requests share the things, so nobody changes anything about them.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: OrderedDict[Hashable, V] = OrderedDict()
        self._making: dict[Hashable, threading.RLock] = {}
        self._lock = threading.RLock()

    def get(self, key: Hashable) -> V | None:
        """Return the thing that is kept as `key`, or None."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
            return self._things.get(key)

    def put(self, key: Hashable, thing: V) -> None:
        """Keep `thing` as `key`. It must have been read after the shelf was asked for: see Kept.shelf."""
        with self._lock:
            self._things[key] = thing
            self._things.move_to_end(key)
            while len(self._things) > self._most:
                self._things.popitem(last=False)

    def get_or_make(self, key: Hashable, make: Callable[[], V]) -> V:
        """Return the thing that is kept as `key`, made by `make` where there is none; others wait for it."""
        with self._lock:
            kept = self.get(key)
            if kept is not None:
                return kept
            making = self._making.setdefault(key, threading.RLock())
        with making:
            kept = self.get(key)
            if kept is None:
                kept = make()
                self.put(key, kept)
        with self._lock:
            self._making.pop(key, None)
        return kept


class Kept(Generic[V]):
    """Things of one sort, at most `most` of them, each for as long as the stamp stays as it is."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._now: tuple[Stamp, Shelf[V]] | None = None

    def shelf(self) -> Shelf[V]:
        """Return the shelf of the stamp of now: ask for it before you read what you put on it.

        Within a transaction there is no stamp, because what it sees may never be true: there the shelf is a new one.
        """
        stamp_now, known = stamp.current(), self._now
        if stamp_now is None:
            return Shelf(self._most)
        if known is None or known[0] != stamp_now:
            self._now = known = (stamp_now, Shelf(self._most))
        return known[1]

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """Return what is kept as `key`, made by `make` where nothing is."""
        return self.shelf().get_or_make(key, make)
