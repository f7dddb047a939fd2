"""For whoever runs Pomost: lets an account that lost its phone sign in by its password alone."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from pomost.desk.login.second_factor import drop_second_factor


class Command(BaseCommand):
    help = "Turns off the second factor of an account and ends its sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *_args: Any, **options: Any) -> None:
        account = get_user_model()._default_manager.filter(username=options["username"]).first()
        if account is None:
            raise CommandError(f"There is no account “{options['username']}”.")
        drop_second_factor(account=account, by=None)
        self.stdout.write(f"“{account.get_username()}” signs in by its password alone now.")
