"""What was withdrawn is told by number, day and reason, and by nothing else."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from plugins.archive.bag import ArchiveInputs, make_bag
from plugins.archive.errors import ArchiveError
from plugins.archive.withdrawals import (
    WITHDRAWALS,
    EarlierBag,
    Withdrawal,
    earlier_bag,
    newly_withdrawn,
    read_withdrawals,
    tombstones,
    withdrawals_text,
)
from plugins.commands.archive_making import run_archive

DAY = date(2024, 5, 1)
RECORD = [Withdrawal("SL/2021-00001", date(2022, 1, 2), "误发"), Withdrawal("SL/2021-00002", date(2024, 5, 1))]


def test_the_record_is_read_as_it_was_written() -> None:
    text = withdrawals_text(reversed(RECORD))
    assert text == "SL/2021-00001\t2022-01-02\t误发\nSL/2021-00002\t2024-05-01\t\n"
    assert read_withdrawals(text) == RECORD
    assert read_withdrawals("") == []
    assert read_withdrawals("a/1\t2024-01-01\na/1\t2024-02-02\r\n") == [Withdrawal("a/1", date(2024, 2, 2))]


@pytest.mark.parametrize(
    "line",
    [
        "a/1",
        "a/1\t2024-1-1",
        "a/1\t2024-02-30",
        "\t2024-01-01",
        "a/1\t2024-01-01\t因为《某办法》泄密",
        "a\t2024-01-01\t误发\tx",
    ],
)
def test_a_line_that_is_wrong_is_told_by_its_place(line: str) -> None:
    with pytest.raises(ArchiveError, match="第 2 行"):
        read_withdrawals(f"a/0\t2024-01-01\t误发\n{line}\n")


def test_tombstones_are_of_the_day() -> None:
    stones = tombstones(RECORD, {"SL/2021-00009"}, DAY)
    assert stones == [
        {
            "index_number": "SL/2021-00001",
            "withdrawn_on": "2022-01-02",
            "reason": "误发",
            "sentence": "本文件已撤回，不再公开。原因：误发。",
        },
        {"index_number": "SL/2021-00002", "withdrawn_on": "2024-05-01", "sentence": "本文件已撤回，不再公开。"},
    ]
    assert [s["index_number"] for s in tombstones(RECORD, set(), date(2024, 4, 30))] == ["SL/2021-00001"]
    assert tombstones(RECORD, {"SL/2021-00001", "SL/2021-00002"}, DAY) == [], "what is released again was not withdrawn"


def test_an_earlier_bag_tells_what_is_gone(inputs: Callable[..., ArchiveInputs], tmp_path: Path) -> None:
    path = make_bag(inputs(3), tmp_path / "out").files[0].path
    earlier = earlier_bag(path)
    assert earlier.as_of == DAY
    assert earlier.held == {f"11000000-{2018 + at}-{at:05d}" for at in range(3)}
    assert [w.index_number for w in earlier.withdrawn] == ["11000000-2017-00001"]
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path)
    assert earlier_bag(tmp_path / "yishi-20240501") == earlier
    path.write_bytes(b"PK")
    with pytest.raises(ArchiveError):
        earlier_bag(path)


def test_what_is_newly_gone() -> None:
    earlier = EarlierBag(DAY, frozenset({"a", "b", "c"}), (Withdrawal("z", date(2020, 1, 1), "误发"),))
    later = date(2024, 6, 1)
    assert newly_withdrawn(earlier, [], {"a", "b", "c"}, later) == [Withdrawal("z", date(2020, 1, 1), "误发")]
    assert newly_withdrawn(earlier, RECORD, {"a", "z"}, later) == [Withdrawal("b", later), Withdrawal("c", later)]
    assert newly_withdrawn(earlier, [Withdrawal("b", DAY)], {"a", "z"}, later) == [Withdrawal("c", later)]
    assert newly_withdrawn(earlier, [], set(), date(2024, 4, 30)) == [], "then they were not out yet"


SOURCE = """---
标题: 示例市{name}公园开放通知
索引号: SL/2024-0000{serial}
发文机关: 示例市园林局
成文日期: 2024-03-0{serial}
发布日期: 2024-03-05
分类: 其他
公开属性: {disclosure}
理由: 涉及未公开的安排
内容概述: {name}公园开放时间。
---

{name}公园每日开放。
"""


def test_from_one_bag_to_the_next(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1720000000")
    content = tmp_path / "content"
    (content / "documents").mkdir(parents=True)
    first, second = content / "documents" / "a.md", content / "documents" / "b.md"
    first.write_text(SOURCE.format(name="东山", serial=1, disclosure="主动公开"), "utf-8")
    second.write_text(SOURCE.format(name="西湖", serial=2, disclosure="主动公开"), "utf-8")
    assert run_archive(root, str(content), str(tmp_path / "one"), as_of="2024-07-01") == 0
    (base,) = (tmp_path / "one").glob("*.zip")
    second.write_text(SOURCE.format(name="西湖", serial=2, disclosure="依申请公开"), "utf-8")
    capsys.readouterr()
    again = {"as_of": "2024-08-01", "since": str(base)}
    assert run_archive(root, str(content), str(tmp_path / "two"), **again) == 1, "first it is recorded"
    told = capsys.readouterr().err
    assert "SL/2024-00002" in told
    assert "西湖" not in told
    assert (content / WITHDRAWALS).read_text("utf-8") == "SL/2024-00002\t2024-08-01\t\n"
    assert not list((tmp_path / "two").glob("*.zip"))
    assert run_archive(root, str(content), str(tmp_path / "two"), **again) == 0
    full = tmp_path / "two" / "gongkai-20240801.zip"
    data = full.read_bytes()
    for text in ("西湖", "SL_2024_00002"):
        assert text.encode() not in data, "nothing of it but its number"
    with zipfile.ZipFile(full) as archive:
        stones = json.loads(archive.read("gongkai-20240801/data/tombstones.json"))
        named = [name for name in archive.namelist() if b"2024-00002" in archive.read(name)]
    assert [stone["index_number"] for stone in stones] == ["SL/2024-00002"]
    assert named == ["gongkai-20240801/data/tombstones.json"]
    (delta,) = (tmp_path / "two").glob("*-from-*.zip")
    assert "西湖".encode() not in delta.read_bytes()
    assert run_archive(root, str(content), str(tmp_path / "three"), as_of="2024-08-01") == 0
    assert (tmp_path / "three" / full.name).read_bytes() == data, "without the earlier bag it is the same"
