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
from functools import cache, lru_cache

import numpy as np
import opencc
from numpy.typing import NDArray

SEPARATOR, CHINESE, LETTER, DIGIT = 0, 1, 2, 3

_CHINESE_RANGES = (
    (0x3007, 0x3007),  # 〇
    (0x3040, 0x309F),
    (0x30A1, 0x30FA),  # without the two marks ゠ and ・
    (0x30FC, 0x30FF),
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
            return CHINESE
    category = unicodedata.category(char)
    if category == "Nd":
        return DIGIT
    return LETTER if category[0] in "LNM" else SEPARATOR


@cache
def simplified() -> dict[str, str]:
    """Each Traditional or variant character of the basic plane with its Simplified form, by OpenCC, one to one."""
    found = _converted([chr(code) for first, last in _CONVERTED for code in range(first, last + 1)])
    # a form that is itself folded further would make folding order matter
    return {char: found.get(form, form) for char, form in sorted(found.items())}


def simple_form(char: str) -> str:
    """The Simplified form of one character, as in `simplified`; the character itself where it has none."""
    code = ord(char)
    if not any(first <= code <= last for first, last in _CONVERTED):
        return char
    form = _converted([char]).get(char, char)
    return _converted([form]).get(form, form)


def _converted(chars: list[str]) -> dict[str, str]:
    """The characters that some configuration makes another one of, and that one."""
    found: dict[str, str] = {}
    for converter in _converters():
        for char, form in zip(chars, converter.convert("\n".join(chars)).split("\n"), strict=True):
            if char != form and len(form) == 1 and ord(form) < 0x10000:
                found.setdefault(char, form)
    return found


_CONVERTED = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))


@cache
def _converters() -> tuple[opencc.OpenCC, ...]:
    return tuple(opencc.OpenCC(configuration) for configuration in ("t2s", "tw2s", "hk2s"))


def fold(text: str) -> str:
    """The text as it is indexed and searched: NFKC, lower case, Simplified. May differ in length."""
    return unicodedata.normalize("NFKC", text).lower().translate(_translation)


class _Translation(dict[int, str]):
    """Characters folded so far."""

    def __missing__(self, code: int) -> str:
        form = self[code] = simple_form(chr(code))
        return form


_translation = _Translation()


_FORM, _CLASS, _SLOW, _KNOWN = np.uint32(0x1FFFFF), 21, np.uint32(1 << 23), np.uint32(1 << 24)
"""In an entry of the table: the folded form, the place of that form's class, whether a code point needs the slow way
(it folds to more than one, or its neighbours decide), whether the entry has been made."""


