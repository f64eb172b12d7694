"""What is read of a content folder: no link in any shape, nothing hidden, and nothing passed over without a word."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.disclosure.sources import scan, strays
from tests.findings.findings_of import findings_of, read_account
from tests.robustness.site_folder import SiteFolder, document_text, numbered

SECRET = "门外的内容"


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    """A content folder with one clean document, beside a folder that must not be looked into."""
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = SiteFolder(tmp_path / "content")
    folder.add("a", numbered(1))
    secret = SiteFolder(outside)
    secret.add("b", numbered(2), SECRET)
    secret.write("files/表.csv", SECRET.encode())
    secret.write("表.csv", "文件名称,文号,清理结果\n".encode())
    secret.write("guide.md", "---\n标题: 指南\n栏目: 指南\n---\n".encode())
    return folder


def link(site: SiteFolder, path: str, target: str) -> None:
    """A link at a path of the content folder; the target is relative to the link, or begins with OUT/."""
    place = site.root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(target.replace("OUT/", f"{site.root.parent}/outside/"))


def listed(site: SiteFolder, file: str) -> None:
    site.add("a", numbered(1, 附件=file))


def replaced(site: SiteFolder, folder: str) -> None:
    """The folder itself becomes a link to one outside that looks the same."""
    os.rename(site.root / folder, site.root.parent / f"real-{folder}")
    (site.root / folder).symlink_to(site.root.parent / f"real-{folder}")


SHAPES: dict[str, tuple[Callable[[SiteFolder], None], str]] = {
    "document": (lambda s: link(s, "documents/b.md", "OUT/documents/b.md"), "documents/b.md"),
    "relative": (lambda s: link(s, "documents/b.md", "../../outside/documents/b.md"), "documents/b.md"),
    "folder": (lambda s: link(s, "documents/2024", "OUT/documents"), "documents/2024"),
    "deep": (lambda s: link(s, "documents/2024/03/b.md", "OUT/documents/b.md"), "documents/2024/03/b.md"),
    "dangling": (lambda s: link(s, "documents/b.md", "OUT/nothing.md"), "documents/b.md"),
    "to itself": (lambda s: link(s, "documents/b.md", "b.md"), "documents/b.md"),
    "to its parent": (lambda s: link(s, "documents/again", ".."), "documents/again"),
    "chain": (
        lambda s: (link(s, "documents/b.md", "c.md"), link(s, "documents/c.md", "OUT/documents/b.md"))[0],
        "documents/b.md",
    ),
    "inside": (lambda s: link(s, "documents/b.md", "a.md"), "documents/b.md"),
    "attachment": (
        lambda s: (listed(s, "files/表.csv"), link(s, "documents/files/表.csv", "OUT/files/表.csv"))[0],
        "documents/files/表.csv",
    ),
    "attachments' folder": (
        lambda s: (listed(s, "files/表.csv"), link(s, "documents/files", "OUT/files"))[0],
        "documents/files",
    ),
    "fixed page": (lambda s: link(s, "pages/guide.md", "OUT/guide.md"), "pages/guide.md"),
    "review table": (lambda s: link(s, "清理结果/表.csv", "OUT/表.csv"), "清理结果/表.csv"),
    "the whole folder": (lambda s: replaced(s, "documents"), "documents"),
    "the pages' folder": (lambda s: link(s, "pages", "OUT/files"), "pages"),
    "system folder": (lambda s: link(s, "documents/etc", "/etc"), "documents/etc"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_link_of_any_shape_stops_the_build_and_is_not_followed(site: SiteFolder, shape: str) -> None:
    make, path = SHAPES[shape]
    make(site)
    account, goes_on = read_account(site.root)
    assert not goes_on
    assert (path, "F05") in {(f.path, f.code) for f in account.findings}
    assert SECRET not in repr(account)
    assert "documents/b.md" not in account.files
    assert not any(f.path.startswith("documents/etc/") for f in account.findings)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_what_is_neither_file_nor_folder_is_told(site: SiteFolder) -> None:
    os.mkfifo(site.root / "documents/b.md")
    assert [(f.path, f.code) for f in findings_of(site.root)] == [("documents/b.md", "F05")]


@pytest.mark.parametrize("name", [".hidden.md", "b.md~", "b.md.swp", "b.md.orig", "b.md.bak", ".git/b.md", "b.md.tmp"])
def test_hidden_files_and_leftovers_of_editors_are_not_read(site: SiteFolder, name: str) -> None:
    site.write(f"documents/{name}", SECRET.encode())
    found = scan(str(site.root), "documents")
    assert list(found.documents) == ["documents/a.md"]
    assert list(found.others) == []
    assert findings_of(site.root) == []


@pytest.mark.parametrize("name", ["b.MD", "b.Markdown"])
def test_endings_in_capitals_are_read_too(site: SiteFolder, name: str) -> None:
    """Some systems make them of small ones, and nobody sees the difference."""
    site.write(f"documents/{name}", document_text(numbered(2)).encode())
    assert list(scan(str(site.root), "documents").documents) == ["documents/a.md", f"documents/{name}"]
    assert findings_of(site.root) == []
    site.write(f"{name}", b"x")
    assert [(f.path, f.code) for f in strays(str(site.root), ("documents",))] == [(name, "F11")]


def test_names_that_are_not_utf_8_are_told(site: SiteFolder) -> None:
    try:
        (site.root / "documents" / os.fsdecode("关于通知.md".encode("gbk"))).write_text("x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (found,) = findings_of(site.root)
    assert found.code == "F10"
    str(found).encode()


@pytest.mark.parametrize("name", ["a\tb.md", "a\nb.md", "a\x1bb.md", "a\u202eb.md", "a\u2028b.md", "坏\x7f/b.md"])
def test_names_with_control_characters_are_told(site: SiteFolder, name: str) -> None:
    site.write(f"documents/{name}", SECRET.encode())
    (found,) = findings_of(site.root)
    assert found.code == "F10"
    assert "\n" not in str(found)


def test_files_come_in_order_of_path_whatever_the_order_on_disk(tmp_path: Path) -> None:
    for n in (5, 2, 9, 1):
        SiteFolder(tmp_path).add(f"{n}/{10 - n}", numbered(n))
    found = list(scan(str(tmp_path), "documents").documents)
    assert found == sorted(found)
    assert len(found) == 4


def test_a_missing_folder_is_an_error_and_not_an_empty_site(tmp_path: Path) -> None:
    account, goes_on = read_account(tmp_path)
    assert not goes_on
    assert [(f.path, f.code) for f in account.findings] == [("documents", "F09")]
