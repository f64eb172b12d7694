"""Terms of validity: 有效期5年, 试行期两年, 有效期至…, 有效期延长至….

Licences and contracts have terms too; those are not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from plugins.catalogue.clauses.dates import ISSUE, chinese_number, parse_term
from plugins.catalogue.clauses.nouns import own_name
from plugins.catalogue.clauses.objects import Chain, chain_before
from plugins.catalogue.clauses.patterns import rejections
from plugins.catalogue.clauses.scope import WHOLE
from plugins.catalogue.clauses.skeleton import OBJECT, D, Skeleton
from plugins.catalogue.clauses.when import Entry, Moment, moment_before
from plugins.catalogue.effects import FROM_A_DAY, ON_PUBLICATION

_TERM = r"(?P<term>(?:[0-9]{1,3}(?:\.5)?|[一二两三四五六七八九十壹贰叁伍]{1,3}|半)(?:个?半)?(?:周年|个月|年|月)半?(?:(?<=年)[零又另加]?(?:[0-9]{1,2}|[一二两三四五六七八九十]{1,3})个月)?)"  # noqa: E501
_DAYS = r"(?P<days>[0-9]{1,4}|[一二两三四五六七八九十百]{1,7})(?P<working>个?工作)?(?:日|天)(?![内前后的期])"
_TO = rf"(?:至|到|截至|止于|截止到|截止至|截止|延至|至于)(?P<to>{D})(?P<late>底|末)?(?:24时|止|为止)?"
_SPAN = rf"(?:为|是|自|从|：|由)*(?P<from>{D})(?:起)?(?:至|到|-|～|—)(?P<to2>{D})(?P<late2>底|末)?(?:止|为止)?"
_KEY = r"(?:有效期限?|有效期间|有效时间|试行期限?|试行时间|执行期限?|执行时间|施行期限?|实施期限?|适用期限?|暂行期限?|试行期间)"  # noqa: E501
_IS = r"(?:为|是|共|：|暂定|暂定为|定为|设定为|规定为|均为|统一为|限为)*"


@dataclass(frozen=True, slots=True)
class Validity:
    """A term: `chain` None is the document's own. [start, end) are its words in the skeleton."""

    rule: str
    chain: Chain | None
    years: float | None
    until: str | None
    begins: str | None
    moments: tuple[Moment, ...]
    place: int
    certain: bool = True
    days: int | None = None


@cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (rule, re.compile(pattern))
        for rule, pattern in (
            ("validity.extended", rf"(?P<key>(?:的)?{_KEY}?(?:限)?(?:由{D}|从{D})?(?:再|相应|予以|继续|统一)*(?:延长|延续|顺延|延期|续延|延展|续期|展期)(?:执行|实施|施行|有效)?(?:的?{_KEY})?(?:期限)?(?:执行|实施|施行)?)(?:为)?(?:至|到)?(?:(?P<to>{D})(?P<late>底|末)?(?:24时|止|为止)?|{_TERM})(?:[，(]?(?:即)?(?:有效期)?(?:自{D}起)?(?:至|到|延长至|延至)(?P<to2>{D})(?P<late2>底|末)?(?:止|为止)?)?"),  # noqa: E501
            ("validity.extended", rf"(?P<key>(?:的)?{_KEY}延)(?:至|到)(?P<to>{D})(?P<late>底|末)?(?:止|为止)?"),
            ("validity.extended", rf"(?P<key>继续(?:执行|有效|实施|施行|适用|试行))(?:{_TO}|{_TERM}(?![^，。；]))"),
            ("validity.until", rf"(?P<key>{_KEY}){_IS}{_SPAN}"),
            ("validity.until", rf"(?P<key>{_KEY}){_IS}(?:自[^，。；]{{1,20}}?(?:起|日))?，?{_TO}"),
            ("validity.term", rf"(?P<key>{_KEY}){_IS}(?P<since>自[^，。；]{{1,24}}?起)?{_TERM}(?:，?(?:从|自)(?P<from>{D})起(?:计算|算起|施行|执行|实施))?(?:[，(]?(?:自(?P<from2>{D})起)?{_TO})?"),  # noqa: E501
            ("validity.days", rf"(?P<key>{_KEY}){_IS}(?P<since>自[^，。；]{{1,24}}?起)?{_DAYS}"),
            ("validity.until", rf"(?P<key>(?:有效|执行|施行|实施|试行|暂行|适用))(?:期)?{_TO}(?!(?:以前|前|的))"),
            ("validity.until", rf"(?P<key>(?:自|从)?(?P<from>{D})起?(?:至|到|-|～)(?P<to2>{D})(?P<late2>底|末)?(?:止|为止|期间)?)(?:内)?(?:有效|执行|施行|实施|试行|适用)"),  # noqa: E501
            ("validity.until", rf"，(?P<key>(?:有效)?(?:至|到|截至)?(?P<to>{D})(?P<late>底|末)?)(?:24时)?(?:止|截止|为止|到期|终止)(?=[。；，]|$)"),  # noqa: E501
            ("validity.term", rf"(?P<key>(?:试行|暂行|有效))(?:期)?(?:为|是|：)?{_TERM}(?![^，。；)(期])"),
            ("validity.until", rf"(?P<key>(?:至|到|截至)(?P<to>{D})(?P<late>底|末)?(?:止|为止|时)?)，?(?:期满)?(?:即行|自行|自动|自然|同时)?(?:失效|废止|停止执行|停止施行|终止|有效|期满)"),  # noqa: E501
        )
    )  # fmt: skip


