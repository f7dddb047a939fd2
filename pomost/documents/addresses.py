"""Addresses that a document may lead to."""

from urllib.parse import urljoin, urlsplit, urlunsplit

from django.utils.encoding import iri_to_uri

_SCHEMES = {"http", "https", "mailto", "tel"}
# The typesetter refuses longer ones than 8,000 bytes, old readers already these.
_LONGEST = 2_000


def address(link: str, base: str = "") -> str:
    """Return `link`, seen from `base`, as an absolute address in ASCII, or "" where a document cannot lead to it."""
    if not link.strip():
        return ""
    try:
        parts = urlsplit(urljoin(base, "".join(link.split())))
        if parts.scheme not in _SCHEMES or not (parts.netloc or parts.scheme in {"mailto", "tel"}):
            return ""
        host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    except ValueError:  # no address at all, or a host that cannot exist
        return ""
    whole = iri_to_uri(urlunsplit(parts._replace(netloc=host)))
    return whole if len(whole) <= _LONGEST and whole.isprintable() else ""
