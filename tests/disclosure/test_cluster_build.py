"""A build whose work is done by a cluster: a scheduler and two workers on loopback, with everything they say recorded."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from plugins.catalogue import tables
from plugins.disclosure import cluster, cluster_task
from plugins.disclosure.publish import NotPublished
from plugins.disclosure.same_storage import ClusterFault, folder_digest, refuse_other_folders, refuse_others, seen
from plugins.disclosure.scratch import Scratch, loaded
from plugins.disclosure.settings import SettingsError
from plugins.disclosure.workers import Processes, workers_of
from plugins.search import plugin as search_plugin
from tests.robustness.published import ROOT, beside, build, manifest
from tests.robustness.site_folder import SiteFolder, numbered

DOCUMENTS = 150
"""Enough for the build to ask for workers."""
SHOWN = "第九条　琉璃瓦归公众所有。"
HELD = "麒麟阁不得外传"


@dataclass
class Line:
    """A port that passes everything on to another and keeps what passed."""

    target: int
    passed: list[bytes] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                return
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(1 << 16):
                self.passed.append(data)
                other.sendall(data)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Nobody can come in any more."""
        self._server.close()


@dataclass
class Running:
    """A scheduler and its workers."""

    address: str
    line: Line
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]

    def settings(self, **more: Any) -> dict[str, Any]:
        return {"GONGKAI_EXECUTOR": self.address, **more}


