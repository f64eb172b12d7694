"""Fixtures of the search tests: a loopback server, a built site."""

from __future__ import annotations

import functools
import http.server
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from search_documents import catalogue, record
from search_site import lunr_script, write_site


class _Quiet(http.server.SimpleHTTPRequestHandler):
    refused: set[str]
    held: set[str]

    def __init__(self, *args: object, refused: set[str], held: set[str], **options: object) -> None:
        self.refused = refused
        self.held = held
        super().__init__(*args, **options)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        while any(part in self.path for part in self.held):
            time.sleep(0.02)
        if any(part in self.path for part in self.refused):
            self.send_error(503)
        else:
            super().do_GET()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def refused() -> set[str]:
    """Parts of addresses that the server refuses for now."""
    return set()


@pytest.fixture(scope="session")
def held() -> set[str]:
    """Parts of addresses that the server does not answer for now."""
    return set()


@pytest.fixture(scope="session")
def site_server(refused: set[str], held: set[str]) -> Iterator[Callable[[Path], str]]:
    """Serves a folder on loopback and answers with its address."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def serve(folder: Path) -> str:
        handler = functools.partial(_Quiet, directory=str(folder), refused=refused, held=held)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}/"

    yield serve
    for server in servers:
        server.shutdown()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of 150 invented documents and a few with known traits."""
    folder = tmp_path_factory.mktemp("site")
    special = [
        record(
            900,
            title="示例市公共图书馆服务办法",
            number="示文旅规〔2024〕3号",
            text="第一条 为了规范公共图书馆服务，制定本办法。",
        ),
        record(
            901,
            title="示例市旧茶馆管理规定",
            force="repealed",
            force_label="已废止",
            text="第一条 旧茶馆的管理适用本规定。",
        ),
        record(902, title="示例市茶馆管理规定", text="第一条 茶馆的管理适用本规定。碧螺春的冲泡应当使用玻璃杯。"),
        record(
            903,
            title="示例市蓝天保卫条例",
            date="2019-01-01",
            force="superseded",
            force_label="已有新版本",
            text="第一条 为了保卫蓝天，制定本条例。" * 3,
        ),
        record(
            904,
            title="示例市蓝天保卫条例",
            date="2023-01-01",
            issued="2022-12-20",
            text="第一条 为了保卫蓝天，制定本条例。" + "第二条 其他。" * 40,
        ),
        record(
            905,
            title="示例市夜间集市暂行规定",
            force="in_force",
            transitions=(("2000-01-01", "lapsed", "已失效"),),
            text="第一条 夜间集市。",
        ),
        record(
            906,
            title="示例市<img src=x onerror=alert(1)>标记办法",
            text="第一条 <b>标记</b><script>alert(1)</script>。",
        ),
    ]
    write_site(folder, [*catalogue(150, seed=3), *special], lunr_script())
    return folder
