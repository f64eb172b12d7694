"""Tables in a text: Markdown, tab-separated and HTML, as rows of cells that know their place in the source."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ROW_RULE = re.compile(r"\|?\s*:?-{1,}:?\s*(?:\|\s*:?-{1,}:?\s*)*\|?")
_MOST_ROWS = 5000

Cell = tuple[int, int]


@dataclass(slots=True)
class Table:
    """Rows of cells; a cell is the range [start, end) of source characters. `spans` are the rows' own ranges."""

    rows: list[list[Cell]]
    spans: list[Cell]


def text_table(folded: str, spans: list[tuple[int, int]], index: int) -> tuple[int, Table | None]:
    """The table that starts at line `index` and its number of lines; (0, None) when none does."""
    rows: list[list[Cell]] = []
    ranges: list[Cell] = []
    count = 0
    separator = _separator(folded, *spans[index])
    if separator is None:
        return 0, None
    for low, high in spans[index : index + _MOST_ROWS]:
        if _separator(folded, low, high) != separator:
            break
        count += 1
        if separator == "|" and _ROW_RULE.fullmatch(folded, low, high):
            continue
        rows.append(_cells(folded, low, high, separator))
        ranges.append((low, high))
    if count < 2 and separator == "|":
        return 0, None
    return count, Table(rows, ranges)


def _separator(folded: str, low: int, high: int) -> str | None:
    if high - low > 4000:
        return None
    if "\t" in folded[low:high]:
        return "\t"
    if folded.count("|", low, high) >= 2 or (folded[low] == "|" and high - low > 1):
        return "|"
    return None


def _cells(folded: str, low: int, high: int, separator: str) -> list[Cell]:
    cells: list[Cell] = []
    if separator == "|":
        if folded[low] == "|":
            low += 1
        if folded[high - 1] == "|" and high > low:
            high -= 1
    place = low
    while place <= high:
        stop = folded.find(separator, place, high)
        stop = high if stop < 0 else stop
        cells.append((place, stop))
        place = stop + 1
    return cells


_TAG = re.compile(r"<(?P<close>/?)(?P<name>table|tr|td|th)\b(?P<more>[^<>]{0,400})>", re.I)
_SPAN = re.compile(r"(row|col)span\s*=\s*[\"']?\s*([0-9]{1,3})", re.I)


class _HtmlTable:
    """One HTML table being read: rowspan and colspan repeat the cell."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.table = Table([], [])
        self.row: list[Cell] = []
        self.row_start = -1
        self.cell_start = -1
        self.down = self.across = 1
        self.above: dict[int, tuple[int, Cell]] = {}
        self.new: dict[int, tuple[int, Cell]] = {}

    def start_row(self, place: int) -> None:
        self.end_row(place)
        self.row_start = place

    def start_cell(self, tag: re.Match[str]) -> None:
        if self.row_start < 0:
            self.row_start = tag.start()
        self.end_cell(tag.start())
        spans = {kind.lower(): max(1, min(int(count), 200)) for kind, count in _SPAN.findall(tag["more"])}
        self.down, self.across = spans.get("row", 1), spans.get("col", 1)
        self.cell_start = tag.end()

    def end_cell(self, place: int) -> None:
        if self.cell_start < 0:
            return
        self._from_above()
        for _ in range(self.across):
            if self.down > 1:
                self.new[len(self.row)] = (self.down - 1, (self.cell_start, place))
            self.row.append((self.cell_start, place))
        self.cell_start = -1

    def end_row(self, place: int) -> None:
        if self.row_start < 0:
            return
        self.end_cell(place)
        self._from_above()
        self.above = {c: (left - 1, cell) for c, (left, cell) in self.above.items() if left > 1} | self.new
        self.new = {}
        if self.row and len(self.table.rows) < _MOST_ROWS:
            self.table.rows.append(self.row)
            self.table.spans.append((self.row_start, place))
        self.row, self.row_start = [], -1

    def _from_above(self) -> None:
        while len(self.row) in self.above:
            self.row.append(self.above[len(self.row)][1])


def html_tables(text: str) -> list[tuple[int, int, Table]]:
    """The HTML tables of `text` as (start, end, table)."""
    found: list[tuple[int, int, Table]] = []
    reading: _HtmlTable | None = None
    for tag in _TAG.finditer(text):
        name, closing = tag["name"].lower(), bool(tag["close"])
        if reading is None:
            if name == "table" and not closing:
                reading = _HtmlTable(tag.start())
        elif name == "table" and closing:
            reading.end_row(tag.start())
            found.append((reading.start, tag.end(), reading.table))
            reading = None
        elif name == "tr":
            reading.end_row(tag.start()) if closing else reading.start_row(tag.start())
        elif name in ("td", "th"):
            reading.end_cell(tag.start()) if closing else reading.start_cell(tag)
    if reading is not None:
        reading.end_row(len(text))
        found.append((reading.start, len(text), reading.table))
    return found
