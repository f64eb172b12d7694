"""What one sentence does: each verb of ending in it, what it is said of, and whether it is said with force."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from plugins.catalogue.clauses.dates import day_before, parse_term
from plugins.catalogue.clauses.nouns import own_name
from plugins.catalogue.clauses.objects import Chain, Named, chain_after, chain_before, plain_before
from plugins.catalogue.clauses.patterns import adverb, any_verb, followers, rejections, verb_rules
from plugins.catalogue.clauses.scope import CONFLICT, WHOLE, Scope, kept_after
from plugins.catalogue.clauses.skeleton import OBJECT, D, N, Skeleton, T
from plugins.catalogue.clauses.when import Moment, moment_before
from plugins.catalogue.effects import EffectKind

MOST_VERBS = 60
"""Verbs of ending read in one sentence."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A verb said of documents. `chain` None: of the document itself, or (`pronoun`) of documents named elsewhere."""

    kind: EffectKind
    rule: str
    chain: Chain | None
    moments: tuple[Moment, ...]
    place: int
    certain: bool = True
    pronoun: str = ""
    history: bool = False
    years: float | None = None
    """How long a suspension lasts, where the sentence says so."""
    until: str | None = None


@cache
def _own_end() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{own_name()}|(?:该|此|本)(?:文件|件|文|通知|办法|规定|公告|政策|篇法规|法规|规章)|上文|全文)$"
    )


@cache
def _own_entry_end() -> re.Pattern[str]:
    # 本通知自D起执行，D自动废止
    return re.compile(rf"{own_name()}[^，。；]{{0,24}}(?:施行|实施|执行|试行|生效)$")


_PRONOUN = re.compile(
    r"(?:上述|以上|上列|前述|前列|所列|上面|该|此|这)(?:[0-9一二两三四五六七八九十]{0,3}[件个部项份种]?)?(?P<noun>[^，。；：《》的]{0,10}?(?:文件|规定|办法|通知|规章|法规|制度|意见|方案|条例|细则|政策|决定|规范|公告))$"
)
_BACK = re.compile(
    r"(?:上述|以上|前述|该|此)(?:[0-9一二两三四五六七八九十]{0,3}[件个部项份种]?)?(?:规范性)?(?:文件|规定|办法|通知|规章|法规|制度|意见|方案|条例|细则|政策|决定|规范|公告)(?=[，。；]|$)"
)
_CLASS = re.compile(
    r"(?P<name>(?:凡|原|以前|过去|此前|以往|先前|本[省市县区局部院委]|我[省市县区局部院委]|其他|其它|有关|相关|原有|现行|与)[^，。；：]{0,40}?(?:规定|文件|办法|政策|通知|规章|制度|细则|规范性文件|解释))(?:的)?$"
)
_REASON = re.compile(
    r"^(?:因|由于|已|与|内容|不|所|其|主要|经|属|为|明显|目前|有|适用|任务|超过|试行期|有效期|执行期|实施期|期限)[^；。]{0,80}，$"
)
_REASON_NOT = re.compile(
    rf"继续(?:有效|执行)|(?:之日|{D})起(?:施行|实施|执行)|废止|失效|停止执行|修改|修订|{T}(?:自|于|已经?)"
)
_BEFORE_VERB_FIRST = re.compile(
    r"(?:^|[，：]|决定|现|特|兹|起|后|经[^，。；]{0,24}(?:批准|同意|研究)|[0-9一二三四五六七八九十]、|\)|-|在[^，。；]{2,40}|(?:政府|局|委|厅|院|部|会|办|署|处))$"
)
_ADDRESSED = re.compile("(?:请|望|要求|各|应当?|要|须|希望|务必|严禁|对)")
_RULE_WORDS = (
    ("repeal.same-time", re.compile("(?:同时|同日|一并|相应地?|随之|一起).{0,8}(?:废止|废除)$")),
    ("repeal.forthwith", re.compile("(?:即行|立即|即|随即|当即)(?:废止|废除)$")),
    ("repeal.decided", re.compile("(?:予以|决定|宣布|一律|特|现).{0,4}(?:废止|废除)$")),
    ("expire.itself", re.compile("(?:自行|自动|自然)失效$")),
)


