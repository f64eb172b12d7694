"""清理结果 tables, as bodies publish them (CSV or XLSX), into rows that the catalogue's review file can hold."""

from __future__ import annotations

import csv
import datetime
import io
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any

from plugins.catalogue import tables
from plugins.catalogue.review import taken_apart
from plugins.importers.changes import ImportRefused
from plugins.importers.dates import day_in, narrow
from plugins.importers.sheets import Row, rows_of_csv, rows_of_xlsx


class Outcome(StrEnum):
    """The five classes of 清理结果."""

    CONTINUES = "继续有效"
    REVISE = "修订后重新发布"
    LAPSED = "失效"
    REPEALED = "废止"
    NOT_NORMATIVE = "重新认定不属于规范性文件"


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One row of a table. `row` counts the rows of its sheet from 1.

    `outcome` is None exactly where `problem` says, in Chinese, what is wrong with the row; nothing is guessed.
    `date` is the listed document's own day, `effective` the day from which the outcome holds where the table gives
    one. `evidence` is the row as it stands.
    """

    row: int
    title: str
    number: str
    outcome: Outcome | None
    date: datetime.date | None = None
    effective: datetime.date | None = None
    remark: str = ""
    evidence: str = ""
    sheet: str = ""
    problem: str = ""


def read_review_table(data: bytes, *, name: str) -> tuple[ReviewRow, ...]:
    """The rows of a table, in order; `name` tells by its ending whether it is CSV or XLSX.

    The outcome of a row is its cell in the column of outcomes, the one ticked column, or the section it stands in.
    ImportRefused when the bytes are no table or no header can be found.
    """
    rows = rows_of_xlsx(data) if name.lower().endswith((".xlsx", ".xlsm")) else rows_of_csv(data)
    found: list[ReviewRow] = []
    for sheet in dict.fromkeys(row.sheet for row in rows):
        found += _read_sheet([row for row in rows if row.sheet == sheet])
    if not found:
        raise ImportRefused(_words()["no_header"])
    return tuple(found)


def review_csv(rows: tuple[ReviewRow, ...]) -> str:
    """The rows as the CSV that the content folder keeps (文件名称, 文号, 清理结果, 日期, 依据).

    A row with a problem keeps its own words in 清理结果, so that the build stops at it until an editor has decided.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["文件名称", "文号", "清理结果", "日期", "依据"])
    for row in rows:
        outcome = row.outcome.value if row.outcome else row.problem
        day = row.effective.isoformat() if row.effective else ""
        writer.writerow([row.title, row.number, outcome, day, row.remark])
    return out.getvalue()


def problems(rows: tuple[ReviewRow, ...]) -> tuple[str, ...]:
    """What is wrong, row by row, in Chinese."""
    return tuple(row.problem for row in rows if row.problem)


_HEADING = re.compile(
    r"^(附件|附表|第?[一二三四五六七八九十]+[、部章节]|[（(][一二三四五六七八九十]+[）)])|(目录|清单)$"
)


@dataclass(frozen=True, slots=True)
class _Header:
    """Which column holds what. `ticks` maps columns headed by an outcome to it."""

    columns: dict[str, int]
    ticks: dict[int, Outcome]


def _read_sheet(rows: list[Row]) -> list[ReviewRow]:
    header: _Header | None = None
    section: Outcome | None = _section(rows[0].sheet) if rows and rows[0].sheet else None
    found: list[ReviewRow] = []
    for row in rows:
        if not any(row.cells):
            continue
        new_header = _header(row.cells)
        if new_header:
            header = new_header
            continue
        if _is_heading(row.cells, header):
            section = _section(next(filter(None, row.cells))) or section
            continue
        if header:
            found.append(_read_row(row, header, section))
    return found


