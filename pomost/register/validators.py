"""Checks that several kinds of record share."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pomost.register.dates import PartialDate


def validate_period(start: PartialDate | None, end: PartialDate | None, *, start_name: str, end_name: str) -> None:
    """Raise ValidationError at the field `end_name` when `end` certainly lies before `start`.

    2009 until 2009-05 may be right: both dates are compared by the days that they may mean.
    """
    if start and end and end.last_day < start.first_day:
        raise ValidationError(
            {
                end_name: ValidationError(
                    _("The end (%(end)s) lies before the beginning (%(start)s)."),
                    code="period",
                    params={"end": end.in_words(), "start": start.in_words()},
                )
            }
        )
