"""An end without a day: the page of a day, the history and `force --as-of` say the same of the days before it was told."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from plugins.catalogue.column import Column
from plugins.commands.force_table import force_record
from plugins.disclosure.build import Account, read_column
from plugins.disclosure.data_files import periods
from plugins.disclosure.document_view import events_of, history_page
from plugins.disclosure.settings import ColumnSettings

SETTINGS = ColumnSettings("示例市", "https://x.example.gov.cn")
TOLD = date(2026, 1, 1)
TEXT = """---
标题: 示例市剧场管理办法
索引号: X/1
发文机关: 示例市文化和旅游局
成文日期: 2020-01-01
发布日期: 2020-01-05
分类: 行政规范性文件
公开属性: 主动公开
{more}
---

第一条 为规范街头艺术表演，制定本办法。
"""
ENDS = pytest.mark.parametrize("more", ["有效性: 已废止", "有效性: 已失效", "被废止: 《某市关于清理文件的决定》"])


def column(folder: Path, more: str, as_of: date) -> Column:
    (folder / "documents").mkdir(exist_ok=True)
    (folder / "documents" / "a.md").write_text(TEXT.format(more=more), "utf-8")
    return read_column(str(folder), SETTINGS, as_of, 1, Account(), lambda *_: None)[0]


def on_the_page(made: Column, day: date) -> str:
    """What the page of a day of the site says."""
    return [force for first, force in periods(made, made.catalogue["X/1"]) if first and first <= day.isoformat()][-1]


@ENDS
def test_the_page_of_a_day_and_the_command_agree(more: str, tmp_path: Path) -> None:
    site = column(tmp_path, more, TOLD)
    seen = set()
    for day in (date(2020, 1, 5), date(2023, 7, 1), TOLD - timedelta(days=1), TOLD):
        made = column(tmp_path, more, day)
        record = force_record(made, made.catalogue["X/1"], TOLD)
        assert record["force"] == on_the_page(site, day)
        seen.add((record["force"], day == TOLD))
    assert {force for force, told in seen if not told} == {"undetermined"}
    assert all(force in ("repealed", "lapsed") for force, told in seen if told)


@ENDS
def test_the_history_does_not_begin_with_the_end(more: str, tmp_path: Path) -> None:
    made = column(tmp_path, more, TOLD)
    events = events_of(made, made.catalogue["X/1"])
    assert [e.on for e in events] == ["2020-01-01", "2020-01-05", ""]
    assert events[-1].force in ("repealed", "lapsed")
    drawn = history_page(made, made.catalogue["X/1"], SETTINGS).timeline_svg
    assert drawn.index("2020-01-05") < drawn.index("日期不详")
