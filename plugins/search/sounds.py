"""Syllables of Chinese characters without tones, so that 竟争 finds 竞争."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from plugins.search.text import CHINESE, units


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
def _segmentation() -> Any:
    """The words that the library reads together."""
    return import_module("pypinyin.seg.simpleseg")


@lru_cache(1 << 14)  # titles are made of the same words
def _word_readings(word: str) -> tuple[str, ...]:
    library = _pypinyin()
    return tuple(library.lazy_pinyin(word, style=library.Style.NORMAL))


def _readings(run: str) -> tuple[str, ...]:
    """The syllables of Chinese characters as they are read together; as they are read alone where that fails."""
    readings = [reading for word in _segmentation().seg(run) for reading in _word_readings(word)]
    if len(readings) != len(run):
        return tuple(syllable(char) for char in run)
    return tuple(reading.replace("ü", "v") for reading in readings)


@lru_cache(512)  # agencies come again and again
def name_syllables(name: str) -> frozenset[tuple[str, str]]:
    """(syllable, character) for each character of a title or an agency, by its usual reading and by that here."""
    found: set[tuple[str, str]] = set()
    run = ""
    last_end = -1
    row = [unit for unit in units(name) if unit.kind == CHINESE and ord(unit.text) < 0x10000]
    for unit in [*row, None]:
        if unit is None or unit.start != last_end:
            if run:
                found.update(zip(_readings(run), run, strict=True))
                found.update((syllable(char), char) for char in run)
            run = ""
        if unit is not None:
            run += unit.text
            last_end = unit.start + 1
    return frozenset((sound, char) for sound, char in found if sound)


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
