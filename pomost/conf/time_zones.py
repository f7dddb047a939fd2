"""The time zones that an officer may choose from."""

import zoneinfo

AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def time_zones(default: str) -> list[str]:
    """Return the zones named for a place, UTC and `default`, in order.

    The machine's own list has more: "localtime", which no browser knows, and what has been kept from the last century.
    """
    places = {name for name in zoneinfo.available_timezones() if name.split("/")[0] in AREAS}
    return sorted(places | {"UTC", default})
