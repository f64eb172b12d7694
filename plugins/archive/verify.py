#!/usr/bin/env python3
"""核验归档包 · Verifies a preservation bag. One file, Python 3.9+ standard library only, nothing is unpacked.

    python3 verify.py BAG [--public-key KEY] [--require-signature] [--site DIR] [--json]

BAG is a .zip, an unpacked bag, or a folder that holds the parts of a divided bag. KEY is a minisign or OpenSSH Ed25519
public key, or a file that holds one. Exit code 0: sound (warnings go to stderr); 1: faults; 2: cannot be read.

This file travels inside every bag, so its words live here and not in a table. It reads any BagIt bag (RFC 8493 and the
drafts from 0.93); on bags of this project it also checks the zip envelope byte for byte, and the site against the
catalogue.
"""

from __future__ import annotations

import argparse
import base64
import codecs
import csv
import datetime
import hashlib
import io
import json
import os
import re
import sqlite3
import stat
import struct
import sys
import tempfile
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from typing import IO, Any, NamedTuple

CHUNK = 1 << 18
BOMB_FLOOR = 256 << 20
BOMB_RATIO = 100
"""An archive is refused when it would grow to more than BOMB_FLOOR bytes and more than BOMB_RATIO times itself."""
SMALL_FILE = 1 << 20
"""Tag files other than manifests, and lines, longer than this (bytes) are refused."""
SM3_LIST = "sm3sum.txt"
"""An extra list of SM3 digests, not called manifest-sm3.txt: bagit.py passes over that one unread."""
SSH_NAMESPACE = "gongkai-archive"

MESSAGES: dict[str, tuple[str, str]] = {
    "unreadable": ("无法读取：{detail}", "cannot be read: {detail}"),
    "not-there": ("没有这个文件或文件夹", "there is no such file or folder"),
    "not-zip": ("不是完好的 zip 文件：{detail}", "not a sound zip file: {detail}"),
    "top-folder": ("压缩包顶层应当只有一个文件夹，实有 {detail}",
                   "the zip must hold one top folder, it holds {detail}"),
    "unsafe-name": ("文件名不安全（{detail}），拒绝", "unsafe name ({detail}), refused"),
    "link": ("是链接，拒绝", "is a link, refused"),
    "special": ("不是普通文件，拒绝", "is not a regular file, refused"),
    "encrypted": ("已加密，拒绝", "is encrypted, refused"),
    "method": ("压缩方法不认识：{detail}", "unknown compression method {detail}"),
    "name-encoding": ("文件名没有 UTF-8 标志或不是 UTF-8", "name without the UTF-8 flag, or not UTF-8"),
    "duplicate-entry": ("压缩包内同名文件出现两次", "appears twice in the zip"),
    "collision": ("与另一文件仅大小写或字形组合不同：{detail}", "differs from {detail} only in case or normalisation"),
    "bomb": ("疑为压缩炸弹：解开后 {detail} 字节，拒绝", "would grow to {detail} bytes: refused as a zip bomb"),
    "overlap": ("压缩包内数据重叠，拒绝", "overlaps another entry, refused"),
    "local-header": ("压缩包目录与文件头不一致", "zip directory and local header disagree"),
    "envelope": ("压缩包外壳与制作时不同（{detail}）；如系重新打包，请解开后核验文件夹",
                 "the zip envelope is not as made ({detail}); if it was repacked, unpack it and verify the folder"),
    "no-bagit": ("缺 bagit.txt，不是 BagIt 包", "no bagit.txt: not a bag"),
    "bagit-malformed": ("bagit.txt 格式不对：{detail}", "bagit.txt is malformed: {detail}"),
    "version": ("不认识的 BagIt 版本：{detail}", "unknown BagIt version {detail}"),
    "encoding": ("不认识的字符编码或内容不合编码：{detail}", "unknown encoding, or text not in it: {detail}"),
    "info-malformed": ("元数据第 {detail} 行格式不对", "metadata line {detail} is malformed"),
    "no-manifest": ("没有载荷清单 manifest-*.txt", "no payload manifest"),
    "no-tagmanifest": ("缺清单 {detail}", "{detail} is missing"),
    "unknown-algorithm": ("本机不能计算 {detail}，这份清单未核",
                          "{detail} is not available here: this manifest was not checked"),
    "weak-algorithm": ("只有 {detail} 校验，强度不足", "only {detail} digests: weak"),
    "malformed-line": ("清单第 {detail} 行格式不对", "line {detail} of the manifest is malformed"),
    "listed-twice": ("清单内列了两次", "is listed twice"),
    "listed-twice-same": ("清单内列了两次，校验值相同", "is listed twice with the same digest"),
    "binary-mark": ("清单用了 md5sum 的星号写法", "the manifest uses md5sum's asterisk"),
    "dot-slash": ("清单内路径以 ./ 开头", "the manifest's path begins with ./"),
    "name-variant": ("清单所列与实有文件仅大小写或字形组合不同：{detail}",
                     "the listed name differs from the file {detail} only in case or normalisation"),
    "system-file": ("清单列有系统自动生成的文件", "the manifest lists a file made by an operating system"),
    "manifests-differ": ("没有列入 {detail}；各份清单应当列同样的文件",
                         "is not in {detail}; every manifest must list every file"),
    "missing": ("清单列有，实际缺失", "is listed but missing"),
    "extra": ("清单未列，多出的文件", "is not listed in any manifest"),
    "tag-unlisted": ("标签清单未列，多出的文件", "is not listed in the tag manifests"),
    "altered": ("内容已改变（{detail}）", "has been altered ({detail})"),
    "manifest-wrong": ("所记 {detail} 的校验值不对，而该文件与另一份清单相符：已改变的是这份清单",
                       "its digest of {detail} is wrong, and the file fits another manifest: this one was altered"),
    "oxum": ("文件数或字节数不符：{detail}", "Payload-Oxum disagrees: {detail}"),
    "fetch-line": ("fetch.txt 第 {detail} 行格式不对", "line {detail} of fetch.txt is malformed"),
    "fetch-missing": ("要另行取回，本包不完整", "has to be fetched: the bag is incomplete"),
    "signature-missing": ("应当有签名而没有：{detail}", "a signature is expected and there is none: {detail}"),
    "signature-malformed": ("签名格式不对：{detail}", "the signature is malformed: {detail}"),
    "signature-other-key": ("签名不是用所给公钥对应的密钥作出的", "the signature was not made with the given key"),
    "signature-wrong": ("签名与标签清单不符", "the signature does not fit the tag manifest"),
    "signature-unchecked": ("有签名，但没有给公钥，未核",
                            "there is a signature, but no public key was given: not checked"),
    "signature-embedded": ("签名用包内自带的公钥核对相符；请与发布机构公布的公钥 {detail} 对照",
                           "the signature fits the key inside the bag; compare it with the published key {detail}"),
    "key-malformed": ("公钥格式不对", "the public key is malformed"),
    "catalogue-missing": ("目录数据缺失", "catalogue data is missing"),
    "catalogue-unreadable": ("目录数据读不出：{detail}", "catalogue data cannot be read: {detail}"),
    "catalogue-differs": ("与 documents.jsonl 不一致：{detail}", "disagrees with documents.jsonl: {detail}"),
    "as-of-differs": ("截至日期不一致：{detail}", "the as-of days disagree: {detail}"),
    "events-order": ("事件没有按日期排列", "events are not in order of day"),
    "force-differs": ("有效性与事件推算不符：{detail}", "legal force is not what the events give: {detail}"),
    "page-missing": ("目录列有，网页缺失：{detail}", "is in the catalogue but has no page: {detail}"),
    "page-number": ("网页上的索引号与目录不符：{detail}", "the page's index number is not the catalogue's: {detail}"),
    "page-force": ("网页上的有效性与目录不符：{detail}", "the page's legal force is not the catalogue's: {detail}"),
    "page-unlisted": ("网页有索引号 {detail}，目录没有", "the page has index number {detail}, the catalogue has not"),
    "source-differs": ("源文件与目录所记校验值不符：{detail}",
                       "the source file does not have the catalogue's digest: {detail}"),
    "part-missing": ("分包 {detail} 不在旁边，未核", "part {detail} is not beside this one: not checked"),
    "part-altered": ("分包与总包所记校验值不符", "the part does not have the digest that the common part records"),
    "no-bag": ("文件夹里没有归档包", "there is no bag in this folder"),
}  # fmt: skip

