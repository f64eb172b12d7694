"""A published index, read back: the same files that a browser loads."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plugins.search import weights
from plugins.search.analyse import BODY, BOOSTS, FIELDS, PLACES
from plugins.search.bits import Reader, unarmoured
from plugins.search.columns import inflated
from plugins.search.files import file_name
from plugins.search.lookups import SPARE
from plugins.search.shards import PostingList, TierFormat, decoded
from plugins.search.text import key_of


class DamagedIndex(Exception):
    """A file of the index is missing or does not hold what its name says. The message names it."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a result shows of a document."""

    index_number: str
    url: str
    title: str
    number: str
    issuers: tuple[str, ...]
    date: str
    issued: str
    category: str
    document_type: str
    lead: str
    file: int
    passages: int
    alias: str
    """Short forms of the title and the agencies, one a line."""
    folder: str = ""
    """Where the passages of a document of the overlay lie."""


@dataclass(frozen=True)
class FieldPostings:
    """One term in one field: ascending documents, the weight of each (lunr's), in the body also the passage code."""

    field: str
    holders: int
    documents: tuple[int, ...]
    weights: tuple[float, ...]
    places: tuple[int, ...]

    @cached_property
    def at(self) -> dict[int, int]:
        """Where each document stands in the list."""
        return {document: place for place, document in enumerate(self.documents)}


def handed_over(data: bytes, name: str) -> Any:
    """The value that a script of the index hands over under this name. DamagedIndex when it is not that script."""
    text = data.decode("utf-8")
    start = f'__shard("{name}",'
    if not text.startswith(start) or not text.endswith(")\n"):
        raise DamagedIndex(name)
    try:
        return json.loads(text[len(start) : -2])
    except ValueError as error:
        raise DamagedIndex(name) from error


class _Part:
    """The full build, or the overlay of what has changed since."""

    def __init__(self, segment: str, tiers: dict[str, Any], first: int) -> None:
        self.segment, self.first = segment, first
        self.forms = {
            tier: TierFormat(
                **{key: value for key, value in form.items() if key not in ("heavy", "symbol_lengths")},
                symbol_lengths=None if form["symbol_lengths"] is None else tuple(form["symbol_lengths"]),
            )
            for tier, form in tiers.items()
        }
        self.heavy = {tier: Heavy.of(form["heavy"]) for tier, form in tiers.items()}
        self.shards: dict[str, dict[int, list[PostingList]]] = {}


