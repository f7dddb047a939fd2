"""What the benchmark makes of what it measures; no test of it takes a time."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from tools.bench.chart import chart
from tools.bench.figures import Figure, number, ratio
from tools.bench.load import Loaded, read_wrk
from tools.bench.pages import Page, median_of
from tools.bench.register import SIZES
from tools.bench.report import report
from tools.bench.results import Edits, Results
from tools.bench.rounds import Measured

WRK = """Running 3s test @ http://127.0.0.1:8000/pl/
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   412.33us  101.20us   6.40ms   93.11%
    Req/Sec    38.90k     1.10k   40.11k    71.00%
  Latency Distribution
     50%  395.00us
     75%  430.00us
     90%  480.00us
     99%    1.25ms
  116703 requests in 3.00s, 2.30GB read
Requests/sec:  38897.91
Transfer/sec:    785.10MB
"""


def test_what_wrk_prints_is_read() -> None:
    assert read_wrk(WRK) == Loaded(per_second=38897.91, half=0.395, nearly_all=1.25)


def test_seconds_and_minutes_of_wrk_are_milliseconds() -> None:
    text = WRK.replace("50%  395.00us", "50%    1.02s ").replace("99%    1.25ms", "99%    1.50m")
    assert read_wrk(text) == Loaded(per_second=38897.91, half=1020.0, nearly_all=90_000.0)


@pytest.mark.parametrize(
    "wrong", ["  Non-2xx or 3xx responses: 12\n", "  Socket errors: connect 0, read 0, write 0, timeout 3\n"]
)
def test_load_with_wrong_answers_is_no_measurement(wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong.strip()):
        read_wrk(WRK + wrong)


def test_something_else_than_wrk_is_refused() -> None:
    with pytest.raises(ValueError, match="something else"):
        read_wrk("unable to connect")


def test_figure_is_the_median_with_its_spread() -> None:
    assert Figure.of([3.0, 1.0, 200.0]) == Figure(median=3.0, least=1.0, most=200.0)
    assert Figure.of([3.0, 1.0, 1200.0]).told("s") == "3.00 s (1.00–1,200)"


def test_nothing_measured_is_no_figure() -> None:
    with pytest.raises(ValueError, match="nothing"):
        Figure.of([])
    with pytest.raises(ValueError, match="nothing"):
        ratio(1.0, 0.0)


@pytest.mark.parametrize(("value", "told"), [(0.1234, "0.12"), (12.34, "12.3"), (1234.5, "1,234")])
def test_numbers_have_the_digits_that_they_deserve(value: float, told: str) -> None:
    assert number(value) == told


def test_chart_draws_each_value_where_it_stands() -> None:
    svg = ET.fromstring(
        chart("Title & all", "What it tells", (10, 1000), {"One": [1.0, 10.0], "Two": [10.0, 10.0]}, "ms")
    )
    names = {"s": "http://www.w3.org/2000/svg"}
    assert [svg.findtext(f"s:{tag}", namespaces=names) for tag in ("title", "desc")] == ["Title & all", "What it tells"]
    dots = [(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in svg.findall("s:circle", names)]
    (x1, low), (x2, high), *two = dots
    assert x1 < x2
    assert low > high
    assert two == [(x1, high), (x2, high)]


def test_names_in_a_chart_do_not_cover_each_other() -> None:
    lines = {f"Page {n}": [1.0, 900.0 if n == 0 else 1.0] for n in range(25)}
    svg = ET.fromstring(chart("T", "D", (10, 1000), lines, "ms"))
    texts = [text for text in svg.iter("{http://www.w3.org/2000/svg}text") if (text.text or "").startswith("Page")]
    heights = sorted(float(text.attrib["y"]) for text in texts)
    assert len(heights) == 25
    assert all(after - before > 12 for before, after in pairwise(heights))
    assert heights[0] > 20
    assert heights[-1] < 510


def test_pages_of_several_passes_take_the_median_time() -> None:
    times = ((5.0, 1.0), (1.0, 9.0), (2.0, 2.0))
    passes = [[Page("One", one, 3, 10, first=two), Page("Two", two, 4, 20, first=one)] for one, two in times]
    assert median_of(passes) == [Page("One", 2.0, 3, 10, first=2.0), Page("Two", 2.0, 4, 20, first=2.0)]


def _results(share: float, growth: float, stale: int) -> Results:
    def measured(rate: float) -> Measured:
        return Measured(Figure.of([rate]), Figure.of([1.0]), Figure.of([2.0]), 20_000)

    rates = {
        "nginx, record page": 1000.0,
        "cached record page": 1000.0 * share,
        "uncached record page": 100.0,
        "peer, record page": 8.0,
    }
    few, many = (size.records for size in SIZES[1:])
    return Results(
        machine={"Processor": "A processor"},
        at=datetime(2026, 1, 2, tzinfo=UTC),
        is_quick=False,
        rounds=1,
        speed={name: measured(rate) for name, rate in rates.items()},
        edits={"pomost": Edits(edits=10, answers=20, stale=stale, seconds=2.0)},
        sizes={
            size: [Page("Home page", milliseconds, 3, 1024, first=3 * milliseconds)]
            for size, milliseconds in ((SIZES[0].records, 1.0), (few, 2.0), (many, 2.0 * growth))
        },
    )


def test_report_says_which_aims_are_reached() -> None:
    told = report(_results(share=0.52, growth=1.4, stale=0))
    assert "missed" not in told
    assert "| cached record page: at least 50% of nginx | 52.0% | reached |" in told
    assert "| uncached record page: at least 10 × the peer’s | 12.50 × | reached |" in told
    assert "| no stale answer after an edit under load | 0 of 20 | reached |" in told
    assert "A processor" in told


def test_report_says_by_how_much_aims_are_missed() -> None:
    told = report(_results(share=0.4, growth=2.0, stale=3))
    assert "| 40.0% | **missed** by 10 points |" in told
    assert "- cached record page: an answer that is kept still passes through Python, once a request; a bare" in told
    assert "| 3 of 20 | **missed** by 3 |" in told
    assert "| 0 of 1 pages | **missed** by: Home page |" in told
    assert "| Home page | 1.00 ms | 2.00 ms | 4.00 ms | **2.00 ×** | 3.00/6.00/12.0 ms | 3/3/3 | 1/1/1 |" in told


def test_what_was_not_measured_is_not_told() -> None:
    told = report(Results({}, datetime(2026, 1, 2, tzinfo=UTC), is_quick=True, rounds=3))
    assert "Preliminary" in told
    assert "## PDF" not in told
