"""Numbers in few bits, whole arrays at a time, and base85 so that a script file can carry them.

The exponential Golomb code of order k writes v as x = v + 2^k: as many zeros as x has bits beyond k + 1, then x. Short
for small numbers, never long for big ones, so it stands the uneven gaps of posting lists.
"""

from __future__ import annotations

import base64
import heapq
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]
U8 = NDArray[np.uint8]
BLOCK = 1 << 16
"""What is done to millions of numbers is done to so many at a time: they stay in the processor's cache."""


def blocks(size: int) -> Iterator[slice]:
    """Places 0 to `size`, BLOCK at a time."""
    return (slice(at, min(at + BLOCK, size)) for at in range(0, size, BLOCK))


def bit_lengths(values: NDArray[np.integer]) -> I64:
    """How many bits each value has (0 for 0). Values stay below 2^53."""
    exponents = values.astype(np.float64).view(np.int64) >> 52  # of the form 1022 + bits, and 0 for 0
    found: I64 = np.maximum(exponents - 1022, 0)
    return found


def golomb(values: NDArray[np.integer], order: NDArray[np.integer] | int) -> tuple[U64, I64]:
    """The exponential Golomb codes of the values, and their lengths in bits (below 58 for values below 2^28)."""
    shifted = values.astype(np.int64) + (np.int64(1) << np.asarray(order, dtype=np.int64))
    lengths = 2 * bit_lengths(shifted) - 1 - np.asarray(order, dtype=np.int64)
    return shifted.astype(np.uint64), lengths


def joined_codes(first: tuple[U64, I64], second: tuple[U64, I64]) -> tuple[U64, I64]:
    """Each first code followed by its second code, as one code."""
    return first[0] << second[1].astype(np.uint64) | second[0], first[1] + second[1]