class StoredIndex:
    """The index in a folder (`search/` of a site). FileNotFoundError when there is none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.manifest: dict[str, Any] = handed_over((folder / "manifest.js").read_bytes(), "manifest")
        self.base: int = self.manifest["documents"]
        overlay = self.manifest.get("overlay", {"documents": 0, "dead": []})
        self.dead = frozenset(overlay["dead"])
        self.total = self.base + overlay["documents"]
        """Numbers of documents run to before this; those of `dead` no longer count."""
        self._parts = [_Part(self.manifest["segment"], self.manifest["tiers"], 0)]
        if overlay["documents"]:
            self._parts.append(_Part(overlay["segment"], overlay["tiers"], self.base))

    @property
    def documents(self) -> list[int]:
        """The numbers of all documents that count."""
        return [document for document in range(self.total) if document not in self.dead]

    def value(self, name: str) -> Any:
        """What the script of this name (with its segment) hands over."""
        path = self._folder / f"{name}.js"
        try:
            return handed_over(path.read_bytes(), name)
        except FileNotFoundError as error:
            raise DamagedIndex(name) from error

    def _own(self, name: str) -> Any:
        return self.value(f"{self._parts[0].segment}/{name}")

    def _shard(self, part: _Part, tier: str, number: int, heavy: bool = False) -> list[PostingList]:
        name = f"{part.segment}/{file_name(f'{tier}h' if heavy else tier, number)}"
        try:
            return decoded(unarmoured(self.value(name)), part.forms[tier], None if heavy else number)
        except (EOFError, ValueError) as error:
            raise DamagedIndex(name) from error

    def every_list(self, tier: str) -> list[PostingList]:
        """All lists of a tier, as they lie in the files."""
        found: list[PostingList] = []
        for part in self._parts:
            for number in range(part.forms[tier].shards):
                found += self._shard(part, tier, number)
            for number in range(part.heavy[tier].count):
                found += self._shard(part, tier, number, True)
        return found

    def _lists_of(self, part: _Part, tier: str, key: int, check: int | None) -> list[PostingList]:
        shards = [(number, True) for number in part.heavy[tier].of_key(key)]
        shards.append((key * part.forms[tier].shards >> 32, False))
        found: list[PostingList] = []
        for number, heavy in shards:
            name = f"{tier}{'h' if heavy else ''}/{number}"
            if name not in part.shards:
                table: dict[int, list[PostingList]] = {}
                for row in self._shard(part, tier, number, heavy):
                    table.setdefault(row.key, []).append(row)
                part.shards[name] = table
            found += [row for row in part.shards[name].get(key, []) if check is None or row.check == check]
            if found and check is not None:
                break  # a term's lists lie together
        return found

    def lists(self, tier: str, key: int, check: int | None = None) -> list[PostingList]:
        """The lists of one key, of one check if it is given, without documents that no longer count."""
        if len(self._parts) == 1 and not self.dead:
            return self._lists_of(self._parts[0], tier, key, check)
        found: dict[tuple[int, int], PostingList] = {}
        for part in self._parts:
            for row in self._lists_of(part, tier, key, check):
                own = found.get((row.check, row.field), replace(row, documents=(), symbols=()))
                kept = [
                    (document + part.first, symbol)
                    for document, symbol in zip(row.documents, row.symbols, strict=True)
                    if document + part.first not in self.dead
                ]
                found[row.check, row.field] = replace(
                    own,
                    documents=own.documents + tuple(document for document, _ in kept),
                    symbols=own.symbols + tuple(symbol for _, symbol in kept),
                )
        return [row for row in found.values() if row.documents]

    def postings(self, term: str, body: bool) -> list[FieldPostings]:
        """A term's postings in the body, or in the other fields, with lunr's weights."""
        key, check = key_of(term)
        tier = ("b" if body else "a") if check == 0 else ("w" if body else "v")
        return [self.weighted(row, body) for row in self.lists(tier, key, check)]

    def weighted(self, row: PostingList, body: bool) -> FieldPostings:
        """A list with its symbols turned into weights and places."""
        field = BODY if body else row.field
        levels = self.manifest["levels"]["body" if body else "head"]
        symbols: NDArray[np.int64] = np.array(row.symbols, dtype=np.int64)
        places = symbols % PLACES if body else np.zeros(len(symbols), dtype=np.int64)
        symbols = symbols // PLACES if body else symbols
        if levels is None:
            values = symbols / 1000
        else:
            idf = weights.idf(self.base, row.holders)
            values = weights.rounded(idf * np.array(levels)[symbols] * BOOSTS[field]) / 1000
        return FieldPostings(FIELDS[field], row.holders, row.documents, tuple(values.tolist()), tuple(places.tolist()))

    def card(self, document: int) -> Card:
        """What is shown of a document."""
        per = self.manifest["cards"]
        part = self._parts[0] if document < self.base else self._parts[1]
        place = document - part.first
        rows = _json(self.value(f"{part.segment}/{file_name('d', place // per)}"))
        number, url, title, given, issuers, *rest = rows[place % per]
        return Card(number, url, title, given, tuple(issuers), *rest)

    def passage(self, document: int, card: Card, number: int) -> str:
        """One passage of a document's text."""
        folder = card.folder or f"{self._parts[0].segment}/t/{document // self.manifest['folder']:x}"
        rows = _json(self.value(f"{folder}/{card.file + number:x}"))
        return next(str(text) for own, place, text in rows if (card.folder or own == document) and place == number)

    def text(self, document: int) -> str:
        """The whole text of a document."""
        card = self.card(document)
        return "".join(self.passage(document, card, number) for number in range(card.passages))

    def is_heavy(self, key: int, check: int, body: bool = True) -> bool:
        """True where a term's body list (or that of titles) is so long that it has a file of its own, and for 1 of 256
        other terms."""
        tier = ("w" if check else "b") if body else ("v" if check else "a")
        return bool(self._parts[0].heavy[tier].of_key(key))

    @cached_property
    def words(self) -> list[str]:
        """The words without Chinese characters that titles and numbers hold."""
        texts = [str(_json(self.value(f"{part.segment}/x"))) for part in self._parts]
        return sorted({word for text in texts for word in text.split("\n")})

    @cached_property
    def forces(self) -> list[str]:
        """The force of every document on the day of the build."""
        codes = self.manifest["force"]["codes"]
        return [codes[place] for place in inflated(unarmoured(self.manifest["force"]["column"]))]

    def forces_on(self, day: str) -> list[str]:
        """The force of every document on a day (ISO) not before the day of the build."""
        codes, found = self.manifest["force"]["codes"], list(self.forces)
        for document, changes in self.manifest["force"]["coming"]:
            for on, code in changes:
                if on <= day:
                    found[document] = codes[code]
        return found

    def names(self, name: str) -> list[tuple[str, ...]]:
        """The category, type or issuer of every document, as a tuple of names."""
        found: list[tuple[str, ...]] = []
        for part in self._parts:
            names, column = self.value(f"{part.segment}/c/{name}")
            rows = [row if isinstance(row, list) else [row] for row in _json(column)]
            found += [tuple(names[place] for place in row) for row in rows]
        return found

    @cached_property
    def sounds(self) -> dict[str, str]:
        """The usual syllable of the common characters."""
        count, width, text, names = self._own("s")
        syllables = names.split(" ")
        reader = Reader(unarmoured(text))
        table, code = {}, 0x3400 - 1
        for _ in range(count):
            code += reader.golomb(1) + 1
            table[chr(code)] = syllables[reader.bits(width)]
        return table


def _json(text: str) -> Any:
    return json.loads(inflated(unarmoured(text)))


@dataclass(frozen=True, slots=True)
class Heavy:
    """The terms of a tier that have files of their own; 1 of 256 others is taken for one."""

    count: int
    rest: int
    """Bits of a key that are not kept."""
    files: dict[int, tuple[int, ...]]

    @classmethod
    def of(cls, value: list[Any]) -> Heavy:
        """As `heavy_names` says them."""
        count, rest, text = value
        reader = Reader(unarmoured(text))
        found: dict[int, tuple[int, ...]] = {}
        start = 0
        for place in range(count):
            start += reader.golomb(SPARE - 1)
            found[start] = (*found.get(start, ()), place)
        return cls(count, rest, found)

    def of_key(self, key: int) -> tuple[int, ...]:
        """The files that may hold this key."""
        return self.files.get(key >> self.rest, ())
