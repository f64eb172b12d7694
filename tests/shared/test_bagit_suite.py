"""The conformance suite of the Library of Congress: the verifier is right on every bag."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from plugins.archive.verify import verify

SUITE = Path(__file__).resolve().parents[3] / "shared" / "check" / "bagit-conformance-suite.tar.gz"

if not SUITE.is_file():
    pytest.skip("the conformance suite is not beside the repository", allow_module_level=True)


@pytest.fixture(scope="module")
def bags(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every bag of the suite, by its path: version/category/name."""
    folder = tmp_path_factory.mktemp("suite")
    with tarfile.open(SUITE) as archive:
        archive.extractall(folder, filter="data")
    found = [path for path in folder.glob("v*/*/*") if path.is_dir()]
    return {path.relative_to(folder).as_posix(): path for path in sorted(found)}


def test_every_bag(bags: dict[str, Path]) -> None:
    """valid: no fault. warning: no fault, but something said. The rest, unsafe on one system or on all: refused."""
    wrong = []
    for name, path in bags.items():
        problems = verify(path)
        faults = [problem for problem in problems if not problem.warning]
        category = name.split("/")[1]
        right = {"valid": not faults, "warning": bool(problems) and not faults}.get(category, bool(faults))
        if not right:
            wrong.append((name, [str(problem) for problem in problems]))
    assert wrong == []
    assert len(bags) == 60


# What must be found, so that a bag is not refused for a wrong reason.
REASONS = {
    "v0.97/invalid/baginfo-missing-encoding": "bagit-malformed",
    "v0.97/invalid/bom-in-bagit.txt": "bagit-malformed",
    "v0.97/invalid/corrupt-data-file": "altered",
    "v0.97/invalid/corrupt-tag-file": "altered",
    "v0.97/invalid/extra-file-in-bag": "extra",
    "v0.97/invalid/invalid-version-number": "bagit-malformed",
    "v0.97/invalid/missing-baginfo": "missing",
    "v0.97/invalid/missing-bagit.txt": "no-bagit",
    "v0.97/invalid/out-of-scope-file-paths-using-dot-notation": "unsafe-name",
    "v0.97/invalid/out-of-scope-file-paths-using-dot-notation-for-fetch": "unsafe-name",
    "v0.97/invalid/same-filename-listed-twice-with-different-hashes": "listed-twice",
    "v0.97/warning/duplicate-file-with-different-case": "name-variant",
    "v0.97/warning/made-with-md5sum-tools": "binary-mark",
    "v0.97/warning/relative-path": "dot-slash",
    "v0.97/warning/same-filename-listed-twice-with-different-normalization": "name-variant",
    "v0.97/warning/same-filename-listed-twice-with-the-same-hash": "listed-twice-same",
    "v0.97/warning/special-system-files": "system-file",
    "v1.0/invalid/bagit-with-invalid-whitespace": "bagit-malformed",
    "v1.0/invalid/notAllManifestsListAllFiles": "extra",
    "v1.0/invalid/same-filename-listed-twice-with-different-hashes": "bagit-malformed",
    "v1.0/invalid/same-filename-listed-twice-with-the-same-hash": "listed-twice",
}


def test_for_the_right_reason(bags: dict[str, Path]) -> None:
    expected = {**REASONS, **{name: "unsafe-name" for name in bags if "-only/" in name}}
    assert {name for name in bags if "/valid/" not in name} == set(expected)
    for name, code in expected.items():
        assert code in {problem.code for problem in verify(bags[name])}, name
