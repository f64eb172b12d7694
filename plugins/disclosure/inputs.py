"""For which inputs and which tree the store's rows hold. Looked at first, so it imports nothing of the column."""

from __future__ import annotations

import hashlib
import marshal
import os
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from plugins.disclosure.fingerprints import Stamp, build_keys, content_stamps, tree_identity

MARKER = "build.json"
"""The file by which a published tree is known as ours."""
FORMAT = 2
T = TypeVar("T")


@dataclass(slots=True)
class State:
    """For what the rows hold. `tree` identifies the published tree, `salt` the digests of what is behind the gate."""

    keys: tuple[str, ...]
    """Digests of code, theme and settings, and the day."""
    stamps: dict[str, Stamp | None]
    """Every input file, by its salted name. None: written too recently to be sure."""
    tree: tuple[int, str]
    documents: int
    settings: str
    """The column's settings, as they are written out."""
    salt: bytes = b""
    held: dict[str, str] = field(default_factory=dict)
    """By a file's salted name: salted digest of what was read in a file that is not public."""
    rows_checksum: int = 0


def store_folder(output: str) -> str:
    """Where the store of an output folder lies."""
    parent, name = os.path.split(os.path.abspath(output))
    return os.path.join(parent, f".{name}.store")


def load_state(folder: str) -> State | None:
    """The state as it was written; None when there is none, or it is of another version or damaged."""
    try:
        with open(os.path.join(folder, "state"), "rb") as stream:
            data = stream.read()
        if hashlib.sha256(data[32:]).digest() != data[:32]:
            return None
        version, *values = marshal.loads(data[32:])  # noqa: S302 (our own, under a checksum)
        return State(*values) if version == FORMAT else None
    except (OSError, ValueError, EOFError, TypeError):
        return None


def save_state(folder: str, state: State) -> None:
    """Write the state in one step. Last of all: until then the store does not count."""
    values = (
        state.keys, state.stamps, state.tree, state.documents, state.settings, state.salt, state.held,
        state.rows_checksum,
    )  # fmt: skip
    data = marshal.dumps((FORMAT, *values))
    path = os.path.join(folder, "state")
    with open(path + ".tmp", "wb") as stream:
        stream.write(hashlib.sha256(data).digest() + data)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(path + ".tmp", path)


def rows_checksum(folder: str) -> int:
    """CRC-32 of the rows' file, -1 when there is none."""
    value = 0
    try:
        with open(os.path.join(folder, "rows.sqlite"), "rb") as stream:
            while block := stream.read(1 << 20):
                value = zlib.crc32(block, value)
    except OSError:
        return -1
    return value


@dataclass(slots=True)
class Inputs:
    """What a build was asked for and what lies there, looked at before anything is read."""

    root: str
    content: str
    output: str
    theme: str
    as_of: date
    keys: tuple[str, ...]
    stamps: dict[str, Stamp | None]

    @classmethod
    def look(cls, root: str, content: str, output: str, theme: str, as_of: date, overrides: dict[str, Any]) -> Inputs:
        """The inputs as they are now."""
        keys = build_keys(root, theme, content, as_of, overrides)
        return cls(root, content, output, theme, as_of, keys, content_stamps(content, time.time_ns()))


def remembered(inputs: Inputs) -> State | None:
    """The state of the store, if it belongs to the published tree and to these code, theme, settings and day."""
    state = load_state(store_folder(inputs.output))
    if state is None or state.keys != inputs.keys or state.tree != tree_identity(inputs.output, MARKER):
        return None
    return state


def changed_paths(state: State, inputs: Inputs) -> list[str] | None:
    """The files whose stamps differ; None when files have come or gone."""
    now = hidden(inputs.stamps, state.salt)
    if state.stamps.keys() != now.keys():
        return None
    before = (state.stamps[name] for name in now)
    return [p for (p, stamp), old in zip(inputs.stamps.items(), before, strict=True) if stamp is None or stamp != old]


def hidden(table: Mapping[str, T], salt: bytes) -> dict[str, T]:
    """The table with salted names, in the same order: a file is often called what its document is called."""

    def name(path: str) -> str:
        return hashlib.blake2b(path.encode("utf-8", "surrogateescape"), key=salt, digest_size=16).hexdigest()

    return {name(path): value for path, value in table.items()}
