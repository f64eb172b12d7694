"""A comment in a body is the editors' own: it states nothing, and nothing that leaves quotes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.catalogue.gate import Reading
from plugins.catalogue.validate import SiteRules
from plugins.disclosure.reading import read_file

HEAD = """---
标题: 示例市茶馆管理办法
索引号: SL/2018-00001
发文机关: 示例市园林局
发文字号: 示园〔2018〕1号
成文日期: 2018-01-05
分类: 其他文件
公开属性: 主动公开
内容概述: 规定茶馆的开放时间。
---

"""
WORDS = "某人要求"
TEXTS = [
    "第二条　本办法自2018年2月1日起施行，有效期5年{comment}。",
    "第三条　《示例市凉亭管理办法》（示园〔2016〕3号）{comment}同时废止。",
    "第四条　本办法{comment}自2018年3月1日起施行。",
    "第五条　依照《示例市{comment}码头管理办法》办理。",
    "{comment}本办法自印发之日起施行。\n\n《示例市凉亭管理办法》{comment}同时废止。",
]


def reading_of(folder: Path, body: str) -> Reading:
    (folder / "a.md").write_text(HEAD + body + "\n", encoding="utf-8")
    found = read_file(str(folder), "a.md", SiteRules(publisher="示例市园林局"))
    assert found.reading
    return found.reading


@pytest.mark.parametrize("text", TEXTS)
def test_a_comment_within_a_sentence_changes_nothing(text: str, tmp_path: Path) -> None:
    plain = reading_of(tmp_path, text.format(comment=""))
    commented = reading_of(tmp_path, text.format(comment=f"<!-- {WORDS} -->"))
    assert (commented.effects, commented.entry_in_text) == (plain.effects, plain.entry_in_text)
    assert commented.mentioned == plain.mentioned
    assert WORDS not in repr(commented)
    assert plain.effects or plain.entry_in_text or plain.mentioned


def test_a_comment_alone_states_nothing(tmp_path: Path) -> None:
    body = "<!-- 待定：本办法自2030年5月1日起施行。《示例市凉亭管理办法》同时废止。 -->第一条　每日开放。"
    found = reading_of(tmp_path, body)
    assert (found.effects, found.entry_in_text, found.mentioned) == ((), None, ())