def read_statements(skeleton: Skeleton, low: int, high: int) -> list[Statement]:
    """The statements of ending in the sentence [low, high) of a paragraph, in order. Empty for talk about endings."""
    found: list[Statement] = []
    text = skeleton.text
    floor = low
    for count, match in enumerate(any_verb().finditer(text, low, high)):
        if count >= MOST_VERBS:
            break
        rule = verb_rules()[int((match.lastgroup or "v0")[1:])]
        if rule.kind is EffectKind.SUPERSEDE:
            continue
        statement = _read(skeleton, low, floor, match.start(), match.end(), high, rule.kind, rule.id)
        if statement:
            found.append(statement)
            if statement.chain:
                floor = max(match.end(), statement.chain.end)
    return found


_ENDING_UNREAD = re.compile(
    rf"{T}(?:\([^()]*\))*[^，。；：《》]{{0,30}}(?:，[^，。；：《》]{{0,8}}(?:期满|届满|到期)后)?$"
)
_ENDINGS = (EffectKind.SUSPEND, EffectKind.RESUME, EffectKind.REPEAL, EffectKind.EXPIRE)
_NO_ENDING = re.compile(
    "[不未非应须可能拟或]|承诺|申请|请求|规定|要求|需要|违反|依照|根据|情形|必要|之前|以前|[前时]$|(?<![满期])后$"
)
_TO_COME = re.compile(rf"将(?:于|自|从|在)?{D}(?:零时)?(?:起|正式)*$")
_DOUBTFUL_VERB = re.compile(
    rf"(?P<revoked>撤[销回]|不再保留|(?:停止|不再)使用|(?:自行|自动|同时)终止)"
    rf"|(?P<later>(?:推迟|延期|延迟|推后|顺延)(?:至|到)?(?:{D})?起?(?:正式)?(?:施行|实施|执行|生效)"
    rf"|(?:施行|实施|执行|生效)(?:日期|时间)(?:调整|推迟|变更|修改|延期|延迟|顺延)[^，。；]{{0,24}})"
)
"""Words that can end or put off a document, and mostly speak of something else: never more than asked about."""


def read_doubtful_ending(skeleton: Skeleton, low: int, high: int) -> Statement | None:
    """A verb of ending said of a document in words that no rule reads (试点期间暂停执行, 撤销《A》); None for talk."""
    text = skeleton.text
    for match in any_verb().finditer(text, low, high):
        rule = verb_rules()[int((match.lastgroup or "v0")[1:])]
        if rule.kind in _ENDINGS:
            found = _doubtful(skeleton, low, match, high, rule.kind, rule.id)
            if found:
                return found
    for match in _DOUBTFUL_VERB.finditer(text, low, high):
        kind = EffectKind.REPEAL if match["revoked"] else EffectKind.SUSPEND
        found = _doubtful(skeleton, low, match, high, kind, kind.value)
        if found:
            return found
    return None


def _doubtful(
    skeleton: Skeleton, low: int, match: re.Match[str], high: int, kind: EffectKind, rule: str
) -> Statement | None:
    text = skeleton.text
    start, end = match.span()
    clause = max(low, *(text.rfind(mark, low, start) + 1 for mark in "，：；"))
    if any(pattern.search(text[low:start]) for _, pattern in rejections("sentence")):
        return None
    to_come = _TO_COME.search(text[low:start])
    if not to_come and _strip(skeleton, low, start)[0] != "act":
        return None
    left = _ENDING_UNREAD.search(text[low:start])
    if left and text[end : end + 1] in "。；，":
        between = text[low + left.start() + 1 : start]
        chain = chain_before(skeleton, low, low + left.start() + 1) if not _NO_ENDING.search(between) else None
    elif re.match(rf"了?原?{T}", text[end:high]) and spoken_with_force(text, low, start, clause):
        chain = chain_after(skeleton, end, high) if not _NO_ENDING.search(text[clause:start]) else None
    else:
        return None
    return Statement(kind, f"{rule}.unread", chain, (), end, certain=False) if chain else None


def spoken_with_force(text: str, low: int, place: int, clause: int) -> bool:
    """False when what stands left of `place` (its sentence from `low`, its clause from `clause`) makes it talk only."""
    left = text[low:place][-1500:]
    if any(pattern.search(left) for _, pattern in rejections("sentence")):
        return False
    near = re.split(D, text[clause:place], maxsplit=1)[0]
    return not any(pattern.search(near) for _, pattern in rejections("clause"))


