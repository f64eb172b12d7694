"""Document numbers in a text: 江价〔2008〕40号, 令第45号, 公告2014年第6号, DB33/T 123—2010."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SERIAL = r"(?:第|新)?[0-9]{1,6}(?:-[0-9]{1,3}|之[一二三四五六七八九十])?号"
_COUNT = r"[0-9〇零一二三四五六七八九十百]{1,6}"
_ORDERS = r"(?:政府令|主席令|部令|厅令|局令|命令|公告|通告|公报|文告|通知|令)"
_TAIL = re.compile(
    r"(?P<bracketed>[〔(【〈](?:[0-9]{2}|[0-9]{4}|[〇○零一二三四五六七八九]{4})年?[〕)】〉](?P<word>[一-鿿]{1,10}?字?)?"
    + _SERIAL
    + ")"
    rf"|(?P<yearly>(?:{_ORDERS}|字|发|函)(?:19|20)[0-9]{{2}}年?-?{_SERIAL})"
    rf"|(?P<order>{_ORDERS}(?:\(|〔)?第?{_COUNT}号)"
    rf"|(?P<order_after>第{_COUNT}号(?:政府令|主席令|令|公告|通告|公报|文件|文(?!件)))"
    r"|(?P<standard>(?:GB|DB|JGJ|CJJ|HJ|WS|GA|LY|NY|SL|JT|DL|YY|AQ|MH|QX|JJF|JJG|TB|YD|SY)"
    r"[A-Z0-9]{0,6}(?:/[TZA-Z0-9]{1,8})?[0-9]{1,6}(?:\.[0-9]{1,3})?-(?:19|20)[0-9]{2})"
)
_PREFIX = re.compile(r"[一-鿿A-Za-z·]{1,32}(?:\([一-鿿]{1,4}\)[一-鿿A-Za-z]{0,6})?$")
# words that end before a number and do not belong to it, wherever they stand in the run of characters
_BEFORE = re.compile(
    r".*(?:停止执行|不再执行|暂停执行|停止施行|停止实施|废止|失效|执行|代替|取代|替代|根据|依据|按照|依照|参照|下发|印发|公布|发布|颁布|修正|修改|修订|"
    r"批准|通过|制定|以及|文件|号文|同时|其中|包括|下列|上述|决定|通知|的|[以经](?=第))(?=.)"
)
_LEADING = re.compile(r"^(?:将|对|由|按|据|以|经|原有?)(?=..)")
_OLD = re.compile(r"^原(?=...)")
# 市人民政府京政发〔1986〕148号: the issuer stands before the agency word
_ISSUER = re.compile(r"[一-鿿]{0,20}(?:人民政府|委员会|管理局|办公厅|办公室|总局|公安局|财政局)(?=[一-鿿]{2})")
_JOIN = re.compile(r"^(?:以及|和|及|与|或|并)(?=.)")
_CLOSERS = "》)〕】号件文、，"


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A document number in a text: the characters [start, end)."""

    start: int
    end: int
    standard: bool = False


def find_numbers(text: str) -> Iterator[FoundNumber]:
    """The document numbers in `text` (folded, squeezed, dates and titles already taken out), in order."""
    done = 0
    for match in _TAIL.finditer(text):
        start, end = match.span()
        if match["order_after"] and match["order_after"].endswith(("文件", "文")):
            end = text.rindex("号", start, end) + 1
        if not match["standard"]:
            start = _with_agency_word(text, done, start)
        if match["bracketed"]:
            issuer = _ISSUER.match(text, start, match.start())
            start = issuer.end() if issuer else start
        if match["bracketed"] and not match["word"] and text[start] in "〔(【〈":
            continue  # no agency word: 〔2003〕5号 alone names nothing
        done = end
        yield FoundNumber(start, end, bool(match["standard"]))


def _with_agency_word(text: str, done: int, start: int) -> int:
    run = _PREFIX.search(text, max(done, start - 32), start)
    if not run:
        return start
    word, begin = run[0], run.start()
    cut = 0
    stripped = _BEFORE.match(word)
    if stripped:
        cut = stripped.end()
    after_object = cut > 0 or (begin > 0 and (text[begin - 1] in _CLOSERS or ord(text[begin - 1]) > 0xF0000))
    joined = _JOIN.match(word[cut:])
    if joined and after_object:
        cut += joined.end()
    for pattern in (_OLD, _LEADING):
        more = pattern.match(word[cut:])
        if more and len(word) - cut - more.end() >= 2:
            cut += more.end()
            break
    return begin + cut
