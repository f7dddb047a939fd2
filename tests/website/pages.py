"""What a page says, for tests."""

import re
from typing import Any

_SPACES = re.compile(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+")


def main_of(response: Any) -> str:
    """The content of a page as it is written, without what stands around it, blanks as single spaces."""
    html = response.content.decode()
    return _SPACES.sub(" ", html.partition("<main")[2].partition("</main>")[0])


def words_of(html: str) -> str:
    """What some HTML says, without its tags."""
    return _SPACES.sub(" ", re.sub(r"<[^>]+>", " ", html)).replace(" ,", ",").strip()


def part_of(response: Any, name: str) -> str:
    """The part of a page whose title has the id `name`; empty where there is none."""
    found = re.search(rf'<section class="part[^>]*aria-labelledby="{name}".*?</section>', main_of(response))
    return found.group() if found else ""
