"""The cells of a CSV or XLSX file as plain text, row by row."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from plugins.catalogue import tables
from plugins.importers.changes import ImportRefused
from plugins.importers.decode import decode

MAX_BYTES = 8 * 1024 * 1024
MAX_UNPACKED = 64 * 1024 * 1024
MAX_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet: its number from 1 (for CSV the line it begins on) and the text of its cells."""

    sheet: str
    number: int
    cells: tuple[str, ...]


def rows_of_csv(data: bytes) -> list[Row]:
    """The rows of a CSV file in UTF-8, UTF-16 or GB18030, separated by comma, tab or semicolon."""
    if len(data) > MAX_BYTES:
        raise _too_large()
    text, _ = decode(data)
    separator = max(",\t;", key=text[:4000].count)
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    rows: list[Row] = []
    first = 1
    try:
        for cells in reader:
            rows.append(Row("", first, tuple(cell.strip(" 　\ufeff\n") for cell in cells)))
            first = reader.line_num + 1
            if len(rows) > MAX_ROWS:
                raise _too_large()
    except csv.Error as error:
        raise _not_a_table(error) from error
    return rows


def rows_of_xlsx(data: bytes) -> list[Row]:
    """The rows of all visible sheets of a workbook. A merged cell counts for every row and column it covers."""
    if len(data) > MAX_BYTES or _unpacked(data) > MAX_UNPACKED:
        raise _too_large()
    try:
        book = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise _not_a_table(error) from error
    rows: list[Row] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        if sheet.max_row > MAX_ROWS:
            raise _too_large()
        merged: dict[tuple[int, int], Any] = {}
        for block in sheet.merged_cells.ranges:
            if block.size["rows"] * block.size["columns"] > MAX_ROWS:
                raise _too_large()
            value = sheet.cell(block.min_row, block.min_col).value
            merged.update(dict.fromkeys(((r, c) for r, c in block.cells), value))
        for number, cells in enumerate(sheet.iter_rows(), 1):
            texts = (_text(merged.get((c.row, c.column), c.value)) for c in cells)
            rows.append(Row(sheet.title, number, tuple(texts)))
    return rows


def _unpacked(data: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise _not_a_table(error) from error


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip(" 　\n")


def _too_large() -> ImportRefused:
    words = tables.load("importers")["review"]["messages"]["too_large"]
    return ImportRefused(words.format(limit=MAX_BYTES, rows=MAX_ROWS))


def _not_a_table(error: Exception) -> ImportRefused:
    words = tables.load("importers")["review"]["messages"]["not_a_table"]
    return ImportRefused(words.format(reason=type(error).__name__))
