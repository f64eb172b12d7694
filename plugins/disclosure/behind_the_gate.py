"""Who behind the gate may have to do with a name: told by 16 bits of a salted digest, and read again from the file.

The store must not say what a held document is called, whom it names or what it does. A few bits tell which files to
look into, and say nothing to anybody else.
"""

from __future__ import annotations

import array
import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from plugins.catalogue.affected import acted_on, gated_names, held_names, names_of
from plugins.catalogue.related import FORCE_KINDS
from plugins.disclosure.store import name_key

Buckets = tuple[bytes, bytes]
"""Of the names that a held document bears, and of those it acts on."""


def buckets_of(reading: Any, salt: bytes) -> Buckets:
    """The few bits that a store may keep of a reading that is not public."""
    return _bits(map(name_key, held_names(reading.document.fields)), salt), _bits(acting_names(reading), salt)


def trimmed_bits(reading: Any, salt: bytes) -> bytes:
    """The few bits that a store may keep of the names for which a public document, as read, asks the gate."""
    own = reading.document.fields
    return _bits(map(name_key, gated_names(own.relations, own.stated_force)), salt)


def acting_names(reading: Any) -> set[int]:
    """The names of what the document acts on, and of the files it lists."""
    own = reading.document.fields
    names = set(acted_on(reading.effects)) | {f"f{a.path}" for a in (*own.attachments, *own.embedded)}
    for relation in own.relations:
        if relation.kind in FORCE_KINDS:
            names |= set(names_of(relation.target, relation.index_number))
    return set(map(name_key, names))


def _bits(keys: Iterable[int], salt: bytes) -> bytes:
    return array.array("H", sorted({_bucket(key, salt) for key in keys})).tobytes()


def _bucket(key: int, salt: bytes) -> int:
    digest = hashlib.blake2b(key.to_bytes(8, "little", signed=True), key=salt, digest_size=2).digest()
    return int.from_bytes(digest, "little")


class BehindTheGate:
    """The held documents, found by the names they bear or act on.

    `read` gives the reading of a file by its salted name. `fresh` are those that have been read already, by salted
    name; they count with what they say now.
    """

    def __init__(self, behind: Mapping[str, Buckets], gone: set[str], read: Callable[[str], Any], salt: bytes) -> None:
        self._behind = {name: (_set(borne), _set(acted)) for name, (borne, acted) in behind.items() if name not in gone}
        self._read, self._salt = read, salt
        self._known: dict[str, Any] = {}
        self._fresh: list[Any] = []

    def add(self, reading: Any) -> None:
        """A held document that is new, or has been read again because its file has changed."""
        self._fresh.append(reading)

    def bearing(self, keys: Iterable[int]) -> list[Any]:
        """The held documents that bear one of the names."""
        return self._matching(set(keys), 0, lambda r: map(name_key, held_names(r.document.fields)))

    def acting_on(self, keys: Iterable[int]) -> list[Any]:
        """The held documents that may act on what bears one of the names."""
        return self._matching(set(keys), 1, acting_names)

    def files_acting_on(self, keys: Iterable[int]) -> list[str]:
        """The salted names of held files that may ask for one of the names."""
        wanted = {_bucket(key, self._salt) for key in keys}
        return [name for name, sets in self._behind.items() if not wanted.isdisjoint(sets[1])]

    def _matching(self, keys: set[int], side: int, names: Callable[[Any], Iterable[int]]) -> list[Any]:
        wanted = {_bucket(key, self._salt) for key in keys}
        found = [r for r in self._fresh if not keys.isdisjoint(names(r))]
        for name, sets in self._behind.items():
            if wanted.isdisjoint(sets[side]):
                continue
            if name not in self._known:
                self._known[name] = self._read(name)
            if not keys.isdisjoint(names(self._known[name])):
                found.append(self._known[name])
        return found


def asking_for(trimmed: Mapping[str, bytes], keys: Iterable[int], held: Iterable[Buckets], salt: bytes) -> set[str]:
    """The names in `trimmed` of the documents that may ask the gate for one of the keys, or for a held document."""
    wanted = {_bucket(key, salt) for key in keys}.union(*(_set(borne) for borne, _ in held))
    return {name for name, bits in trimmed.items() if not wanted.isdisjoint(_set(bits))}


def acted_on_buckets(buckets: Buckets) -> set[int]:
    """The bits of the names that a held document acted on."""
    return _set(buckets[1])


def in_buckets(keys: Iterable[int], buckets: set[int], salt: bytes) -> list[int]:
    """Those of the names that fall into one of the buckets."""
    return [key for key in keys if _bucket(key, salt) in buckets]


def _set(data: bytes) -> set[int]:
    values = array.array("H")
    values.frombytes(data)
    return set(values)
