"""What is asked of every page type in every language: found with one load of each page, seen in many ways."""

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.pages import PAGES

LANGUAGES = ("pl", "en", "de", "nl", "fr")
WIDTHS = (320, 768, 1280)
BETWEEN = (360, 800, 1000)  # where nothing is asked but whether the page scrolls sideways
# What may differ from width to width, and from scheme to scheme; all other rules see the same page each time.
OF_WIDTH, OF_SCHEME = ("target-size",), ("color-contrast",)
LIGHT: dict[str, Any] = {"color_scheme": "light", "forced_colors": "none"}
SCHEMES: dict[str, dict[str, Any]] = {
    "light": LIGHT,
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colours": {"color_scheme": "light", "forced_colors": "active"},
}


def versions(page: Page, name: str) -> Iterator[str]:
    """Open the page type `name` in each language, one after the other, and return the addresses."""
    page.goto(PAGES[name])
    links = page.locator(".languages a[hreflang]").evaluate_all("links => links.map(l => [l.hreflang, l.href])")
    known = {} if name == "not found" else dict(links)
    for code in LANGUAGES:
        path = known.get(code) or f"/{code}/nothing/"  # what is not there has no versions
        if page.url != path:
            page.goto(path)
        yield path


def begin_axe(page: Page) -> None:
    """Load axe into the open page."""
    page.evaluate(AXE_SCRIPT)


def axe(page: Page, rules: tuple[str, ...] = ()) -> list[tuple[str, list[str]]]:
    """What axe finds by `rules`; where none are named, by all but those that have to be asked in several ways."""
    asked: dict[str, Any] = {"runOnly": {"type": "rule", "values": list(rules)}}
    all_others: dict[str, Any] = {"rules": {rule: {"enabled": False} for rule in (*OF_WIDTH, *OF_SCHEME)}}
    options = {"resultTypes": ["violations"], "preload": False, **(asked if rules else all_others)}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in found["violations"]]


def too_wide(page: Page) -> bool:
    """Whether the open page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


# Text that is cut off by its own box, or that lies over other text. Drawings keep the size of their letters.
_LOST_TEXT = """() => {
  const lost = [], boxes = []
  const isClipped = e => e !== null && (getComputedStyle(e).clipPath !== 'none' || isClipped(e.parentElement))
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node; (node = walker.nextNode());) {
    const parent = node.parentElement, text = node.data.trim()
    const untold = 'svg, script, .visually-hidden, .skip, details:not([open]) > :not(summary)'
    if (!text || parent.closest(untold) || !parent.checkVisibility() || isClipped(parent)) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const r of range.getClientRects()) {
      // Lines stand close: only what is half covered is lost.
      const quarter = r.height / 4
      if (r.width > 2 && r.height > 2) boxes.push([r.left + 1, r.top + quarter, r.right - 1, r.bottom - quarter, text])
    }
    for (let box = parent; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box)
      if (/hidden|clip/.test(style.overflowX + style.overflowY) &&
          (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1)) {
        lost.push('cut off: ' + text)
        break
      }
    }
  }
  boxes.sort((a, b) => a[1] - b[1])
  boxes.forEach((a, i) => {
    for (let j = i + 1; j < boxes.length && boxes[j][1] < a[3]; j++) {
      const b = boxes[j]
      if (a[0] < b[2] && b[0] < a[2]) lost.push('one over the other: ' + a[4] + ' / ' + b[4])
    }
  })
  return lost
}"""


def lost_text(page: Page) -> list[str]:
    """Text of the open page that cannot be read because it is cut off or covered."""
    found: list[str] = page.evaluate(_LOST_TEXT)
    return found


def set_style(page: Page, rules: str) -> None:
    """Add a reader's own style to the open page; empty takes it away."""
    page.evaluate(
        """rules => {
          const sheet = new CSSStyleSheet()
          sheet.replaceSync(rules)
          document.adoptedStyleSheets = rules ? [sheet] : []
        }""",
        rules,
    )
