"""Front matter from what a source states, each value with its basis; what is not stated stays open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from plugins.catalogue import tables
from plugins.importers import fields
from plugins.importers.bodies import bodies_before, split_bodies
from plugins.importers.changes import Change, Kind, basis, message, remark
from plugins.importers.dates import day_in
from plugins.importers.entry import entry_into_force
from plugins.importers.front_matter import Value
from plugins.importers.lines import opening
from plugins.importers.promulgation import makers, order_number
from plugins.importers.public import disclosure_of
from plugins.importers.source import Source

UNKNOWN_DAY = str(tables.load("vocabulary")["labels"]["unknown_date"])
OTHER = "其他"
_LONG_AFTER = timedelta(days=400)
"""A file's day so much later than the note's last one tells of a change that the note does not."""
_RED_HEAD = re.compile(r"(.{3,60})文件")


class _Sheet:
    """The values found so far, with the changes that tell of them."""

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}
        self.changes: list[Change] = []

    def put(self, key: str, value: Value, why: str, line: int = 0, written: str = "") -> None:
        """Takes `value` for `key`; `written` is how the source has it, where that differs."""
        self.values[key] = value
        shown = "、".join(value) if isinstance(value, list) else str(value)
        differs = written and written != shown
        name = "normalised" if differs else "field"
        note = message(name, key=key, value=shown, basis=why, before=written)
        self.changes.append(Change(line, Kind.FIELD, written, shown, key=key, note=note))

    def missing(self, key: str, *, required: bool = False) -> None:
        """Says that `key` was not found."""
        name = "missing" if required else "missing_optional"
        self.changes.append(Change(0, Kind.MISSING, key=key, note=message(name, key=key)))

    def doubt(self, name: str, line: int = 0, key: str = "", before: object = "", **more: object) -> None:
        """Adds a remark."""
        self.changes.append(remark(name, line, key, before, **more))


def front_matter_of(source: Source) -> tuple[dict[str, Value], list[Change]]:
    """The front matter of `source` in the order of the file, and what was found, missed or doubted."""
    sheet = _Sheet()
    title = _title(source, sheet)
    _copied(source, sheet, ("索引号", "统一编号"))
    _issuers(source, sheet, title)
    _number(source, sheet, title)
    issued = _date_of_issue(source, sheet)
    _posted(source, sheet)
    _entry(source, sheet, issued)
    _kind(source, sheet, title)
    _copied(source, sheet, ("主题词", "内容概述"))
    if source.note:
        sheet.put("题注", source.note.text, basis("note"), source.note.lines[0])
    value, changes = disclosure_of(source.lines, source.labels, source.own, source.disclosure)
    sheet.values["公开属性"] = value
    sheet.changes += changes
    _copied(source, sheet, ("发布机构", "来源"))
    for label in source.labels:
        if not label.key and label.value and label.label in tables.load("importers")["labels"]:
            sheet.doubt("not_taken", label.line, before=label.value, label=label.label)
    sheet.values["导入来源"] = source.path
    return sheet.values, sheet.changes


def _title(source: Source, sheet: _Sheet) -> str:
    found = source.title
    if found:
        line = found.lines[0] if found.lines else 0
        sheet.put("标题", found.text, basis(found.basis), line)
        return found.text
    supplied = fields.supplied_title(source.text, source.stem)
    if supplied:
        sheet.values["标题"] = supplied
        sheet.doubt("title_supplied", key="标题", value=supplied)
    else:
        sheet.values["标题"] = None
        sheet.missing("标题", required=True)
    return ""


def _copied(source: Source, sheet: _Sheet, keys: Iterable[str]) -> None:
    for key in keys:
        own, label = source.own_values.get(key), source.label(key)
        if own:
            sheet.put(key, str(own), basis("own_head"))
        elif label:
            sheet.put(key, label.value, basis("page_label", label=label.label), label.line)


def _issuers(source: Source, sheet: _Sheet, title: str) -> None:
    for bodies, why, line in _issuer_claims(source, title):
        if bodies:
            sheet.put("发文机关", list(bodies), why, line)
            return
    sheet.missing("发文机关")


def _issuer_claims(source: Source, title: str) -> Iterable[tuple[tuple[str, ...], str, int]]:
    if source.note:
        yield makers(source.note, title), basis("note"), source.note.lines[0]
    signature = source.signature
    if signature:
        yield signature.issuers, basis("signature"), signature.first_line
    own = source.own_values.get("发文机关")
    if own:
        yield tuple(map(str, own)) if isinstance(own, list) else (str(own),), basis("own_head"), 0
    label = source.label("发文机关")
    if label:
        yield split_bodies(label.value), basis("page_label", label=label.label), label.line
    number = fields.number_of(source.lines, title)
    if isinstance(number, fields.Number) and number.basis == "order_line":
        body = number.text.split("令第")[0]
        yield split_bodies(body), basis("order_line"), number.line
    for line in opening(source.lines):
        red = _RED_HEAD.fullmatch(line.text)
        if red:
            yield split_bodies(red.group(1)), basis("red_head"), line.number
    yield bodies_before(title), basis("title_start"), 0


def _number(source: Source, sheet: _Sheet, title: str) -> None:
    found = fields.number_of(source.lines, title)
    if isinstance(found, tuple):
        sheet.doubt("ambiguous", key="发文字号", before="、".join(n.text for n in found))
        return
    label, own = source.label("发文字号"), source.own_values.get("发文字号")
    if found is None and own:
        found = fields.standard_number(str(own), "own_head", 0)
    if found is None and label:
        found = fields.standard_number(label.value, "page_label", label.line)
    if found:
        why = basis(found.basis, label=label.label if label else "")
        sheet.put("发文字号", found.text, why, found.line, found.written)
        return
    order = order_number(source.note) if source.note else None
    if order and source.note:
        sheet.put("发文字号", order[0], basis("note"), source.note.lines[0], order[1])
        return
    sheet.missing("发文字号")


def _date_of_issue(source: Source, sheet: _Sheet) -> date | None:
    claims = list(_issue_claims(source))
    if not claims:
        sheet.values["成文日期"] = UNKNOWN_DAY
        sheet.missing("成文日期")
        return None
    day, why, line = claims[0]
    sheet.put("成文日期", day, why, line)
    for other, other_why, other_line in claims[1:]:
        if source.note and other == source.file_day and other - day > _LONG_AFTER:
            sheet.doubt("note_behind", line, "成文日期", day, other=other)
        elif other != day:
            sheet.doubt("conflict", other_line, "成文日期", other, value=day, basis=why, other=other_why)
    return day


def _issue_claims(source: Source) -> Iterable[tuple[date, str, int]]:
    note, signature = source.note, source.signature
    if note and note.makings:
        last = max(event.day for event in note.makings)
        yield last, basis("note" if len(note.makings) == 1 else "note_last"), note.lines[0]
    if signature:
        yield signature.day, basis("signature"), signature.last_line
    label = source.label("成文日期")
    stated = day_in(label.value) if label else None
    if label and stated:
        yield stated, basis("page_label", label=label.label), label.line
    own = _as_day(source.own_values.get("成文日期"))
    if own:
        yield own, basis("own_head"), 0
    if source.file_day:
        yield source.file_day, basis("file_name"), 0


def _posted(source: Source, sheet: _Sheet) -> None:
    own, label = _as_day(source.own_values.get("发布日期")), source.label("发布日期")
    if own:
        sheet.put("发布日期", own, basis("own_head"))
        return
    day = day_in(label.value) if label else None
    if label and day:
        sheet.put("发布日期", day, basis("page_chrome", label=label.label), label.line)


def _entry(source: Source, sheet: _Sheet, issued: date | None) -> None:
    own, label = _as_day(source.own_values.get("施行日期")), source.label("施行日期")
    stated = own or (day_in(label.value) if label else None)
    signed = source.signature.day if source.signature else None
    found, doubts = entry_into_force(source.lines, source.note, issued, signed)
    sheet.changes += doubts
    if found:
        sheet.put("施行日期", found.day, found.why, found.line)
        if stated and stated != found.day:
            other = basis("page_label", label=label.label) if label else basis("own_head")
            sheet.doubt("conflict", 0, "施行日期", stated, value=found.day, basis=found.why, other=other)
    elif stated and not doubts:
        why = basis("page_label", label=label.label) if label else basis("own_head")
        sheet.put("施行日期", stated, why, label.line if label else 0)


def _kind(source: Source, sheet: _Sheet, title: str) -> None:
    category, why = fields.category(title), basis("title_word")
    making = " ".join(event.words for event in source.note.makings) if source.note else ""
    order = sheet.values.get("发文字号") or ""
    if category is None and fields.is_departmental_rule(title, f"{making} {order}"):
        category, why = "规章", basis("note" if source.note else "order_line")
    sheet.put("分类", category or OTHER, why if category else basis("default"))
    if fields.is_case(source.text):
        sheet.put("体裁", "案例", basis("text_marks"))
        return
    kind = fields.document_type(title)
    if kind:
        sheet.put("体裁", kind, basis("title_word"))
    else:
        sheet.missing("体裁")


def _as_day(value: Value) -> date | None:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    return day_in(str(value)) if value else None
