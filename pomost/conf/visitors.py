"""Where a request comes from."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

_SALT = "pomost.conf.visitors"
OF_ONE_CUSTOMER = 64  # bits: whoever has one IPv6 address has all that begin with the same


def network_address(request: HttpRequest) -> str | None:
    """The address that a request comes from; for IPv6, of the network that one customer has.

    Behind a proxy the last address of X-Forwarded-For is the one that the proxy has seen itself. Everything before it,
    and the whole header without a proxy, is written by whoever sends the request.
    """
    seen: str = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or seen
    try:
        address = ip_address(seen)
    except ValueError:
        return None
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, OF_ONE_CUSTOMER), strict=False).network_address)


def code_of_sender(request: HttpRequest) -> str:
    """Return what stands for the network address of `request` where requests are counted; empty without one.

    Without the site's key it leads back to no address.
    """
    address = network_address(request)
    return salted_hmac(_SALT, address, algorithm="sha256").hexdigest() if address else ""
