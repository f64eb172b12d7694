"""Two hundred mistakes in one corpus: all are told in one run, at their lines, and nothing at all is published."""

from __future__ import annotations

import os
from pathlib import Path

from plugins.catalogue.findings import Severity
from tests.findings.findings_of import read_account
from tests.robustness.planted_mistakes import MISTAKES, plant
from tests.robustness.published import beside, build, manifest, start_build
from tests.robustness.site_folder import SiteFolder, numbered

MISTAKES_PLANTED = int(os.environ.get("GONGKAI_MISTAKES", "200"))


def test_every_planted_mistake_is_found_at_its_line_and_nothing_else(tmp_path: Path) -> None:
    site = SiteFolder(tmp_path / "content")
    expected = plant(site, MISTAKES_PLANTED, 30, seed=3)
    assert len(expected) == MISTAKES_PLANTED
    assert len({code for _, _, code in expected}) == len(MISTAKES)
    account, goes_on = read_account(site.root, jobs=2)
    assert not goes_on
    found = [(f.path, f.line, f.code) for f in account.findings if f.severity is not Severity.INFO]
    assert sorted(found) == sorted(expected)


def test_nothing_is_written(tmp_path: Path) -> None:
    site = SiteFolder(tmp_path / "content")
    plant(site, MISTAKES_PLANTED, 30, seed=3)
    site.add("numberless", numbered(9999, 索引号=None))
    before = manifest(tmp_path)
    output = tmp_path / "output"
    build_program = start_build(site.root, output)
    _, said = build_program.communicate()
    assert build_program.returncode == 1
    assert said.count("documents/") >= MISTAKES_PLANTED
    assert manifest(tmp_path) == {
        **before,
        **{name: digest for name, digest in manifest(tmp_path).items() if "lock" in name},
    }
    assert not output.exists()
    assert beside(output) == [".output.lock"]


def test_an_existing_site_stays_as_it_is(tmp_path: Path) -> None:
    good = SiteFolder(tmp_path / "content")
    good.add("a", numbered(1))
    output = tmp_path / "output"
    assert build(good.root, output)[0] == 0
    before = manifest(output)
    good.add("b", numbered(2, 公开属性=None))
    code, report = build(good.root, output)
    assert code == 1
    assert report["published"] is False
    assert report["counts"]["files_written"] == 0
    assert [e["url"] for e in report["documents"]] == [None, None]
    assert manifest(output) == before
