"""What a heading or the words over a list say of the documents listed under them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from plugins.catalogue.clauses.scope import PART
from plugins.catalogue.effects import EffectKind


class Standing(StrEnum):
    """What is said of a listed document where nothing ends: it stays, or only a plan is told."""

    KEPT = "kept"
    OFF = "off"


Verdict = EffectKind | Standing

_PLANNED = re.compile(
    r"(?:拟|建议|需要?|应当?|计划|待|征求|送审|研究|可|将)(?:予以|进行|作|由[^，]{1,20})?(?:废止|失效|修改|修订|清理|停止执行|宣布失效)|征求意见|草案|建议(?:目录|清单)|不属于"
)
_PART = re.compile(
    r"部分(?:条款|内容|条文|规定)?(?:予以|宣布|的)?(?:废止|失效|修改|停止执行)|(?:条款|条文)(?:废止|失效)|(?:废止|失效|停止执行)的?部分(?:条款|内容)|(?:废止|失效)(?:的)?(?:相关|有关)?条款"
)
_ENDED = re.compile(r"废止|停止(?:执行|施行|实施|使用)|作废|不再(?:执行|适用|施行|实施)|废除|撤销")
_ENDING = re.compile("废止|失效|停止执行")
_LAPSED = re.compile(r"失效|不再具有[^，。]{0,4}效力")
_KEPT = re.compile(r"继续(?:有效|执行|施行|适用|保留|实施)|保留|现行有效|(?<!无)有效(?!期)")
_RESUMED = re.compile("恢复(?:执行|施行|实施|适用)")
_CHANGED = re.compile(r"修改|修订|修正|重新(?:公布|发布|制定|印发)|调整|完善|合并")
_PAUSED = re.compile(r"暂停(?:执行|施行|实施|适用)?|暂缓执行|中止(?:执行|施行)")
_REPLACED = re.compile(r"(?:被)?(?:代替|替代|取代)")
_PUT_OFF = re.compile(
    r"(?:暂缓|暂不|不再|不予|延期|延迟|推迟|取消|撤销|停止|中止)(?:予以|进行|宣布)?(?:废止|失效|废除|作废|停止执行)"
)
_NOT_ENDED = re.compile(r"^(?:不|未|尚未|无需|不予|暂不)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What words say of documents. `sure` False where two endings are named together or the words are a plan's."""

    verdict: Verdict
    sure: bool = True
    note: str = ""


def read_status(words: str) -> Reading | None:
    """What a status cell (folded, squeezed) says of the row's document, or None when it is no status."""
    if not words or len(words) > 40:
        return None
    if _PLANNED.search(words) or _NOT_ENDED.match(words) or _PUT_OFF.search(words):
        return Reading(Standing.OFF)
    if _PART.search(words) or (_ENDING.search(words) and re.search(PART, words)):
        return Reading(EffectKind.PARTIAL_REPEAL)
    kept = _KEPT.search(words)
    ended, lapsed = _ENDED.search(words), _LAPSED.search(words)
    if ended and lapsed:
        return Reading(EffectKind.REPEAL, sure=not kept, note="both")
    if (kept or _RESUMED.search(words)) and (ended or lapsed):
        return Reading(Standing.OFF)
    if ended:
        return Reading(EffectKind.REPEAL, sure=not re.match("已", words))
    if lapsed:
        return Reading(EffectKind.EXPIRE, sure=not re.match("已", words))
    if kept:
        return Reading(Standing.KEPT)
    if _RESUMED.search(words):
        return Reading(EffectKind.RESUME)
    if _PAUSED.search(words):
        return Reading(EffectKind.SUSPEND)
    if _CHANGED.search(words):
        return Reading(Standing.OFF)
    if _REPLACED.search(words):
        return Reading(EffectKind.SUPERSEDE, sure="被" in words)
    return None


_WORDS = re.compile("废止|失效|停止执行|停止施行|作废|有效|保留|修改|修订|暂停|继续执行|不再执行|代替|替代|取代|不属于")
_LIST_NOUN = "(?:文件|规章|法规|规定|办法|通知|目录|清单|名单|政策|制度|条款|解释|决定|规范|公告|标准|一览表|情况表|汇总表|表|结果|情况|类)"  # noqa: E501
_HEADING = re.compile(
    rf"^(?:[^，。；：！？]{{0,24}}，)?[^。；！？，]{{0,50}}?(?:{_LIST_NOUN}|的|项|件|部)?(?:\([^()]{{0,40}}\))?[0-9一二三四五六七八九十百]{{0,4}}(?:件|项|部|个)?(?:如下)?[：:]?$"
)
_COUNT = re.compile(
    r"\((?:共|计)?[^()]{0,4}[0-9一二三四五六七八九十百]+[件个项部份][^()]{0,10}\)|共?[0-9一二三四五六七八九十百]+[件个项部份]$"
)


_ONLY = re.compile(
    r"^(?:予以|决定|宣布|拟|建议|全文|现行|继续|部分|条款|和|、|类|部分条款)*(?:废止|失效|有效|保留|修改|修订|停止执行|暂停执行|执行|作废)(?:类|部分)?$"
)
_ACTING = re.compile("^[将在对把]|修改为|删去|增加|第[一二三四五六七八九十百零0-9]+条")
_SPOKEN = re.compile("下列|以下|日起|[\U00100000-\U00107fff]")


def read_heading(words: str) -> Reading | None:
    """What a heading (folded, squeezed, without its marker and without titles) says of what is listed under it."""
    words = words.rstrip("：:")
    if _SPOKEN.search(words):
        return None
    if not words or len(words) > 70 or not _WORDS.search(words) or not _HEADING.match(words):
        return None
    bare = _COUNT.sub("", words)
    if not (re.search(_LIST_NOUN, bare) or bare.endswith("的") or _ONLY.match(bare)) or _ACTING.search(bare):
        return None
    if _PLANNED.search(bare) or _PUT_OFF.search(bare):
        return Reading(Standing.OFF)
    if _PART.search(bare):
        if _CHANGED.search(bare) and not (_ENDED.search(bare) or _LAPSED.search(bare)):
            return Reading(Standing.OFF)
        return Reading(EffectKind.PARTIAL_REPEAL)
    ended, lapsed = _ENDED.search(bare), _LAPSED.search(bare)
    kept, changed = _KEPT.search(bare) or _RESUMED.search(bare), _CHANGED.search(bare)
    if (ended or lapsed) and (kept or changed):
        return Reading(Standing.OFF, note="mixed")
    if ended or lapsed:
        both = ended and lapsed
        return Reading(EffectKind.REPEAL if ended else EffectKind.EXPIRE, note="both" if both else "")
    if kept:
        return Reading(EffectKind.RESUME if _RESUMED.search(bare) else Standing.KEPT)
    if changed:
        return Reading(EffectKind.AMEND if re.search("(?:决定|予以|作出)修改", bare) else Standing.OFF)
    if _PAUSED.search(bare):
        return Reading(EffectKind.SUSPEND)
    if _REPLACED.search(bare):
        return Reading(EffectKind.SUPERSEDE, sure="被" in bare)
    return None
