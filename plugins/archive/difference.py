"""What turns the bytes of one zip into those of another: copies from the first, and the bytes that are new.

The two zips hold their files uncompressed, so a file that stayed is one copy. Inside a file that changed, pieces that
end at line breaks are matched; then every match grows in both directions as far as the bytes agree.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator
from itertools import chain
from typing import IO

from plugins.archive.verify import Member, Zip

BLOCK = 1 << 16
LEAST_RUN = 24
"""A copy costs a line of its own, so shorter runs are written out."""
MOST_PIECE = 1 << 14
SQLITE_PAGE = 4096
DIGITS = b"0123456789"
MOST_PIECES = 400_000
"""About how many pieces of one file are held in memory; larger files are cut into larger pieces."""

Match = tuple[int, int, int]
"""(offset in the new file, offset in the old file, length), in bytes."""
Operation = tuple[str, int, int]
"""("C", offset in the old file, length) or ("I", offset in the new file, length)."""


def operations(old: Zip, new: Zip) -> Iterator[Operation]:
    """The operations that write the new zip from the old one, in order; together they cover it exactly."""
    done = copied = 0  # what is covered in the new zip, and the end of the last copy in the old one
    copy: tuple[int, int] | None = None  # (offset, length) of a copy that may still grow
    for at, source, length in _grown(old, new):
        if copy and at == done and source == copied:
            copy = copy[0], copy[1] + length
        else:
            if copy:
                yield "C", *copy
            if at > done:
                yield "I", done, at - done
            copy = (source, length) if length else None
        done, copied = at + length, source + length
    if copy:
        yield "C", *copy


def _grown(old: Zip, new: Zip) -> Iterator[Match]:
    """Matches that are true, do not overlap, and leave between them only bytes that differ; the last one is empty."""
    done = copied = 0
    for match in chain(_matches(old, new), [(new.length, 0, 0)]):
        at, source, length = match
        if at < done:
            at, source, length = done, source + done - at, length - (done - at)
            if length <= 0:
                continue
        forward = _forward(old, copied, new, done, at - done)
        if forward:
            yield done, copied, forward
            done, copied = done + forward, copied + forward
        back = _backward(old, source, new, at, at - done) if length else 0
        yield from _same_shift(old, copied, new, done, at - back - done)
        yield at - back, source - back, length + back
        done, copied = at + length, source + length


def _same_shift(old: Zip, source: int, new: Zip, at: int, length: int) -> Iterator[Match]:
    """Runs that agree where text was replaced by text as long: days, digests, offsets."""
    runs = True
    while runs and length > LEAST_RUN:
        size = min(length, BLOCK)
        old.file.seek(source)
        new.file.seek(at)
        before, after = old.file.read(size), new.file.read(size)
        size = min(len(before), len(after))
        unlike = int.from_bytes(before[:size], "big") ^ int.from_bytes(after[:size], "big")
        runs = False
        for run in re.finditer(rb"\0{%d,}" % LEAST_RUN, unlike.to_bytes(size, "big")):
            yield at + run.start(), source + run.start(), run.end() - run.start()
            runs = True
        at, source, length = at + size, source + size, length - size


def _matches(old: Zip, new: Zip) -> Iterator[Match]:
    """Where the new zip repeats the old one, in order. An empty match says where to go on comparing."""
    by_name = {_key(old, name): name for name in old.members}
    by_content = {(member.crc, member.size): name for name, member in old.members.items()}
    order = new.in_order()
    for name in order:
        member = new.members[name]
        start = _data(new, member)
        same = by_name.get(_key(new, name))
        twin = same
        if same is None or _content(old.members[same]) != _content(member):
            twin = by_content.get(_content(member))
        if twin is not None:
            source = _data(old, old.members[twin])
            if member.size and _agree(old.file, source, new.file, start, member.size):
                yield start, source, member.size
        elif same is not None:
            yield from _within(old, old.members[same], new, member, name)
    # The directory: names repeat, and between them only times and offsets change.
    old_at, old_places = old.directory[0], {}
    for name in old.in_order():
        old_places[_key(old, name)] = old_at
        old_at += _directory_size(old, name)
    at = new.directory[0]
    for name in order:
        place, raw = old_places.get(_key(new, name)), name.encode()
        if place is not None:
            skip = len(new.label.encode()) + 1
            yield at + 46 + skip, place + 46 + len(old.label.encode()) + 1, len(raw) if new.label not in name else 0
        at += _directory_size(new, name)


def _key(bag: Zip, name: str) -> str:
    """The name without the bag's own, which changes with the day."""
    return name.replace(bag.label, "\0")


