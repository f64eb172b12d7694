"""The paragraphs of a document, each read once: skeletons, statements of entry into force, short names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.catalogue.clauses.blocks import Block, Line
from plugins.catalogue.clauses.normalise import squeeze
from plugins.catalogue.clauses.skeleton import Skeleton, Title, build
from plugins.catalogue.clauses.when import RELATIVE, Entry, entries

_ENTRY_HINT = re.compile(r"(?:施行|实施|执行|试行|生效|实行|启用|日\s{0,2}起)")
_MOST_CHARACTERS = 600_000
"""Characters of paragraphs with trigger words that are read in one document; no document has a tenth of it."""
_EMPTY = Skeleton("", range(0), range(0), squeeze("", 0, 0), "")


class Paragraphs:
    """Blocks of a text with what was read in them. Nothing is read before it is asked for."""

    def __init__(self, text: str, folded: str, found: list[Block]) -> None:
        self.text = text
        self.folded = folded
        self.blocks = found
        self._skeletons: dict[int, Skeleton] = {}
        self._entries: dict[int, list[Entry]] = {}
        self._names: dict[str, Title] | None = None
        self._last_own: str | None = None
        self._own_read = False
        self._read = 0

    def line(self, index: int) -> Line | None:
        """The line at `index`, or None for a table, a quotation and what lies outside."""
        if not 0 <= index < len(self.blocks):
            return None
        line = self.blocks[index].line
        return None if line is None or line.quoted else line

    def is_prose(self, index: int) -> bool:
        """True when `index` is a line that can be read."""
        line = self.line(index)
        return line is not None and line.end - line.start < 20_000

    def skeleton(self, index: int) -> Skeleton:
        """The skeleton of the line at `index`; an empty one where there is no line."""
        if index not in self._skeletons:
            line = self.line(index)
            self._skeletons[index] = self.cut(line.body, line.end) if line else _EMPTY
        return self._skeletons[index]

    @property
    def exhausted(self) -> bool:
        """True when as much has been read as ever is in one document."""
        return self._read > _MOST_CHARACTERS

    def charge(self, characters: int) -> None:
        """Count work done outside of `cut` against what is read of one document."""
        self._read += characters

    def cut(self, start: int, end: int) -> Skeleton:
        """The skeleton of the source characters [start, end); an empty one when enough has been read."""
        if self.exhausted:
            return _EMPTY
        self._read += end - start + 40
        return build(squeeze(self.folded, start, end), self.text)

    def entries(self, index: int) -> list[Entry]:
        """The statements of entry into force in the line at `index`."""
        if index not in self._entries:
            line = self.line(index)
            found: list[Entry] = []
            if line and line.end - line.body < 20_000 and _ENTRY_HINT.search(self.folded, line.body, line.end):
                found = entries(self.skeleton(index))
            self._entries[index] = found
        return self._entries[index]

    def entry_near(self, index: int, place: int) -> str | None:
        """The entry into force that the words at `place` of line `index` mean by 同时: the nearest, before first."""
        here = self.entries(index)
        before = [e for e in here if e.place <= place]
        if before:
            return before[-1].value
        for back in range(1, 4):
            found = self.entries(index - back)
            if found:
                return found[-1].value
        if here:
            return here[0].value
        for ahead in range(1, 4):
            found = [e for e in self.entries(index + ahead) if e.own]
            if found:
                return found[0].value
        return self.own_entry()

    def own_entry(self) -> str | None:
        """The entry into force that the document states of itself, the last one when it does so twice."""
        if not self._own_read:
            self._own_read = True
            for index in range(len(self.blocks)):
                for entry in self.entries(index):
                    if entry.own and entry.value != RELATIVE:
                        self._last_own = entry.value
        return self._last_own

    def named(self, short: str) -> Title | None:
        """The title that the text has given the short name `short` (以下简称《办法》), or None."""
        if self._names is None:
            self._names = dict(self._short_names())
        return self._names.get(short)

    def _short_names(self) -> Iterator[tuple[str, Title]]:
        if "简称" not in self.folded and "下称" not in self.folded:
            return
        for index in range(len(self.blocks)):
            line = self.line(index)
            if line is None or line.end - line.start > 20_000:
                continue
            part = self.folded[line.body : line.end]
            if ("简称" in part or "下称" in part) and "《" in part:
                for title in self.skeleton(index).titles.values():
                    if title.note.startswith("简称"):
                        yield title.note.removeprefix("简称"), title
