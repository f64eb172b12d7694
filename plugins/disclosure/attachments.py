"""What may be an attachment: decided by the file's place and its bytes, not by its name."""

from __future__ import annotations

import hashlib
import io
import os
import re
import zipfile
from pathlib import PurePosixPath

from plugins.catalogue.document import Attachment
from plugins.catalogue.validate import Attach, RefusedFile

MAX_BYTES = 200 * 1024 * 1024
_ALLOWED = "PDF、OFD、DOCX、XLSX、PPTX、DOC、XLS、WPS、ET、CSV、TXT、ZIP、PNG、JPG、GIF、WEBP、MP3、MP4"
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "ofd": ("application/ofd", (_ZIP,)),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (_ZIP,)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (_ZIP,)),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", (_ZIP,)),
    "doc": ("application/msword", (_OLE,)),
    "xls": ("application/vnd.ms-excel", (_OLE,)),
    "wps": ("application/vnd.ms-works", (_OLE,)),
    "et": ("application/vnd.ms-excel", (_OLE,)),
    "zip": ("application/zip", (_ZIP,)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "gif": ("image/gif", (b"GIF87a", b"GIF89a")),
    "webp": ("image/webp", (b"RIFF",)),
    "mp3": ("audio/mpeg", (b"ID3", b"\xff\xfb", b"\xff\xf3")),
    "mp4": ("video/mp4", ()),
    "csv": ("text/csv", ()),
    "txt": ("text/plain", ()),
}
_WHOLE_NAME = re.compile(r"^[^\x00-\x1f\x7f<>:\"|?*\\]+$")
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_PDF_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b")


def attach_from(content: str, document: str) -> Attach:
    """A look-up of files that the document at `document` (relative to `content`) names."""
    folder = PurePosixPath(document).parent

    def attach(named: str) -> Attachment | RefusedFile:
        path = _inside(folder, named)
        if path is None:
            return RefusedFile("A02")
        name = path.name
        if not _portable(path.as_posix()):
            return RefusedFile("A07")
        file = os.path.join(content, path.as_posix())
        if _has_link(content, path) or not os.path.isfile(file):
            return RefusedFile("A01")
        try:
            size = os.path.getsize(file)
            if size > MAX_BYTES:
                return RefusedFile("A03", f"不超过 {MAX_BYTES // 2**20} MB")
            with open(file, "rb") as stream:
                data = stream.read()
        except OSError:
            return RefusedFile("A01")
        kind = name.rsplit(".", 1)[-1].lower() if "." in name else ""
        refused = _refuse(kind, data)
        if refused:
            return refused
        return Attachment(path.as_posix(), name, len(data), hashlib.sha256(data).hexdigest(), _KINDS[kind][0])

    return attach


def _inside(folder: PurePosixPath, named: str) -> PurePosixPath | None:
    """The path inside the content folder that `named` means from `folder`; None when it leads out."""
    if not named or named.startswith(("/", "~")) or "\\" in named or ":" in named.split("/")[0]:
        return None
    parts: list[str] = list(folder.parts)
    for part in named.split("/"):
        if part in ("", "."):
            continue
        if part == "..":
            if not parts:
                return None
            parts.pop()
        else:
            parts.append(part)
    return PurePosixPath(*parts) if parts else None


def _portable(path: str) -> bool:
    name = path.rsplit("/", 1)[-1]
    return (
        bool(_WHOLE_NAME.match(name))
        and not _RESERVED.match(name)
        and not name.startswith(".")
        and name == name.strip(" .")
        and len(name.encode()) <= 180
    )


def _has_link(content: str, path: PurePosixPath) -> bool:
    walked = content
    for part in path.parts:
        walked = os.path.join(walked, part)
        if os.path.islink(walked):
            return True
    return False


def _refuse(kind: str, data: bytes) -> RefusedFile | None:
    if kind not in _KINDS:
        return RefusedFile("A03", _ALLOWED)
    heads = _KINDS[kind][1]
    if heads and not data.startswith(heads):
        return RefusedFile("A04", f"{kind.upper()} 文件")
    if kind in ("csv", "txt") and b"\0" in data:
        return RefusedFile("A04", "纯文本")
    if kind == "mp4" and data[4:8] != b"ftyp":
        return RefusedFile("A04", "MP4 文件")
    if kind == "pdf" and _PDF_ACTIVE.search(data):
        return RefusedFile("A05")
    if heads == (_ZIP,):
        return _refuse_zip(data)
    if heads == (_OLE,) and ("_VBA_PROJECT".encode("utf-16-le") in data or b"_VBA_PROJECT" in data):
        return RefusedFile("A05")
    return None


def _refuse_zip(data: bytes) -> RefusedFile | None:
    """Broken archives, members that leave the folder, bombs and macros are refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return RefusedFile("A04", "完好的压缩文件")
    total = sum(m.file_size for m in members)
    if total > 50 * 2**20 and total > 200 * len(data):
        return RefusedFile("A05")
    for member in members:
        parts = member.filename.split("/")
        lowered = member.filename.lower()
        if member.filename.startswith("/") or ".." in parts or "vbaproject" in lowered:
            return RefusedFile("A05")
        if lowered.endswith((".exe", ".bat", ".cmd", ".scr", ".vbs", ".ps1", ".hta", ".jar", ".msi", ".lnk", ".js")):
            return RefusedFile("A05")
    return None
