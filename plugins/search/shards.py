"""Posting lists in shards: each term of a tier in one of many small files, found by its key alone.

A shard holds its terms by ascending (key, check, field). Each begins with one header: the gap to the last key
(exponential Golomb), the check (`check_bits`), the field (`field_bits`), one less than the number of its documents, how
many more (document, field) pairs hold the term elsewhere, the order of its gaps (4 bits), then its postings: the first
document in `document_bits`, the later ones as gaps, each followed by its symbol. A list that would fill a shard alone
is heavy: it has a file of its own, in which its key is counted from 0, and the manifest has the first bits of its key.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plugins.search import bits

MAX_ORDER = 15
COUNT_ORDER = 4  # of the number of headers in a shard
WEIGHT_ORDER = 9  # of exact weights
EMPTY = bits.packed(*bits.golomb(np.zeros(1, np.int64), COUNT_ORDER), np.zeros(1, np.int64), 1)
"""A shard without terms."""


@dataclass(frozen=True, slots=True)
class TierFormat:
    """How a tier's bits lie; goes into the manifest as it is."""

    shards: int
    key_order: int
    check_bits: int
    field_bits: int
    extra_order: int
    document_bits: int
    symbol_lengths: tuple[int, ...] | None
    """Huffman code lengths; () for a tier without symbols; None for exact weights."""
    heavy_bits: int


@dataclass(frozen=True, slots=True)
class Postings:
    """Postings sorted by (key, check, field, document), one row each. `symbols` are levels or exact weights."""

    keys: NDArray[np.uint32]
    checks: NDArray[np.uint32]
    fields: NDArray[np.uint8]
    documents: NDArray[np.uint32]
    symbols: NDArray[np.integer]
    holders: NDArray[np.integer]
    """How many (document, field) pairs hold the term, over all tiers."""


def shard_of(keys: NDArray[np.uint32], shards: int) -> NDArray[np.int64]:
    """The shard of each key: keys are spread evenly, so a shard is a range of them."""
    return (keys.astype(np.uint64) * np.uint64(shards) >> np.uint64(32)).astype(np.int64)


def key_order(terms: int) -> int:
    """The order that suits the gaps between this many keys."""
    return max(0, int(np.log2(2**32 / max(terms, 1))) - 1)


@dataclass(frozen=True, slots=True)
class Encoded:
    """What became of a range of shards: light ones by number, heavy ones by (key, check)."""

    light: dict[int, bytes]
    heavy: dict[tuple[int, int], bytes]
    postings: int
    lists: int


def encoded(postings: Postings, form: TierFormat, shard_numbers: NDArray[np.int64] | None = None) -> Encoded:
    """The shards of these postings; a shard's postings must all be here."""
    if not len(postings.keys):
        return Encoded({}, {}, 0, 0)
    keys, checks, fields = postings.keys, postings.checks, postings.fields
    other = (keys[1:] != keys[:-1]) | (checks[1:] != checks[:-1]) | (fields[1:] != fields[:-1])
    starts = np.flatnonzero(np.concatenate(([True], other)))
    del other
    sizes = np.diff(np.concatenate((starts, [len(keys)])))
    gaps = np.zeros(len(keys), dtype=np.int32)
    np.subtract(postings.documents[1:], postings.documents[:-1], out=gaps[1:], casting="unsafe")
    gaps -= 1
    gaps[starts] = 0
    orders = _best_orders(gaps, starts, sizes)
    codes, lengths = _posting_codes(postings, form, gaps, np.repeat(orders.astype(np.uint8), sizes))
    del gaps
    flat = (postings.documents[starts].astype(np.uint64), np.full(len(starts), form.document_bits))
    codes[starts], lengths[starts] = bits.joined_codes(flat, _symbol_codes(postings.symbols[starts], form))

    list_bits = np.add.reduceat(lengths, starts, dtype=np.int64)
    heavy_key = _heavy_terms(keys[starts], checks[starts], list_bits, form.heavy_bits)
    shards = shard_of(keys[starts], form.shards) if shard_numbers is None else shard_numbers[starts]
    out = Encoded({}, {}, len(keys), len(starts))
    groups = np.where(heavy_key >= 0, form.shards + heavy_key, shards)
    order = np.argsort(groups, kind="stable")
    headers = _headers(postings, form, starts, sizes, orders, groups, order)
    header_codes, header_lengths, header_count = headers
    group_sorted = groups[order]
    group_starts = np.flatnonzero(np.concatenate(([True], group_sorted[1:] != group_sorted[:-1])))
    group_ends = np.concatenate((group_starts[1:], [len(order)]))
    data, ends = bits.packed_groups(
        *_sequence(
            order, starts, sizes, codes, lengths, header_codes, header_lengths, header_count, group_starts, group_ends
        )
    )
    for place, start in enumerate(group_starts.tolist()):
        piece = data[int(ends[place]) : int(ends[place + 1])]
        group = int(group_sorted[start])
        if group < form.shards:
            out.light[group] = piece
        else:
            term = starts[order[start]]
            out.heavy[int(keys[term]), int(checks[term])] = piece
    return out


