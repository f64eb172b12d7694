"""Syllables of Chinese characters without tones, so that 竟争 finds 竞争."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from plugins.search.text import chinese_runs


@cache
def _pypinyin() -> Any:
    """The library. It takes a third of a second to load, and a small change does without."""
    return import_module("pypinyin")


@cache
def syllable(char: str) -> str:
    """The usual syllable of one character in lower-case letters; "" when it has none."""
    library = _pypinyin()
    reading = library.pinyin(char, style=library.Style.NORMAL, errors="ignore")
    return reading[0][0].replace("ü", "v") if reading and reading[0] else ""


@cache
def _phrases() -> tuple[frozenset[str], frozenset[str]]:
    """The words that the library reads together, and everything that one of them begins with."""
    words = frozenset(import_module("pypinyin.constants").PHRASES_DICT)
    return words, frozenset(word[:end] for word in words for end in range(1, len(word) + 1))


def _words(run: str) -> list[str]:
    """Chinese characters cut as the library cuts them: at each place the longest word, or one character.

    Its own segmentation makes a new text for each place, which took a tenth of a whole index; a test holds the two
    together.
    """
    words, beginnings = _phrases()
    found: list[str] = []
    place, end = 0, len(run)
    while place < end:
        stop = tried = place + 1
        while tried <= end and run[place:tried] in beginnings:
            if run[place:tried] in words:
                stop = tried
            tried += 1
        found.append(run[place:stop])
        place = stop
    return found


@lru_cache(1 << 14)  # titles are made of the same words
def _heard(word: str) -> frozenset[tuple[str, str]]:
    """(syllable, character) for each character of a word, as it is read in the word and as it is read alone."""
    library = _pypinyin()
    found = {(syllable(char), char) for char in word}
    readings = library.lazy_pinyin(word, style=library.Style.NORMAL)
    if len(word) > 1 and len(readings) == len(word):
        found.update((reading.replace("ü", "v"), char) for reading, char in zip(readings, word, strict=True))
    return frozenset((sound, char) for sound, char in found if sound)


@lru_cache(512)  # agencies come again and again
def name_syllables(name: str) -> frozenset[tuple[str, str]]:
    """(syllable, character) for each character of a title or an agency, by its usual reading and by that here."""
    return frozenset().union(*(_heard(word) for run in chinese_runs(name) for word in _words(run)))


@cache
def common_characters() -> tuple[str, ...]:
    """The Chinese characters of GB 2312, by code point: what people type."""
    found = []
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.append(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return tuple(sorted(found))
