"""How text becomes search terms. `theme/static/js/search/text.js` is the same in the visitor's browser.

Text is folded (compatibility forms, case, Traditional to Simplified, one character at a time), then cut into units:
one Chinese character, or a run of letters, or a run of digits. Neighbouring units make a pair term; runs are terms
of their own; a Chinese character without neighbours is a term by itself. Everything else separates, 〔〕[]()【】 too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import opencc
from numpy.typing import NDArray

SEPARATOR, CHINESE, LETTER, DIGIT = 0, 1, 2, 3

_CHINESE_RANGES = (
    (0x3007, 0x3007),  # 〇
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7AF),
    (0x20000, 0x3FFFF),
)
_CODE_POINTS = 0x110000


def class_of(char: str) -> int:
    """The class of one folded character: SEPARATOR, CHINESE, LETTER or DIGIT."""
    code = ord(char)
    for first, last in _CHINESE_RANGES:
        if first <= code <= last:
            return SEPARATOR if code in (0x30FB, 0x30A0) else CHINESE
    category = unicodedata.category(char)
    if category == "Nd":
        return DIGIT
    return LETTER if category[0] in "LNM" else SEPARATOR


@cache
def simplified() -> dict[str, str]:
    """Each Traditional or variant character of the basic plane with its Simplified form, by OpenCC, one to one."""
    chars = [chr(code) for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF)) for code in range(first, last + 1)]
    found: dict[str, str] = {}
    for configuration in ("t2s", "tw2s", "hk2s"):
        converted = opencc.OpenCC(configuration).convert("\n".join(chars)).split("\n")
        for char, form in zip(chars, converted, strict=True):
            if char != form and len(form) == 1 and ord(form) < 0x10000:
                found.setdefault(char, form)
    # a form that is itself folded further would make folding order matter
    return {char: found.get(form, form) for char, form in sorted(found.items())}


def fold(text: str) -> str:
    """The text as it is indexed and searched: NFKC, lower case, Simplified. May differ in length."""
    return unicodedata.normalize("NFKC", text).lower().translate(_translation())


@cache
def _translation() -> dict[int, str]:
    return {ord(char): form for char, form in simplified().items()}


@cache
def _tables() -> tuple[NDArray[np.uint32], NDArray[np.uint8], NDArray[np.bool_]]:
    """Per code point: its folded form, its own class, and whether it needs the slow way (folds to more than one)."""
    folded = np.arange(_CODE_POINTS, dtype=np.uint32)
    classes = np.zeros(_CODE_POINTS, dtype=np.uint8)
    slow = np.zeros(_CODE_POINTS, dtype=np.bool_)
    classes[0x20000:0x40000] = CHINESE
    # the planes of ideographs fold to themselves but for the compatibility ones
    for code in (*range(0xD800), *range(0xE000, 0x20000), *range(0x2F800, 0x2FA20)):
        char = chr(code)
        classes[code] = class_of(char)
        form = fold(char)
        if len(form) != 1 or unicodedata.combining(char):
            slow[code] = True
        else:
            folded[code] = ord(form)
    for first, last in ((0x1100, 0x11FF), (0x0370, 0x03FF)):  # jamo compose; final sigma depends on neighbours
        slow[first : last + 1] = True
    return folded, classes, slow


def folded_codes(text: str) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """The folded text as code points, and the class of each."""
    forms, classes, slow = _tables()
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype="<u4")
    codes = np.frombuffer(fold(text).encode("utf-32-le", "replace"), dtype="<u4") if slow[codes].any() else forms[codes]
    return codes, classes[codes]


@dataclass(frozen=True, slots=True)
class Unit:
    """A Chinese character, a run of letters or a run of digits; `start` counts code points of the folded text."""

    text: str
    kind: int
    start: int


def units(text: str) -> list[Unit]:
    """The units of a text, in order, after folding."""
    codes, classes = folded_codes(text)
    folded = codes.tobytes().decode("utf-32-le")
    found: list[Unit] = []
    position = 0
    while position < len(folded):
        kind = int(classes[position])
        end = position + 1
        if kind in (LETTER, DIGIT):
            while end < len(folded) and classes[end] == kind:
                end += 1
        if kind != SEPARATOR:
            found.append(Unit(folded[position:end], kind, position))
        position = end
    return found


def terms(text: str) -> list[str]:
    """The terms of a text, in order, repeated as often as they occur: what lunr would be given."""
    found: list[str] = []
    row = units(text)
    for place, unit in enumerate(row):
        touches_next = place + 1 < len(row) and row[place + 1].start == unit.start + len(unit.text)
        touches_last = place > 0 and row[place - 1].start + len(row[place - 1].text) == unit.start
        if unit.kind != CHINESE or not (touches_next or touches_last):
            found.append(unit.text)
        if touches_next:
            found.append(unit.text + row[place + 1].text)
    return found


_GAP = re.compile(r"(?<=[\u3007\u3400-\u9fff])\s+(?=[\u3007\u3400-\u9fff])")


def joined(title: str) -> str:
    """A title without the white space that typesetters put between Chinese characters."""
    return _GAP.sub("", title)


def compact(text: str) -> str:
    """The units of a text and nothing else: how numbers and titles are compared as a whole."""
    codes, classes = folded_codes(text)
    return codes[classes != SEPARATOR].tobytes().decode("utf-32-le")


def key_of(term: str) -> tuple[int, int]:
    """The 32-bit key and the 24-bit check of a term.

    A pair of Chinese characters of the basic plane has a key that is its own and the check 0, so it can not be taken
    for another; every other term has two hashes, and the build refuses a catalogue in which two of them meet.
    """
    if len(term) == 2 and all(0x3007 <= ord(c) < 0x10000 and class_of(c) == CHINESE for c in term):
        return mixed(ord(term[0]) << 16 | ord(term[1])), 0
    data = term.encode("utf-8")
    return _fnv(data, 0x811C9DC5), _fnv(data, 0x9747B28C) >> 8 | 1


def _fnv(data: bytes, state: int) -> int:
    for byte in data:
        state = (state ^ byte) * 0x01000193 & 0xFFFFFFFF
    # the last multiplication leaves the high bits poor, and shards are chosen by them
    return mixed(state)


def mixed(value: int) -> int:
    """A 32-bit number spread over all 32-bit numbers; no two values meet."""
    value ^= value >> 16
    value = value * 0x7FEB352D & 0xFFFFFFFF
    value ^= value >> 15
    value = value * 0x846CA68B & 0xFFFFFFFF
    return value ^ value >> 16


def mixed_array(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """`mixed` over an array."""
    values = values.astype(np.uint32, copy=True)
    values ^= values >> np.uint32(16)
    values *= np.uint32(0x7FEB352D)
    values ^= values >> np.uint32(15)
    values *= np.uint32(0x846CA68B)
    values ^= values >> np.uint32(16)
    return values


@dataclass(frozen=True, slots=True)
class Tokens:
    """All terms of several texts: Chinese pairs by key, the others as they are; `*_text` says in which text."""

    pair_keys: NDArray[np.uint32]
    pair_text: NDArray[np.int64]
    words: list[str]
    word_text: NDArray[np.int64]


def tokens(texts: Sequence[str]) -> Tokens:
    """The terms of the texts, fast: for each the same multiset as `terms` (a test holds them together)."""
    parts = [folded_codes(text) for text in texts]
    gap = np.zeros(1, dtype=np.uint32)
    codes = np.concatenate([gap, *(array for part, _ in parts for array in (part, gap))])
    classes = np.concatenate([gap[:1], *(array for _, part in parts for array in (part, gap))]).astype(np.uint8)
    starts = np.cumsum([1, *(len(part) + 1 for part, _ in parts)])
    chinese = classes == CHINESE
    basic = chinese & (codes < 0x10000)
    pairs = np.flatnonzero(basic[:-1] & basic[1:])
    keys = mixed_array(codes[pairs] << np.uint32(16) | codes[pairs + 1])
    words: list[str] = []
    places: list[int] = []
    used = classes != SEPARATOR
    alone = chinese.copy()
    alone[1:-1] &= ~used[:-2] & ~used[2:]
    # the places where something other than a pair of basic characters starts or ends
    for start, end in _spans((used & ~basic) | alone):
        row = _run_units(codes, classes, start, end)
        left, right = bool(used[start - 1]), bool(used[end])
        if left:
            words.append(chr(codes[start - 1]) + row[0][0])
        for place, (unit, kind) in enumerate(row):
            more = place + 1 < len(row)
            if kind != CHINESE or not (left or right or len(row) > 1):
                words.append(unit)
            if more or right:
                words.append(unit + (row[place + 1][0] if more else chr(codes[end])))
        places += [start] * (len(words) - len(places))

    def text_of(positions: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(starts, positions, side="right") - 1

    return Tokens(keys, text_of(pairs), words, text_of(np.array(places, dtype=np.int64)))


def _spans(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.view(np.int8), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _run_units(codes: NDArray[np.uint32], classes: NDArray[np.uint8], start: int, end: int) -> list[tuple[str, int]]:
    """The units of a run, each with its kind."""
    text = codes[start:end].tobytes().decode("utf-32-le")
    kinds = classes[start:end].tolist()
    row: list[tuple[str, int]] = []
    position = 0
    while position < len(text):
        kind = kinds[position]
        stop = position + 1
        if kind != CHINESE:
            while stop < len(text) and kinds[stop] == kind:
                stop += 1
        row.append((text[position:stop], kind))
        position = stop
    return row
