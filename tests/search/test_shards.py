"""What goes into shards comes out of them."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.search import bits
from plugins.search.bits import (
    Reader,
    armoured,
    armoured_all,
    golomb,
    huffman_codes,
    huffman_lengths,
    packed,
    packed_groups,
    unarmoured,
)
from plugins.search.lookups import SPARE, heavy_names
from plugins.search.reader import Heavy
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
    lists += [row for shard in made.heavy.values() for row in decoded(shard, form, None)]
    back = [
        ((row.key, row.check, row.field, document), symbol, row.holders)
        for row in lists
        for document, symbol in zip(row.documents, row.symbols, strict=True)
    ]
    assert sorted(back) == [(tuple(row), int(s), 1000) for row, s in zip(table.tolist(), symbols, strict=True)]


@settings(deadline=None)
@given(st.sets(st.integers(0, 2**32 - 1), max_size=300), st.lists(st.integers(0, 2**32 - 1), max_size=50))
def test_heavy_terms_are_known_by_the_first_bits_of_their_keys(keys: set[int], others: list[int]) -> None:
    names = sorted((key, 0) for key in keys)
    heavy = Heavy.of(heavy_names(names))
    assert heavy.count == len(names)
    assert all(place in heavy.of_key(key) for place, (key, _) in enumerate(names))
    assert sum(map(len, heavy.files.values())) == len(names)
    for other in others:
        # taken for one of them only where the first bits are the same
        assert all(names[place][0] >> heavy.rest == other >> heavy.rest for place in heavy.of_key(other))


def test_few_others_are_taken_for_heavy_terms() -> None:
    chance = random.Random(3)
    names = sorted((chance.randrange(2**32), 0) for _ in range(5000))
    heavy = Heavy.of(heavy_names(names))
    taken = sum(bool(heavy.of_key(chance.randrange(2**32))) for _ in range(20_000))
    assert taken / 20_000 < 1.3 / 2**SPARE


@settings(deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=20))
def test_armour_of_many_is_the_armour_of_each(rows: list[bytes]) -> None:
    assert armoured_all(rows) == [armoured(row) for row in rows]


@settings(deadline=None)
@given(st.lists(st.integers(0, 2**28), max_size=50), st.integers(0, 14))
def test_golomb_round_trip(values: list[int], order: int) -> None:
    codes, lengths = golomb(np.array(values, dtype=np.int64), order)
    data = packed(codes, lengths, np.cumsum(lengths) - lengths, (int(lengths.sum()) + 7) // 8)
    reader = Reader(data)
    assert [reader.golomb(order) for _ in values] == values


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(1, 40), min_size=1, max_size=12), min_size=1, max_size=12), st.integers(1, 9))
def test_each_group_begins_with_a_byte(groups: list[list[int]], block: int) -> None:
    # `block` codes at a time, so that blocks end everywhere: at a group's first code, at its last one, within a word
    lengths = np.array([length for group in groups for length in group], dtype=np.uint8)
    values = np.array([(1 << length) - 1 - place % 2 for place, length in enumerate(lengths.tolist())], dtype=np.uint64)
    starts = np.cumsum([0, *map(len, groups)])[:-1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bits, "BLOCK", block)
        data, ends = packed_groups(values, lengths, starts)
    assert len(data) == ends[-1]
    for first, group, start, end in zip(starts.tolist(), groups, ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        reader = Reader(data[start:end])
        assert [reader.bits(length) for length in group] == values[first : first + len(group)].tolist()
        assert reader.bits(-reader.at % 8) == 0
        assert reader.at == 8 * (end - start)


def test_bit_lengths_are_those_of_whole_numbers() -> None:
    values = [0, *(2**power + step for power in range(53) for step in (-1, 0, 1) if 0 < 2**power + step < 2**53)]
    found = bits.bit_lengths(np.array(values, dtype=np.int64))
    assert found.tolist() == [value.bit_length() for value in values]


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_armour_round_trip(data: bytes) -> None:
    text = armoured(data)
    assert unarmoured(text) == data
    assert not set(text) & set('"\\\n')


@settings(deadline=None)
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
