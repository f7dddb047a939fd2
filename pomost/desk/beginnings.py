"""How a new record starts: with the city whose officer makes it, or with what it was begun from."""

from collections.abc import Mapping

from django.http import HttpRequest

from pomost.places.models import Municipality
from pomost.register.models import (
    Award,
    Challenge,
    ContactPerson,
    Membership,
    Office,
    Participation,
    Partnership,
    Project,
    Record,
    Solution,
)
from pomost.website.settings import CitySettings
from pomost.website.signposts import signpost_for

# The side of a record on which the keeper itself usually stands.
HOME_SIDE: dict[type[Record], str] = {
    Partnership: "first",
    Membership: "member",
    Award: "recipient",
    Challenge: "municipality",
    Solution: "municipality",
    Office: "municipality",
}

# What a link from another form may name: `?office=7` on the way to a new contact person.
BEGUN_FROM: dict[type[Record], str] = {ContactPerson: "office", Office: "municipality"}


def home_of(request: HttpRequest) -> Municipality | None:
    """Return the city of the site that is asked, else the only city of the installation, else None."""
    signpost = signpost_for(request)
    if signpost is not None:
        return signpost.home
    homes = Municipality.objects.filter(pk__in=CitySettings.objects.values("home"))[:2]
    return homes[0] if len(homes) == 1 else None


def new_record(kind: type[Record], home: Municipality | None, asked: Mapping[str, str] | None = None) -> Record:
    """Return an unsaved record of `kind` with `home` as its keeper and on its side, or begun from what is `asked`.

    Only the key is taken over: the form offers the officer what may be chosen, and refuses the rest.
    """
    record = kind()
    if home is not None:
        record.keeper = home
        if side := HOME_SIDE.get(kind):
            setattr(record, side, home)
        if isinstance(record, Project):
            record.participations = [Participation(municipality=home)]
    link = BEGUN_FROM.get(kind, "")
    if (key := (asked or {}).get(link, "")).isdecimal():
        found = record._meta.get_field(link).related_model
        setattr(record, link, found._default_manager.filter(pk=key).first() or getattr(record, link, None))
    return record
