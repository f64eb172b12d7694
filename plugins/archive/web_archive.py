"""The site as a web archive: a WARC (ISO 28500) by warcio, with WACZ 1.1.1 around it, the same bytes every time."""

from __future__ import annotations

import hashlib
import json
import os
import re
import uuid
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from plugins.archive.staging import Staging
from plugins.archive.stored_zip import pieces
from plugins.archive.verify import central_header, end_records, local_header

# The machine's own table of types differs from machine to machine, so mimetypes is not asked.
MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".json": "application/json", ".jsonld": "application/ld+json", ".xml": "application/xml",
    ".atom": "application/atom+xml", ".txt": "text/plain; charset=utf-8", ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".ico": "image/vnd.microsoft.icon",
    ".woff2": "font/woff2", ".pdf": "application/pdf", ".ofd": "application/ofd", ".zip": "application/zip",
    ".doc": "application/msword", ".xls": "application/vnd.ms-excel",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".webmanifest": "application/manifest+json",
}  # fmt: skip
OTHER_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class WebArchive:
    """A finished WACZ: bytes and files, one after the other; `size` in bytes, `captures` how many pages and files."""

    segments: tuple[bytes | Path, ...]
    size: int
    captures: int

    def chunks(self) -> Iterator[bytes]:
        """The bytes of the WACZ, in pieces."""
        for segment in self.segments:
            if isinstance(segment, bytes):
                yield segment
            else:
                yield from pieces(segment)


class _Measured:
    """A file that is only written to, with the position, CRC-32 and sha256 of what went in."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.position, self.crc, self.sha256 = file, 0, 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.position += len(data)
        self.crc = zlib.crc32(data, self.crc)
        self.sha256.update(data)
        return self.file.write(data)

    def flush(self) -> None:
        """warcio flushes after each record; the file may keep its buffer."""


def write_web_archive(
    folder: Path,
    files: Iterable[tuple[str, Path]],
    *,
    base_url: str,
    epoch: int,
    title: str,
    organisation: str,
    staging: Staging,
) -> WebArchive:
    """The WACZ of the (path in the site, file) given in order; what it is made of is left in `folder`.

    Each file becomes one response record, dated by `epoch`; `index.html` is also held under the address of its folder.
    """
    moment = datetime.fromtimestamp(epoch, UTC)
    iso, stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ"), moment.strftime("%Y%m%d%H%M%S")
    base_url = base_url.rstrip("/") + "/"
    staging.clear_captures()
    count = 0
    with (
        (folder / "data.warc").open("wb", buffering=1 << 20) as file,
        (folder / "pages.jsonl").open("w", encoding="utf-8", newline="\n") as pages,
    ):
        measured = _Measured(file)
        writer = WARCWriter(measured, gzip=False, warc_version="1.1")
        _write_warcinfo(writer, iso, base_url, title, organisation)
        pages.write(_json({"format": "json-pages-1.0", "id": "pages", "title": title}) + "\n")
        waiting: list[tuple[str, str]] = []
        for path, source in files:
            for url in _urls(base_url, path):
                waiting.append(_write_response(writer, measured, url, source, iso, stamp))
                count += 1
            name = staging.title_of_page(path.removesuffix(".html")) if path.endswith(".html") else None
            if path == "index.html":
                name = title
            if name:
                url = _urls(base_url, path)[-1]
                pages.write(
                    _json({"id": uuid.uuid5(uuid.NAMESPACE_URL, url).hex, "url": url, "ts": iso, "title": name}) + "\n"
                )
            if len(waiting) > 4096:
                staging.add_captures(waiting)
                waiting = []
        staging.add_captures(waiting)
    with (folder / "index.cdxj").open("w", encoding="utf-8", newline="\n") as index:
        for line in staging.captures():
            index.write(line + "\n")
    return _wacz(folder, measured, base_url, iso, title, epoch, count)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _urls(base_url: str, path: str) -> list[str]:
    """The addresses of a file of the site; the last one is the one a reader sees."""
    url = base_url + quote(path, safe="/-._~!$&'()*+,;=:@")
    if path == "index.html" or path.endswith("/index.html"):
        return [url, url.removesuffix("index.html")]
    return [url]


def _identity(*parts: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(parts))}>"


def _write_warcinfo(writer: WARCWriter, iso: str, base_url: str, title: str, organisation: str) -> None:
    record = writer.create_warcinfo_record(
        "data.warc",
        {
            "software": "Gongkai",
            "format": "WARC File Format 1.1",
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "operator": organisation,
            "isPartOf": title,
        },
    )
    record.rec_headers.replace_header("WARC-Record-ID", _identity("warcinfo", base_url))
    record.rec_headers.replace_header("WARC-Date", iso)
    writer.write_record(record)


def _write_response(
    writer: WARCWriter, out: _Measured, url: str, source: Path, iso: str, stamp: str
) -> tuple[str, str]:
    """Writes one capture; returns its sort key and its line of the index."""
    media_type = MEDIA_TYPES.get(os.path.splitext(source.name)[1].lower(), OTHER_TYPE)
    start = out.position
    with source.open("rb") as payload:
        size = os.fstat(payload.fileno()).st_size
        headers = StatusAndHeaders(
            "200 OK",
            [("Content-Type", media_type), ("Content-Length", str(size))],
            protocol="HTTP/1.1",
        )
        record = writer.create_warc_record(
            url,
            "response",
            payload=payload,
            length=size,
            http_headers=headers,
            warc_headers_dict={"WARC-Record-ID": _identity(url), "WARC-Date": iso},
        )
        writer.write_record(record)
    capture = {
        "url": url,
        "mime": media_type.split(";")[0],
        "status": "200",
        "digest": record.rec_headers.get_header("WARC-Payload-Digest"),
        "length": str(out.position - start),
        "offset": str(start),
        "filename": "data.warc",
    }
    key = f"{sort_key(url)} {stamp}"
    return key, f"{key} {_json(capture)}"


def sort_key(url: str) -> str:
    """The address in the form by which web archives sort and look up (SURT): host reversed, lower case."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    host = re.sub(r"^www\d*\.", "", host)
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    path = parts.path.lower().rstrip("/") or "/"
    return ",".join(reversed(host.split("."))) + port + ")" + path


