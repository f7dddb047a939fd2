"""A city's colour on white paper."""

_CONTRAST = 4.5  # WCAG 2.2, 1.4.3: text of this size against what it stands on
_DARKER = 0.95


def readable(colour: str) -> str:
    """Return `colour` (#rrggbb) as it is, or as much darker as text on white needs to be read."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    while 1.05 / (_luminance(shares) + 0.05) < _CONTRAST:
        shares = [share * _DARKER for share in shares]
    return "#" + "".join(f"{round(share * 255):02x}" for share in shares)


def _luminance(shares: list[float]) -> float:
    """Relative luminance as WCAG defines it, of red, green and blue from 0 to 1."""
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