_ENTERING = re.compile("施行|实施|执行|生效|实行|试行")
_COUNTED = re.compile(rf"，?(?:从|自)(?P<from>{D})起(?:计算|算起|起算)")
"""An extension that does not count on from the old end."""
_MORE = re.compile("[零又另加]?(?:[0-9]{1,3}|[一二两三四五六七八九十]{1,3})(?:个?月|日|天|周)|(?:零|又|另|加)")
"""After a term: it goes on in a way that is not read."""
_DAYS_END = re.compile("(?:日|天)(?:$|[。；)(]|，(?!从|自))")
_OVER = re.compile("(?:届满|期满|到期)后")
_HINT = re.compile("止|有效|试行|期限|暂行|执行|施行|实施|延长|延续|顺延|延期|展期|失效|废止|执行期")
_LICENCE = re.compile(r"[证照书函票]$|许可$|资质$|资格$|合同$|协议$|批件$|批准文件$|任期$|签证$|凭证$")


def read_validities(
    skeleton: Skeleton, low: int, high: int, entries: list[Entry], before: list[Entry], own_title: str = ""
) -> list[Validity]:
    """The terms of validity in the sentence [low, high). `entries` are the paragraph's, `before` those just before it.

    `own_title` (folded) is the document's: a title that stands in it is the document's own matter.
    """
    text = skeleton.text
    if not _HINT.search(text, low, high):
        return []
    if any(p.search(text[low:high]) for name, p in rejections("sentence") if name in ("news", "proposal")):
        return []
    found: list[Validity] = []
    taken: list[tuple[int, int]] = []
    for rule, pattern in _forms():
        for match in pattern.finditer(text, low, high):
            if any(match.start() < b and a < match.end() for a, b in taken):
                continue
            one = _read(skeleton, low, match, rule, entries, before)
            if one and one.chain is None:
                one = replace(one, chain=_other_subject(skeleton, low, one, entries, own_title))
            if one:
                taken.append(match.span())
                found.append(one)
    return found


_CARRIED_ON = re.compile(
    rf"(?:继续(?:执行|有效|实施|施行|适用|试行)|延长|延续|顺延|延期|展期|续期)[^。；]{{0,30}}?(?:(?:至|到){D}|{_TERM})"
)


def read_doubtful_term(skeleton: Skeleton, low: int, high: int) -> tuple[Chain, int] | None:
    """The documents that the sentence [low, high) carries on for a time in words that no rule reads, and its place."""
    text = skeleton.text
    match = _CARRIED_ON.search(text, low, high)
    if not match or any(pattern.search(text[low:high]) for _, pattern in rejections("sentence")):
        return None
    objects = [low + m.start() for m in re.finditer(OBJECT, text[low : match.start()])]
    if not objects or re.search(own_name(), text[objects[-1] : match.start()]):
        return None
    chain = chain_before(skeleton, low, objects[-1] + 1)
    return (chain, match.end()) if chain else None


