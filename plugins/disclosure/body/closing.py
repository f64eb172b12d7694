"""Recognises what frames an official text: 主送机关, 发文字号, 落款 and 附注."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plugins.catalogue import tables
from plugins.disclosure.body.starts import START

_DATE = re.compile(
    r"\s*[0-9０-９〇○零一二三四五六七八九十]{2,4}\s*年\s*[0-9０-９一二三四五六七八九十]{1,3}\s*月\s*"
    r"[0-9０-９一二三四五六七八九十]{1,3}\s*日\s*",
)
_NOTE = re.compile(r"\s*[（(]此件[^（）()]{1,30}[）)]\s*")
_DOCUMENT_NUMBER = re.compile(r"\s*[（(]?[^\s（(〔\[]{1,20}[〔\[（(]\d{4}[〕\]）)]第?\d{1,5}号[）)]?\s*")
_NOT_AN_ISSUER = re.compile("[。；：，！？、:;,!?《》“”|]")
_ENDS_TEXT = frozenset("。；：！？”」』）)…;:.!?")
_LONGEST_ISSUER = 40
_MOST_ISSUERS = 20
_LONGEST_DATE = 30
_LONGEST_ADDRESSEE = 400
_ADDRESSEE_ENDINGS = frozenset(str(tables.load("body")["addressee_endings"]))


def is_note(text: str) -> bool:
    """True for 附注: （此件公开发布）."""
    return "此件" in text and _NOTE.fullmatch(text) is not None


def is_document_number(text: str) -> bool:
    """True for a line that is a 发文字号 and nothing else."""
    return len(text) <= 60 and _DOCUMENT_NUMBER.fullmatch(text) is not None


def is_addressee(text: str) -> bool:
    """True for 主送机关: bodies, then a colon. Asked only of a text's first paragraph."""
    words = text.strip()
    if len(words) > _LONGEST_ADDRESSEE or words[-1:] not in ("：", ":"):
        return False
    names = words[:-1].rstrip()
    if "。" in names or "；" in names or not names:
        return False
    return names[0] == "各" or names[-1] in _ADDRESSEE_ENDINGS


def signature_start(levels: Sequence[int], texts: Sequence[str], at: int) -> int:
    """Where the 落款 begins whose date is block `at`: issuers above it, text that has ended above them; else -1."""
    text = texts[at]
    if len(text) > _LONGEST_DATE or "日" not in text or not _DATE.fullmatch(text):
        return -1
    first = at
    while first > 0 and at - first < _MOST_ISSUERS and _is_issuer(levels[first - 1], texts[first - 1]):
        first -= 1
    if first == 0 or levels[first - 1] > 0:
        return -1
    above = texts[first - 1]
    is_end = levels[first - 1] < 0 or above.rstrip()[-1:] in _ENDS_TEXT
    # The list of 附件 stands between the text and the 落款, and its lines end in no sign.
    return first if is_end or START.match(above) or above.lstrip().startswith("附") else -1


def _is_issuer(level: int, text: str) -> bool:
    return (
        level == 0
        and not text.endswith("日")  # a date, not a body
        and len(text.strip()) <= _LONGEST_ISSUER
        and not _NOT_AN_ISSUER.search(text)
        and not START.match(text)
    )
