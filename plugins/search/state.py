"""What is kept between builds, beside the site, so that a changed document does not mean a new index."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from plugins.search.documents import Standing
from plugins.search.record import SearchRecord
from plugins.search.tiers import Frozen


class StateUnusable(Exception):
    """There is no state, or it is damaged or of another version: only a full build will do."""


@dataclass(slots=True)
class BaseState:
    """A full build: `numbers`, `digests` and `standings` by the documents' numbers in it."""

    code: bytes
    manifest: dict[str, Any]
    numbers: list[str]
    digests: list[bytes]
    standings: list[Standing]
    frozen: Frozen

    def save(self, folder: Path) -> None:
        """Keeps this build; what was changed since an older one is forgotten."""
        folder.mkdir(parents=True, exist_ok=True)
        known: dict[Standing, Standing] = {}
        # equal ones as one: most documents stand alike, and each is as slow to load as a whole column of numbers
        self.standings = [known.setdefault(one, one) for one in self.standings]
        _save(folder / "base", self)
        Changes().save(folder)

    @classmethod
    def load(cls, folder: Path, code: bytes) -> BaseState:
        """The last full build that this code made. StateUnusable otherwise."""
        state = _load(folder / "base")
        if not isinstance(state, cls) or state.code != code:
            raise StateUnusable("another version")
        return state


@dataclass(slots=True)
class Changes:
    """What has changed since the full build: new or changed documents by index number, and those that are gone."""

    records: dict[str, SearchRecord] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    standings: dict[str, Standing] = field(default_factory=dict)

    def save(self, folder: Path) -> None:
        """Keeps them beside the build."""
        _save(folder / "changes", self)

    @classmethod
    def load(cls, folder: Path) -> Changes:
        """What was kept last. StateUnusable when it can not be read."""
        changes = _load(folder / "changes")
        if not isinstance(changes, cls):
            raise StateUnusable("no changes")
        return changes


@dataclass(slots=True)
class KnownSounds:
    """How the names of a full build sound, so that a change of other words need not find it out again."""

    segment: str
    names: bytes
    """Eight bytes for each document: which names these are."""
    bounds: np.ndarray[Any, np.dtype[np.int64]]
    """Where each document begins in `sounds`; one more at the end."""
    sounds: np.ndarray[Any, np.dtype[np.uint32]]
    """Key of the syllable, and code point, in the order of both."""

    @classmethod
    def of(cls, segment: str, names: list[bytes], rows: np.ndarray[Any, np.dtype[np.void]]) -> KnownSounds:
        """From the rows of the sounds, numbered as the build numbers its documents in the end."""
        order = np.argsort(rows["document"], kind="stable")
        bounds = np.searchsorted(rows["document"][order], np.arange(len(names) + 1)).astype(np.int64)
        sounds = np.stack([rows["key"][order], rows["check"][order]], axis=1)
        return cls(segment, b"".join(names), bounds, sounds)

    def save(self, folder: Path) -> None:
        """Keeps them beside the build."""
        _save(folder / "sounds", self)

    @classmethod
    def load(cls, folder: Path, segment: str) -> KnownSounds | None:
        """Those of this build, if they can be read."""
        try:
            known = _load(folder / "sounds")
        except StateUnusable:
            return None
        return known if isinstance(known, cls) and known.segment == segment else None

    def of_document(self, document: int, names: tuple[str, ...]) -> list[tuple[int, int]] | None:
        """(key, code point) in order, for a document of the build that still has these names."""
        if self.names[8 * document : 8 * document + 8] != named(names):
            return None
        start, end = self.bounds[document : document + 2].tolist()
        return [(key, char) for key, char in self.sounds[start:end].tolist()]


def named(names: tuple[str, ...]) -> bytes:
    """Eight bytes by which the names are known."""
    return hashlib.blake2b("\n".join(names).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _save(path: Path, value: object) -> None:
    data = pickle.dumps(value, 5)
    beside = path.with_suffix(".new")
    beside.write_bytes(hashlib.sha256(data).digest() + data)
    beside.replace(path)


def _load(path: Path) -> object:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise StateUnusable(str(path.name)) from error
    if hashlib.sha256(data[32:]).digest() != data[:32]:
        raise StateUnusable("damaged")
    return pickle.loads(data[32:])  # noqa: S301 - our own file, checked above


def frozen_holders(frozen: Frozen, terms: np.ndarray[Any, np.dtype[np.uint64]]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """How many (document, field) pairs of the full build hold each term; 0 for a term that is new."""
    if not len(frozen.terms):
        return np.zeros(len(terms), dtype=np.int64)
    place = np.minimum(np.searchsorted(frozen.terms, terms), len(frozen.terms) - 1)
    return np.where(frozen.terms[place] == terms, frozen.holders[place], 0).astype(np.int64)