def _wacz(folder: Path, warc: _Measured, base_url: str, iso: str, title: str, epoch: int, captures: int) -> WebArchive:
    """The WACZ's headers around the files in the folder."""
    members: list[tuple[str, bytes | Path, int, int, str]] = [
        ("archive/data.warc", folder / "data.warc", warc.position, warc.crc, warc.sha256.hexdigest())
    ]
    for name in ("indexes/index.cdxj", "pages/pages.jsonl"):
        path = folder / name.split("/")[1]
        crc, digest = 0, hashlib.sha256()
        for piece in pieces(path):
            crc = zlib.crc32(piece, crc)
            digest.update(piece)
        members.append((name, path, path.stat().st_size, crc, digest.hexdigest()))
    package = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "software": "Gongkai",
        "title": title,
        "created": iso,
        "mainPageUrl": base_url,
        "mainPageDate": iso,
        "resources": [
            {"name": name.split("/")[1], "path": name, "hash": f"sha256:{sha256}", "bytes": size}
            for name, _, size, _, sha256 in members
        ],
    }
    body = (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()
    digest_body = _json({"path": "datapackage.json", "hash": "sha256:" + hashlib.sha256(body).hexdigest()}).encode()
    for name, data in (("datapackage.json", body), ("datapackage-digest.json", digest_body)):
        members.append((name, data, len(data), zlib.crc32(data), ""))
    segments: list[bytes | Path] = []
    directory, position = b"", 0
    for name, content, size, crc, _ in members:
        header = local_header(name.encode(), size, crc, epoch)
        directory += central_header(name.encode(), size, crc, position, epoch)
        segments += [header, content]
        position += len(header) + size
    end = directory + end_records(len(members), len(directory), position)
    return WebArchive((*segments, end), position + len(end), captures)
