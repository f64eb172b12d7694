"""The rows of a table of documents: which column names, numbers, dates and judges them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from plugins.catalogue.clauses.dates import find_dates
from plugins.catalogue.clauses.normalise import as_written, squeeze
from plugins.catalogue.clauses.nouns import names_document, names_other
from plugins.catalogue.clauses.numbers import find_numbers
from plugins.catalogue.clauses.scope import split_parts
from plugins.catalogue.clauses.sections import Reading, Standing, read_heading, read_status
from plugins.catalogue.clauses.tables import Cell, Table
from plugins.catalogue.clauses.titles import bracketed_titles
from plugins.catalogue.effects import EffectKind

_HEADERS = (
    ("index", re.compile("^(?:序号|编号|号|№|NO|No|项目|项次)$")),
    ("ends", re.compile("(?:废止|失效|停止执行|终止)(?:日期|时间)|有效期至")),
    ("parts", re.compile("(?:废止|失效|修改|涉及|停止执行).{0,6}(?:条款|内容|部分)|^条款|条款$|^具体条款")),
    ("new", re.compile("(?:代替|替代|取代|新|依据|替换|修订后)的?(?:文件|依据|名称|标题|规定|标准|文号)")),
    ("status", re.compile("(?:清理|处理|审查|评估|复审)(?:结果|意见|结论|方式|情况|建议|类型)|^(?:结果|结论|状态|效力|有效性|处理|意见|分类|类别|处置|效力状态|时效性|清理)$|是否(?:废止|失效|有效|保留)")),  # noqa: E501
    ("reason", re.compile("理由|原因|备注|说明|依据|承办|责任|部门|单位|机关")),
    ("number", re.compile("文号|字号|发文号|文件号|令号|文件编号|标准号|发文字")),
    ("date", re.compile("日期|时间|年月|年份")),
    ("title", re.compile("名称|标题|题目|文件名|文件$|规章$|法规$|目录$|规定$|标准$|篇名|题名")),
)  # fmt: skip
_TICK = re.compile("^(?:√|✓|✔|☑|●|■|是|V|v|对|＊|★)$")


@dataclass(frozen=True, slots=True)
class Row:
    """What one row says: the document it names and, where a cell judges it, the verdict. `span` is in the source."""

    title: str | None
    folded: str
    number: str | None
    date: str | None
    parts: tuple[str, ...]
    reading: Reading | None
    span: Cell
    ends: str | None = None
    """The day of a 废止日期 column."""


@dataclass(frozen=True, slots=True)
class Section:
    """A row that is a heading: 一、废止的文件."""

    reading: Reading | None
    span: Cell


@dataclass(slots=True)
class _Text:
    folded: str
    source: str
    cell: Cell
    words: str

    def written(self, start: int, end: int) -> str:
        low, high = squeeze(self.folded, *self.cell).source(start, end)
        return as_written(self.source[low:high])


def table_rows(table: Table, source: str, folded: str) -> Iterator[Row | Section]:
    """The rows of `table` that name a document or a section, in order."""
    cells = [[_Text(folded, source, c, squeeze(folded, *c).text) for c in row] for row in table.rows]
    header, ticks = _header(cells)
    for number, row in enumerate(cells):
        span = table.spans[number]
        filled = [cell for cell in row if cell.words]
        distinct = {cell.cell for cell in filled}
        if header and number == header[0]:
            continue
        if len(distinct) == 1 and filled:
            words = re.sub(
                r"^(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十0-9]{1,3}\)|附件?[0-9一二三]{0,2}[：:]?|第[一二三四五六]{1,2}部分[：:、]?)",
                "",
                filled[0].words,
            )
            if "《" not in words and not _named(filled[0]):
                yield Section(read_heading(words), span)
                continue
        if header and _is_header(row):
            header, ticks = (number, _columns(row)), _ticks(row)
            continue
        found = _read(row, header[1] if header else {}, ticks, span)
        if found:
            yield found


_SPACED = re.compile(r"[^\s\u200b]+")


def spaced_cells(folded: str, start: int, end: int) -> list[Cell]:
    """The columns of a line held apart by spaces, when one of them is a document number by itself; else none."""
    if end - start > 300 or "《" in folded[start:end]:
        return []
    cells = [match.span() for match in _SPACED.finditer(folded, start, end)]
    for low, high in cells:
        words = folded[low:high]
        numbers = list(find_numbers(words))
        if len(numbers) == 1 and (numbers[0].start, numbers[0].end) == (0, len(words)):
            return cells if len(cells) >= 2 else []
    return []


def _is_header(row: list[_Text]) -> bool:
    columns = _columns(row)
    names = set(columns.values())
    return "title" in names and len(names) >= 2 and not any("《" in cell.words for cell in row)


def _columns(row: list[_Text]) -> dict[int, str]:
    columns: dict[int, str] = {}
    for place, cell in enumerate(row):
        words = cell.words
        if not words or len(words) > 24:
            continue
        kind = next((name for name, pattern in _HEADERS if pattern.search(words)), None)
        if kind and kind not in ("reason", "index", "new") and kind in columns.values():
            continue
        if kind:
            columns[place] = kind
    return columns


def _ticks(row: list[_Text]) -> dict[int, Reading]:
    found: dict[int, Reading] = {}
    for place, cell in enumerate(row):
        if len(cell.words) <= 8:
            reading = read_status(cell.words)
            if reading and not re.search("条款|理由|原因|日期|时间|依据", cell.words):
                found[place] = reading
    return found if len(found) >= 2 else {}


def _header(cells: list[list[_Text]]) -> tuple[tuple[int, dict[int, str]] | None, dict[int, Reading]]:
    for number, row in enumerate(cells[:4]):
        if _is_header(row):
            return (number, _columns(row)), _ticks(row)
    return None, {}


def _named(cell: _Text) -> bool:
    return names_document(cell.words) and len(cell.words) >= 6 and read_heading(cell.words) is None


def _read(row: list[_Text], columns: dict[int, str], ticks: dict[int, Reading], span: Cell) -> Row | None:
    title = number = date = ends = None
    folded = ""
    parts: tuple[str, ...] = ()
    reading: Reading | None = None
    seen: set[Cell] = set()
    for place, cell in enumerate(row):
        kind = columns.get(place)
        if not cell.words or (cell.cell in seen and kind is None):
            continue
        seen.add(cell.cell)
        if place in ticks:
            if _TICK.match(cell.words):
                reading = ticks[place]
            continue
        if kind in ("index", "reason", "new"):
            continue
        if kind == "status":
            reading = read_status(cell.words)
            told = _day_told(cell.words, reading)
            ends, reading = told[0] or ends, told[1]
            if reading and reading.verdict is EffectKind.PARTIAL_REPEAL and not parts:
                parts = tuple(cell.written(*part) for part in split_parts(cell.words))
            continue
        if kind == "ends":
            ends = next((d.iso for d in find_dates(cell.words)), None)
            continue
        if kind == "parts":
            parts = tuple(cell.written(*part) for part in split_parts(cell.words))
            if not parts and cell.words not in ("无", "/", "-", "全文"):
                parts = (cell.written(0, len(cell.words)),)
            continue
        if kind == "number":
            if number is None and not re.fullmatch("无|/|-+|—+", cell.words):
                number = next((cell.written(n.start, n.end) for n in find_numbers(cell.words)), None)
                number = number or (
                    cell.written(0, len(cell.words)).removeprefix("原") if re.search("[0-9].*号", cell.words) else None
                )
            continue
        if kind == "date":
            date = date or next((d.iso for d in find_dates(cell.words)), None)
            continue
        if kind is None and columns:
            continue
        found = _title_in(cell) if title is None else None
        if found:
            title, folded, inner_number, inner_date = found
            number, date = number or inner_number, date or inner_date
            continue
        if kind is None:
            status = read_status(cell.words)
            numbers = list(find_numbers(cell.words))
            if numbers and number is None and len(cell.words) <= 40:
                number = cell.written(numbers[0].start, numbers[0].end)
            elif status and reading is None and len(cell.words) <= 12:
                reading = status
            elif date is None:
                date = next((d.iso for d in find_dates(cell.words)), None)
    if title is None and number is None:
        return None
    return Row(title, folded, number, date, parts, reading, span, ends)


_FROM = re.compile("[自从于]$")
_TO = re.compile("[至到]$")
_EXTENDED = re.compile("延长|延期|延续|顺延|续期")


def _day_told(words: str, reading: Reading | None) -> tuple[str | None, Reading | None]:
    """The day that a status cell gives to its outcome (废止（自…起）); one that is told otherwise is asked about."""
    if reading is None:
        return None, Reading(EffectKind.VALIDITY_PERIOD, sure=False) if _EXTENDED.search(words) else None
    days = list(find_dates(words))
    if not days:
        return None, reading
    before, behind = words[: days[0].start], words[days[0].end :]
    if isinstance(reading.verdict, Standing):
        until = reading.verdict is Standing.KEPT and _TO.search(before)
        return None, Reading(EffectKind.VALIDITY_PERIOD, sure=False) if until else reading
    whole = len(days) == 1 and len(days[0].iso) == 10 and reading.sure
    bare = not before and re.match("(?:予以|宣布)?(?:废止|失效|停止|恢复|暂停)", behind)
    if whole and (bare or behind.startswith("起") or _FROM.search(before)) and not _TO.search(before):
        return days[0].iso, reading
    return None, replace(reading, sure=False)


def _title_in(cell: _Text) -> tuple[str, str, str | None, str | None] | None:
    """The title a cell holds, with the number and date in brackets after it."""
    words = cell.words
    if re.fullmatch(r"[0-9一二三四五六七八九十.、()]{1,6}", words):
        return None
    titles = bracketed_titles(words)
    if titles and (
        titles[0].start <= 1
        or words[: titles[0].start].endswith(("府", "局", "委", "厅", "院", "部", "会", "办", "、"))
    ):
        first = titles[0]
        start, end, rest = first.inner_start, first.inner_end, first.end
    else:
        match = re.search(r"[(〔【][^()〔〕【】]{0,40}(?:[〔(【][0-9]{4}年?[〕)】])?[^()]{0,20}号[)〕】]$", words)
        start, end, rest = 0, match.start() if match else len(words), match.start() if match else len(words)
        if re.match("原(?!则)", words):
            start = 1
        name = words[start:end]
        if not 4 <= len(name) <= 200 or next(iter(find_numbers(name)), None) or not names_document(name):
            return None
    name = words[start:end]
    if names_other(name):
        return None
    tail = words[rest:]
    number = next((cell.written(rest + n.start, rest + n.end) for n in find_numbers(tail)), None)
    date = next((d.iso for d in find_dates(tail)), None)
    return cell.written(start, end), name, number, date
