"""Review tables: what a row names."""

from __future__ import annotations

import pytest

from plugins.catalogue.review import read_review, taken_apart


@pytest.mark.parametrize(
    ("name", "number", "expected"),
    [
        ("《某办法》（示文〔2012〕3号）", "", ("某办法", "示文〔2012〕3号")),
        ("《某办法》（示文〔2012〕3号）", "示文[2012]3号", ("某办法", "示文[2012]3号")),
        ("《某办法》示文〔2012〕3号", "", ("某办法", "示文〔2012〕3号")),
        ("《某办法》（试行）（示文〔2012〕3号）", "", ("某办法（试行）", "示文〔2012〕3号")),
        ("《某办法》（示文〔2012〕3号，2012年5月1日）", "", ("某办法", "示文〔2012〕3号")),
        ("某办法(示文〔2012〕3号)", "", ("某办法", "示文〔2012〕3号")),
        ("关于印发《某办法》的通知（示文〔2012〕3号）", "", ("关于印发《某办法》的通知", "示文〔2012〕3号")),
        ("《某办法》（市政府令第12号）", "", ("某办法", "市政府令第12号")),
        ("《某办法》", "示文〔2012〕3号", ("某办法", "示文〔2012〕3号")),
        ("《某办法》（2012年修订）", "", ("某办法（2012年修订）", "")),
        ("《甲法》实施细则", "", ("《甲法》实施细则", "")),
        ("某办法（试行）", "", ("某办法（试行）", "")),
        # which is meant is not guessed
        ("《某办法》（示文〔2012〕3号）", "示文〔2013〕3号", ("《某办法》（示文〔2012〕3号）", "示文〔2013〕3号")),
        ("《某办法》《某规定》", "", ("《某办法》《某规定》", "")),
    ],
)
def test_a_cell_of_names_is_taken_apart(name: str, number: str, expected: tuple[str, str]) -> None:
    assert taken_apart(name, number) == expected


def test_a_row_gives_title_and_number() -> None:
    text = "文件名称,清理结果\n《某办法》（示文〔2012〕3号）,废止\n"
    (row,), findings = read_review(text, "清理结果/1.csv")
    assert (row.target.title, row.target.number) == ("某办法", "示文〔2012〕3号")
    assert findings == []
