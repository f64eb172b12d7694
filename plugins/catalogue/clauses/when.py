"""From when an effect runs: the words beside the verb first, then the document's own 施行 clause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from plugins.catalogue.clauses.dates import ISSUE, day_after
from plugins.catalogue.clauses.nouns import own_name
from plugins.catalogue.clauses.skeleton import D, Skeleton, T
from plugins.catalogue.effects import ON_ENTRY_INTO_FORCE, ON_PUBLICATION

RELATIVE = "relative"
"""自公布之日起三十日后: a day that cannot be told from the text."""
AFTER_TRANSITION = "after-transition"

_ENTER = "(?:施行|实施|执行|试行|生效|实行|启用|起效|适用|有效)"
_DAY = rf"{D}(?:\((?:星期|周|礼拜)[一二三四五六日天]\))?(?:零时|0时|0:00|(?:早晨)?(?:零点|0点))?"


@cache
def _markers() -> tuple[tuple[str, re.Pattern[str]], ...]:
    own = own_name()
    return tuple(
        (name, re.compile(f"(?:{pattern})$"))
        for name, pattern in (
            (RELATIVE, rf"(?:自|从|在)?(?:{own})?{ISSUE}(?:之日)?(?:起)?(?:满)?[0-9一二三四五六七八九十百]{{1,4}}(?:个)?(?:工作)?(?:日|天|月|年)(?:之?后|起|以后)?(?:起)?"),  # noqa: E501
            ("range", rf"(?:自|从|于|在)?(?P<from>{D})(?:起)?(?:至|到|-|～)(?P<to>{D})(?:止|期间内?|底|前)?(?:，)?"),
            ("until", rf"(?:至|到|截至)(?P<to>{D})(?:止|期间内?)?"),
            ("day", rf"(?:自|从|于|由|在)?(?P<day>{_DAY})(?:之日)?(?:(?P<late>24时|24点|二十四时)?(?:起|开始)|(?P<later>以后|之?后))(?:正式)?"),  # noqa: E501
            ("on", rf"(?:自|从|于|由|在)?(?P<day>{_DAY})(?:之日)?(?:正式)?"),
            ("issue", rf"(?:自|从|于|在)?(?:{own})?(?:正式)?{ISSUE}(?:和|并|、|或者?|及)?(?:{_ENTER})?之?(?:日|时)(?:起)?"),  # noqa: E501
            ("issue", r"(?:自|从)?即日起|自今日起|自今天起"),
            ("entry", rf"(?:自|从|于|在)?(?:(?:{own}|{T}|新办法|新规定|新条例))?(?:自)?(?:正式)?(?:{ISSUE})?{_ENTER}(?:之日|日)(?:起)?"),  # noqa: E501
            ("entry", rf"(?:自|从|于|在)?(?:{own}|{T}|新办法|新规定|新条例)(?:正式)?(?:{ISSUE})?(?:并)?{_ENTER}(?:后|之后|以后|时|的同时)"),  # noqa: E501
            ("issue", rf"(?:自|从|于|在)?{own}(?:正式)?{ISSUE}(?:后|之后|以后|时|的同时)"),
            (AFTER_TRANSITION, r"(?:自)?过渡期(?:满|届满|结束|期满|到期)(?:后|之日起|之后|以后|的?次日起)?|期满后"),
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time read beside a verb: `kind` is a marker's name; `day` and `until` are ISO where it has them.

    `on` is a day without 起 (于2020年1月1日废止), which also tells of the past.
    """

    kind: str
    day: str | None = None
    until: str | None = None


def moment_before(skeleton: Skeleton, low: int, end: int) -> tuple[Moment, int] | None:
    """The moment whose words end at `end`, and where they start; None when what ends there is no moment."""
    window = skeleton.text[max(low, end - 40) : end]
    base = end - len(window)
    for kind, pattern in _markers():
        match = pattern.search(window)
        if not match:
            continue
        parts = match.groupdict()
        day = parts.get("day") or parts.get("from")
        until = parts.get("to")
        iso = skeleton.dates.get(day[0]) if day else None
        if iso and (parts.get("later") or parts.get("late")):
            iso = day_after(iso)  # 2024年12月31日后, 24时起: that day itself is still before it
        return (
            Moment(
                kind,
                iso,
                skeleton.dates.get(until[0]) if until else None,
            ),
            base + match.start(),
        )
    return None


@cache
def _entry() -> re.Pattern[str]:
    own = own_name()
    return re.compile(
        rf"(?P<own>{own}[^。；]{{0,60}}?|{T}[^。；，]{{0,20}}，?)?"
        rf"(?:(?:自|从|由)(?:{own})?{ISSUE}(?:和|并|、)?(?:{_ENTER})?之?日(?:起)?(?:(?P<relative>(?:满)?[0-9一二三四五六七八九十百]{{1,4}}(?:个)?(?:工作)?(?:日|天|月|年)(?:之?后|以后|起)?(?:起)?))?(?:正式|开始|一并)?(?P<verb>{_ENTER})?"
        rf"|(?:自|从)即日起(?:正式|开始)?(?:{_ENTER})?"
        rf"|(?:自|从|于|由)?(?P<day>{_DAY})(?:起|之日起|开始|)?(?:，)?(?:正式|开始|全面|恢复|重新|统一)?{_ENTER})(?!的|之日|日期|以来|期|{D})"
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement of entry into force in a paragraph: `place` is its end; `value` an ISO day or a token."""

    place: int
    value: str
    own: bool


def entries(skeleton: Skeleton) -> list[Entry]:
    """The statements of entry into force in a paragraph, in order."""
    if not _HINT.search(skeleton.text):
        return []
    found = []
    for match in _entry().finditer(skeleton.text):
        day = match["day"]
        own = bool(match["own"])
        if day:
            value = skeleton.dates[day[0]]
        elif match["relative"]:
            value = RELATIVE
        elif match["verb"] is None and not own:
            continue
        else:
            value = ON_PUBLICATION
        found.append(Entry(match.end(), value, own))
    if not found:
        found += [Entry(m.end(), skeleton.dates[m["day"][0]], False) for m in _FROM.finditer(skeleton.text)]
    return found


_FROM = re.compile(
    rf"(?:^|(?<=[。；、]))(?:经[^，。；]{{2,24}}，)?(?:自|从)(?P<day>{_DAY})(?:起|之日起)，?"
    rf"(?=[^。；{T[1:-1]}]{{1,60}}，[^。；]{{0,80}}{T}[^。；]{{0,24}}(?:同时|一并|随之|相应))"
)
"""自D起取消该项收费，《A》同时废止: what begins on that day is no document, the ending begins with it."""
_HINT = re.compile(f"施行|实施|执行|试行|生效|实行|启用|适用|日起|{D}起")
_TRANSITION = re.compile(rf"过渡期(?:为|是|自|从)?(?:{D})?(?:起)?(?:至|到|-)(?P<to>{D})")


def transition_end(skeleton: Skeleton) -> str | None:
    """The last day of a 过渡期 that the paragraph states."""
    match = _TRANSITION.search(skeleton.text)
    return skeleton.dates.get(match["to"]) if match else None


def own_start(value: str | None) -> str | None:
    """What an effect's day is when it runs from the document's own entry into force, stated as `value`."""
    return ON_ENTRY_INTO_FORCE if value is None or value == RELATIVE else value
