"""The documents a verb is about: a chain of titles and numbers before it, or after it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from plugins.catalogue.clauses.modifiers import NOTHING, Described, describe, region_start
from plugins.catalogue.clauses.nouns import document_noun, ends_weakly, names_document, names_other, own_name
from plugins.catalogue.clauses.scope import WHOLE, Scope, leading_parts, note_scope, read_scope
from plugins.catalogue.clauses.skeleton import OBJECT, TOKEN, D, N, Skeleton

_MOST = 500
"""Titles of one chain that are read; the longest catalogue in a sentence known has a few dozen."""

_JOINER = r"(?:、|，|和|及其?|以及|与|并|连同|或者?|/|暨|；|-)"
_JOIN = re.compile(rf"^(?P<tail>[^，。；：]{{0,90}}?)(?P<join>{_JOINER}{{1,3}})(?P<more>.{{0,400}})$", re.S)
_BESIDE = re.compile(rf"^(?:原?|(?:{D}|[一-鿿]{{2,20}}(?:政府|局|委|厅|院|会|部|办)).{{0,400}}的)$", re.S)
_MODIFIER = re.compile(
    rf"^(?:.{{0,400}}(?:的|原|文件|印发|发布|公布|转发|下发|批转|通过|批准|修正|所发|颁发|下达|{N}|{D})|(?:原|旧)?[一-鿿、{TOKEN[1:-1]}]{{0,40}}(?:政府|委员会|局|厅|办公室|办公厅|部|院|委|署|中心|办|处|行|会)(?:的)?(?:原)?|原|其|关于)?$",
    re.S,
)
_PREDICATE = re.compile(
    rf"(?:{D}|之日)(?:零时)?起(?:正式)?(?:施行|实施|执行|生效|试行)(?!的)|继续(?:有效|执行|施行|适用)|不一致|[。：]|(?:废止|失效|停止执行)(?!的)|"
    rf"已经?(?:施行|实施|印发|公布|审议|经)(?!.{{0,200}}的$)"
)
_OF_A_MODIFIER = re.compile(
    r"^(?:、|和|及|以及)?(?:文件|号文)?(?:的)?(?:决定|通知|规定|意见|精神|要求)?(?:等[^，。；]{0,24})?(?:第.{1,3}次)?"
    r"(?:作了?|进行|予以|作出)?(?:修正|修改|修订|配套|制定|批准|相关|有关|规定|印发|转发|发布|公布|确定|授权|明确|衔接|调整|清理)(?:的|过的|，|、|$)"
)
_LEANING = re.compile(
    r"(?:根据|依据|依照|按照|遵照|参照|比照|对照|结合|贯彻|落实|执行|实施|鉴于|关于|围绕|遵循|违反|符合|适用|详见|参见|见|除|依|据|按|同|与|以|替代|代替|取代|被|由|经|随着|伴随|列入|纳入|纳入了|为|自|从|在|待|是)$"
)
_LEANING_ON = re.compile("(?:根据|依据|依照|按照|遵照|结合|为?贯彻|为?落实|参照|鉴于|随着)")
_OLD = re.compile(r"(?:原|旧)$")


@dataclass(frozen=True, slots=True)
class Named:
    """One document that a sentence names, with what it says of it. `sure` False: only with a doubtful reading."""

    title: str | None
    number: str | None
    date: str | None
    issuer: str | None
    scope: Scope
    folded: str
    sure: bool
    place: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Documents named together; [start, end) are the words that name them, descriptions and all."""

    named: tuple[Named, ...]
    start: int
    end: int


def _objects(text: str, low: int, end: int) -> list[int]:
    return [m.start() for m in re.finditer(OBJECT, text[low:end])]


def chain_before(skeleton: Skeleton, low: int, end: int, scope: Scope | None = None) -> Chain | None:
    """The chain of documents that ends right at `end` with its scope words, looking back no further than `low`."""
    text = skeleton.text
    places = [low + p for p in _objects(text, low, end)][-_MOST:]
    if not places:
        return None
    last = places[-1]
    last_scope = scope or read_scope(skeleton, last + 1, end)
    if last_scope is None:
        return None
    links: list[tuple[int, int, str, Scope]] = []  # place, start of its description, what joins it to the left, scope
    right, right_scope = last, last_scope
    index = len(places) - 2
    while True:
        found = None
        passed = False
        while index >= 0:
            place = places[index]
            gap = text[place + 1 : right]
            if _leads_modifier(text, low, place, gap) or (passed and _is_history(text, place, right)):
                passed = True
                index -= 1
                continue
            found = _joined(skeleton, place, right)
            break
        if found is None:
            links.append((right, -1, "", right_scope))
            break
        link_scope, begin, joiner = found
        links.append((right, begin, joiner, right_scope))
        right, right_scope = places[index], link_scope
        index -= 1
    links.reverse()
    head = links[0][0]
    start = region_start(text, low, head)
    region = text[start:head]
    if _LEANING.search(region[-6:]) or (_LEANING_ON.match(region) and not re.search(D, region)):
        for number, (_, _, joiner, _) in enumerate(links):
            if number and "，" in joiner:
                links = links[number:]
                start = links[0][1]
                break
        else:
            return None
    return Chain(tuple(_name_all(skeleton, links, start)), start, end)


