"""What a body says about its own disclosure: 附注 and 密级. It must agree with the record."""

from __future__ import annotations

import re

from plugins.catalogue.document import Disclosure
from plugins.catalogue.findings import Finding, finding
from plugins.catalogue.raw import SourceText

_AROUND = r"(?:[ \t　*_>|#]|</?[a-zA-Z]+>)*+"
_WORDS = "(?:删减后)?(?:公开发布|主动公开|公开)|可?依申请公开|不予公开|不公开|免予公开"
_NOTE = re.compile(
    rf"^{_AROUND}(?:附注\s*[:：]\s*)?(?:[（(]\s*(?:(?:此|本)件\s*)?(?P<words>{_WORDS})\s*[。.]?\s*[)）]"
    rf"|(?:此|本)件\s*(?P<bare>{_WORDS}))[。.]?{_AROUND}$",
    re.MULTILINE,
)
# Only what marks a document, never what speaks of secrets: 《保守国家秘密法》 itself is public.
_SECRECY = (
    re.compile(r"(?:绝\s*密|机\s*密|秘\s*密)\s*[★☆＊*]"),
    re.compile(
        r"^[ \t　#*【\[（(]*(?:绝\s*密|机\s*密|秘\s*密)(?:级)?(?:件|文件)?[ \t　*】\]）)]*(?:\d+\s*年|长期)?[ \t　]*$",
        re.MULTILINE,
    ),
    re.compile(r"密\s*级\s*[:：]\s*(?:绝密|机密|秘密|内部)"),
    re.compile(r"内部(?:资料|文件|材料)[ 　,，、]*(?:请)?(?:注意|妥善)(?:保存|保管)"),
    re.compile(r"仅供内部(?:使用|参考|参阅|传阅|掌握)"),
    re.compile(r"^[ \t　#*【\[（(]*内部(?:资料|文件|材料)[ \t　*】\]）)]*$", re.MULTILINE),
    re.compile(r"(?:此|本)(?:件|文件|通知|材料)(?:属于?|为|系|是)(?:绝密|机密|秘密|国家秘密|内部(?:资料|文件))"),
)
_MEANING = {"依申请公开": Disclosure.ON_REQUEST, "可依申请公开": Disclosure.ON_REQUEST}
_WITHHELD = ("不予公开", "不公开", "免予公开")


def body_findings(source: SourceText, disclosure: Disclosure | None, title: str) -> list[Finding]:
    """D04 for a 附注 that contradicts 公开属性, D05 for a 密级 mark on a public document, V12 for another title."""
    out = []
    for match in _NOTE.finditer(source.body) if "公开" in source.body else ():
        where = "words" if match["words"] else "bare"
        said = _meaning(match[where])
        if disclosure and said is not disclosure:
            line, column = _place(source, match.start(where))
            value = match.group().strip()
            out.append(finding(source.path, line, column, "D04", value, disclosure=disclosure.value))
    if disclosure is Disclosure.PROACTIVE:
        out += _secrecy(source, title)
    heading, line = _first_heading(source)
    if heading and title and _bare(heading) != _bare(title):
        out.append(finding(source.path, line, 1, "V12", heading, expected=title))
    return out


def _meaning(words: str) -> Disclosure:
    if words in _WITHHELD:
        return Disclosure.WITHHELD
    return _MEANING.get(words, Disclosure.PROACTIVE)


def _secrecy(source: SourceText, title: str) -> list[Finding]:
    out = []
    for pattern in _SECRECY:
        match = pattern.search(title)
        if match:
            at = next((v for k, v in source.pairs if k.text in ("标题", "title")), None)
            out.append(finding(source.path, at.line if at else 1, at.column if at else 1, "D05", match.group().strip()))
            break
    if "密" not in source.body and "内部" not in source.body:
        return out
    for pattern in _SECRECY:
        for match in pattern.finditer(source.body):
            line, column = _place(source, match.start() + len(match.group()) - len(match.group().lstrip()))
            out.append(finding(source.path, line, column, "D05", match.group().strip()))
    return sorted(set(out))[:5]


def _first_heading(source: SourceText) -> tuple[str, int]:
    """The body's first line when it is a first-level heading, and its line in the file."""
    for offset, line in enumerate(source.body[:4000].split("\n")):
        if line.strip():
            return (line[2:].strip(), source.body_line + offset) if line.startswith("# ") else ("", 0)
    return "", 0


def _bare(text: str) -> str:
    return "".join(text.split()).strip("《》")


def _place(source: SourceText, offset: int) -> tuple[int, int]:
    line = source.body.count("\n", 0, offset) + source.body_line
    return line, offset - source.body.rfind("\n", 0, offset)