def _read(
    skeleton: Skeleton, low: int, floor: int, start: int, end: int, high: int, kind: EffectKind, rule: str
) -> Statement | None:
    text = skeleton.text
    nominal = followers().match(text, end, high)
    kind, rule, start, within = _within(text, floor, start, kind, rule)
    stance, moments, edge, crossed = _strip(skeleton, floor, start)
    if stance == "no" or (text[edge - 1 : edge] == "被" and edge > low):
        return None
    if not nominal:
        after = _verb_first(skeleton, low, floor, edge, start, end, high)
        if after:
            return _finish(skeleton, kind, rule, after, moments, stance, low, start, end, high, within)
        back = _BACK.match(text, end, high)
        if back and stance == "act" and _may_begin(text, low, floor, edge, start):
            return Statement(kind, rule, None, moments, end, pronoun=back[0])
    if nominal or not (_CLOSE.match(text, end, high) or end >= high):
        return None
    chain = _subject(skeleton, floor, edge, crossed) or _promulgated(skeleton, floor, edge, end, high)
    if chain:
        first = chain.named[0].place if chain.named[0].place >= chain.start else chain.start
        clause = max(text.rfind(mark, floor, chain.start) for mark in "，：；") + 1
        if not spoken_with_force(text, low, first, max(clause, floor)) or text[low : chain.start].endswith("的，"):
            return None
        between = text[chain.end : start]
        if any(p.search(between) for _, p in rejections("sentence")):
            return None
        chain = _all_but(skeleton, low, chain)
        led = _moment_before_chain(skeleton, low, chain.start)
        return _finish(skeleton, kind, rule, chain, moments or led, stance, low, start, end, high, within)
    return _of_itself(skeleton, low, edge, start, end, kind, rule, stance, moments)


_WITHIN = re.compile(
    r"在?(?P<term>(?:[0-9]{1,2}|[一二两三四五六七八九十半]{1,2})(?:个?半)?(?:个月|年)半?)(?:之内|以内|内|期间)(?:暂时)?$"
)
_IN_PLACE = re.compile(
    r"在(?![全本我]|各)[^，。；：《》\U00100000-\U00107fff]{1,40}?(?:区|县|市|镇|乡|街道|新城|园|港|岛|(?:区域|范围|辖区)内?)内?(?:暂时)?$"
)


_EVERYWHERE = re.compile(r"在[全本我][国省市县区州盟旗镇乡](?:行政)?(?:(?:区域|范围|辖区)内?)?(?:暂时)?$")


@dataclass(frozen=True, slots=True)
class _Within:
    """What the words right before a verb say of how far it goes: for so many years, or in one place only."""

    years: float | None = None
    certain: bool = True
    in_place: bool = False


def _within(text: str, low: int, start: int, kind: EffectKind, rule: str) -> tuple[EffectKind, str, int, _Within]:
    """The verb at `start` without 一年内 or 在甲川区 before it, and what these say of it.

    一年内停止执行 can be a pause or an end that is to come, 在甲川区停止执行 ends nothing elsewhere: both are asked.
    """
    if kind not in (EffectKind.SUSPEND, EffectKind.RESUME) and rule != "repeal.stop":
        return kind, rule, start, _Within()
    lasting = _WITHIN.search(text[max(low, start - 20) : start])
    if lasting and kind is not EffectKind.RESUME:
        sure = kind is EffectKind.SUSPEND
        start -= len(lasting[0])
        return EffectKind.SUSPEND, "suspend.within", start, _Within(parse_term(lasting["term"]), certain=sure)
    window = text[max(low, start - 50) : start]
    everywhere = _EVERYWHERE.search(window)
    if everywhere:
        return kind, rule, start - len(everywhere[0]), _Within()
    place = _IN_PLACE.search(window)
    if place:
        return kind, rule, start - len(place[0]), _Within(in_place=True)
    return kind, rule, start, _Within()


_UNDONE = re.compile(r"(?:不再|暂缓|暂不|延期|延迟|推迟|取消|撤销|停止|中止|免予?)$")
"""Before a verb of ending: it does not happen, or not now (不再废止, 暂缓废止)."""


