"""One batch of records into sorted arrays of postings, in any process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from plugins.search.aliases import short_names
from plugins.search.passages import passages
from plugins.search.record import SearchRecord
from plugins.search.sounds import name_syllables
from plugins.search.text import Tokens, compact, joined, key_of, keys_of, tokens

FIELDS = ("title", "number", "issuer", "alias", "about", "body")
"""lunr's fields, in order; a posting names its field by its place here."""
BOOSTS = (5.0, 5.0, 2.0, 4.0, 1.0, 1.0)
BODY = FIELDS.index("body")
RANGES = 128
"""The key space is worked on in this many parts: what bounds the memory."""
PLACES = 8
"""A body posting says in which of at most this many passages of its document the term is found first."""

ROW = np.dtype(
    [
        ("key", "<u4"),
        ("check", "<u4"),
        ("field", "u1"),
        ("document", "<u4"),
        ("frequency", "<u2"),
        ("place", "u1"),
    ]
)


SoundsOf = Callable[[SearchRecord], Sequence[tuple[int, int]]]


def field_texts(record: SearchRecord) -> tuple[str, ...]:
    """What lunr would be given for each of FIELDS. The body holds everything: it alone can answer "all words"."""
    title = joined(record.title)
    number = "\n".join((record.number, record.index_number))
    issuer = "\n".join(record.issuers)
    alias = "\n".join(short_names(title, record.issuers))
    about = "\n".join((record.category, record.document_type, spoken_date(record.date), record.date))
    body = "\n".join((title, number, issuer, alias, about, record.summary, record.text))
    return title, number, issuer, alias, about, body


def spoken_date(iso: str) -> str:
    """2024-03-08 as 2024年3月8日; "" for anything else."""
    parts = iso.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return ""
    return f"{int(parts[0])}年{int(parts[1])}月{int(parts[2])}日"


def place_code(passage: int, count: int) -> int:
    """The code (below PLACES) of a passage of a document that has `count` of them."""
    return passage if count <= PLACES else passage * PLACES // count


@dataclass(frozen=True, slots=True)
class Batch:
    """Where a batch's arrays lie, and what the whole needs to know of it."""

    pairs: Path
    words: Path
    sounds: Path
    bounds: tuple[NDArray[np.int64], NDArray[np.int64]]
    """Where each of RANGES equal parts of the key space begins in `pairs` and in `words`; one more at the end."""
    lengths: NDArray[np.uint32]
    """Terms per document (row) and field (column)."""
    vocabulary: dict[str, tuple[int, int]]
    """Key and check of every term that is not a pair of Chinese characters."""
    keys: NDArray[np.void]
    """What is looked up as a whole (numbers, titles), as rows."""


def sounding_names(record: SearchRecord) -> tuple[str, ...]:
    """The names that are also found by how they sound: the title and the agencies."""
    return (joined(record.title), *record.issuers)


def sounds_of(record: SearchRecord) -> list[tuple[int, int]]:
    """Of each character of the names: the key of its syllable, and its code point."""
    heard = frozenset[tuple[str, str]]().union(*map(name_syllables, sounding_names(record)))
    return [(key_of(sound)[0], ord(char)) for sound, char in sorted(heard)]


