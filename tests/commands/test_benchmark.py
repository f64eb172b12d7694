"""The benchmark measures what it says: documents, medians, ratios, files changed, memory of all processes."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from plugins.commands.benchmark import Plan, results, same_work
from plugins.commands.benchmark_measure import CommandFailed, Measure, changed, measure, median, tree
from plugins.commands.benchmark_peers import peers_in
from plugins.commands.benchmark_report import chart_svg, report_text
from plugins.commands.corpus_generator import documents, write_corpus
from plugins.commands.search_section import LIST, with_section

ROOT = Path(__file__).resolve().parents[2]


def made(**walls: tuple[float, ...]) -> dict[str, list[Measure]]:
    return {name.replace("_", " "): [Measure(w, 2 * w, 100 * w, 7) for w in given] for name, given in walls.items()}


MEASURED = made(
    same_work_cold=(3.0, 1.0, 2.0), everything_cold=(4.0, 4.0, 9.0), hugo_cold=(4.0, 4.0, 4.0),
    pelican_cold=(10.0, 20.0, 30.0), edit=(0.5, 0.5, 0.5), hugo_edit=(5.0, 5.0, 4.0),
)  # fmt: skip
MEASURED["no-op"] = [Measure(0.1, 0.1, 20)]


def value(plan: Plan | None = None) -> dict[str, object]:
    sizes = {"same work": {"files": 3, "bytes": 2**20}}
    return results(plan or Plan(10), MEASURED, sizes, {"body": 0.3, "page": 0.1}, jobs=2)


def test_ratios_are_of_medians_and_only_where_a_peer_was() -> None:
    got = value()
    assert (got["cold_vs_hugo"], got["cold_vs_pelican"]) == (0.5, 0.1)
    assert (got["edit_vs_hugo"], got["noop_vs_hugo"]) == (0.1, 0.02)
    assert (got["everything_vs_hugo"], got["peak_mib"]) == (1.0, 200.0)
    assert "cold_vs_eleventy" not in got
    assert "repeal_vs_hugo" not in got


def test_the_median_of_each_figure_by_itself() -> None:
    assert median([Measure(1, 9, 5, 1), Measure(2, 7, 6, 3), Measure(9, 8, 4, 2)]) == Measure(2, 8, 5, 2)


def test_the_page_and_the_chart_show_every_figure() -> None:
    got = value()
    page = report_text(got)
    assert "python3 tasks.py bench --n 10 --runs 3 --peers DIR" in page
    assert "| pelican cold | 20.00 | 10.00–30.00 | 40.00 | 2000 |  |" in page
    assert "| cold_vs_hugo | 0.500 | 0.500 |" in page
    assert "| body | 0.300 | 75 % |" in page
    chart = ElementTree.fromstring(chart_svg(got))
    bars = list(chart.iter("{http://www.w3.org/2000/svg}rect"))
    lengths = {bar.get("width"): bar.get("class") for bar in bars}
    assert len(bars) == len(MEASURED)
    assert max(float(length or 0) for length in lengths) == 500.0  # pelican, the longest
    assert sum(bar.get("class") == "ours" for bar in bars) == 4


def test_another_size_and_the_search_stand_on_the_same_page() -> None:
    larger = value(Plan(100, 3, 1, ("hugo",), ("no-op", "edit")))
    larger["measured"]["same work cold"]["wall"] = 21.0  # type: ignore[index]
    page = report_text(value(), [larger])
    assert "--n 100 --runs 3 --cold-runs 1 --steps no-op,edit --beside hugo --peers DIR --json FILE" in page
    assert "## 100 documents" in page
    assert "| same work cold | 10.50 | 1.00 |" in page
    shown = with_section(page, {})
    assert shown.startswith(page + "\n## Search\n\n")
    assert f"({LIST})" in shown
    assert report_text(value(), [larger], shown) == with_section(shown, {}) == shown


def test_a_command_is_measured_with_its_children() -> None:
    inner = "import time; x = b'x' * (60 << 20); time.sleep(1)"
    outer = f"import subprocess, sys; x = b'x' * (60 << 20); subprocess.run([sys.executable, '-c', {inner!r}])"
    took = measure([sys.executable, "-c", outer])
    assert took.wall >= 1
    assert took.cpu > 0
    assert took.mib > 115


def test_a_command_that_fails_is_no_measurement() -> None:
    with pytest.raises(CommandFailed, match="out of order"):
        measure([sys.executable, "-c", "import sys; sys.stderr.write('out of order'); sys.exit(3)"])


def test_files_changed_are_counted(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_text(name)
    before = tree(tmp_path)
    assert changed(before, tree(tmp_path)) == 0
    (tmp_path / "new").write_text("d")
    (tmp_path / "a").unlink()
    (tmp_path / "other").write_text("b")
    (tmp_path / "other").replace(tmp_path / "b")
    assert changed(before, tree(tmp_path)) == 3


def test_the_same_documents_every_time_and_in_every_layout(tmp_path: Path) -> None:
    assert list(documents(40)) == list(documents(40))
    assert list(documents(40)) != list(documents(40, seed=1))
    write_corpus(tmp_path, 40, ("gongkai", "hugo"))
    ours = {p.name: p.read_text("utf-8") for p in (tmp_path / "gongkai").rglob("*.md")}
    theirs = {p.name: p.read_text("utf-8") for p in (tmp_path / "hugo").rglob("*.md")}
    assert len(ours) == 40
    assert ours.keys() == theirs.keys()
    for document in documents(40):
        assert document.body in ours[f"{document.slug}.md"]
        assert document.body in theirs[f"{document.slug}.md"]


def test_sizes_are_like_those_of_real_columns() -> None:
    sizes = sorted(len(d.body.encode()) for d in documents(400))
    assert 2000 < sizes[200] < 5000
    assert sizes[0] > 500
    assert sizes[-1] > 10_000
    repealing = sum(bool(d.repeals) for d in documents(400))
    assert 8 <= repealing <= 40


def test_the_same_work_is_without_what_the_peers_lack() -> None:
    column = same_work(ROOT)["COLUMN"]
    assert {name for name, given in column.items() if given is False} >= {"search", "data", "histories", "comparisons"}


def test_peers_that_are_not_there_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sites" / "hugo").mkdir(parents=True)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HUGO", "/opt/hugo")
    monkeypatch.delenv("PELICAN", raising=False)
    found = peers_in(tmp_path / "sites", tmp_path / "work")
    assert [peer.name for peer in found] == ["hugo"]
    assert str(tmp_path / "work" / "corpus" / "hugo") in found[0].command
    said = capsys.readouterr().err
    assert "pelican" in said
    assert "eleventy" in said
