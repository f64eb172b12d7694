"""A bag is what BagIt, sha256sum, RO-Crate, WARC and SQLite say it should be."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import bagit
import jsonschema
import pytest
from rocrate.rocrate import ROCrate
from warcio.archiveiterator import ArchiveIterator

from plugins.archive.bag import ArchiveInputs, make_bag
from plugins.archive.errors import ArchiveError
from plugins.archive.verify import exit_code, verify

Inputs = Callable[..., ArchiveInputs]


@pytest.fixture
def unpacked(finished: Path, tmp_path: Path) -> Path:
    with zipfile.ZipFile(finished) as archive:
        archive.extractall(tmp_path / "unpacked")
    return tmp_path / "unpacked" / "yishi-20240501"


def test_verifier_finds_nothing(finished: Path, unpacked: Path) -> None:
    assert verify(finished) == []
    assert verify(unpacked) == []


def test_bagit_py_agrees(unpacked: Path) -> None:
    assert bagit.Bag(str(unpacked)).is_valid()
    assert (unpacked / "bagit.txt").read_bytes() == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


@pytest.mark.parametrize("digest", ["sha256", "sha512"])
def test_sha_sum_alone_is_enough(unpacked: Path, digest: str) -> None:
    if shutil.which(f"{digest}sum") is None:
        pytest.skip(f"needs {digest}sum")
    for manifest in (f"manifest-{digest}.txt", f"tagmanifest-{digest}.txt"):
        command = [f"{digest}sum", "--strict", "-c", manifest]
        assert subprocess.run(command, cwd=unpacked, capture_output=True, check=False).returncode == 0


def test_the_verifier_in_the_bag_runs_by_itself(unpacked: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-S", str(unpacked / "verify.py"), str(unpacked)]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert result.returncode == 0, result.stdout
    (unpacked / "data" / "README.txt").write_text("x")
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert result.returncode == 1
    assert b"data/README.txt" in result.stdout


def test_the_zip_is_plain(finished: Path) -> None:
    with zipfile.ZipFile(finished) as archive:
        members = archive.infolist()
        assert archive.testzip() is None
    assert {member.filename.split("/")[0] for member in members} == {"yishi-20240501"}
    assert {member.compress_type for member in members} == {zipfile.ZIP_STORED}
    assert {member.external_attr >> 16 for member in members} == {0o100644}
    assert {member.date_time for member in members} == {(2024, 5, 1, 7, 53, 20)}
    assert all(member.flag_bits & 0x800 for member in members)
    payload = [member.filename for member in members if "/data/" in member.filename]
    assert payload == sorted(payload)


def test_bag_info_says_what_archives_ask(unpacked: Path) -> None:
    info = bagit.Bag(str(unpacked)).info
    assert info["Source-Organization"] == "乙市人民政府"
    assert info["Bagging-Date"] == "2024-05-01"
    assert info["External-Identifier"] == "yishi-20240501"
    payload = [path for path in (unpacked / "data").rglob("*") if path.is_file()]
    assert info["Payload-Oxum"] == f"{sum(path.stat().st_size for path in payload)}.{len(payload)}"
    for field in (
        "Archive-Authenticity",
        "Archive-Integrity",
        "Archive-Usability",
        "Archive-Safety",
        "Archive-Retention",
    ):
        assert info[field]


def test_readme_speaks_both_languages(unpacked: Path) -> None:
    text = (unpacked / "README.txt").read_text("utf-8")
    for words in (
        "怎样核验",
        "How to verify",
        "sha256sum -c manifest-sha256.txt",
        "data/site/index.html",
        "真实性",
        "DA/T 80",
    ):
        assert words in text
    assert (unpacked / "data" / "README.txt").read_text("utf-8") == text


def _rows(unpacked: Path) -> list[dict[str, Any]]:
    text = (unpacked / "data/catalogue/documents.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_catalogue_in_three_forms(unpacked: Path) -> None:
    folder = unpacked / "data" / "catalogue"
    rows = _rows(unpacked)
    schema = json.loads((folder / "schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for row in rows:
        jsonschema.validate(row, schema)
    assert [row["index_number"] for row in rows] == sorted(row["index_number"] for row in rows)
    with (folder / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert [row["title"] for row in table] == [row["title"] for row in rows]
    assert table[0]["issuers"] == "乙市人民政府；乙市财政局"
    database = sqlite3.connect(folder / "catalogue.sqlite")
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    query = "SELECT documents.title, evidence FROM documents JOIN events USING (index_number) WHERE position = '2'"
    assert ("关于第0号事项的通知", "《关于第0号事项的通知》同时废止。") in database.execute(query).fetchall()
    database.executescript((folder / "schema.sql").read_text("utf-8").replace('TABLE "', 'TEMP TABLE "'))
    database.close()


def test_ro_crate_is_read_by_its_library(unpacked: Path) -> None:
    crate = ROCrate(str(unpacked / "data"))
    assert crate.name == "乙市政府信息公开专栏 2024-05-01"
    for entity in crate.root_dataset["hasPart"]:
        assert (unpacked / "data" / entity.id).exists(), entity.id


def _wacz(unpacked: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(unpacked / "data/warc/yishi-20240501.wacz")


def test_warc_gives_the_site_back(unpacked: Path) -> None:
    site = unpacked / "data" / "site"
    seen = {}
    with _wacz(unpacked) as wacz:
        for record in ArchiveIterator(io.BytesIO(wacz.read("archive/data.warc")), check_digests="raise"):
            body = record.content_stream().read()
            if record.rec_type == "response":
                seen[record.rec_headers["WARC-Target-URI"]] = body
            assert record.rec_headers["WARC-Date"] == "2024-05-01T07:53:20Z"
    base = "https://www.yi.example/xxgk/"
    files = [path for path in site.rglob("*") if path.is_file()]
    assert seen.pop(base) == (site / "index.html").read_bytes()
    assert seen == {base + path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def test_wacz_index_points_at_its_records(unpacked: Path) -> None:
    with _wacz(unpacked) as wacz:
        package = json.loads(wacz.read("datapackage.json"))
        for resource in package["resources"]:
            data = wacz.read(resource["path"])
            assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
        warc = wacz.read("archive/data.warc")
        lines = wacz.read("indexes/index.cdxj").decode().splitlines()
        pages = [json.loads(line) for line in wacz.read("pages/pages.jsonl").decode().splitlines()]
    assert lines == sorted(lines)
    for line in lines:
        capture = json.loads(line.split(" ", 2)[2])
        start = int(capture["offset"])
        record = next(iter(ArchiveIterator(io.BytesIO(warc[start : start + int(capture["length"])]))))
        assert record.rec_headers["WARC-Target-URI"] == capture["url"]
    assert "关于第0号事项的通知" in {page.get("title") for page in pages}


def test_provenance_and_tombstones(unpacked: Path) -> None:
    provenance = json.loads((unpacked / "data/provenance.json").read_text("utf-8"))
    assert provenance["SOURCE_DATE_EPOCH"] == 1714550000
    assert provenance["commit"] == "0123abc"
    assert provenance["counts"] == {"documents": 6, "site_files": 8, "source_files": 6}
    assert "主动公开" in provenance["non_disclosure"]["zh"]
    tombstones = json.loads((unpacked / "data/tombstones.json").read_text("utf-8"))
    assert tombstones == [{"index_number": "11000000-2017-00001", "withdrawn_on": "2022-01-01", "reason": "误发"}]


def test_sm3_is_an_extra_list(inputs: Inputs, tmp_path: Path) -> None:
    if "sm3" not in hashlib.algorithms_available:
        pytest.skip("needs an OpenSSL with SM3")
    path = make_bag(inputs(sm3=True), tmp_path / "out").files[0].path
    assert verify(path) == []
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "x")
    bag = tmp_path / "x" / "yishi-20240501"
    assert bagit.Bag(str(bag)).is_valid()
    listed = (bag / "sm3sum.txt").read_text("utf-8")
    assert len(listed.splitlines()) == len((bag / "manifest-sha256.txt").read_text("utf-8").splitlines())
    (bag / "sm3sum.txt").write_text(("1" if listed[0] == "0" else "0") + listed[1:], "utf-8")
    assert ("altered", "sha256, sha512") in {(p.code, p.detail) for p in verify(bag) if p.path == "sm3sum.txt"}
    assert ("manifest-wrong", "sm3sum.txt", "data/README.txt") in {(p.code, p.path, p.detail) for p in verify(bag)}


def _with(row: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**row, **changes}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda rows: [_with(rows[0], reviewer="张三"), *rows[1:]], "unknown_field"),
        (lambda rows: [_with(rows[0], events=[{"force": "in_force", "note": "x"}]), *rows[1:]], "unknown_field"),
        (lambda rows: [_with(rows[0], title=""), *rows[1:]], "missing_field"),
        (lambda rows: [*rows, rows[0]], "twice"),
        (lambda rows: [_with(rows[0], legal_force="in_force"), *rows[1:]], "unsound"),
        (lambda rows: [_with(rows[0], address="doc/none"), *rows[1:]], "unsound"),
        (lambda rows: [_with(rows[0], index_number="other"), *rows[1:]], "unsound"),
        (lambda rows: [_with(rows[0], digest="0" * 64), *rows[1:]], "unsound"),
        (lambda rows: [_with(rows[0], events=[]), *rows[1:]], "unsound"),
        (lambda rows: rows[1:], "unsound"),
    ],
)
def test_a_catalogue_that_is_not_right_gives_no_bag(
    inputs: Inputs, tmp_path: Path, change: Callable[[list[dict[str, Any]]], Any], code: str
) -> None:
    given = inputs()
    rows = change(list(given.rows))  # type: ignore[arg-type]
    with pytest.raises(ArchiveError) as caught:
        make_bag(inputs(rows=rows), tmp_path / "out")
    assert caught.value.code == code
    assert list((tmp_path / "out").iterdir()) == []


def _link(site: Path) -> None:
    (site / "passwd").symlink_to("/etc/passwd")


def _linked_folder(site: Path) -> None:
    (site / "etc").symlink_to("/etc")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_link, "link"),
        (_linked_folder, "link"),
        (lambda site: os.mkfifo(site / "pipe"), "link"),
        (lambda site: (site / "a?.txt").write_text(""), "windows_name"),
        (lambda site: (site / "con.txt").write_text(""), "windows_name"),
        (lambda site: (site / "end.").write_text(""), "windows_name"),
        (lambda site: (site / "INDEX.html").write_text(""), "collision"),
        (lambda site: (site / "a\nb").write_text(""), "file_name"),
        (lambda site: (site / "a\\b").write_text(""), "file_name"),
        (lambda site: (site / "index.html").unlink(), "no_site"),
    ],
)
def test_a_site_that_cannot_be_archived(
    inputs: Inputs, tmp_path: Path, spoil: Callable[[Path], object], code: str
) -> None:
    given = inputs()
    spoil(given.site)
    with pytest.raises(ArchiveError) as caught:
        make_bag(given, tmp_path / "out")
    assert caught.value.code == code


def test_a_bag_does_not_go_into_the_site(inputs: Inputs) -> None:
    given = inputs()
    with pytest.raises(ArchiveError) as caught:
        make_bag(given, given.site / "downloads")
    assert caught.value.code == "inside"


@pytest.mark.parametrize("name", ["", "../x", "a b", "公开", "-x"])
def test_a_name_that_cannot_be_one(inputs: Inputs, tmp_path: Path, name: str) -> None:
    with pytest.raises(ArchiveError, match="名称"):
        make_bag(inputs(name=name), tmp_path / "out")


def test_a_leak_stops_everything(inputs: Inputs, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError) as caught:
        make_bag(inputs(non_disclosure={"hits": 1}), tmp_path / "out")
    assert caught.value.code == "leak"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("day", "force"), [(date(2021, 5, 31), "in_force"), (date(2021, 6, 1), "repealed")])
def test_force_follows_from_the_day(inputs: Inputs, tmp_path: Path, day: date, force: str) -> None:
    """The page says repealed: the bag is sound from the day of the repeal on, and not one day before."""
    given = inputs(1, as_of=day)
    rows = [_with(row, legal_force=force) for row in given.rows]  # type: ignore[arg-type]
    path = make_bag(inputs(1, as_of=day, rows=rows), tmp_path / "out", check=False).files[0].path
    codes = {problem.code for problem in verify(path)}
    assert codes == (set() if force == "repealed" else {"page-force"})


@pytest.fixture
def divided(inputs: Inputs, tmp_path: Path) -> Path:
    report = make_bag(inputs(12), tmp_path / "out", split_bytes=1000)
    assert [file.part for file in report.files] == ["", "2018", "2019", "2020", "2021"]
    assert report.documents == 12
    return tmp_path / "out"


def test_a_large_bag_is_divided_by_year(divided: Path, tmp_path: Path) -> None:
    assert verify(divided) == []
    site = set()
    for path in sorted(divided.glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            archive.extractall(tmp_path / "x")
        bag = tmp_path / "x" / path.stem
        assert bagit.Bag(str(bag)).is_valid()
        site |= {file.relative_to(bag / "data/site") for file in (bag / "data/site").rglob("*.html")}
    assert len(site) == 13
    assert bagit.Bag(str(tmp_path / "x/yishi-20240501-2019")).info["Bag-Count"] == "3 of 5"


def test_the_common_part_vouches_for_the_others(divided: Path) -> None:
    common, part = divided / "yishi-20240501.zip", divided / "yishi-20240501-2019.zip"
    data = bytearray(part.read_bytes())
    data[5000] ^= 1
    part.write_bytes(data)
    assert ("part-altered", part.name) in {(problem.code, problem.path) for problem in verify(common)}
    part.unlink()
    problems = verify(common)
    assert [(problem.code, problem.detail) for problem in problems] == [("part-missing", part.name)]
    assert exit_code(problems) == 0


def test_a_part_of_another_content_stops_all_of_them(inputs: Inputs, tmp_path: Path) -> None:
    given = inputs(12)
    first = make_bag(given, tmp_path / "out", split_bytes=1000)
    again = make_bag(given, tmp_path / "out", split_bytes=1000)
    assert again.files == first.files
    for name in ("yishi-20240501-2018.zip", "yishi-20240501-2018.zip.sha256", "yishi-20240501-2021.zip"):
        (tmp_path / "out" / name).unlink()
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    with pytest.raises(ArchiveError) as caught:
        make_bag(replace(given, commit="f"), tmp_path / "out", split_bytes=1000)
    assert caught.value.code == "another_bag"
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before, "no part is new either"
