"""What the importer changed, took or could not decide: one record each, in the editor's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from plugins.catalogue import tables

SHOWN = 60
"""Longer texts are shortened in messages; `before` and `after` are always whole."""


class Kind(StrEnum):
    """The kinds of change. The first five are edits of the text; the rest tell of losses, fields and doubts."""

    CONTROL = "control"
    COMMENT = "comment"
    CHROME = "chrome"
    PIPE = "pipe"
    FRAGMENT = "fragment"
    DECODED = "decoded"
    HEAD = "head"
    DROPPED = "dropped"
    FIELD = "field"
    MISSING = "missing"
    REMARK = "remark"

    @property
    def is_edit(self) -> bool:
        """True where `before` stood in the text at `line` and `column` and was replaced by `after`."""
        return self in _EDITS

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return str(tables.load("importers")["kinds"][self.value])


_EDITS = (Kind.CONTROL, Kind.COMMENT, Kind.CHROME, Kind.PIPE, Kind.FRAGMENT)


class ImportRefused(ValueError):
    """The source cannot be imported; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change at `line:column` of the text, both counted from 1; line 0 means the whole file.

    `line` counts the lines of the decoded source; for HTML, where a place is known, the line of the page.
    `before` is the text as it was, `after` what stands there now ("" when removed). `note` is a Chinese sentence.
    `key` names the front-matter key that a FIELD, MISSING or REMARK is about.
    """

    line: int
    kind: Kind
    before: str = ""
    after: str = ""
    column: int = 1
    key: str = ""
    note: str = ""


def message(name: str, **values: object) -> str:
    """The sentence `name` of the table with its places filled; long values are shortened."""
    shown = {key: shorten(str(value)) for key, value in values.items()}
    return str(tables.load("importers")["messages"][name]).format(**shown)


def basis(name: str, **values: object) -> str:
    """Where a value came from, in words."""
    shown = {key: shorten(str(value)) for key, value in values.items()}
    return str(tables.load("importers")["basis"][name]).format(**shown)


def refuse(name: str, **values: object) -> ImportRefused:
    """The exception for refusal `name` of the table."""
    return ImportRefused(str(tables.load("importers")["refusals"][name]).format(**values))


def edit(kind: Kind, line: int, column: int, before: str, after: str = "", **values: object) -> Change:
    """An edit with its sentence."""
    note = message(kind.value, before=before, **values)
    return Change(line, kind, before, after, column, note=note)


def remark(name: str, line: int = 0, key: str = "", before: object = "", **values: object) -> Change:
    """Something the editor should look at; the text is left as it is."""
    text = str(before)
    return Change(line, Kind.REMARK, text, text, key=key, note=message(name, before=text, key=key, **values))


def shorten(text: str) -> str:
    """`text` in one line of at most SHOWN characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN else flat[: SHOWN - 1] + "…"


def apply_edits(text: str, changes: Iterable[Change]) -> str:
    """`text` after the listed edits, and nothing else.

    A line that an edit leaves blank goes with its line end; where two blank lines then meet, one goes.
    ValueError when an edit does not fit the text: the list of changes would not be the truth.
    """
    lines = text.split("\n")
    blanked: set[int] = set()
    edits = sorted((c for c in changes if c.kind.is_edit), key=lambda c: (c.line, -c.column))
    for number, group in groupby(edits, key=lambda c: c.line):
        line = lines[number - 1]
        for change in group:
            start = change.column - 1
            if line[start : start + len(change.before)] != change.before:
                raise ValueError(f"edit does not fit at {number}:{change.column}")
            line = line[:start] + change.after + line[start + len(change.before) :]
        lines[number - 1] = line
        if not line.strip():
            blanked.add(number - 1)
    kept: list[str] = []
    joined = False
    for index, line in enumerate(lines):
        if index in blanked:
            joined = True
            continue
        if joined and not line.strip() and (not kept or not kept[-1].strip()):
            continue
        joined = False
        kept.append(line)
    return "\n".join(kept)
