"""Pages of history and of comparison can be left out; then nothing leads to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from plugins.disclosure.build import Account, read_column
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.site import Renderer, Site, units

TEMPLATES = str(Path(__file__).resolve().parents[2] / "theme" / "templates")
HEAD = """---
标题: {title}
索引号: X/2020-{n}
发文机关: 示例市文化和旅游局
发文字号: 示文旅发〔2020〕{n}号
成文日期: 2020-0{n}-01
发布日期: 2020-0{n}-01
分类: 行政规范性文件
公开属性: 主动公开
{more}---

# {title}

第一条 为规范街头艺术表演，制定本办法。
"""


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("content")
    (folder / "documents").mkdir()
    one = HEAD.format(title="街头艺术表演管理办法（试行）", n=1, more="")
    two = HEAD.format(title="街头艺术表演管理办法", n=2, more="废止:\n  - 示文旅发〔2020〕1号\n")
    for name, text in (("one", one), ("two", two)):
        (folder / "documents" / f"{name}.md").write_text(text, "utf-8")
    return folder


def made(content: Path, **switched: bool) -> dict[str, str]:
    settings = replace(ColumnSettings("示例市", "https://x.example.gov.cn"), **switched)
    column, _ = read_column(str(content), settings, date(2026, 1, 1), 1, Account(), lambda *_: None)
    site = Site.of(column, settings, str(content), TEMPLATES)
    renderer = Renderer(site, str(content))
    return {url: data.decode() for unit in units(site) for url, data in renderer.files(unit)}


def test_both_are_there_by_default(content: Path) -> None:
    pages = made(content)
    assert sum(url.startswith("history/") for url in pages) == 2
    assert sum("/compare-" in url for url in pages) == 1


@pytest.mark.parametrize(("switch", "part"), [("histories", "history/"), ("comparisons", "compare-")])
def test_left_out_nothing_leads_to_them(content: Path, switch: str, part: str) -> None:
    before, pages = made(content), made(content, **{switch: False})
    assert [url for url in before if url not in pages] == [url for url in before if part in url]
    assert [url for url, text in before.items() if part in text] != []
    assert [url for url, text in pages.items() if part in text] == []