def _strip(skeleton: Skeleton, low: int, end: int) -> tuple[str, tuple[Moment, ...], int, bool]:
    """Take the adverbs off what stands before a verb.

    Returns their stance, the moments among them, where they begin, and whether a comma was crossed.
    """
    text = skeleton.text
    stance = "act"
    moments: list[Moment] = []
    crossed = False
    place = end
    for _ in range(12):
        if place <= low:
            break
        found = moment_before(skeleton, low, place)
        if found:
            moments.append(found[0])
            place = found[1]
            continue
        window = text[max(low, place - 16) : place]
        no, was, act = (adverb(name).search(window) for name in ("no", "history", "act"))
        if not crossed and _UNDONE.search(window):
            return "no", (), place, crossed
        if crossed:
            # what stands before the comma is another clause: 因工作需要，自…起暂停执行
            no = was = None
        longest = max((m for m in (no, was, act) if m), key=lambda m: len(m[0]), default=None)
        if longest is not None:
            if longest is no:
                return "no", (), place, crossed
            if longest is was:
                stance = "history"
            place -= len(longest[0])
            continue
        if text[place - 1] == "，":
            crossed = True
            place -= 1
            continue
        break
    return stance, tuple(moments), place, crossed


def _verb_first(skeleton: Skeleton, low: int, floor: int, edge: int, start: int, end: int, high: int) -> Chain | None:
    text = skeleton.text
    if not re.match(rf"(?:了|执行|：)?[^，。；]{{0,220}}?{OBJECT}", text[end:high][:260]):
        return None
    return chain_after(skeleton, end, high) if _may_begin(text, low, floor, edge, start) else None


def _may_begin(text: str, low: int, floor: int, edge: int, start: int) -> bool:
    """True when what stands left of a verb lets it act on what follows: nothing, 决定, 现, a reason."""
    left = text[floor:edge]
    crossed = text[edge : edge + 1] == "，"
    if left and not crossed and not _BEFORE_VERB_FIRST.search(left):
        return False
    clause = max(text.rfind(mark, floor, edge) for mark in "，：；") + 1
    clause = max(clause, floor)
    if re.search(r"已|曾|了$", text[edge:start]):
        return False
    if crossed:
        # the clause before the comma gives the reason or addresses somebody: 请各单位认真清理，停止执行…
        if _ADDRESSED.match(text[clause:edge]):
            return False
        clause = edge
    return spoken_with_force(text, low, edge, clause)


def _subject(skeleton: Skeleton, low: int, edge: int, crossed: bool) -> Chain | None:
    """The documents that stand right before `edge`; over a comma, also with a reason said of them in between."""
    text = skeleton.text
    chain = chain_before(skeleton, low, edge)
    if chain:
        return chain
    if _OLD_WITH_NUMBER.search(text[low:edge]) and text[edge - 2] in skeleton.numbers:
        return chain_before(skeleton, edge - 2, edge - 1)
    if crossed or text[edge : edge + 1] == "，":
        objects = [low + m.start() for m in re.finditer(OBJECT, text[low:edge])]
        for last in reversed(objects[-6:]):
            words = text[last + 1 : edge] + "，"
            if _REASON.match(words) and not _REASON_NOT.search(words) and not CONFLICT.search(words[-8:]):
                conflict = re.search(r"(?:不一致|抵触|不符|冲突|不相符)的，$", words)
                found = chain_before(skeleton, low, last + 1)
                if found and not conflict:
                    return Chain(found.named, found.start, edge)
                return None
            if not re.match(rf"(?:等[^，]{{0,20}})?{OBJECT}", text[last : last + 30]):
                break
    if not crossed:
        return plain_before(skeleton, low, edge)
    return None


_OLD_WITH_NUMBER = re.compile(
    rf"原(?:有)?(?:办法|规定|细则|通知|意见|方案|条例|规则|制度|文件|规范|标准|政策|实施办法|实施细则|管理办法|暂行办法)\({N}\)$"
)
"""原办法（文号）: known by its number alone."""
_BY_DECISION = re.compile(r"^已?经[^，。；：]{2,60}(?:会议|同意|批准|研究|审议|审议通过)$")


def _promulgated(skeleton: Skeleton, low: int, edge: int, end: int, high: int) -> Chain | None:
    """《A》已经市政府第5次常务会议决定废止，现予公布: told as past, done by being told."""
    text = skeleton.text
    if not re.match("，(?:现予|现将|特此|自)", text[end:high]):
        return None
    objects = [low + m.start() for m in re.finditer(OBJECT, text[low:edge])]
    if not objects or not _BY_DECISION.match(text[objects[-1] + 1 : edge]):
        return None
    found = chain_before(skeleton, low, objects[-1] + 1)
    return Chain(found.named, found.start, edge) if found else None