def _posting_codes(
    postings: Postings, form: TierFormat, gaps: NDArray[np.int32], orders: bits.U8
) -> tuple[bits.U64, bits.U8]:
    """The code of each posting, gap and symbol, and its length."""
    codes, lengths = np.empty(len(gaps), dtype=np.uint64), np.empty(len(gaps), dtype=np.uint8)
    for block in bits.blocks(len(gaps)):
        symbols = _symbol_codes(postings.symbols[block], form)
        codes[block], lengths[block] = bits.joined_codes(bits.golomb(gaps[block], orders[block]), symbols)
    return codes, lengths


def _best_orders(gaps: NDArray[np.int32], starts: bits.I64, sizes: bits.I64) -> bits.I64:
    """For each list the order that writes its gaps in the fewest bits."""
    mean = np.add.reduceat(gaps, starts, dtype=np.int64) / np.maximum(sizes - 1, 1)
    # the best order lies a little below the logarithm of the mean: even gaps near it, clustered ones lower
    highest = np.clip(np.floor(np.log2(mean + 1)), 0, MAX_ORDER).astype(np.int64)
    best = highest.copy()
    fewest = np.full(len(starts), np.inf)
    for step in range(4):
        orders = np.maximum(highest - step, 0)
        each = np.repeat(orders.astype(np.uint8), sizes)
        length = np.empty(len(gaps), dtype=np.uint8)
        for block in bits.blocks(len(gaps)):
            length[block] = bits.golomb(gaps[block], each[block])[1]
        total = np.add.reduceat(length, starts, dtype=np.int64)
        better = total < fewest
        best[better], fewest[better] = orders[better], total[better]
    best[sizes == 1] = 0
    return best


def _symbol_codes(symbols: NDArray[np.integer], form: TierFormat) -> tuple[bits.U64, bits.I64]:
    if form.symbol_lengths is None:
        return bits.golomb(symbols, WEIGHT_ORDER)
    if not form.symbol_lengths:
        return np.zeros(len(symbols), dtype=np.uint64), np.zeros(len(symbols), dtype=np.int64)
    lengths = list(form.symbol_lengths)
    return (
        np.array(bits.huffman_codes(lengths), dtype=np.uint64)[symbols],
        np.array(lengths, dtype=np.int64)[symbols],
    )


def _heavy_terms(
    keys: NDArray[np.uint32], checks: NDArray[np.uint32], list_bits: bits.I64, heavy_bits: int
) -> bits.I64:
    """For each list -1, or the number of the heavy term that it belongs to (all fields of a term go together)."""
    term = np.cumsum(np.concatenate(([0], (keys[1:] != keys[:-1]) | (checks[1:] != checks[:-1]))))
    total = np.bincount(term, weights=list_bits)
    heavy = total > heavy_bits
    number = np.where(heavy, np.cumsum(heavy) - 1, -1)
    return number[term]


