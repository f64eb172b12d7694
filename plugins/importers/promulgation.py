"""题注: the note under a title that tells when, by whom and under which number a text was made and changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from plugins.importers.bodies import full_name, is_body, split_bodies
from plugins.importers.dates import find_days, narrow
from plugins.importers.lines import LONGEST_READ, Line, without_titles

_MADE = ("通过", "公布", "发布", "颁布", "公告", "印发", "批准", "修订", "修正", "修改")
_PUBLISHED = ("公布", "发布", "颁布", "公告", "印发")
_CHANGED = ("修订", "修正", "修改")
_ENTRY = ("施行", "实施", "生效", "执行")
_ENTRY_LINE = re.compile(r"^自?(公布|发布|颁布|印发)之日起?(施行|实施|执行)$")
_STARTS_WITH_DAY = re.compile(r"^[（(]?\s*(?:根据|自)?\s*(?:1[89]|20)\d{2}\s*[年-]")
_MEETING = re.compile(
    r"(?P<region>[一-鿿]{0,24}?)第?(?P<n>[一二三四五六七八九十百零〇\d]+)届"
    r"(?P<body>(?:全国)?(?:人民代表大会|人大)(?:常务委员会|常委会)?|[一-鿿]{2,12}委员会)"
    r"(?:第[一二三四五六七八九十百零〇\d]+)?"
)
_COURT = re.compile(r"(最高人民法院|最高人民检察院)")
_ORDER = re.compile(
    r"(?P<bodies>[一-鿿、]{2,60}?)令\s*(?:[〔\[（(]\d{4}[〕\]）)]\s*)?第?\s*(?P<serial>\d{1,4})\s*号(?!令)"
)
_ORDER_BEFORE = re.compile(r"(?P<bodies>[一-鿿、]{2,60}?)第\s*(?P<serial>\d{1,4})\s*号令")
_NOTICE = re.compile(r"(?P<bodies>[一-鿿、]{2,60}?)公告(?:第?[一二三四五六七八九十\d]{1,4}号)?$")
_SESSION = re.compile("第?[一二三四五六七八九十百零〇]+届")
_STATE = "中华人民共和国"


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a text's making. `words` is what stands after the day; `verbs` those outside book titles."""

    day: date
    words: str
    verbs: tuple[str, ...]

    @property
    def is_making(self) -> bool:
        """True for adoption, approval, promulgation and change; False for a mere day of entry into force."""
        return bool(set(self.verbs) & set(_MADE))

    @property
    def is_publication(self) -> bool:
        """True where the words say 公布, 发布 or 公告."""
        return bool(set(self.verbs) & set(_PUBLISHED))

    @property
    def is_change(self) -> bool:
        """True where an existing text was changed."""
        return bool(set(self.verbs) & set(_CHANGED)) or "决定》" in self.words

    @property
    def is_rewriting(self) -> bool:
        """True where the text was made anew as a whole (修订), not changed at places by a decision."""
        return "修订" in self.verbs and "《" not in self.words

    @property
    def is_entry(self) -> bool:
        """True where the day is one of entry into force."""
        return bool(set(self.verbs) & set(_ENTRY))


@dataclass(frozen=True, slots=True)
class Note:
    """A 题注: its text in one line, its events in order, and the lines it takes."""

    text: str
    events: tuple[Event, ...]
    lines: tuple[int, ...]

    @property
    def makings(self) -> tuple[Event, ...]:
        """The events that made or changed the text."""
        return tuple(event for event in self.events if event.is_making)


def read_note(lines: list[Line]) -> Note | None:
    """The note in `lines` (those between title and text), or None.

    A line that begins with a day opens an entry; the lines after it that do not are its continuation, broken off by
    the page, unless they read as a letter, a number or a body with a day of its own.
    """
    entries: list[str] = []
    taken: list[int] = []
    pending: list[Line] = []
    for line in lines:
        if len(line.text) > LONGEST_READ:
            break
        if _STARTS_WITH_DAY.match(narrow(line.text)):
            entries.append(line.text)
            taken += [*(p.number for p in pending), line.number]
            pending = []
        elif entries and len(line.text) < 160 and "：" not in line.text and "。" not in line.text:
            joint = "" if _is_broken(entries[-1], line.text) else "　"
            entries[-1] += joint + line.text
            taken.append(line.number)
        elif entries:
            break
    if not entries:
        return _dated_issue(lines)
    events = [event for entry in entries for event in _events(entry)]
    if not any(event.is_making or event.is_entry for event in events):
        return _dated_issue(lines)
    text = "　".join(_bare(entry) for entry in entries)
    return Note(text, tuple(events), tuple(taken))


def makers(note: Note, title: str) -> tuple[str, ...]:
    """The bodies that made the text: those that last rewrote it as a whole (修订), else those of the first entry that
    adopts or promulgates it and names them in full; never one that only approves. () when none does."""
    steps = [event for event in note.makings if "批准" not in event.verbs]
    rewritten = [event for event in steps if event.is_rewriting]
    adopted = [e for e in steps if not e.is_change or {"通过", *_PUBLISHED} & set(e.verbs)]
    for event in (*reversed(rewritten), *adopted):
        bodies = _joint(note, event, title)
        if bodies:
            return bodies
    return ()


