"""Pictures: what is kept of them, what is heard of them, and what stands where one cannot be shown."""

import re
from io import BytesIO

import pytest
from PIL import Image

from pomost.documents.description import Block, Figure
from pomost.documents.drawings import drawing
from pomost.documents.pdf import pdf_of
from pomost.documents.photos import photo as read_photo
from tests.documents.reading import Pdf
from tests.documents.samples import ARCH, document, item, photo, printed


@pytest.mark.parametrize(
    "picture",
    [
        photo(),
        photo("WEBP"),
        photo("PNG", mode="RGBA"),
        photo("GIF"),
        photo("JPEG", mode="CMYK"),
        ARCH,
        ARCH.replace(' xmlns="http://www.w3.org/2000/svg"', ""),
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">' + ARCH,
        ARCH.replace("<path", "<!-- Most --><style><![CDATA[path { stroke: teal }]]></style><path"),
    ],
)
def test_a_picture_is_a_figure_with_its_alternative_text(picture: bytes | str) -> None:
    pdf = printed(Figure(picture, 'Orkiestra "Jagiellonka" na Rynku 🎺', "Koncert", "Fot. Anna"))
    assert [tag.says("/Alt") for tag in pdf.named("Figure")] == ['Orkiestra "Jagiellonka" na Rynku 🎺']
    assert len(pdf.named("Caption")) == 1
    assert "Koncert Fot. Anna" in pdf.text


@pytest.mark.parametrize("caption", ["", "Koncert"])
def test_decoration_is_not_heard(caption: str) -> None:
    pdf = printed(Figure(photo(), "", caption))
    assert len(pdf.reader.pages[0].images) == 1
    assert not pdf.named("Figure")
    assert ("Koncert" in pdf.text) == bool(caption)


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        b"\xff\xd8\xff no photo",
        photo()[:300],
        photo("TIFF"),
        "",
        "<svg",
        "<p/>",
        "<svg/>",
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        "<g>" * 100 + "</g>" * 100,
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 0"/>',
    ],
)
def test_a_broken_picture_gives_way_to_its_words(picture: bytes | str) -> None:
    blocks: list[Block] = [Figure(picture, "Ratusz", "W 1990 roku"), Figure(ARCH, "Most"), Figure(picture, "")]
    pdf = printed(*blocks)
    assert "Ilustracja niedostępna: Ratusz W 1990 roku" in pdf.text
    assert [tag.says("/Alt") for tag in pdf.named("Figure")] == ["Most"]


def test_drawings_stay_drawings() -> None:
    pdf = printed(Figure(ARCH, "Most"))
    assert not pdf.reader.pages[0].images


@pytest.mark.parametrize("target", ["main.typ", "/etc/hostname", "file:///etc/hostname", "https://a.example/a.png"])
def test_a_drawing_reaches_for_nothing_outside(target: str) -> None:
    svg = ARCH.replace("</svg>", f'<image href="{target}" width="9" height="9"/></svg>')
    cleaned = drawing(svg)
    assert cleaned is not None
    assert b"image" not in cleaned.svg
    assert [tag.says("/Alt") for tag in printed(Figure(svg, "Most")).named("Figure")] == ["Most"]


def test_words_in_a_drawing_that_no_font_has_do_not_spoil_it() -> None:
    pdf = printed(Figure(ARCH.replace("</svg>", '<text x="1" y="9">Łódź 友</text></svg>'), "Most"))
    assert [tag.says("/Alt") for tag in pdf.named("Figure")] == ["Most"]


def test_photos_leave_behind_what_the_camera_wrote_and_stand_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the camera on its side
    exif[0x010F] = "Camera of Anna"
    data = pdf_of(document(item(Figure(photo("JPEG", (300, 200), exif=exif), "Ratusz"))))
    kept = Pdf(data).reader.pages[0].images[0].image
    assert b"Camera of Anna" not in data
    assert kept is not None
    assert kept.size == (200, 300)


def test_photos_are_no_larger_than_print_needs() -> None:
    made = read_photo(photo("JPEG", (3000, 1500)))
    assert made is not None
    assert (made.width, made.height) == (1040, 520)
    assert re.match(rb"\xff\xd8", made.data)


def test_drawings_of_few_colours_are_not_blurred() -> None:
    file = BytesIO()
    Image.new("P", (90, 60)).save(file, "PNG")
    made = read_photo(file.getvalue())
    assert made is not None
    assert made.kind == "png"


def test_a_picture_shown_twice_is_kept_once() -> None:
    once, twice = ([Figure(photo(), "Ratusz")] * times for times in (1, 2))
    assert len(pdf_of(document(item(*twice)))) < 1.2 * len(pdf_of(document(item(*once))))
