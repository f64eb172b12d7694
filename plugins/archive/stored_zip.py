"""Zip files whose bytes depend on nothing but names, contents and one moment.

Nothing is compressed: two builds of zlib give two streams for one text, and a stored file can be read out of a damaged
archive. The form of every header is `verify.local_header` and its siblings, so the verifier can check each bit.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from plugins.archive.verify import ZIP64_COUNT, ZIP64_LIMIT, central_header, end_records, local_header, unsafe

CHUNK = 1 << 18


class NameRefused(ValueError):
    """A name that no archive may hold; `reason` is the verifier's word for it."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name!r}: {reason}")
        self.name, self.reason = name, reason


class SourceChanged(RuntimeError):
    """A file did not have the size it had when its header was written: something is writing to it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in the zip. `offset` is that of its header, `end` the first byte after its data; digests are in hex."""

    name: str
    size: int
    crc: int
    offset: int
    end: int
    digests: tuple[str, ...]


class StoredZip:
    """Writes a zip to a seekable file, one member at a time; it keeps none of them in memory.

    `epoch` is the moment of every member, in seconds since 1970 UTC. `limit` and `most` are where ZIP64 begins; only
    tests move them.
    """

    def __init__(
        self,
        file: BinaryIO,
        epoch: int,
        algorithms: Iterable[str] = ("sha256", "sha512"),
        *,
        limit: int = ZIP64_LIMIT,
        most: int = ZIP64_COUNT,
    ) -> None:
        self.file, self.epoch, self.algorithms = file, epoch, tuple(algorithms)
        self.limit, self.most = limit, most
        self.position = file.tell()

    def add(self, name: str, chunks: Iterable[bytes], size: int) -> Entry:
        """The entry of a member of `size` bytes, written now. NameRefused, SourceChanged when it cannot be."""
        reason = unsafe(name)
        if reason:
            raise NameRefused(name, reason)
        raw, start = name.encode("utf-8"), self.position
        header = local_header(raw, size, 0, self.epoch, self.limit)
        self.file.write(header)
        hashers = [hashlib.new(algorithm) for algorithm in self.algorithms]
        crc = written = 0
        for piece in chunks:
            self.file.write(piece)
            written += len(piece)
            crc = zlib.crc32(piece, crc)
            for hasher in hashers:
                hasher.update(piece)
        if written != size:
            raise SourceChanged(name)
        self.position = start + len(header) + size
        self.file.seek(start)
        self.file.write(local_header(raw, size, crc, self.epoch, self.limit))
        self.file.seek(self.position)
        return Entry(name, size, crc, start, self.position, tuple(hasher.hexdigest() for hasher in hashers))

    def finish(self, entries: Iterable[Entry]) -> None:
        """Writes the directory of all entries, in the order in which they were added, and the end of the file."""
        start, size, count = self.position, 0, 0
        for entry in entries:
            header = central_header(
                entry.name.encode("utf-8"), entry.size, entry.crc, entry.offset, self.epoch, self.limit
            )
            self.file.write(header)
            size += len(header)
            count += 1
        self.file.write(end_records(count, size, start, self.limit, self.most))
        self.file.flush()


def pieces(path: str | os.PathLike[str]) -> Iterator[bytes]:
    """The bytes of a regular file, in pieces; a link is not followed. OSError when it cannot be read."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        yield from iter(lambda: file.read(CHUNK), b"")
