"""施行日期 read in the text: 本办法自2024年5月1日起施行."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_DAY = (
    r"(?:\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
    r"|[一二三四五六七八九〇零○]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
_CLAUSE = re.compile(
    rf"(?P<subject>本[一-龥（）()]{{1,12}}?)?(?:经[^。；\n]{{0,30}}?[，,])?自\s*"
    rf"(?P<day>{_DAY}|(?:公布|发布|印发|颁布|公告|签发|下发)之日|即日)\s*起"
    r"(?:正式)?(?:施行|实施|执行|生效|试行|开始施行|开始实施)"
)
_MOMENT = re.compile(
    rf"自\s*(?:{_DAY}|(?:公布|发布|印发|颁布|公告|签发|下发)之日|即日)\s*起(?:正式)?(?:施行|实施|执行|生效|试行|开始施行|开始实施)"
)
"""What every clause ends with: found quickly, because it begins with one fixed character."""
_MOST_BEFORE = 50
"""More characters than a clause has in front of its 自."""
_OWN = re.compile(
    r"^本(?P<kind>办法|规定|细则|规则|条例|法|意见|通知|方案|决定|公告|通告|文件|标准|规范|规程|解释|制度|指引|指南|批复|修正案|准则|目录|预案|规划|计划)"
)
_NUMERALS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}


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
    if "起" not in text or any(word in title for word in ("征求意见", "草案", "解读")):
        return None
    moment = _MOMENT.search(text)
    if not moment:
        return None
    found: dict[date | None, EntryClause] = {}
    for match in _CLAUSE.finditer(text, max(0, moment.start() - _MOST_BEFORE)):
        subject = match["subject"]
        own = _OWN.match(subject) if subject else None
        if own is None or not (own["kind"] in title or own["kind"] == "文件"):
            continue
        day = None if "之日" in match["day"] or match["day"] == "即日" else _parse(match["day"])
        if day is None and match["day"][0].isdigit():
            continue
        start = max(text.rfind(mark, 0, match.start()) for mark in "。；\n") + 1
        end = text.find("。", match.end())
        stop = text.find("\n", match.end())
        ends = [place for place in (end + 1 if end >= 0 else -1, stop) if place > 0]
        sentence = text[start : min(ends) if ends else len(text)].strip()
        found.setdefault(day, EntryClause(day, sentence))
    return next(iter(found.values())) if len(found) == 1 else None


def _parse(words: str) -> date | None:
    plain = "".join(words.split())
    year, rest = plain.split("年")
    month, rest = rest.split("月")
    try:
        return date(_number(year), _number(month), _number(rest.removesuffix("日")))
    except (ValueError, KeyError):
        return None


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)
    return int("".join(str(_NUMERALS[c]) for c in text))