def order_number(note: Note) -> tuple[str, str] | None:
    """The number of the order that issued the text as it stands, and as written.

    Where the text was rewritten as a whole, only what the note tells from then on counts. None when that names no order
    or several.
    """
    found: dict[str, str] = {}
    last = max((n for n, event in enumerate(note.makings) if event.is_rewriting), default=0)
    for event in note.makings[last:]:
        plain = without_titles(event.words)
        matches = [*_ORDER.finditer(plain)] or [*_ORDER_BEFORE.finditer(plain)]
        for match in matches:
            bodies = "、".join(_without_state(b) for b in match.group("bodies").split("、"))
            found[f"{bodies}令第{int(match.group('serial'))}号"] = match.group().strip()
        if not matches and "令" in re.sub(r"法令|命令|条令|禁令|责令|指令|政令", "", plain):
            return None
    return next(iter(found.items())) if len(found) == 1 else None


def _without_state(body: str) -> str:
    rest = body.removeprefix(_STATE)
    return rest if rest and rest != "主席" else body


def _joint(note: Note, event: Event, title: str) -> tuple[str, ...]:
    """The bodies of `event` and of the entries that adopted the same text with it."""
    bodies = _bodies(event.words, title)
    if not _COURT.search(event.words):
        return bodies
    courts: list[str] = []
    for other in note.events:
        if other.is_making and other.is_change and "通过" not in other.verbs:
            break
        courts += [c for c in _COURT.findall(without_titles(other.words)) if c not in courts]
        if other.is_publication:
            break
    return tuple(courts)


def _bodies(words: str, title: str) -> tuple[str, ...]:
    plain = without_titles(words).strip(" 　，。")
    courts = list(dict.fromkeys(_COURT.findall(plain)))
    if courts:
        return tuple(courts)
    meeting = _MEETING.match(plain)
    if meeting:
        return _congress(meeting, title)
    for pattern in (_ORDER, _ORDER_BEFORE):
        match = pattern.match(plain)
        if match:
            return tuple(_without_state(b) for b in match.group("bodies").split("、"))
    head = re.split("|".join((*_PUBLISHED, "通过", r"\d{4}年", "第.{1,6}次", "会议", "批准")), plain)[0]
    head = head.removeprefix("由").removeprefix("经").strip(" 　")
    notice = _NOTICE.match(head)
    head = notice.group("bodies") if notice else head
    bodies = tuple(full_name(_without_state(b)) for b in split_bodies(head.replace("　", "、")))
    return bodies if all(len(b) >= 2 and not _SESSION.search(b) for b in bodies) else ()


def _congress(meeting: re.Match[str], title: str) -> tuple[str, ...]:
    body = full_name(meeting.group("body").replace("常委会", "常务委员会"))
    if "人民代表大会" not in body:
        return ()
    region = meeting.group("region").removeprefix("经").removeprefix("由")
    if "全国" in body:
        return (body,) if not region else ()
    if not region:
        return ("全国" + body,)
    if region in ("市", "省", "区", "县"):
        named = re.match(rf"(?!.{{0,10}}关于)([一-鿿]{{1,6}}?{region})", title)
        if not named:
            return ()
        region = named.group(1)
    name = region + body
    return (name,) if is_body(name) else ()


def _events(entry: str) -> list[Event]:
    days = list(find_days(entry))
    found = []
    for index, day in enumerate(days):
        end = days[index + 1].start if index + 1 < len(days) else len(entry)
        words = narrow(entry[day.end : end]).strip(" 　（）()\u00a0")
        approved = _APPROVED_THEN.fullmatch(words)
        if approved:
            found.append(Event(day.day, approved.group(1), ("批准",)))
            words = approved.group(2)
        plain = without_titles(words)
        verbs = tuple(v for v in (*_MADE, *_ENTRY) if v in plain)
        if not verbs and _CHANGE_TITLE.search(words):
            verbs = ("修改",)
        if not verbs and "会议" in plain:
            verbs = ("通过",)
        if not verbs and index + 1 < len(days) and plain.endswith("、"):
            verbs = ("通过",)
        found.append(Event(day.day, words, verbs))
    return found


_APPROVED_THEN = re.compile(r"([㐀-鿿]{2,20}批准)[\s　]+([㐀-鿿\s　、]+(?:发布|公布|颁布))")
_CHANGE_TITLE = re.compile(r"《[^》]{0,20}(?:修改|废止和修改|修正)")


def _is_broken(entry: str, following: str) -> bool:
    """True when `following` goes on in the middle of an entry: an open bracket, or no verb yet."""
    if entry.count("《") > entry.count("》") or entry.count("〈") > entry.count("〉"):
        return True
    if following.startswith(("日", "月")):
        return True
    if is_body(re.split("[日\\s　]", entry)[-1]):
        return False
    return not entry.rstrip(" 　").endswith((*_MADE, *_ENTRY)) and not _ENTRY_LINE.match(following)


def _bare(entry: str) -> str:
    """An entry without the bracket that closed the whole note and the 根据 that led on to the next entry."""
    text = entry.strip(" 　\u00a0")
    text = re.sub(r"[\s　]+根据$", "", text)
    if text.startswith(("（", "(")) and text.endswith(("）", ")")):
        text = text[1:-1]
    if text.endswith(("）", ")")) and text.count("（") + text.count("(") < text.count("）") + text.count(")"):
        text = text[:-1]
    return text.strip(" 　\u00a0")


def _dated_issue(lines: list[Line]) -> Note | None:
    """The form `某机关发布` above a line that holds a day alone."""
    for line, following in pairwise(lines):
        days = list(find_days(following.text))
        alone = len(days) == 1 and days[0].end - days[0].start == len(following.text)
        words = line.text
        if alone and words.endswith(_PUBLISHED) and is_body(words[:-2]):
            event = Event(days[0].day, words, (words[-2:],))
            return Note(f"{words}　{following.text}", (event,), (line.number, following.number))
    return None
