"""`manage.py send_messages`: the mail that visitors' messages and the answers to them wait for."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pomost.website.contact.sending import send_due


class Command(BaseCommand):
    """Send what is due."""

    help = "Sends visitors' messages to their office, and its answers to them. What fails is tried again later."

    def handle(self, *args: Any, **options: Any) -> None:
        result = send_due()
        self.stdout.write(f"Sent: {result.sent}. Could not be sent: {result.failed}. Due: {result.waiting}.")
        if result.failed:
            raise CommandError("Some mails could not be sent; the menu Messages shows them and why.")
