"""What the office does about offices and contact persons without changing them."""

from datetime import date
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from pomost.register.models import ContactPerson, Office


@transaction.atomic
def confirm_contact(*, record: Office | ContactPerson, on: date, user: Any = None) -> None:
    """Note that `record` was still right on the day `on`; nothing of it changes, and the log says who confirmed it.

    Raises DoesNotExist where it was deleted meanwhile.
    """
    kind = type(record)
    kept = kind._default_manager.select_for_update().get(pk=record.pk)
    kind._base_manager.filter(pk=record.pk).update(checked_on=max(on, kept.checked_on or on))
    log(instance=kept, action="pomost.confirm", user=user)