class _Table:
    """By code point, what it folds to and of what class that is, in one number.

    Filled in as characters come: there are a million, and a text has some hundreds.
    """

    def __init__(self) -> None:
        self._entries = np.zeros(_CODE_POINTS, dtype=np.uint32)

    def __call__(self, codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """The entries of these code points."""
        found = self._entries[codes]
        unknown = found < _KNOWN
        if unknown.any():
            for code in np.unique(codes[unknown]).tolist():
                self._entries[code] = self._entry(code)
            found = self._entries[codes]
        return found

    def _entry(self, code: int) -> int:
        char, form, slow = chr(code), code, any(first <= code <= last for first, last in _COMPOSED)
        if any(first <= code <= last for first, last in _FOLDED) and unicodedata.category(char) not in _UNUSED:
            folded = unicodedata.normalize("NFKC", char).lower()
            if len(folded) != 1 or unicodedata.combining(char):
                slow = True
            else:
                form = ord(_translation[ord(folded)])
        return form | _plain_class(form) << _CLASS | (int(_SLOW) if slow else 0) | int(_KNOWN)


def _plain_class(code: int) -> int:
    """`class_of`, but what is not folded is nothing but CHINESE or SEPARATOR."""
    if any(first <= code <= last for first, last in _FOLDED) and unicodedata.category(chr(code)) not in _UNUSED:
        return class_of(chr(code))
    return CHINESE if any(first <= code <= last for first, last in _CHINESE_RANGES) else SEPARATOR


_FOLDED = ((0, 0xD7FF), (0xE000, 0x1FFFF), (0x2F800, 0x2FA1F))
"""All others fold to themselves: the planes of ideographs but for the compatibility ones, and what lies beyond."""
_COMPOSED = ((0x1100, 0x11FF), (0x0370, 0x03FF))
"""Jamo compose; a final sigma depends on its neighbours."""

_table = _Table()

_UNUSED = ("Cn", "Co")
"""Categories of code points that fold to themselves and separate."""


def folded_codes(text: str) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """The folded text as code points, and the class of each."""
    entries = _table(np.frombuffer(text.encode("utf-32-le", "replace"), dtype="<u4"))
    if (entries & _SLOW).any():
        codes = np.frombuffer(fold(text).encode("utf-32-le", "replace"), dtype="<u4")
        return codes, _classes(_table(codes))
    return entries & _FORM, _classes(entries)


def _classes(entries: NDArray[np.uint32]) -> NDArray[np.uint8]:
    return (entries >> np.uint32(_CLASS)).astype(np.uint8) & np.uint8(3)


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


def chinese_runs(text: str) -> list[str]:
    """Neighbouring Chinese characters of the basic plane, in order, after folding."""
    return _chinese_run().findall(fold(text))


@cache  # takes 8 ms to compile, and a small change does without
def _chinese_run() -> re.Pattern[str]:
    ranges = "".join(f"{chr(first)}-{chr(last)}" for first, last in _CHINESE_RANGES if last < 0x10000)
    return re.compile(f"[{ranges}]+")


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
    try:
        return "".join([_units_of[char] for char in text])
    except KeyError:
        codes, classes = folded_codes(text)
        return codes[classes != SEPARATOR].tobytes().decode("utf-32-le")


class _UnitsOf(dict[str, str]):
    """What a character is in a compact text, as they come; KeyError for one that must be seen with its neighbours."""

    def __missing__(self, char: str) -> str:
        entry = int(_table(np.frombuffer(char.encode("utf-32-le", "replace"), dtype="<u4"))[0])
        if entry & int(_SLOW):
            raise KeyError(char)
        form = "" if entry >> _CLASS & 3 == SEPARATOR else chr(entry & int(_FORM))
        self[char] = form
        return form


_units_of = _UnitsOf()


@lru_cache(1 << 15)
def key_of(term: str) -> tuple[int, int]:
    """The 32-bit key and the 24-bit check of a term.

    A pair of Chinese characters of the basic plane has a key that is its own and the check 0, so it can not be taken
    for another; every other term has two hashes, and the build refuses a catalogue in which two of them meet.
    """
    if len(term) == 2 and all(0x3007 <= ord(c) < 0x10000 and class_of(c) == CHINESE for c in term):
        return mixed(ord(term[0]) << 16 | ord(term[1])), 0
    data = term.encode("utf-8")
    return _fnv(data, 0x811C9DC5), _fnv(data, 0x9747B28C) >> 8 | 1


def keys_of(terms: Sequence[str]) -> dict[str, tuple[int, int]]:
    """`key_of` each of these terms, fast for many that are no pairs of Chinese characters."""
    encoded = [term.encode("utf-8") for term in terms]
    found: dict[str, tuple[int, int]] = {}
    by_length: dict[int, list[int]] = {}
    for place, data in enumerate(encoded):
        by_length.setdefault(len(data), []).append(place)
    for length, places in by_length.items():
        rows = np.frombuffer(b"".join(encoded[place] for place in places), dtype=np.uint8).reshape(len(places), length)
        keys, checks = _fnv_array(rows, 0x811C9DC5), _fnv_array(rows, 0x9747B28C) >> np.uint32(8) | np.uint32(1)
        found |= zip((terms[place] for place in places), zip(keys.tolist(), checks.tolist(), strict=True), strict=True)
    found |= {term: key_of(term) for term in terms if len(term) == 2 and class_of(term[0]) == CHINESE}
    return found


def _fnv_array(rows: NDArray[np.uint8], state: int) -> NDArray[np.uint32]:
    """`_fnv` of each row of bytes."""
    states = np.full(len(rows), state, dtype=np.uint32)
    for column in rows.T:
        states ^= column
        states *= np.uint32(0x01000193)
    return mixed_array(states)


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
    codes, classes, starts = _folded_row(texts)
    chinese = classes == CHINESE
    basic = chinese & (codes < 0x10000)
    pairs = np.flatnonzero(basic[:-1] & basic[1:])
    keys = mixed_array(codes[pairs] << np.uint32(16) | codes[pairs + 1])
    used = classes != SEPARATOR
    alone = chinese.copy()
    alone[1:-1] &= ~used[:-2] & ~used[2:]
    # the places where something other than a pair of basic characters starts or ends
    edges = np.flatnonzero(np.diff(np.concatenate(([0], ((used & ~basic) | alone).view(np.int8), [0]))))
    begins, ends = edges[::2], edges[1::2]
    whole = codes.tobytes().decode("utf-32-le")
    words: list[str] = []
    counts: list[int] = []
    spans = (begins.tolist(), ends.tolist(), used[begins - 1].tolist(), used[ends].tolist())
    for start, end, left, right in zip(*spans, strict=True):
        found = _run_words(whole[start - left : end + right], left, right)
        words += found
        counts.append(len(found))

    def text_of(positions: NDArray[np.int64]) -> NDArray[np.int64]:
        bounds = np.searchsorted(positions, starts)
        return np.repeat(np.arange(len(texts)), np.diff(bounds))

    return Tokens(keys, text_of(pairs), words, text_of(np.repeat(begins, counts)))


def _folded_row(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.uint8], NDArray[np.int64]]:
    """The texts folded, each between two separators; each code point's class; where each starts (and all end)."""
    row = np.frombuffer(f"\0{chr(0).join(texts)}\0".encode("utf-32-le", "replace"), dtype="<u4")
    sizes = [len(text) for text in texts]
    starts = _starts(sizes)
    entries = _table(row)
    codes, classes = entries & _FORM, _classes(entries)
    slowly = np.flatnonzero(entries & _SLOW)
    if len(slowly):
        pieces, done = [], 0
        for number in np.unique(np.searchsorted(starts, slowly, side="right") - 1).tolist():
            folded = np.frombuffer(fold(texts[number]).encode("utf-32-le", "replace"), dtype="<u4")
            pieces += [codes[done : starts[number]], folded]
            done, sizes[number] = int(starts[number]) + sizes[number], len(folded)
        codes = np.concatenate([*pieces, codes[done:]])
        classes, starts = _classes(_table(codes)), _starts(sizes)
    return codes, classes, starts


def _starts(sizes: Sequence[int]) -> NDArray[np.int64]:
    return np.cumsum([1, *(size + 1 for size in sizes)])


@lru_cache(1 << 14)  # years and numbers come again and again
def _run_words(run: str, left: bool, right: bool) -> tuple[str, ...]:
    """The terms of a run that are not pairs of basic characters; `left`, `right`: its neighbours are with it."""
    row: list[tuple[str, int]] = []
    position, stop = int(left), len(run) - int(right)
    while position < stop:
        kind = _class(run[position])
        end = position + 1
        if kind != CHINESE:
            while end < stop and _class(run[end]) == kind:
                end += 1
        row.append((run[position:end], kind))
        position = end
    words = [run[0] + row[0][0]] if left else []
    for place, (unit, kind) in enumerate(row):
        more = place + 1 < len(row)
        if kind != CHINESE or not (left or right or len(row) > 1):
            words.append(unit)
        if more or right:
            words.append(unit + (row[place + 1][0] if more else run[-1]))
    return tuple(words)


@lru_cache(1 << 15)
def _class(char: str) -> int:
    return int(_classes(_table(np.array([ord(char)], dtype=np.uint32)))[0])