def _is_heading(cells: tuple[str, ...], header: _Header | None) -> bool:
    """True for a row that is one text (merged or alone): the table's name, or the heading of a section.

    A lone text in the column of titles is a document, unless it is numbered or worded as a heading.
    """
    filled = [index for index, cell in enumerate(cells) if cell]
    if len({cells[index] for index in filled}) > 1:
        return False
    alone_as_title = len(filled) == 1 and header is not None and header.columns.get("title") == filled[0]
    return not alone_as_title or bool(_HEADING.search(cells[filled[0]]))


def _header(cells: tuple[str, ...]) -> _Header | None:
    columns: dict[str, int] = {}
    ticks: dict[int, Outcome] = {}
    for index, cell in enumerate(cells):
        plain = re.sub(r"[\s　（）()]", "", cell)
        kind = _columns().get(plain)
        if kind and kind not in columns:
            columns[kind] = index
        elif plain in _outcomes():
            ticks[index] = _outcomes()[plain]
    named = "title" in columns or "number" in columns
    enough = len(columns) + len(ticks) >= 2
    return _Header(columns, ticks if len(ticks) >= 2 else {}) if named and enough else None


def _read_row(row: Row, header: _Header, section: Outcome | None) -> ReviewRow:
    def cell(kind: str) -> str:
        index = header.columns.get(kind)
        return row.cells[index] if index is not None and index < len(row.cells) else ""

    title, number = taken_apart(cell("title"), "".join(cell("number").split()))
    outcome, problem = _outcome(row, header, section, cell("outcome"))
    read = ReviewRow(
        row=row.number,
        title=title.strip(),
        number=number,
        outcome=outcome,
        remark=cell("remark"),
        evidence=" | ".join(cell for cell in row.cells if cell),
        sheet=row.sheet,
        problem=problem,
    )
    if not read.title and not read.number:
        return replace(read, outcome=None, problem=_message("no_name", row))
    effective = day_in(narrow(cell("effective")))
    if cell("effective") and effective is None:
        return replace(read, outcome=None, problem=_message("bad_date", row, value=cell("effective")))
    return replace(read, date=day_in(narrow(cell("date"))), effective=effective)


def _outcome(row: Row, header: _Header, section: Outcome | None, written: str) -> tuple[Outcome | None, str]:
    five = _words()["five"]
    if "outcome" in header.columns:
        plain = re.sub(r"[\s　。；;.]", "", written)
        if plain in _outcomes():
            return _outcomes()[plain], ""
        if plain:
            return None, _message("unknown_outcome", row, value=written, expected=five)
        return None, _message("no_outcome", row, expected=five)
    if header.ticks:
        marks = tables.load("importers")["review"]["ticks"]["marks"]
        ticked = [o for i, o in header.ticks.items() if i < len(row.cells) and row.cells[i] in marks]
        if len(ticked) == 1:
            return ticked[0], ""
        name = "several_outcomes" if ticked else "no_outcome"
        return None, _message(name, row, value="、".join(ticked), expected=five)
    return (section, "") if section else (None, _message("no_outcome", row, expected=five))


def _section(heading: str) -> Outcome | None:
    """The outcome that a heading names (二、宣布失效的文件（5件）), or None when it names none or several."""
    plain = re.sub(r"[\s　]", "", heading)
    words = sorted(_outcomes(), key=len, reverse=True)
    named: set[Outcome] = set()
    for word in words:
        if word in plain:
            named.add(_outcomes()[word])
            plain = plain.replace(word, "|")
    return named.pop() if len(named) == 1 else None


def _message(name: str, row: Row, **values: object) -> str:
    return str(_words()[name]).format(row=row.number, **values)


@cache
def _columns() -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, names in tables.load("importers")["review"]["columns"].items():
        found.update(dict.fromkeys(names, kind))
    return found


@cache
def _outcomes() -> dict[str, Outcome]:
    found: dict[str, Outcome] = {}
    for kind, words in tables.load("importers")["review"]["outcomes"].items():
        found.update(dict.fromkeys(words, Outcome[kind.upper()]))
    return found


def _words() -> dict[str, Any]:
    return dict(tables.load("importers")["review"]["messages"])