def analysed(first: int, records: Sequence[SearchRecord], folder: Path, sounds_of: SoundsOf = sounds_of) -> Batch:
    """The batch's postings, saved in the folder. Its documents are numbered from `first`, in the order they come."""
    texts: list[str] = []
    group: list[int] = []  # document x len(FIELDS) + field, of each text
    place: list[int] = []
    sound_rows: list[tuple[int, int, int]] = []
    whole: list[tuple[str, int]] = []
    for offset, record in enumerate(records):
        fields = field_texts(record)
        pieces = passages(record.text)
        front = fields[BODY][: len(fields[BODY]) - len(record.text)]
        texts += [*fields[:BODY], front, *pieces]
        base = offset * len(FIELDS)
        group += [*range(base, base + BODY), *[base + BODY] * (len(pieces) + 1)]
        place += [0] * len(FIELDS) + [place_code(number, len(pieces)) for number in range(len(pieces))]
        document = first + offset
        sound_rows += [(key, char, document) for key, char in sounds_of(record)]
        whole += [(key, document) for key in sorted(whole_keys(record))]
    found = tokens(texts)
    groups, places = np.array(group, dtype=np.int64), np.array(place, dtype=np.int64)
    size = len(records) * len(FIELDS)
    lengths = np.bincount(groups[found.pair_text], minlength=size)
    lengths += np.bincount(groups[found.word_text], minlength=size)
    lengths = lengths.reshape(len(records), len(FIELDS)).astype(np.uint32)
    pairs = _pairs(found, groups, places, first)
    vocabulary = keys_of(sorted(set(found.words)))
    words = _words(found, groups, places, first, vocabulary)
    sounds = np.array([(key, check, 0, doc, 1, 0) for key, check, doc in sound_rows], dtype=ROW)
    sounds = sounds[np.lexsort((sounds["check"], sounds["key"]))]
    key_named = keys_of([key for key, _ in whole])
    keys = [(*key_named[key], 0, document, 1, 0) for key, document in whole]
    paths = [folder / f"{first:08d}.{kind}.npy" for kind in ("pairs", "words", "sounds")]
    for path, rows in zip(paths, (pairs, words, sounds), strict=True):
        rows.tofile(path)
    return Batch(*paths, (_bounds(pairs), _bounds(words)), lengths, vocabulary, np.array(keys, dtype=ROW))


def _bounds(rows: NDArray[np.void]) -> NDArray[np.int64]:
    starts = np.searchsorted(rows["key"], (np.arange(RANGES) * (2**32 // RANGES)).astype(np.uint32))
    return np.append(starts, len(rows))


def whole_keys(record: SearchRecord) -> set[str]:
    """What finds this document when typed in full: 文号, 索引号, title (also without 中华人民共和国), 简称."""
    title = joined(record.title)
    names = (record.number, record.index_number, title, *short_names(title, ()))
    whole = {compact(name) for name in names}
    return (whole | {name.removeprefix("中华人民共和国") for name in whole}) - {""}


def _pairs(found: Tokens, groups: NDArray[np.int64], places: NDArray[np.int64], first: int) -> NDArray[np.void]:
    """One row for each (pair, document, field), sorted; the place is that of the first occurrence."""
    number = (groups[found.pair_text] << 8 | places[found.pair_text]).astype(np.uint64)
    return _rows(np.sort(found.pair_keys.astype(np.uint64) << np.uint64(32) | number), first)


def _words(
    found: Tokens,
    groups: NDArray[np.int64],
    places: NDArray[np.int64],
    first: int,
    vocabulary: dict[str, tuple[int, int]],
) -> NDArray[np.void]:
    """The same for all other terms."""
    names = sorted(vocabulary, key=vocabulary.__getitem__)
    number = {word: place for place, word in enumerate(names)}
    key = np.array([number[word] for word in found.words], dtype=np.uint64)
    place = (groups[found.word_text] << 8 | places[found.word_text]).astype(np.uint64)
    rows = _rows(np.sort(key << np.uint64(32) | place), first)
    which = rows["key"].astype(np.int64)
    identity = np.array([vocabulary[name] for name in names], dtype=np.uint32).reshape(-1, 2)
    rows["key"], rows["check"] = identity[which, 0], identity[which, 1]
    return rows


def _rows(ordered: NDArray[np.uint64], first: int) -> NDArray[np.void]:
    posting = ordered >> np.uint64(8)
    starts = np.flatnonzero(np.concatenate(([True], posting[1:] != posting[:-1]))) if len(posting) else []
    starts = np.array(starts, dtype=np.int64)
    rows = np.zeros(len(starts), dtype=ROW)
    group = (posting[starts] & np.uint64(0xFFFFFF)).astype(np.int64)
    rows["key"] = ordered[starts] >> np.uint64(32)
    rows["field"] = group % len(FIELDS)
    rows["document"] = group // len(FIELDS) + first
    rows["frequency"] = np.minimum(np.diff(np.append(starts, len(posting))), 65535)
    rows["place"] = ordered[starts] & np.uint64(0xFF)
    return rows
