"""Spoilt documents: no crash, none passed over in silence, none that takes for ever."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from plugins.disclosure.front_matter import MAX_BYTES
from tests.robustness.mutations import SHAPES, mutated, original
from tests.robustness.published import ROOT, build
from tests.robustness.site_folder import SiteFolder, document_text, numbered

MUTATIONS = int(os.environ.get("GONGKAI_MUTATIONS", "400"))
SIZE = 20_000
"""Characters of a shaped body: as much as a long regulation."""


def read_in_a_program(content: Path, seconds: int) -> list[dict[str, Any]]:
    """What came of every document, read by a program that may use so many seconds of processor time for all of them."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.robustness.read_folder", str(content)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds)),
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """A content folder of spoilt documents and of one of each shape."""
    site = SiteFolder(tmp_path_factory.mktemp("spoilt"))
    site.write("documents/files/表.csv", b"a,b\n")
    special = [(f"shape-{n:03d}", shape(SIZE)) for n, shape in enumerate(SHAPES.values())]
    for n, (name, body) in enumerate(special):
        site.add(name, numbered(90000 + n), body)
    long_line = original(99999).encode()
    site.write("documents/long-line.md", long_line + "书".encode() * ((MAX_BYTES - len(long_line)) // 3))
    site.write("documents/too-long-line.md", long_line + b"x" * (20 * 2**20))
    site.write(
        "documents/long-line-in-front-matter.md", b"---\n" + "标题: ".encode() + b"x" * (20 * 2**20) + b"\n---\n"
    )
    site.write("documents/long-value.md", b"---\n" + "标题: ".encode() + b"x" * (7 * 2**20) + b"\n---\n")
    for name, data in mutated(MUTATIONS - len(special) - 4, seed=1):
        site.write(f"documents/{name}.md", data)
    return site


@pytest.fixture(scope="module")
def rows(spoilt: SiteFolder) -> list[dict[str, Any]]:
    # two seconds for each document, as they may come to 2,000 in the worst case, would prove nothing: a tenth of that
    return read_in_a_program(spoilt.root, max(60, MUTATIONS // 5))


def test_every_document_was_read_or_told(spoilt: SiteFolder, rows: list[dict[str, Any]]) -> None:
    documents = sorted(path for path in spoilt.paths if path.endswith(".md"))
    assert len(documents) == MUTATIONS
    assert sorted(row["path"] for row in rows) == documents
    silent = [row["path"] for row in rows if not row["read"] and not any(code.endswith("e") for code in row["codes"])]
    assert silent == []
    rendered = [row["path"] for row in rows if row["read"] and not row["html"] and "shape" not in row["path"]]
    assert len(rendered) <= MUTATIONS // 20, "only documents whose text was lost have an empty page"


def test_every_place_lies_in_the_file(spoilt: SiteFolder, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        data = (spoilt.root / row["path"]).read_bytes()
        lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
        assert all(0 <= line <= lines and column >= 0 for line, column in row["places"]), row


def test_sizes_have_their_own_words(rows: list[dict[str, Any]]) -> None:
    codes = {row["path"].removeprefix("documents/"): row["codes"] for row in rows}
    assert codes["too-long-line.md"] == ["F04e"]
    assert codes["long-line-in-front-matter.md"] == ["F04e"]
    assert codes["long-value.md"] == ["M07e"]
    assert not any(code.endswith("e") for code in codes["long-line.md"])


def test_the_report_of_a_build_names_every_file(spoilt: SiteFolder, tmp_path: Path) -> None:
    code, report = build(spoilt.root, tmp_path / "output", jobs=2)
    assert code == 1
    assert not (tmp_path / "output").exists()
    entries = {entry["file"]: entry for entry in report["documents"]}
    assert sorted(entries) == sorted(path for path in spoilt.paths if path.endswith(".md"))
    wrong = {p for p, e in entries.items() if any(f["severity"] == "error" for f in e["findings"])}
    assert all(entries[path]["disclosure"] for path in set(entries) - wrong)
    assert len(wrong) > MUTATIONS // 2


def test_what_is_left_of_the_good_ones_is_published(
    spoilt: SiteFolder, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    site = SiteFolder(tmp_path / "content")
    site.write("documents/files/表.csv", b"a,b\n")
    for row in rows:
        if row["read"] and "-line" not in row["path"] and not ("shape" in row["path"] and row["html"] > 20_000):
            site.write(row["path"], (spoilt.root / row["path"]).read_bytes())
    code, report = build(site.root, tmp_path / "output", jobs=2)
    errors = [f for e in report["documents"] for f in e["findings"] if f["severity"] == "error"]
    assert {f["code"] for f in errors} <= {"C01", "C03"}, "a spoilt index number may be another's"
    for path in {f["path"] for f in errors}:
        (site.root / path).unlink()
    if errors:
        code, report = build(site.root, tmp_path / "output", jobs=2)
    assert code == 0
    assert all(entry["url"] and (tmp_path / "output" / entry["url"]).is_file() for entry in report["documents"])
    assert len(report["documents"]) > MUTATIONS // 20


@pytest.mark.parametrize(
    ("encoding", "code", "words"),
    [
        ("gbk", "F01", "像是 GBK"),
        ("gb18030", "F01", "像是 GBK"),
        ("utf-16", "F02", "UTF-16"),
        ("utf-16-le", "F02", "UTF-16"),
        ("utf-16-be", "F02", "UTF-16"),
    ],
)
def test_encodings_are_named(tmp_path: Path, encoding: str, code: str, words: str) -> None:
    from tests.findings.findings_of import findings_of

    site = SiteFolder(tmp_path)
    site.write("documents/a.md", document_text(numbered(1)).encode(encoding))
    (found,) = findings_of(tmp_path)
    assert found.code == code
    assert words in found.message


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_byte_order_marks_and_line_ends_are_taken_as_they_come(tmp_path: Path, ending: str, mark: str) -> None:
    from tests.findings.findings_of import read_account

    site = SiteFolder(tmp_path)
    site.write("documents/a.md", (mark + document_text(numbered(1))).replace("\n", ending).encode())
    account, goes_on = read_account(tmp_path)
    assert goes_on
    assert account.findings == []
    assert account.readings[0].document.fields.body_line == 13