WARNINGS = frozenset(
    [
        "unknown-algorithm",
        "weak-algorithm",
        "listed-twice-same",
        "binary-mark",
        "dot-slash",
        "name-variant",
        "system-file",
        "signature-unchecked",
        "signature-embedded",
        "part-missing",
    ]
)
CANNOT_READ = frozenset(("unreadable", "not-there", "not-zip", "no-bag"))


class Problem(NamedTuple):
    """One thing found: `code` is a key of MESSAGES, `path` the file concerned, `detail` what was seen."""

    code: str
    path: str
    detail: str = ""

    @property
    def warning(self) -> bool:
        """True where the bag is still sound."""
        return self.code in WARNINGS

    @property
    def zh(self) -> str:
        """The message in Chinese."""
        return MESSAGES[self.code][0].format(detail=self.detail)

    @property
    def en(self) -> str:
        """The message in English."""
        return MESSAGES[self.code][1].format(detail=self.detail)

    def __str__(self) -> str:
        kind = "警告 WARNING" if self.warning else "错误 ERROR"
        return f"{kind} [{self.code}] {self.path}: {self.zh} · {self.en}"


class Refused(Exception):
    """A file of the bag cannot be read as it should."""

    def __init__(self, code: str, path: str, detail: str = "") -> None:
        super().__init__(code, path, detail)
        self.problem = Problem(code, path, detail)


# ---------------------------------------------------------------------------------------------------------- names

_SYSTEM_FILES = frozenset((".DS_Store", "Thumbs.db", "desktop.ini"))


def unsafe(name: str) -> str | None:
    """Why the name of a member may not be used, or None. The rule is the same on every operating system."""
    if not name or name.startswith("/"):
        return "absolute"
    if "\\" in name:
        return "backslash"
    if re.match(r"[A-Za-z]:", name):
        return "drive"
    if name.startswith("~"):
        return "home"
    if re.search(r"[\x00-\x1f\x7f]", name):
        return "control character"
    if any("\ud800" <= c <= "\udfff" for c in name):
        return "not UTF-8"
    if any(part in ("", ".", "..") for part in name.split("/")):
        return "dot segment"
    return None


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


# ------------------------------------------------------------------------------------------------- the zip envelope

ZIP64_LIMIT = 0xFFFFFFFF
ZIP64_COUNT = 0xFFFF


def dos_time(epoch: int) -> tuple[int, int]:
    """(time, date) of a zip entry for seconds since 1970 UTC, in two-second steps from 1980 on (APPNOTE 4.4.6)."""
    moment = datetime.datetime.fromtimestamp(max(epoch, 315532800), datetime.timezone.utc)  # noqa: UP017  (Python 3.9)
    day = (min(moment.year, 2107) - 1980) << 9 | moment.month << 5 | moment.day
    return moment.hour << 11 | moment.minute << 5 | moment.second // 2, day


def local_header(name: bytes, size: int, crc: int, epoch: int, limit: int = ZIP64_LIMIT) -> bytes:
    """The bytes in front of a stored file: the one form this project writes, so that every bit can be checked."""
    large = size >= limit
    extra = struct.pack("<HHQQ", 1, 16, size, size) if large else b""
    shown = 0xFFFFFFFF if large else size
    return (
        struct.pack("<4sHHHHHLLLHH", b"PK\3\4", 45 if large else 20, 0x800, 0, *dos_time(epoch), crc, shown, shown,
                    len(name), len(extra)) + name + extra
    )  # fmt: skip


def central_header(name: bytes, size: int, crc: int, offset: int, epoch: int, limit: int = ZIP64_LIMIT) -> bytes:
    """The directory entry of a stored file, of mode 0644, made by Unix."""
    large, far = size >= limit, offset >= limit
    extra = (struct.pack("<QQ", size, size) if large else b"") + (struct.pack("<Q", offset) if far else b"")
    if extra:
        extra = struct.pack("<HH", 1, len(extra)) + extra
    shown = 0xFFFFFFFF if large else size
    version = 45 if extra else 20
    return (
        struct.pack("<4sHHHHHHLLLHHHHHLL", b"PK\1\2", 3 << 8 | version, version, 0x800, 0, *dos_time(epoch), crc, shown,
                    shown, len(name), len(extra), 0, 0, 0, 0o100644 << 16, 0xFFFFFFFF if far else offset) + name + extra
    )  # fmt: skip


def end_records(count: int, size: int, offset: int, limit: int = ZIP64_LIMIT, most: int = ZIP64_COUNT) -> bytes:
    """The end of the archive for a directory of `count` entries and `size` bytes at `offset`."""
    far = b""
    if count >= most or size >= limit or offset >= limit:
        far = struct.pack("<4sQHHLLQQQQ", b"PK\6\6", 44, 3 << 8 | 45, 45, 0, 0, count, count, size, offset)
        far += struct.pack("<4sLQL", b"PK\6\7", 0, offset + size, 1)
        count, size, offset = 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF
    return far + struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, count, count, size, offset, 0)


class Member(NamedTuple):
    """Where a file lies in a zip; `start` is the offset of its local header."""

    start: int
    packed: int
    size: int
    crc: int
    method: int


# ----------------------------------------------------------------------------------------------------- containers


