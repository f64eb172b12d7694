"""The history of one document as a picture: a spine from top to bottom, one mark an event."""

from __future__ import annotations

from html import escape

from plugins.catalogue.tables import load
from plugins.disclosure.views import EventView

WIDTH = 360
ROW = 52
TOP = 26
SPINE_X = 22
TEXT_X = 48
MARK_RADIUS = 8

# What has ended has no bar; what holds in part, or does not hold yet, has a broken one.
_DASHES = {
    "pending": "2 6",
    "amended": "14 3",
    "superseded": "14 3",
    "partially_in_force": "8 5",
    "suspended": "4 4",
    "undetermined": "1 8",
}
_ENDED = ("repealed", "lapsed")


def timeline_svg(events: tuple[EventView, ...], *, as_of: str, title: str) -> str:
    """An inline SVG of `events` in their order, with `as_of` (ISO) marked between them; "" when there are none.

    The state after each event is the pattern of the spine below it, so that it does not rest on colour. Only class
    attributes and presentation attributes are used: the page's policy forbids inline style. Its `desc` says in
    words what it shows.
    """
    if not events:
        return ""
    words = load("theme")["timeline"]
    first_upcoming = next((i for i, event in enumerate(events) if event.upcoming), len(events))
    rows = len(events) + 1
    height = TOP + (rows - 1) * ROW + 30

    def y_of(slot: int) -> int:
        return TOP + slot * ROW

    spine: list[str] = []
    marks: list[str] = []
    force = ""
    for index, event in enumerate(events):
        force = event.force or force  # issue and publication leave things as they stand
        slot = index if index < first_upcoming else index + 1
        y = y_of(slot)
        below = y_of(slot + 1) if slot + 1 < rows else y + 24
        if force and force not in _ENDED:
            dash = _DASHES.get(force)
            dashes = f' stroke-dasharray="{dash}"' if dash else ""
            # on the way to the next event the spine passes the mark of the day itself
            if index + 1 == first_upcoming and first_upcoming < len(events):
                below = y_of(slot + 2)
            spine.append(
                f'<path class="spine force-{force}" d="M{SPINE_X} {y + MARK_RADIUS + 1}'
                f'V{below - MARK_RADIUS - 1}"{dashes}/>'
            )
        marks.append(_mark(event, y))
        day = event.on or words["day_unknown"]
        when = f"{words['upcoming']} {day}" if event.upcoming and event.on else day
        marks.append(
            f'<text x="{TEXT_X}" y="{y - 3}" class="faint" font-size="14">{escape(when)}</text>'
            f'<text x="{TEXT_X}" y="{y + 16}" font-size="16" font-weight="700">'
            f"{escape(event.label)}</text>"
        )
    now_y = y_of(first_upcoming)
    marks.append(
        f'<path class="now" d="M{SPINE_X - 14} {now_y}h28"/>'
        f'<text x="{TEXT_X}" y="{now_y + 5}" class="faint" font-size="14">'
        f"{escape(words['as_of'])} {escape(as_of)}</text>"
    )
    told = words["separator"].join(f"{event.on or words['day_unknown']} {event.label}" for event in events)
    return (
        f'<svg class="timeline" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" aria-labelledby="timeline-title timeline-text">'
        f'<title id="timeline-title">{escape(words["title"])} {escape(title)}</title>'
        f'<desc id="timeline-text">{escape(told)}{words["separator"]}'
        f"{escape(words['as_of'])} {escape(as_of)}{words['end']}</desc>"
        f"{''.join(spine)}{''.join(marks)}</svg>"
    )


def _mark(event: EventView, y: int) -> str:
    """The shape of a force, the same as on chips, drawn at the spine."""
    x, r = SPINE_X, MARK_RADIUS
    group = f'<g class="force-{event.force}">'
    ring = f'<circle class="mark" cx="{x}" cy="{y}" r="{r}"/>'
    match event.force:
        case "in_force":
            shape = f'<circle class="full" cx="{x}" cy="{y}" r="{r + 1}"/>'
        case "pending":
            shape = f'{ring}<path class="mark" d="M{x} {y - 5}v5h4"/>'
        case "amended" | "superseded" | "partially_in_force":
            shape = f'{ring}<path class="full" d="M{x} {y - r}a{r} {r} 0 0 0 0 {2 * r}z"/>'
        case "suspended":
            shape = f'<path class="full" d="M{x - 7} {y - 8}h5v16h-5zM{x + 2} {y - 8}h5v16h-5z"/>'
        case "repealed":
            shape = f'{ring}<path class="mark" d="M{x - 5} {y + 5}l10 -10"/>'
        case "lapsed":
            shape = ring
        case "":
            shape = f'<circle class="dot" cx="{x}" cy="{y}" r="3"/>'
        case _:
            shape = (
                f'<circle class="mark" cx="{x}" cy="{y}" r="{r}" stroke-dasharray="3 3"/>'
                f'<text x="{x}" y="{y + 5}" font-size="13" text-anchor="middle">?</text>'
            )
    return f"{group}{shape}</g>"
