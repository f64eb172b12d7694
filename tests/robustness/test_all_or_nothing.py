"""Publishing is all or nothing: killed, crowded, refused or failed, the served tree is wholly old or wholly new."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("GONGKAI_KILLS", "5"))

DOCUMENT = """---
标题: 示例市第{n}号公园管理办法
索引号: SL/2024-{n:05d}
发文机关: 示例市园林局
成文日期: 2024-01-{day:02d}
发布日期: 2024-02-01
分类: 行政规范性文件
公开属性: 主动公开
内容概述: 第{n}号公园的管理。
---

# 示例市第{n}号公园管理办法

第一条　{text}
"""


def write(content: Path, text: str, count: int = 12) -> Path:
    """A content folder of a few documents."""
    folder = content / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(1, count + 1):
        (folder / f"{n}.md").write_text(DOCUMENT.format(n=n, day=n, text=text), encoding="utf-8")
    return content


def command(content: Path, output: Path, *more: str) -> list[str]:
    given = ["--content", str(content), "--output", str(output), "--as-of", "2026-01-01"]
    return [sys.executable, str(ROOT / "tasks.py"), "build", *given, *more]


def build(content: Path, output: Path, *more: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **environment}
    return subprocess.run(command(content, output, *more), capture_output=True, text=True, env=env, cwd=ROOT)


def manifest(folder: Path) -> str:
    """One digest of every file's path and bytes."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(f"{path.relative_to(folder)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def test_killed_at_any_moment_the_tree_is_old_or_new(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old", "旧的文字。"), write(tmp_path / "new", "新的文字。")
    assert build(old, tmp_path / "reference-old").returncode == 0
    start = time.monotonic()
    assert build(new, tmp_path / "reference-new").returncode == 0
    lasts = time.monotonic() - start
    known = {manifest(tmp_path / "reference-old"): "old", manifest(tmp_path / "reference-new"): "new"}
    assert len(known) == 2
    served = tmp_path / "served"
    assert build(old, served).returncode == 0
    rng = random.Random(20261122)
    seen = []
    for _ in range(KILLS):
        process = subprocess.Popen(
            command(new, served), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(rng.uniform(0.2, 1.0) * lasts)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        seen.append(known.get(manifest(served)))
        assert seen[-1] in ("old", "new"), "a mixture is served"
        if seen[-1] == "new":
            assert build(old, served).returncode == 0
    assert "old" in seen
    assert build(new, served).returncode == 0
    assert known[manifest(served)] == "new"
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".served") and p.is_dir()] == []


def test_of_two_builds_at_once_one_says_so(tmp_path: Path) -> None:
    from plugins.disclosure.publish import Publication

    content = write(tmp_path / "content", "文字。")
    with Publication(str(tmp_path / "site")):
        second = build(content, tmp_path / "site")
    assert second.returncode == 1
    assert "另一个生成正在进行" in second.stderr
    assert not (tmp_path / "site").exists()
    assert build(content, tmp_path / "site").returncode == 0


def test_a_failed_build_leaves_the_old_site_and_no_register(tmp_path: Path) -> None:
    content = write(tmp_path / "content", "文字。")
    assert build(content, tmp_path / "site").returncode == 0
    before = manifest(tmp_path / "site")
    broken = (content / "documents" / "3.md").read_text("utf-8").replace("公开属性: 主动公开", "公开属性: 主动公幵")
    (content / "documents" / "3.md").write_text(broken.replace("索引号: SL/2024-00003\n", ""), encoding="utf-8")
    report = tmp_path / "report.json"
    failed = build(content, tmp_path / "site", "--report", str(report))
    assert failed.returncode == 1
    assert "documents/3.md:" in failed.stderr
    assert "D02" in failed.stderr
    assert manifest(tmp_path / "site") == before
    assert not (content / "索引号登记.tsv").exists()
    told = {d["file"]: d for d in json.loads(report.read_text("utf-8"))["documents"]}
    assert told["documents/3.md"]["url"] is None
    assert [f["code"] for f in told["documents/3.md"]["findings"]] == ["D02"]