class Folder:
    """A bag unpacked in a folder. Links and special files are reported and never opened."""

    kind = "folder"

    def __init__(self, root: str) -> None:
        self.path = self.root = root
        self.problems: list[Problem] = []
        self.label = os.path.basename(os.path.abspath(root))
        self.sizes: dict[str, int] = {}
        waiting = [""]
        while waiting:
            prefix = waiting.pop()
            with os.scandir(os.path.join(root, *prefix.split("/"))) as found:
                for item in found:
                    name = prefix + item.name
                    mode = item.stat(follow_symlinks=False).st_mode
                    reason = unsafe(name)
                    if stat.S_ISLNK(mode):
                        self.problems.append(Problem("link", _shown(name)))
                    elif stat.S_ISDIR(mode):
                        waiting.append(name + "/")
                    elif not stat.S_ISREG(mode):
                        self.problems.append(Problem("special", _shown(name)))
                    elif reason:
                        self.problems.append(Problem("unsafe-name", _shown(name), reason))
                    else:
                        self.sizes[name] = item.stat(follow_symlinks=False).st_size

    def in_order(self) -> list[str]:
        """All names, in the order that reads fastest."""
        return sorted(self.sizes)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, in pieces."""
        try:
            with open(os.path.join(self.root, *name.split("/")), "rb") as f:
                yield from iter(lambda: f.read(CHUNK), b"")
        except OSError as error:
            raise Refused("unreadable", name, type(error).__name__) from error

    def beside(self, suffix: str) -> bytes | None:
        """A small file that lies beside the bag, named like it, or None."""
        return _small(os.path.abspath(self.root) + suffix)

    def close(self) -> None:
        """Nothing is held open."""


class Zip:
    """A bag in a zip. Refused(…) when it is hostile or broken; `problems` holds what is wrong with single members."""

    kind = "zip"

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.sizes: dict[str, int] = {}
        self.file: IO[bytes] = open(path, "rb")  # noqa: SIM115
        self.length = os.path.getsize(path)
        members: dict[str, Member] = {}
        try:
            self.directory = self._directory()
            for name, member in self._members():
                members[name] = member
            self._geometry(members)
        except (struct.error, ValueError, OverflowError) as error:
            raise Refused("not-zip", path, str(error)) from error
        tops = {name.split("/")[0] for name in members}
        self.label = min(tops, default="")
        if len(tops) != 1:
            raise Refused("top-folder", os.path.basename(path), str(len(tops)))
        cut = len(self.label) + 1
        self.members = {name[cut:]: member for name, member in members.items() if len(name) > cut}
        if len(self.members) != len(members):
            raise Refused("top-folder", os.path.basename(path), "a file")
        self.sizes = {name: member.size for name, member in self.members.items()}

    def _directory(self) -> tuple[int, int, int]:
        """(offset, size, entries) of the central directory."""
        tail_at = max(0, self.length - 65557)
        self.file.seek(tail_at)
        tail = self.file.read()
        at = tail.rfind(b"PK\5\6")
        while at >= 0 and at + 22 + struct.unpack("<H", tail[at + 20 : at + 22].ljust(2, b"\0"))[0] != len(tail):
            at = tail.rfind(b"PK\5\6", 0, at)
        if at < 0:
            raise ValueError("no end of central directory")
        _, disk, first, here, count, size, offset, _ = struct.unpack("<4sHHHHLLH", tail[at : at + 22])
        if disk or first or here != count:
            raise ValueError("several disks")
        end = tail_at + at
        if 0xFFFF in (count,) or 0xFFFFFFFF in (size, offset):
            locator = tail[at - 20 : at] if at >= 20 else b""
            if locator[:4] == b"PK\6\7":
                end = struct.unpack("<4sLQL", locator)[2]
                self.file.seek(end)
                record = struct.unpack("<4sQHHLLQQQQ", self.file.read(56))
                if record[0] != b"PK\6\6":
                    raise ValueError("no zip64 record")
                count, size, offset = record[7:]
        if offset + size != end:
            raise ValueError("directory is not where it should be")
        return offset, size, count

    def _members(self) -> Iterator[tuple[str, Member]]:
        offset, size, count = self.directory
        self.file.seek(offset)
        seen, total, left = set(), 0, size
        for _ in range(count):
            fixed = self.file.read(46)
            (mark, made, _, flags, method, _, _, crc, packed, length, names, extras, remark, disk, _, mode, start) = (
                struct.unpack("<4sHHHHHHLLLHHHHHLL", fixed)
            )
            variable = self.file.read(names + extras + remark)
            left -= 46 + len(variable)
            if mark != b"PK\1\2" or disk or len(variable) != names + extras + remark or left < 0:
                raise ValueError("broken directory")
            length, packed, start = _zip64(variable[names : names + extras], length, packed, start)
            raw = variable[:names]
            try:
                name = raw.decode("utf-8" if flags & 0x800 else "ascii")
            except UnicodeDecodeError as error:
                raise Refused("name-encoding", repr(raw)) from error
            reason = unsafe(name[:-1] if name.endswith("/") else name)
            if reason:
                raise Refused("unsafe-name", _shown(name), reason)
            if made >> 8 == 3 and stat.S_IFMT(mode >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise Refused("link" if stat.S_ISLNK(mode >> 16) else "special", name)
            if flags & 0x2041:
                raise Refused("encrypted", name)
            if method not in (0, 8):
                raise Refused("method", name, str(method))
            if method == 0 and packed != length:
                raise Refused("local-header", name)
            if name in seen:
                raise Refused("duplicate-entry", name)
            seen.add(name)
            total += length
            if total > BOMB_FLOOR and total > BOMB_RATIO * self.length:
                raise Refused("bomb", name, str(total))
            if name.endswith("/") and not length:
                continue
            yield name, Member(start, packed, length, crc, method)
        if left:
            raise ValueError("directory holds more than it says")

    def _geometry(self, members: dict[str, Member]) -> None:
        """Every local header names the same file, and no two members share bytes (as nested bombs do)."""
        end = 0
        for name, member in sorted(members.items(), key=lambda item: item[1].start):
            if member.start < end:
                raise Refused("overlap", name)
            self.file.seek(member.start)
            header = self.file.read(30)
            mark, _, _, method, _, _, _, _, _, names, extras = struct.unpack("<4sHHHHHLLLHH", header)
            if mark != b"PK\3\4" or method != member.method or self.file.read(names) != name.encode():
                raise Refused("local-header", name)
            end = member.start + 30 + names + extras + member.packed
        if end > self.directory[0]:
            raise Refused("overlap", "…")

    def in_order(self) -> list[str]:
        """All names, in the order in which they lie in the file."""
        return sorted(self.members, key=lambda name: self.members[name].start)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, in pieces, never more than its directory entry says."""
        member = self.members[name]
        self.file.seek(member.start + 26)
        names, extras = struct.unpack("<HH", self.file.read(4))
        at, left, size, crc = member.start + 30 + names + extras, member.packed, 0, 0
        inflate = zlib.decompressobj(-15) if member.method else None
        pending = b""
        try:
            while left or pending:
                if not pending:
                    self.file.seek(at)
                    pending = self.file.read(min(CHUNK, left))
                    if not pending:
                        raise Refused("unreadable", name, "truncated")
                    at, left = at + len(pending), left - len(pending)
                if inflate:
                    piece = inflate.decompress(pending, CHUNK)
                    pending = inflate.unconsumed_tail
                else:
                    piece, pending = pending, b""
                size, crc = size + len(piece), zlib.crc32(piece, crc)
                if size > member.size:
                    raise Refused("bomb", name, f"> {member.size}")
                yield piece
            if inflate:
                piece = inflate.flush()
                size, crc = size + len(piece), zlib.crc32(piece, crc)
                if size > member.size:
                    raise Refused("bomb", name, f"> {member.size}")
                yield piece
        except zlib.error as error:
            raise Refused("unreadable", name, str(error)) from error
        if size != member.size or crc != member.crc:
            raise Refused("altered", name, "CRC-32")

    def envelope(self, epoch: int) -> Iterator[Problem]:
        """Where the zip's own bytes are not the ones this project writes for these members."""
        at, offsets = 0, []
        for name in self.in_order():
            member, full = self.members[name], f"{self.label}/{name}".encode()
            header = local_header(full, member.size, member.crc, epoch)
            self.file.seek(at)
            if member.start != at or self.file.read(len(header)) != header:
                yield Problem("envelope", name, "local header")
                return
            at += len(header) + member.size
            offsets.append(name)
        place, size, count = self.directory
        if place != at or count != len(offsets):
            yield Problem("envelope", os.path.basename(self.path), "gap")
            return
        for name in offsets:
            member, full = self.members[name], f"{self.label}/{name}".encode()
            header = central_header(full, member.size, member.crc, member.start, epoch)
            self.file.seek(at)
            if self.file.read(len(header)) != header:
                yield Problem("envelope", name, "directory")
                return
            at += len(header)
        self.file.seek(at)
        if self.file.read() != end_records(count, size, place):
            yield Problem("envelope", os.path.basename(self.path), "end record")

    def beside(self, suffix: str) -> bytes | None:
        """A small file that lies beside the zip, named like it without .zip, or None."""
        return _small(re.sub(r"\.zip$", "", os.path.abspath(self.path)) + suffix)

    def close(self) -> None:
        """Closes the file."""
        self.file.close()


