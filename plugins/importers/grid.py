"""HTML tables into what Markdown can carry: pipe tables where they are simple, HTML tables where cells span."""

from __future__ import annotations

import html
import re

from bs4 import Tag
from bs4.element import NavigableString, PageElement

_CELLS = ("td", "th")
_IDEOGRAPHIC = re.compile("[⺀-鿿＀-￯]")
_BLOCKS = ("p", "div", "br", "ul", "ol", "table")


def rows_of(table: Tag) -> list[list[Tag]]:
    """The cells of the table row by row; those of tables inside its cells are not among them."""
    rows = []
    for row in table.find_all("tr"):
        if row.find_parent("table") is table:
            cells = [c for c in row.find_all(_CELLS) if c.find_parent("tr") is row]
            if cells:
                rows.append(cells)
    return rows


def is_layout(table: Tag) -> bool:
    """True for a table that only arranges the page: one column, one cell, or tables within."""
    rows = rows_of(table)
    columns = max((len(cells) for cells in rows), default=0)
    return columns < 2 or table.find("table") is not None


def table_lines(table: Tag) -> list[str]:
    """The table in Markdown: pipe rows, or one HTML line a row."""
    rows = rows_of(table)
    texts = [[cell_lines(cell) for cell in cells] for cells in rows]
    width = len(rows[0])
    spans = any(
        cell.get(name) not in (None, "1") for cells in rows for cell in cells for name in ("colspan", "rowspan")
    )
    plain = all(len(lines) <= 1 and "|" not in "".join(lines) for cells in texts for lines in cells)
    if spans or not plain or len(rows) < 2 or any(len(cells) != width for cells in rows):
        return _html_table(rows, texts)
    lines = ["| " + " | ".join("".join(c) for c in cells) + " |" for cells in texts]
    return [lines[0], "|" + " --- |" * width, *lines[1:]]


def _html_table(rows: list[list[Tag]], texts: list[list[list[str]]]) -> list[str]:
    lines = ["<table>"]
    for cells, cell_texts in zip(rows, texts, strict=True):
        parts = []
        for cell, text in zip(cells, cell_texts, strict=True):
            spans = "".join(
                f' {name}="{cell[name]}"'
                for name in ("colspan", "rowspan")
                if re.fullmatch(r"[1-9]\d{0,2}", str(cell.get(name, ""))) and cell[name] != "1"
            )
            inner = "<br>".join(html.escape(line, quote=False) for line in text)
            parts.append(f"<{cell.name}{spans}>{inner}</{cell.name}>")
        lines.append("<tr>" + "".join(parts) + "</tr>")
    return [*lines, "</table>"]


def cell_lines(cell: Tag) -> list[str]:
    """The text of a cell, a line for each of its paragraphs."""
    lines = [""]
    for node in cell.descendants:
        if isinstance(node, Tag) and node.name in _BLOCKS and lines[-1].strip():
            lines.append("")
        elif is_text(node):
            lines[-1] += collapsed(str(node))
            if node.parent is not None and node.parent.name in ("p", "div", "li") and _is_last(node):
                lines.append("")
    return [line for line in (text.strip(" ") for text in lines) if line]


def _is_last(node: PageElement) -> bool:
    return node.next_sibling is None


def is_text(node: PageElement) -> bool:
    """True for text proper; comments, declarations and the like are not."""
    return type(node) is NavigableString


def collapsed(text: str) -> str:
    """`text` with white space as a browser shows it; a line end between two Chinese characters is none."""

    def gap(match: re.Match[str]) -> str:
        beside = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
        return "" if "\n" in match.group() and all(map(_IDEOGRAPHIC.fullmatch, beside)) else " "

    return re.sub(r"[ \t\r\n\f]+", gap, text)
