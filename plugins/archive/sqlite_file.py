"""SQLite databases whose bytes depend on their rows alone.

The library leaves traces of its version in a file, and of its working in the free bytes of pages, so that two releases
write two files for one set of rows (docs/decisions/0007-archive.md has the figures). A table that is only appended to
is a simple thing in the published file format (https://www.sqlite.org/fileformat2.html), and is written here directly.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import BinaryIO

PAGE = 4096
LOCK_BYTE_PAGE = 0x40000000 // PAGE + 1
"""The page that holds the byte at 1 GiB is never used (file format, 1.5)."""
_MOST_LOCAL = PAGE - 35
_LEAST_LOCAL = (PAGE - 12) * 32 // 255 - 23

Value = str | int | None


class SchemaTooLong(ValueError):
    """The CREATE TABLE statements do not fit on the first page."""


def varint(number: int) -> bytes:
    """A number of 0 to 2⁶³-1 in SQLite's variable form, most significant group first."""
    groups = [number & 0x7F]
    while number > 0x7F:
        number >>= 7
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))


def record(values: Sequence[Value]) -> bytes:
    """A row in SQLite's record format: text, whole numbers of up to 64 bits, and NULL."""
    types, body = [], []
    for value in values:
        if value is None:
            types.append(varint(0))
        elif isinstance(value, str):
            raw = value.encode("utf-8")
            types.append(varint(13 + 2 * len(raw)))
            body.append(raw)
        else:
            code, width = next(
                (code, width) for code, width in ((1, 1), (2, 2), (3, 3), (4, 4), (5, 6), (6, 8))
                if -(1 << 8 * width - 1) <= value < 1 << 8 * width - 1
            )  # fmt: skip
            types.append(varint(code))
            body.append(value.to_bytes(width, "big", signed=True))
    header = b"".join(types)
    length = len(header) + 1
    if length > 0x7F:
        length = len(header) + 2
    return varint(length) + header + b"".join(body)


class SqliteFile:
    """Writes a database of plain tables to a seekable file, one whole table after the other."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.pages = file, 1
        self.schema: list[tuple[str, int, str]] = []
        file.write(bytes(PAGE))

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[str | None]]) -> None:
        """Adds a table of TEXT columns and a row number `n` that counts from 1, in the order of `rows`."""
        leaves: list[tuple[int, int]] = []
        cells: list[bytes] = []
        used, number = 8, 0
        for number, row in enumerate(rows, 1):
            payload = record((None, *row))
            cell = self._cell(number, payload)
            if cells and used + len(cell) + 2 > PAGE:
                leaves.append((self._put(_page(13, cells)), number - 1))
                cells, used = [], 8
            cells.append(cell)
            used += len(cell) + 2
        leaves.append((self._put(_page(13, cells)), number))
        self.schema.append((name, self._interior(leaves), create_table(name, columns)))

    def finish(self) -> None:
        """Writes the first page, which names the tables. SchemaTooLong when it cannot."""
        cells = []
        for number, (name, root, sql) in enumerate(self.schema, 1):
            payload = record(("table", name, name, root, sql))
            cells.append(varint(len(payload)) + varint(number) + payload)
        page = bytearray(_page(13, cells, 100))
        # Schema format 4, UTF-8, change counter 1. The library's version (byte 96) is 3.0.0: no release wrote this.
        page[:100] = struct.pack(
            ">16sHBBBBBBLLLLLLLLLLLL20xLL", b"SQLite format 3\0", PAGE, 1, 1, 0, 64, 32, 32,
            1, self.pages, 0, 0, 1, 4, 0, 0, 1, 0, 0, 0, 1, 3000000,
        )  # fmt: skip
        self.file.seek(0)
        self.file.write(page)
        self.file.flush()

    def _put(self, page: bytes) -> int:
        """Writes the next page and returns its number."""
        if self.pages + 1 == LOCK_BYTE_PAGE:
            self.file.write(bytes(PAGE))
            self.pages += 1
        self.file.write(page)
        self.pages += 1
        return self.pages

    def _cell(self, number: int, payload: bytes) -> bytes:
        """A leaf cell; what does not fit goes to overflow pages first (file format, 1.6)."""
        head = varint(len(payload)) + varint(number)
        if len(payload) <= _MOST_LOCAL:
            return head + payload
        local = _LEAST_LOCAL + (len(payload) - _LEAST_LOCAL) % (PAGE - 4)
        if local > _MOST_LOCAL:
            local = _LEAST_LOCAL
        rest = [payload[at : at + PAGE - 4] for at in range(local, len(payload), PAGE - 4)]
        following = 0
        for piece in reversed(rest):  # the last one first: each page names the next, and pages are written once
            following = self._put(struct.pack(">L", following) + piece.ljust(PAGE - 4, b"\0"))
        return head + payload[:local] + struct.pack(">L", following)

    def _interior(self, children: list[tuple[int, int]]) -> int:
        """The root above the (page, last row number) of all leaves."""
        while len(children) > 1:
            groups: list[list[tuple[int, int]]] = [[]]
            used = 12
            for child in children:
                size = 6 + len(varint(child[1]))
                if used + size > PAGE:
                    groups.append([])
                    used = 12
                groups[-1].append(child)
                used += size
            if len(groups[-1]) == 1:  # a page of one child would have no key
                groups[-1].insert(0, groups[-2].pop())
            children = [(self._put(_interior_page(group)), group[-1][1]) for group in groups]
        return children[0][0]


def create_table(name: str, columns: Sequence[str]) -> str:
    """The statement that describes a table of `SqliteFile.table`."""
    listed = ", ".join(f'"{column}" TEXT' for column in columns)
    return f'CREATE TABLE "{name}" (n INTEGER PRIMARY KEY, {listed})'


def _interior_page(children: Sequence[tuple[int, int]]) -> bytes:
    """An interior page; the last child is its right pointer and needs no cell."""
    cells = [struct.pack(">L", child) + varint(last) for child, last in children[:-1]]
    return _page(5, cells, right=children[-1][0])


def _page(kind: int, cells: Sequence[bytes], start: int = 0, right: int | None = None) -> bytes:
    """A b-tree page (13 leaf, 5 interior) with cells in key order, laid from the end of the page downwards."""
    at, pointers, content = PAGE, [], []
    for cell in cells:
        at -= len(cell)
        if at < start:
            raise SchemaTooLong
        pointers.append(struct.pack(">H", at))
        content.append(cell)
    header = struct.pack(">BHHHB", kind, 0, len(cells), at, 0)
    if right is not None:
        header += struct.pack(">L", right)
    front = bytes(start) + header + b"".join(pointers)
    if len(front) > at:
        raise SchemaTooLong
    return front + bytes(at - len(front)) + b"".join(reversed(content))
