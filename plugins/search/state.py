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
