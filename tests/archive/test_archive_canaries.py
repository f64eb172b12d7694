"""No mark of a document that is not public is in the bundle, in ten encodings, in its files and in what lies in those."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from nested_scan import KINDS, SPELLINGS, Scan, needles, packed

from plugins.commands.archive_making import run_archive

DISCLOSURES = ("不予公开", "依申请公开", "依申请公开", "不予公开", "主动公开")
"""The last one is 主动公开, but its day has not come."""
_COMMON = "鑫淼焱垚犇羴龘"
"""Rare in texts, and in Big5 with its supplement, so that this encoding is looked for too."""


def _mark(serial: int) -> str:
    letters = "".join(_COMMON[(serial * 7 + at * at + at) % 7] for at in range(4))
    return f"{letters}Kq7Marke{serial:04d}Zz"


def _document(marks: list[str], serial: int, disclosure: str, *, withheld: bool) -> str:
    def mark() -> str:
        marks.append(_mark(len(marks)))
        return marks[-1]

    hidden = f"审查人: {mark()}\n备注: {mark()}\n"
    if not withheld:
        return (
            f"---\n标题: 示例市第{serial}号花园开放通知\n索引号: SL/2024-{serial:05d}\n发文机关: 示例市园林局\n"
            f"成文日期: 2024-03-01\n发布日期: 2024-03-05\n分类: 其他\n公开属性: 主动公开\n内容概述: 开放时间。\n{hidden}"
            f"---\n<!-- {mark()} -->\n花园每日开放。\n"
        )
    day = "2030-01-01" if disclosure == "主动公开" else "2024-03-05"
    return (
        f"---\n# {mark()}\n标题: 关于{mark()}的通知\n索引号: SL/2023-{serial:05d}\n发文机关: 示例市{mark()}局\n"
        f"发文字号: 示{mark()}〔2024〕{serial + 1}号\n成文日期: 2024-03-01\n发布日期: {day}\n分类: 其他\n公开属性: {disclosure}\n"
        f"理由: 《政府信息公开条例》第十六条：{mark()}\n内容概述: {mark()}\n主题词:\n  - {mark()}\n{hidden}"
        f"附件:\n  - 文件: files/{mark()}.docx\n    名称: {mark()}\n"
        f"---\n第一条　{mark()}。\n\n| {mark()} | 乙 |\n| --- | --- |\n| 1 | 2 |\n\n![{mark()}](img/{serial}.png)\n"
    )


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory, root: Path) -> tuple[Path, list[str]]:
    """A bundle of a column of which most is withheld, and all marks that may not be in it."""
    folder = tmp_path_factory.mktemp("secret")
    marks: list[str] = []
    content = folder / "content"
    for serial in range(30):
        withheld = serial % 3 != 0
        disclosure = DISCLOSURES[serial % len(DISCLOSURES)]
        place = content / "documents" / str(serial)
        place.mkdir(parents=True)
        before = len(marks)
        (place / "text.md").write_text(_document(marks, serial, disclosure, withheld=withheld), "utf-8")
        if withheld:
            (place / "files").mkdir()
            own = [mark for mark in marks[before:] if f"files/{mark}" in (place / "text.md").read_text("utf-8")]
            marks.append(_mark(len(marks)))
            (place / "files" / f"{own[0]}.docx").write_bytes(packed("docx", marks[-1].encode() * 3))
            marks.append(_mark(len(marks)))
            (place / "img").mkdir()
            picture = b"\x89PNG\r\n\x1a\n" + marks[-1].encode() + b"\0\0\0\0IEND\xaeB`\x82"
            (place / "img" / f"{serial}.png").write_bytes(picture)
    assert run_archive(root, str(content), str(folder / "out"), as_of="2024-07-01") == 0
    (bag,) = (folder / "out").glob("*.zip")
    return bag, marks


def test_the_marks_can_be_spelt_in_all_encodings(secret: tuple[Path, list[str]]) -> None:
    _, marks = secret
    assert len(set(marks)) == len(marks) > 300
    assert all(len(needles(mark)) == len(SPELLINGS) >= 10 for mark in marks)


def test_no_mark_is_in_the_bundle(secret: tuple[Path, list[str]]) -> None:
    bag, marks = secret
    scan = Scan(marks)
    assert list(scan.file(bag)) == []
    assert scan.looked["zip"] > 100, "the files of the bag and of the WACZ in it"
    assert scan.looked["warc"] > 20, "the records of the web archive"
    assert scan.looked["row"] > 10, "the rows of the database"
    with zipfile.ZipFile(bag) as archive:
        catalogue = next(name for name in archive.namelist() if name.endswith("documents.jsonl"))
        assert len(archive.read(catalogue).splitlines()) == 10


@pytest.mark.parametrize("kind", [*KINDS, "zip in gzip", "sqlite in zip"])
def test_the_scan_finds_one_that_is_planted(secret: tuple[Path, list[str]], tmp_path: Path, kind: str) -> None:
    """In each encoding, in a file of each kind, in a copy of the bundle."""
    _, marks = secret
    mark, content = marks[17], b""
    outer, _, inner = kind.partition(" in ")
    path = tmp_path / "planted.zip"
    for how, spelt in needles(mark).items():
        if kind.startswith("sqlite") and how in ("UTF-16LE", "UTF-16BE", "GB18030", "Big5-HKSCS"):
            continue  # the database decides how its texts are encoded
        content = packed(outer, b"<p>" + spelt + b"</p>")
        content = packed(inner, content) if inner else content
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("bag/data/site/page.html", "<p>花园</p>")
            archive.writestr("bag/data/site/data.bin", content)
        assert mark in {found for _, _, found in Scan(marks).file(path)}, (kind, how)
    assert content


@pytest.mark.parametrize("how", SPELLINGS)
def test_the_scan_finds_each_spelling(tmp_path: Path, how: str) -> None:
    marks = [_mark(at) for at in range(50)]
    (tmp_path / "x").write_bytes(b"before " + SPELLINGS[how](marks[31]) + b" after")
    assert {(spelling, mark) for _, spelling, mark in Scan(marks).file(tmp_path / "x")} >= {(how, marks[31])}


def test_the_scan_finds_a_name(tmp_path: Path) -> None:
    mark = _mark(3)
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(f"bag/data/{mark}.txt", "x")
    assert {found for _, _, found in Scan([mark]).file(tmp_path / "x.zip")} == {mark}