def _leads_modifier(text: str, low: int, place: int, gap: str) -> bool:
    before = text[max(low, place - 4) : place]
    if _OF_A_MODIFIER.match(gap) and not gap.endswith("，"):
        return True
    return bool(re.search(r"(?:根据|依据|按照|依照|与|实施|贯彻|执行|随)$", before)) and gap.endswith("的")


def _is_history(text: str, place: int, right: int) -> bool:
    # 根据T、T修正的T: what precedes a passed title inside the same description
    return (
        text[place + 1 : right][:1] in ("、", "和", "及")
        and "的" not in text[place + 1 : right][:3]
        and (re.search(r"(?:根据|依据|按照|经)[^，。；]{0,40}$", text[max(0, place - 45) : place]) is not None)
    )


def _joined(skeleton: Skeleton, place: int, right: int) -> tuple[Scope, int, str] | None:
    """How the object at `place` is joined to the one at `right`: its scope, where the next description begins."""
    text = skeleton.text
    gap = text[place + 1 : right]
    if len(gap) > 900:
        return None
    begin = leading_parts(text, place + 1) - place - 1
    scope: Scope | None = WHOLE
    if begin > 0:
        rest = gap[begin:]
        match = re.match(rf"^(?:废止|失效|全文)?(?P<join>{_JOINER}{{1,3}})(?P<more>.*)$", rest, re.S)
        if not match:
            return None
        scope = read_scope(skeleton, place + 1, place + 1 + begin)
        offset, join = begin + match.start("more"), match["join"]
    else:
        match = _JOIN.match(gap)
        if match and match["tail"]:
            scope = read_scope(skeleton, place + 1, place + 1 + len(match["tail"]))
        if match and scope is not None and not match["more"].startswith("的"):
            offset, join = match.start("more"), match["join"]
        elif _BESIDE.match(gap):
            # 《A》《B》 stand side by side, 《A》D发布的《B》 too; anything else between them is a predicate
            offset, join, scope = 0, "", WHOLE
        else:
            return None
    more = gap[offset:]
    if scope is None or _PREDICATE.search(more) or not _MODIFIER.match(more):
        return None
    if re.search(own_name(), more) and not more.endswith("的"):
        return None
    return scope, place + 1 + offset, join


def _name_all(skeleton: Skeleton, links: list[tuple[int, int, str, Scope]], start: int) -> list[Named]:
    named: list[Named] = []
    shared: Described = NOTHING
    pending: list[str] = []
    count = len(links)
    for number, (place, begin, joiner, scope) in enumerate(links):
        low = start if number == 0 else begin
        told = describe(skeleton, low, place)
        words = skeleton.text[low:place].replace("原", "")
        bare = not words
        if told.days:
            pending = list(told.days)
            told = replace(told, date=pending.pop(0))
        elif bare and number and "，" not in joiner and shared is not NOTHING:
            told = Described(pending.pop(0) if pending else shared.date, None, shared.issuer)
        one = _name(skeleton, place, told, scope)
        if count > 1 and number < count - 1 and scope == WHOLE and links[-1][3].partial:
            # 《A》、《B》中关于…的规定: the part may be meant of both
            ambiguous = not links[-1][3].parts or not links[-1][3].parts[0].startswith("第")
            one = replace(one, sure=one.sure and not ambiguous)
        named.append(one)
        if not bare:
            shared = told if words.endswith(("的", "会", "府", "局")) or told.date else NOTHING
    return named


def _name(skeleton: Skeleton, place: int, told: Described, scope: Scope) -> Named:
    token = skeleton.text[place]
    if token in skeleton.numbers:
        return Named(None, skeleton.numbers[token], told.date, told.issuer, scope, "", scope.certain, place)
    title = skeleton.titles[token]
    if scope == WHOLE and title.said:
        scope = note_scope(title.said)
    number = title.number or told.number
    sure = scope.certain and (names_document(title.folded) or number is not None) and len(title.folded) > 1
    if names_other(title.folded) and not (number and names_document(title.folded)):
        sure = False
    return Named(title.name, number, told.date or title.date, told.issuer, scope, title.folded, sure, place)


