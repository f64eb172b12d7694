"""Attachments: what a file may be, where it may lie, what it may be called."""

from __future__ import annotations

from pathlib import Path

import pytest
from hostile_attachments import CSV, harmless, hostile

from plugins.catalogue.document import Attachment
from plugins.catalogue.validate import RefusedFile
from plugins.disclosure.attachment_contents import KINDS, refusal
from plugins.disclosure.attachments import attach_from
from tests.findings.findings_of import read_account
from tests.robustness.site_folder import SiteFolder, numbered

HOSTILE = list(hostile())
HARMLESS = list(harmless())


def attached(folder: Path, name: str, data: bytes) -> Attachment | RefusedFile:
    """What becomes of a file that a document lists."""
    file = folder / "documents" / "files" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return attach_from(str(folder), "documents/a.md")(f"files/{name}")


def test_there_are_sixty_hostile_files_and_more() -> None:
    assert len({name for name, _ in HOSTILE}) == len(HOSTILE) >= 60


@pytest.mark.parametrize(("name", "data"), HOSTILE, ids=[name for name, _ in HOSTILE])
def test_a_hostile_file_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    found = attached(tmp_path, name, data)
    assert isinstance(found, RefusedFile)
    assert found.code in ("A03", "A04", "A05")


@pytest.mark.parametrize(("name", "data"), HARMLESS, ids=[name for name, _ in HARMLESS])
def test_a_harmless_file_is_taken(tmp_path: Path, name: str, data: bytes) -> None:
    found = attached(tmp_path, name, data)
    assert isinstance(found, Attachment)
    assert (found.path, found.name, found.size) == (f"documents/files/{name}", name, len(data))
    assert found.media_type == KINDS[name.rpartition(".")[2]][0]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_bytes_at_all_crash_the_look(kind: str) -> None:
    for _, data in (*HOSTILE, *HARMLESS):
        for cut in (0, 3, 8, 20, len(data) // 2):
            refusal(kind, data[:cut])


@pytest.mark.parametrize(
    "named",
    [
        "/etc/passwd",
        "../../../etc/passwd",
        "files/../../../x.csv",
        "~/x.csv",
        "C:/x.csv",
        "..\\..\\x.csv",
        "file:///etc/passwd",
        "//host/share/x.csv",
        "",
        ".",
        "..",
    ],
)
def test_nothing_outside_the_folder_is_attached(tmp_path: Path, named: str) -> None:
    (tmp_path / "x.csv").write_bytes(CSV)
    content = tmp_path / "content"
    (content / "documents").mkdir(parents=True)
    found = attach_from(str(content), "documents/a.md")(named)
    assert isinstance(found, RefusedFile)


@pytest.mark.parametrize(
    "name",
    [
        "a<b.csv", "a>b.csv", "a:b.csv", 'a"b.csv', "a|b.csv", "a?b.csv", "a*b.csv", " a.csv", "a.csv ", "a.csv.", ".csv",
        "CON.csv", "nul.csv", "com1.csv", "a\x01.csv", "a\n.csv", "a\u202evsc.exe.csv", "a\u200bb.csv", "馆" * 61 + ".csv",
    ],
)  # fmt: skip
def test_names_that_other_systems_cannot_keep_are_refused(tmp_path: Path, name: str) -> None:
    content = tmp_path / "content"
    (content / "documents").mkdir(parents=True)
    found = attach_from(str(content), "documents/a.md")(name)
    assert isinstance(found, RefusedFile)
    assert found.code in ("A07", "A02")


def test_one_hostile_file_stops_the_whole_build(tmp_path: Path) -> None:
    site = SiteFolder(tmp_path)
    site.add("a", numbered(1))
    site.add("b", numbered(2, 附件=["files/好.csv", "files/宏.docx"]))
    site.write("documents/files/好.csv", CSV)
    site.write("documents/files/宏.docx", dict(HOSTILE)["宏.docx"])
    account, goes_on = read_account(tmp_path)
    assert not goes_on
    (found,) = account.findings
    assert (found.code, found.path, found.value) == ("A05", "documents/b.md", "files/宏.docx")


def test_only_listed_files_are_taken_along(tmp_path: Path) -> None:
    site = SiteFolder(tmp_path)
    site.add("a", numbered(1, 附件={"文件": "files/表.csv", "名称": "清单"}))
    for name in ("表.csv", "草稿.csv"):
        site.write(f"documents/files/{name}", CSV)
    account, _ = read_account(tmp_path)
    assert account.column
    (document,) = account.column.catalogue
    assert [(a.path, a.name) for a in document.attachments] == [("documents/files/表.csv", "清单")]
    assert [f.code for f in account.findings] == ["F08"]