def test_a_folder_that_is_not_ours_is_never_replaced(tmp_path: Path) -> None:
    content = write(tmp_path / "content", "文字。", 2)
    home = tmp_path / "home"
    home.mkdir()
    (home / "letter.txt").write_text("mine")
    refused = build(content, home)
    assert refused.returncode == 1
    assert "防止误删" in refused.stderr
    assert (home / "letter.txt").read_text() == "mine"
    (tmp_path / "link").symlink_to(home)
    assert build(content, tmp_path / "link").returncode == 1


@pytest.mark.skipif(os.name == "nt", reason="resource limits are POSIX")
def test_a_disk_that_takes_no_more_leaves_the_old_site(tmp_path: Path) -> None:
    content = write(tmp_path / "content", "文字。", 4)
    assert build(content, tmp_path / "site").returncode == 0
    before = manifest(tmp_path / "site")
    write(content, "新的文字。" * 50, 4)
    limited = ["bash", "-c", 'ulimit -f 4; exec "$0" "$@"', *command(content, tmp_path / "site")]
    failed = subprocess.run(limited, capture_output=True, text=True, cwd=ROOT)
    assert failed.returncode != 0
    assert manifest(tmp_path / "site") == before


def test_the_same_input_gives_the_same_bytes_anywhere(tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "another" / "folder"
    assert build(ROOT / "content", first, TZ="Asia/Shanghai", LANG="C", PYTHONHASHSEED="1").returncode == 0
    mask = os.umask(0o077)
    try:
        different = {"TZ": "America/St_Johns", "LANG": "zh_CN.UTF-8", "PYTHONHASHSEED": "4242"}
        assert build(ROOT / "content", second, "--jobs", "1", **different).returncode == 0
    finally:
        os.umask(mask)
    assert manifest(first) == manifest(second)
    assert {oct(p.stat().st_mode & 0o777) for p in second.rglob("*") if p.is_file()} == {"0o644"}


NUMBERLESS = DOCUMENT.replace("索引号: SL/2024-{n:05d}\n", "")


def numberless(content: Path) -> Path:
    """A content folder whose documents get their numbers from the site."""
    (content / "documents").mkdir(parents=True)
    for n in (1, 2):
        (content / "documents" / f"{n}.md").write_text(
            NUMBERLESS.format(n=n, day=n, text="每日开放。"), encoding="utf-8"
        )
    return content


def test_numbers_are_registered_before_they_are_seen(tmp_path: Path) -> None:
    content, output = numberless(tmp_path / "content"), tmp_path / "output"
    (content / "索引号登记.tsv.tmp").mkdir()  # the register cannot be written
    failed = build(content, output)
    assert failed.returncode == 1
    assert "没有改动" in failed.stderr
    assert not output.exists()
    (content / "索引号登记.tsv.tmp").rmdir()
    assert build(content, output).returncode == 0
    register = (content / "索引号登记.tsv").read_text("utf-8")
    assert register.count("\n") == 2
    before = manifest(output)
    assert build(content, output).returncode == 0
    assert ((content / "索引号登记.tsv").read_text("utf-8"), manifest(output)) == (register, before)


def test_the_report_is_never_written_into_what_is_served(tmp_path: Path) -> None:
    content, output = write(tmp_path / "content", "每日开放。", 2), tmp_path / "output"
    for place in (output / "report.json", tmp_path / "content" / ".." / "output" / "deep" / "r.json"):
        refused = build(content, output, "--report", str(place))
        assert refused.returncode == 2
        assert str(place) in refused.stderr
        assert not output.exists()
    assert build(content, output, "--report", str(tmp_path / "report.json")).returncode == 0
    refused = build(content, output, "--report", str(output / "report.json"))
    assert refused.returncode == 2
    assert not (output / "report.json").exists()
