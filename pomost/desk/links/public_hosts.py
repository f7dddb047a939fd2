"""Which hosts may be asked: those of the public internet, and never what stands in the city's own network.

An officer's text must not make this server knock at doors that are open to it alone (server-side request forgery).
"""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address
MayAsk = Callable[[Address, int], bool]

PORTS = frozenset({80, 443})
# IPv6 addresses that lead to an IPv4 address written in them, and so possibly to a private one.
_TUNNELS = [ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")]


class NotPublic(Exception):  # noqa: N818 - an answer, not a fault
    """An address that is not asked."""


def is_public(address: Address, port: int) -> bool:
    """Whether a server at `address` and `port` belongs to the public web."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif address.is_site_local or any(address in net for net in _TUNNELS):
            return False
    is_special = (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
    )
    return port in PORTS and address.is_global and not is_special


def split_safely(url: str) -> SplitResult:
    """Return the parts of `url`. Raises NotPublic for anything but HTTP, for a name or password, for no host."""
    try:
        parts = urlsplit(url)
        has_user = parts.username is not None or parts.password is not None
        if parts.scheme not in ("http", "https") or has_user or not parts.hostname or parts.port == 0:
            raise NotPublic(url)
        idna(parts.hostname)
    except (UnicodeError, ValueError) as error:
        raise NotPublic(url) from error
    return parts


def idna(host: str) -> str:
    """The name of a host as it travels. Raises UnicodeError where it has none."""
    return host if ":" in host else host.encode("idna").decode()


def port_of(parts: SplitResult) -> int:
    """The port that `parts` name or mean."""
    return parts.port or (443 if parts.scheme == "https" else 80)


def resolve(parts: SplitResult, may_ask: MayAsk) -> Address:
    """Return where to connect. Raises NotPublic where any address of the host may not be asked, OSError for none.

    The connection goes to the address that was looked at, so that a name cannot change between look and call.
    """
    host, port = parts.hostname or "", port_of(parts)
    name = idna(host)
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not addresses:
        raise OSError(f"no address for {name}")
    if not all(may_ask(address, port) for address in addresses):
        raise NotPublic(parts.geturl())
    return addresses[0]