def _read(
    skeleton: Skeleton, low: int, match: re.Match[str], rule: str, entries: list[Entry], before: list[Entry]
) -> Validity | None:
    parts = match.groupdict()
    years = parse_term(parts["term"]) if parts.get("term") else None
    until = None
    for day, late in (("to", "late"), ("to2", "late2")):
        if parts.get(day):
            until = _last_day(skeleton.dates.get(parts[day]), bool(parts.get(late)))
    first = parts.get("from") or parts.get("from2")
    begins = skeleton.dates.get(first) if first else None
    days = chinese_number(parts["days"]) if parts.get("days") else None
    if years is None and until is None and not days:
        return None
    if rule == "validity.extended" and years is not None and until is None:
        counted = _COUNTED.match(skeleton.text, match.end())
        begins = skeleton.dates.get(counted["from"]) if counted else None
    if begins is None and parts.get("since"):
        begins = _first_day(skeleton, parts["since"])
    entering = first is not None and _ENTERING.search(match[0], match.start("from") - match.start())
    if begins is not None and until is None and not entering and rule != "validity.extended":
        rule += FROM_A_DAY
    edge = match.start("key")
    # 至2025年12月 leaves the day open
    certain = (until is None or len(until) == 10) and not parts.get("working")
    if days and not _DAYS_END.match(skeleton.text, match.end("days")):
        certain = False
    if years is not None and _MORE.match(skeleton.text, match.end("term")):
        certain = False
    if certain and until is None and begins is None and _OVER.search(skeleton.text, low, edge):
        certain = False  # 届满后继续执行，有效期五年: from that end or from this notice on is not told
    extended = rule == "validity.extended"
    subject = _subject(skeleton, low, edge, extended, match["key"], entries, before)
    if subject is None and not extended and _stands_alone(skeleton, low, match):
        subject, certain = (None, ()), False
    if subject is None:
        return None
    chain, moments = subject
    return Validity(rule, chain, years, until, begins, moments, match.end(), certain, days)


_BARE = re.compile(r"(?:第[^条，。；]{1,8}条)?[(，]*")
"""What stands before a term that names nobody: the number of its article, a bracket."""
_ENDS = re.compile(r"[)。；]*(?:\n|$)")


def _stands_alone(skeleton: Skeleton, low: int, match: re.Match[str]) -> bool:
    """（有效期至…） as a paragraph of its own: hardly anybody's but the document's, which is for the editor to say."""
    text = skeleton.text
    begins = low == 0 or text[low - 1] == "\n"
    return begins and bool(_BARE.fullmatch(text[low : match.start()])) and bool(_ENDS.match(text, match.end()))


def _first_day(skeleton: Skeleton, since: str) -> str | None:
    """The day of 自…起 within a term, where it is another than that of the entry into force."""
    day = next((skeleton.dates[c] for c in since if c in skeleton.dates), None)
    return day or (ON_PUBLICATION if re.search(ISSUE, since) and not _ENTERING.search(since) else None)


def _other_subject(skeleton: Skeleton, low: int, term: Validity, entries: list[Entry], own_title: str) -> Chain | None:
    """《A》自D起施行，有效期3年: the title that enters into force has the term, unless it is this document."""
    text = skeleton.text
    entry = next((e for e in entries if low <= e.place <= term.place), None)
    if entry is None or re.search(own_name(), text[low : term.place]):
        return None
    objects = [low + m.start() for m in re.finditer(OBJECT, text[low : entry.place])]
    if not objects or text[low : objects[0]].strip("原现"):
        return None
    title = skeleton.titles.get(text[objects[0]])
    if title is None or title.folded in own_title:
        return None
    return chain_before(skeleton, low, objects[0] + 1)


def _last_day(iso: str | None, late: bool) -> str | None:
    if iso is None or not late:
        return iso
    if len(iso) == 4:
        return f"{iso}-12-31"
    return iso


