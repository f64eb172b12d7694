"""The same inputs give the same bytes: anywhere, on any day, and after an interruption."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from plugins.archive import journal
from plugins.archive.bag import ArchiveInputs, make_bag
from plugins.archive.payload import File

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import datetime, os, sys, time
from pathlib import Path
sys.path[:0] = [{root!a}, {tests!a}]
late = {late!r}
if late:
    import warcio.recordbuilder as builder
    class Later(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return super().now(tz) + datetime.timedelta(days=late)
    builder.datetime = Later
    now = time.time
    time.time = lambda: now() + 86400 * late
os.umask({umask!r})
from conftest import column_inputs
from plugins.archive.bag import make_bag
folder = Path({folder!a})
inputs = column_inputs(folder)
files = sorted(inputs.site.rglob('*.html'), reverse={reverse!r})
texts = [(file, file.read_bytes()) for file in files]
for file, _ in texts:
    file.unlink()
for at, (file, text) in enumerate(texts):
    file.write_bytes(text)
    os.utime(file, (at + late, at + late))
if {reverse!r}:
    import dataclasses
    inputs = dataclasses.replace(inputs, rows=inputs.rows[::-1], sources=inputs.sources[::-1],
                                 counts=dict(reversed(list(inputs.counts.items()))))
print(make_bag(inputs, folder / 'out').files[0].sha256)
"""


def _digest(folder: Path, environment: dict[str, str], late: int = 0, umask: int = 0o022, reverse: bool = False) -> str:
    code = SCRIPT.format(
        root=str(ROOT),
        tests=str(Path(__file__).parent),
        folder=str(folder),
        late=late,
        umask=umask,
        reverse=reverse,
    )
    result = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_nothing_of_the_machine_is_in_the_bytes(tmp_path: Path) -> None:
    plain = _digest(tmp_path / "a", {"TZ": "UTC", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"})
    for at, (environment, late, umask, reverse) in enumerate(
        [
            ({"TZ": "Asia/Shanghai"}, 0, 0o022, False),
            ({"TZ": "America/St_Johns", "PYTHONHASHSEED": "1"}, 0, 0o077, False),
            ({"LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "2"}, 0, 0o000, True),
            ({"USER": "another", "LOGNAME": "another", "HOME": str(tmp_path), "HOSTNAME": "other"}, 400, 0o022, True),
        ]
    ):
        folder = tmp_path / f"another folder {at}" / "更深"
        assert _digest(folder, environment, late, umask, reverse) == plain, environment


def test_nothing_of_the_folders_is_in_the_bytes(finished: Path) -> None:
    data = finished.read_bytes()
    for word in (str(finished.parent), os.path.expanduser("~"), sys.prefix):
        if len(word) > 1:
            assert word.encode() not in data, word


class Stopped(BaseException):
    """The power goes off."""


@pytest.mark.parametrize("after", [0, 1, 5, 11, 12, 20])
def test_goes_on_where_it_was_stopped(
    inputs: Callable[..., ArchiveInputs], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    given = inputs(10)
    whole = make_bag(given, tmp_path / "whole").files[0]
    monkeypatch.setattr(journal, "NOTE_EVERY", 1)
    read, chunks = [], File.chunks

    def counted(file: File) -> Iterator[bytes]:
        read.append(file.name)
        return chunks(file)

    def failing(file: File) -> Iterator[bytes]:
        if len(read) >= after:
            yield b"half"
            raise Stopped
        yield from counted(file)

    monkeypatch.setattr(File, "chunks", failing)
    with pytest.raises(Stopped):
        make_bag(given, tmp_path / "out")
    assert not list((tmp_path / "out").glob("*.zip"))
    before = list(read)
    monkeypatch.setattr(File, "chunks", counted)
    read.clear()
    again = make_bag(given, tmp_path / "out").files[0]
    assert again.path.read_bytes() == whole.path.read_bytes()
    assert not set(read) & set(before), "what was written is not written again"
    assert sorted(os.listdir(tmp_path / "out")) == ["yishi-20240501.zip", "yishi-20240501.zip.sha256"]


def test_a_file_that_changed_meanwhile_is_written_anew(
    inputs: Callable[..., ArchiveInputs], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = inputs(4)
    monkeypatch.setattr(journal, "NOTE_EVERY", 1)
    with monkeypatch.context() as patch:
        patch.setattr("plugins.archive.bag.write_tag_files", lambda *_: (_ for _ in ()).throw(Stopped()))
        with pytest.raises(Stopped):
            make_bag(given, tmp_path / "out")
    shard = given.site / "s" / "ab.js"
    shard.write_text('__shard("ab", [3, 2, 1]);\n', "utf-8")
    again = make_bag(given, tmp_path / "out").files[0]
    fresh = make_bag(given, tmp_path / "fresh").files[0]
    assert again.sha256 == fresh.sha256
    assert b"[3, 2, 1]" in again.path.read_bytes()


def test_the_digest_beside_the_zip(finished: Path) -> None:
    digest = hashlib.sha256(finished.read_bytes()).hexdigest()
    assert Path(f"{finished}.sha256").read_text() == f"{digest}  {finished.name}\n"
    if shutil.which("sha256sum"):
        command = ["sha256sum", "-c", f"{finished.name}.sha256"]
        assert subprocess.run(command, cwd=finished.parent, capture_output=True, check=False).returncode == 0


def test_a_site_built_anew_is_not_written_again(
    inputs: Callable[..., ArchiveInputs], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command builds the site each time: other files with other times, but the same bytes."""
    given = inputs(10)
    monkeypatch.setattr(journal, "NOTE_EVERY", 1)
    with monkeypatch.context() as patch:
        patch.setattr("plugins.archive.bag.write_tag_files", lambda *_: (_ for _ in ()).throw(Stopped()))
        with pytest.raises(Stopped):
            make_bag(given, tmp_path / "out")
    for file in (*given.site.rglob("*.html"), *(path for _, path in given.sources)):
        data = file.read_bytes()
        file.unlink()
        file.write_bytes(data)
        os.utime(file, (1, 1))
    written: list[str] = []
    add = journal._add
    monkeypatch.setattr(journal, "_add", lambda *given: (written.append(given[1].name), add(*given))[1])
    again = make_bag(given, tmp_path / "out").files[0]
    assert [name for name in written if "/data/s" in name] == []
    assert again.sha256 == make_bag(given, tmp_path / "fresh").files[0].sha256
