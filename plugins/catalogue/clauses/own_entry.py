"""The document's own entry into force, read sentence by sentence: 本办法自2024年5月1日起施行."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from plugins.catalogue.clauses.dates import ISSUE, day_after, find_dates
from plugins.catalogue.clauses.normalise import blank, fold

_D = "\U00100000"
"""Stands in a sentence for a date."""
_KIND = (
    "办法|规定|细则|规则|条例|法|意见|通知|方案|决定|公告|通告|文件|标准|规范|规程|解释|制度|指引|指南|批复|修正案|准则|目录|预案|规划|计划"
    "|措施|清单|政策|决议|章程|基准|公约|守则|令|函"
)
_OWN = rf"本(?:实施|暂行|试行|管理|补充|若干|指导|工作|行政){{0,2}}(?P<kind>{_KIND})(?:\([^()]{{0,20}}\))?"
_AT = (
    rf"(?:(?P<day>{_D})(?:\((?:星期|周|礼拜)[一二三四五六日天]\))?(?:零时|0时|零点|0点|0?0:00)?(?:之日)?"
    rf"(?:起|开始|(?P<later>以后|之?后))?(?:(?:至|到){_D}止?)?"
    rf"|(?P<issue>(?:正式)?{ISSUE}(?:(?:并|和|、)?(?:施行|实施|执行))?之日起?|即日起?))"
)
_ENTER = r"(?:施行|实施|执行|生效|试行)"
_ENTERS = (
    rf"，?(?:正式|开始|全面|统一)?{_ENTER}"
    rf"(?!之?[日前后时]|以[来前后]|的|期|中|细则|方案|意见|情况|过程|主体|机关|{_KIND})"
)
_FROM = "(?:自|从|于|由|在)"
_PART = "第的中其内《所自从"
"""What makes the words after 本办法 speak of a part of it, or of something else."""
_CLAUSES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_OWN}(?:[一-鿿()](?<![{_PART}])){{0,12}}?(?:经[^。；]{{0,30}}?，)?，?{_FROM}?{_AT}{_ENTERS}",
        rf"(?:^|[，：、)\n0-9一二三四五六七八九十]|条){_OWN}(?![{_PART}])[^，。；《]{{1,40}}(?:，[^，。；《]{{1,40}}){{0,3}}，(?:并)?{_FROM}{_AT}{_ENTERS}",
        rf"(?:^|[，：、)\n]|条){_FROM}{_AT}，?(?:正式|开始|全面|统一)?{_ENTER}{_OWN}(?=[，。；]|$)",
        rf"(?:^|[，：、)\n]|条){_FROM}{_AT}，{_OWN}{_ENTERS}",
    )
)
_UNTOLD = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_OWN}(?:[一-鿿()](?<![{_PART}])){{0,6}}?，?{_FROM}[^，。；《]{{1,40}}?(?:起|后|日|时|届满|期满|月|年)(?:正式|开始|全面|统一)?{_ENTER}(?=[，。；、)]|$|至|有效)",
        rf"(?:^|[，：、)\n]|条){_OWN}(?![{_PART}])[^，。；《]{{1,40}}(?:，[^，。；《]{{1,40}}){{0,3}}，(?:并)?(?:自|从|于)[^，。；《]{{1,40}}?(?:起|后|日|时|届满|期满|月|年)(?:正式|开始|全面|统一)?{_ENTER}(?=[，。；、)]|$|至|有效)",
        rf"{_OWN}的?(?:正式)?{_ENTER}的?(?:日期|时间)，?(?:由[^，。；]{{1,30}})?另行",
    )
)
_VERBS = ("施行", "实施", "實施", "执行", "執行", "生效", "试行", "試行")
_VERB_LENGTH = 2
_MAY_TELL = re.compile("[日年号]|另行|[后後][施实實]")
_BEFORE_VERB = frozenset(
    "起后後日号號年月时時满滿止) ）*_`\n　，,式始面一統统的>]】" + _KIND.replace("|", "") + "則見釋範複劃"
)
"""What the character before 施行 can be: most uses of these words are told apart by it."""
_BOUNDARY = re.compile(
    r"[。；！？]|\n(?=\s*(?:\n|#|第[一二三四五六七八九十百零〇0-9]{1,6}[章节条]|[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[.、．]|[（(]))"
)
_LONGEST = 240
"""More characters than a sentence of entry into force has."""
_MOST = 400
"""Sentences of one text that are read; a text that is nothing but such sentences states nothing."""


@dataclass(frozen=True, slots=True)
class EntryClause:
    """`day` None stands for 自印发之日 (the date of issue). `sentence` is the clause as issued."""

    day: date | None
    sentence: str


def entry_clause(text: str, title: str) -> EntryClause | None:
    """The clause that says from when the document itself applies, or None when none does or several disagree.

    Only a clause whose subject is the document counts: 本办法 where the title speaks of a 办法, 本文件, or 本通知 of a
    notice. A draft put up for comment says when it would apply, not when the announcement does.
    """
    told, untold = _read(text, title)
    return next(iter(told.values())) if len(told) == 1 and not untold else None


def undated_entry(text: str, title: str) -> str | None:
    """The sentence, as issued, in which the document says from when it applies, where no day can be told from it.

    公布之日起三十日后 needs a day that is not in the text; two clauses that disagree tell none either. None where the
    text says nothing of the kind, or says it plainly.
    """
    told, untold = _read(text, title)
    if untold:
        return untold[0]
    return next(iter(told.values())).sentence if len(told) > 1 else None


@lru_cache(maxsize=2)
def _read(text: str, title: str) -> tuple[dict[date | None, EntryClause], list[str]]:
    told: dict[date | None, EntryClause] = {}
    untold: list[str] = []
    if any(word in title for word in ("征求意见", "草案", "解读")):
        return told, untold
    title = fold(title)
    for sentence in _sentences(text):
        folded = fold(blank(sentence))
        plain = _plain(folded)
        dates = list(find_dates(plain))
        for found in reversed(dates):
            plain = plain[: found.start] + _D + plain[found.end :]
        read = False
        for pattern in _CLAUSES:
            for match in pattern.finditer(plain):
                if not _is_own(match["kind"], title):
                    continue
                read = True
                if match["issue"]:
                    told.setdefault(None, EntryClause(None, sentence.strip()))
                    continue
                iso = dates[plain.count(_D, 0, match.start("day"))].iso
                day = _day(day_after(iso) if match["later"] else iso)
                if day is None:
                    untold.append(sentence.strip())
                else:
                    told.setdefault(day, EntryClause(day, sentence.strip()))
        if not read and any(_is_own(m["kind"], title) for p in _UNTOLD for m in p.finditer(plain)):
            untold.append(sentence.strip())
    return told, untold


def _is_own(kind: str, title: str) -> bool:
    return kind in title or kind == "文件"


def _sentences(text: str) -> Iterator[str]:
    """The sentences of `text` that may say from when it applies, as issued, with their full stop."""
    done = count = 0
    for place in _verbs(text):
        if place < done:
            continue
        low = max(done, place - _LONGEST)
        before = text[low:place]
        if "本" not in before and "本" not in text[place + _VERB_LENGTH : place + _VERB_LENGTH + 1]:
            continue
        marks = [m.end() for m in _BOUNDARY.finditer(text, low, place)]
        start = marks[-1] if marks else low
        stop = _BOUNDARY.search(text, place + _VERB_LENGTH, min(len(text), place + _VERB_LENGTH + _LONGEST))
        end = stop.end() if stop else min(len(text), place + _VERB_LENGTH + _LONGEST)
        done = end
        if not _MAY_TELL.search(text, start, end):
            continue
        count += 1
        if count > _MOST:
            return
        yield text[start:end]


def _verbs(text: str) -> list[int]:
    """Where the verbs of entry into force stand, in order; one search a word is cheaper than one pattern for all."""
    places = []
    for verb in _VERBS:
        place = text.find(verb)
        while place >= 0:
            if text[place - 1 : place] in _BEFORE_VERB:
                places.append(place)
            place = text.find(verb, place + _VERB_LENGTH)
    return sorted(places)


_SPACE = re.compile(r"[^\S\n]+|[*_`\u200b\ufeff]+")


def _plain(folded: str) -> str:
    """Without spaces and emphasis; a line break stays where 本 begins the next line."""
    return re.sub(r"\n(?!本)", "", _SPACE.sub("", folded)).strip()


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if len(iso) == 10 else None
