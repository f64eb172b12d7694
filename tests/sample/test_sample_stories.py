"""What the sample tells agrees with itself: expected force, stories, review table, annual reports."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from typing import Any

import pytest
from sample_files import CONTENT, HERE, Sample, read_documents, read_expected

DOCUMENTS = {d.path: d for d in read_documents()}
EXPECTED = read_expected()
AS_OF: date = EXPECTED["as_of"]
ENTRIES: dict[str, dict[str, Any]] = {e["file"]: e for e in EXPECTED["document"]}
ENDED = ("repealed", "lapsed", "superseded")
REPORTS = {year: DOCUMENTS[f"documents/{year + 1}/nianbao-{year}.md"] for year in (2023, 2024, 2025)}


def force_on(entry: dict[str, Any], day: date) -> dict[str, Any]:
    """The change in effect on a day."""
    current: dict[str, Any] = entry["changes"][0]
    for change in entry["changes"][1:]:
        if change["on"] <= day:
            current = change
    return current


def test_every_document_is_expected_once() -> None:
    assert [e["file"] for e in EXPECTED["document"]] == list(ENTRIES)
    assert set(ENTRIES) == set(DOCUMENTS)


@pytest.mark.parametrize("entry", EXPECTED["document"], ids=lambda e: e["file"][10:])
def test_the_entry_agrees_with_its_changes_and_its_document(entry: dict[str, Any]) -> None:
    current = force_on(entry, AS_OF)
    assert entry["force"] == current["force"]
    assert entry.get("since") == current.get("on")
    assert (entry.get("by"), entry.get("by_withheld")) == (current.get("by"), current.get("by_withheld"))
    days = [change["on"] for change in entry["changes"][1:]]
    assert days == sorted(set(days))
    meta = DOCUMENTS[entry["file"]].meta
    public = meta["公开属性"] == "主动公开"
    assert entry["disclosure"] == meta["公开属性"]
    assert entry["released"] == (public and meta["发布日期"] <= AS_OF)
    for change in entry["changes"]:
        if "by" in change:
            assert DOCUMENTS[change["by"]].meta["公开属性"] == "主动公开"
        if "by_withheld" in change:
            assert DOCUMENTS[change["by_withheld"]].meta["公开属性"] != "主动公开"
    if "施行日期" in meta:
        assert force_on(entry, meta["施行日期"])["force"] != "pending"
    if "有效期至" in meta and not any(c["force"] == "repealed" for c in entry["changes"]):
        assert force_on(entry, meta["有效期至"])["force"] not in ENDED
        assert entry["changes"][-1]["force"] == "lapsed"


def test_declared_acts_are_expected_from_their_day() -> None:
    acts = {"废止": "repealed", "替代": "superseded", "暂停执行": "suspended"}
    paths = {d.meta["发文字号"]: path for path, d in DOCUMENTS.items() if "发文字号" in d.meta}
    seen = 0
    for document in DOCUMENTS.values():
        for key, force in acts.items():
            for item in document.meta.get(key, []):
                stated = item if isinstance(item, dict) else {"文号": item.rpartition("（")[2][:-1]}
                if stated["文号"] not in paths:
                    continue
                entry = ENTRIES[paths[stated["文号"]]]
                start = stated.get("施行") or document.meta.get("施行日期")
                assert force_on(entry, start)["force"] == force
                assert force_on(entry, start - timedelta(days=1))["force"] == "in_force"
                if "截止" in stated:
                    assert force_on(entry, stated["截止"])["force"] == force
                    assert force_on(entry, stated["截止"] + timedelta(days=1))["force"] == "in_force"
                seen += 1
    assert seen == 5


def test_every_force_occurs() -> None:
    forces = {e["force"] for e in EXPECTED["document"] if e["released"]}
    assert forces == {
        *("in_force", "pending", "amended", "superseded", "partially_in_force"),
        *("suspended", "repealed", "lapsed", "undetermined"),
    }


def test_a_withheld_document_is_named_by_no_public_one() -> None:
    public = "".join(str(d.meta) + d.body for d in DOCUMENTS.values() if d.meta["公开属性"] == "主动公开")
    for document in DOCUMENTS.values():
        if document.meta["公开属性"] != "主动公开":
            assert document.meta["标题"] not in public
            assert document.meta["发文字号"] not in public
            assert document.meta["索引号"] not in public


def test_the_stories_name_only_files_that_exist() -> None:
    text = (HERE / "stories.md").read_text(encoding="utf-8")
    named = re.findall(r"`(\d{4}/[a-z0-9-]+)`", text)
    assert len(set(named)) >= 60
    assert [n for n in named if f"documents/{n}.md" not in DOCUMENTS] == []


def test_the_review_table_is_about_existing_documents() -> None:
    with (CONTENT / "清理结果" / "2023.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    by_number = {d.meta.get("发文字号"): (path, d) for path, d in DOCUMENTS.items()}
    assert {r["清理结果"] for r in rows} == {
        *("继续有效", "修订后重新发布", "失效", "废止", "重新认定不属于规范性文件"),
    }
    ends = {"废止": "repealed", "失效": "lapsed"}
    for row in rows:
        path, document = by_number[row["文号"]]
        assert document.meta["标题"] == row["文件名称"]
        day = date.fromisoformat(row["日期"])
        force = force_on(ENTRIES[path], day)["force"]
        assert force == ends.get(row["清理结果"], force)
        assert (force in ENDED) == (row["清理结果"] in ends)


def cells(report: Sample, first: str) -> list[list[int]]:
    """The numbers of the table whose head starts with `first`, row by row, without the row's name."""
    rows: list[list[int]] = []
    found = False
    for line in report.body.splitlines():
        if not line.startswith("|"):
            found = False
        elif line.startswith("| ---"):
            continue
        elif found:
            numbers = [c.strip() for c in line.strip("|").split("|")]
            rows.append([int(c) for c in numbers if c.isdecimal()])
        else:
            found = line.startswith((f"|{first}", f"| {first}"))
    return rows


