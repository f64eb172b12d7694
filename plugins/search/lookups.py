"""The tables a browser needs to fold characters and to know their sound, in few bytes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from plugins.search import bits
from plugins.search.columns import packed_json
from plugins.search.shards import key_order
from plugins.search.sounds import common_characters, syllable
from plugins.search.text import CHINESE, class_of, simplified

FIRST = 0x3400
GAP_ORDER = 1


def _gaps(chars: Iterable[str]) -> tuple[bits.U64, bits.I64]:
    codes = np.array([FIRST - 1, *(ord(char) for char in chars)], dtype=np.int64)
    return bits.golomb(np.diff(codes) - 1, GAP_ORDER)


def _string(codes: tuple[bits.U64, bits.I64]) -> str:
    offsets = np.cumsum(codes[1]) - codes[1]
    return bits.armoured(bits.packed(*codes, offsets, (int(codes[1].sum()) + 7) // 8))


def heavy_names(keys: list[tuple[int, int]], check_bits: int) -> list[int | str]:
    """The heavy terms of a tier, ascending, as gaps between their keys, each with its check."""
    order = key_order(len(keys))
    gaps = np.diff(np.array([0, *(key for key, _ in keys)], dtype=np.int64))
    codes = bits.golomb(gaps, order)
    if check_bits:
        checks = np.array([check for _, check in keys], dtype=np.uint64)
        widths = np.full(len(keys), check_bits)
        codes = np.stack((codes[0], checks), axis=1).ravel(), np.stack((codes[1], widths), axis=1).ravel()
    return [len(keys), order, check_bits, _string(codes)]


def fold_sources() -> list[int | str]:
    """How many characters fold to another, and which, as gaps. In the manifest: a query sees whether it needs more."""
    return [len(simplified()), _string(_gaps(simplified()))]


def fold_file() -> str:
    """What the characters of `fold_sources` fold to, in the same order."""
    return packed_json("".join(simplified().values()))


def sound_file() -> list[int | str | list[str]]:
    """The common characters as gaps, and for each the number of its syllable."""
    chars = [char for char in common_characters() if syllable(char)]
    syllables = sorted({syllable(char) for char in chars})
    number = {name: place for place, name in enumerate(syllables)}
    width = len(syllables).bit_length()
    values = np.array([number[syllable(char)] for char in chars], dtype=np.uint64)
    codes = bits.joined_codes(_gaps(chars), (values, np.full(len(chars), width)))
    return [len(chars), width, _string(codes), " ".join(syllables)]


def lexicon_file(words: Iterable[str]) -> str:
    """The words without Chinese characters that titles and numbers hold, sorted: what `2024*` can stand for."""
    plain = {word for word in words if all(class_of(char) != CHINESE for char in word)}
    return packed_json("\n".join(sorted(plain)))
