"""What stands before a title and describes it: 2003年5月1日市人民政府令第4号公布的《…》."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plugins.catalogue.clauses.nouns import own_name
from plugins.catalogue.clauses.skeleton import D, N, Skeleton

_ISSUING = "(?:公布|发布|颁布|印发|下发|制定|批准|通过|颁发|批转|转发|出台|签发|施行|实施)"
_EARLIER = "(?:原来|原先|原有|此前|以前|先前|之前|早先|过去|以往|目前|现行|现有)"
_MAKER = re.compile(
    rf"(?P<maker>[一-鿿、]{{2,40}}?)(?:{D}|{D}以?{N}|以?{N}|{_EARLIER}|联合|共同|首次)*{_ISSUING}(?:并?(?:实施|施行))?的?$"
)
_SESSION = re.compile(
    r"(?P<place>[一-鿿]{0,12}?)第[一二三四五六七八九十]{1,3}届(?P<body>人民代表大会(?:常务委员会)?|人大常委会)"
)
_OUTSIDE = re.compile(
    r"(?P<maker>[一-鿿、]{2,40}(?:政府|委员会|局|厅|办公室|办公厅|部|院|委|署|中心|办|处|(?<![执施实试暂现])行|会|常委会))(?:的)?(?:原)?$"
)
_OLD_NUMBER = re.compile(rf"({N})(?!.{{0,4}}(?:修|废))")
_AMENDING = re.compile(r"修正|修改|修订|废止|清理")
_RESPECTIVE = re.compile(
    rf"^(?:分别)?(?:由|于|在)?[^，。；]{{0,20}}?(?P<days>{D}(?:、{D})*(?:和|及|、){D})[^，。；、]{{0,24}}?(?:分别)?{_ISSUING}"
)
_PIECE_END = re.compile(r"(?:通过|批准|发布|公布|颁布|印发|修正|修改|修订|制定|批转|转发|下发|颁发|公告|发文|审议)$")
_CLAUSE_MARK = re.compile(r"[，：；。]")
_OWN_OR_START = re.compile(rf"{own_name()}|{D}(?:零时)?起(?:施行|实施|执行|生效)?$|之日起|^(?:现|决定)")


@dataclass(frozen=True, slots=True)
class Described:
    """What the words before a title say of it. `days` are the dates of several titles, told respectively."""

    date: str | None = None
    number: str | None = None
    issuer: str | None = None
    days: tuple[str, ...] = ()


NOTHING = Described()


def region_start(text: str, low: int, end: int) -> int:
    """Where the words that describe the title at `end` begin: its own clause and its history before that."""
    start = low
    marks = [m.start() for m in _CLAUSE_MARK.finditer(text, max(low, end - 2000), end)]
    if not marks:
        return start
    start = marks[-1] + 1
    for left, right in zip(reversed(marks[:-1]), reversed(marks[1:]), strict=True):
        if not _describes(text[left + 1 : right]):
            return start
        start = left + 1
    if marks and _describes(text[low : marks[0]]) and start == marks[0] + 1:
        start = low
    return start


def _describes(piece: str) -> bool:
    if re.fullmatch(rf"(?:原)?{D}", piece):
        return True
    return bool(_PIECE_END.search(piece)) and not _OWN_OR_START.search(piece)


def describe(skeleton: Skeleton, start: int, end: int) -> Described:
    """What the words [start, end) before a title say of it: the first date, its number, the issuer."""
    words = skeleton.text[start:end]
    if not words:
        return NOTHING
    date = next((skeleton.dates[c] for c in words if c in skeleton.dates), None)
    number = None
    for match in _OLD_NUMBER.finditer(words):
        ahead = words[match.end() : match.end() + 4]
        if not _AMENDING.search(ahead):
            number = skeleton.numbers[match[1]]
            break
    days: tuple[str, ...] = ()
    several = _RESPECTIVE.match(words)
    if several:
        days = tuple(skeleton.dates[c] for c in several["days"] if c in skeleton.dates)
    return Described(date, number, _issuer(words), days)


def _issuer(words: str) -> str | None:
    session = _SESSION.search(words)
    if session:
        place = re.sub(r"^.*[日、，由经的]", "", session["place"])
        return place + session["body"]
    match = _MAKER.search(words) or _OUTSIDE.search(words)
    if not match:
        return None
    maker = re.sub(r"^.*(?:批准|通过|修订|修正|同意)、?|(?:修订|批准|公布)$", "", match["maker"])
    maker = re.sub(rf"^(?:{_EARLIER}|原由?|由|经|和|及|以及|与|、|将|对|废止)+", "", maker)
    return maker if len(maker) >= 2 else None
