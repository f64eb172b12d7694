"""A loopback server that compresses as a host would, counts what it sends, and can be as slow as a line."""

from __future__ import annotations

import gzip
import http.server
import mimetypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

HEAD = 180
"""Bytes that a response's head is counted as."""
_MEMBERS = ("text/", "application/json", "application/javascript", "image/svg+xml", "application/opensearch")


@dataclass(slots=True)
class Line:
    """What was sent since the last look, and how slow the line is (0: as fast as it goes).

    The delay is waited for by every response, the bandwidth is shared by all of them, workers' ones too: an emulation
    inside the browser leaves out what workers load.
    """

    delay: float = 0.0
    """Seconds."""
    bandwidth: float = 0.0
    """Bytes a second."""
    sent: int = 0
    requests: int = 0
    free: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def taken(self) -> tuple[int, int]:
        """Bytes and requests since the last call."""
        with self.lock:
            found = self.sent, self.requests
            self.sent = self.requests = 0
        return found

    def carry(self, size: int) -> None:
        """Waits as long as the line needs for so many bytes."""
        with self.lock:
            self.sent += size
            self.requests += 1
            if not self.bandwidth:
                return
            now = time.monotonic()
            self.free = max(now + self.delay, self.free) + size / self.bandwidth
            wait = self.free - now
        time.sleep(wait)


def encoding() -> str:
    """What text is compressed with: brotli where it is installed, gzip otherwise."""
    try:
        import brotli  # noqa: F401
    except ImportError:
        return "gzip"
    return "br"


def _compressed(data: bytes) -> bytes:
    if encoding() == "gzip":
        return gzip.compress(data, 9, mtime=0)
    import brotli

    return bytes(brotli.compress(data, quality=11))


@contextmanager
def served(folder: Path, line: Line) -> Iterator[str]:
    """The address under which the folder is served until the context ends."""
    kept: dict[Path, bytes] = {}
    base = folder.resolve()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def log_message(self, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            path = base / unquote(urlsplit(self.path).path).lstrip("/")
            if ".." in path.parts or not path.is_file():
                line.carry(HEAD)
                self.send_response(404)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            textual = kind.startswith(_MEMBERS) or kind == "text/javascript"
            if path not in kept:
                data = path.read_bytes()
                kept[path] = _compressed(data) if textual else data
            data = kept[path]
            line.carry(len(data) + HEAD)
            self.send_response(200)
            self.send_header("Content-Type", kind + ("; charset=utf-8" if textual else ""))
            if textual:
                self.send_header("Content-Encoding", encoding())
            self.send_header("Cache-Control", "public, max-age=3600")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
