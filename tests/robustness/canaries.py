"""Marked texts that must not come out, and a search that finds them however they were packed or spelt.

Every mark has two halves, so that no index can cut it into something unrecognisable: characters of CJK Extension B,
of which no other text here has any, and an ASCII token.
"""

from __future__ import annotations

import base64
import bz2
import gzip
import html
import io
import lzma
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TOKEN = "Zq9Kanarie"
_FIRST, _LAST = 0x20000, 0x2A6DF
_RARE_TOGETHER = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]{{2,}}")
_ANY_BYTES = frozenset({"UTF-16LE", "UTF-16BE", "UTF-16LE odd", "GB18030"})  # read as characters whatever they are
_NUMBER = re.compile(f"{TOKEN}([0-9]{{5}})", re.IGNORECASE)


@dataclass
class Marks:
    """Marks given out, each with the place it was put into."""

    places: list[str] = field(default_factory=list)

    def new(self, place: str) -> str:
        """A mark for a place: three rare characters that spell its number, and a token with that number."""
        serial = len(self.places)
        self.places.append(place)
        rare = "".join(chr(_FIRST + 7 + (serial * 3 + k) * 11 % (_LAST - _FIRST - 7)) for k in range(3))
        return f"{rare}{TOKEN}{serial:05d}"

    def place_of(self, text: str) -> str:
        """The place of the first mark whose number stands in the text, or what was recognised of it."""
        found = _NUMBER.search(text)
        return self.places[int(found[1])] if found else "?"


def hits(folder: Path, marks: Marks, skip: Path | None = None) -> list[tuple[str, str, str]]:
    """(file, how it was spelt, place) of every mark in the names and bytes of a tree."""
    out = []
    for file in sorted(folder.rglob("*")):
        name = str(file.relative_to(folder))
        for spelling, text in spellings(name.encode("utf-8", "surrogateescape")):
            out += [(name, f"name, {spelling}", place) for place in _found(text, marks)]
        if file.is_file() and not (skip and skip in file.parents):
            for spelling, text in spellings(file.read_bytes()):
                chance = "\ufffd" in text or spelling.split(", ")[-1] in _ANY_BYTES
                out += [(name, spelling, place) for place in _found(text, marks, chance=chance)]
    return out


def _found(text: str, marks: Marks, *, chance: bool = False) -> list[str]:
    """With `chance` one rare character is none: four bytes of a digest or a packed file may read as one."""
    lowered = text.lower()
    start = lowered.find(TOKEN.lower())
    if start >= 0:
        return sorted({marks.places[int(n)] for n in _NUMBER.findall(text)} or {"?"})
    if chance:
        text = "".join(found[0] for found in _RARE_TOGETHER.finditer(text))
    rare = next((c for c in text if _FIRST <= ord(c) <= _LAST), None)
    return [f"rare character U+{ord(rare):X}"] if rare else []


def spellings(data: bytes, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every text that the bytes may be read as: decoded, unescaped, unpacked, and what that gives in turn."""
    text = data.decode("utf-8", "replace")
    yield "plain", text
    if len(data) > 1 and b"\0" in data:
        yield "UTF-16LE", data.decode("utf-16-le", "replace")
        yield "UTF-16BE", data.decode("utf-16-be", "replace")
        yield "UTF-16LE odd", data[1:].decode("utf-16-le", "replace")
    if "&" in text:
        yield "HTML", html.unescape(text)
    if "%" in text:
        yield "URL", urllib.parse.unquote(text)
    if "\\" in text:
        yield "JSON", _unescaped(text)
    yield "GB18030", data.decode("gb18030", "ignore") if not text.isascii() and "\ufffd" in text else ""
    if depth < 3:
        for how, inner in _unpacked(data):
            for spelling, out in spellings(inner, depth + 1):
                yield f"{how}, {spelling}", out


def _unescaped(text: str) -> str:
    r"""\uD840\uDC00, \u{20000}, \x41, \20000 (style sheets) as the characters they stand for."""
    text = re.sub(r"\\u\{([0-9a-fA-F]{1,6})\}", lambda m: chr(min(int(m[1], 16), 0x10FFFF)), text)
    text = re.sub(r"\\U([0-9a-fA-F]{8})", lambda m: chr(min(int(m[1], 16), 0x10FFFF)), text)
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
    text = re.sub(r"\\x([0-9a-fA-F]{2})", lambda m: chr(int(m[1], 16)), text)
    text = re.sub(r"\\(2[0-9aA][0-9a-fA-F]{3}) ?", lambda m: chr(int(m[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    for how, unpack in (("gzip", gzip.decompress), ("bzip2", bz2.decompress), ("xz", lzma.decompress)):
        if data[:2] in (b"\x1f\x8b", b"BZ", b"\xfd7"):
            try:
                yield how, unpack(data)
            except (OSError, EOFError, lzma.LZMAError, zlib.error, ValueError):
                continue
    if b"PK\x03\x04" in data:
        yield from _members(data)
    for start in _deflated(data):
        for window in (15, -15):
            reader = zlib.decompressobj(window)
            try:
                inner = reader.decompress(data[start:], 32 * 2**20)
            except zlib.error:
                continue
            if len(inner) > 16:
                yield "deflate", inner
    for run in re.findall(rb"[A-Za-z0-9+/_-]{24,}={0,2}", data):
        plain = run.translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
        try:
            yield "base64", base64.b64decode(plain[: len(plain) // 4 * 4])
        except ValueError:
            continue


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                yield "zip", member.filename.encode()
                yield "zip", archive.read(member)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error):
        return


def _deflated(data: bytes) -> Iterator[int]:
    """Where a packed stream may begin: at the start, and behind the usual two first bytes anywhere."""
    if data and not data[:64].isascii():
        yield 0
    for head in (b"\x78\x9c", b"\x78\xda", b"\x78\x01", b"\x78\x5e"):
        start = data.find(head)
        while start >= 0:
            yield start
            start = data.find(head, start + 1)