def _zip64(extra: bytes, size: int, packed: int, start: int) -> tuple[int, int, int]:
    at = 0
    while at + 4 <= len(extra):
        mark, length = struct.unpack("<HH", extra[at : at + 4])
        values = extra[at + 4 : at + 4 + length]
        at += 4 + length
        if mark != 1:
            continue
        fields = []
        for value in (size, packed, start):
            if value == 0xFFFFFFFF:
                fields.append(struct.unpack("<Q", values[:8])[0])
                values = values[8:]
            else:
                fields.append(value)
        size, packed, start = fields
    return size, packed, start


def _small(path: str) -> bytes | None:
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return None
        with open(path, "rb") as f:
            return f.read(SMALL_FILE)
    except OSError:
        return None


def _shown(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


# ------------------------------------------------------------------------------------------------------ tag files


def _lines(bag: Any, name: str, encoding: str) -> Iterator[str]:
    """The lines of a tag file. LF, CR and CRLF end a line, nothing else does (U+2028 may be part of a name)."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        text = ""
        for piece in bag.chunks(name):
            text += decoder.decode(piece)
            parts = re.split(r"\r\n|\n|\r(?!\Z)", text)
            text = parts.pop()
            if len(text) > SMALL_FILE:
                raise Refused("unreadable", name, "line too long")
            yield from parts
        text += decoder.decode(b"", True)
    except (UnicodeError, LookupError) as error:
        raise Refused("encoding", name, encoding) from error
    if text:
        yield text.rstrip("\r\n")


def _whole(bag: Any, name: str, limit: int = SMALL_FILE) -> bytes:
    if bag.sizes[name] > limit:
        raise Refused("unreadable", name, "too large")
    return b"".join(bag.chunks(name))


def _declaration(bag: Any) -> tuple[tuple[int, int], str]:
    """((major, minor), encoding) of bagit.txt (RFC 8493, 2.1.1: two lines, exact)."""
    if "bagit.txt" not in bag.sizes:
        raise Refused("no-bagit", "bagit.txt")
    raw = _whole(bag, "bagit.txt")
    found = re.fullmatch(
        rb"BagIt-Version: (\d+)\.(\d+)\r?\nTag-File-Character-Encoding: ([A-Za-z0-9._:-]+)(?:\r?\n)?", raw
    )
    if not found:
        raise Refused("bagit-malformed", "bagit.txt", repr(raw[:80]))
    version = int(found[1]), int(found[2])
    if version not in ((0, 93), (0, 94), (0, 95), (0, 96), (0, 97), (1, 0)):
        raise Refused("version", "bagit.txt", f"{version[0]}.{version[1]}")
    encoding = found[3].decode()
    try:
        codecs.lookup(encoding)
    except LookupError as error:
        raise Refused("encoding", "bagit.txt", encoding) from error
    return version, encoding


def _metadata(bag: Any, version: tuple[int, int], encoding: str, found: list[Problem]) -> list[tuple[str, str]]:
    """The elements of bag-info.txt (package-info.txt before 0.96), folded lines joined."""
    name = "bag-info.txt" if version >= (0, 96) else "package-info.txt"
    elements: list[tuple[str, str]] = []
    if name not in bag.sizes:
        return elements
    form = re.compile(r"([^\s:](?:[^:]*[^\s:])?):[ \t](.*)" if version >= (1, 0) else r"([^:]+?)[ \t]*:(.*)")
    for number, line in enumerate(_lines(bag, name, encoding), 1):
        if line[:1] in (" ", "\t") and elements:
            elements[-1] = (elements[-1][0], elements[-1][1] + " " + line.strip())
            continue
        if not line.strip():
            continue
        parts = form.fullmatch(line)
        if not parts:
            found.append(Problem("info-malformed", name, str(number)))
            continue
        elements.append((parts[1].strip(), parts[2].strip()))
    return elements


Manifest = dict[str, bytes]
Progress = Callable[[str, int, int], None]


def _manifest(
    bag: Any, name: str, algorithm: str, version: tuple[int, int], encoding: str, payload: bool, strict: bool,
    names: dict[str, str], found: list[Problem],
) -> Manifest:  # fmt: skip
    """path → digest, as one manifest lists them. `strict`: the exact form that this project and sha256sum write."""
    listed: Manifest = {}
    form = re.compile(r"([0-9a-f]+)  ()(.+)" if strict else r"([0-9A-Fa-f]+)[ \t]+(\*?)(.+)")
    length = hashlib.new(algorithm).digest_size
    marked = False
    if strict and any(b"\r" in piece for piece in bag.chunks(name)):
        found.append(Problem("malformed-line", name, "CR"))
    for number, line in enumerate(_lines(bag, name, encoding), 1):
        parts = form.fullmatch(line)
        if not parts or len(parts[1]) != 2 * length:
            found.append(Problem("malformed-line", name, str(number)))
            continue
        path = parts[3]
        if parts[2] and not marked:
            found.append(Problem("binary-mark", name))
            marked = True
        if path.startswith("./") and version < (1, 0):
            found.append(Problem("dot-slash", path))
            path = path[2:]
        if version >= (1, 0):
            path = re.sub(r"%(0[AaDd]|25)", lambda m: chr(int(m[1], 16)), path)
        # A line break in a name is lawful here, but no archive needs one, and it could forge lines of a report.
        reason = unsafe(path) or (None if path.startswith("data/") == payload else "not in its place")
        if reason:
            found.append(Problem("unsafe-name", _shown(path), reason))
            continue
        digest = bytes.fromhex(parts[1])
        if path in listed:
            same = listed[path] == digest and version < (1, 0)
            found.append(Problem("listed-twice-same" if same else "listed-twice", path))
        listed[names.setdefault(path, path)] = digest
    return listed


def _fetch(bag: Any, encoding: str, listed: Iterable[Manifest], found: list[Problem]) -> list[str]:
    """The paths that fetch.txt names. Nothing is ever fetched."""
    paths = []
    for number, line in enumerate(_lines(bag, "fetch.txt", encoding), 1):
        parts = re.fullmatch(r"(\S+)[ \t]+(\d+|-)[ \t]+(.+)", line)
        if not parts or not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", parts[1]):
            found.append(Problem("fetch-line", "fetch.txt", str(number)))
            continue
        reason = unsafe(parts[3]) or (None if parts[3].startswith("data/") else "not in data/")
        if reason:
            found.append(Problem("unsafe-name", _shown(parts[3]), reason))
        elif not any(parts[3] in manifest for manifest in listed):
            found.append(Problem("extra", parts[3]))
        else:
            paths.append(parts[3])
    return paths


# ------------------------------------------------------------------------------------------- manifests against files


def _names(
    bag: Any, version: tuple[int, int], manifests: dict[str, Manifest], tags: dict[str, Manifest], fetch: list[str],
    strict: bool, found: list[Problem],
) -> int:  # fmt: skip
    """Reports what is missing and extra; returns how many listed system files are absent from a bag older than 1.0."""
    payload = [name for name in bag.sizes if name.startswith("data/")]
    for name in payload:
        holders = [file for file, listed in manifests.items() if name in listed]
        if not holders:
            found.append(Problem("extra", name))
        elif version >= (1, 0) and len(holders) != len(manifests):
            found.append(Problem("manifests-differ", name, ", ".join(sorted(set(manifests) - set(holders)))))
    forgiven = set()
    variants: dict[str, str] | None = None
    to_fetch, absent, systems = set(fetch), set(), set()
    for group in (manifests, tags):
        for listed in group.values():
            for name, digest in listed.items():
                system = version < (1, 0) and name.rsplit("/", 1)[-1] in _SYSTEM_FILES
                if system and name not in systems:
                    systems.add(name)
                    found.append(Problem("system-file", name))
                if name in bag.sizes or name in absent:
                    continue
                absent.add(name)
                if variants is None:
                    variants = {_folded(present): present for present in payload} if version < (1, 0) else {}
                other = variants.get(_folded(name))
                if other and listed.get(other) == digest:
                    found.append(Problem("name-variant", name, other))
                elif system:
                    forgiven.add(name)
                else:
                    found.append(Problem("fetch-missing" if name in to_fetch else "missing", name))
    if strict:
        known = {name for listed in tags.values() for name in listed}
        for name in bag.sizes:
            if not name.startswith("data/") and name not in known and not re.fullmatch(
                r"tagmanifest-\w+\.txt(\.minisig|\.sig)?", name
            ):  # fmt: skip
                found.append(Problem("tag-unlisted", name))
        for name in sorted(known):
            lacking = sorted(file for file, listed in tags.items() if name not in listed)
            if lacking:
                found.append(Problem("manifests-differ", name, ", ".join(lacking)))
        folded: dict[str, str] = {}
        for name in bag.sizes:
            other = folded.setdefault(_folded(name), name)
            if other != name:
                found.append(Problem("collision", name, other))
    return len(forgiven)


def _digests(bag: Any, groups: dict[str, Manifest], found: list[Problem], progress: Progress | None) -> None:
    """Reads every listed file once and compares all its digests."""
    order = bag.in_order()
    sound: set[str] = set()
    doubtful: list[tuple[str, list[str]]] = []
    for number, name in enumerate(order):
        if progress and (number % 256 == 0 or number + 1 == len(order)):
            progress("verify", number + 1, len(order))
        wanted = [(_algorithm(file), listed[name]) for file, listed in groups.items() if name in listed]
        if not wanted:
            continue
        hashers = {algorithm: hashlib.new(algorithm) for algorithm, _ in wanted}
        try:
            for piece in bag.chunks(name):
                for hasher in hashers.values():
                    hasher.update(piece)
        except Refused as refused:
            found.append(refused.problem)
            continue
        fits = {algorithm: hashers[algorithm].digest() == digest for algorithm, digest in wanted}
        wrong = sorted(algorithm for algorithm, right in fits.items() if not right)
        if not wrong:
            sound.add(name)
        elif any(fits.get(algorithm) for algorithm in _STRONG):
            doubtful.append((name, wrong))
        else:
            found.append(Problem("altered", name, ", ".join(wrong)))
    for name, wrong in doubtful:
        # a file that fits one strong digest is as it was when that was written; so is a list that tag manifests attest
        lists = sorted(file for file, listed in groups.items() if name in listed and _algorithm(file) in wrong)
        if sound.isdisjoint(lists):
            found += [Problem("manifest-wrong", file, name) for file in lists]
        else:
            found.append(Problem("altered", name, ", ".join(wrong)))


_STRONG = ("sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512")


def _algorithm(manifest: str) -> str:
    if manifest == SM3_LIST:
        return "sm3"
    return manifest.rsplit("-", 1)[1][:-4].lower()


# ----------------------------------------------------------------------------------------------- Ed25519 signatures

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
Point = tuple[int, int, int, int]


def _add(a: Point, b: Point) -> Point:
    """Sum of two points in extended coordinates (RFC 8032, 5.1.4)."""
    left, right = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    c, d = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = right - left, d - c, d + c, right + left
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar: int, point: Point) -> Point:
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point, scalar = _add(point, point), scalar >> 1
    return total


def _point(raw: bytes) -> Point | None:
    """The point of 32 bytes, or None when they are not the canonical form of one (RFC 8032, 5.1.3)."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


_BASE = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))


