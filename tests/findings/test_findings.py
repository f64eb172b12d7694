"""Every finding an editor can meet: a small site that shows it, at its place, and a twin in which nothing is wrong."""

from __future__ import annotations

import importlib.util
import shutil
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plugins.catalogue import tables
from plugins.catalogue.findings import Finding, Severity
from tests.findings.findings_of import AS_OF, findings_of, read_account

HERE = Path(__file__).resolve().parent
CASES = sorted(p for p in HERE.iterdir() if (p / "expected.toml").exists())
CODES = tables.load("findings")


def site(case: Path, side: str, folder: Path) -> Path:
    """The content folder of one side of a case: the files as they lie there, or what its `make.py` makes."""
    if not (case / "make.py").exists():
        return Path(shutil.copytree(case / side, folder / "content"))
    spec = importlib.util.spec_from_file_location(f"make_{case.name}", case / "make.py")
    assert spec
    assert spec.loader
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    maker.make(folder / "content", bad=side == "bad")
    return folder / "content"


def expectation(case: Path) -> dict[str, Any]:
    """What the bad side must show."""
    return tomllib.loads((case / "expected.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_bad_site_shows_this_finding_at_its_place_and_no_other(case: Path, tmp_path: Path) -> None:
    expected = expectation(case)
    found = findings_of(site(case, "bad", tmp_path), expected.get("as_of", AS_OF))
    code = case.name.split("_")[0]
    assert [f.code for f in found] == [code]
    (shown,) = found
    assert (shown.path, shown.line, shown.column) == (expected["path"], expected["line"], expected["column"])
    if "value" in expected:
        assert shown.value == expected["value"]
    assert shown.severity is Severity(CODES[code]["severity"])
    assert_complete(shown)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_good_twin_shows_nothing(case: Path, tmp_path: Path) -> None:
    as_of: date = expectation(case).get("as_of", AS_OF)
    assert findings_of(site(case, "good", tmp_path), as_of) == []


def assert_complete(shown: Finding) -> None:
    """The words are all there: no place of the wording is left unfilled."""
    for words in (shown.message, shown.expected, shown.remedy, shown.rule):
        assert words.strip()
        assert "{" not in words.replace(shown.value, "")
    assert str(shown).startswith(f"{shown.path}:{shown.line}:{shown.column}: {shown.code} ")


def test_every_code_has_a_case_and_every_case_a_code() -> None:
    shown = {case.name.split("_")[0] for case in CASES}
    assert sorted(CODES) == sorted(shown)


def test_errors_stop_the_build_and_warnings_do_not(tmp_path: Path) -> None:
    for case in CASES:
        folder = tmp_path / case.name
        folder.mkdir()
        _, goes_on = read_account(site(case, "bad", folder), expectation(case).get("as_of", AS_OF))
        code = case.name.split("_")[0]
        assert goes_on is (CODES[code]["severity"] != "error"), case.name
        shutil.rmtree(folder)


def test_every_finding_says_where_the_rule_comes_from() -> None:
    for code, row in CODES.items():
        assert set(row) == {"severity", "text", "expected", "remedy", "rule"}, code
        assert all(isinstance(words, str) and words.strip() for words in row.values()), code
