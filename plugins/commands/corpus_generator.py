"""Made-up documents for measuring: as many as asked for, the same bytes every time, for Gongkai and for its peers.

Lengths are those of real columns (log-normal, median 3 KB, a few near 50 KB); every sentence is invented.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from plugins.catalogue import tables

LAYOUTS = ("gongkai", "hugo", "pelican", "eleventy")
_SEED = 20261122
_FIRST, _LAST = date(2010, 1, 1), date(2026, 6, 30)
_PARAGRAPHS = 6000
_DISCLOSURE = (("主动公开", 0.95), ("依申请公开", 0.99), ("不予公开", 1.0))


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """One invented document; `repeals` is the 发文字号 of an older one, or empty."""

    slug: str
    title: str
    day: date
    department: str
    number: str
    index_number: str
    kind: str
    category: str
    topic: str
    disclosure: str
    keywords: tuple[str, ...]
    summary: str
    repeals: str
    body: str


def write_corpus(folder: Path, n: int, layouts: tuple[str, ...] = ("gongkai",)) -> None:
    """Write `n` documents once for each layout, under `folder/LAYOUT`."""
    roots = {layout: folder / layout / ("documents" if layout == "gongkai" else "zc") for layout in layouts}
    made: set[Path] = set()
    for document in documents(n):
        for layout, root in roots.items():
            path = root / str(document.day.year) / f"{document.slug}.md"
            if path.parent not in made:
                path.parent.mkdir(parents=True, exist_ok=True)
                made.add(path.parent)
            path.write_text(_AS[layout](document), encoding="utf-8")


def documents(n: int, seed: int = _SEED) -> Iterator[MadeDocument]:
    """`n` documents in order of day. The same `n` and seed give the same documents."""
    words = tables.load("benchmark")["corpus"]
    rng = random.Random(seed)  # noqa: S311 (repeatable, not secret)
    paragraphs = [_paragraph(rng, words) for _ in range(_PARAGRAPHS)]
    span = (_LAST - _FIRST).days
    serials: dict[tuple[int, int], int] = {}
    numbers: list[str] = []
    for place, offset in enumerate(sorted(rng.randrange(span) for _ in range(n)), start=1):
        day = _FIRST + timedelta(days=offset)
        which = rng.randrange(len(words["departments"]))
        department, short = words["departments"][which]
        serial = serials[which, day.year] = serials.get((which, day.year), 0) + 1
        number = words["number"].format(short=short, year=day.year, serial=serial)
        kind, matter = rng.choice(words["types"]), rng.choice(words["matters"])
        # the number in the title keeps titles apart, as a real column's matters do
        title = words["title"].format(issuer=department, verb=rng.choice(words["verbs"]), matter=matter, kind=kind)
        title = f"{title}（{day.year}年第{serial}号）"
        chance = rng.random()
        yield MadeDocument(
            slug=f"d{place:06d}",
            title=title,
            day=day,
            department=department,
            number=number,
            index_number=f"1199010{which:02d}MB{which:03d}0104N/{day.year}-{serial:05d}",
            kind=kind,
            category=rng.choice(words["categories"]),
            topic=rng.choice(words["topics"]),
            disclosure=next(name for name, below in _DISCLOSURE if chance < below),
            keywords=tuple(sorted(rng.sample(words["keywords"], rng.randint(1, 4)))),
            summary=words["summary"].format(matter=matter),
            repeals=rng.choice(numbers) if numbers and rng.random() < 0.05 else "",
            body=_body(rng, words, paragraphs, title, department, kind, day),
        )
        numbers.append(number)


def _size(rng: random.Random) -> int:
    if rng.random() < 0.003:
        return rng.randrange(40_000, 60_000)
    return int(min(30_000, max(500, math.exp(rng.gauss(math.log(2800), 0.75)))))


def _paragraph(rng: random.Random, words: dict[str, Any]) -> str:
    sentences = []
    for _ in range(rng.choice((1, 1, 2, 2, 3, 4))):
        parts = [rng.choice(words["reasons"]), rng.choice(words["subjects"]) + rng.choice(words["acts"])]
        parts += [rng.choice(words["acts"])] if rng.random() < 0.4 else []
        parts += [rng.choice(words["ends"])] if rng.random() < 0.6 else []
        sentences.append("，".join(parts) + "。")
    if rng.random() < 0.025:  # as often as a paragraph of real texts holds a word that the clause reader looks at
        sentences.append(words["rare"])
    return "".join(sentences)


def _body(
    rng: random.Random, words: dict[str, Any], paragraphs: list[str], title: str, department: str, kind: str, day: date
) -> str:
    target, size, section = _size(rng), 0, 0
    parts = [f"# {title}", words["addressee"]]
    while size < target:
        if rng.random() < 0.16 and section < 10:
            parts.append(f"## {words['numerals'][section]}、{rng.choice(words['headings'])}")
            section += 1
        text = rng.choice(paragraphs)
        if rng.random() < 0.06:
            text = f"**{text[:12]}**{text[12:]}"
        parts.append(text)
        size += 3 * len(text)
    if rng.random() < 0.15:
        parts.append("\n".join(f"{i}. {rng.choice(words['matters'])}；" for i in range(1, rng.randint(4, 9))))
    chance = rng.random()
    if chance < 0.25:
        start = day + timedelta(days=30)
        parts.append(words["entry"].format(kind=kind, year=start.year, month=start.month, day=start.day))
    elif chance < 0.30:
        parts.append(words["term"].format(kind=kind))
    if rng.random() < 0.10:
        parts += [f"### {words['appendix']}", _table(rng, words)]
    parts += [department, words["day_words"].format(year=day.year, month=day.month, day=day.day)]
    return "\n\n".join(parts) + "\n"


def _table(rng: random.Random, words: dict[str, Any]) -> str:
    columns = rng.choice((3, 4, 5))
    rows = ["| " + " | ".join(words["table_heads"][:columns]) + " |", "|" + " --- |" * columns]
    for place in range(1, rng.randint(4, 25)):
        until = words["month_end"].format(month=rng.randint(1, 12))
        cells = [str(place), rng.choice(words["matters"]), rng.choice(words["departments"])[0], until]
        rows.append("| " + " | ".join([*cells, rng.choice(words["keywords"])][:columns]) + " |")
    return "\n".join(rows)


def _gongkai(d: MadeDocument) -> str:
    words = tables.load("benchmark")["corpus"]
    head = [
        f"标题: {_quoted(d.title)}", f"索引号: {d.index_number}", f"发文机关: {d.department}", f"发文字号: {d.number}",
        f"成文日期: {d.day}", f"发布日期: {d.day}", f"分类: {d.category}", "主题分类:", f"  - {d.topic}",
        f"体裁: {d.kind}", f"公开属性: {d.disclosure}",
    ]  # fmt: skip
    if d.disclosure != "主动公开":
        head.append(f"理由: {words['grounds']}")
    if d.repeals:
        head += ["废止:", f"  - {d.repeals}"]
    head += [f"内容概述: {d.summary}", "主题词:", *(f"  - {k}" for k in d.keywords), f"责任部门: {d.department}"]
    note = f"\n{words['public_note']}\n" if d.disclosure == "主动公开" else ""
    return "\n".join(["---", *head, "---", "", d.body]) + note


def _pelican(d: MadeDocument) -> str:
    head = [
        f"Title: {d.title}", f"Date: {d.day}", f"Category: {d.kind}", f"Author: {d.department}", f"Slug: {d.slug}",
        f"DocNo: {d.number}", f"IndexNo: {d.index_number}", f"Topic: {d.topic}", f"Publicity: {d.disclosure}",
        "Doc_status: 有效", f"Keywords: {', '.join(d.keywords)}",
    ]  # fmt: skip
    head += [f"Repeals: {d.repeals}"] if d.repeals else []
    return "\n".join([*head, "", d.body])


def _yaml(d: MadeDocument, *, lists: bool) -> str:
    many = "[{}]" if lists else "{}"
    names = ("categories", "departments", "years") if lists else ("category", "department", "year")
    values = (d.kind, d.department, str(d.day.year))
    head = [f"title: {_quoted(d.title)}", f"date: {d.day}", f"slug: {d.slug}"]
    head += [f"{name}: {many.format(_quoted(value))}" for name, value in zip(names, values, strict=True)]
    head += [
        f"docno: {_quoted(d.number)}", f"indexno: {_quoted(d.index_number)}", f"topic: {_quoted(d.topic)}",
        f"publicity: {_quoted(d.disclosure)}", 'doc_status: "有效"',
        f"keywords: [{', '.join(map(_quoted, d.keywords))}]",
    ]  # fmt: skip
    head += [f"repeals: {_quoted(d.repeals)}"] if d.repeals else []
    return "\n".join(["---", *head, "---", "", d.body])


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_AS: dict[str, Callable[[MadeDocument], str]] = {
    "gongkai": _gongkai,
    "pelican": _pelican,
    "hugo": lambda d: _yaml(d, lists=True),
    "eleventy": lambda d: _yaml(d, lists=False),
}
