"""What a file really is, and whether it can do more than be read: decided by its bytes, never by its name."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from plugins.catalogue.details import detail
from plugins.catalogue.validate import RefusedFile

ALLOWED = "PDF、OFD、DOCX、XLSX、PPTX、DOC、XLS、WPS、ET、CSV、TXT、ZIP、PNG、JPG、GIF、WEBP、MP3、MP4"
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "ofd": ("application/ofd", (_ZIP,)),
    "docx": (f"{_OFFICE}wordprocessingml.document", (_ZIP,)),
    "xlsx": (f"{_OFFICE}spreadsheetml.sheet", (_ZIP,)),
    "pptx": (f"{_OFFICE}presentationml.presentation", (_ZIP,)),
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
"""By extension: the media type, and how the bytes begin."""

_MAIN_PART = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "ofd": "OFD.xml",
}
_PROGRAMS = (  # what runs, or is opened by something that runs what it holds
    ".exe", ".bat", ".cmd", ".com", ".scr", ".pif", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".wsh", ".ps1", ".psm1",
    ".hta", ".jar", ".class", ".dex", ".apk", ".msi", ".msp", ".lnk", ".url", ".reg", ".cpl", ".dll", ".sys", ".ocx",
    ".sh", ".chm", ".iso", ".img", ".htm", ".html", ".mht", ".mhtml", ".xhtml", ".svg", ".swf", ".docm", ".dotm",
    ".xlsm", ".xltm", ".xlam", ".xlsb", ".pptm", ".potm", ".ppsm", ".ppam",
)  # fmt: skip
_PACKED = (".zip", ".docx", ".xlsx", ".pptx", ".ofd")
_UNREADABLE_PACKED = (".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".cab", ".arj", ".ace")
_PARTS_THAT_ACT = (
    "vbaproject", "vbadata", "oleobject", "/activex/", "/macrosheets/", "/dialogsheets/", "/externallinks/",
)  # fmt: skip
_MOST_BYTES = 500 * 2**20
_MOST_READ = 64 * 2**20
_PDF_ACTS = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToR|GoToE|Movie|Rendition)(?![A-Za-z])"
)
_PDF_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_PDF_OBJECT = re.compile(rb"\d \d+ obj\b")
_CSV_COMMAND = re.compile(
    rb"(?im)(?:^|[,;\t])[\"' ]*[=+@-](?:[^,\r\n]{0,200}\|[^\r\n]{0,200}!"
    rb"|[^,\r\n]{0,80}?(?:HYPERLINK|WEBSERVICE|IMPORT[A-Z]+|CALL|EXEC|REGISTER(?:\.ID)?|FILTERXML)\s*\()"
)
_DDE = re.compile(rb"DDEAUTO|<w:instrText[^>]*>\s*DDE\b|[Ii]nstr=\"\s*DDE\b")


def refusal(kind: str, data: bytes, depth: int = 0) -> RefusedFile | None:
    """Why a file with this extension and these bytes may not be published; None when it may."""
    if kind not in KINDS:
        return RefusedFile("A03", ALLOWED)
    heads = KINDS[kind][1]
    if heads and not data.startswith(heads):
        return RefusedFile("A04", detail("kind_file", kind=kind.upper()))
    if kind in ("csv", "txt"):
        return _text_refusal(kind, data)
    if kind == "mp4" and data[4:8] != b"ftyp":
        return RefusedFile("A04", detail("kind_file", kind="MP4"))
    if kind == "webp" and data[8:12] != b"WEBP":
        return RefusedFile("A04", detail("kind_file", kind="WEBP"))
    if kind == "png" and not data.rstrip(b"\0").endswith(b"IEND\xaeB`\x82"):
        return RefusedFile("A04", detail("kind_file", kind="PNG"))
    if kind == "pdf" and b"%%EOF" not in data[-2048:]:
        return RefusedFile("A04", detail("sound_pdf"))
    if kind == "pdf":
        return RefusedFile("A05") if _pdf_acts(data) else None
    if heads == (_ZIP,):
        return _zip_refusal(kind, data, depth)
    return RefusedFile("A05") if heads == (_OLE,) and _compound_acts(data) else None


def _text_refusal(kind: str, data: bytes) -> RefusedFile | None:
    if b"\0" in data:
        return RefusedFile("A04", detail("plain_text"))
    for encoding in ("utf-8", "gb18030"):
        try:
            data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        return RefusedFile("A04", detail("plain_text"))
    return RefusedFile("A05") if kind == "csv" and _CSV_COMMAND.search(data) else None


def _pdf_acts(data: bytes) -> bool:
    """True when the document's objects ask for more than to be shown. Names may be written in escapes (/J#53)."""
    outside: list[bytes] = []
    place = 0
    for match in _PDF_STREAM.finditer(data):
        outside.append(data[place : match.start()])
        place = match.end()
        if b"/ObjStm" in outside[-1][-2000:]:
            inside = _inflated(match[1])
            if inside is None:
                return True
            outside.append(inside)
        elif _PDF_OBJECT.search(match[1]):  # objects behind a false "stream" are objects
            outside.append(match[1])
    outside.append(data[place:])
    return any(_PDF_ACTS.search(_plain_names(part)) for part in outside)


