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
    if len(stated) > 1:
        words = "、".join(entry.words for entry in stated)
        return None, [remark("ambiguous", stated[0].line, KEY, words)]
    noted = _noted(note)
    if stated and stated[0].day is None:
        found = _from_publication(stated[0], note, signed)
        if found and noted and noted[-1] != found.day:
            return None, [_ambiguous(stated[0].line, found.day, *noted)]
        return found, []
    if stated and stated[0].day:
        found = InForce(stated[0].day, basis("article", before=stated[0].words), stated[0].line)
        later = [day for day in noted if issued is None or day >= issued]
        if later and found.day not in noted:
            return None, [_ambiguous(found.line, found.day, *noted)]
    elif len(set(noted)) == 1 and note:
        found = InForce(noted[0], basis("note_entry"), note.lines[0])
    else:
        return None, [_ambiguous(0, *noted)] if len(set(noted)) > 1 else []
    if issued and found.day < issued:
        return None, [remark("entry_before_issue", found.line, KEY, found.day, value=issued)]
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


def _ambiguous(line: int, *days: date) -> Change:
    return remark("ambiguous", line, KEY, "、".join(str(day) for day in dict.fromkeys(days)))
