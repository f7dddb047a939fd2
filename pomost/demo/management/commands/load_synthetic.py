"""`manage.py load_synthetic`: many invented records."""

from argparse import ArgumentParser
from datetime import date
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pomost.demo.synthetic import Load, load_synthetic
from pomost.website.search.index import build_search
from pomost.website.settings import CitySettings


class Command(BaseCommand):
    """Fill the city's register for benchmarks and trials."""

    help = (
        "Fills the register of the city with invented partnerships, activities and numbers of people, all marked as "
        "examples. The same numbers and seed make the same records. Meant for a home of its own, never for a real one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--partnerships", type=int, default=5000, help="each with an invented town of its own")
        parser.add_argument("--activities", type=int, default=50_000)
        parser.add_argument("--people", type=int, default=200_000, help="rows of numbers of people, by town and group")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--until", type=date.fromisoformat, default=date(2026, 12, 31), help="the day before which most dates lie"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        load = Load(options["partnerships"], options["activities"], options["people"])
        if min(load.partnerships, load.activities, load.people) < 0:
            raise CommandError("Give numbers that are not negative.")
        city = CitySettings.objects.select_related("home").filter(home__isnull=False).order_by("pk").first()
        if city is None or city.home is None:
            raise CommandError("There is no city yet; load one first, for instance with load_demo.")
        started = monotonic()
        try:
            load_synthetic(load, keeper=city.home, seed=options["seed"], until=options["until"])
        except ValueError as error:
            raise CommandError(f"Nothing was loaded: {error}.") from error
        build_search()  # what is written in bulk is not followed
        made = f"{load.partnerships} partnerships, {load.activities} activities, {load.people} numbers of people"
        self.stdout.write(f"Loaded {made} in {monotonic() - started:.0f} s.")
