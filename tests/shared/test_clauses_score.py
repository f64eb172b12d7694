"""The clause reader on the labelled development set beside the repository, by the set's own measure."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from plugins.catalogue.clauses.batch import batch_line

_REPEAL = Path(__file__).resolve().parents[3] / "shared" / "repeal"
_GOLD, _SCORER = _REPEAL / "repeal_dev.jsonl", _REPEAL / "score.py"

pytestmark = pytest.mark.skipif(not _GOLD.is_file(), reason="no ../shared beside the repository")


@pytest.fixture(scope="module")
def score(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What score.py says of the predictions."""
    predictions = tmp_path_factory.mktemp("score") / "predictions.jsonl"
    rows = [json.loads(line) for line in _GOLD.read_text("utf-8").splitlines() if line.strip()]
    predictions.write_text(
        "".join(json.dumps(batch_line(row), ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, str(_SCORER), str(_GOLD), str(predictions), "--json", "--by-tag"],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return json.loads(done.stdout)


def test_pairs(score: dict[str, Any]) -> None:
    assert score["pairs"]["all"]["f1"] >= 0.96
    assert score["pairs"]["hard"]["f1"] >= 0.93
    assert score["pairs"]["all"]["precision"] >= 0.99


def test_effective_dates(score: dict[str, Any]) -> None:
    assert score["effective_accuracy_where_text_gives_one"] >= 0.97
    assert score["effective_accuracy_all_matched"] >= 0.97


def test_talk_has_no_effects(score: dict[str, Any]) -> None:
    assert score["negative_false_positive_rate"] <= 0.01
