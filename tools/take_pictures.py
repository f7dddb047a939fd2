"""Take the pictures of the guide and of README from the demonstration city: `make pictures`.

    make pictures                                     all of them, in about two minutes
    make pictures ARGS="--only reason --only bin"     some of them
    make pictures ARGS="--home /tmp/pictures …"       in a home that stays, so that the next run starts at once

Everything happens in a passing home with a database of its own, on a port of its own, and in the Chromium that the
machine has. A picture that cannot be taken is named, the others are taken all the same, and the exit status tells of
it.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from io import BytesIO
from pathlib import Path

import PIL.Image
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tools.chromium import ARGUMENTS, chromium
from tools.guide_pictures import PICTURES, WIDE, Picture

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "guide" / "pictures"
HOME = Picture("home", "/pl/", height=1090)  # the public home page, for README
LANGUAGES = ("pl", "en")
COLOURS = 96  # of a picture; the desk's pages need no more
WAIT = 60_000  # milliseconds for a page or a part of it
# What is there once a page is drawn: the public page's own foot; the desk's menu and, in a form, the tab that is open.
READY = (
    "body:not(:has(#wagtail-sidebar)) footer, "
    "body:has(.sidebar__inner):not(:has([role=tab])), body:has(.sidebar__inner):has([role=tab][aria-selected=true])"
)
MARGIN = 16  # pixels around what is cut out


def main() -> int:
    """Take the pictures; returns how many could not be taken."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", metavar="NAME", help="take this one alone; may be repeated")
    parser.add_argument("--language", choices=LANGUAGES, action="append", help="in this language alone")
    parser.add_argument("--home", help="a folder that keeps the demonstration city for the next run")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(1))  # the server is stopped even then
    only = options.only or [picture.name for picture in (HOME, *PICTURES)]
    with home_at(options.home) as home:
        prepare(home)
        with serving(home) as address:
            failed = sum(take_all(language, address, home, only) for language in options.language or LANGUAGES)
    if not failed:
        print(f"The pictures are in {FOLDER.relative_to(ROOT)}.")
    return failed


def home_at(folder: str | None) -> AbstractContextManager[str]:
    """The folder that was named, or one that is gone afterwards."""
    return nullcontext(folder) if folder else tempfile.TemporaryDirectory(prefix="pomost-pictures-")


def prepare(home: str) -> None:
    """Make the demonstration city in `home`, in this process."""
    for name in [name for name in os.environ if name.startswith("POMOST_") or name == "DATABASE_URL"]:
        if name != "POMOST_CHROMIUM":
            del os.environ[name]
    os.environ |= {"POMOST_HOME": home, "DJANGO_SETTINGS_MODULE": "pomost.conf.settings"}
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("prepare", verbosity=0)
    call_command("load_demo", verbosity=0)


def scene(language: str) -> dict[str, str]:
    """Let the officer's desk speak `language`, with a history and a bin in it; returns the addresses of records."""
    from django.contrib.auth import get_user_model
    from django.urls import reverse
    from django.utils import translation
    from wagtail.users.models import UserProfile

    from pomost.demo.officer import USERNAME
    from pomost.register.actions.records import delete_record, publish_record
    from pomost.register.choices import ChangeKind
    from pomost.register.dates import PartialDate
    from pomost.register.models import Activity, ContactPerson, Partnership
    from tools.guide_pictures import TYPED

    officer = get_user_model().objects.get(username=USERNAME)
    UserProfile.objects.update_or_create(user=officer, defaults={"preferred_language": language})
    # A history with a reason that the reader of the picture understands: in each language of another activity.
    slug, day = {"pl": ("dzien-europy-2026", "2026-05-10"), "en": ("wymiana-szkolna-2024", "2024-06")}[language]
    told, start = Activity.objects.get(slug=slug), PartialDate.parse(day)
    with translation.override(language):
        if told.start != start:
            told.start, reason = start, TYPED["reason"][language]
            publish_record(record=told, user=officer, kind=ChangeKind.CORRECTION, reason=reason)
        for deleted in Activity.objects.filter(slug="festiwal-miast-2020"):
            delete_record(record=deleted, user=officer)

    def form(record: Activity | ContactPerson | Partnership, view: str = "edit") -> str:
        return reverse(type(record).snippet_viewset.get_url_name(view), args=[record.pk])

    return {
        "suhl": form(Partnership.objects.get(slug="suhl")),
        "activity": form(Activity.objects.get(slug="orkiestry-mlodziezowe-2026")),
        "person": form(ContactPerson.objects.filter(is_public=True).order_by("pk")[0]),
        "history": form(told, "history"),
    }