_BETWEEN = re.compile(
    rf"^(?:(?:原定|于|至)*{D}(?:到期|届满|期满)|(?:原定?|其)?的?(?:有效|试行|执行|施行|实施)期限?|等[^，。]{{0,20}}|的|，|继续(?:有效|执行|施行|实施)|决定|现|将|经评估|经研究|到期|期满|后|其|施行|实施|执行|予以|对|同意|仍需|需要?|文件|自印发之日起|即将届满|已届满|即将到期|已到期|届满)*$"
)


_POINTING = re.compile(
    r"(?:其|该(?:办法|规定|细则|规则|通知|意见|方案|标准|规范|制度|文件|政策)|上述(?:文件|办法|规定))$"
)


def _pointed_at(
    skeleton: Skeleton, low: int, moments: tuple[Moment, ...]
) -> tuple[Chain | None, tuple[Moment, ...]] | None:
    """《A》将于D届满。…将其有效期延长至…: the one document that the paragraph has named before; None when not one."""
    text = skeleton.text
    start = text.rfind("\n", 0, low) + 1
    earlier = [start + m.start() for m in re.finditer(OBJECT, text[start:low])]
    named = {skeleton.titles[text[place]].folded for place in earlier if text[place] in skeleton.titles}
    if len(named) != 1:
        return None
    chain = chain_before(skeleton, start, earlier[-1] + 1)
    if chain and len(chain.named) == 1 and chain.named[0].scope == WHOLE and chain.named[0].sure:
        return chain, moments
    return None


def _subject(
    skeleton: Skeleton, low: int, edge: int, extended: bool, key: str, entries: list[Entry], before: list[Entry]
) -> tuple[Chain | None, tuple[Moment, ...]] | None:
    """Whose term it is: (None, …) the document's own, (chain, …) documents named; None when it is no document's."""
    text = skeleton.text
    left = text[low:edge]
    moments: list[Moment] = []
    place = edge
    for _ in range(3):
        at = moment_before(skeleton, low, place)
        if not at:
            break
        moments.append(at[0])
        place = at[1]
        while place > low and text[place - 1] in "，的":
            place -= 1
    near = text[low:place].rstrip("，的")
    if _LICENCE.search(near[-4:]) and not near.endswith(("文件",)):
        return None
    if re.search(rf"(?:{own_name()})(?:\([^()]{{0,20}}\))?(?:的)?(?:自)?$", near):
        return None, tuple(moments)
    objects = [low + m.start() for m in re.finditer(OBJECT, text[low:place])]
    if objects:
        last = objects[-1]
        words = text[last + 1 : place]
        if _BETWEEN.match(words):
            chain = chain_before(skeleton, low, last + 1)
            short = [n for n in chain.named if n.number is None and len(n.folded) < 8] if chain else []
            if short and not extended:
                return None
            if chain and all(n.scope == WHOLE and n.sure for n in chain.named):
                return chain, tuple(moments)
            return None
    if _BARE.fullmatch(left) and before and before[-1].own:
        return None, tuple(moments)
    if extended and not objects and _POINTING.search(near):
        return _pointed_at(skeleton, low, tuple(moments))
    if (
        re.search(r"[一-鿿]$", near[-1:])
        and not left.endswith(("，", "；", "(", "且", "并"))
        and not moments
        and near == left
    ):
        # 许可有效期五年, 资格有效期: the noun before the key owns the term
        if key.startswith(("有效期", "试行期", "执行期", "施行期", "实施期", "适用期", "执行时间")):
            return None
        own = re.search(rf"(?:{own_name()})[^，。；]{{0,20}}$", near)
        return (None, tuple(moments)) if own and re.search(rf"(?:{own_name()})(?:自|从|暂|先|正式)?$", near) else None
    own_before = re.search(rf"{own_name()}(?!所称|规定的|第)", left)
    own_entry = any(low <= e.place <= edge for e in entries)
    if own_before and own_entry:
        return None, tuple(moments)
    if own_entry and extended is False:
        return None, tuple(moments)
    if own_before and re.fullmatch(rf"\(?(?:第[^条]{{1,6}}条)?{own_name()}[^，。；]{{0,16}}，?", left):
        return None, tuple(moments)
    return None
