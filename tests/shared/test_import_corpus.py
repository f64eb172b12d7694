"""The five seeds and the 3,475 laws beside the repository: every one imported, nothing lost but what is listed."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plugins.importers.changes import Kind, apply_edits
from plugins.importers.draft import Draft, make_draft

SHARED = Path(__file__).resolve().parents[3] / "shared"
SEEDS = SHARED / "seeds"
LAWS = SHARED / "corpus" / "laws"
NUMBER_OF_LAWS = 3475

if not SEEDS.is_dir() or not LAWS.is_dir():
    pytest.skip("the reference material is not beside the repository", allow_module_level=True)


def seed(number: str) -> Draft:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return make_draft(path.read_bytes(), path=path.name)


def count(draft: Draft, kind: Kind) -> int:
    return sum(change.kind is kind for change in draft.changes)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        # 000: no title, number, issuer or day of issue in the text; the page says when it was posted
        ("000", {"发布日期": date(2019, 10, 31), "成文日期": "不详", "发文字号": None, "发文机关": None, "体裁": None}),
        ("001", {"成文日期": "不详", "发文字号": None, "体裁": "方案", "发布日期": None}),
        ("002", {"成文日期": "不详", "发文字号": None, "发文机关": None, "发布日期": None}),
        ("003", {"成文日期": "不详", "发文字号": None, "体裁": "要点", "分类": "规划计划", "施行日期": None}),
        ("004", {"成文日期": date(2017, 6, 2), "发文字号": None, "体裁": "方案", "施行日期": None}),
    ],
)
def test_fields_of_the_seeds(number: str, expected: dict[str, Any]) -> None:
    found = seed(number).front_matter
    assert {key: found.get(key) for key in expected} == expected


def test_titles_and_issuers_of_the_seeds() -> None:
    """Titles and issuers where the text has them (001, 003, 004), a supplied title in brackets where it has none."""
    titles = {number: seed(number).front_matter["标题"] for number in ("000", "001", "002", "003", "004")}
    first_lines = {number: next(SEEDS.glob(f"{number}_*")).read_text("utf-8").split("\n") for number in titles}
    assert titles["001"] == first_lines["001"][0].removesuffix(" |")
    assert titles["003"] == first_lines["003"][0]
    assert titles["004"] == first_lines["004"][4] + re.sub("方案.*", "方案", first_lines["004"][5])
    assert all(re.fullmatch(r"\[.{5,60}\]", titles[number]) for number in ("000", "002"))
    issuers = {number: seed(number).front_matter.get("发文机关") for number in ("001", "003", "004")}
    assert issuers["001"] == [titles["001"].split("貫徹")[0]]
    assert issuers["003"] == [titles["003"].split("2020年")[0]]
    assert issuers["004"] == [first_lines["004"][2]]


def test_repairs_of_the_seeds() -> None:
    assert [count(seed(n), Kind.FRAGMENT) for n in ("000", "001", "002", "003", "004")] == [0, 0, 4, 0, 5]
    assert [count(seed(n), Kind.CHROME) for n in ("000", "001", "002", "003", "004")] == [1, 0, 0, 0, 0]
    pipes = [change.before.count("|") for change in seed("001").changes if change.kind is Kind.PIPE]
    assert sum(pipes) == 16
    assert "|" not in seed("001").body
    for number, titles in (("002", 5), ("004", 6)):
        body = seed(number).body
        assert body.count("<") == body.count(">") == titles, "each title has both of its brackets"
    assert any("全文只有一个段落" in change.note for change in seed("001").changes)


def test_what_is_not_repaired_in_the_seeds() -> None:
    """Traditional characters, tampered names and the numbers of items stay as they are; the name is told."""
    assert "關于" in seed("001").body
    assert any(change.kind is Kind.REMARK and "疑似被插入" in change.note for change in seed("002").changes)
    original = next(SEEDS.glob("002_*")).read_text("utf-8")
    removed = "".join(change.before for change in seed("002").changes if change.kind.is_edit)
    brand = "必赢"
    assert seed("002").body.count(brand) == original.count(brand) - removed.count(brand)
    assert "\n7. 逐步" in seed("000").body
    others = [n for n in ("000", "001", "003", "004") if any("疑似被插入" in c.note for c in seed(n).changes)]
    assert others == []


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_seeds_lose_nothing_else(number: str) -> None:
    original = next(SEEDS.glob(f"{number}_*")).read_text("utf-8")
    assert seed(number).body == apply_edits(original, seed(number).changes).strip("\n")


def faults_of(path: Path) -> tuple[str, list[str], dict[str, Any]]:
    """What is wrong with the draft of one law; and its front matter."""
    data, relative = path.read_bytes(), path.relative_to(LAWS).as_posix()
    draft = make_draft(data, path=relative)
    original = data.decode("utf-8")
    faults = []
    heading = original.split("\n", 1)[0].removeprefix("# ").strip()
    if not str(draft.front_matter["标题"]).startswith(heading):
        faults.append("title")
    if draft.body != apply_edits(original, draft.changes).strip("\n"):
        faults.append("body")
    kept = Counter(c for c in original if not c.isspace())
    for change in draft.changes:
        if change.kind.is_edit:
            kept -= Counter(c for c in change.before if not c.isspace())
            if change.kind is not Kind.COMMENT:
                faults.append(f"{change.kind}: {change.before}")
    if kept != Counter(c for c in draft.body if not c.isspace()):
        faults.append("characters")
    if draft.front_matter["公开属性"] is not None:
        faults.append("disclosure")
    return relative, faults, draft.front_matter


@pytest.fixture(scope="module")
def laws() -> list[tuple[str, list[str], dict[str, Any]]]:
    return [faults_of(path) for path in sorted(LAWS.rglob("*.md"))]


def test_every_law_is_imported_whole(laws: list[tuple[str, list[str], dict[str, Any]]]) -> None:
    """Title found; the body is the source less the listed marks (`<!-- … -->`), to the character."""
    assert len(laws) == NUMBER_OF_LAWS
    assert {path: faults for path, faults, _ in laws if faults} == {}


def test_fields_of_the_laws(laws: list[tuple[str, list[str], dict[str, Any]]]) -> None:
    """No date is impossible, and as many fields are found as were when 120 drafts had been read by hand."""
    found = Counter(key for _, _, front in laws for key, value in front.items() if value not in (None, "不详"))
    assert found["发文机关"] >= 3261
    assert found["成文日期"] >= 3365
    assert found["施行日期"] >= 2054
    assert found["发文字号"] >= 576
    assert found["题注"] >= 3206
    for path, _, front in laws:
        issued, entry = front["成文日期"], front.get("施行日期")
        assert not (isinstance(issued, date) and entry and entry < issued), path
