"""Bytes to text: UTF-8, UTF-16, GB18030 and Big5, told apart by what Chinese text looks like."""

from __future__ import annotations

import codecs
import re

from plugins.catalogue import tables
from plugins.importers.changes import Change, Kind, edit, message, refuse

MAX_BYTES = 16 * 1024 * 1024
"""A larger source is refused: the longest code of law is under 1 MB of text."""

_NAMES = {"gb18030": "GBK/GB18030", "big5": "Big5", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
_SAMPLE = 20000
_HAN = re.compile("[一-鿿]")
# What HTML, XML and the archive cannot carry: C0 but tab and line feed, DEL, C1, non-characters; and the two that make
# what follows be read backwards, so that what is shown is not what is written.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ufdd0-\ufdef\ufffe\uffff]+")
_LINE_ENDS = re.compile("\r\n?")


def decode(data: bytes, declared: str = "") -> tuple[str, list[Change]]:
    """The text of `data` with `\\n` line ends, and the change that tells of a conversion.

    ImportRefused when the bytes are no text, or in no encoding that can be told for certain: a wrong guess would
    show another text than the one issued.
    """
    if not data.strip():
        raise refuse("empty")
    if len(data) > MAX_BYTES:
        raise refuse("too_large", size=len(data), limit=MAX_BYTES)
    text, name = _with_mark(data) or _without_mark(data, declared)
    if not text.strip():
        raise refuse("empty")
    if "\x00" in text:
        raise refuse("binary")
    changes = []
    if name:
        note = message("decoded", before=name)
        changes.append(Change(0, Kind.DECODED, name, "UTF-8", note=note))
    return _LINE_ENDS.sub("\n", text), changes


def control_edits(lines: list[str]) -> list[Change]:
    """The removal of each run of control characters."""
    return [
        edit(Kind.CONTROL, number, match.start() + 1, match.group(), shown=codes(match.group()))
        for number, line in enumerate(lines, 1)
        for match in _CONTROL.finditer(line)
    ]


def codes(text: str) -> str:
    """The characters as U+… for a message."""
    return " ".join(f"U+{ord(c):04X}" for c in text)


def _with_mark(data: bytes) -> tuple[str, str] | None:
    marks = (
        (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 BOM"),
        (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
        (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
    )
    for mark, codec, name in marks:
        if data.startswith(mark):
            try:
                return data.decode(codec), name
            except UnicodeDecodeError:
                return None
    return None


def _without_mark(data: bytes, declared: str) -> tuple[str, str]:
    line = 0
    try:
        text = data.decode("utf-8")
        if "\x00" not in text:
            return text, ""
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    candidates = ("utf-16-le", "utf-16-be") if b"\x00" in data else ("gb18030", "big5")
    table = tables.load("importers")["encodings"]
    scores = sorted(((_likeness(data, codec), codec) for codec in candidates), reverse=True)
    (best, codec), (second, _) = scores
    named = {"gbk": "gb18030", "gb2312": "gb18030"}.get(declared, declared) == codec
    enough = 0.0 if named else table["threshold"]
    if best < enough or best < second * table["margin"]:
        raise refuse("undecodable", line=line) if line else refuse("binary")
    return data.decode(codec), _NAMES[codec]


def _likeness(data: bytes, codec: str) -> float:
    """The share of common characters among the Chinese ones; below 0 when the bytes do not decode to text."""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return -1.0
    sample = text[:_SAMPLE]
    if _CONTROL.search(sample):
        return -1.0
    han = _HAN.findall(sample)
    if not han:
        return 0.0
    # Characters beyond the plain planes and kana-like debris count against the guess.
    odd = sum(1 for c in sample if ord(c) > 0x2E7F and not _HAN.match(c) and not _is_sign(c))
    return sum(c in _common() for c in han) / (len(han) + 4 * odd)


def _is_sign(character: str) -> bool:
    return "　" <= character <= "〿" or "！" <= character <= "～" or "￠" <= character <= "￥"


def _common() -> frozenset[str]:
    return frozenset(tables.load("importers")["encodings"]["common"])