def _moment_before_chain(skeleton: Skeleton, low: int, start: int) -> tuple[Moment, ...]:
    """自D起，《A》…废止 and 本办法施行后，《A》…: a moment said before the documents, as a clause of its own."""
    text = skeleton.text
    place = start
    for _ in range(3):
        while place > low and text[place - 1] in "，原将对":
            place -= 1
        if moment_before(skeleton, low, place):
            break
        word = re.search(r"(?:决定|现决定|现|同时)$", text[max(low, place - 4) : place])
        if not word:
            break
        place -= len(word[0])
    found = moment_before(skeleton, low, place)
    if not found:
        return ()
    before = text[max(low, found[1] - 1) : found[1]]
    moment = found[0]
    if moment.kind == "on" and not re.match("于|自", text[found[1] : place]):
        return ()
    return (
        (moment,)
        if before in ("", "，", "：", "；", "定", "、", ")", "条", "款") or found[1] == low or before.isdigit()
        else ()
    )


def _finish(
    skeleton: Skeleton,
    kind: EffectKind,
    rule: str,
    chain: Chain,
    moments: tuple[Moment, ...],
    stance: str,
    low: int,
    start: int,
    end: int,
    high: int,
    within: _Within,
) -> Statement | None:
    if stance == "history":
        return None
    words = skeleton.text[max(low, start - 12) : end]
    rule = next((name for name, pattern in _RULE_WORDS if pattern.search(words)), rule)
    if kind is EffectKind.REPEAL and rule == "repeal.stop" and any(m.kind == "range" for m in moments):
        kind, rule = EffectKind.SUSPEND, "suspend.range"
    if kind is EffectKind.PARTIAL_REPEAL and not all(n.scope.partial for n in chain.named):
        return None
    if not moments:
        moments = moment_after(skeleton, max(end, chain.end), high)
    place = max(end, chain.end)
    years, until, whole = _lasting(skeleton, place, high) if kind is EffectKind.SUSPEND else (None, None, True)
    partial = all(n.scope.partial for n in chain.named)
    kept = kept_after(skeleton, place, partial=partial)
    if kept:
        chain = replace(chain, named=_less(skeleton, chain.named, *kept))
    in_place = within.in_place or _in_one_place(skeleton.text, low, start, chain.start)
    certain = whole and within.certain and (partial or not in_place)
    return Statement(kind, rule, chain, moments, end, certain, years=years or within.years, until=until)


def _less(skeleton: Skeleton, named: tuple[Named, ...], token: str | None, scope: Scope) -> tuple[Named, ...]:
    """`named` without the parts that stay. Doubtful where the words do not tell whose parts they are."""
    told = [n for n in named if token is None or n.folded == skeleton.titles[token].folded]
    sure = len(told) == 1 and told[0].scope == WHOLE
    return tuple(
        (replace(n, scope=scope, sure=n.sure and scope.certain) if sure else replace(n, sure=False)) if n in told else n
        for n in named
    )


_PLACE = re.compile(
    r"(?:^|[，；：。起])(?:现|决定|特|并|，)*在(?![全本我]|各)[^，。；]{1,40}?(?:区|县|市|镇|乡|街道|新城|园|港|岛|(?:区域|范围|辖区)内?)内?(?:暂时|，)*$"
)


def _in_one_place(text: str, low: int, start: int, chain: int) -> bool:
    """True where the verb is said of a place only: 在甲川区暂停执行《A》, 在甲川区范围内，《A》暂停执行."""
    return any(_PLACE.search(text[low:place][-80:]) for place in (start, chain))


_ALL_BUT = re.compile(r"(?P<except>除了?[^，。；：]{1,50}?(?:以外|之外|外))，?$")


def _all_but(skeleton: Skeleton, low: int, chain: Chain) -> Chain:
    """除第十条外，《A》废止: the exception stands before the document."""
    before = skeleton.text[low : chain.start]
    match = _ALL_BUT.search(before[-60:])
    if not match or re.search(OBJECT, match["except"]) or len(chain.named) != 1:
        return chain
    start = low + len(before) - len(before[-60:]) + match.start("except")
    scope = Scope(True, (skeleton.written(start, start + len(match["except"])),))
    return replace(chain, named=(replace(chain.named[0], scope=scope),))


