"""The site's drawings on paper: with the colours of print, which their style sheets give them on the screen."""

import re

PAPER, INK, SOFT, ACCENT, RULE, LAND = "#ffffff", "#1d1b18", "#5b564d", "#0b5563", "#d8d2c4", "#e9e3d5"
WIDTH = 640  # of a chart that takes the width of its place

# What map.css and charts.css say, for a typesetter that knows neither variables nor schemes.
_STYLE = f"""
.map-sea {{ fill: {PAPER}; stroke: {RULE}; }}
.map-land path {{ fill: {LAND}; }}
.map-border {{ fill: none; stroke: {PAPER}; }}
.map-arc path {{ fill: none; stroke: {ACCENT}; stroke-width: 1.25; }}
.map-mark {{ fill: {ACCENT}; stroke: {PAPER}; stroke-width: 1.5; }}
.map-home {{ fill: {INK}; stroke: {PAPER}; stroke-width: 1.5; }}
.map-label, .map-label-home {{ fill: {INK}; stroke: {PAPER}; stroke-width: 3; paint-order: stroke; font-size: 14px; }}
.map-label-home {{ font-weight: 700; }}
.chart__whole {{ fill: {PAPER}; stroke: {ACCENT}; stroke-width: 1.5; }}
.chart__part {{ fill: {ACCENT}; stroke: {ACCENT}; stroke-width: 1.5; }}
.chart__base {{ stroke: {INK}; }}
.chart__line {{ stroke: {RULE}; }}
.chart__figure {{ fill: {INK}; text-anchor: middle; font-size: 14px; font-weight: 600; }}
.chart__label {{ fill: {SOFT}; text-anchor: middle; font-size: 14px; }}
.chart__scale {{ fill: {SOFT}; text-anchor: end; font-size: 14px; }}
.chart__name {{ fill: {INK}; font-size: 16px; font-weight: 600; }}
.chart__words {{ fill: {SOFT}; font-size: 14px; }}
"""
# Parsers of HTML write these in small letters.
_CAMEL = {"viewbox=": "viewBox=", "preserveaspectratio=": "preserveAspectRatio="}
_FIRST = re.compile(r"<svg\b[^>]*>")


def on_paper(svg: str) -> str:
    """Return a drawing of the site as one that stands alone, in print."""
    for small, right in _CAMEL.items():
        svg = svg.replace(small, right)
    opening = _FIRST.match(svg)
    if opening is None:
        return svg
    first = opening.group().replace('width="100%"', f'width="{WIDTH}"')
    return f"{first}<style>{_STYLE}</style>{svg[opening.end() :]}"