def ed25519_fits(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """True when the 64-byte signature of the message was made with the key (RFC 8032, 5.1.7)."""
    key, r = _point(public_key), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if len(public_key) != 32 or len(signature) != 64 or key is None or r is None or s >= _ORDER or _BASE is None:
        return False
    if _times(8, key)[0] % _P == 0:
        return False  # a key of small order fits signatures nobody made
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % _ORDER
    left, right = _times(s, _BASE), _add(r, _times(challenge, key))
    return (left[0] * right[2] - right[0] * left[2]) % _P == 0 and (left[1] * right[2] - right[1] * left[2]) % _P == 0


class Key(NamedTuple):
    """A public key: `kind` is minisign or ssh, `name` how its users call it (key id, SHA256 fingerprint)."""

    kind: str
    raw: bytes
    name: str


def public_key(text: str) -> Key:
    """The key in the text of a minisign or OpenSSH Ed25519 public key file. ValueError when there is none."""
    for line in text.splitlines():
        words = line.split()
        try:
            if len(words) >= 2 and words[0] == "ssh-ed25519":
                blob = base64.b64decode(words[1], validate=True)
                kind, raw, *rest = _strings(blob)
                if kind == b"ssh-ed25519" and len(raw) == 32 and not rest:
                    mark = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
                    return Key("ssh", raw, "SHA256:" + mark)
            elif len(words) == 1:
                blob = base64.b64decode(words[0], validate=True)
                if len(blob) == 42 and blob[:2] == b"Ed":
                    return Key("minisign", blob[10:], blob[2:10][::-1].hex().upper())
        except (ValueError, struct.error):
            continue
    raise ValueError("no public key")


def _strings(blob: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(blob):
        (length,) = struct.unpack(">L", blob[at : at + 4])
        if at + 4 + length > len(blob):
            raise ValueError("cut short")
        found.append(blob[at + 4 : at + 4 + length])
        at += 4 + length
    return found


def _minisign(signature: bytes, message: bytes, key: Key) -> str | None:
    """None when a minisign signature fits, else the code of the problem."""
    lines = signature.decode("utf-8").splitlines()
    body, trusted, overall = base64.b64decode(lines[1]), lines[2], base64.b64decode(lines[3])
    if len(lines) != 4 or len(body) != 74 or not trusted.startswith("trusted comment: "):
        return "signature-malformed"
    if body[2:10][::-1].hex().upper() != key.name:
        return "signature-other-key"
    if body[:2] == b"ED":
        message = hashlib.blake2b(message).digest()
    elif body[:2] != b"Ed":
        return "signature-malformed"
    if not ed25519_fits(key.raw, message, body[10:]):
        return "signature-wrong"
    remark = trusted[len("trusted comment: ") :].encode("utf-8")
    return None if ed25519_fits(key.raw, body[10:] + remark, overall) else "signature-wrong"


def _sshsig(signature: bytes, message: bytes, key: Key) -> str | None:
    """None when an OpenSSH signature (PROTOCOL.sshsig) fits, else the code of the problem."""
    parts = re.fullmatch(
        r"-----BEGIN SSH SIGNATURE-----\s(.*)-----END SSH SIGNATURE-----\s*", signature.decode("ascii"), re.DOTALL
    )
    blob = base64.b64decode("".join(parts[1].split())) if parts else b""
    if blob[:10] != b"SSHSIG\0\0\0\1":
        return "signature-malformed"
    holder, namespace, reserved, algorithm, signed = _strings(blob[10:])
    kind, raw = _strings(signed)
    if kind != b"ssh-ed25519" or algorithm not in (b"sha256", b"sha512") or namespace != SSH_NAMESPACE.encode():
        return "signature-malformed"
    if _strings(holder) != [b"ssh-ed25519", key.raw]:
        return "signature-other-key"
    digest = hashlib.new(algorithm.decode(), message).digest()
    text = b"SSHSIG" + b"".join(struct.pack(">L", len(x)) + x for x in (namespace, reserved, algorithm, digest))
    return None if ed25519_fits(key.raw, text, raw) else "signature-wrong"


SIGNED = "tagmanifest-sha512.txt"
SUFFIXES = {"minisign": ".minisig", "ssh": ".sig"}


def _signature(bag: Any, info: dict[str, str], given: str | None, required: bool) -> Iterator[Problem]:
    """Checks the detached signature of the sha512 tag manifest, inside the bag or beside it."""
    held = {}
    for kind, suffix in SUFFIXES.items():
        inside = SIGNED + suffix
        data = _whole(bag, inside) if inside in bag.sizes else bag.beside("." + SIGNED + suffix)
        if data is not None:
            held[kind] = data
    embedded = info.get("Signing-Public-Key", "")
    text = given or embedded
    if not text:
        if required:
            yield Problem("signature-missing", SIGNED, "--public-key")
        elif held:
            yield Problem("signature-unchecked", SIGNED)
        return
    try:
        key = public_key(text)
    except ValueError:
        yield Problem("key-malformed", SIGNED)
        return
    if key.kind not in held:
        yield Problem("signature-missing", SIGNED + SUFFIXES[key.kind], key.name)
        return
    if SIGNED not in bag.sizes:
        yield Problem("missing", SIGNED)
        return
    check = _minisign if key.kind == "minisign" else _sshsig
    try:
        code = check(held[key.kind], _whole(bag, SIGNED, 64 * SMALL_FILE), key)
    except (ValueError, IndexError, struct.error) as error:
        yield Problem("signature-malformed", SIGNED + SUFFIXES[key.kind], str(error))
        return
    if code:
        yield Problem(code, SIGNED + SUFFIXES[key.kind])
    elif not given:
        yield Problem("signature-embedded", SIGNED, key.name)


# --------------------------------------------------------------------------------------- the site against the catalogue

CATALOGUE = "data/catalogue/"
EVENT_COLUMNS = (
    "index_number", "position", "on", "force", "sentence", "by", "by_text", "evidence", "rule", "articles", "until",
)  # fmt: skip


def cell(value: object) -> str:
    """A value as it stands in CSV and SQLite: nothing is empty, words of a list are joined by ；, the rest is JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return "；".join(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def event_cells(index_number: str, position: int, event: dict[str, Any]) -> list[str]:
    """One event as a row of events.csv; `position` counts from 1 within the document."""
    return [index_number, str(position), *(cell(event.get(name)) for name in EVENT_COLUMNS[2:])]


def force_on(events: list[dict[str, Any]], as_of: str) -> str | None:
    """The legal force on a day (ISO): that of the last event whose day is not after it. None when there is none."""
    force = None
    for event in events:
        if event.get("on") is None or event["on"] <= as_of:
            force = event.get("force")
    return force


class _Main(HTMLParser):
    """Finds the first <main> of a page."""

    found: dict[str, str | None] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "main" and self.found is None:
            self.found = dict(attrs)


def _main_of(bag: Any, name: str) -> dict[str, str | None]:
    parser, decoder = _Main(), codecs.getincrementaldecoder("utf-8")("replace")
    for piece in bag.chunks(name):
        for at in range(0, len(piece), 8192):
            parser.feed(decoder.decode(piece[at : at + 8192]))
            if parser.found is not None:
                return parser.found
    return {}


def _text(bag: Any, name: str) -> Iterator[str]:
    """Lines with their ends, as the csv module wants them."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    rest = ""
    for piece in bag.chunks(name):
        *lines, rest = (rest + decoder.decode(piece)).split("\n")
        for line in lines:
            yield line + "\n"
    rest += decoder.decode(b"", True)
    if rest:
        yield rest


class _Tables:
    """The rows of catalogue.sqlite, read in order from a private copy."""

    def __init__(self, bag: Any, name: str) -> None:
        handle, self.path = tempfile.mkstemp(suffix=".sqlite")
        self.connection = sqlite3.connect(self.path)
        try:
            with os.fdopen(handle, "wb") as f:
                for piece in bag.chunks(name):
                    f.write(piece)
            self.connection.execute("PRAGMA trusted_schema=OFF")
            if self.connection.execute("SELECT count(*) FROM sqlite_master WHERE type <> 'table'").fetchone()[0]:
                raise sqlite3.DatabaseError("holds more than tables")
        except BaseException:
            self.close()
            raise

    def rows(self, table: str, columns: Iterable[str]) -> Iterator[list[str]]:
        quoted = (column.replace('"', '""') for column in columns)
        names = ", ".join(f'"{column}"' for column in quoted)
        for row in self.connection.execute(f'SELECT {names} FROM "{table}" ORDER BY n'):  # noqa: S608
            yield ["" if value is None else str(value) for value in row]

    def close(self) -> None:
        self.connection.close()
        os.unlink(self.path)


def _catalogue(bag: Any, info: dict[str, str], digests: Manifest, found: list[Problem]) -> None:
    """Recomputes the force of every document, and holds JSON Lines, CSV, SQLite and the pages to each other."""
    files = {name: CATALOGUE + name for name in ("documents.jsonl", "documents.csv", "events.csv", "catalogue.sqlite")}
    absent = [name for name in (*files.values(), "data/provenance.json") if name not in bag.sizes]
    if absent:
        found.extend(Problem("catalogue-missing", name) for name in absent)
        return
    provenance = json.loads(_whole(bag, "data/provenance.json"))
    as_of = str(provenance.get("as_of"))
    if as_of != info.get("Archive-As-Of"):
        found.append(Problem("as-of-differs", "data/provenance.json", f"{as_of}, {info.get('Archive-As-Of')}"))
    elsewhere = set(provenance.get("years_in_parts", ()))
    tables = _Tables(bag, files["catalogue.sqlite"])
    try:
        documents, events = csv.reader(_text(bag, files["documents.csv"])), csv.reader(_text(bag, files["events.csv"]))
        columns, event_columns = next(documents), next(events)
        if tuple(event_columns) != EVENT_COLUMNS:
            found.append(Problem("catalogue-differs", files["events.csv"], "header"))
            return
        stored, stored_events = tables.rows("documents", columns), tables.rows("events", event_columns)
        pages: set[str] = set()
        for line in _lines(bag, files["documents.jsonl"], "utf-8"):
            row = json.loads(line)
            number, history = row["index_number"], row.get("events", [])
            _document(bag, row, as_of, elsewhere, digests, pages, found)
            cells = [cell(row.get(column)) for column in columns]
            unknown = set(row) - set(columns) - {"events"}
            for file, rows in ((files["documents.csv"], documents), (files["catalogue.sqlite"], stored)):
                if next(rows, None) != cells or unknown:
                    found.append(Problem("catalogue-differs", file, number))
            for position, event in enumerate(history, 1):
                cells = event_cells(number, position, event)
                for file, rows in ((files["events.csv"], events), (files["catalogue.sqlite"], stored_events)):
                    if next(rows, None) != cells:
                        found.append(Problem("catalogue-differs", file, number))
        for file, rows in (
            (files["documents.csv"], documents), (files["events.csv"], events),
            (files["catalogue.sqlite"], stored), (files["catalogue.sqlite"], stored_events),
        ):  # fmt: skip
            surplus = next(rows, None)
            if surplus is not None:
                found.append(Problem("catalogue-differs", file, surplus[0]))
        for name in bag.in_order():
            if name.startswith("data/site/") and name.endswith(".html") and name not in pages:
                extra = _main_of(bag, name).get("data-index-number")
                if extra:
                    found.append(Problem("page-unlisted", name, extra))
    finally:
        tables.close()


def _document(
    bag: Any, row: dict[str, Any], as_of: str, elsewhere: Any, digests: Manifest, pages: Any, found: list[Problem]
) -> None:
    number, history = row["index_number"], row.get("events", [])
    days = [event["on"] for event in history if event.get("on") is not None]
    if days != sorted(days) or any(event.get("on") is None for event in history[1:]):
        found.append(Problem("events-order", number))
    computed = force_on(history, as_of)
    if computed != row.get("legal_force") or computed is None:
        found.append(Problem("force-differs", number, f"{row.get('legal_force')}, {computed}"))
    if row.get("publication_date", "")[:4] in elsewhere:
        return
    page = f"data/site/{row['address']}.html"
    pages.add(page)
    if page not in bag.sizes:
        found.append(Problem("page-missing", number, page))
        return
    main = _main_of(bag, page)
    if main.get("data-index-number") != number:
        found.append(Problem("page-number", page, f"{main.get('data-index-number')}, {number}"))
    if main.get("data-force") != computed:
        found.append(Problem("page-force", page, f"{main.get('data-force')}, {computed}"))
    source = row.get("source_path")
    held = digests.get(f"data/sources/{source}") if source else None
    if held and row.get("digest") and held.hex() != row["digest"]:
        found.append(Problem("source-differs", number, str(source)))


def _parts(bag: Any, found: list[Problem]) -> None:
    """The other parts of a divided bag, as far as they lie beside the common one."""
    for name, size, digest in csv.reader(_text(bag, "data/parts.csv")):
        if name == "name":
            continue
        path = os.path.join(os.path.dirname(os.path.abspath(bag.path)), name)
        if unsafe(name) or "/" in name or not os.path.isfile(path):
            found.append(Problem("part-missing", "data/parts.csv", name))
            continue
        hasher = hashlib.sha256()
        with open(path, "rb") as f:
            for piece in iter(lambda: f.read(CHUNK), b""):
                hasher.update(piece)
        if hasher.hexdigest() != digest or os.path.getsize(path) != int(size):
            found.append(Problem("part-altered", name))


# ------------------------------------------------------------------------------------------------------- the whole


def _check(bag: Any, given: str | None, required: bool, progress: Progress | None) -> list[Problem]:
    found: list[Problem] = list(bag.problems)
    version, encoding = _declaration(bag)
    elements = _metadata(bag, version, encoding, found)
    info = dict(elements)
    kind = info.get("Gongkai-Bag-Kind", "")
    strict = bool(kind)
    manifests: dict[str, Manifest] = {}
    tags: dict[str, Manifest] = {}
    names: dict[str, str] = {}
    present = 0
    for name in sorted(bag.sizes):
        parts = re.fullmatch(r"(tag)?manifest-([A-Za-z0-9-]+)\.txt", name)
        if not parts:
            continue
        algorithm, payload = parts[2].lower(), not parts[1]
        present += payload
        if algorithm not in hashlib.algorithms_available:
            found.append(Problem("unknown-algorithm", name, parts[2]))
            continue
        listed = _manifest(bag, name, algorithm, version, encoding, payload, strict, names, found)
        (manifests if payload else tags)[name] = listed
    if not manifests:
        found.append(Problem("no-manifest", "manifest-*.txt" if not present else "unknown-algorithm"))
    elif all(_algorithm(name) in ("md5", "sha1") for name in manifests):
        found.append(Problem("weak-algorithm", min(manifests), _algorithm(min(manifests))))
    if strict:
        for name in ("manifest-sha256.txt", "manifest-sha512.txt", "tagmanifest-sha256.txt", "tagmanifest-sha512.txt"):
            if name not in bag.sizes:
                found.append(Problem("no-tagmanifest", name, name))
    extra: dict[str, Manifest] = {}
    if strict and SM3_LIST in bag.sizes:
        if "sm3" in hashlib.algorithms_available:
            extra[SM3_LIST] = _manifest(bag, SM3_LIST, "sm3", version, encoding, True, True, names, found)
        else:
            found.append(Problem("unknown-algorithm", SM3_LIST, "SM3"))
    fetch = _fetch(bag, encoding, manifests.values(), found) if "fetch.txt" in bag.sizes else []
    forgiven = _names(bag, version, manifests, tags, fetch, strict, found)
    _digests(bag, {**manifests, **tags, **extra}, found, progress)
    sizes = [size for name, size in bag.sizes.items() if name.startswith("data/")]
    for label, value in elements:
        if label != "Payload-Oxum" or value == f"{sum(sizes)}.{len(sizes)}":
            continue
        if not (forgiven and value.endswith(f".{len(sizes) + forgiven}")):
            found.append(Problem("oxum", "bag-info.txt", f"{value}, {sum(sizes)}.{len(sizes)}"))
    found.extend(_signature(bag, info, given, required))
    if strict and bag.kind == "zip":
        stamp = info.get("Source-Date-Epoch", "")
        if stamp.isdigit():
            found.extend(bag.envelope(int(stamp)))
        else:
            found.append(Problem("envelope", "bag-info.txt", "Source-Date-Epoch"))
    if kind in ("full", "common", "part"):
        try:
            _catalogue(bag, info, manifests.get("manifest-sha256.txt", {}), found)
        except (ValueError, KeyError, TypeError, AttributeError, StopIteration, csv.Error, sqlite3.Error) as error:
            found.append(Problem("catalogue-unreadable", CATALOGUE, f"{type(error).__name__}: {error}"))
        if kind == "common" and "data/parts.csv" in bag.sizes:
            _parts(bag, found)
    return found


def verify(
    path: Any,
    *,
    public_key: str | None = None,
    require_signature: bool = False,
    progress: Progress | None = None,
) -> list[Problem]:
    """Everything found wrong with a bag (zip, folder, or a folder of bags), worst first; empty when it is sound.

    `public_key` is the text of a minisign or OpenSSH Ed25519 public key. Nothing is unpacked, fetched or run; memory
    grows only with the number of files. Never raises for what a bag holds.
    """
    path = os.fspath(path)
    if not os.path.lexists(path):
        return [Problem("not-there", os.path.basename(path))]
    targets = [path]
    try:
        if os.path.isdir(path) and not os.path.lexists(os.path.join(path, "bagit.txt")):
            zips = sorted(name for name in os.listdir(path) if name.endswith(".zip"))
            inner = sorted(name for name in os.listdir(path) if os.path.isfile(os.path.join(path, name, "bagit.txt")))
            if zips or inner:
                targets = [os.path.join(path, name) for name in (*zips, *inner)]
            else:
                code = "no-bagit" if os.path.isdir(os.path.join(path, "data")) else "no-bag"
                return [Problem(code, os.path.basename(path))]
        found: list[Problem] = []
        for target in targets:
            prefix = os.path.basename(target) + ": " if len(targets) > 1 else ""
            for problem in _verify_one(target, public_key, require_signature, progress):
                found.append(problem._replace(path=prefix + problem.path))
    except OSError as error:
        return [Problem("unreadable", path, str(error))]
    return sorted(found, key=lambda problem: problem.warning)


def compare_site(path: Any, site: Any) -> list[Problem]:
    """Where a published site, copied to the folder `site`, is not the one in the bag; the bag itself is not verified.

    Names every file that is missing, extra or altered, as an injected page is. Never raises for what either holds.
    """
    found: list[Problem] = []
    bag: Any = None
    try:
        bag = Folder(os.fspath(path)) if os.path.isdir(path) else Zip(os.fspath(path))
        version, encoding = _declaration(bag)
        name = "manifest-sha256.txt"
        if name not in bag.sizes:
            return [Problem("no-tagmanifest", name, name)]
        listed = _manifest(bag, name, "sha256", version, encoding, True, False, {}, found)
        folder = Folder(os.fspath(site))
        found.extend(folder.problems)
        prefix = "data/site/"
        wanted = {file[len(prefix) :]: digest for file, digest in listed.items() if file.startswith(prefix)}
        found.extend(Problem("missing", file) for file in wanted if file not in folder.sizes)
        found.extend(Problem("extra", file) for file in folder.in_order() if file not in wanted)
        held = {file: digest for file, digest in wanted.items() if file in folder.sizes}
        _digests(folder, {"manifest-sha256.txt": held}, found, None)
    except Refused as refused:
        found.append(refused.problem)
    except OSError as error:
        found.append(Problem("unreadable", os.fspath(site), str(error)))
    finally:
        if bag is not None:
            bag.close()
    return found


def _verify_one(path: str, key: str | None, required: bool, progress: Any) -> list[Problem]:
    bag: Any = None
    try:
        bag = Folder(path) if os.path.isdir(path) else Zip(path)
        return _check(bag, key, required, progress)
    except Refused as refused:
        return [*(bag.problems if bag else ()), refused.problem]
    finally:
        if bag is not None:
            bag.close()


def exit_code(problems: Iterable[Problem]) -> int:
    """0 sound, 1 faults, 2 could not be read."""
    faults = [problem for problem in problems if not problem.warning]
    return 2 if any(problem.code in CANNOT_READ for problem in faults) else int(bool(faults))


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("bag")
    parser.add_argument("--public-key", help="公钥文件或公钥文本 · public key, or a file that holds it")
    parser.add_argument("--require-signature", action="store_true", help="没有签名即为错误 · fail without a signature")
    parser.add_argument("--site", help="另与网站副本比对 · compare a copy of the site with the one in the bag")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    key = options.public_key
    if key and os.path.isfile(key):
        with open(key, encoding="utf-8") as f:
            key = f.read()
    problems = verify(options.bag, public_key=key, require_signature=options.require_signature)
    if options.site:
        problems += compare_site(options.bag, options.site)
    code = exit_code(problems)
    if options.json:
        items = [{"code": p.code, "path": p.path, "zh": p.zh, "en": p.en, "warning": p.warning} for p in problems]
        print(json.dumps({"sound": not code, "problems": items}, ensure_ascii=False, indent=1))
        return code
    for problem in problems:
        print(problem, file=sys.stderr if problem.warning else sys.stdout)
    if code:
        print("未通过核验 · NOT SOUND")
    else:
        print("核验通过 · SOUND")
    return code


if __name__ == "__main__":
    sys.exit(main())
