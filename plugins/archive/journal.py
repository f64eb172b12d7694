"""A zip in the making that survives being stopped: what is written is noted, and what is noted is not written again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, BinaryIO

from plugins.archive.stored_zip import Entry, StoredZip

NOTE_EVERY = 64


@dataclass(frozen=True, slots=True)
class Member:
    """A file to be written. With the noted `stamp` it is the one that was noted; with another, its bytes decide."""

    name: str
    size: int
    stamp: str
    chunks: Callable[[], Iterable[bytes]]


def write_members(
    archive: Path,
    notes: Path,
    members: Iterable[Member],
    epoch: int,
    algorithms: tuple[str, ...],
    wrote: Callable[[Entry], None] = lambda entry: None,
) -> tuple[BinaryIO, StoredZip]:
    """The open file and its writer after all members; starts behind the last member that is already there.

    `wrote` is called for each member in order, whether it was written now or before. `noted` reads the notes again.
    """
    order = iter(members)
    kept, end, waiting = 0, 0, None
    if archive.exists() and notes.exists():
        have = archive.stat().st_size
        with notes.open("rb") as lines:
            for line in lines:
                waiting = next(order, None)
                entry = _read(line)
                if waiting is None or entry is None or entry[1].name != waiting.name or entry[1].end > have:
                    break
                if entry[0] != waiting.stamp and not _same_content(waiting, entry[1]):
                    break
                kept, end, waiting = kept + len(line), entry[1].end, None
                wrote(entry[1])
    file = archive.open("r+b" if kept else "wb", buffering=1 << 20)
    file.truncate(end)
    file.seek(end)
    writer = StoredZip(file, epoch, algorithms)
    with notes.open("r+b" if kept else "wb") as book:
        book.truncate(kept)
        book.seek(kept)
        _write(file, book, writer, waiting, order, wrote)
    return file, writer


def _same_content(member: Member, entry: Entry) -> bool:
    """True for a file that was made anew, as a site is each time, with the bytes that were written before."""
    if member.size != entry.size:
        return False
    digest = hashlib.sha256()
    for piece in member.chunks():
        digest.update(piece)
    return digest.hexdigest() == entry.digests[0]


def _write(
    file: BinaryIO,
    book: IO[bytes],
    writer: StoredZip,
    first: Member | None,
    rest: Iterator[Member],
    wrote: Callable[[Entry], None],
) -> None:
    lines: list[bytes] = []

    def note() -> None:
        # The data goes out before the note of it, so that a note never speaks of data that is not there.
        file.flush()
        book.write(b"".join(lines))
        book.flush()
        lines.clear()

    try:
        for member in chain((first,) if first else (), rest):
            lines.append(_line(member, _add(writer, member, wrote)))
            if len(lines) >= NOTE_EVERY:
                note()
    finally:
        note()


def _add(writer: StoredZip, member: Member, wrote: Callable[[Entry], None]) -> Entry:
    entry = writer.add(member.name, member.chunks(), member.size)
    wrote(entry)
    return entry


def _line(member: Member, entry: Entry) -> bytes:
    note = [member.stamp, entry.name, entry.size, entry.crc, entry.offset, entry.end, *entry.digests]
    return json.dumps(note, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"


def _read(line: bytes) -> tuple[str, Entry] | None:
    if not line.endswith(b"\n"):
        return None
    try:
        stamp, name, size, crc, offset, end, *digests = json.loads(line)
    except ValueError:
        return None
    return stamp, Entry(name, size, crc, offset, end, tuple(digests))


def noted(notes: Path) -> Iterator[Entry]:
    """The entries of all members that were written, in order."""
    with notes.open("rb") as file:
        for line in file:
            found = _read(line)
            if found:
                yield found[1]