def _plain_names(part: bytes) -> bytes:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), part) if b"#" in part else part


def _inflated(data: bytes) -> bytes | None:
    """What a packed object stream holds; None when it cannot be read (another filter, a password, a bomb)."""
    reader = zlib.decompressobj()
    try:
        out = reader.decompress(data, _MOST_READ)
    except zlib.error:
        return None
    return None if reader.unconsumed_tail else out


def _compound_acts(data: bytes) -> bool:
    names = ("_VBA_PROJECT", "\x01Ole10Native", "EncryptedPackage", "DDEAUTO")
    return any(name.encode("utf-16-le") in data or name.encode() in data for name in names)


def _zip_refusal(kind: str, data: bytes, depth: int) -> RefusedFile | None:
    """Broken archives, members that leave the folder, bombs, programs and macros are refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            total = sum(member.file_size for member in members)
            if total > _MOST_BYTES or (total > 50 * 2**20 and total > 200 * len(data)):
                return RefusedFile("A05")
            if any(_member_acts(member) for member in members) or depth > 3:
                return RefusedFile("A05")
            names = [member.filename.lower() for member in members]
            if len(set(names)) < len(names):
                return RefusedFile("A04", detail("sound_archive"))
            if kind in _MAIN_PART and _MAIN_PART[kind].lower() not in names:
                return RefusedFile("A04", detail("kind_file", kind=kind.upper()))
            return next(_contents_refusal(archive, members, kind, depth), None)
    except (zipfile.BadZipFile, ValueError, OSError, zlib.error, NotImplementedError, RuntimeError, EOFError):
        return RefusedFile("A04", detail("sound_archive"))


def _member_acts(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    lowered = f"/{name.lower()}"
    folders = name.replace("\\", "/").split("/")
    return (
        name.startswith(("/", "\\"))
        or ".." in folders
        or ":" in folders[0]
        or "\\" in name
        or any(ord(c) < 32 for c in name)
        or bool(member.flag_bits & 1)
        or stat.S_ISLNK(member.external_attr >> 16)
        or lowered.rstrip(" .").endswith((*_PROGRAMS, *_UNREADABLE_PACKED))
        or any(part in lowered for part in _PARTS_THAT_ACT)
    )


def _contents_refusal(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], kind: str, depth: int
) -> Iterator[RefusedFile]:
    for member in members:
        lowered = member.filename.lower()
        looked_into = (*_PACKED, ".rels", ".xml")
        if member.file_size > _MOST_READ and lowered.endswith(looked_into):
            yield RefusedFile("A05")
        elif lowered.endswith(_PACKED):
            refused = refusal(lowered.rpartition(".")[2], archive.read(member), depth + 1)
            if refused:
                yield RefusedFile("A05")
        elif kind in _MAIN_PART and lowered.endswith((".rels", "[content_types].xml")):
            if _points_outside(archive.read(member)):
                yield RefusedFile("A05")
        elif kind == "docx" and lowered.endswith(".xml") and _DDE.search(archive.read(member)):
            yield RefusedFile("A05")


def _points_outside(data: bytes) -> bool:
    """True when a part is fetched from elsewhere (links that a reader clicks do not count) or can hold macros."""
    if b"macroEnabled" in data or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return True
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 (no document type, so nothing to expand)
    except ElementTree.ParseError:
        return True
    return any(
        part.get("TargetMode") == "External" and not str(part.get("Type", "")).endswith("/hyperlink") for part in root
    )