_LASTS = re.compile(
    rf"，?(?:(?:期限|时间|为期)(?:为|是)?|暂定)?(?:(?P<term>(?:[0-9]{{1,2}}|[一二两三四五六七八九十半]{{1,2}})(?:个?半)?(?:个月|年)(?:半|[零又另加]?(?:[0-9]{{1,2}}|[一二两三四五六七八九十]{{1,3}})个月)?)|(?P<days>[0-9]{{1,3}}(?:个工作)?[日天]|[一二两三四五六七八九十百]{{1,5}}(?:个工作)?[日天])|(?:至|到|自{D}起?(?:至|到))(?P<to>{D}))"
)
_CLOSE = re.compile(
    rf"[。；，)！】〕\s]|\((?=[^()]{{0,40}}(?:除外|保留|继续有效|第[^()]{{1,8}}[条章]))|处理|\((?:详?见|附|目录|名单|清单)|{OBJECT}|执行|{_LASTS.pattern}"
)


def _lasting(skeleton: Skeleton, place: int, high: int) -> tuple[float | None, str | None, bool]:
    """How long, or until when: 暂停执行三个月, 暂停执行至D. False where there is an end that is not told whole."""
    match = _RESUMED.match(skeleton.text, place, high)
    if match:
        first = skeleton.dates[match["on"]]
        return None, day_before(first), len(first) == 10
    match = _LASTS.match(skeleton.text, place, high)
    if not match:
        return None, None, not _ENDS_SOME_DAY.match(skeleton.text, place, high)
    years = parse_term(match["term"]) if match["term"] else None
    until = skeleton.dates.get(match["to"]) if match["to"] else None
    told = (until is not None and len(until) == 10) or years is not None
    return years, until, told and not _GOES_ON.match(skeleton.text, match.end(), high)


_RESUMED = re.compile(
    rf"，(?:并|再)?(?:自|从|于)?(?P<on>{D})(?:零时|0时)?(?:之日)?(?:起|开始)?，?(?:重新|继续|正式)?恢复(?:执行|施行|实施|适用|实行)"
)
_GOES_ON = re.compile("[零又另加]|以上|左右|至|到|或")
_ENDS_SOME_DAY = re.compile("，?(?:期限|时间|为期|至|到|直至|直到|暂定)")


_AFTER = re.compile(
    rf"，(?:并|均|一律|以上文件|上述文件)?(?P<when>(?:自|从|于)?{D}(?:零时)?起|(?:自|从)[^，。；]{{1,20}}?之日起|自?即日起)(?:正式|一律|同时|起)?"
    r"(?:停止|废止|失效|不再|生效|施行|执行)"
)


def moment_after(skeleton: Skeleton, end: int, high: int) -> tuple[Moment, ...]:
    """废止《A》，自D起停止执行: the day said after the documents."""
    match = _AFTER.match(skeleton.text, end, high)
    if not match:
        return ()
    found = moment_before(skeleton, end, match.end("when"))
    return (found[0],) if found else ()


def _of_itself(
    skeleton: Skeleton,
    low: int,
    edge: int,
    start: int,
    end: int,
    kind: EffectKind,
    rule: str,
    stance: str,
    moments: tuple[Moment, ...],
) -> Statement | None:
    """A verb said of 本办法, of 上述文件, or of a class without names."""
    text = skeleton.text
    left = text[low:edge]
    clause = max(text.rfind(mark, low, edge) for mark in "，：；") + 1
    pronoun = _PRONOUN.search(left[-60:])
    own = _own_end().search(left) or (text[edge : edge + 1] == "，" and _own_entry_end().search(left))
    if own and not pronoun:
        if not spoken_with_force(text, low, start, max(clause, low)):
            return None
        dated = any(m.day or m.until for m in moments)
        if stance == "history" or dated:
            return Statement(kind, rule, None, moments, end, history=stance == "history")
        return None
    if stance == "history" or not spoken_with_force(text, low, start, max(clause, low)):
        return None
    if pronoun:
        return Statement(kind, rule, None, moments, end, pronoun=pronoun[0])
    named = _CLASS.search(left[-60:])
    if named and not CONFLICT.search(named["name"][-6:]):
        return Statement(kind, "class.unnamed", None, moments, end, certain=False, pronoun=named["name"])
    return None


def scope_kind(kind: EffectKind, scope: Scope) -> EffectKind:
    """The kind of an effect on a part: an ending becomes a partial repeal, a suspension stays one."""
    if scope.partial and kind in (EffectKind.REPEAL, EffectKind.EXPIRE):
        return EffectKind.PARTIAL_REPEAL
    return kind
