"""Lines of related documents say of an act what the mark says: done, open, or nothing where it has not happened."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from plugins.catalogue.column import Column
from plugins.disclosure.build import Account, read_column
from plugins.disclosure.data_files import event_record
from plugins.disclosure.document_view import relations_of
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.structured_data import json_ld

SETTINGS = ColumnSettings("示例市", "https://x.example.gov.cn")
HEAD = """---
标题: 示例市{name}管理办法
索引号: X/{name}
发文机关: 示例市文化和旅游局
成文日期: {issued}
发布日期: {issued}
分类: 行政规范性文件
公开属性: 主动公开
{more}---

第一条 为规范街头艺术表演，制定本办法。
"""
REPEALS = "废止:\n  - 标题: 示例市剧场管理办法\n    施行: 2022-06-01\n"


def column(folder: Path, actor: str, target: str = "") -> Column:
    (folder / "documents").mkdir()
    for name, issued, more in (("剧场", "2020-01-01", target), ("展厅", "2022-01-01", REPEALS + actor)):
        (folder / "documents" / f"{name}.md").write_text(HEAD.format(name=name, issued=issued, more=more), "utf-8")
    return read_column(str(folder), SETTINGS, date(2026, 1, 1), 1, Account(), lambda *_: None)[0]


def lines(made: Column) -> list[list[str]]:
    return [[g.verb for g in relations_of(made, made.catalogue[f"X/{name}"])] for name in ("剧场", "展厅")]


def repeals_in_data(made: Column) -> bool:
    return "legislationRepeals" in json.loads(json_ld(made, made.catalogue["X/展厅"], SETTINGS))


def test_an_act_that_has_happened_is_told(tmp_path: Path) -> None:
    made = column(tmp_path, "")
    assert lines(made) == [["被废止，依据"], ["废止"]]
    assert repeals_in_data(made)
    assert "disputed" not in event_record(made.events["X/剧场"][0])


def test_an_act_in_doubt_is_told_as_one(tmp_path: Path) -> None:
    made = column(tmp_path, "有效性: 已废止\n")
    assert made.status["X/剧场"].force.value == "undetermined"
    assert lines(made) == [["是否被废止待核，依据"], ["废止（待核）"]]
    assert not repeals_in_data(made)
    assert event_record(made.events["X/剧场"][0])["disputed"] is True


def test_an_act_on_what_is_stated_to_be_in_doubt_is_told_as_one(tmp_path: Path) -> None:
    assert lines(column(tmp_path, "", "有效性: 待核\n")) == [["是否被废止待核，依据"], ["废止（待核）"]]


def test_an_act_of_a_document_that_had_ended_is_not_told(tmp_path: Path) -> None:
    made = column(tmp_path, "有效期至: 2022-03-31\n")
    assert made.status["X/剧场"].force.value == "in_force"
    assert lines(made) == [[], []]
    assert not repeals_in_data(made)


def test_an_act_that_an_editor_denies_is_not_told(tmp_path: Path) -> None:
    assert lines(column(tmp_path, "", "有效性: 有效\n")) == [[], []]
