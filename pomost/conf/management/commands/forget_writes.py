"""`manage.py forget_writes`: keeps the table that the stamp is made of small."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from pomost.conf.models import Write


class Command(BaseCommand):
    """Forget writes that no stamp is compared by any more."""

    help = "Forgets what was noted of writes more than two days ago. The background worker runs it every night."

    def handle(self, *args: Any, **options: Any) -> None:
        number, _by_kind = Write.objects.filter(at__lt=timezone.now() - Write.KEPT_FOR).delete()
        self.stdout.write(f"Writes forgotten: {number}.")
