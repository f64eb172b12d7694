"""`serve`: build, show on 127.0.0.1, build again when something changes. Only this machine can look."""

from __future__ import annotations

import http.server
import os
import runpy
import socket
import sys
import threading
import time
import urllib.parse
from pathlib import Path
from typing import Any

from plugins.catalogue import tables
from plugins.catalogue.findings import Finding, has_errors
from plugins.commands.column_build import run_build, tell_outcome
from plugins.disclosure.build import Account, site_rules
from plugins.disclosure.inputs import store_folder
from plugins.disclosure.reading import read_file
from plugins.disclosure.settings import column_settings
from plugins.disclosure.sources import scan
from plugins.disclosure.store import forget

_TYPES = {".atom": "application/atom+xml", ".js": "text/javascript", ".md": "text/markdown", ".csv": "text/csv"}
_OWN = "/_preview/"
_SCRIPT = """"use strict";
const shown = new URL(document.currentScript.src).searchParams.get("shown");
new EventSource("/_preview/changes").onmessage = (event) => {
  if (event.data !== shown) location.reload();
};
"""
"""A page that is looked at loads itself again when it has been built anew. It is only in what is served, never in the
tree."""
_BREATH = 15.0
"""Seconds after which a waiting browser is told that nothing has changed, so that one that has gone is noticed."""


class Shown:
    """Which build is shown: a number that grows, for those who wait for the next."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._number = 0
        self._start = time.time_ns()

    @property
    def name(self) -> str:
        """What the build is called; another after a restart too."""
        return f"{self._start:x}-{self._number}"

    def replaced(self) -> None:
        """Another build is shown from now on."""
        with self._changed:
            self._number += 1
            self._changed.notify_all()

    def wait(self, known: str) -> str:
        """The name of the build that is shown, as soon as it is not the known one; at the latest after a breath."""
        with self._changed:
            self._changed.wait_for(lambda: self.name != known, _BREATH)
            return self.name


def run_server(
    root: Path,
    content: str,
    output: str,
    *,
    port: int,
    as_of: str = "",
    watch: bool = True,
    incremental: bool = False,
) -> int:
    """Serve until interrupted. The exit code of the first build when it fails and there is nothing to show.

    While it is served a build makes what has changed since the one before. The first does so with `incremental` only.
    """
    words = tables.load("commands")["serve"]
    if not incremental:
        forget(store_folder(output))
    code = run_build(root, content, output, as_of=as_of, cache=True)
    folder = os.path.abspath(output)
    if code and not os.path.isdir(folder):
        return code
    shown = Shown()
    address = str(runpy.run_path(str(root / "pelicanconf.py")).get("SITEURL", "")).rstrip("/")
    server = _bind(folder, port, words["port_busy"], shown, address)
    sys.stdout.write(words["at"].replace("{url}", f"http://127.0.0.1:{server.server_port}/") + "\n")
    sys.stdout.flush()
    if watch:
        arguments = (root, content, output, as_of, words["rebuilt"], shown)
        threading.Thread(target=_rebuild_on_change, args=arguments, daemon=True).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    return 0


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Files of one folder, UTF-8, the site's own 404 page; nothing for another host name (DNS rebinding)."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **_TYPES}  # noqa: RUF012 (the library's)

    def __init__(self, *args: Any, shown: Shown, address: str = "", **keywords: Any) -> None:
        self._shown = shown
        self._address = address
        super().__init__(*args, **keywords)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request."""

    def do_GET(self) -> None:
        """Serve a file to a request that names this machine."""
        if not self._is_local():
            self.send_error(403)
        elif self.path.startswith(_OWN + "changes"):
            self._tell_changes()
        elif self.path.startswith(_OWN):
            self._send(_SCRIPT.encode(), "text/javascript; charset=utf-8")
        else:
            name = self._shown.name  # before the file is read: a page that is older than its name is loaded again
            page = self._page()
            if page is None:
                super().do_GET()
                return
            tag = f'<script src="{_OWN}reload.js?shown={name}"></script>'.encode()
            self._send(page.replace(b"</body>", tag + b"</body>", 1), "text/html; charset=utf-8")

    def do_HEAD(self) -> None:
        """As GET, without the body."""
        if self._is_local():
            super().do_HEAD()
        else:
            self.send_error(403)

    def _page(self) -> bytes | None:
        """The HTML page that is asked for; None for everything else."""
        path = self.translate_path(self.path)
        if urllib.parse.urlsplit(self.path).path.endswith("/"):
            path = os.path.join(path, "index.html")
        try:
            return Path(path).read_bytes() if path.endswith(".html") else None
        except OSError:
            return None

    def _send(self, data: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def _tell_changes(self) -> None:
        """The name of the build that is shown, now and whenever there is another, for as long as somebody listens."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        name = self._shown.name
        try:
            while True:
                self.wfile.write(f"data: {name}\n\n".encode())
                self.wfile.flush()
                name = self._shown.wait(name)
        except OSError:
            self.close_connection = True

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
        if self._address:  # the page names the public site, because it is shown at any depth
            data = data.replace(f"{self._address}/".encode(), b"/")
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)


def _bind(folder: str, port: int, busy: str, shown: Shown, address: str = "") -> http.server.ThreadingHTTPServer:
    def handler(*args: Any, **keywords: Any) -> _Handler:
        return _Handler(*args, directory=folder, shown=shown, address=address, **keywords)

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


class Mistakes:
    """The changed documents that no build can pass. They are told as soon as they are read, and tried again after."""

    def __init__(self, root: Path, content: str) -> None:
        self._root = root
        self._content = os.path.abspath(content)
        self._wrong: set[str] = set()

    def found(self, changed: set[str]) -> list[Finding]:
        """What is wrong in these files, and in those that were wrong before; empty when a build has to say."""
        settings = column_settings(runpy.run_path(str(self._root / "pelicanconf.py")))
        documents = scan(self._content, settings.documents_folder).documents
        asked = self._wrong | {os.path.relpath(path, self._content).replace(os.sep, "/") for path in changed}
        rules = site_rules(settings)
        read = [read_file(self._content, path, rules) for path in sorted(asked & documents.keys())]
        wrong = [file for file in read if has_errors(file.findings)]
        self._wrong = {file.path for file in wrong}
        return [finding for file in wrong for finding in file.findings]


def _rebuild_on_change(root: Path, content: str, output: str, as_of: str, words: str, shown: Shown) -> None:
    from watchfiles import watch

    watched = [os.path.abspath(content), str(root / "theme"), str(root / "pelicanconf.py")]
    mistakes = Mistakes(root, content)
    for changes in watch(*watched, debounce=80, step=20):
        start = time.perf_counter()
        try:
            found = mistakes.found({path for _, path in changes})
            if found:
                tell_outcome(Account(findings=found), published=False)
            elif run_build(root, content, output, as_of=as_of, only_stops=True, cache=True) == 0:
                shown.replaced()
                sys.stdout.write(words.replace("{seconds}", f"{time.perf_counter() - start:.2f}") + "\n")
        except (Exception, SystemExit) as error:  # a wrong setting or template: it is told, and mended while we watch
            sys.stderr.write(f"{error}\n")
        sys.stdout.flush()
