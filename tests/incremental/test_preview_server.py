"""The preview: pages load themselves again, only in what is served; other machines and names are turned away."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from plugins.commands import local_server
from plugins.commands.local_server import Shown
from plugins.disclosure.settings import SettingsError

_PAGE = "<!doctype html><title>专栏</title><body>正文</body>"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "lists").mkdir()
    for name in ("index.html", "lists/index.html"):
        (tmp_path / name).write_text(_PAGE, encoding="utf-8")
    (tmp_path / "404.html").write_text("<title>没有</title>", encoding="utf-8")
    (tmp_path / "data.json").write_text("{}", encoding="utf-8")
    return tmp_path


@contextmanager
def served(tree: Path, shown: Shown) -> Iterator[int]:
    server = local_server._bind(str(tree), 18_320, "", shown)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def get(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    return answer.status, answer.getheader("Content-Type") or "", answer.read().decode()


@pytest.mark.parametrize("path", ["/", "/index.html", "/lists/", "/index.html?q=1"])
def test_a_page_carries_the_script_and_the_file_does_not(path: str, tree: Path) -> None:
    shown = Shown()
    with served(tree, shown) as port:
        status, kind, text = get(port, path)
    assert (status, kind) == (200, "text/html; charset=utf-8")
    assert f'<script src="/_preview/reload.js?shown={shown.name}"></script></body>' in text
    assert text.replace(f'<script src="/_preview/reload.js?shown={shown.name}"></script>', "") == _PAGE
    assert (tree / "index.html").read_text("utf-8") == _PAGE


def test_what_is_no_page_is_served_as_it_is(tree: Path) -> None:
    with served(tree, Shown()) as port:
        assert get(port, "/data.json")[2] == "{}"
        assert get(port, "/none.html")[::2] == (404, "<title>没有</title>")
        status, kind, script = get(port, "/_preview/reload.js")
    assert (status, kind) == (200, "text/javascript; charset=utf-8")
    assert "location.reload()" in script


def test_whoever_listens_hears_of_the_next_build(tree: Path) -> None:
    shown = Shown()
    before = shown.name
    with served(tree, shown) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/_preview/changes", headers={"Host": "localhost"})
        answer = connection.getresponse()
        assert answer.getheader("Content-Type") == "text/event-stream"
        assert answer.readline().decode() == f"data: {before}\n"
        answer.readline()
        shown.replaced()
        assert answer.readline().decode() == f"data: {shown.name}\n"
        assert shown.name != before
        answer.close()
        connection.close()


@pytest.mark.parametrize("path", ["/", "/_preview/changes", "/_preview/reload.js"])
def test_another_host_name_gets_nothing(path: str, tree: Path) -> None:
    with served(tree, Shown()) as port:
        status, _, text = get(port, path, host="evil.example")
    assert status == 403
    assert "正文" not in text


def test_watching_goes_on_after_a_setting_that_does_not_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ends: list[BaseException | int] = [SettingsError("设置不对"), SystemExit("releases.json 不对"), 0]

    def build(*_: object, **__: object) -> int:
        end = ends.pop(0)
        if isinstance(end, BaseException):
            raise end
        return end

    monkeypatch.setattr("watchfiles.watch", lambda *_, **__: iter(range(3)))
    monkeypatch.setattr(local_server, "run_build", build)
    shown = Shown()
    before = shown.name
    local_server._rebuild_on_change(tmp_path, "content", "output", "", "{seconds}", shown, incremental=False)
    assert shown.name != before
    assert capsys.readouterr().err == "设置不对\nreleases.json 不对\n"
