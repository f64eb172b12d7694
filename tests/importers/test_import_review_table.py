"""清理结果 tables: five outcomes, told by a column, by ticks or by sections; anything else is named with its row."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from plugins.catalogue.review import read_review
from plugins.importers.changes import ImportRefused
from plugins.importers.review_table import Outcome, problems, read_review_table, review_csv

TABLE = """示例市规范性文件清理结果,,,,
序号,文件名称,文号,清理结果,备注
1,《甲办法》,示文〔2015〕1号,继续有效,
2,《乙规定》,示文〔2016〕2号,修订后重新发布,年内完成
3,丙通知,示文〔2012〕3号,失效,任务完成
4,丁意见,示文〔2010〕4号,废止,被涵盖
5,戊通知,示文〔2011〕5号,重新认定不属于规范性文件,
"""


def workbook(rows: list[list[object]], *, merged: str = "", hidden: bool = False, title: str = "结果") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    if hidden:
        other = book.create_sheet("隐藏")
        other.append(["文件名称", "清理结果"])
        other.append(["不应读取", "废止"])
        other.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_five_outcomes(codec: str) -> None:
    rows = read_review_table(TABLE.encode(codec), name="结果.csv")
    assert [row.outcome for row in rows] == list(Outcome)
    assert [row.row for row in rows] == [3, 4, 5, 6, 7]
    assert (rows[0].title, rows[0].number) == ("甲办法", "示文〔2015〕1号")
    assert rows[3].remark == "被涵盖"
    assert rows[3].evidence == "4 | 丁意见 | 示文〔2010〕4号 | 废止 | 被涵盖"
    assert problems(rows) == ()


@pytest.mark.parametrize(
    ("written", "outcome"),
    [
        ("继续有效", Outcome.CONTINUES),
        ("保留", Outcome.CONTINUES),
        (" 宣布 失效。", Outcome.LAPSED),
        ("予以废止", Outcome.REPEALED),
        ("修改", Outcome.REVISE),
        ("不属于规范性文件", Outcome.NOT_NORMATIVE),
        ("拟废止", None),
        ("废止或修改", None),
        ("待定", None),
        ("", None),
    ],
)
def test_words(written: str, outcome: Outcome | None) -> None:
    """Only the words themselves count: a plan to repeal is no repeal, and a choice of two is none."""
    (row,) = read_review_table(f"文件名称,文号,处理意见\n甲办法,示文〔2015〕1号,{written}\n".encode(), name="a.csv")
    assert row.outcome is outcome
    assert bool(row.problem) is (outcome is None)
    assert outcome is not None or row.problem.startswith("第 2 行：")


def test_rows_that_name_nothing() -> None:
    (row,) = read_review_table("序号,文件名称,文号,清理结果\n1,,,废止\n".encode(), name="a.csv")
    assert row.outcome is None
    assert row.problem == "第 2 行：既没有文件名称，也没有文号"


def test_days() -> None:
    text = "文件名称,印发日期,清理结果,废止日期\n甲,2015年3月1日,废止,2020/5/1\n乙,某日,废止,\n丙,,废止,明年\n"
    rows = read_review_table(text.encode(), name="a.csv")
    assert [(row.date, row.effective) for row in rows[:2]] == [(date(2015, 3, 1), date(2020, 5, 1)), (None, None)]
    assert rows[2].problem == "第 4 行：日期看不懂“明年”，应写成 2024-03-01"


def test_sections() -> None:
    text = (
        "附件,,\n一、继续有效的文件（1件）,,\n序号,文件名称,文号\n1,甲,示文〔2015〕1号\n"
        "二、宣布失效的文件,,\n序号,文件名称,文号\n1,乙,\n,关于废止旧制的决定,\n三、废止和失效的文件,,\n1,丙,\n"
    )
    rows = read_review_table(text.encode(), name="a.csv")
    assert [(row.title, row.outcome) for row in rows] == [
        ("甲", Outcome.CONTINUES),
        ("乙", Outcome.LAPSED),
        ("关于废止旧制的决定", Outcome.LAPSED),
        ("丙", Outcome.LAPSED),
    ]


def test_ticks() -> None:
    text = "文件名称,继续有效,废止,失效\n甲,√,,\n乙,,■,\n丙,√,√,\n丁,,,\n"
    rows = read_review_table(text.encode(), name="a.csv")
    assert [row.outcome for row in rows] == [Outcome.CONTINUES, Outcome.REPEALED, None, None]
    assert "不止一个" in rows[2].problem
    assert "没有写清理结果" in rows[3].problem


def test_workbook() -> None:
    data = workbook(
        [
            ["示例市清理结果", None, None, None],
            ["序号", "文件名称", "清理结果", "废止日期"],
            [1, "甲办法", "废止", datetime(2020, 5, 1)],
            [2, "乙办法", None, None],
            [3, "丙办法", "继续有效", None],
        ],
        merged="C3:C4",
        hidden=True,
    )
    rows = read_review_table(data, name="结果.XLSX")
    assert [(row.row, row.title, row.outcome, row.effective) for row in rows] == [
        (3, "甲办法", Outcome.REPEALED, date(2020, 5, 1)),
        (4, "乙办法", Outcome.REPEALED, None),
        (5, "丙办法", Outcome.CONTINUES, None),
    ]


def test_a_sheet_named_for_an_outcome() -> None:
    data = workbook([["文件名称", "文号"], ["甲", "示文〔2015〕1号"]], title="废止目录")
    assert [row.outcome for row in read_review_table(data, name="a.xlsx")] == [Outcome.REPEALED]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("甲,乙\n1,2\n".encode(), "a.csv"),
        ("序号,备注\n1,废止\n".encode(), "a.csv"),
        (b"", "a.csv"),
        (b"PK\x03\x04 broken", "a.xlsx"),
        ("不是表格".encode(), "a.xlsx"),
    ],
)
def test_what_is_no_table(data: bytes, name: str) -> None:
    with pytest.raises(ImportRefused):
        read_review_table(data, name=name)


def test_a_bomb_is_not_unpacked() -> None:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (70 * 1024 * 1024))
    with pytest.raises(ImportRefused, match="表格过大"):
        read_review_table(out.getvalue(), name="a.xlsx")


def test_the_catalogue_reads_what_is_written() -> None:
    """The written CSV is the catalogue's review table: same rows, same outcomes; a row with a problem stops there."""
    text = (
        "文件名称,文号,清理结果,废止日期,备注\n"
        '"《甲,乙办法》",示文〔2015〕1号,予以废止,2020年5月1日,"被""涵盖"""\n'
        "丙,,保留,,\n"
    )
    rows = read_review_table(text.encode(), name="a.csv")
    read, findings = read_review(review_csv(rows), "review.csv")
    assert findings == []
    assert [(row.target.title, row.target.number, row.outcome, row.on, row.basis) for row in read] == [
        ("甲,乙办法", "示文〔2015〕1号", "废止", date(2020, 5, 1), '被"涵盖"'),
        ("丙", None, "继续有效", None, ""),
    ]
    doubtful = read_review_table("文件名称,清理结果\n甲,拟废止\n".encode(), name="a.csv")
    read, findings = read_review(review_csv(doubtful), "review.csv")
    assert (read, [finding.code for finding in findings]) == ((), ["R08"])


def test_title_and_number_in_one_cell_are_taken_apart() -> None:
    text = "文件名称,清理结果\n《甲办法》（示文〔2015〕1号）,废止\n"
    (row,) = read_review_table(text.encode(), name="a.csv")
    assert (row.title, row.number) == ("甲办法", "示文〔2015〕1号")
