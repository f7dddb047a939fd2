"""Gives each partnership and activity of the demonstration city a photo as large as a phone takes it.

    python -m tools.bench.photographed           with POMOST_HOME
    python -m tools.bench.photographed 200       no more activities than these
    python -m tools.bench.photographed --list    prints the codes of records with a photo, as the basket writes them

The photos are drawn from noise, which no format packs well.
"""

import random
import sys
from io import BytesIO

import PIL.Image
import PIL.ImageFilter

from tools.bench.inside import start_pomost

WIDTH, HEIGHT = 2400, 1600
GRAIN = 50  # pixels of the picture to one of the noise that it grows from


def photo(seed: int) -> bytes:
    """A picture that packs about as badly as a photo does: clouds of colour under fine grain."""
    chance = random.Random(seed)
    across, down = WIDTH // GRAIN, HEIGHT // GRAIN
    small = PIL.Image.frombytes("RGB", (across, down), chance.randbytes(across * down * 3))
    clouds = small.resize((WIDTH, HEIGHT), PIL.Image.Resampling.BICUBIC)
    grain = PIL.Image.effect_noise((WIDTH, HEIGHT), 25).convert("RGB")
    file = BytesIO()
    PIL.Image.blend(clouds, grain, 0.2).save(file, "JPEG", quality=85)
    return file.getvalue()


def list_codes() -> None:
    """Print the codes of what has a photo, in the order in which it got one."""
    start_pomost()
    from pomost.register.models import Activity, Partnership
    from pomost.website.basket.codes import code_of

    for kind in (Partnership, Activity):
        for record in kind.objects.published().exclude(photos=None).order_by("pk"):
            print(code_of(record))


def main() -> None:
    """Publish each record anew, with its photo; an argument says how many activities at most."""
    start_pomost()
    from django.conf import settings
    from django.core.files.base import ContentFile
    from wagtail.images import get_image_model

    from pomost.languages.translated import Translated
    from pomost.register.actions.records import publish_record
    from pomost.register.models import Activity, Partnership

    words = Translated({code: f"Benchmark ({code})" for code, _name in settings.LANGUAGES})
    most = int(sys.argv[1]) if len(sys.argv) > 1 else None
    records: list[Partnership | Activity] = [
        *Partnership.objects.published(),
        *Activity.objects.published().order_by("pk")[:most],
    ]
    for number, record in enumerate(records):
        image = get_image_model().objects.create(
            title=f"photo-{number}", file=ContentFile(photo(number), name=f"photo-{number}.jpg")
        )
        kind = type(record).photos.rel.related_model
        record.photos.add(kind(image=image, alternative=words, caption=words, author="Pomost", is_example=True))
        publish_record(record=record)


if __name__ == "__main__":
    list_codes() if "--list" in sys.argv else main()
