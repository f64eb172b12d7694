"""For which inputs and which tree the store's rows hold. Looked at first, so it imports nothing of the column."""

from __future__ import annotations

import hashlib
import marshal
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from plugins.disclosure.fingerprints import Stamp, build_keys, content_stamps, tree_identity

MARKER = "build.json"
"""The file by which a published tree is known as ours."""
FORMAT = 4
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
    behind: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    """By a held file's salted name: of the names its document bears, and of those it acts on, 16 bits of a digest."""
    trimmed: dict[str, bytes] = field(default_factory=dict)
    """By the salted name of a public file whose document the gate shows without a held one's name: of the names that it
    asks the gate for, 16 bits of a digest."""
    rows_stamp: Stamp = (0, 0, 0, 0)
    register: str = ""
    """Digest of the register of index numbers as the build left it."""
    search: bytes = b""
    """What the search room's own store is known by; empty when it has none."""
    sections: tuple[tuple[str, str], ...] = ()
    """Address and last update of each fixed page."""


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
        state.behind, state.trimmed, state.rows_stamp, state.register, state.search, state.sections,
    )  # fmt: skip
    data = marshal.dumps((FORMAT, *values))
    path = os.path.join(folder, "state")
    with open(path + ".tmp", "wb") as stream:
        stream.write(hashlib.sha256(data).digest() + data)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(path + ".tmp", path)


def rows_stamp(folder: str) -> Stamp:
    """The stamp of the rows' file: whoever writes to it changes the stamp. Zeros when there is none."""
    try:
        stat = os.stat(os.path.join(folder, "rows.sqlite"))
    except OSError:
        return 0, 0, 0, 0
    return stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino


def search_store(folder: str) -> str:
    """Where the search room keeps its own store, inside the store."""
    return os.path.join(folder, "search")


def search_known_by(folder: str) -> bytes:
    """The digests that the files of the search's store begin with; empty when it has none."""
    heads = []
    try:
        for name in ("base", "changes"):
            with open(os.path.join(search_store(folder), name), "rb") as stream:
                heads.append(stream.read(32))
    except OSError:
        return b""
    return b"".join(heads)


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
    _hidden: tuple[bytes, dict[str, Stamp | None]] | None = field(default=None, repr=False)

    def hidden_stamps(self, salt: bytes) -> dict[str, Stamp | None]:
        """The stamps by salted name, in the same order."""
        if self._hidden is None or self._hidden[0] != salt:
            self._hidden = salt, hidden(self.stamps, salt)
        return self._hidden[1]

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


@dataclass(slots=True)
class Changed:
    """Which files are not as they were. `removed` are salted names: what they were called is not kept."""

    files: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.files or self.added or self.removed)


def changed_paths(state: State, inputs: Inputs) -> Changed:
    """The files whose stamps differ, those that are new, and those that are gone."""
    now = inputs.hidden_stamps(state.salt)
    out = Changed()
    for (path, stamp), name in zip(inputs.stamps.items(), now, strict=True):
        if name not in state.stamps:
            out.added.append(path)
        elif stamp is None or stamp != state.stamps[name]:
            out.files.append(path)
    if len(now) - len(out.added) != len(state.stamps):
        out.removed = sorted(state.stamps.keys() - now.keys())
    return out


def hidden(table: Mapping[str, T], salt: bytes) -> dict[str, T]:
    """The table with salted names, in the same order: a file is often called what its document is called."""

    keyed = hashlib.blake2b(key=salt, digest_size=16)

    def name(path: str) -> str:
        digest = keyed.copy()
        digest.update(path.encode("utf-8", "surrogateescape"))
        return digest.hexdigest()

    return {name(path): value for path, value in table.items()}
