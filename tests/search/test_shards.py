"""What goes into shards comes out of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.search.bits import Reader, armoured, golomb, huffman_codes, huffman_lengths, packed, unarmoured
from plugins.search.shards import Postings, TierFormat, decoded, encoded, key_order

rows = st.sets(
    st.tuples(st.integers(0, 2**32 - 1), st.sampled_from((0, 7)), st.integers(0, 3), st.integers(0, 900)),
    min_size=1,
    max_size=300,
)


@settings(max_examples=60, deadline=None)
@given(rows, st.integers(1, 40), st.sampled_from(((3, 1, 2, 3), None, ())), st.integers(20, 4000), st.data())
def test_postings_round_trip(
    found: set, shards: int, lengths: tuple | None, heavy_bits: int, data: st.DataObject
) -> None:
    table = np.array(sorted(found))
    top = {(): 0, None: 5000}.get(lengths, 3)
    symbols = np.array([data.draw(st.integers(0, top)) for _ in table])
    columns = [table[:, 0].astype(np.uint32), table[:, 1].astype(np.uint32), table[:, 2].astype(np.uint8)]
    postings = Postings(*columns, table[:, 3].astype(np.uint32), symbols, np.full(len(table), 1000))
    form = TierFormat(shards, key_order(len(found)), 24, 2, 3, 10, lengths, heavy_bits)
    made = encoded(postings, form)
    lists = [row for number, shard in made.light.items() for row in decoded(shard, form, number)]
    lists += [row for (key, _), shard in made.heavy.items() for row in decoded(shard, form, 0, key)]
    back = [
        ((row.key, row.check, row.field, document), symbol, row.holders)
        for row in lists
        for document, symbol in zip(row.documents, row.symbols, strict=True)
    ]
    assert sorted(back) == [(tuple(row), int(s), 1000) for row, s in zip(table.tolist(), symbols, strict=True)]


@given(st.lists(st.integers(0, 2**28), max_size=50), st.integers(0, 14))
def test_golomb_round_trip(values: list[int], order: int) -> None:
    codes, lengths = golomb(np.array(values, dtype=np.int64), order)
    data = packed(codes, lengths, np.cumsum(lengths) - lengths, (int(lengths.sum()) + 7) // 8)
    reader = Reader(data)
    assert [reader.golomb(order) for _ in values] == values


@given(st.binary(max_size=400))
def test_armour_round_trip(data: bytes) -> None:
    text = armoured(data)
    assert unarmoured(text) == data
    assert not set(text) & set('"\\\n')


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=64).filter(lambda w: sum(map(bool, w)) > 1))
def test_huffman_codes_are_prefix_free(weights: list[int]) -> None:
    lengths = huffman_lengths(weights)
    assert all(bool(length) == bool(weight) for length, weight in zip(lengths, weights, strict=True))
    assert max(lengths) <= 12
    codes = [f"{c:0{n}b}" for c, n in zip(huffman_codes(lengths), lengths, strict=True) if n]
    assert not any(a != b and b.startswith(a) for a in codes for b in codes)
    assert sum(2.0**-n for n in lengths if n) <= 1


def test_a_cut_shard_is_noticed() -> None:
    columns = [np.arange(200, dtype=np.uint32) * 7_000_000, np.zeros(200, np.uint32), np.zeros(200, np.uint8)]
    form = TierFormat(1, 20, 0, 0, 0, 8, (), 10**6)
    postings = Postings(*columns, np.arange(200, dtype=np.uint32), np.zeros(200, np.int64), np.ones(200, np.int64))
    shard = encoded(postings, form).light[0]
    with pytest.raises(EOFError):
        decoded(shard[: len(shard) // 2], form, 0)
