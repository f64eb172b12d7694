"""The `archive` command in a repository: what it leaves out, refuses, and says of itself."""

from __future__ import annotations

import functools
import hashlib
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from bundle_runs import project_copy
from nested_scan import Scan

from plugins.archive.releases import read_releases
from plugins.archive.verify import verify
from plugins.commands import archive_making
from plugins.commands.archive_making import run_apply, run_archive
from plugins.commands.column_build import run_build
from plugins.commands.schema_file import run_schema

DOCUMENT = """---
标题: {title}
索引号: SL/{serial}
发文机关: 示例市园林局
发文字号: {number}
成文日期: {day}
发布日期: {day}
分类: 其他
公开属性: {disclosure}
内容概述: 公园开放时间。
{more}---

公园每日开放。
"""
HELD_TITLE, HELD_NUMBER = "关于启用朱雀暗号的决定", "示文旅规〔2021〕7号"
HELD = f"《{HELD_TITLE}》（{HELD_NUMBER}）"
OPEN_NUMBER = "示园规〔2022〕5号"


def _write(content: Path, name: str, **fields: str) -> Path:
    given = {
        "title": f"示例市{name}公园开放通知",
        "number": "",
        "day": "2020-03-01",
        "disclosure": "主动公开",
        "more": "",
    }
    path = content / "documents" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(DOCUMENT.format(**{**given, **fields}), "utf-8")
    return path


def _row(bag: Path, index_number: str) -> dict[str, object]:
    with zipfile.ZipFile(bag) as archive:
        lines = archive.read(f"{bag.stem}/data/catalogue/documents.jsonl").decode().splitlines()
    return next(row for row in map(json.loads, lines) if row["index_number"] == index_number)


def _source(bag: Path, name: str) -> str:
    with zipfile.ZipFile(bag) as archive:
        return archive.read(f"{bag.stem}/data/sources/documents/{name}.md").decode()


def _data(bag: Path, number: str) -> dict[str, object]:
    with zipfile.ZipFile(bag) as archive:
        rows = json.loads(archive.read(f"{bag.stem}/data/site/data/catalogue/2020.json"))
    return dict(next(row for row in rows if row["index_number"] == number))


def test_no_source_in_a_bag_names_a_document_behind_the_gate(tmp_path: Path, root: Path) -> None:
    content = tmp_path / "content"
    _write(content, "朱", serial="2021-00001", title=HELD_TITLE, number=HELD_NUMBER, day="2021-05-01",
           disclosure="不予公开", more="理由: 《政府信息公开条例》第十四条\n")  # fmt: skip
    _write(content, "东", serial="2020-00001", more=f"被废止: {HELD}\n有效性: 已废止\n")
    _write(
        content, "西", serial="2020-00002", more=f"被修改:\n  - 《示例市南山决定》\n  - {HELD_NUMBER}\n主题词: 公园\n"
    )
    _write(content, "南", serial="2020-00003",
           more=f"有效性:\n  状态: 已废止\n  日期: 2021-05-01\n  依据: {HELD}\n")  # fmt: skip
    _write(
        content,
        "北",
        serial="2020-00004",
        more=f"repealed_by: {{标题: {HELD_TITLE}, 日期: 2021-05-01}}\n依据: 《条例》\n",
    )
    _write(content, "中", serial="2020-00005",
           more=f"有效性:\n  状态: 已废止\n  日期: 2022-05-01\n  依据: 《示例市清理决定》（{OPEN_NUMBER}）\n依据: 《条例》\n")  # fmt: skip
    assert run_archive(root, str(content), str(tmp_path / "out"), as_of="2024-07-01") == 0
    (bag,) = (tmp_path / "out").glob("*.zip")
    assert verify(bag) == []
    scan = Scan([HELD_TITLE, "朱雀暗号", HELD_NUMBER])
    assert list(scan.file(bag)) == []
    assert scan.looked["zip"] > 20
    for name, gone in {"东": "被废止", "西": "被修改", "南": "有效性", "北": "repealed_by"}.items():
        assert gone not in _source(bag, name), name
    assert "有效性: 已废止\n" in _source(bag, "东")
    assert "主题词: 公园\n" in _source(bag, "西")
    assert "依据: 《条例》" in _source(bag, "北")
    assert OPEN_NUMBER in _source(bag, "中"), "a basis that is public stays"
    for name, number in {"东": 1, "西": 2, "南": 3, "北": 4, "中": 5}.items():
        found = hashlib.sha256(_source(bag, name).encode()).hexdigest()
        assert _row(bag, f"SL/2020-{number:05d}")["digest"] == found
        assert _data(bag, f"SL/2020-{number:05d}")["digest"] == found, "the site's own data say the same"
    assert _row(bag, "SL/2020-00001")["legal_force"] == "repealed", "the effect itself is told"


