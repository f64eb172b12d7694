"""Tables drawn with `|`: a header row, a row of hyphens, and the rows below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plugins.disclosure.body.lines import LONGEST_MARKED_LINE

_MOST_COLUMNS = 100
RULE = re.compile(r"^(?=[^\n]*\|)(?=[^\n]*-)[ \t:|-]++$", re.MULTILINE)
"""A line that may be the row of hyphens under a header; where it finds nothing there is no table."""
_RULE = re.compile(r"[ \t]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+")
_BORDER = re.compile(r"(?<!\\)\|")
_ALIGNS = {
    (True, True): "align-center",
    (False, True): "align-right",
    (True, False): "align-left",
    (False, False): "",
}


@dataclass(slots=True)
class PipeTable:
    """A table as typed. `line` counts from 1; `aligns` holds a class name or nothing for each column."""

    line: int
    aligns: list[str]
    header: list[str]
    rows: list[tuple[int, list[str]]]


def read(lines: Sequence[str], at: int) -> tuple[PipeTable, int] | None:
    """The table whose header is line `at` (from 0), and the line after it; None where there is none."""
    if at + 1 >= len(lines) or max(len(lines[at]), len(lines[at + 1])) > LONGEST_MARKED_LINE:
        return None
    aligns = rule(lines[at + 1])
    if aligns is None or len(aligns) > _MOST_COLUMNS or "|" not in lines[at]:
        return None
    header = cells(lines[at])
    if len(header) != len(aligns):
        return None
    rows: list[tuple[int, list[str]]] = []
    end = at + 2
    while end < len(lines) and "|" in lines[end] and len(lines[end]) <= LONGEST_MARKED_LINE:
        rows.append((end + 1, cells(lines[end], len(aligns))))
        end += 1
    return PipeTable(at + 1, aligns, header, rows), end


def rule(line: str) -> list[str] | None:
    """The alignment class of each column, or None where `line` is not the row of hyphens under a header."""
    if "|" not in line or "-" not in line or not _RULE.fullmatch(line):
        return None
    marks = cells(line)
    return [_ALIGNS[mark.startswith(":"), mark.endswith(":")] for mark in marks]


def cells(line: str, columns: int = 0) -> list[str]:
    """The cells of one row as typed, without the ASCII spaces at the borders; `\\|` is a `|` inside a cell.

    With `columns` there are exactly so many: short rows are filled up with empty cells, and what stands behind the
    last column stays in it, its `|` included, for nothing typed may be lost.
    """
    row = line.strip(" \t")
    row = row.removeprefix("|")
    if row.endswith("|") and not row.endswith("\\|"):
        row = row[:-1]
    parts = _BORDER.split(row, maxsplit=columns - 1) if columns > 1 else _BORDER.split(row)
    if columns == 1:
        parts = [row]
    parts += [""] * (columns - len(parts))
    return [part.strip(" \t").replace("\\|", "|") for part in parts]
