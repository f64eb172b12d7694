"""`serve`: build, show on 127.0.0.1, build again when something changes. Only this machine can look."""

from __future__ import annotations

import http.server
import os
import socket
import sys
import threading
import time
import urllib.parse
from pathlib import Path
from typing import Any

from plugins.catalogue import tables
from plugins.commands.column_build import run_build

_TYPES = {".atom": "application/atom+xml", ".js": "text/javascript", ".md": "text/markdown", ".csv": "text/csv"}


def run_server(root: Path, content: str, output: str, *, port: int, as_of: str = "", watch: bool = True) -> int:
    """Serve until interrupted. The exit code of the first build when it fails and there is nothing to show."""
    words = tables.load("commands")["serve"]
    code = run_build(root, content, output, as_of=as_of)
    folder = os.path.abspath(output)
    if code and not os.path.isdir(folder):
        return code
    server = _bind(folder, port, words["port_busy"])
    sys.stdout.write(words["at"].replace("{url}", f"http://127.0.0.1:{server.server_port}/") + "\n")
    sys.stdout.flush()
    if watch:
        arguments = (root, content, output, as_of, words["rebuilt"])
        threading.Thread(target=_rebuild_on_change, args=arguments, daemon=True).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    return 0


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Files of one folder, UTF-8, the site's own 404 page; nothing for another host name (DNS rebinding)."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **_TYPES}  # noqa: RUF012 (the library's)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request."""

    def do_GET(self) -> None:
        """Serve a file to a request that names this machine."""
        if self._is_local():
            super().do_GET()
        else:
            self.send_error(403)

    def do_HEAD(self) -> None:
        """As GET, without the body."""
        if self._is_local():
            super().do_HEAD()
        else:
            self.send_error(403)

    def _is_local(self) -> bool:
        host = urllib.parse.urlsplit("//" + (self.headers.get("Host") or "")).hostname
        return host in ("127.0.0.1", "localhost")

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """The media type, with the character set of text."""
        kind = super().guess_type(path)
        return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith(("xml", "json")) else kind

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        """No listings."""
        self.send_error(404)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The site's own page for addresses that do not exist."""
        page = os.path.join(self.directory, "404.html")
        if code != 404 or not os.path.exists(page):
            super().send_error(code, message, explain)
            return
        data = Path(page).read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)


def _bind(folder: str, port: int, busy: str) -> http.server.ThreadingHTTPServer:
    def handler(*args: Any, **keywords: Any) -> _Handler:
        return _Handler(*args, directory=folder, **keywords)

    for candidate in range(port, port + 50):
        with socket.socket() as probe:
            taken = probe.connect_ex(("127.0.0.1", candidate)) == 0
        if not taken:
            try:
                return http.server.ThreadingHTTPServer(("127.0.0.1", candidate), handler)
            except OSError:
                pass
        sys.stderr.write(busy.replace("{port}", str(candidate)).replace("{next}", str(candidate + 1)) + "\n")
    return http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)


def _rebuild_on_change(root: Path, content: str, output: str, as_of: str, words: str) -> None:
    from watchfiles import watch

    watched = [os.path.abspath(content), str(root / "theme"), str(root / "pelicanconf.py")]
    for _ in watch(*watched, debounce=80, step=20):
        start = time.perf_counter()
        if run_build(root, content, output, as_of=as_of, quiet=True) == 0:
            sys.stdout.write(words.replace("{seconds}", f"{time.perf_counter() - start:.2f}") + "\n")
        else:
            run_build(root, content, output, as_of=as_of)
        sys.stdout.flush()