def test_the_last_day_is_the_one_that_a_later_notice_set(tmp_path: Path, root: Path) -> None:
    content = tmp_path / "content"
    _write(content, "东", serial="2020-00001", number="示园规〔2020〕1号", more="有效期至: 2024-12-31\n")
    _write(content, "西", serial="2020-00002", number="示园规〔2020〕2号", more="有效期至: 2025-12-31\n")
    later = _write(content, "延", serial="2024-00001", title="关于延长有效期的通知", day="2024-06-01")
    text = later.read_text("utf-8").replace(
        "公园每日开放。", "《示例市东公园开放通知》（示园规〔2020〕1号）有效期延长至2027年12月31日。"
    )
    later.write_text(text, "utf-8")
    assert run_archive(root, str(content), str(tmp_path / "out"), as_of="2024-07-01") == 0
    (bag,) = (tmp_path / "out").glob("*.zip")
    assert _row(bag, "SL/2020-00001")["expires_on"] == "2027-12-31"
    assert _row(bag, "SL/2020-00002")["expires_on"] == "2025-12-31"
    assert "expires_on" not in _row(bag, "SL/2024-00001")


Commit = Callable[[], str]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Commit]:
    """A copy of the project in a repository of its own, and what commits all of it."""
    if shutil.which("git") is None:
        pytest.skip("needs git")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "示例")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "x@example.cn")
        monkeypatch.setenv(f"GIT_{who}_DATE", "2024-07-01T10:00:00+08:00")
    folder = project_copy(tmp_path / "project", ())
    shutil.copy(Path(__file__).resolve().parents[2] / ".gitignore", folder)

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def commit() -> str:
        git("add", "-A")
        git("commit", "-q", "-m", "x")
        return git("rev-parse", "HEAD")

    git("init", "-q")
    _write(folder / "content", "东", serial="2020-00001")
    return folder, commit


def _commit_in(bag: Path) -> str:
    with zipfile.ZipFile(bag) as archive:
        info = archive.read(f"{bag.stem}/bag-info.txt").decode()
        said = json.loads(archive.read(f"{bag.stem}/data/provenance.json"))["commit"]
    named = dict(line.split(": ", 1) for line in info.splitlines()).get("Archive-Commit", "")
    assert named == said
    return named


def test_two_commits_of_one_day(
    repository: tuple[Path, Commit], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, commit = repository
    content, out = str(root / "content"), tmp_path / "out"
    first = commit()
    assert run_archive(root, content, str(out)) == 0
    bag = out / "gongkai-20240701.zip"
    bytes_before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert _commit_in(bag) == first
    assert run_archive(root, content, str(out)) == 0, "the same commit again"
    assert {path.name: path.read_bytes() for path in out.iterdir()} == bytes_before
    shutil.copy(out / "releases.json", root / "content")
    _write(root / "content", "西", serial="2020-00002")
    second = commit()
    capsys.readouterr()
    assert run_archive(root, content, str(out), since=str(bag)) == 1
    told = capsys.readouterr().err
    assert str(bag) in told
    assert "内容不同" in told
    assert "--to" in told
    assert {path.name: path.read_bytes() for path in out.iterdir()} == bytes_before, "nothing is touched, nothing added"
    other = tmp_path / "other"
    assert run_archive(root, content, str(other), since=str(bag)) == 0
    (delta,) = other.glob("*-from-*.zip")
    assert _commit_in(other / bag.name) == second
    records = read_releases((other / "releases.json").read_text("utf-8"))
    assert {(r.name, r.commit) for r in records} == {(bag.name, first), (bag.name, second), (delta.name, second)}
    capsys.readouterr()
    assert run_apply(str(bag), str(delta), str(out)) == 1
    assert str(bag) in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in out.iterdir()} == bytes_before
    assert run_apply(str(bag), str(delta), str(tmp_path / "applied")) == 0
    assert (tmp_path / "applied" / bag.name).read_bytes() == (other / bag.name).read_bytes()