@pytest.mark.parametrize("year", REPORTS)
def test_the_table_of_applications_adds_up(year: int) -> None:
    rows = cells(REPORTS[year], "（本列数据")
    assert [len(row) for row in rows] == [7] * 25
    for column in range(7):
        values = [row[column] for row in rows]
        assert values[0] + values[1] == values[23] + values[24]
        assert values[23] == sum(values[2:23])
    assert all(row[6] == sum(row[:6]) for row in rows)
    if year - 1 in REPORTS:
        assert rows[1] == cells(REPORTS[year - 1], "（本列数据")[24]
    for pattern, row in ((r"新收政府信息公开申请(\d+)件", 0), (r"上年结转(\d+)件", 1), (r"办理答复(\d+)件", 23)):
        said = re.search(pattern, REPORTS[year].body)
        assert said
        assert int(said[1]) == rows[row][6]


@pytest.mark.parametrize("year", REPORTS)
def test_the_table_of_reviews_adds_up(year: int) -> None:
    (row,) = cells(REPORTS[year], "行政复议：结果维持")
    assert len(row) == 15
    assert all(row[n + 4] == sum(row[n : n + 4]) for n in (0, 5, 10))


@pytest.mark.parametrize("year", REPORTS)
def test_the_report_counts_what_the_catalogue_holds(year: int) -> None:
    end = date(year, 12, 31)
    made = ended = in_force = 0
    for path, document in DOCUMENTS.items():
        if document.meta["分类"] != "行政规范性文件" or document.meta["公开属性"] != "主动公开":
            continue
        made += document.meta["成文日期"].year == year
        changes = ENTRIES[path]["changes"]
        ended += any(c["force"] in ENDED and c["on"].year == year for c in changes[1:])
        in_force += document.meta["成文日期"] <= end and force_on(ENTRIES[path], end)["force"] not in ENDED
    rules, documents = cells(REPORTS[year], "信息内容 | 本年制发件数")
    assert rules == [0, 0, 0]
    assert documents == [made, ended, in_force]
