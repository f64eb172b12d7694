"""施行日期: from the last articles and the 题注, and only when they leave no choice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plugins.importers.changes import Change, basis, remark
from plugins.importers.fields import Entry, entries_into_force
from plugins.importers.lines import Line
from plugins.importers.promulgation import Note

KEY = "施行日期"


@dataclass(frozen=True, slots=True)
class InForce:
    """The day of entry into force, why, and the line."""

    day: date
    why: str
    line: int


def entry_into_force(
    lines: list[Line], note: Note | None, issued: date | None, signed: date | None
) -> tuple[InForce | None, list[Change]]:
    """The day on which this text, in this edition, enters into force, or None with the reasons.

    An amended text keeps the sentence of its first edition; a day before the edition's own day of issue is therefore
    that of an older edition, and is reported, not taken.
    """
    stated = entries_into_force(lines)
    if any(entry.day is None for entry in stated):
        return _from_words(stated, note, issued, signed)
    days = {entry.day: (basis("article", before=entry.words), entry.line) for entry in reversed(stated) if entry.day}
    for day in _noted(note):
        days.setdefault(day, (basis("note_entry"), note.lines[0] if note else 0))
    own = {day: why for day, why in days.items() if issued is None or day >= issued}
    if len(own) == 1:
        ((day, (why, line)),) = own.items()
        return InForce(day, why, line), []
    if own:
        words = "、".join(entry.words for entry in stated) if len(stated) > 1 else "、".join(map(str, sorted(own)))
        return None, [remark("ambiguous", stated[0].line if stated else 0, KEY, words)]
    if days:
        first = min(days)
        return None, [remark("entry_before_issue", days[first][1], KEY, first, value=issued)]
    return None, []


def _from_words(
    stated: tuple[Entry, ...], note: Note | None, issued: date | None, signed: date | None
) -> tuple[InForce | None, list[Change]]:
    """Where the text counts from its publication: that day, if it is known and nothing else is said."""
    found = _from_publication(stated[0], note, signed) if len(stated) == 1 else None
    others = set(_noted(note)) - ({found.day} if found else set())
    if note and not found and len(stated) == 1 and len(others) == 1 and (issued is None or min(others) >= issued):
        return InForce(min(others), basis("note_entry"), note.lines[0]), []
    if len(stated) > 1 or (found and others):
        words = "、".join([*(entry.words for entry in stated), *map(str, sorted(others))])
        return None, [remark("ambiguous", stated[0].line, KEY, words)]
    return found, []


def _noted(note: Note | None) -> list[date]:
    return [event.day for event in note.events if event.is_entry] if note else []


def _from_publication(entry: Entry, note: Note | None, signed: date | None) -> InForce | None:
    """自公布之日起: the day of the only publication that the note tells of, if nothing changed the text since.
    自印发之日起: the day of signing."""
    published = [event for event in note.makings if event.is_publication] if note else []
    changed = any(event.is_change for event in note.makings) if note else False
    if note and len(published) == 1 and not changed and published[0] == note.makings[-1]:
        return InForce(published[0].day, basis("on_publication", before=entry.words), entry.line)
    if not note and signed and "印发之" in entry.words:
        return InForce(signed, basis("on_issue", before=entry.words), entry.line)
    return None
