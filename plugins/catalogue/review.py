"""清理结果: the outcome of a review of documents, as a table that an editor keeps in the content folder."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date

from plugins.catalogue.days import parse_day
from plugins.catalogue.details import detail
from plugins.catalogue.document_number import number_key, parse_number
from plugins.catalogue.effects import EffectKind, Target
from plugins.catalogue.findings import Finding, finding, nearest
from plugins.catalogue.references import closing

OUTCOMES: dict[str, EffectKind | None] = {
    "继续有效": None,
    "保留": None,
    "修订后重新发布": None,
    "修改": None,
    "拟修改": None,
    "失效": EffectKind.EXPIRE,
    "宣布失效": EffectKind.EXPIRE,
    "废止": EffectKind.REPEAL,
    "重新认定不属于规范性文件": None,
}
"""The five classes of 清理结果 and their usual spellings; None where the outcome itself ends nothing."""

KEPT = ("继续有效", "保留")
"""The outcomes by which a document stays as it is."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One row: what the review decided about one document, and from which day (None: not stated)."""

    path: str
    row: int
    target: Target
    outcome: str
    on: date | None
    basis: str

    @property
    def effect(self) -> EffectKind | None:
        """What the outcome does to the document."""
        return OUTCOMES[self.outcome]


def read_review(text: str, path: str) -> tuple[tuple[ReviewRow, ...], list[Finding]]:
    """The rows of a CSV table with the columns 文件名称, 文号, 清理结果, and optionally 日期 and 依据.

    A row whose outcome is none of the five classes, or that names no document, is a finding (R08).
    """
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    header = next((n for n, cells in enumerate(lines) if "清理结果" in _stripped(cells)), None)
    if header is None:
        return (), [finding(path, 1, 1, "R08", detail("no_outcome_column"), row="1", expected=detail("review_header"))]
    names = _stripped(lines[header])
    rows: list[ReviewRow] = []
    findings: list[Finding] = []
    for number, cells in enumerate(lines[header + 1 :], start=header + 2):
        if not any(cell.strip() for cell in cells):
            continue
        values = dict(zip(names, _stripped(cells), strict=False))
        outcome = values.get("清理结果", "")
        title, document_number = taken_apart(values.get("文件名称", ""), values.get("文号", ""))
        written = values.get("日期", "")
        day = parse_day(written) if written else None
        if outcome not in OUTCOMES or not (title or document_number) or (written and day is None):
            close = nearest(outcome, OUTCOMES)
            expected = detail("near", value=close) if close and outcome not in OUTCOMES else "、".join(OUTCOMES)
            findings.append(finding(path, number, 1, "R08", ",".join(cells)[:80], row=str(number), expected=expected))
            continue
        target = Target(title=title or None, number=document_number or None)
        rows.append(ReviewRow(path, number, target, outcome, day, values.get("依据", "")))
    return tuple(rows), findings


_NUMBER_BEHIND = re.compile(r"(?P<name>.+)[（(](?P<number>[^（）()，,]+)(?:[，,][^（）()]*)?[）)]", re.DOTALL)


def taken_apart(name: str, number: str) -> tuple[str, str]:
    """Title and document number of a row whose cell of names reads 《名称》（文号） or 名称（文号）.

    `number` is the row's own cell of numbers, which may be empty. Where the two numbers differ, or the cell names
    several documents, nothing is taken apart: which is meant is not guessed.
    """
    name = name.strip()
    match = _NUMBER_BEHIND.fullmatch(name)
    title, written = (match["name"].strip(), match["number"].strip()) if match else (name, "")
    if not parse_number(written):
        title, written = name, ""
    if title.startswith("《"):
        if _outermost(title) > 1:
            return name, number
        inside, behind = title[1 : closing(title)], title[closing(title) + 1 :].strip()
        if not behind:
            title = inside
        elif not written and parse_number(behind):
            title, written = inside, behind
        elif behind.startswith(("（", "(")):
            title = inside + behind
    if written and number and number_key(number) != number_key(written):
        return name, number
    return title, number or written


def _outermost(title: str) -> int:
    """How many titles in 《》 stand side by side."""
    count = depth = 0
    for character in title:
        count += character == "《" and depth == 0
        depth += (character == "《") - (character == "》")
    return count


def _stripped(cells: list[str]) -> list[str]:
    return [cell.strip() for cell in cells]
