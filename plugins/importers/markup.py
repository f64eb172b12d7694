"""Marks that are no text: HTML comments, and table pipes left behind where no table is."""

from __future__ import annotations

import re

from plugins.importers.changes import Change, Kind, edit, remark

_OPENS, _CLOSES = "<!--", "-->"
_ONLY_PIPES = re.compile(r"[\s|]*\|[\s|]*")
_DELIMITER = re.compile(r"\s*\|?(\s*:?-+:?\s*\|)+\s*(:?-+:?)?\s*|\s*\|\s*:?-+:?\s*")


def comment_edits(text: str) -> list[Change]:
    """The removal of each comment, line by line. What a comment hides never reaches a page."""
    found = []
    line, done = 1, 0
    start = text.find(_OPENS)
    while start >= 0:
        end = text.find(_CLOSES, start + len(_OPENS))
        if end < 0:
            break
        end += len(_CLOSES)
        line += text.count("\n", done, start)
        column = start - text.rfind("\n", 0, start)
        for offset, part in enumerate(text[start:end].split("\n")):
            if part:
                found.append(edit(Kind.COMMENT, line + offset, column if offset == 0 else 1, part))
        done = start
        start = text.find(_OPENS, end)
    return found


def pipe_edits(lines: list[str]) -> list[Change]:
    """The removal of pipes on lines that hold nothing else, and of single pipes at the edge of a line.

    The rows of a pipe table (a run of lines with a delimiter row below its first) stay; so does a line with pipes
    inside, which gets a remark.
    """
    found: list[Change] = []
    in_table = _table_rows(lines)
    for index, line in enumerate(lines):
        if "|" not in line or index in in_table or line.lstrip().startswith("<"):
            continue
        number = index + 1
        if _ONLY_PIPES.fullmatch(line):
            found.append(edit(Kind.PIPE, number, 1, line))
            continue
        text = line.strip()
        inner = text.strip("|").strip()
        if "|" in inner:
            found.append(remark("pipes_left", number, before=text))
            continue
        start = line.index(inner)
        if start and "|" in line[:start]:
            found.append(edit(Kind.PIPE, number, 1, line[:start]))
        end = start + len(inner)
        if "|" in line[end:]:
            found.append(edit(Kind.PIPE, number, end + 1, line[end:]))
    return found


def _table_rows(lines: list[str]) -> set[int]:
    rows: set[int] = set()
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and "|" in lines[end]:
            end += 1
        if end - index >= 2 and _DELIMITER.fullmatch(lines[index + 1]) and _has_cell(lines[index]):
            rows.update(range(index, end))
        index = max(end, index + 1)
    return rows


def _has_cell(line: str) -> bool:
    return bool(line.replace("|", "").strip())
