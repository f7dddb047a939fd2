"""Measure the public pages in a browser four times slower than this machine: when the largest part is painted.

    make bench                         after the lists and pages of a large register
    python -m tools.bench_paint        alone

Each page type of the demonstration city is opened in the size of a phone, with nothing kept from before. Nothing here
decides a test: what a machine can do says nothing of the code.
"""

import statistics
import tempfile

from playwright.sync_api import Browser, sync_playwright

from tests.browser.pages import PAGES
from tools.chromium import ARGUMENTS, chromium
from tools.take_pictures import prepare, serving

SLOWER = 4
AIM = 1500  # milliseconds until the largest part of a page is painted
TIMES = 3  # each page is opened, after one time that does not count
_PAINTED = """() => new Promise(resolve => {
  new PerformanceObserver(list => resolve(list.getEntries().at(-1).startTime))
    .observe({type: 'largest-contentful-paint', buffered: true})
})"""


def main() -> None:
    """Print a line a page."""
    with tempfile.TemporaryDirectory(prefix="pomost-bench-") as home:
        prepare(home)
        with serving(home) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            print(f"{f'Largest paint, {SLOWER} times slower':58}{'median':>9}{'aim':>9}")
            for name, path in PAGES.items():
                _first, *counted = [painted(browser, f"{address.rstrip('/')}{path}") for _time in range(TIMES + 1)]
                median = statistics.median(counted)
                print(f"{name:58}{median:6.0f} ms{AIM:6} ms{'  over' if median > AIM else ''}")
            browser.close()


def painted(browser: Browser, address: str) -> float:
    """Open the page at `address` and return when its largest part was painted, in milliseconds."""
    context = browser.new_context(viewport={"width": 360, "height": 800}, device_scale_factor=3)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="load")
    moment: float = page.evaluate(_PAINTED)
    context.close()
    return moment


if __name__ == "__main__":
    main()
