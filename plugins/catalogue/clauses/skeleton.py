"""A paragraph with its titles, numbers, dates and quotations each replaced by one character.

The rules are then short regular expressions over the words that are left: 自D起施行，T同时废止.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from plugins.catalogue.clauses.dates import find_dates
from plugins.catalogue.clauses.normalise import Squeezed, as_written
from plugins.catalogue.clauses.nouns import names_document
from plugins.catalogue.clauses.numbers import find_numbers
from plugins.catalogue.clauses.titles import bracketed_titles

_BASE = {"T": 0xF0000, "N": 0xF8000, "D": 0x100000, "Q": 0x108000}
_ROOM = 0x7FF0
T = "[\U000f0000-\U000f7fff]"
N = "[\U000f8000-\U000ffffd]"
D = "[\U00100000-\U00107fff]"
Q = "[\U00108000-\U0010fffd]"
OBJECT = "[\U000f0000-\U000ffffd]"
TOKEN = "[\U000f0000-\U0010fffd]"  # noqa: S105


# a half-width full stop after Chinese words ends a sentence
_DOT = re.compile(r"(?<=[\u4e00-\u9fff)》〕\U000f0000-\U0010fffd])\.(?=$|[^0-9A-Za-z.])")


@dataclass(frozen=True, slots=True)
class Title:
    """A title token. `name` is as written; number and date are what stands in brackets beside it."""

    name: str
    folded: str
    number: str | None = None
    date: str | None = None
    bracketed: bool = True
    note: str = ""
    """What else the brackets after it say (folded): 除第三条外, 以下简称《办法》."""
    said: str = ""
    """As `note`, a short name with all that stands beside it."""


@dataclass(slots=True)
class Skeleton:
    """`text` with one character for each token; `starts` and `ends` are offsets in the squeezed paragraph."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    squeezed: Squeezed
    source: str
    titles: dict[str, Title] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def token(self, kind: str) -> str:
        """A new character for a token of `kind`; past the room there is, the last one again."""
        count = self.counts.get(kind, 0)
        self.counts[kind] = count + 1
        return chr(_BASE[kind] + min(count, _ROOM))

    def squeezed_text(self, start: int, end: int) -> str:
        """The squeezed characters behind [start, end) of the skeleton."""
        if start >= end:
            return ""
        return self.squeezed.text[self.starts[start] : self.ends[end - 1]]

    def source_range(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the source behind [start, end) of the skeleton."""
        if start >= end:
            return (0, 0)
        return self.squeezed.source(self.starts[start], self.ends[end - 1])

    def written(self, start: int, end: int) -> str:
        """The words behind [start, end) of the skeleton, as issued."""
        low, high = self.source_range(start, end)
        return as_written(self.source[low:high])

    def find_written(self, pattern: re.Pattern[str], start: int, end: int) -> tuple[str, ...]:
        """What `pattern` finds in the squeezed words behind [start, end) of the skeleton, as issued."""
        if start >= end:
            return ()
        found = []
        for match in pattern.finditer(self.squeezed.text, self.starts[start], self.ends[end - 1]):
            low, high = self.squeezed.source(*match.span())
            found.append(as_written(self.source[low:high]))
        return tuple(found)

    def put(self, places: Iterable[tuple[int, int, str]]) -> None:
        """Replace each [start, end) by its one character (or by nothing); places in order, without overlap."""
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for start, end, token in places:
            pieces.append(self.text[done:start])
            starts.extend(self.starts[done:start])
            ends.extend(self.ends[done:start])
            if token:
                pieces.append(token)
                starts.append(self.starts[start])
                ends.append(self.ends[end - 1])
            elif ends:
                ends[-1] = self.ends[end - 1]
            done = end
        if not done:
            return
        pieces.append(self.text[done:])
        starts.extend(self.starts[done:])
        ends.extend(self.ends[done:])
        self.text, self.starts, self.ends = "".join(pieces), starts, ends


def build(squeezed: Squeezed, source: str) -> Skeleton:
    """The skeleton of a paragraph of `source`."""
    size = len(squeezed.text)
    skeleton = Skeleton(squeezed.text, range(size), range(1, size + 1), squeezed, source)
    places = []
    for found in bracketed_titles(squeezed.text):
        token = skeleton.token("T")
        skeleton.titles[token] = _title(skeleton, found.inner_start, found.inner_end)
        places.append((found.start, found.end, token))
    skeleton.put(places)
    if "“" in skeleton.text or '"' in skeleton.text:
        skeleton.put(_quotations(skeleton))
    places = []
    for date in find_dates(skeleton.text):
        token = skeleton.token("D")
        skeleton.dates[token] = date.iso
        places.append((date.start, date.end, token))
    skeleton.put(places)
    places = []
    for number in find_numbers(skeleton.text):
        token = skeleton.token("N")
        skeleton.numbers[token] = skeleton.written(number.start, number.end)
        places.append((number.start, number.end, token))
    skeleton.put(places)
    _merge_plain(skeleton)
    _attach(skeleton)
    if "." in skeleton.text:
        skeleton.text = _DOT.sub("。", skeleton.text)
    return skeleton


def _title(skeleton: Skeleton, start: int, end: int, bracketed: bool = True) -> Title:
    return Title(skeleton.written(start, end), skeleton.squeezed_text(start, end), bracketed=bracketed)


_QUOTED = re.compile(r'“([^“”]{0,4000}(?:“[^“”]{0,400}”[^“”]{0,400}){0,8})(?:”|$)|"([^"]{1,2000})"')
_QUOTED_TEXT_BEFORE = re.compile(r"(?:为|增加|改为|中的|中|表述|称|删去|删除|规定|第.{1,6}[条款项])：?$")
_QUOTED_TEXT_AFTER = re.compile(r"^(?:修改|改为|的表述|一词|字样|修订|调整为|更名|等字|的规定)")


def _quotations(skeleton: Skeleton) -> list[tuple[int, int, str]]:
    places = []
    text = skeleton.text
    for match in _QUOTED.finditer(text):
        inner = match[1] if match[1] is not None else match[2]
        at = match.start() + 1
        if (
            5 <= len(inner) <= 120
            and match[0][-1] in '”"'
            and names_document(inner)
            and not _QUOTED_TEXT_BEFORE.search(text[max(0, match.start() - 8) : match.start()])
            and not _QUOTED_TEXT_AFTER.match(text[match.end() : match.end() + 6])
        ):
            token = skeleton.token("T")
            skeleton.titles[token] = _title(skeleton, at, at + len(inner), bracketed=False)
        elif re.fullmatch(TOKEN, inner):
            token = inner  # “《办法》”: a quoted alias is the alias
        else:
            token = skeleton.token("Q")
        places.append((match.start(), match.end(), token))
    return places


_AROUND_NOUN = "(?:补充)?(?:通知|决定|意见|批复|公告|通告|函|令|命令|答复|复函|规定|说明|方案|解释|议案|建议|办法|请示|报告|通报|决议)"  # noqa: E501
_ISSUER = r"(?:[一-鿿]{2,24}(?:政府|委员会|局|厅|办公室|办公厅|部|院|委|署|中心|办|处|行|厅局))?"


@cache
def _around() -> re.Pattern[str]:
    """关于印发《X》的通知 and 《X》实施细则 without brackets of their own."""
    return re.compile(
        rf"{_ISSUER}关于[^，。；：、“”(){TOKEN[1:-1]}]{{0,30}}{T}(?:[、和及与]?{T}){{0,6}}(?:等[^，。；：]{{0,24}})?的{_AROUND_NOUN}"
        rf"|(?:[一-鿿]{{2,8}}[省市县区州盟旗](?:关于)?)?(?:实施|执行|贯彻)?{T}(?:若干)?(?:实施细则|施行细则|实施办法|施行办法|实施意见|补充规定|补充通知|实施条例)(?!如下)"
        rf"|[一-鿿]{{2,8}}[省市县区州盟旗](?:实施|执行|贯彻){T}(?:的)?(?:若干)?(?:办法|细则|规定|条例)"
    )


_BOUNDARY = re.compile(rf"[。；：，！？“”《》]|{OBJECT}|{Q}")
_LEAD = re.compile(
    r"^.*(?:印发的|发布的|公布的|制定的|下发的|颁布的|出台的|通过的|批准的|修订的|转发的|停止执行|不再执行|废止|现将|决定将?|以及|代替|取代|替代|修改)"
)
_LEAD_WORD = re.compile(
    r"^(?:原(?!则)|将|和(?=.{6})|及|与|对|由|并|(?:第[一二三四五六七八九十]+条)|[(]?[0-9一二三四五六七八九十]{1,3}[、.)]+)"
)


def _merge_plain(skeleton: Skeleton) -> None:
    """Make titles of 关于印发《X》的通知 without brackets of its own, and of plain names before a （number）."""
    places: list[tuple[int, int, str]] = []
    if any(0xF0000 <= ord(c) < 0xF8000 for c in skeleton.text):
        for match in _around().finditer(skeleton.text):
            start = match.start()
            lead = _LEAD.match(match[0].split("关于", 1)[0]) if "关于" in match[0] else None
            start += lead.end() if lead else 0
            places.append((start, match.end(), ""))
    _tokenise(skeleton, places)
    places = []
    text = skeleton.text
    floor = 0
    for match in re.finditer(rf"[(〔【](?:{D}[，、；]?)?(?:原)?{N}", text):
        begin = _plain_start(text, max(floor, match.start() - 140), match.start())
        close = re.compile("[)〕】]").search(text, match.end(), match.end() + 60)
        floor = close.end() if close else match.end()
        if begin is not None:
            places.append((begin, match.start(), ""))
    _tokenise(skeleton, places)


def _tokenise(skeleton: Skeleton, places: list[tuple[int, int, str]]) -> None:
    done = []
    for start, end, _ in places:
        token = skeleton.token("T")
        skeleton.titles[token] = _title(skeleton, start, end, bracketed=False)
        done.append((start, end, token))
    skeleton.put(done)


def _plain_start(text: str, floor: int, end: int) -> int | None:
    for boundary in reversed(list(_BOUNDARY.finditer(text, floor, end))):
        floor = boundary.end()
        break
    run = text[floor:end]
    lead = _LEAD.match(run.split("关于", 1)[0])
    cut = lead.end() if lead else 0
    about = run.find("关于", cut)
    stop = run.rfind("、")
    if stop >= cut and not (0 <= about < stop):
        cut = stop + 1
    for _ in range(3):
        word = _LEAD_WORD.match(run[cut:])
        if not word:
            break
        cut += word.end()
    dated = [m.end() for m in re.finditer(D, run)]
    if dated and not (cut <= run.find("关于", cut) < dated[-1]):
        # a date before the name belongs to its description, one inside 关于做好2012年…的通知 to the name
        cut = max(cut, dated[-1])
    name = run[cut:]
    if len(name) < 5 or ")" in name[:2] or not names_document(name):
        return None
    return floor + cut


_NOTE = re.compile(rf"({T})((?:[(〔【](?:[^()〔〕【】]|\([^()]{{0,30}}\)){{0,150}}[)〕】]){{1,3}})")
# …令发布（1998年修订，…令重新发布）的《A》: history inside a description
_HISTORY = re.compile(
    r"(?:(?<=发布)|(?<=公布)|(?<=通过)|(?<=印发)|(?<=批准)|(?<=修正)|(?<=修订))\([^()]{1,200}\)(?=的)"
)
_BESIDE = re.compile(rf"({N})(?:文件|文|号文件|号文)?({T})|({T})({N})(?!公布|发布|印发)")


def _attach(skeleton: Skeleton) -> None:
    """Give titles the number and date in the brackets after them, and take the brackets out."""
    places = []
    for match in _NOTE.finditer(skeleton.text):
        title = skeleton.titles[match[1]]
        note = match[2]
        number = next((skeleton.numbers[c] for c in note if c in skeleton.numbers), None)
        date = next((skeleton.dates[c] for c in note if c in skeleton.dates), None)
        words = said = re.sub(TOKEN, "", note)
        quoted = "".join(skeleton.titles[c].name for c in note if c in skeleton.titles)
        if re.search("简称|下称", note):
            words = "简称" + (
                quoted
                or re.split("简称|下称", skeleton.squeezed_text(*match.span(2)))[-1].strip("为：()〔〕【】“”‘’\"'")
            )
        skeleton.titles[match[1]] = replace(title, number=number, date=date, note=words, said=said)
        places.append((match.start(2), match.end(2), ""))
    skeleton.put(places)
    skeleton.put([(m.start(), m.end(), "") for m in _HISTORY.finditer(skeleton.text)])
    places = []
    for match in _BESIDE.finditer(skeleton.text):
        if match[1]:
            token, number_token, span = match[2], match[1], (match.start(), match.start(2))
        else:
            token, number_token, span = match[3], match[4], (match.start(4), match.end(4))
        title = skeleton.titles[token]
        if title.number is None:
            skeleton.titles[token] = replace(title, number=skeleton.numbers[number_token])
            places.append((*span, ""))
    skeleton.put(places)
