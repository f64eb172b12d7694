"""`plan`: what it counts, and what it says when nothing is published yet or nothing can be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plugins.commands.publication_plan import compare, run_plan

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = """---
标题: 示例市茶馆管理办法
发文机关: 示例市文化和旅游局
成文日期: 2024-03-01
发布日期: 2024-03-05
分类: 行政规范性文件
公开属性: {disclosure}
索引号: PL/2024-00001
内容概述: 规定茶馆的管理。
---

第一条　茶馆应当亮证经营。
"""


def write(content: Path, disclosure: str = "主动公开") -> None:
    (content / "documents").mkdir(parents=True, exist_ok=True)
    (content / "documents" / "a.md").write_text(DOCUMENT.format(disclosure=disclosure), "utf-8")


def test_only_pages_count_as_pages(tmp_path: Path) -> None:
    for name, files in {
        "old": {"index.html": "1", "search/d/0.js": "1", "data/a.json": "1"},
        "new": {"index.html": "2", "a.html": "", "search/d/1.js": "", "data/a.json": "2"},
    }.items():
        for url, text in files.items():
            (tmp_path / name / url).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / url).write_text(text if url != "data/a.json" else "[]" + " " * int(text))
    value = compare(str(tmp_path / "old"), str(tmp_path / "new"))
    assert (value["added"], value["changed"], value["removed"]) == (["a.html"], ["index.html"], [])
    assert value["files"] == {"added": ["search/d/1.js"], "changed": ["data/a.json"], "removed": ["search/d/0.js"]}


def test_a_plan_publishes_nothing_and_does_not_say_that_it_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "content")
    assert run_plan(ROOT, str(tmp_path / "content"), str(tmp_path / "site"), as_of="2026-11-22") == 0
    told = capsys.readouterr().out
    assert "还没有已发布的网站" in told
    assert "已发布 1 份" not in told
    assert "0 份" not in told
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("style", ["text", "json"])
def test_mistakes_are_told_as_the_build_tells_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], style: str
) -> None:
    write(tmp_path / "content", disclosure="")
    assert run_plan(ROOT, str(tmp_path / "content"), str(tmp_path / "site"), as_of="2026-11-22", style=style) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "documents/a.md:7" in told.err
    assert "D01" in told.err


def test_no_difference_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], sample_site: Path) -> None:
    content = str(ROOT / "content")
    assert run_plan(ROOT, content, str(sample_site), as_of="2026-11-22", style="json") == 0
    value = json.loads(capsys.readouterr().out)
    assert (value["marks"], value["added"], value["removed"]) == ([], [], [])
    assert run_plan(ROOT, content, str(sample_site), as_of="2026-11-22") == 0
    assert "没有变化" in capsys.readouterr().out
