"""The preview: pages load themselves again, only in what is served; other machines and names are turned away."""

from __future__ import annotations

import http.client
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from edited_site import ROOT, EditedSite
from watchfiles import Change

from plugins.commands import local_server
from plugins.commands.column_build import run_build
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

    (tmp_path / "pelicanconf.py").write_text("", encoding="utf-8")
    monkeypatch.setattr("watchfiles.watch", lambda *_, **__: iter([set(), set(), set()]))
    monkeypatch.setattr(local_server, "run_build", build)
    shown = Shown()
    before = shown.name
    local_server._rebuild_on_change(tmp_path, "content", "output", "", "{seconds}", shown)
    assert shown.name != before
    assert capsys.readouterr().err == "设置不对\nreleases.json 不对\n"


def test_a_mistake_is_told_at_once_and_nothing_is_built_until_it_is_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = EditedSite.of(tmp_path, 3, random.Random(3))
    (tmp_path / "pelicanconf.py").write_text("", encoding="utf-8")
    first, second = sorted(site.papers)[:2]
    builds = []

    def write(path: str, word: str) -> set[tuple[Change, str]]:
        site.papers[path].fields["公开属性"] = word
        site.write(path)
        return {(Change.modified, str(site.content / "documents" / path))}

    def changes(*_: object, **__: object) -> Iterator[set[tuple[Change, str]]]:
        yield write(first, "主动公关")
        assert f"documents/{first}:" in capsys.readouterr().err
        yield write(second, "依请公开")
        told = capsys.readouterr().err
        assert f"documents/{first}:" in told
        assert f"documents/{second}:" in told
        assert "有 2 个错误" in told
        yield write(first, "主动公开")
        assert f"documents/{first}:" not in capsys.readouterr().err
        assert builds == []
        site.remove(second)
        yield {(Change.deleted, str(site.content / "documents" / second))}

    def build(*_: object, **given: object) -> int:
        builds.append(given["cache"])
        return 0

    monkeypatch.setattr("watchfiles.watch", changes)
    monkeypatch.setattr(local_server, "run_build", build)
    local_server._rebuild_on_change(tmp_path, str(site.content), "output", "", "{seconds}", Shown())
    assert builds == [True]


def test_a_build_that_stops_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = EditedSite.of(tmp_path, 3, random.Random(4))
    given = (ROOT, str(site.content), str(tmp_path / "site"))
    settings = {"as_of": "2026-11-22", "jobs": 1, "overrides": site.overrides(), "cache": True, "only_stops": True}
    assert run_build(*given, **settings) == 0
    assert capsys.readouterr().out == ""
    twice = sorted(site.papers)[0]
    site.papers[twice].fields["索引号"] = site.papers[sorted(site.papers)[1]].fields["索引号"]
    site.write(twice)
    assert run_build(*given, **settings) == 1
    told = capsys.readouterr().err
    assert told.count("C01") == 1
    assert told.count("没有发布；已有网站没有改动") == 1


def test_an_edit_is_shown_by_the_server_that_runs(tmp_path: Path) -> None:
    site = EditedSite.of(tmp_path, 5, random.Random(5))
    path = sorted(site.papers)[0]
    year, serial = str(site.papers[path].fields["索引号"]).removeprefix("SL/").split("-")
    command = [sys.executable, "-u", str(ROOT / "tasks.py"), "serve", "--port", "18380", "--as-of", "2026-11-22"]
    command += ["--content", str(site.content), "--output", str(tmp_path / "site")]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
    assert server.stdout
    try:
        at = next(line for line in server.stdout if "预览地址" in line)
        port = int(at.split("127.0.0.1:")[1].split("/")[0])
        time.sleep(0.5)  # until it watches
        site.papers[path].body += "\n\n第九条　麒麟阁每日开放。"
        site.write(path)
        line = next(line for line in server.stdout if "已更新" in line or "错误" in line)
        assert "已更新" in line
        assert "麒麟阁每日开放" in get(port, f"/documents/{year}/sl-{year}-{serial}.html")[2]
        site.papers[path].fields["公开属性"] = "主动公关"
        site.write(path)
        assert next(line for line in server.stdout if "D02" in line).startswith(f"documents/{path}:")
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()
