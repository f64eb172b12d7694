"""The one place that writes: where drafts go, and what is never touched."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from plugins.importers.changes import ImportRefused
from plugins.importers.folder import ImportReport, import_folder

NOTICE = "示例市文化局关于闭馆的通知\n各科室：\n闭馆一天。\n"


def put(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_DOT_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def reasons(report: ImportReport) -> dict[str, str]:
    return {item.path: item.reason for item in report.not_imported}


def files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir())


def test_relative_paths_are_kept(tmp_path: Path) -> None:
    source = put(tmp_path / "s", 旧站__甲_DOT_txt=NOTICE, 乙_DOT_markdown=NOTICE, 丙_DOT_HTM=f"<p>{NOTICE}</p>")
    report = import_folder(source, tmp_path / "t", disclosure=None)
    assert [(item.path, item.target) for item in report.imported] == [
        ("丙.HTM", "丙.md"),
        ("乙.markdown", "乙.md"),
        ("旧站/甲.txt", "旧站/甲.md"),
    ]
    assert files(tmp_path / "t") == ["丙.md", "乙.md", "旧站/甲.md"]
    assert "导入来源: 旧站/甲.txt\n" in (tmp_path / "t/旧站/甲.md").read_text("utf-8")
    assert report.ok


def test_one_file(tmp_path: Path) -> None:
    source = put(tmp_path / "s", a_DOT_txt=NOTICE) / "a.txt"
    report = import_folder(source, tmp_path / "t", disclosure="主动公开")
    assert [item.target for item in report.imported] == ["a.md"]
    assert "公开属性: 主动公开\n" in (tmp_path / "t/a.md").read_text("utf-8")


def test_what_is_not_imported_is_listed(tmp_path: Path) -> None:
    source = put(tmp_path / "s", a_DOT_docx=b"x", b_DOT_txt=b"\x00" * 99, _DOT_git__c_DOT_txt=NOTICE, d_DOT_txt=NOTICE)
    report = import_folder(source, tmp_path / "t", disclosure=None)
    assert [item.path for item in report.imported] == ["d.txt"]
    assert set(reasons(report)) == {".git", "a.docx", "b.txt"}
    assert {item.path for item in report.not_imported if item.failed} == {"b.txt"}
    assert not report.ok


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = put(tmp_path / "o", secret_DOT_txt=NOTICE)
    source = put(tmp_path / "s", a_DOT_txt=NOTICE)
    (source / "file.txt").symlink_to(outside / "secret.txt")
    (source / "folder").symlink_to(outside)
    (source / "loop").symlink_to(source)
    report = import_folder(source, tmp_path / "t", disclosure=None)
    assert files(tmp_path / "t") == ["a.md"]
    assert reasons(report) == dict.fromkeys(("file.txt", "folder", "loop"), "符号链接，没有跟随")


def test_nothing_is_written_outside(tmp_path: Path) -> None:
    outside = put(tmp_path / "o", kept_DOT_md="原样")
    source = put(tmp_path / "s", 甲__a_DOT_txt=NOTICE, b_DOT_txt=NOTICE)
    to = tmp_path / "t"
    to.mkdir()
    (to / "甲").symlink_to(outside)
    (to / "b.md").symlink_to(outside / "kept.md")
    report = import_folder(source, to, disclosure=None)
    assert not report.imported
    assert set(reasons(report)) == {"甲/a.txt", "b.txt"}
    assert files(outside) == ["kept.md"]
    assert (outside / "kept.md").read_text("utf-8") == "原样"


def test_an_edited_draft_is_left_alone(tmp_path: Path) -> None:
    source, to = put(tmp_path / "s", a_DOT_txt=NOTICE, b_DOT_txt=NOTICE), tmp_path / "t"
    import_folder(source, to, disclosure=None)
    edited = (to / "a.md").read_text("utf-8").replace("公开属性:", "公开属性: 不予公开")
    (to / "a.md").write_text(edited, "utf-8")
    report = import_folder(source, to, disclosure="主动公开")
    assert (to / "a.md").read_text("utf-8") == edited
    assert set(reasons(report)) == {"a.txt", "b.txt"}
    assert all("没有覆盖" in reason for reason in reasons(report).values())
    again = import_folder(source, to, disclosure=None)
    assert [(item.path, item.written) for item in again.imported] == [("b.txt", False)]


def test_sources_that_would_meet(tmp_path: Path) -> None:
    source = put(tmp_path / "s", a_DOT_html=f"<p>{NOTICE}</p>", a_DOT_txt=NOTICE, A_DOT_md=NOTICE)
    report = import_folder(source, tmp_path / "t", disclosure=None)
    targets = [item.target for item in report.imported]
    assert targets == ["A.md", "a.html.md", "a.txt.md"]
    assert len({target.casefold() for target in targets}) == 3


def test_the_target_inside_the_source_is_not_imported_again(tmp_path: Path) -> None:
    source = put(tmp_path / "s", a_DOT_txt=NOTICE)
    import_folder(source, source / "drafts", disclosure=None)
    report = import_folder(source, source / "drafts", disclosure=None)
    assert [item.path for item in report.imported] == ["a.txt"]
    assert files(source / "drafts") == ["a.md"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    source, to = put(tmp_path / "s", a_DOT_txt=NOTICE), tmp_path / "t"
    to.mkdir(mode=0o500)
    assert "写不进去" in reasons(import_folder(source, to, disclosure=None))["a.txt"]


def test_a_file_in_the_place_of_a_folder(tmp_path: Path) -> None:
    source, to = put(tmp_path / "s", 甲__a_DOT_txt=NOTICE), put(tmp_path / "t", 甲="文件")
    report = import_folder(source, to, disclosure=None)
    assert "写不进去" in reasons(report)["甲/a.txt"]
    assert files(to) == ["甲"]


@pytest.mark.parametrize(("source", "disclosure"), [("missing", None), (".", "公开")])
def test_wrong_calls(tmp_path: Path, source: str, disclosure: str | None) -> None:
    with pytest.raises(ImportRefused):
        import_folder(tmp_path / source, tmp_path / "t", disclosure=disclosure)
    assert not (tmp_path / "t").exists()


def test_the_number_of_processes_changes_nothing(tmp_path: Path) -> None:
    for n in range(80):
        put(tmp_path / "s", **{f"甲{n % 7}__{n:03}_DOT_txt": NOTICE + f"第{n}号事项。\n" * (n % 5)})
    seen: list[tuple[int, int]] = []
    one = import_folder(
        tmp_path / "s", tmp_path / "one", disclosure=None, jobs=1, progress=lambda *now: seen.append(now)
    )
    two = import_folder(tmp_path / "s", tmp_path / "two", disclosure=None, jobs=2)
    assert one == two
    assert files(tmp_path / "one") == files(tmp_path / "two")
    for name in files(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert seen == [(n, 80) for n in range(1, 81)]


def test_the_report_is_json(tmp_path: Path) -> None:
    source = put(tmp_path / "s", a_DOT_txt=NOTICE, b_DOT_pdf=b"")
    report = import_folder(source, tmp_path / "t", disclosure=None).as_json()
    read = json.loads(json.dumps(report, ensure_ascii=False))
    assert read["imported"][0]["changes"][0]["note"].startswith("标题：")
    assert str(tmp_path) not in json.dumps(report, ensure_ascii=False), "no place of this machine"