_FORWARD = re.compile(
    r"^(?:了|执行)?[：]?(?P<more>(?:由?[^，。；：]{0,200}?(?:的|政府|委员会|局|厅|办公室|部|院|委|办|会|印发|发布)|以下简称|原|旧|了|[0-9]{4}年?版(?:的)?)?(?:原)?)$",
    re.S,
)


def chain_after(skeleton: Skeleton, start: int, end: int) -> Chain | None:
    """The chain of documents that begins right at `start`, reading no further than `end`."""
    text = skeleton.text
    places = [start + p for p in _objects(text, start, end)][:_MOST]
    if not places:
        return None
    first = 0
    while first < len(places) - 1 and _leads_modifier(
        text, start, places[first], text[places[first] + 1 : places[first + 1]]
    ):
        first += 1
    lead = _FORWARD.match(text[start : places[first]])
    if not lead or _PREDICATE.search(lead["more"].replace("；", "")):
        return None
    links: list[tuple[int, int, str, Scope]] = [(places[first], start, "", WHOLE)]
    stop = first
    index = first + 1
    while index < len(places):
        joined = _joined(skeleton, places[stop], places[index])
        if joined is None:
            if index + 1 < len(places) and _leads_modifier(
                text, start, places[index], text[places[index] + 1 : places[index + 1]]
            ):
                index += 1
                continue
            break
        scope, begin, joiner = joined
        links[-1] = (*links[-1][:3], scope)
        links.append((places[index], begin, joiner, WHOLE))
        stop = index
        index += 1
    while links:
        last = links[-1][0]
        ending = _ending(skeleton, last + 1, end)
        if ending is not None:
            scope, close = ending
            links[-1] = (*links[-1][:3], scope)
            return Chain(tuple(_name_all(skeleton, links, start)), start, close)
        commas = [i for i, link in enumerate(links) if "，" in link[2]]
        if not commas:
            return None
        del links[commas[-1] :]
    return None


_LASTING = re.compile(rf"(?:至|到){D}(?:止|为止)?$|(?:期限为?)?[0-9一二两三四五六七八九十]{{1,2}}(?:个月|年)$")


def _ending(skeleton: Skeleton, start: int, end: int) -> tuple[Scope, int] | None:
    """The scope words after the last title of a chain, and where they end; None when a predicate follows instead."""
    text = skeleton.text
    if start >= end or text[start] in "，。；)！":
        if text[start : start + 1] == "，":
            match = re.compile(r"，(?:除|但)[^，。；]{1,60}外").match(text, start, end)
            if match:
                return Scope(True, (skeleton.written(start + 1, match.end()),)), match.end()
        return WHOLE, start
    limit = min([p for p in (text.find(mark, start, end) for mark in "，。；！") if p >= 0], default=end)
    parts = leading_parts(text, start)
    if parts > start:
        limit = max(limit, parts)
        further = [p for p in (text.find(mark, parts, end) for mark in "，。；！") if p >= 0]
        limit = min(further, default=end) if parts > limit or limit < parts else limit
    lasting = _LASTING.search(text[start:limit])
    stop = start + lasting.start() if lasting else limit
    scope = read_scope(skeleton, start, stop)
    return None if scope is None else (scope, stop)


@cache
def _plain() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|[，、；：]|和|及|以及|将|原|对)(?P<name>(?:关于|[一-鿿]{{2,7}}[省市县区州]|中华人民共和国|国务院|全国|最高人民)[^，、；：。“”{TOKEN[1:-1]}]{{2,60}}?{document_noun()}(?:\([^(){TOKEN[1:-1]}]{{1,8}}\))?)$"
    )


_GENERIC = re.compile(
    r"有关|相关|以前|过去|此前|原有|其他|其它|上述|下列|以下|各项|一切|所有|现行|不一致|抵触|以往|先前|本[省市县区局]|等[^，。；]{0,6}$|该|此"
)


def plain_before(skeleton: Skeleton, low: int, end: int) -> Chain | None:
    """A document named without brackets right before `end` (江屿市物业管理条例同时废止), or None."""
    window = max(low, end - 90)
    match = _plain().search(skeleton.text[window:end])
    if not match or _GENERIC.search(match["name"]) or not names_document(match["name"]) or ends_weakly(match["name"]):
        return None
    start = window + match.start("name")
    lead = skeleton.text[max((skeleton.text.rfind(mark, low, start) for mark in "，。；："), default=-1) + 1 : start]
    if _GENERIC.search(lead):
        return None  # 此前印发的有关文化和旅游管理的规定: a class, cut at its own 和
    name = skeleton.squeezed_text(start, end)
    named = Named(skeleton.written(start, end), None, None, None, WHOLE, name, len(name) >= 8, start)
    return Chain((named,), start, end)
