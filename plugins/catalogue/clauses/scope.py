"""How much of a document is meant: articles, annexes, a topic, all but a part."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plugins.catalogue.clauses.skeleton import OBJECT, Q, Skeleton, T

_NUM = "[0-9一二三四五六七八九十百零〇两]{1,7}"
_UNIT = rf"第{_NUM}(?:条|章|节|编|款|项|目|部分|点|段|号)(?:之{_NUM})?"
_BRACKETED = rf"(?:第?\({_NUM}\)(?:项|款|目|点)?|第?\({_NUM}\)、)"
_ANNEX = rf"(?:附件|附表|附录|附图|附则|附注)(?:{_NUM}|\({_NUM}\))?{T}?|前言|引言|目录"
PART = rf"(?:{_UNIT}|{_ANNEX}|{_BRACKETED})"
"""One part of a document, without what joins it to the next."""

_ONE = re.compile(
    rf"(?:{_UNIT}|{_ANNEX})(?:{_BRACKETED}|{_UNIT}|的?第?{_NUM}(?:款|项|目))*"
    rf"(?:(?:、|和|及)(?:{_BRACKETED}|第?{_NUM}(?:款|项|目)|第{_NUM}(?:款|项|目)))*"
    rf"(?:(?:至|到|-|～)(?:{_UNIT}|{_BRACKETED}|{_NUM}(?:条|款|项)))?"
)
_JOIN = r"(?:、|，|和|及|以及|与|并)"
SEVERAL = rf"{_ONE.pattern}(?:{_JOIN}{{1,2}}(?:其)?{_ONE.pattern})*"
_PARTS = re.compile(rf"^(?:规范性文件|文件|一文|文)?(?:的|中的?|内的?|里的?)?(?P<parts>{SEVERAL})(?P<rest>.*)$", re.S)
_PARTS_REST = re.compile(
    rf"^(?:(?:中的?|规定的|的)?{Q}(?:的规定|字样|的内容)?|的?(?:规定|内容|条款|部分|全文|全部内容|表述|条文|要求)?|中?的?[^，。；{T[1:-1]}]{{0,60}}?(?:规定|内容|条款|部分|表述|标准|字样|条文|要求|政策|措施|事项|程序))$"
)
_TOPIC = re.compile(
    r"^(?:(?:规范性)?文件|一文|文)?(?:中|内|里|中的|内的)?(?:，)?(?P<topic>(?:关于|有关|涉及|与)[^，。；]{1,80}?(?:规定|条款|内容|部分|标准|政策|要求|条文|事项|表述|措施|程序|办法|解释|意见))$"
)
_INSIDE = re.compile(
    r"^(?:(?:规范性)?文件|一文|文)?(?:中的?|内的?)(?P<topic>[^，。；]{1,40}?(?:规定|条款|内容|部分|标准|政策|要求|条文|事项|表述|措施|程序|办法|字样|项目))$"
)
_SOME = re.compile(r"^(?:(?:规范性)?文件|一文|文)?的?(?:部分|个别|相关|有关|相应)(?:条款|规定|内容|条文|章节)$")
_EXCEPT = re.compile(
    r"^(?:，)?(?P<except>(?:除|除了)(?P<parts>[^，。；]{1,60}?)(?:以外|之外|外))(?:，)?(?:的)?(?:其他|其余|其它)?(?:条款|内容|规定|部分)?(?:，)?$"
)
_MANY = "(?:[0-9一二两三四五六七八九十百]{1,4}[件个部项份])"
_WHOLE = re.compile(
    rf"^(?:\((?:试行|暂行)\))?(?:一文|全文|整体|{_MANY}?(?:规范性)?文件|文|的?全部(?:内容|条款)|等|(?:等|及其?|和|以及|与)[^，。；]{{0,40}}?"
    rf"(?:文件|规定|办法|通知|政策|规章|法规|制度|解释|条例|细则|方案|意见|目录|公告|决定|修正案|附件|配套文件|补充通知){_MANY}?)?$"
)
CONFLICT = re.compile(r"不一致|抵触|不相符|不符|冲突|相悖|不同|相违背")


@dataclass(frozen=True, slots=True)
class Scope:
    """What part of a document is meant. `parts` are as written; `partial` is False for the whole document."""

    partial: bool
    parts: tuple[str, ...] = ()
    certain: bool = True


WHOLE = Scope(False)
_KEEPING = r"(?:继续|仍然?)(?:有效|执行|施行|实施|适用|保留)|除外|不在此限|不予?废止|暂不废止|(?:予以)?保留"
_EXCEPTED = re.compile(r"除了?[^，。；()]{1,50}?(?:以外|之外|外)")
_SEVERAL = re.compile(SEVERAL)
_ONLY_PARTS = re.compile(rf"(?:仅限?|限于?|只|其中|中)?的?(?P<parts>{SEVERAL})(?:的?(?:规定|内容|条款|部分))?")
_SOME_PARTS = re.compile(r"(?:仅限?|其中|只)?的?(?:部分|个别|相关|有关)(?:条款|规定|内容|条文|章节)")
_OF_PARTS = re.compile(rf"{_KEEPING}|{_EXCEPTED.pattern}|仅限?|限于|第{_NUM}(?:条|章|节)|部分(?:条款|规定|内容|条文)")


def note_scope(said: str) -> Scope:
    """The scope that brackets after a title state: （第三条除外）, （第三条）. Doubtful for other words on parts."""
    excepted = _EXCEPTED.search(said)
    if excepted:
        return Scope(True, (excepted[0],))
    words = said.strip("()〔〕【】，、；：")
    if not _OF_PARTS.search(words):
        return WHOLE
    for piece in re.split(r"[()〔〕【】，；]+", words):
        only = _ONLY_PARTS.fullmatch(piece)
        if only:
            return Scope(True, tuple(m[0] for m in _ONE.finditer(only["parts"])))
        if _SOME_PARTS.fullmatch(piece):
            return Scope(True)
        if re.search(_KEEPING, piece) and (parts := _SEVERAL.search(piece)):
            return all_but(parts[0])
    return Scope(True, (), certain=False)


def all_but(parts: str) -> Scope:
    """The scope of a document of which `parts` stay, in the words that documents themselves have for it."""
    return Scope(True, (f"除{parts}外",))


_AFTER_VERB = re.compile(
    rf"[，；。(](?:但是?|其中|仅|只|同时|其(?![他它余])|该(?:办法|规定|文件|通知)|原(?:办法|规定|文件|通知))*(?P<of>{T})?[的中]*"
    rf"(?:保留(?:其|了)?(?P<left>{SEVERAL})|(?P<named>{SEVERAL})(?:的?(?:规定|内容|条款|部分))?[^，。；()第]{{0,16}}?(?:{_KEEPING})"
    rf"|(?P<vague>[^，。；()]{{0,30}}?(?:规定|内容|条款|条文|部分|附件|标准|政策)(?:仍然?|继续)?(?:{_KEEPING})))"
)
_PARTS_AFTER_VERB = re.compile(rf"\((?:仅限?|限于?|只|其中)?的?(?P<parts>{SEVERAL})(?:的?(?:规定|内容|条款))?\)")
_FOR_A_TIME = re.compile("至|到|[0-9一二两三四五六七八九十]{1,3}(?:个月|年)")
_THE_REST = re.compile("其[他它余]")
_FAR_AFTER = 160


def kept_after(skeleton: Skeleton, place: int, *, partial: bool) -> tuple[str | None, Scope] | None:
    """What the words after a verb of ending say of parts: 废止，但第三条继续有效. None when they say nothing of them.

    With it comes the title token whose parts they are, where the words name one. `partial`: only parts end anyway.
    """
    text = skeleton.text
    match = _PARTS_AFTER_VERB.match(text, place)
    if match:
        return None, Scope(True, parts_between(skeleton, *match.span("parts")))
    window = text[place : place + _FAR_AFTER].split("\n")[0]
    match = _AFTER_VERB.search(window)
    if not match or window.count("。", 0, match.start()) or re.search(OBJECT, window[: match.start()]):
        return None
    if partial and _THE_REST.match(match["vague"] or ""):
        return None
    if match["vague"] or _FOR_A_TIME.match(window, match.end()):
        return match["of"], Scope(True, (), certain=False)
    low, high = match.span("left" if match["left"] else "named")
    return match["of"], all_but(skeleton.written(place + low, place + high))


_NOTE_AFTER = re.compile(r"(?:\([^()]{1,40}\))+$")


def read_scope(skeleton: Skeleton, start: int, end: int) -> Scope | None:
    """The scope that the words [start, end) right after a title state, or None when they are no scope at all."""
    words = skeleton.text[start:end]
    words = _NOTE_AFTER.sub("", words)
    end = start + len(words)
    if not words:
        return WHOLE
    if CONFLICT.search(words):
        return Scope(True, (), certain=False)
    match = _EXCEPT.match(words)
    if match:
        inside = match.start("except")
        return Scope(True, (skeleton.written(start + inside, start + match.end("except")),))
    match = _PARTS.match(words)
    if match:
        if _PARTS_REST.match(match["rest"]):
            low, high = match.span("parts")
            return Scope(True, parts_between(skeleton, start + low, start + high))
        return None
    match = _TOPIC.match(words) or _INSIDE.match(words)
    if match:
        low, high = match.span("topic")
        return Scope(True, (skeleton.written(start + low, start + high),))
    if _SOME.match(words):
        return Scope(True, ())
    if _WHOLE.match(words) and not re.match(r"的?(?:规定|条款|办法|政策)$", words):
        return WHOLE
    if re.match(r"^的?(?:规定|相关规定|有关规定|条款)$", words):
        return Scope(False, (), certain=False)
    return None


def parts_between(skeleton: Skeleton, start: int, end: int) -> tuple[str, ...]:
    """The parts named in [start, end) of a skeleton, each as issued: 第四条、第九条第二款 → (第四条, 第九条第二款)."""
    return skeleton.find_written(_ONE, start, end)


def split_parts(words: str) -> tuple[tuple[int, int], ...]:
    """Where in `words` (folded, squeezed) parts are named: the ranges of 第四条 and 第九条第二款."""
    return tuple(match.span() for match in _ONE.finditer(words))


def leading_parts(text: str, start: int) -> int:
    """The end of the parts (第三条、第五条第二款) that stand at `start` of `text`; `start` itself when none do."""
    match = re.compile(rf"(?:的|中的?)?{SEVERAL}(?:的?规定|的?内容)?").match(text, start)
    return match.end() if match else start