def _headers(
    postings: Postings,
    form: TierFormat,
    starts: bits.I64,
    sizes: bits.I64,
    orders: bits.I64,
    groups: bits.I64,
    order: bits.I64,
) -> tuple[list[bits.U64], list[bits.I64], int]:
    """The header codes of each list (in list order), as columns of codes."""
    keys = postings.keys[starts].astype(np.int64)
    first_of_group = np.zeros(len(starts), dtype=np.bool_)
    sorted_groups = groups[order]
    first_of_group[order] = np.concatenate(([True], sorted_groups[1:] != sorted_groups[:-1]))
    last_key = np.zeros(len(starts), dtype=np.int64)
    last_key[order[1:]] = keys[order[:-1]]
    floor = -(-(np.minimum(groups, form.shards) << 32) // form.shards)  # the smallest key of a shard
    floor = np.where(groups >= form.shards, 0, floor)
    gap = np.where(first_of_group, keys - floor, keys - last_key)
    columns: list[tuple[bits.U64, bits.I64]] = [bits.golomb(gap, form.key_order)]
    if form.check_bits:
        columns.append((postings.checks[starts].astype(np.uint64), np.full(len(starts), form.check_bits)))
    rest = bits.golomb(sizes - 1, 0)
    if form.field_bits:
        field = (postings.fields[starts].astype(np.uint64), np.full(len(starts), form.field_bits))
        rest = bits.joined_codes(field, rest)
    columns.append(rest)
    extra = bits.golomb(postings.holders[starts] - sizes, form.extra_order)
    columns.append(bits.joined_codes(extra, (orders.astype(np.uint64), np.full(len(starts), 4))))
    return [c[0] for c in columns], [c[1] for c in columns], len(columns)


def _sequence(  # the codes of all groups in order, a count in front of each group
    order: bits.I64,
    starts: bits.I64,
    sizes: bits.I64,
    codes: bits.U64,
    lengths: bits.U8,
    header_codes: list[bits.U64],
    header_lengths: list[bits.I64],
    headers: int,
    group_starts: bits.I64,
    group_ends: bits.I64,
) -> tuple[bits.U64, bits.U8, bits.I64]:
    list_sizes = sizes[order] + headers
    group_of_list = np.repeat(np.arange(len(group_starts)), group_ends - group_starts)
    at = np.cumsum(np.concatenate(([0], list_sizes[:-1]))) + group_of_list + 1
    total = int(list_sizes.sum()) + len(group_starts)
    row = np.zeros(total, dtype=np.uint64)
    width = np.zeros(total, dtype=np.uint8)
    group_at = at[group_starts] - 1
    row[group_at], width[group_at] = bits.golomb(group_ends - group_starts, COUNT_ORDER)
    for column in range(headers):
        row[at + column] = header_codes[column][order]
        width[at + column] = header_lengths[column][order]
    # where each posting goes: its list's place plus its rank in the list
    place_of_list = np.empty(len(order), dtype=np.int64)
    place_of_list[order] = at + headers
    target = np.repeat((place_of_list - starts).astype(np.int32), sizes)
    target += np.arange(len(codes), dtype=np.int32)
    row[target] = codes
    width[target] = lengths
    return row, width, group_at


@dataclass(frozen=True, slots=True)
class PostingList:
    """One term in one field, decoded."""

    key: int
    check: int
    field: int
    holders: int
    documents: tuple[int, ...]
    symbols: tuple[int, ...]


def decoded(data: bytes, form: TierFormat, shard: int | None) -> list[PostingList]:
    """All lists of one shard, in order; None for a heavy term's own file. EOFError when it is damaged."""
    reader = bits.Reader(data)
    table: dict[tuple[int, int], int] = {}
    if form.symbol_lengths:
        lengths = list(form.symbol_lengths)
        table = {
            (length, code): symbol
            for symbol, (length, code) in enumerate(zip(lengths, bits.huffman_codes(lengths), strict=True))
            if length
        }

    def symbol() -> int:
        if form.symbol_lengths is None:
            return reader.golomb(WEIGHT_ORDER)
        return reader.symbol(table) if table else 0

    lists: list[PostingList] = []
    key = 0 if shard is None else -(-(shard << 32) // form.shards)
    for _ in range(reader.golomb(COUNT_ORDER)):
        key += reader.golomb(form.key_order)
        check = reader.bits(form.check_bits)
        field = reader.bits(form.field_bits)
        size = reader.golomb(0) + 1
        holders = size + reader.golomb(form.extra_order)
        order = reader.bits(4)
        document = reader.bits(form.document_bits)
        documents, symbols = [document], [symbol()]
        for _ in range(size - 1):
            document += reader.golomb(order) + 1
            documents.append(document)
            symbols.append(symbol())
        lists.append(PostingList(key, check, field, holders, tuple(documents), tuple(symbols)))
    return lists
