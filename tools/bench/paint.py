"""Measure the public pages in a browser four times slower than this machine: when the largest part is painted.

    python -m tools.bench.paint, with POMOST_HOME, which holds the demonstration city

Each page type is opened in the size of a phone, with nothing kept from before. Prints milliseconds as JSON.
"""

import json
import os
import statistics

from playwright.sync_api import Browser, sync_playwright

from tests.browser.pages import PAGES
from tools.chromium import ARGUMENTS, chromium
from tools.take_pictures import serving

SLOWER = 4
AIM = 1500  # milliseconds until the largest part of a page is painted
TIMES = 3  # each page is opened, after one time that does not count
_PAINTED = """() => new Promise(resolve => {
  new PerformanceObserver(list => resolve(list.getEntries().at(-1).startTime))
    .observe({type: 'largest-contentful-paint', buffered: true})
})"""


def main() -> None:
    """Print the median of each page."""
    found = {}
    with serving(os.environ["POMOST_HOME"]) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for name, path in PAGES.items():
            _first, *counted = [painted(browser, f"{address}{path}") for _time in range(TIMES + 1)]
            found[name] = statistics.median(counted)
        browser.close()
    print(json.dumps(found))


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
