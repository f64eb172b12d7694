"""A search for marks in a file, however they are spelt, and in whatever lies in it: zips, databases, web archives.

It shares no code with the search over the site's own files, so that one blind spot is not in both.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import io
import json
import re
import sqlite3
import tempfile
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

DEEPEST = 6


def _json(text: str) -> bytes:
    return json.dumps(text)[1:-1].encode()


def _base64_at(offset: int) -> Callable[[str], bytes]:
    """What base64 makes of the text when it stands `offset` bytes behind the start of a group of three."""

    def spell(text: str) -> bytes:
        made = base64.b64encode(b"\0" * offset + text.encode())
        # The first and the last group also depend on the neighbours, unless they are full.
        return made[4 if offset else 0 : len(made) - (4 if made.endswith(b"=") else 0)]

    return spell


SPELLINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-16LE": lambda text: text.encode("utf-16-le"),
    "UTF-16BE": lambda text: text.encode("utf-16-be"),
    "GB18030": lambda text: text.encode("gb18030"),
    "Big5-HKSCS": lambda text: text.encode("big5hkscs"),
    "base64, at 0": _base64_at(0),
    "base64, at 1": _base64_at(1),
    "base64, at 2": _base64_at(2),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "percent": lambda text: urllib.parse.quote(text, safe="").encode(),
    "HTML, decimal": lambda text: "".join(f"&#{ord(c)};" for c in text).encode(),
    "HTML, hexadecimal": lambda text: "".join(f"&#x{ord(c):x};" for c in text).encode(),
    "JSON": _json,
}
"""Ways to write a text that are searched for as they stand; letters are compared without case."""


def needles(mark: str) -> dict[str, bytes]:
    """By spelling, the bytes to look for, in lower case where the bytes are ASCII letters."""
    out = {}
    for name, spell in SPELLINGS.items():
        try:
            out[name] = spell(mark)
        except UnicodeEncodeError:  # not every character is in Big5
            continue
    return out


class Scan:
    """Looks for marks. `looked` counts the pieces that were looked into, by the way to them."""

    def __init__(self, marks: list[str]) -> None:
        self.looked: dict[str, int] = {}
        by_bytes = {needle.lower(): (mark, how) for mark in marks for how, needle in needles(mark).items()}
        self._known = by_bytes
        # One pass over the bytes for all: marks begin alike, and a set of alternatives is compiled into one automaton.
        self._pattern = re.compile(b"|".join(re.escape(needle) for needle in sorted(by_bytes)))
        self._heads = sorted({needle[:6] for needle in by_bytes})

    def file(self, path: Path) -> Iterator[tuple[str, str, str]]:
        """(way to the piece, spelling, mark) of every mark in the file and in what lies in it."""
        yield from self.bytes(path.read_bytes(), path.name, 0)

    def bytes(self, data: bytes, way: str, depth: int) -> Iterator[tuple[str, str, str]]:
        """The same for a piece of data."""
        kind = way.rsplit(" > ", 1)[-1].split(":", 1)[0]
        self.looked[kind] = self.looked.get(kind, 0) + 1
        lowered = data.lower()
        if any(head in lowered for head in self._heads):
            for found in self._pattern.finditer(lowered):
                mark, how = self._known[found.group()]
                yield way, how, mark
        if depth < DEEPEST:
            for inner, content in _inside(data):
                yield from self.bytes(content, f"{way} > {inner}", depth + 1)


def _inside(data: bytes) -> Iterator[tuple[str, bytes]]:
    if data[:4] == b"PK\x03\x04":
        yield from _members(data)
    if data[:16] == b"SQLite format 3\0":
        yield from _rows(data)
    if data[:2] == b"\x1f\x8b":
        yield from _gunzipped(data)
    if b"WARC/1." in data[:16]:
        yield from _records(data)
    yield from _streams(data)
    if b"&#" in data and b"\0" not in data[:1000]:
        yield "entities:", html.unescape(data.decode("utf-8", "replace")).encode("utf-8", "replace")


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                yield f"zip name:{member.filename}", member.filename.encode("utf-8", "surrogateescape")
                yield f"zip:{member.filename}", archive.read(member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError):
        return


def _rows(data: bytes) -> Iterator[tuple[str, bytes]]:
    with tempfile.NamedTemporaryFile(suffix=".sqlite") as file:
        file.write(data)
        file.flush()
        database = sqlite3.connect(file.name)
        try:
            names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for name in names:
                for row in database.execute(f'SELECT * FROM "{name}"'):
                    cells = [cell if isinstance(cell, bytes) else str(cell).encode() for cell in row]
                    yield f"row:{name}", b"\0".join(cells)
        finally:
            database.close()


def _gunzipped(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Each member of a gzip file: web archives have one for each record."""
    rest = data
    while rest[:2] == b"\x1f\x8b":
        reader = zlib.decompressobj(31)
        try:
            content = reader.decompress(rest)
        except zlib.error:
            return
        yield "gzip:", content
        rest = reader.unused_data


