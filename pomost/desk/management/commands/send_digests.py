"""`manage.py send_digests`: the weekly mail to whoever wishes it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pomost.desk.reminders.digests import send_digests


class Command(BaseCommand):
    """Send what has not been sent this week."""

    help = "Sends the weekly mail to whoever wishes it and has not got it this week. Run it every day, or more often."

    def handle(self, *args: Any, **options: Any) -> None:
        result = send_digests(now=timezone.now())
        self.stdout.write(f"Sent: {result.sent}. Nothing to tell: {result.empty}. Could not be sent: {result.failed}.")
        if result.failed:
            raise CommandError("Some mails could not be sent; the next run tries again.")
