"""docs/benchmarks.md, written from what one run has found out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tools.bench.chart import chart
from tools.bench.documents import LARGE
from tools.bench.figures import number, ratio
from tools.bench.pages import Page
from tools.bench.register import DESK, PARTNERS, SIZES
from tools.bench.results import (
    LEAST_OF_NGINX,
    LEAST_OF_PEER,
    MOST_AT_99,
    MOST_GROWTH,
    MOST_MEGABYTES,
    MOST_OF_DOCUMENT,
    MOST_PAINT,
    Results,
)
from tools.bench.rounds import CONNECTIONS, FEW_CONNECTIONS

CHART = "benchmarks.svg"
ROWS = {
    "nginx, record page": "nginx, the same bytes as a file",
    "bare, record page": "a bare Python function on the same web server, the same bytes",
    "cached record page": "**Pomost, record page, cached**",
    "nginx, 304": "nginx, “not modified”",
    "cached record page, 304": "**Pomost, record page, “not modified”**",
    "nginx, list": "nginx, the list’s bytes as a file",
    "cached list": "**Pomost, list, cached**",
    "cached peer, record page": "peer with Django’s cache, record page",
    "cached peer, list": "peer with Django’s cache, list of all",
    "uncached record page": "**Pomost, record page, made anew**",
    "peer, record page": "peer, record page",
    "uncached list": "**Pomost, list, made anew**",
    "peer, list": "peer, list of all",
    "peer, list of 12": "peer, first 12 of the list",
}

# Why an aim is missed, as far as somebody has looked: by the words with which the aim begins, or by the page.
WHY = {
    "cached record page": (
        "an answer that is kept still passes through Python, once a request; a bare function that returns the same "
        "bytes on the same web server is the most that can be reached (see the table)"
    ),
    "cached list": "as for the record page",
    "uncached record page": (
        "half of the time goes into filling the templates (the timeline, states, figures, history and linked data that "
        "the peer’s page lacks), a quarter into the rows of two queries; the page is written for its readers, and most "
        "of them get it from the page cache"
    ),
    "uncached list": "three quarters of the time go into the templates: states, what can be narrowed down, all rows",
}


def report(results: Results) -> str:
    """Return the whole page."""
    parts = (_head, _aims, _speed, _edits, _starts, _documents, _sizes, _desk, _paint, _peer)
    return "\n".join(line for part in parts for line in part(results)).rstrip() + "\n"


def drawn(results: Results) -> str:
    """Return the chart of cost against size."""
    sizes = sorted(results.sizes)
    pages: dict[str, list[float]] = {}
    for size in sizes:
        for page in results.sizes[size]:
            pages.setdefault(page.name, []).append(page.milliseconds)
    description = "; ".join(
        f"{name}: {', '.join(number(value) for value in values)} ms" for name, values in pages.items()
    )
    told = f"The time of each public page with {', '.join(f'{size:,}' for size in sizes)} records. {description}."
    return chart("Cost of the public pages against the size of the register", told, sizes, pages, "ms")


def _head(results: Results) -> Iterator[str]:
    yield "# Benchmarks"
    yield ""
    yield (
        f"Written by `make bench` on {results.at:%Y-%m-%d}. Everything below was measured in one run on one machine; "
        "absolute figures move with the machine, so look at the ratios. Figures are medians, with the least and the "
        "greatest in brackets. No test depends on them: tests assert numbers of queries."
    )
    if results.is_quick:
        yield ""
        yield (
            "> **Preliminary.** This was a short run (`make bench ARGS=--quick`): few rounds, few edits, on a "
            "machine that may have had other work."
        )
    yield ""
    yield from _table(("", ""), results.machine.items())


def _aims(results: Results) -> Iterator[str]:
    yield "## Aims"
    yield ""
    judged = list(_judged(results))
    yield from _table(("aim", "measured", ""), ((aim, told, _verdict(by)) for aim, told, by in judged))
    missed = [aim.split(":")[0] for aim, _told, by in judged if by]
    reasons = [f"- {name}: {WHY[name]}." for name in dict.fromkeys([*missed, *_grown(results)]) if name in WHY]
    if reasons:
        yield from ("What is missed, and why:", "", *reasons, "")


def _verdict(by: str) -> str:
    return f"**missed** {by}" if by else "reached"


def _judged(results: Results) -> Iterator[tuple[str, str, str]]:
    """Each aim, what was measured, and by how much it is missed; empty where it is reached."""
    for name, static in (("cached record page", "nginx, record page"), ("cached list", "nginx, list")):
        share = _times(results, name, static)
        if share is not None:
            missed = "" if share >= LEAST_OF_NGINX else f"by {(LEAST_OF_NGINX - share) * 100:.0f} points"
            yield f"{name}: at least {LEAST_OF_NGINX:.0%} of nginx", f"{share:.1%}", missed
    for name, other in (("uncached record page", "peer, record page"), ("uncached list", "peer, list")):
        times = _times(results, name, other)
        if times is not None:
            missed = "" if times >= LEAST_OF_PEER else f"by a factor of {LEAST_OF_PEER / times:.1f}"
            yield f"{name}: at least {LEAST_OF_PEER:.0f} × the peer’s", f"{times:.2f} ×", missed
    for name in ("cached record page", "cached list"):
        if name in results.speed:
            slowest = results.speed[name].nearly_all.median
            missed = "" if slowest < MOST_AT_99 else f"by {number(slowest - MOST_AT_99)} ms"
            aim = f"{name}: 99 of 100 answers within {MOST_AT_99:.0f} ms at {CONNECTIONS} connections"
            yield aim, f"{number(slowest)} ms", missed
    if "pomost" in results.edits:
        edits = results.edits["pomost"]
        missed = "" if not edits.stale else f"by {edits.stale}"
        yield "no stale answer after an edit under load", f"{edits.stale} of {edits.answers:,}", missed
    yield from _judged_documents(results)
    if results.sizes:
        grown = _grown(results)
        few, many = SIZES[1].records, SIZES[2].records
        aim = f"each public page costs at {many:,} records at most {MOST_GROWTH} × what it costs at {few:,}"
        told = f"{len(_growths(results)) - len(grown)} of {len(_growths(results))} pages"
        yield aim, told, f"by: {', '.join(grown)}" if grown else ""


def _judged_documents(results: Results) -> Iterator[tuple[str, str, str]]:
    for made in results.documents:
        if most := MOST_OF_DOCUMENT.get(made.things):
            seconds = made.seconds.median
            missed = "" if seconds <= most else f"by {number(seconds - most)} s"
            yield f"a PDF of {made.things} records with photos in at most {most:.0f} s", made.seconds.told("s"), missed
        if made.things == LARGE:
            missed = "" if made.megabytes <= MOST_MEGABYTES else f"by {number(made.megabytes - MOST_MEGABYTES)} MB"
            yield f"its typesetter within {MOST_MEGABYTES} MB", f"{made.megabytes:.0f} MB", missed


def _times(results: Results, name: str, other: str) -> float | None:
    if name not in results.speed or other not in results.speed:
        return None
    base = results.speed[other].per_second.median
    return ratio(results.speed[name].per_second.median, base) if base else None  # nothing was answered at all


def _speed(results: Results) -> Iterator[str]:
    if not results.speed:
        return
    yield "## Answers a second"
    yield ""
    yield (
        f"Each server has one worker, pinned to one core; wrk asks from another core, over {CONNECTIONS} "
        f"connections that stay open ({FEW_CONNECTIONS} where each page is made anew). {results.rounds} "
        "rounds, in each of which every row has its turn. The register is the demonstration city with a photo "
        f"for each partnership and {PARTNERS.partnerships} further partners. A page is made anew for whoever "
        "has a basket; everybody else may get the one that was made before."
    )
    yield ""
    base = results.speed["nginx, record page"].per_second.median
    yield from _table(
        ("", "answers/s", "of nginx", "half within", "99 of 100 within", "bytes"),
        (
            (
                label,
                row.per_second.told(),
                f"{ratio(row.per_second.median, base):.2%}",
                f"{number(row.half.median)} ms",
                f"{number(row.nearly_all.median)} ms",
                f"{row.bytes:,}",
            )
            for name, label in ROWS.items()
            if (row := results.speed.get(name)) is not None
        ),
    )
    if "cached record page, 304" not in results.speed:
        yield "Pomost’s pages carry no tag (ETag) to ask with, so there is no row for “not modified”."
        yield ""
    for name, other in (("uncached record page", "peer, record page"), ("uncached list", "peer, list")):
        if (times := _times(results, name, other)) is not None:
            yield f"- {name}: {times:.2f} × the peer’s."
    yield ""


def _edits(results: Results) -> Iterator[str]:
    if not results.edits:
        return
    yield "## Stale answers"
    yield ""
    yield (
        "Another process publishes a change of a partnership, and the moment the call returns it asks for the "
        "record’s page and for the list, in turns first, with the tag of the answer before where there is "
        "one; meanwhile wrk keeps both pages under load. Stale is an answer without the new words."
    )
    yield ""
    names = {"pomost": "**Pomost**", "peer, cached": "peer with Django’s cache"}
    yield from _table(
        ("", "edits", "answers", "stale", "edits/s"),
        (
            (names[name], f"{e.edits:,}", f"{e.answers:,}", f"{e.stale:,}", number(e.edits / e.seconds))
            for name, e in results.edits.items()
        ),
    )


def _starts(results: Results) -> Iterator[str]:
    if not results.starts:
        return
    yield "## Start and memory"
    yield ""
    yield (
        "From the start of the process to its first answer; memory of the server’s processes, counting once "
        "what they share, after that answer and after all the load of the rounds."
    )
    yield ""
    names = {"pomost": "**Pomost**", "peer": "peer", "nginx": "nginx"}
    yield from _table(
        ("", "start", "memory after it", "after load"),
        (
            (names[name], start.seconds.told("s"), f"{start.after_start:.0f} MB", f"{start.after_load:.0f} MB")
            for name, start in results.starts.items()
        ),
    )


def _documents(results: Results) -> Iterator[str]:
    if not results.documents:
        return
    yield "## PDF"
    yield ""
    yield (
        "Each record with a photo of 2400 × 1600 pixels; the typesetter is a process of its own. The largest is made "
        "by the background worker, whose own memory stands beside it."
    )
    yield ""
    yield from _table(
        ("records", "time", "file", "memory of the typesetter", "of the worker"),
        (
            (
                str(made.things),
                made.seconds.told("s"),
                f"{made.bytes / 1024:,.0f} kB",
                f"{made.megabytes:.0f} MB",
                f"{made.own:.0f} MB" if made.own else "–",
            )
            for made in results.documents
        ),
    )


def _growths(results: Results) -> dict[str, float]:
    """Page → how many times it costs with the most records what it costs with the middle number of them."""
    few, many = (results.sizes.get(size.records, ()) for size in SIZES[1:])
    before = {page.name: page.milliseconds for page in few}
    return {page.name: ratio(page.milliseconds, before[page.name]) for page in many if page.name in before}


def _grown(results: Results) -> list[str]:
    """The pages that cost too much more with many records than with few."""
    return [name for name, growth in _growths(results).items() if growth > MOST_GROWTH]


def _sizes(results: Results) -> Iterator[str]:
    if not results.sizes:
        return
    sizes = sorted(results.sizes)
    yield "## Cost against size"
    yield ""
    told = "; ".join(
        f"{s.records:,} records: {s.partnerships:,} partnerships, {s.activities:,} activities" for s in SIZES
    )
    yield (
        "Every public page type, in process and without any page cache, size after size in turns, beside the "
        f"demonstration city’s own records. {told}. Of the other kinds (networks, projects, awards, offices, "
        "knowledge) a city has a handful, and so has each size. What is counted of a whole register is kept until "
        "something is written: the column “first” is what a page costs the first who asks for it after a change."
    )
    yield ""
    yield f"![Cost of the public pages against the size of the register]({CHART})"
    yield ""
    growths = _growths(results)
    header = ("page", *(f"{size:,}" for size in sizes), "grows", "first", "queries", "kB")
    yield from _table(header, (_row_of_sizes(results, sizes, name, growths) for name in growths))


def _row_of_sizes(results: Results, sizes: Sequence[int], name: str, growths: Mapping[str, float]) -> tuple[str, ...]:
    found = [page for size in sizes for page in results.sizes[size] if page.name == name]
    growth = f"{growths[name]:.2f} ×"
    return (
        name,
        *(f"{number(page.milliseconds)} ms" for page in found),
        f"**{growth}**" if growths[name] > MOST_GROWTH else growth,
        "/".join(number(page.first) for page in found) + " ms",
        "/".join(str(page.queries) for page in found),
        "/".join(f"{page.bytes / 1024:.0f}" for page in found),
    )


def _desk(results: Results) -> Iterator[str]:
    if not results.desk:
        return
    yield "## Search and desk"
    yield ""
    yield (
        f"In process, with {DESK.partnerships:,} partnerships, {DESK.activities:,} activities and "
        f"{DESK.people:,} numbers of people."
    )
    yield ""
    yield from _table(("page", "time", "aim", "queries", "aim"), (_row_of_desk(page) for page in results.desk))


def _row_of_desk(page: Page) -> tuple[str, ...]:
    name = f"… {page.name.strip()}" if page.name.startswith(" ") else page.name  # of the page before, narrowed down
    told, queries = f"{page.milliseconds:.0f} ms", str(page.queries)
    if page.aim is None:
        return name, told, "", queries, ""
    told = f"**{told}**" if page.milliseconds > page.aim.milliseconds else told
    queries = f"**{queries}**" if page.queries > page.aim.queries else queries
    return name, told, f"{page.aim.milliseconds} ms", queries, str(page.aim.queries)


def _paint(results: Results) -> Iterator[str]:
    if not results.paint:
        return
    yield "## In a slow browser"
    yield ""
    yield (
        "Until the largest part is painted, on a phone’s screen, four times slower than this machine; "
        f"aim {MOST_PAINT} ms."
    )
    yield ""
    rows = ((name, f"**{ms:.0f} ms**" if ms > MOST_PAINT else f"{ms:.0f} ms") for name, ms in results.paint.items())
    yield from _table(("page", "painted"), rows)


def _peer(results: Results) -> Iterator[str]:
    yield "## The peer"
    yield ""
    yield (
        "A plain Wagtail site from the same released packages, written as Wagtail’s tutorial and its "
        "demonstration site teach (`tools/bench/peer`): a page a partnership and activity in five languages, "
        "StreamField and rich text, `{% image %}` tags, menu and breadcrumbs from the tree of pages, cards "
        "with pictures in lists. It holds the same partnerships, activities, texts and photos, on SQLite, "
        "served by granian with the same settings. It draws neither bridge nor map, tells no states, no "
        "history, no linked data; its cards bear a picture each, Pomost’s rows do not."
    )
    yield ""
    yield (
        "Its cache is Django’s per-site cache in memory: wagtail-cache 3.0, which would be the usual choice, "
        "does not go with Wagtail 8."
    )
    yield ""


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table, the first column to the left and the others to the right, with an empty line after it."""
    yield f"| {' | '.join(header)} |"
    yield f"|---|{'---:|' * (len(header) - 1)}" if len(header) != 2 else "|---|---|"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""