def test_a_bag_names_no_commit_that_it_was_not_made_from(
    repository: tuple[Path, Commit], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, commit = repository
    made = commit()
    _write(root / "content", "西", serial="2020-00002")
    assert run_archive(root, str(root / "content"), str(tmp_path / "dirty")) == 0
    assert "content/documents/西.md 有未提交的改动" in capsys.readouterr().err
    assert _commit_in(tmp_path / "dirty" / "gongkai-20240701.zip") == ""
    shutil.copytree(root / "content", tmp_path / "elsewhere")
    (root / "content" / "documents" / "西.md").unlink()
    assert run_archive(root, str(tmp_path / "elsewhere"), str(tmp_path / "outside")) == 0
    assert "不在本项目的 Git 仓库里" in capsys.readouterr().err
    assert _commit_in(tmp_path / "outside" / "gongkai-20240701.zip") == ""
    assert run_archive(root, str(root / "content"), str(tmp_path / "clean")) == 0
    assert "提交" not in capsys.readouterr().err
    assert _commit_in(tmp_path / "clean" / "gongkai-20240701.zip") == made


def test_what_lies_beside_is_still_on_record(
    repository: tuple[Path, Commit], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, commit = repository
    commit()
    for day in ("2024-07-01", "2024-07-02"):
        assert run_archive(root, str(root / "content"), str(tmp_path / "out"), as_of=day) == 0
    records = read_releases((tmp_path / "out" / "releases.json").read_text("utf-8"))
    assert sorted(r.name for r in records) == ["gongkai-20240701.zip", "gongkai-20240702.zip"]


@pytest.mark.parametrize("option", ["to", "key", "public_key", "binary", "since"])
def test_a_path_that_cannot_be_used_is_named(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    file = tmp_path / "README.md"
    file.write_bytes(b"\xff\xfe\x00")
    wrong = file if option in ("to", "binary") else tmp_path / "nope"
    given = {"to": str(tmp_path / "out"), {"binary": "public_key"}.get(option, option): str(wrong)}
    assert run_archive(root, str(root / "content"), given.pop("to"), **given) == 1
    told = capsys.readouterr().err
    assert str(wrong) in told
    assert any("\u4e00" <= character <= "\u9fff" for character in told)
    assert not (tmp_path / "out").exists(), "told before anything is made"


def test_paths_of_the_other_commands_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, missing = tmp_path / "README.md", tmp_path / "nope"
    file.write_text("x", "utf-8")
    for base, delta, to, told in (
        (missing, file, tmp_path / "out", missing),
        (file, missing, tmp_path / "out", missing),
        (file, file, file, file),
        (tmp_path, file, tmp_path / "out", tmp_path),
    ):
        assert run_apply(str(base), str(delta), str(to)) == 1
        assert str(told) in capsys.readouterr().err
    assert run_schema(str(missing / "dir" / "x.json")) == 1
    assert str(missing / "dir" / "x.json") in capsys.readouterr().err
    assert run_schema(str(tmp_path / "x.json")) == 0
    assert json.loads((tmp_path / "x.json").read_text("utf-8"))["type"] == "object"


def test_mistakes_in_the_content_are_told_as_the_build_tells_them(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = tmp_path / "content"
    _write(content, "a", serial="2020-1", day="2020-03-32")
    assert (
        run_build(root, str(content), str(tmp_path / "site"), as_of="2026-11-22", overrides={"GONGKAI_DRY": True}) == 1
    )
    findings = [line for line in capsys.readouterr().err.splitlines() if line.startswith("documents/")]
    assert any("documents/a.md:6" in line and "V03" in line for line in findings)
    assert run_archive(root, str(content), str(tmp_path / "bags"), as_of="2026-11-22") == 1
    told = capsys.readouterr()
    assert [line for line in told.err.splitlines() if line.startswith("documents/")] == findings
    assert "没有归档" in told.err
    assert not list((tmp_path / "bags").iterdir())


def test_a_divided_bag_has_a_delta_for_every_part(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each part comes back, byte for byte; the part of a year that the earlier bag has not is told."""
    monkeypatch.setattr(archive_making, "make_bag", functools.partial(archive_making.make_bag, split_bytes=1000))
    content = tmp_path / "content"
    for year in ("2020", "2021"):
        _write(content, year, serial=f"{year}-00001", day=f"{year}-03-01")
    assert run_archive(root, str(content), str(tmp_path / "old"), as_of="2026-11-21") == 0
    for year in ("2020", "2022"):
        _write(content, f"{year}b", serial=f"{year}-00002", day=f"{year}-03-02")
    (since,) = (path for path in (tmp_path / "old").glob("*.zip") if path.stem.count("-") == 1)
    capsys.readouterr()
    assert run_archive(root, str(content), str(tmp_path / "new"), as_of="2026-11-22", since=str(since)) == 0
    told = capsys.readouterr()
    assert "2022.zip 没有差异包" in told.err
    deltas = sorted(path for path in (tmp_path / "new").glob("*-from-*.zip"))
    assert len(deltas) == 3
    made = {r.name: r for r in read_releases((tmp_path / "new" / "releases.json").read_text("utf-8"))}
    for delta in deltas:
        base = tmp_path / "old" / made[delta.name].base
        assert run_apply(str(base), str(delta), str(tmp_path / "again")) == 0
    again = {path.name: path.read_bytes() for path in (tmp_path / "again").glob("*.zip")}
    whole = {path.name: path.read_bytes() for path in (tmp_path / "new").glob("*.zip") if path not in deltas}
    assert again == {name: data for name, data in whole.items() if not name.endswith("-2022.zip")}
    assert len(again) == 3