def started(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DASK_DISTRIBUTED__WORKER__MEMORY__SPILL": "false"}
    command = [sys.executable, "-m", f"distributed.cli.{module}", "--no-dashboard", "--host", "127.0.0.1", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def cluster_of_two(folder: Path) -> Iterator[Running]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    scheduler = started("dask_scheduler", "--port", str(port), "--no-show")
    line = Line(port)
    address = f"tcp://127.0.0.1:{line.port}"
    every = [scheduler]
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        for place in range(2):
            scratch = ("--local-directory", str(folder / f"worker{place}"))
            every.append(started("dask_worker", address, "--no-nanny", "--nthreads", "2", *scratch))
        with cluster.Client(address, timeout=30, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=30)
        line.passed.clear()
        yield Running(address, line, scheduler, every[1:])
    finally:
        for process in reversed(every):
            process.kill()
            process.wait()
        line.close()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with cluster_of_two(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents that end one another, some of them behind the gate."""
    site = SiteFolder(tmp_path_factory.mktemp("corpus") / "content")
    for n in range(1, DOCUMENTS + 1):
        fields, body = numbered(n, 发布日期=f"{2019 + n % 5}-03-05", 成文日期=f"{2019 + n % 5}-03-01"), SHOWN
        if n % 10 == 0:
            secret = {"标题": f"{HELD}第{n}号办法", "内容概述": f"{HELD}的概述", "发文字号": f"示密〔2021〕{n}号"}
            fields |= {**secret, "公开属性": "不予公开", "理由": "内部管理信息"}
            body = f"第三条　{HELD}。\n\n自印发之日起施行。《示例市第{n - 1}号公共书屋管理办法》同时废止。"
        elif n % 7 == 0:
            body += (
                f"\n\n自印发之日起施行。《示例市第{n - 3}号公共书屋管理办法》（示文旅规〔2024〕{n - 3}号）同时废止。"
            )
        site.add(f"{n % 4}/d{n}", fields, body * 3)
    return site.root


@pytest.fixture(scope="module")
def expected(content: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What processes of this machine make."""
    output = tmp_path_factory.mktemp("processes") / "output"
    assert build(content, output, jobs=2)[0] == 0
    return manifest(output)


@pytest.fixture(autouse=True)
def _index_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_plugin, "_SERIAL_BELOW", 1)


def test_a_cluster_makes_the_same_bytes_and_is_told_nothing_withheld(
    running: Running, content: Path, expected: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, shared = tmp_path / "www" / "output", tmp_path / "shared"
    written: dict[Path, bytes] = {}
    put = Scratch.put

    def looked(self: Scratch, value: object) -> str:
        address = put(self, value)
        for folder in (Path(self.folder), shared):
            written.update((file, file.read_bytes()) for file in folder.rglob("*") if file.is_file())
        return address

    monkeypatch.setattr(Scratch, "put", looked)
    settings = running.settings(GONGKAI_SCRATCH=f"file://{shared}")
    assert build(content, output, overrides=settings)[0] == 0
    assert manifest(output) == expected
    assert any(path.startswith("search/") for path in expected)
    assert beside(output) == [".output.lock"]
    assert [file for file in shared.rglob("*") if file.is_file()] == []
    assert [path for path in written if path.is_relative_to(shared)]
    assert [path for path in written if "search-" in str(path)], "the index was made by the workers"
    assert any("琉璃瓦".encode() in data for data in written.values()), "released texts are seen where they lie"
    assert [path for path, data in written.items() if HELD.encode() in data or "示密".encode() in data] == []
    passed = b"".join(running.line.passed)
    assert b"do_part" in passed, "tasks are seen as they pass"
    held = "len(__import__('plugins.disclosure.cluster_task').disclosure.cluster_task._held)"
    with cluster.Client(running.address, set_as_default=False) as client:
        assert list(client.run(eval, held).values()) == [0, 0], "workers let go of what they were given"
    told = [words for words in (HELD, "示密") if words.encode() in passed]
    assert told == []


def test_workers_with_other_code_are_refused(
    running: Running, content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cluster_task, "code_digest", lambda: "0" * 64)
    output = tmp_path / "output"
    assert build(content, output, overrides=running.settings())[0] == 1
    assert "不是同一版本（000000000000 / " in capsys.readouterr().err
    assert not output.exists()
    assert beside(output) == [".output.lock"]


def test_killed_workers_and_schedulers_are_done_without_or_told(
    running: Running, content: Path, expected: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """The last that asks for the cluster: nothing is left of it."""
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    output = tmp_path / "www" / "output"
    left = list(running.workers)
    killed_at = []

    def kill_one(stage: str, done: int, total: int) -> None:
        if stage == "render" and left and not killed_at:
            killed_at.append((done, total))
            left.pop().send_signal(signal.SIGKILL)

    settings = running.settings(GONGKAI_PROGRESS=kill_one)
    assert build(content, output, overrides=settings)[0] == 0
    assert manifest(output) == expected
    assert killed_at[0][0] < killed_at[0][1], "in the middle"
    killed_at.clear()
    assert build(content, output, overrides=settings)[0] == 1  # the last one
    assert killed_at
    assert "失去联系" in capsys.readouterr().err
    assert manifest(output) == expected
    assert beside(output) == [".output.lock"]
    monkeypatch.setattr(cluster, "CONNECT", 1.0)
    assert build(content, output, overrides=running.settings())[0] == 1
    assert "没有可用的工作进程" in capsys.readouterr().err
    running.scheduler.kill()
    running.line.close()
    assert build(content, output, overrides=running.settings())[0] == 1
    assert "连不上集群的调度器：tcp://127.0.0.1:" in capsys.readouterr().err
    assert manifest(output) == expected
    assert beside(output) == [".output.lock"]


def test_every_fault_has_its_words() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "plugins" / "disclosure").glob("*.py"))
    named = {part.split('"')[1] for part in source.split("ClusterFault(")[1:] if part.startswith('"')}
    assert len(named) == 8
    assert named <= tables.load("commands")["not_published"].keys()


def test_a_setting_that_names_no_executor_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="GONGKAI_EXECUTOR"):
        workers_of({"GONGKAI_EXECUTOR": "dask"}, str(tmp_path / "output"))
    trial = {"GONGKAI_EXECUTOR": "tcp://nobody:1", "GONGKAI_DRY": True}
    assert isinstance(workers_of(trial, str(tmp_path / "output")), Processes)


def test_without_the_setting_nothing_of_it_is_loaded() -> None:
    program = (
        "import sys, plugins.commands.column_build, plugins.disclosure.plugin, plugins.search.plugin\n"
        "from plugins.disclosure.workers import workers_of\n"
        "workers_of({}, 'output').close()\n"
        "raise SystemExit(bool({'distributed', 'dask', 'fsspec', 'tornado'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == 0


def test_other_storage_is_refused(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.md").write_text("甲", encoding="utf-8")
    os.utime(tmp_path / "other" / "a.md", (1_700_000_000, 1_700_000_000))
    files = seen(str(tmp_path / "one"), ["a.md"])
    refuse_others(str(tmp_path / "one"), files, patience=0)
    with pytest.raises(ClusterFault, match="cluster_content"):
        refuse_others(str(tmp_path / "other"), files, patience=0)
    with pytest.raises(ClusterFault, match="cluster_content"):
        refuse_others(str(tmp_path), files, patience=0)
    sign, theme = str(tmp_path / "one" / ".sign"), folder_digest(str(tmp_path / "one"))
    with pytest.raises(ClusterFault, match="cluster_output"):
        refuse_other_folders(str(tmp_path / "one"), sign, str(tmp_path / "one"), theme, patience=0)
    Path(sign).touch()
    with pytest.raises(ClusterFault, match="cluster_theme"):
        refuse_other_folders(str(tmp_path / "one"), sign, str(tmp_path / "one"), theme, patience=0)
    refuse_other_folders(str(tmp_path / "one"), sign, str(tmp_path / "other"), theme, patience=0)


def test_what_is_handed_over_is_what_was_written(tmp_path: Path) -> None:
    output = str(tmp_path / "output")
    scratch = Scratch(output, "memory://anything")
    address = scratch.put(("一", 1))
    assert address.startswith("memory://anything/")
    assert loaded(address) == ("一", 1)
    with pytest.raises(NotPublished, match="locked"):
        Scratch(output)
    scratch.remove()
    with pytest.raises(ClusterFault, match="cluster_scratch"):
        loaded(address)
    with pytest.raises(ClusterFault, match="cluster_scratch"):
        Scratch(output, "nosuchstorage://anything")
    left = tmp_path / ".output.cluster"
    left.mkdir()  # by a build that was killed
    (left / "lock").write_text("1", encoding="ascii")
    other = Scratch(output)
    address = other.put("二")
    file = next(path for path in left.rglob("*") if path.name == address.rpartition("/")[2])
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    with pytest.raises(ClusterFault, match="cluster_scratch"):
        loaded(address)
    other.remove()
    assert list(tmp_path.iterdir()) == []
