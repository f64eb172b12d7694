"""The tables a browser needs to fold characters and to know their sound, in few bytes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from plugins.search import bits
from plugins.search.columns import packed_json
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


SPARE = 8
"""Of so many bits more than would number the heavy terms, their keys are kept: 1 of 2^8 others is taken for one."""


def heavy_names(keys: list[tuple[int, int]]) -> list[int | str]:
    """The heavy terms of a tier, ascending by key: how many, how many bits the rest of a key has, and gaps between what
    is before the rest. Whoever takes a term for a heavy one sees it in the file."""
    rest = max(0, 32 - SPARE - len(keys).bit_length())
    starts = [key >> rest for key, _ in keys]
    return [len(keys), rest, _string(bits.golomb(np.diff(np.array([0, *starts], dtype=np.int64)), SPARE - 1))]


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
