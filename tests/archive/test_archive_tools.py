"""Other people's tools read the bundle. They are no dependencies: what is not in PATH is not asked.

To have them: a virtual environment of its own with `pip install wacz pywb`, and its bin folder in PATH.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

BASE = "https://www.yi.example/xxgk/"


@pytest.fixture
def bag(finished: Path, tmp_path: Path) -> Path:
    """A bag, unpacked."""
    with zipfile.ZipFile(finished) as archive:
        archive.extractall(tmp_path)
    return tmp_path / finished.stem


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def test_wacz_is_valid_for_its_own_tool(bag: Path) -> None:
    tool = _tool("wacz")
    (wacz,) = (bag / "data" / "warc").glob("*.wacz")
    told = subprocess.run([tool, "validate", "-f", str(wacz)], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    data = bytearray(wacz.read_bytes())
    place = data.find(b"</h1>")
    data[place + 6] ^= 1
    wacz.write_bytes(data)
    assert subprocess.run([tool, "validate", "-f", str(wacz)], capture_output=True, check=False).returncode != 0


@pytest.fixture
def replay(bag: Path, tmp_path: Path) -> Iterator[str]:
    """pywb showing the web archive on loopback."""
    server, manager = _tool("wayback"), _tool("wb-manager")
    (wacz,) = (bag / "data" / "warc").glob("*.wacz")
    with zipfile.ZipFile(wacz) as archive:
        archive.extract("archive/data.warc", tmp_path)
    folder = tmp_path / "pywb"
    folder.mkdir()
    subprocess.run([manager, "init", "bag"], cwd=folder, check=True, capture_output=True)
    warc = str(tmp_path / "archive" / "data.warc")
    subprocess.run([manager, "add", "bag", warc], cwd=folder, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = subprocess.Popen(
        [server, "-p", str(port), "--bind", "127.0.0.1"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "NO_PROXY": "*"},
    )
    address = f"http://127.0.0.1:{port}/bag/20240501id_/"
    try:
        for _ in range(150):
            if running.poll() is not None:
                raise AssertionError("pywb did not start")
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(20)


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=20) as answer:
        data: bytes = answer.read()
        return data


def test_another_tool_replays_the_web_archive(bag: Path, replay: str) -> None:
    site = bag / "data" / "site"
    files = [path for path in site.rglob("*") if path.is_file()]
    assert len(files) > 5
    for path in files:
        assert _get(replay + BASE + path.relative_to(site).as_posix()) == path.read_bytes(), path
    assert _get(replay + BASE) == (site / "index.html").read_bytes()
    with pytest.raises(urllib.error.HTTPError):
        _get(replay + BASE + "none.html")
