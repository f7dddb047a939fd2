"""Pictures: what is kept of them, what is heard of them, and what stands where one cannot be shown."""

import re
from io import BytesIO

import pytest
from PIL import Image, ImageCms

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


def test_each_photo_stands_in_its_own_place() -> None:
    photos = [photo("JPEG", (90, 60)), photo("WEBP", (60, 90)), photo("JPEG", (1600, 900)), photo("JPEG", (80, 80))]
    pdf = printed(*(Figure(each, f"Zdjęcie {place}") for place, each in enumerate(photos)))
    shown = [image for page in pdf.reader.pages for image in page.images]
    assert [image.image.size for image in shown if image.image] == [(90, 60), (60, 90), (1040, 585), (80, 80)]
    assert [tag.says("/Alt") for tag in pdf.named("Figure")] == [f"Zdjęcie {place}" for place in range(4)]


def test_a_photo_that_is_as_print_needs_it_is_kept_as_it_is() -> None:
    fit = photo("JPEG", (300, 200))
    assert fit in pdf_of(document(item(Figure(fit, "Ratusz"))))
    made = read_photo(photo("JPEG", (300, 200), exif=Image.Exif(), comment=b"Anna"))
    assert made is not None
    assert b"Anna" not in made.data


def test_colours_of_another_space_are_told_in_srgb() -> None:
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = swapped.replace(b"rXYZ", b"?XYZ", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"?XYZ", b"gXYZ", 1)
    file = BytesIO()
    Image.new("RGB", (60, 40), "red").save(file, "JPEG", icc_profile=swapped)
    made = read_photo(file.getvalue())
    assert made is not None
    red, green, _blue = Image.open(BytesIO(made.data)).getpixel((30, 20))  # type: ignore[misc]  # of an RGB picture
    assert green > 200 > red


def test_a_broken_account_of_colours_spoils_no_photo() -> None:
    assert read_photo(photo("JPEG", (30, 20), icc_profile=b"no profile"))
    assert read_photo(photo("JPEG", (30, 20), mode="L", icc_profile=b"no profile"))
