"""Front matter is YAML whatever a title holds, and a source's own head is read without harm."""

from __future__ import annotations

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from plugins.importers.changes import ImportRefused
from plugins.importers.draft import make_draft
from plugins.importers.front_matter import read_head, write_draft

HOSTILE = [
    "说明: 关于 #1",
    "'单引' \"双引\"",
    "[方括号]{花}",
    "- 横线",
    "? 问",
    "*星 &锚 !标签",
    "是",
    "yes",
    "2020-01-01",
    "%百分",
    "`反`",
    "|竖",
    "> 大于",
    "@",
    "尾随 ",
    " 前导",
    "a: b: c #d",
    "null",
    "~",
    "0o17",
    "1_000",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_titles(title: str) -> None:
    text = write_draft(
        {"标题": title, "发文机关": [title, title], "公开属性": None, "成文日期": date(2020, 1, 2)}, "正文"
    )
    head = text.split("\n---\n")[0].removeprefix("---\n")
    assert yaml.safe_load(head) == {
        "标题": title,
        "发文机关": [title, title],
        "公开属性": None,
        "成文日期": date(2020, 1, 2),
    }
    assert head.count("\n") == 5, "a key or an item a line"


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1),
    st.text("甲。\n-|#", max_size=40),
)
def test_any_title_reads_back(title: str, body: str) -> None:
    """Written and read again, a title is the same, and the body begins after the second line of hyphens."""
    text = write_draft({"标题": title, "公开属性": None}, body)
    _, head, rest = text.split("---\n", 2)
    assert yaml.safe_load(head)["标题"] == title
    assert rest == f"\n{body.strip(chr(10))}\n"


def test_values_are_never_aliases() -> None:
    bodies = ["甲局"]
    assert "&id" not in write_draft({"发文机关": bodies, "主题词": bodies}, "")


def test_own_head() -> None:
    values, rest, lines, changes = read_head("---\ntitle: 甲\n标题: 乙\n---\n\n正文")
    assert values == {"title": "甲", "标题": "乙"}
    assert rest.strip("\n") == "正文"
    assert rest.split("\n")[5] == "正文", "line numbers stay"
    assert lines == len(changes) == 4


@pytest.mark.parametrize("text", ["正文", "---\n正文\n---\n", "---\n没有结束: 1\n", "----\na: 1\n----\n", ""])
def test_no_head(text: str) -> None:
    assert read_head(text) == ({}, text, 0, [])


@pytest.mark.parametrize(
    "head",
    ["a: &x [1]\nb: *x", "a: [1", "a: !!python/object:os.system x", "- a: 1", "a: 1\n\tb: 2", "a: 2020-13-45"],
)
def test_heads_that_cannot_be_read_are_refused(head: str) -> None:
    with pytest.raises(ImportRefused, match="文件信息看不懂"):
        read_head(f"---\n{head}\n---\n正文")


@pytest.mark.parametrize("head", ["公开属性: 不予公开", "disclosure: 依申请公开", "draft: true", "status: hidden"])
def test_own_head_can_only_hold_back(head: str) -> None:
    text = f"---\ntitle: 甲公告\n{head}\n---\n本馆开放。".encode()
    assert make_draft(text, path="a.md", disclosure="主动公开").front_matter["公开属性"] is None


def test_own_head_never_lets_out() -> None:
    text = "---\ntitle: 甲公告\n公开属性: 主动公开\n---\n本馆开放。".encode()
    assert make_draft(text, path="a.md").front_matter["公开属性"] is None


def test_only_the_three_values_are_taken() -> None:
    with pytest.raises(ImportRefused, match="公开属性只能是"):
        make_draft("甲。".encode(), path="a.txt", disclosure="公开")
