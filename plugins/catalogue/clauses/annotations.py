"""Notes that a site or an editor sets on a document: 【本文件已于2020年12月31日废止】, （已失效）, 效力状态：失效."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from plugins.catalogue.clauses.nouns import own_noun
from plugins.catalogue.clauses.scope import parts_between
from plugins.catalogue.clauses.skeleton import D, Q, Skeleton, T
from plugins.catalogue.effects import EffectKind

_ENDINGS = {
    "废止": EffectKind.REPEAL,
    "停止执行": EffectKind.REPEAL,
    "作废": EffectKind.REPEAL,
    "失效": EffectKind.EXPIRE,
}
_REPLACED = re.compile("代替|替代|取代")


@cache
def _note() -> re.Pattern[str]:
    subject = f"[本该此](?:{own_noun()}|件|规章|法规|篇法规|篇文件|规范性文件|法律)"
    return re.compile(_NOTE.replace("SUBJECT", subject))


_NOTE = (
    rf"^[【〔(“]?(?:\(?(?:注|说明|备注|提示|编者按|编者注|编辑注|温馨提示|特别提示|注释|小编注)\)?[：:】〕]?)?(?:SUBJECT)(?:现|全文|目前|业)?已?经?"
    rf"(?:(?:于|自|从)?(?P<day>{D})(?:起)?)?(?:已)?(?:被|由|经|因)?(?P<by>[^。；]{{0,60}}?)(?:自(?P<day2>{D})起)?(?:全文|同时|宣布|予以|明确|公布|自动|自行)*"
    rf"(?P<verb>废止|失效|停止执行|作废|代替|替代|取代)(?P<rest>[。！，；】〕)”]?.{{0,80}})$"
)
_BARE = re.compile(
    r"^[【〔(](?:此件|全文|本文|文件|该文件)?(?:现|业)?(?:已经?|全文)?(?:被)?(?P<verb>废止|失效|停止执行|作废)[】〕)]"
)
_BARE_END = re.compile(r"[【〔(](?:此件|全文|本文)?(?:现|业)?(?:已经?|全文)(?P<verb>废止|失效|停止执行|作废)[】〕)]$")
_FIELD = re.compile(
    r"^(?:效力|时效性?|有效性|文件状态|状态|效力状态|法律效力|是否有效|有效状态)：(?:已|全文|现已)?(?P<verb>废止|失效|停止执行|作废)$"
)


@dataclass(frozen=True, slots=True)
class Annotation:
    """The document's own end as a note tells it."""

    kind: EffectKind
    day: str | None
    parts: tuple[str, ...] = ()


def read_annotation(skeleton: Skeleton, title: str, first: bool) -> Annotation | None:
    """The end that a short line tells of the document itself, or None. `first`: it is one of the first lines."""
    text = skeleton.text
    if len(text) > 200:
        return None
    match = _note().match(text)
    if (
        match
        and not re.search("如|若|应|将|拟|可|未|不|建议|是否|后自|前|吗|？|有效期", match["by"] or "")
        and not re.match("的|后|前|时", match["rest"] or "")
    ):
        told = "已" in text[: match.start("verb")] or match["by"].startswith(("被",)) or match["day"]
        bracketed = text[:1] in "【〔(" or re.match(r"\(?注|说明|备注|提示|编|温|特", text)
        if told and (bracketed or "已" in text[: match.start("verb")]):
            day = match["day"] or match["day2"]
            parts = parts_between(skeleton, 0, match.start("verb"))
            kind = EffectKind.PARTIAL_REPEAL if parts or "部分" in text[: match.start("verb")] else _kind(match["verb"])
            return Annotation(kind, skeleton.dates.get(day) if day else None, parts)
    match = _FIELD.match(text)
    if match:
        return Annotation(_kind(match["verb"]), None)
    if first:
        match = _BARE.match(text)
        if match:
            return Annotation(_kind(match["verb"]), None)
        match = _BARE_END.search(text)
        if match and _same(text[: match.start()], title, skeleton):
            return Annotation(_kind(match["verb"]), None)
    return None


def _kind(verb: str) -> EffectKind:
    return EffectKind.SUPERSEDE if _REPLACED.match(verb) else _ENDINGS[verb]


def _same(words: str, title: str, skeleton: Skeleton) -> bool:
    plain = "".join(c for c in words if "一" <= c <= "鿿")
    own = "".join(c for c in title if "一" <= c <= "鿿")
    return bool(plain) and (plain in own or own in plain) and not re.search(f"{T}|{Q}", words)
