"""Amendments: 将《…》第三条修改为, 对《…》作如下修改, 删去, 名称修改为, 作相应修改."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from plugins.catalogue.clauses.lists import item_documents, title_named
from plugins.catalogue.clauses.nouns import names_document, own_name
from plugins.catalogue.clauses.objects import Named, chain_after, chain_before
from plugins.catalogue.clauses.scope import WHOLE, leading_parts, parts_between
from plugins.catalogue.clauses.skeleton import OBJECT, TOKEN, Q, Skeleton, T
from plugins.catalogue.clauses.statements import spoken_with_force
from plugins.catalogue.clauses.titles import bracketed_titles

_HINT = re.compile("修改|修订|修正|删去|删除|增加|改为|更名|调整为|变更为|补充|增列|增补")
_TIME_AFTER = re.compile(r"(?:公布|发布|印发)?(?:施行|实施|生效|公布|发布|印发)(?:之?[前后]|以[前后]|期间)")
_CHANGE = "(?:修改完善|修改补充|补充修改|修改和补充|修改、补充|补充和修改|修订完善|修改|修订|修正|补充|调整|增补|完善)"
_DO_SO = re.compile(
    rf"(?:作|作出|做|做出|进行|予以|给予)(?P<how>(?:如下|以下|下列|相应|部分|适当|的|了|必要)*){_CHANGE}(?P<more>后?(?:，)?(?:重新(?:公布|发布|印发))?)"
)
_BEFORE_DOING = re.compile(
    r"(?:，|根据本决定|按照本决定|依照本决定|根据本通知|一并|同时|均|分别|也|的有关内容|有关内容)*$"
)
_HEAD = re.compile(rf"(?:^(?:\(?[0-9一二三四五六七八九十]{{1,4}}[、.)])?|决定，?|现)(?:对)?(?:修改|修订|修正)(?={T})")
_INTO = re.compile(
    rf"(?:修改|修订|调整|变更|更改|更名|改|更正)为(?=：?(?:{Q}|{T}|$|[^，。；]{{0,60}}(?:[，。；]|$)))|(?:修改|修订|调整|变更)如下|补充(?:通知|规定|公告|说明)?如下|"
    rf"删去|删除|增加(?=[一二三四五六七八九十两0-9]|第|规定|如下|：|下列|以下|{Q}|“|部分)|增列|增补|补充(?=[一二三四五六七八九十两]|规定|如下|：)"
)
_PART_BETWEEN = re.compile(
    r"第[一二三四五六七八九十百零〇0-9]{1,7}(?:条|章|节|款|项|部分|点)|名称|标题|题目|附件|附表|引言|序言|前言|目录|全文|原|中|有关|关于|“|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)"
)
_LEANING = re.compile("(?:根据|依据|依照|按照|贯彻|落实|执行|参照|结合|鉴于|为|与|同|违反|符合)$")
_LAW = r"(?P<law>(?:中华人民共和国)?[一-鿿]{0,18}?(?:法|条例|办法|规定|细则|规则|解释))"
_PLAIN = re.compile(
    rf"(?:^|[，：；。、]|将|在|对|删去|删除|^第[一二三四五六七八九十百]{{1,5}}条)(?P<cut>将|在|对)?{_LAW}(?P<parts>第[一二三四五六七八九十百零〇0-9]{{1,7}}条)"
    rf"(?P<more>[^。；]{{0,90}}?)(?:修改为|后增加|中增加|增加一|中的?{Q}|之前增加)"
)
_NOT_LAW = re.compile(rf"^(?:本|该|此|前款|其|各|有关|依照|根据|按照|违反)|{own_name()}")


@dataclass(slots=True)
class Amendment:
    """A document amended, and the parts told so far. `place` is where in the paragraph it was read."""

    named: Named
    rule: str
    parts: list[str] = field(default_factory=list)
    place: int = 0

    def add(self, skeleton: Skeleton, start: int, end: int) -> None:
        """Take note of the parts named in [start, end)."""
        for part in parts_between(skeleton, start, end):
            if part not in self.parts:
                self.parts.append(part)


def read_amendments(skeleton: Skeleton, low: int, high: int, current: Amendment | None) -> list[Amendment]:
    """The amendments stated in the sentence [low, high); parts of a running amendment are added to `current`."""
    text = skeleton.text
    if not _HINT.search(text, low, high):
        return []
    found: list[Amendment] = []
    head = _HEAD.search(text[low:high])
    if head:
        chain = chain_after(skeleton, low + head.end(), high)
        if chain and spoken_with_force(text, low, low + head.start(), low + head.start()):
            return [_amendment(named, "amend.named", high, skeleton) for named in chain.named]
    found += _done_so(skeleton, low, high)
    if not found and not re.search(T, text[low:high]):
        found += _plain(skeleton, low, high)
    if not found:
        found += _into(skeleton, low, high, current)
    return found


_IN_TITLE = re.compile(r"关于(?:修改|修正|修订)《")


def amended_in_title(title: str, folded: str) -> Amendment | None:
    """The one document that a title of the form 关于修改《A》的决定 names; None for other titles and for 等N件."""
    if (
        not _IN_TITLE.search(folded)
        or not re.search("的?(?:决定|通知|公告|令)$", folded)
        or re.search("等.{1,8}[件部]", folded)
    ):
        return None
    titles = bracketed_titles(folded)
    if len(titles) != 1:
        return None
    start, end = titles[0].inner_start, titles[0].inner_end
    name = folded[start:end]
    return Amendment(Named(title[start:end], None, None, None, WHOLE, name, names_document(name), 0), "amend.by-title")


_HEADS = re.compile(
    rf"^(?:关于|将|对)?(?:修改)?(?P<named>.{{0,60}}{T}.{{0,60}}?)(?:的?部分条款)?(?:作出|作|做出|做|进行|予以)?(?:的?{_CHANGE})?[：。]?$"
)


def amended_under(skeleton: Skeleton) -> Amendment | None:
    """The one document that a heading over changes names: 一、《A》（文号）, 一、对《A》作出修改. None for others."""
    named = item_documents(skeleton, 0, len(skeleton.text))
    if not named:
        match = _HEADS.match(skeleton.text)
        chain = chain_before(skeleton, match.start("named"), match.end("named"), WHOLE) if match else None
        named = list(chain.named) if chain else []
    bracketed = re.search(T, skeleton.text) or (named and named[0].number)
    return Amendment(named[0], "amend.under-heading") if len(named) == 1 and bracketed else None


_CHANGE_ALONE = re.compile(
    r"^(?:将|在|删去|删除|对)?(?:原)?(?:第[一二三四五六七八九十百零〇0-9]{1,7}条|名称|标题)[^。；]{0,60}?(?:修改为|改为|删去|删除|增加|作如下修改)|^(?:删去|删除|增加)(?:一条|第)"
)


_CHANGE_FIRST = re.compile(
    r"^(?:(?:将|在|对)?原?第[一二三四五六七八九十百零〇0-9]{1,7}条(?:之[一二三四五六七八九十])?(?:第[一二三四五六七八九十0-9]{1,4}[款项])*"
    r"(?:[中后的、和及至][^，。；：]{0,40}?)?(?:修改为|改为|修正为|增加|删去|删除)|(?:删去|删除)第|增加一)"
)


def states_change_first(skeleton: Skeleton, low: int, high: int) -> bool:
    """True for a sentence that begins with the change of an article: what a heading over it may be meant by."""
    return bool(_CHANGE_FIRST.match(skeleton.text, low, high)) and states_change(skeleton, low, high)


def states_change(skeleton: Skeleton, low: int, high: int) -> bool:
    """True for 将第三条修改为：“…”, a change that does not say of what."""
    text = skeleton.text[low:high]
    return bool(_CHANGE_ALONE.match(text)) and not re.search(T, text) and (Q_OR_END.search(text) is not None)


Q_OR_END = re.compile(rf"{Q}|：$|删去|删除")


def _amendment(named: Named, rule: str, place: int, skeleton: Skeleton) -> Amendment:
    amendment = Amendment(named, rule, list(named.scope.parts), place)
    return amendment


def _done_so(skeleton: Skeleton, low: int, high: int) -> list[Amendment]:
    """对《A》作如下修改, 《A》根据本决定作相应修改，重新公布."""
    text = skeleton.text
    found: list[Amendment] = []
    for match in list(_DO_SO.finditer(text, low, high))[:20]:
        how = match["how"]
        if "了" in how:
            continue
        edge = match.start()
        between = _BEFORE_DOING.search(text, low, edge)
        edge = between.start() if between else edge
        chain = chain_before(skeleton, low, edge)
        if chain is None:
            continue
        before = text[max(low, chain.start - 12) : chain.start]
        inside = text[chain.start : chain.named[0].place] if chain.named else ""
        told = "如下" in how or "以下" in how or "下列" in how
        again = "相应" in how and ("重新" in match["more"] or "根据本决定" in text[low:high])
        decided = re.search("(?:决定|现|兹|特)(?:对|将|就)?$", before + inside[:3]) or text[low : chain.start].endswith(
            "决定，对"
        )
        if not (told or again or decided):
            continue
        follower = text[match.end() : match.end() + 1]
        if follower in ("的", "后", "时", "前", "工") and not again:
            continue
        if not spoken_with_force(text, low, chain.start, max(text.rfind("，", low, chain.start) + 1, low)):
            continue
        found += [
            _amendment(named, "amend.as-follows", match.end(), skeleton)
            for named in chain.named
            if named.title or named.number
        ]
    return found


def _into(skeleton: Skeleton, low: int, high: int, current: Amendment | None) -> list[Amendment]:
    """将《A》第三条修改为, 删去《A》第五条, 《A》更名为《B》; without a title, more parts of the running amendment."""
    text = skeleton.text
    found: list[Amendment] = []
    floor = low
    for match in list(_INTO.finditer(text, low, high))[:60]:
        if text[match.end() : match.end() + 1] == "了":
            continue  # told, not done
        if match[0] in ("删去", "删除"):
            chain = chain_after(skeleton, match.end(), _clause_end(text, match.end(), high))
            if chain and chain.named[-1].scope.partial:
                if spoken_with_force(text, low, match.start(), floor):
                    found += [_amendment(n, "amend.deleted", match.end(), skeleton) for n in chain.named]
                floor = match.end()
                continue
        objects = [floor + m.start() for m in re.finditer(T, text[floor : match.start()])]
        targets = _targets(skeleton, floor, objects, match)
        if targets:
            last = targets[-1].place
            if spoken_with_force(text, low, targets[0].place, max(text.rfind("，", low, targets[0].place) + 1, low)):
                rule = "amend.renamed" if "名称" in text[last : match.end()] or "更名" in match[0] else "amend.article"
                for target in targets:
                    amendment = _amendment(target, rule, match.end(), skeleton)
                    amendment.add(skeleton, last + 1, match.start())
                    _add_after(skeleton, match, high, amendment)
                    found.append(amendment)
        elif found:
            found[-1].add(skeleton, floor, match.start())
        elif current is not None and not objects:
            current.add(skeleton, floor, match.start())
            _add_after(skeleton, match, high, current)
        floor = match.end()
        into = re.compile(rf"：?{T}").match(text, floor, high)
        floor = into.end() if into else floor
    return found


def _add_after(skeleton: Skeleton, match: re.Match[str], high: int, amendment: Amendment) -> None:
    if match[0] in ("删去", "删除"):
        end = leading_parts(skeleton.text, match.end())
        amendment.add(skeleton, match.end(), min(end, high))


def _clause_end(text: str, start: int, high: int) -> int:
    stops = [p for p in (text.find(mark, start, high) for mark in "，。；") if p >= 0]
    return min(stops, default=high)


def _targets(skeleton: Skeleton, low: int, objects: list[int], match: re.Match[str]) -> list[Named]:
    text = skeleton.text
    for place in reversed(objects[-4:]):
        between = text[place + 1 : match.start()]
        if len(between) > 200 or re.search(r"的规定，|起施行|规定的|，(?:经|决定|现)", between):
            return []
        before = text[max(low, place - 8) : place]
        if _LEANING.search(before):
            return []
        if _TIME_AFTER.match(between):
            return []  # 《X》施行后，…补充规定如下: X dates what is meant, it is not changed
        inside = text.count("(", low, place) > text.count(")", low, place)
        if inside or re.search(f"{T}|的罪名|拟|建议|应当|可以|正在", between):
            return []
        if between and not _PART_BETWEEN.search(between) and not between.startswith(("，", "等")):
            return []
        if (
            not between
            and match[0].startswith(("删", "增", "补充"))
            and not match[0].endswith("如下")
            and not text[match.end() : match.end() + 1].startswith(("一", "二", "第", "如", "："))
        ):
            return []
        chain = chain_before(skeleton, low, place + 1, WHOLE)
        if chain:
            whole = all(named.scope == WHOLE for named in chain.named)
            return list(chain.named) if whole else [chain.named[-1]]
        named = title_named(skeleton, place) if before.endswith("在") else None
        return [named] if named else []
    return []


@cache
def _cut() -> re.Pattern[str]:
    return re.compile(r"^(?:第[一二三四五六七八九十百]{1,5}条|将|在|对|删去|删除|并)+")


def _plain(skeleton: Skeleton, low: int, high: int) -> list[Amendment]:
    """将刑法第十七条修改为: a law named without brackets."""
    text = skeleton.text
    for match in list(_PLAIN.finditer(text, low, high))[:5]:
        start = match.start("law")
        lead = _cut().match(match["law"])
        start += lead.end() if lead else 0
        name = text[start : match.end("law")]
        if len(name) < 2 or _NOT_LAW.search(name) or re.search(TOKEN, name):
            continue
        if re.search(OBJECT, text[low:start]):
            continue
        if not spoken_with_force(text, low, start, max(text.rfind("，", low, start) + 1, low)):
            continue
        named = Named(name, None, None, None, WHOLE, name, True, start)
        amendment = Amendment(named, "amend.article", [], match.end())
        amendment.add(skeleton, match.start("parts"), match.end("more"))
        return [amendment]
    return []
