"""The two file formats that are written directly, read back by the libraries that know them."""

from __future__ import annotations

import io
import sqlite3
import zipfile
import zlib
from pathlib import Path

import pytest

from plugins.archive.sqlite_file import PAGE, SchemaTooLong, SqliteFile
from plugins.archive.stored_zip import NameRefused, SourceChanged, StoredZip
from plugins.archive.verify import Zip, verify


def _database(path: Path, rows: list[tuple[str | None, ...]]) -> sqlite3.Connection:
    with path.open("wb") as file:
        database = SqliteFile(file)
        database.table("documents", [f"c{at}" for at in range(len(rows[0]) if rows else 1)], rows)
        database.table("empty", ["x"], [])
        database.finish()
    return sqlite3.connect(path)


# Lengths around what a page holds, what is kept of a longer row, and what one and two overflow pages take.
LENGTHS = [0, 1, 57, 58, 127, 128, 488, 489, 490, *range(4055, 4064), 4100, 8150, 8200, 70_000]


@pytest.mark.parametrize("character", ["x", "文", "𠀀"])
def test_rows_of_every_length(tmp_path: Path, character: str) -> None:
    rows = [(f"k{at}", character * (length // len(character.encode())), None) for at, length in enumerate(LENGTHS)]
    rows += [(f"b{at}", "x" * at, "") for at in range(3900, 4200)]
    connection = _database(tmp_path / "x.sqlite", rows)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("SELECT c0, c1, c2 FROM documents ORDER BY n").fetchall() == rows
    connection.close()


@pytest.mark.parametrize("count", [0, 1, 2, 3, *range(522, 532), 1000, 30_000])
def test_trees_of_every_height(tmp_path: Path, count: int) -> None:
    """One row a page, so that the pages above are filled to their last place and one over."""
    text = "x" * 4000 if count <= 1000 else "x" * 30
    connection = _database(tmp_path / "x.sqlite", [(text,)] * count)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("SELECT count(*), max(n) FROM documents").fetchone() == (count, count or None)
    for n in {min(1, count), count // 2, count} - {0}:
        assert connection.execute("SELECT n FROM documents WHERE n = ?", (n,)).fetchone() == (n,)
    assert connection.execute("SELECT count(*) FROM empty").fetchone() == (0,)
    connection.close()


def test_a_database_can_be_written_to(tmp_path: Path) -> None:
    connection = _database(tmp_path / "x.sqlite", [("甲", "乙")] * 300)
    connection.execute("INSERT INTO documents (c0) VALUES ('丙')")
    connection.execute("CREATE INDEX i ON documents (c0)")
    connection.execute("DELETE FROM documents WHERE n % 2 = 0")
    connection.commit()
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_a_schema_that_does_not_fit_is_refused() -> None:
    database = SqliteFile(io.BytesIO())
    database.table("t", ["column" * 20 + str(at) for at in range(40)], [])
    with pytest.raises(SchemaTooLong):
        database.finish()


def test_pages_are_whole(tmp_path: Path) -> None:
    _database(tmp_path / "x.sqlite", [("x" * 9000,)] * 5).close()
    assert (tmp_path / "x.sqlite").stat().st_size % PAGE == 0


@pytest.mark.parametrize(("limit", "most"), [(0xFFFFFFFF, 0xFFFF), (1000, 0xFFFF), (0xFFFFFFFF, 3), (1, 1)])
def test_zip64(tmp_path: Path, limit: int, most: int) -> None:
    """Beyond 4 GiB, 65,535 files, or what a test calls so, the archive is still one that others read."""
    path = tmp_path / "x.zip"
    contents = {f"b/data/文件{at}": bytes([at]) * (at * 400) for at in range(6)}
    with path.open("wb") as file:
        writer = StoredZip(file, 1714550000, limit=limit, most=most)
        entries = [writer.add(name, (content,), len(content)) for name, content in contents.items()]
        writer.finish(entries)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == contents
    assert [entry.crc for entry in entries] == [zlib.crc32(content) for content in contents.values()]
    opened = Zip(str(path))
    assert {f"b/{name}": b"".join(opened.chunks(name)) for name in opened.members} == contents
    opened.close()


def test_more_files_than_a_small_zip_counts(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with path.open("wb") as file:
        writer = StoredZip(file, 0, ())
        writer.finish([writer.add(f"b/data/{at}", (), 0) for at in range(66_000)])
    with zipfile.ZipFile(path) as archive:
        assert len(archive.namelist()) == 66_000
    assert {problem.code for problem in verify(path)} == {"no-bagit"}


@pytest.mark.parametrize("name", ["../x", "/x", "a//b", "a\\b", "C:x", "a\nb", "~x", ""])
def test_a_name_that_leaves_the_folder_is_not_written(name: str) -> None:
    with pytest.raises(NameRefused):
        StoredZip(io.BytesIO(), 0).add(name, (), 0)


@pytest.mark.parametrize("size", [2, 4])
def test_a_file_that_is_longer_or_shorter_than_it_was_is_not_written(size: int) -> None:
    with pytest.raises(SourceChanged):
        StoredZip(io.BytesIO(), 0).add("x", (b"abc",), size)