def _content(member: Member) -> tuple[int, int]:
    return member.crc, member.size


def _data(bag: Zip, member: Member) -> int:
    bag.file.seek(member.start + 26)
    head = bag.file.read(4)
    return member.start + 30 + int.from_bytes(head[:2], "little") + int.from_bytes(head[2:], "little")


def _directory_size(bag: Zip, name: str) -> int:
    member = bag.members[name]
    extra = (16 if member.size >= 0xFFFFFFFF else 0) + (8 if member.start >= 0xFFFFFFFF else 0)
    return 46 + len(f"{bag.label}/{name}".encode()) + (extra + 4 if extra else 0)


def _within(old: Zip, before: Member, new: Zip, after: Member, name: str) -> Iterator[Match]:
    """Matches between two versions of one file."""
    mask = 7
    while before.size // (mask + 1) // 32 > MOST_PIECES:
        mask = mask << 1 | 1
    fixed = name.endswith(".sqlite")
    known: dict[bytes, int] = {}
    repeated: set[bytes] = set()
    for at, _, shape in _cut(old.file, _data(old, before), before.size, mask, fixed):
        if known.setdefault(shape, at) != at:
            repeated.add(shape)
    for at, length, shape in _cut(new.file, _data(new, after), after.size, mask, fixed):
        source = known.get(shape)
        if source is None:
            continue
        if _agree(old.file, source, new.file, at, length):
            yield at, source, length
        elif shape not in repeated:
            yield at, source, 0


def _cut(file: IO[bytes], start: int, size: int, mask: int, fixed: bool) -> Iterator[tuple[int, int, bytes]]:
    """(offset, length, shape) of the pieces of a part of a file. Where a piece ends depends on its own text alone.

    The shape is the digest of the piece without its digits: lines that differ in a day or an offset have one shape.
    """
    at, left, rest = start, size, b""
    while left or rest:
        file.seek(at + len(rest))
        more = file.read(min(left, 1 << 20))
        left -= len(more)
        buffer, rest, used = rest + more, b"", 0
        for end in _ends(buffer, mask, fixed, last=not left):
            piece = buffer[used:end]
            yield at, len(piece), hashlib.blake2b(piece.translate(None, DIGITS), digest_size=12).digest()
            at, used = at + len(piece), end
        rest = buffer[used:]


def _ends(buffer: bytes, mask: int, fixed: bool, last: bool) -> Iterator[int]:
    used = 0
    if fixed:
        for used in range(SQLITE_PAGE, len(buffer) + 1, SQLITE_PAGE):
            yield used
    else:
        for line in re.finditer(rb"[^\n]*\n", buffer):
            while line.end() - used > MOST_PIECE:
                used += MOST_PIECE
                yield used
            if not zlib.crc32(line[0].translate(None, DIGITS)) & mask and line.end() > used:
                used = line.end()
                yield used
        while len(buffer) - used > MOST_PIECE:
            used += MOST_PIECE
            yield used
    if last and used < len(buffer):
        yield len(buffer)


def _agree(a: IO[bytes], at: int, b: IO[bytes], bt: int, length: int) -> bool:
    a.seek(at)
    b.seek(bt)
    while length:
        size = min(length, 1 << 20)
        if a.read(size) != b.read(size):
            return False
        length -= size
    return True


def _forward(old: Zip, source: int, new: Zip, at: int, most: int) -> int:
    """How many bytes from these two places on agree, at most `most`."""
    grown, step = 0, 64
    while grown < most:
        size = min(step, most - grown)
        old.file.seek(source + grown)
        new.file.seek(at + grown)
        same = _common(old.file.read(size), new.file.read(size))
        grown += same
        if same < size:
            break
        step = min(step * 4, BLOCK)
    return grown


def _backward(old: Zip, source: int, new: Zip, at: int, most: int) -> int:
    """How many bytes in front of these two places agree, at most `most`."""
    grown, step, most = 0, 64, min(most, source)
    while grown < most:
        size = min(step, most - grown)
        old.file.seek(source - grown - size)
        new.file.seek(at - grown - size)
        same = _common(old.file.read(size)[::-1], new.file.read(size)[::-1])
        grown += same
        if same < size:
            break
        step = min(step * 4, BLOCK)
    return grown


def _common(a: bytes, b: bytes) -> int:
    """The length of the common beginning."""
    low, high = 0, min(len(a), len(b))
    if a[:high] == b[:high]:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if a[:middle] == b[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
