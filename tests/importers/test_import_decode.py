"""Encodings: told for certain, or refused in Chinese."""

from __future__ import annotations

import random

import pytest

from plugins.importers.changes import ImportRefused, Kind
from plugins.importers.decode import MAX_BYTES, decode
from plugins.importers.draft import make_draft

SIMPLIFIED = (
    "示例市文化和旅游局关于做好公共图书馆开放工作的通知\n各县区：\n请按照本通知的要求，认真做好开放时间的调整工作。\n"
)
TRADITIONAL = (
    "示例市文化局關於做好公共圖書館開放工作的通知\n各縣區：\n請按照本通知的要求，認真做好開放時間的調整工作。\n"
)


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (SIMPLIFIED, "utf-8", ""),
        (SIMPLIFIED, "utf-8-sig", "UTF-8 BOM"),
        (SIMPLIFIED, "gbk", "GBK/GB18030"),
        (SIMPLIFIED + "㐀𠀀", "gb18030", "GBK/GB18030"),
        (TRADITIONAL, "gb18030", "GBK/GB18030"),
        (TRADITIONAL, "big5", "Big5"),
        (SIMPLIFIED, "utf-16", "UTF-16"),
        (SIMPLIFIED, "utf-16-le", "UTF-16"),
        (SIMPLIFIED, "utf-16-be", "UTF-16"),
        (SIMPLIFIED, "utf-32", "UTF-32"),
    ],
)
def test_encodings(text: str, codec: str, name: str) -> None:
    found, changes = decode(text.encode(codec))
    assert found == text
    assert [c.before for c in changes if c.kind is Kind.DECODED] == ([name] if name else [])


def test_line_ends() -> None:
    assert decode("甲。\r\n乙。\r丙。".encode())[0] == "甲。\n乙。\n丙。"


def test_a_declared_charset_helps_a_short_page() -> None:
    short = "<p>闭馆。</p>".encode("gbk")
    assert decode(short, "gb2312")[0] == "<p>闭馆。</p>"
    with pytest.raises(ImportRefused):
        decode(short)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件是空的"),
        (b" \r\n\t", "文件是空的"),
        ("\ufeff \n".encode(), "文件是空的"),
        (b"\x00" * 400, "不是文本文件"),
        (b"PK\x03\x04" + bytes(range(256)) * 4, "编码无法识别"),
        (SIMPLIFIED.encode()[:-2], "编码无法识别"),
        (SIMPLIFIED.encode()[:60] + b"\xff" + SIMPLIFIED.encode()[60:], "编码无法识别"),
        (b"a" * (MAX_BYTES + 1), "文件过大"),
    ],
)
def test_refusals(data: bytes, words: str) -> None:
    with pytest.raises(ImportRefused, match=words):
        decode(data)


def test_random_bytes_are_never_taken_for_text() -> None:
    for seed in range(300):
        data = random.Random(seed).randbytes(400)
        with pytest.raises(ImportRefused):
            decode(data)


def test_mojibake_is_not_taken() -> None:
    """Big5 bytes read as GBK are characters too, but not Chinese: the guess is checked by the commonest words."""
    text, _ = decode((TRADITIONAL * 3).encode("big5"))
    assert "關於" in text


def test_control_characters_go_and_are_listed() -> None:
    draft = make_draft("示例局公告\n本馆\x0b自即日起\x07闭馆。".encode(), path="a.txt")
    assert draft.body == "示例局公告\n本馆自即日起闭馆。"
    assert [(c.line, c.column, c.before) for c in draft.changes if c.kind is Kind.CONTROL] == [
        (2, 3, "\x0b"),
        (2, 8, "\x07"),
    ]
    assert "\u202e" not in make_draft("示例局公告\n本馆\u202e自即日起闭馆。".encode(), path="a.txt").body
    assert "U+000B" in next(c.note for c in draft.changes if c.kind is Kind.CONTROL)
