"""Paths and values that a command cannot use: told in Chinese, nothing half made left behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plugins.archive import verify
from plugins.commands.clause_reading import run_batch
from plugins.commands.draft_import import run_import
from plugins.commands.new_document import run_new

ROOT = Path(__file__).resolve().parents[2]


def test_new_asks_for_a_content_folder_that_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_new(ROOT, str(tmp_path / "none"), {"标题": "茶馆办法"}) == 2
    assert "找不到内容目录" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_new_leaves_no_folder_of_a_day_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_new(ROOT, str(tmp_path), {"标题": "茶馆办法", "成文日期": "昨天"}) == 2
    assert "日期写法不对：昨天" in capsys.readouterr().err
    assert run_new(ROOT, str(tmp_path), {"标题": "茶馆办法", "分类": "没有这一类", "成文日期": "2024-03-01"}) == 1
    assert "V06" in capsys.readouterr().err
    assert not list(tmp_path.rglob("2024"))


def test_new_tells_what_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "documents").write_text("")
    assert run_new(ROOT, str(tmp_path), {"标题": "茶馆办法"}) == 1
    assert "没有新建" in capsys.readouterr().err


@pytest.mark.parametrize(("second", "line"), [(b"not json", 2), (b"\xff\xfe", 2), (b"[1]", 2)])
def test_clauses_names_the_line_that_is_no_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], second: bytes, line: int
) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"id": 1, "text": ""}\n' + second + b"\n")
    assert run_batch(ROOT, str(tmp_path / "a.jsonl"), "") == 1
    told = capsys.readouterr()
    assert [json.loads(each)["id"] for each in told.out.splitlines()] == [1]
    assert f"第 {line} 行读不了" in told.err


def test_clauses_tells_an_output_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.jsonl").write_text("")
    assert run_batch(ROOT, str(tmp_path / "a.jsonl"), str(tmp_path / "none" / "b.jsonl")) == 2
    assert "文件或目录不存在" in capsys.readouterr().err


def test_import_tells_what_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "a.txt").write_text("示例市茶馆管理办法\n\n第一条　茶馆应当亮证经营。\n", "utf-8")
    (tmp_path / "to").write_text("")
    assert run_import(ROOT, str(tmp_path / "old"), str(tmp_path / "to")) == 1
    assert "同名的文件已经在那里" in capsys.readouterr().err
    report = tmp_path / "none" / "r.json"
    assert run_import(ROOT, str(tmp_path / "old"), str(tmp_path / "drafts"), report=str(report)) == 1
    assert "改动清单没有写成：文件或目录不存在" in capsys.readouterr().err


def test_verify_tells_in_chinese_that_nothing_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main([str(tmp_path / "none.zip")]) == 2
    assert "没有这个文件或文件夹" in capsys.readouterr().out
