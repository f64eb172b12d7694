"""A term and an end that both stand are compared by the entry into force, which may stand in the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.catalogue.validate import SiteRules
from plugins.disclosure.reading import read_file

HEAD = """---
标题: 示例市茶馆管理办法
索引号: SL/2018-00001
发文机关: 示例市园林局
发文字号: 示园〔2018〕1号
成文日期: 2018-01-05
发布日期: 2018-01-10
分类: 其他文件
公开属性: 主动公开
内容概述: 规定茶馆的开放时间。
{ends}
---

第一条　茶馆每日开放。

第二条　{entry}
"""


def codes(folder: Path, ends: str, entry: str) -> list[str]:
    (folder / "a.md").write_text(HEAD.format(ends=ends, entry=entry), encoding="utf-8")
    return [f.code for f in read_file(str(folder), "a.md", SiteRules()).findings]


@pytest.mark.parametrize(
    ("entry", "agreeing"),
    [
        ("本办法自2018年2月1日起施行。", "2023-01-31"),
        ("本办法自印发之日起施行。", "2023-01-04"),
        ("<!-- 本办法自2018年3月1日起施行。 -->本办法自2018年2月1日起施行。", "2023-01-31"),
        ("茶馆由街道巡查。", "2023-01-04"),
    ],
)
def test_the_term_is_counted_from_the_entry_that_the_text_tells(entry: str, agreeing: str, tmp_path: Path) -> None:
    assert codes(tmp_path, f"有效期: 5年\n有效期至: {agreeing}", entry) == []
    assert codes(tmp_path, "有效期: 5年\n有效期至: 2023-06-30", entry) == ["V10"]


def test_no_term_is_compared_where_the_entry_cannot_be_dated(tmp_path: Path) -> None:
    assert codes(tmp_path, "有效期: 5年\n有效期至: 2023-06-30", "本办法自公布之日起30日后施行。") == []


def test_an_end_before_the_entry_that_the_text_tells_is_refused(tmp_path: Path) -> None:
    assert codes(tmp_path, "有效期至: 2018-01-20", "本办法自2018年2月1日起施行。") == ["V04"]
    assert codes(tmp_path, "有效期至: 2018-02-20", "本办法自2018年2月1日起施行。") == []
