"""A cleaned source with what is known beside it, and the parts that several fields are read from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath

from plugins.catalogue import tables
from plugins.importers import fields
from plugins.importers.chrome import Label
from plugins.importers.dates import whole_day
from plugins.importers.front_matter import Value
from plugins.importers.lines import Line, opening, visible_lines
from plugins.importers.promulgation import Note, read_note
from plugins.importers.signature import Signature, read_signature

_FILE_DAY = re.compile(r"[（(]((?:1[89]|20)\d{2}-\d{1,2}-\d{1,2})[）)]$")


@dataclass(frozen=True)
class Source:
    """A cleaned text with what is known beside it. `note_end` is the line of the mark below the opening notes."""

    text: str
    path: str
    labels: tuple[Label, ...] = ()
    own: dict[str, Value] = field(default_factory=dict)
    note_end: int | None = None
    disclosure: str | None = None

    @cached_property
    def lines(self) -> list[Line]:
        """The lines that are not blank."""
        return visible_lines(self.text)

    @cached_property
    def stem(self) -> str:
        """The file's name without its ending."""
        return PurePosixPath(self.path).stem

    @cached_property
    def file_day(self) -> date | None:
        """The day in brackets at the end of the file's name."""
        match = _FILE_DAY.search(self.stem)
        return whole_day(match.group(1)) if match else None

    @cached_property
    def signature(self) -> Signature | None:
        """The document's own 落款."""
        return read_signature(self.lines)

    @cached_property
    def title(self) -> fields.Title | None:
        """The title that the text itself carries, or the page or the source's head states."""
        heading = fields.heading_title(self.lines)
        if heading:
            return heading
        own, stated = self.own_values.get("标题"), self.label("标题")
        if own:
            return fields.Title(str(own), "own_head", ())
        if stated:
            return fields.Title(stated.value, "page_title", ())
        found = fields.opening_title(self.lines)
        names_matter = found and fields.ends_in_type(found.text) and not fields.is_order(found.text)
        if self.signature and not names_matter:
            basis = "order_title" if found and fields.is_order(found.text) else "attached_title"
            attached = fields.attached_title(self.lines, self.signature.last_line, basis)
            return attached if attached and (found is None or fields.ends_in_type(attached.text)) else found
        return found

    @cached_property
    def note(self) -> Note | None:
        """The 题注 under the title."""
        head = self.title.lines if self.title else ()
        last = max(head, default=0)
        if self.note_end:
            zone = [line for line in self.lines if last < line.number < self.note_end]
        else:
            zone = [line for line in opening(self.lines) if line.number > last]
        return read_note([line for line in zone if not line.text.startswith("#")])

    @cached_property
    def own_values(self) -> dict[str, Value]:
        """The values of the source's own head, under Chinese keys."""
        keys = tables.load("importers")["own_head"]
        return {keys[k.lower()]: v for k, v in self.own.items() if k.lower() in keys and v}

    def label(self, key: str) -> Label | None:
        """The first value that the page states for `key`."""
        return next((label for label in self.labels if label.key == key and label.value), None)
