"""The catalogue as a picture: documents a year, by legal force."""

from __future__ import annotations

from html import escape

from plugins.catalogue.tables import load
from plugins.disclosure.views import YearBar

WIDTH = 360
ROW = 30
BAR = 18
LABEL = 48
TOTAL = 46
LEGEND_ROW = 26
LEGEND_COLUMNS = 2

# A pattern for each force, so that the bars are told apart without colour: path in an 8 by 8 tile.
_PATTERNS = {
    "in_force": "",
    "pending": "M2 2h1.5v1.5h-1.5zM6 6h1.5v1.5h-1.5z",
    "amended": "M-2 2l4 -4M0 8l8 -8M6 10l4 -4",
    "superseded": "M-2 2l4 -4M0 8l8 -8M6 10l4 -4M-2 6l4 4M0 0l8 8M6 -2l4 4",
    "partially_in_force": "M0 4h8",
    "suspended": "M2 0v8M6 0v8",
    "repealed": "M-2 6l4 4M0 0l8 8M6 -2l4 4",
    "lapsed": "",
    "undetermined": "M4 2.5v3",
}
_SOLID = "in_force"


def year_chart_svg(bars: tuple[YearBar, ...], *, title: str) -> str:
    """An inline SVG of one bar a year, in the order of `bars`, stacked by force; "" when there is nothing.

    Every bar has its total in digits; every force its pattern, so that nothing rests on colour. Class and
    presentation attributes only: the page's policy forbids inline style. Widths share one scale.
    """
    most = max((bar.total for bar in bars), default=0)
    if most == 0:
        return ""
    words = load("theme")["chart"]
    forces = _forces(bars)
    tile_of = {label: code for code, label in forces}
    legend = -(-len(forces) // LEGEND_COLUMNS) * LEGEND_ROW + 10
    height = legend + len(bars) * ROW
    scale = (WIDTH - LABEL - TOTAL) / most
    parts = [_defs(forces), _legend(forces)]
    for row, bar in enumerate(bars):
        y = legend + row * ROW
        parts.append(
            f'<text x="{LABEL - 8}" y="{y + BAR - 3}" font-size="14" text-anchor="end">{escape(bar.year)}</text>'
        )
        x = float(LABEL)
        for _, label, count in bar.forces:
            width = count * scale
            if width:
                parts.append(_bar(tile_of[label], x, y, width))
            x += width
        parts.append(f'<text x="{x + 6:.1f}" y="{y + BAR - 3}" font-size="14" class="faint">{bar.total}</text>')
    told = words["group_separator"].join(
        f"{bar.year}{words['year_after']} {bar.total} {words['count']}"
        + "".join(f"{words['separator']}{label} {count}" for _, label, count in bar.forces if count)
        for bar in bars
    )
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" aria-labelledby="chart-title chart-text">'
        f'<title id="chart-title">{escape(title)}</title>'
        f'<desc id="chart-text">{escape(told)}{words["end"]}</desc>{"".join(parts)}</svg>'
    )


def _forces(bars: tuple[YearBar, ...]) -> tuple[tuple[str, str], ...]:
    """The forces that occur, in the order of the patterns; those that share a word share an entry."""
    seen = {code: label for bar in bars for code, label, count in bar.forces if count}
    entries = {seen[code]: code for code in reversed(_PATTERNS) if code in seen}
    return tuple((entries[label], label) for label in reversed(entries))


def _defs(forces: tuple[tuple[str, str], ...]) -> str:
    tiles = "".join(
        f'<pattern id="tile-{code}" class="force-{code}" width="8" height="8" '
        'patternUnits="userSpaceOnUse"><rect class="ground" width="8" height="8"/>'
        f'<path class="stroke" d="{_PATTERNS[code]}"/></pattern>'
        for code, _ in forces
        if _PATTERNS[code]
    )
    return f"<defs>{tiles}</defs>" if tiles else ""


def _bar(code: str, x: float, y: float, width: float, height: int = BAR) -> str:
    place = f'x="{x:.1f}" y="{y}" width="{width:.1f}" height="{height}"'
    if code == _SOLID:
        return f'<g class="force-{code}"><rect class="bar ink" {place}/></g>'
    if not _PATTERNS.get(code):
        return f'<g class="force-{code}"><rect class="bar ground" {place}/></g>'
    return f'<g class="force-{code}"><rect class="bar" {place} fill="url(#tile-{code})"/></g>'


def _legend(forces: tuple[tuple[str, str], ...]) -> str:
    column = WIDTH // LEGEND_COLUMNS
    return "".join(
        _bar(code, index % LEGEND_COLUMNS * column + 1, index // LEGEND_COLUMNS * LEGEND_ROW + 2, 24)
        + f'<text x="{index % LEGEND_COLUMNS * column + 33}" '
        f'y="{index // LEGEND_COLUMNS * LEGEND_ROW + 17}" font-size="14">{escape(label)}</text>'
        for index, (code, label) in enumerate(forces)
    )
