"""Everything that one run has found out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tools.bench.documents import LARGE, Set
from tools.bench.figures import Figure
from tools.bench.pages import Page
from tools.bench.rounds import Measured

# The aims, as the project has set them for itself.
LEAST_OF_NGINX = 0.5
LEAST_OF_PEER = 10.0
MOST_OF_DOCUMENT = {20: 1.0, LARGE: 10.0}  # things: seconds
MOST_MEGABYTES = 300  # of the typesetter, for a LARGE one
MOST_AT_99 = 5.0  # ms
MOST_GROWTH = 1.5
MOST_PAINT = 1500  # ms


@dataclass(frozen=True)
class Start:
    """How long a server takes from its start to its first answer (seconds), and its memory in MB."""

    seconds: Figure
    after_start: float
    after_load: float


@dataclass(frozen=True)
class Edits:
    """Edits from another process, and how many of the answers asked for at once were stale."""

    edits: int
    answers: int
    stale: int
    seconds: float


@dataclass
class Results:
    """What is measured, in the order in which it is; what a short run leaves out is empty."""

    machine: Mapping[str, str]
    at: datetime
    is_quick: bool
    rounds: int
    speed: Mapping[str, Measured] = field(default_factory=dict)
    edits: Mapping[str, Edits] = field(default_factory=dict)
    starts: Mapping[str, Start] = field(default_factory=dict)
    documents: Sequence[Set] = ()
    sizes: Mapping[int, Sequence[Page]] = field(default_factory=dict)
    desk: Sequence[Page] = ()
    paint: Mapping[str, float] = field(default_factory=dict)