def _records(data: bytes) -> Iterator[tuple[str, bytes]]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        for record in ArchiveIterator(io.BytesIO(data)):
            content = record.content_stream().read()
            yield f"warc:{record.rec_headers['WARC-Target-URI']}", content
    except ArchiveLoadFailed:
        return  # entities resolved in a whole web archive: its lengths no longer hold, and it was read before


_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{40,}={0,2}")


def _streams(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Packed streams: zlib anywhere in it, deflate from its first byte, gzip in the middle, and base64 runs."""
    for start in (found.start() for found in _ZLIB.finditer(data)):
        content = _inflated(data[start:], 15)
        if len(content) > 12:
            yield "zlib:", content
    if (data and b"\0" in data) or not data[:200].isascii():
        content = _inflated(data, -15)
        if len(content) > 12:
            yield "deflate:", content
    place = data.find(b"\x1f\x8b\x08", 1)
    while place > 0:
        content = _inflated(data[place:], 31)
        if content:
            yield "gzip:", content
        place = data.find(b"\x1f\x8b\x08", place + 1)
    for run in _BASE64.findall(data):
        plain = run.rstrip(b"=")
        try:
            content = base64.b64decode(plain[: len(plain) // 4 * 4])
        except (binascii.Error, ValueError):
            continue
        if content[:2] in (b"\x1f\x8b", b"PK") or content[:1] == b"\x78":
            yield "base64:", content


def _inflated(data: bytes, window: int) -> bytes:
    reader = zlib.decompressobj(window)
    try:
        return reader.decompress(data, 1 << 26)
    except zlib.error:
        return b""


def packed(name: str, content: bytes) -> bytes:
    """The content in a file of a kind: gzip, zlib, deflate, zip, docx, warc.gz, wacz, sqlite, and what is in base64."""
    out = io.BytesIO()
    if name == "gzip":
        return gzip.compress(content)
    if name == "zlib":
        return b"head" + zlib.compress(content) + b"tail"
    if name == "deflate":
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        return packer.compress(content) + packer.flush()
    if name in ("zip", "docx", "wacz"):
        inner = packed("warc.gz", content) if name == "wacz" else content
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("archive/data.warc.gz" if name == "wacz" else "word/document.xml", inner)
        return out.getvalue()
    if name == "warc.gz":
        from warcio.warcwriter import WARCWriter

        writer = WARCWriter(out, gzip=True)
        record = writer.create_warc_record("https://x.example/", "resource", payload=io.BytesIO(content))
        writer.write_record(record)
        return out.getvalue()
    if name == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "x.sqlite")
            database = sqlite3.connect(path)
            database.execute("PRAGMA encoding = 'UTF-16le'")
            database.execute("CREATE TABLE t (a)")
            database.execute("INSERT INTO t VALUES (?)", (content.decode("utf-8", "replace"),))
            database.commit()
            database.close()
            return path.read_bytes()
    if name == "base64":
        return b'load("' + base64.b64encode(zlib.compress(content)) + b'")'
    raise ValueError(name)


KINDS = ("gzip", "zlib", "deflate", "zip", "docx", "warc.gz", "wacz", "sqlite", "base64")
