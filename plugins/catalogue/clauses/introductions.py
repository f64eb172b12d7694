"""The words over a list: 下列文件自…起废止：, 现将废止的文件目录予以公布, 决定宣布以下12件文件失效."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from plugins.catalogue.clauses.dates import parse_term
from plugins.catalogue.clauses.nouns import own_name
from plugins.catalogue.clauses.patterns import adverb, any_verb, verb_rules
from plugins.catalogue.clauses.sections import Reading, Standing
from plugins.catalogue.clauses.skeleton import OBJECT, D, Skeleton
from plugins.catalogue.clauses.statements import moment_after, spoken_with_force
from plugins.catalogue.clauses.when import Moment, moment_before
from plugins.catalogue.effects import EffectKind

PATIENCE = 10
"""Lines that may stand between the words over a list and its first item."""

_NOUN = "(?:文件|规章|法规|规定|办法|通知|目录|解释|政策|制度|决定|规范|标准|条款|公告|意见|批复|细则|方案|条例|清单)"
_LIST = re.compile(
    rf"(?:下列|以下|下述|如下|下表|上列)[^，。；：]{{0,40}}?{_NOUN}|{_NOUN}[^。；]{{0,40}}?(?:如下|附后|见附件|见附表|见下表|公布如下)|"
    rf"{_NOUN}[^，。；]{{0,10}}?(?:目录|清单|名单)|(?:目录|清单|名单)[^。；]{{0,16}}?(?:附后|见附件|公布|如下)|(?:见附件|附后|附件[0-9一二三]{{0,2}})|^[^，。；：]{{0,20}}(?:废止|失效|停止执行|作废)的[^，。；：]{{0,16}}{_NOUN}："
)
_NOT_LIST = re.compile(
    "(?:提交|报送|提供|出示|填写|附具|备齐|持|签署|出具|送达)[^，。；]{0,8}(?:下列|以下)|情形|情况之一|行为之一|条件之一|条件的|证书|许可证|执照"
)
_BECAUSE = re.compile("(?:因|由于|鉴于|已被|被|与|根据|按照)[^，。；：]*")
_KEPT = re.compile("继续(?:有效|执行|施行|保留|实施)|予以保留|保留")
_CHANGED = re.compile("修改|修订|修正")
_DIRECT = re.compile(rf"(?:下列|以下|下述|如下|上列)[^，。；：]{{0,40}}?{_NOUN}(?:\([^()]{{0,30}}\))?")


@dataclass(slots=True)
class ListState:
    """What the lines that follow are said to be. `colon` is where items in the same paragraph begin, -1 for none."""

    reading: Reading
    moments: tuple[Moment, ...]
    span: tuple[int, int] | None
    level: int = 0
    colon: int = -1
    start: int = 0
    used: bool = False
    years: float | None = None
    until: str | None = None
    """The term that 下列文件有效期延长至… gives to what is listed."""
    patience: int = PATIENCE


def read_introduction(skeleton: Skeleton, low: int, high: int, running: ListState | None) -> ListState | None:
    """The list that the sentence [low, high) opens, or None when it opens none."""
    text = skeleton.text
    sentence = text[low:high]
    if not _LIST.search(sentence) or _NOT_LIST.search(sentence):
        return None
    verbs = list(any_verb().finditer(text, low, high))[:12]
    verbs = [v for v in verbs if verb_rules()[int((v.lastgroup or "v0")[1:])].kind is not EffectKind.SUPERSEDE]
    kept, changed = _KEPT.search(sentence), _CHANGED.search(sentence)
    if not verbs and not kept and not changed:
        return None
    colon = _colon(text, low, high)
    has_objects = re.search(OBJECT, text[low : colon if colon >= 0 else high])
    if has_objects and not re.search("附后|见附|附件|目录|下列|以下", sentence):
        return None
    if colon < 0 and not re.search("附后|附件|见附|目录|清单|名单|如下|下列|以下|下表", sentence):
        return None
    plain = _BECAUSE.sub("", sentence)
    kept, changed = _KEPT.search(plain), _CHANGED.search(plain)
    reading, moments = _verdict(skeleton, low, high, verbs, bool(kept), bool(changed))
    if reading is None:
        return None
    if has_objects and not re.search("附后|见附|附件|目录|等", sentence) and colon < 0:
        return None
    return ListState(reading, moments, skeleton.source_range(low, high), colon=colon, start=low)


@cache
def _replaced() -> re.Pattern[str]:
    return re.compile(
        rf"(?:下列|以下|下述)[^，。；：]{{0,30}}{_NOUN}[^，。；：]{{0,16}}?(?:被|由){own_name()}(?:所)?(?:代替|替代|取代)|"
        rf"{own_name()}[^，。；：]{{0,16}}?(?:，)?(?:同时)?(?:代替|替代|取代)(?:下列|以下|下述)[^，。；：]{{0,30}}{_NOUN}"
    )


def read_replaced(skeleton: Skeleton, low: int, high: int) -> ListState | None:
    """下列文件被本办法代替：, a list of documents whose place is taken."""
    match = _replaced().search(skeleton.text, low, high)
    if not match or not spoken_with_force(skeleton.text, low, match.start(), match.start()):
        return None
    span = skeleton.source_range(low, high)
    return ListState(Reading(EffectKind.SUPERSEDE), (), span, colon=_colon(skeleton.text, match.end(), high), start=low)


_EXTENDED = re.compile(
    rf"(?:下列|以下|下述)[^，。；：]{{0,40}}{_NOUN}(?:的)?，?(?:继续有效，|到期后，)?(?:的)?(?:有效期限?)?(?:统一|均|再|予以)?(?:延长|延续|顺延|延)(?:执行|有效期)?"
    rf"(?:(?:至|到)(?P<to>{D})(?:止)?|(?P<term>(?:[0-9]{{1,2}}|[一二两三四五六七八九十]{{1,2}})(?:个月|年)))"
)


_COUNTED = re.compile(rf"，?(?:从|自)(?P<from>{D})起(?:计算|算起|起算)")


def read_extension(skeleton: Skeleton, low: int, high: int) -> ListState | None:
    """下列文件有效期延长至…：, a list of documents whose term is moved."""
    match = _EXTENDED.search(skeleton.text, low, high)
    if not match or not spoken_with_force(skeleton.text, low, match.start(), match.start()):
        return None
    counted = _COUNTED.match(skeleton.text, match.end())
    moments = (Moment("day", skeleton.dates[counted["from"]]),) if counted else ()
    return ListState(
        Reading(EffectKind.VALIDITY_PERIOD), moments, skeleton.source_range(low, high),
        colon=_colon(skeleton.text, match.end(), high), start=low,
        years=parse_term(match["term"]) if match["term"] else None,
        until=skeleton.dates.get(match["to"]) if match["to"] else None,
    )  # fmt: skip


def _colon(text: str, low: int, high: int) -> int:
    place = text.find("：", low, high)
    return place + 1 if place >= 0 else -1


def _verdict(
    skeleton: Skeleton, low: int, high: int, verbs: list[re.Match[str]], kept: bool, changed: bool
) -> tuple[Reading | None, tuple[Moment, ...]]:
    text = skeleton.text
    direct = _DIRECT.search(text, low, high)
    kinds: list[EffectKind] = []
    moments: list[Moment] = []
    off = False
    for verb in verbs:
        rule = verb_rules()[int((verb.lastgroup or "v0")[1:])]
        if text[verb.end() : verb.end() + 2] == "的，":
            continue
        window = text[max(low, verb.start() - 12) : verb.start()]
        if window.endswith(("现将", "决定将")):
            window = ""  # 现将停止执行的文件公布如下
        if adverb("no").search(window) or adverb("history").search(window):
            off = True
            continue
        clause = max(text.rfind(mark, low, verb.start()) for mark in "，：；") + 1
        if not spoken_with_force(text, low, verb.start(), max(clause, low)):
            off = True
            continue
        found = _moment(skeleton, low, verb.start())
        moments += [found] if found else moment_after(skeleton, verb.end(), high)
        stops_only = rule.id in ("repeal.no-longer", "repeal.stop") and kinds
        if not stops_only:
            kinds.append(rule.kind)
    if not kinds:
        if off:
            return Reading(Standing.OFF), ()
        if kept:
            return Reading(Standing.KEPT), ()
        if changed:
            told = direct and re.search(
                "(?:作出?|予以|进行)(?:如下|以下)?(?:修改|修订)|决定(?:对)?.{0,30}修改", text[low:high]
            )
            return Reading(EffectKind.AMEND if told else Standing.OFF), ()
        return None, ()
    nearest = _nearest(text, low, high, verbs, direct)
    if nearest is not None and nearest in kinds:
        kinds = (
            [nearest]
            if not re.search(
                "废止(?:、|和|或者?|及|以及|与|、宣布)(?:宣布)?失效|失效(?:、|和|或者?|及|以及|与)废止", text[low:high]
            )
            else kinds
        )
        if _between_mixed(text, low, high, kept, changed, direct):
            return Reading(Standing.OFF, note="mixed"), tuple(moments)
    elif kept or changed:
        return Reading(Standing.OFF, note="mixed"), tuple(moments)
    distinct = set(kinds)
    if distinct & {EffectKind.SUSPEND, EffectKind.RESUME} and len(distinct) > 1:
        return Reading(Standing.OFF, note="mixed"), tuple(moments)
    if len(distinct) > 1:
        return Reading(EffectKind.REPEAL, note="both"), tuple(moments)
    return Reading(kinds[0]), tuple(moments)


def _between_mixed(text: str, low: int, high: int, kept: bool, changed: bool, direct: re.Match[str] | None) -> bool:
    """True when the same words that name the list also say 修改 or 保留 of it."""
    if not (kept or changed) or direct is None:
        return False
    clause_low = max(text.rfind("，", low, direct.start()), low)
    clause_high = text.find("，", direct.end(), high)
    clause = text[clause_low : clause_high if clause_high >= 0 else high]
    return bool(_KEPT.search(clause) or _CHANGED.search(clause))


def _nearest(
    text: str, low: int, high: int, verbs: list[re.Match[str]], direct: re.Match[str] | None
) -> EffectKind | None:
    if direct is None or not verbs:
        return None
    after = [
        v
        for v in verbs
        if v.start() >= direct.end()
        and "，" not in text[direct.end() : v.start()].replace("，自", "").replace("，决定", "")
    ]
    before = [v for v in verbs if v.end() <= direct.start() and v.end() >= direct.start() - 3]
    chosen = before[-1] if before else after[0] if after else None
    if chosen is None:
        return None
    return verb_rules()[int((chosen.lastgroup or "v0")[1:])].kind


_OF_THE_LIST = re.compile(rf"(?:上述|以上|凡|所列|列入|前述|上列|目录[内中]|清单[内中])[^。；]{{0,40}}{_NOUN}")


def list_moments(skeleton: Skeleton, low: int, high: int) -> tuple[Moment, ...]:
    """The day that 上述文件自…起停止执行 gives to a list, when the sentence names no document itself."""
    text = skeleton.text
    meant = _OF_THE_LIST.search(text, low, high)
    if not meant:
        return ()
    clause = max(text.rfind("，", low, meant.start()) + 1, low)
    for verb in list(any_verb().finditer(text, meant.end(), high))[:8]:
        if re.search(OBJECT, text[clause : verb.start()]):
            return ()
        if adverb("no").search(text[max(low, verb.start() - 12) : verb.start()]):
            return ()
        found = _moment(skeleton, low, verb.start())
        if found:
            return (found,)
    return ()


def _moment(skeleton: Skeleton, low: int, place: int) -> Moment | None:
    text = skeleton.text
    for _ in range(6):
        found = moment_before(skeleton, low, place)
        if found:
            return found[0]
        match = adverb("act").search(text[max(low, place - 12) : place])
        if match and match[0]:
            place -= len(match[0])
        elif place > low and text[place - 1] == "，":
            place -= 1
        else:
            break
    # 自D起，下列文件废止：
    clause = re.match(r"[^，]{0,40}(?=，)", text[low:place])
    if clause:
        found = moment_before(skeleton, low, low + clause.end())
        return found[0] if found else None
    return None
