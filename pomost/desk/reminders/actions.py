"""What an account does about its calendar addresses and its weekly mail."""

from datetime import datetime
from typing import Any

from django.db import transaction

from pomost.desk.reminders.models import CalendarFeed, DigestSubscription
from pomost.places.models import Municipality


@transaction.atomic
def renew_calendar(*, user: Any, city: Municipality) -> CalendarFeed:
    """Give `user` an address for the calendar of `city`; one that was there before opens nothing any more."""
    feed = CalendarFeed.objects.select_for_update().filter(user=user, city=city).first()
    feed = feed or CalendarFeed(user=user, city=city)
    feed.make_secret()
    feed.save()
    return feed


@transaction.atomic
def revoke_calendar(*, user: Any, city: Municipality) -> None:
    """Take the address of the calendar of `city` away from `user`."""
    CalendarFeed.objects.filter(user=user, city=city).delete()


@transaction.atomic
def switch_digest(*, user: Any, wanted: bool, now: datetime) -> None:
    """Send `user` a mail each week from `now` on, or no more."""
    if wanted:
        DigestSubscription.objects.get_or_create(user=user, defaults={"since": now})
    else:
        DigestSubscription.objects.filter(user=user).delete()