@contextmanager
def serving(home: str) -> Iterator[str]:
    """The server on the city in `home`, as long as the block lasts."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    log = Path(home) / "pictures.log"
    with log.open("w") as output:
        command = [sys.executable, "manage.py", "run_demo", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
        try:
            deadline = time.monotonic() + 180
            while "Pomost is ready" not in log.read_text():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"The server did not start:\n{log.read_text()}")
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(60)


def take_all(language: str, address: str, home: str, only: Collection[str]) -> int:
    """Take all pictures of one language, and with the first one the public home page; returns how many failed."""
    records = scene(language)
    password = (Path(home) / "demo-officer-password").read_text()
    failed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        if language == LANGUAGES[0] and HOME.name in only:
            page = new_page(browser, address, language)
            failed += take(HOME, page, language, {}, ROOT / "docs" / "pictures")
        page = signed_in(browser, address, language, password)
        for picture in PICTURES:
            if picture.name in only:
                failed += take(picture, page, language, records, FOLDER / language)
        browser.close()
    return failed


def new_page(browser: Browser, address: str, language: str) -> Page:
    """A window that stands still."""
    context = browser.new_context(base_url=address, locale=language, reduced_motion="reduce", color_scheme="light")
    context.set_default_timeout(WAIT)
    return context.new_page()


def signed_in(browser: Browser, address: str, language: str, password: str) -> Page:
    """A window in which the demonstration officer is signed in."""
    page = new_page(browser, address, language)
    page.goto("/admin/login/")
    page.locator("input[name=username]").fill("officer")
    page.locator("input[name=password]").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    return page


def take(picture: Picture, page: Page, language: str, records: dict[str, str], folder: Path) -> bool:
    """Take one picture, at the second attempt if need be: a busy machine may be slow. Returns whether it failed."""
    for _attempt in range(2):
        try:
            show(picture, page, language, records)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{picture.name}.png").write_bytes(compressed(shot(page, picture)))
        except Error as error:
            print(f"{picture.name} ({language}): {error.message}", flush=True)
        else:
            return False
    return True


def show(picture: Picture, page: Page, language: str, records: dict[str, str]) -> None:
    """Open the page of a picture, and do on it what is to be done."""
    page.set_viewport_size({"width": picture.width, "height": picture.height})
    # A blank page in between: else a form with something typed would ask whether to leave it.
    page.goto("about:blank")
    page.goto(picture.address.format_map(records))
    page.locator(READY).first.wait_for(state="attached")
    for step in picture.steps:
        step(page, language)
    page.wait_for_load_state("networkidle")
    page.locator(READY).first.wait_for(state="attached")
    page.evaluate("document.activeElement?.blur()")
    page.wait_for_timeout(300)  # what slides in has arrived


def shot(page: Page, picture: Picture) -> bytes:
    """The window, or what the picture's selector finds with a margin around it."""
    if not picture.clip:
        return page.screenshot()
    box = page.locator(picture.clip).locator("visible=true").first.bounding_box()
    if box is None:
        raise Error(f"nothing is to be seen of {picture.clip}")
    left, top = max(box["x"] - MARGIN, 0), max(box["y"] - MARGIN, 0)
    right = min(box["x"] + box["width"] + MARGIN, WIDE)
    bottom = min(box["y"] + box["height"] + MARGIN, picture.height)
    return page.screenshot(clip={"x": left, "y": top, "width": right - left, "height": bottom - top})


def compressed(png: bytes) -> bytes:
    """The picture with as many colours as a screen of the desk needs."""
    image = PIL.Image.open(BytesIO(png)).convert("RGB")
    few = image.quantize(COLOURS, method=PIL.Image.Quantize.MEDIANCUT, dither=PIL.Image.Dither.NONE)
    file = BytesIO()
    few.save(file, "PNG", optimize=True)
    return file.getvalue()


if __name__ == "__main__":
    sys.exit(main())