def packed(values: U64, lengths: I64, offsets: I64, size: int) -> bytes:
    """`size` bytes, each value (`lengths` bits wide, 1 to 64) at its bit offset; offsets ascend, nothing overlaps."""
    words = np.zeros(size // 8 + 2, dtype=np.uint64)
    if len(values):
        _pack(values, lengths, offsets, words)
    return words.astype(">u8").tobytes()[:size]


def _pack(values: U64, lengths: I64, offsets: I64, words: U64) -> None:
    word = offsets >> 6
    room = 64 - (offsets & 63) - lengths
    over = np.flatnonzero(room < 0)
    inside = values << np.maximum(room, 0).astype(np.uint64)
    inside[over] = values[over] >> (-room[over]).astype(np.uint64)
    starts = np.flatnonzero(np.concatenate(([True], word[1:] != word[:-1])))
    words[word[starts]] |= np.bitwise_or.reduceat(inside, starts)
    words[word[over] + 1] |= values[over] << (64 + room[over]).astype(np.uint64)


def packed_groups(values: U64, lengths: U8, starts: I64) -> tuple[bytes, I64]:
    """The values one after the other, each group (they begin at `starts`) from a whole byte on.

    And where each group begins in the bytes, and where the last one ends.
    """
    sizes = np.add.reduceat(lengths, starts, dtype=np.int64)
    padding = -sizes % 8
    ends = np.cumsum(np.concatenate(([0], (sizes + padding) >> 3)))
    out = np.zeros(int(ends[-1]) // 8 + 2, dtype=np.uint64)
    offset = 0
    for block in blocks(len(values)):
        width = lengths[block].astype(np.int64)
        first, last = np.searchsorted(starts, (block.start, block.stop)).tolist()
        step = width.copy()
        # what fills the byte of a group comes before the next one
        inner = starts[max(first, 1) : last] - block.start
        before = inner[inner > 0]
        step[before - 1] += padding[max(first, 1) - 1 : last - 1][inner > 0]
        if 0 < first < last and starts[first] == block.start:
            offset += int(padding[first - 1])
        end = offset + np.cumsum(step)
        _pack(values[block], width, end - step, out)
        offset = int(end[-1])
    return out.astype(">u8").tobytes()[: int(ends[-1])], ends


def huffman_lengths(weights: list[int], limit: int = 12) -> list[int]:
    """The code length of each symbol for these weights (0 where the weight is 0); no code is longer than `limit`."""
    alive = [(weight, symbol) for symbol, weight in enumerate(weights) if weight > 0]
    lengths = [0] * len(weights)
    if len(alive) == 1:
        lengths[alive[0][1]] = 1
        return lengths
    while alive:
        heap: list[tuple[int, int, tuple[int, ...]]] = [(w, s, (s,)) for w, s in alive]
        heapq.heapify(heap)
        lengths = [0] * len(weights)
        while len(heap) > 1:
            one, two = heapq.heappop(heap), heapq.heappop(heap)
            members = one[2] + two[2]
            for symbol in members:
                lengths[symbol] += 1
            heapq.heappush(heap, (one[0] + two[0], min(one[1], two[1]), members))
        if max(lengths) <= limit:
            break
        alive = [(w + w // 2 + 1 + sum(weights) // 4096, s) for w, s in alive]
    return lengths


def huffman_codes(lengths: list[int]) -> list[int]:
    """The canonical codes for these lengths: shorter first, then by symbol."""
    codes = [0] * len(lengths)
    code = width = 0
    for length, symbol in sorted((length, symbol) for symbol, length in enumerate(lengths) if length):
        code <<= length - width
        width = length
        codes[symbol] = code
        code += 1
    return codes


class Reader:
    """Reads from a byte string, most significant bit first."""

    def __init__(self, data: bytes) -> None:
        self._number = int.from_bytes(data, "big")
        self._size = len(data) * 8
        self.at = 0

    def bits(self, count: int) -> int:
        """The next `count` bits as a number. EOFError past the end."""
        if self.at + count > self._size:
            raise EOFError("past the end of the shard")
        self.at += count
        return self._number >> (self._size - self.at) & (1 << count) - 1

    def golomb(self, order: int) -> int:
        """The next number in exponential Golomb code."""
        zeros = 0
        while self.bits(1) == 0:
            zeros += 1
        width = zeros + order
        return (1 << width | self.bits(width)) - (1 << order)

    def symbol(self, table: dict[tuple[int, int], int]) -> int:
        """The next symbol, by a table of (length, code)."""
        code = 0
        for length in range(1, 32):
            code = code << 1 | self.bits(1)
            if (length, code) in table:
                return table[length, code]
        raise EOFError("no such symbol")


def armoured(data: bytes) -> str:
    """The bytes in base85 (RFC 1924's letters), which stands in a script's string as it is."""
    missing = -len(data) % 4
    words = np.frombuffer(data + b"\0" * missing, dtype=">u4").astype(np.uint32)
    text = np.empty(len(words), dtype=_FIVE)
    high = words // np.uint32(85**3)
    low = words - high * np.uint32(85**3)
    middle = low // np.uint32(85)
    text["first"], text["second"], text["last"] = _PAIRS[high], _PAIRS[middle], _ALPHABET[low - middle * np.uint32(85)]
    return text.tobytes()[: 5 * len(words) - missing].decode("ascii")


def armoured_all(rows: Sequence[bytes]) -> list[str]:
    """`armoured` of each, faster for many short ones."""
    text = armoured(b"".join(row + b"\0" * (-len(row) % 4) for row in rows))
    found, at = [], 0
    for row in rows:
        words = -(-len(row) // 4)
        found.append(text[at : at + words + len(row)])
        at += 5 * words
    return found


_FIVE = np.dtype([("first", "<u2"), ("second", "<u2"), ("last", "u1")])
_ALPHABET = np.frombuffer(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~", dtype=np.uint8
)
_PAIRS = np.tile(_ALPHABET, 85).astype("<u2") << 8 | np.repeat(_ALPHABET, 85)
"""Two letters as the two bytes of one number, by the value that they stand for."""


def unarmoured(text: str) -> bytes:
    """The bytes that `armoured` wrote. ValueError when the text is damaged."""
    return base64.b85decode(text)
