"""Every pattern of tables/clauses.toml matches its example and not its counter-example."""

from __future__ import annotations

import re
from typing import Any

import pytest

from plugins.catalogue.clauses import read_clauses
from plugins.catalogue.clauses.normalise import blank, fold, squeeze
from plugins.catalogue.clauses.patterns import fill
from plugins.catalogue.clauses.skeleton import build
from plugins.catalogue.tables import load

_TABLE = load("clauses")


def _words(text: str) -> str:
    folded = fold(blank(text))
    return build(squeeze(folded, 0, len(folded)), text).text


def _rows(*names: str) -> list[Any]:
    return [
        pytest.param(row, id=f"{name}: {row.get('id', row.get('stance'))}") for name in names for row in _TABLE[name]
    ]


@pytest.mark.parametrize("row", _rows("verbs", "followers"))
def test_a_pattern_matches_its_example(row: dict[str, Any]) -> None:
    assert re.search(fill(row["pattern"]), _words(row["example"]))


@pytest.mark.parametrize("row", _rows("verbs"))
def test_a_verb_acts_in_its_example_and_not_in_its_counter_example(row: dict[str, Any]) -> None:
    found = [e for e in read_clauses(row["example"], title="示例文件", date_of_issue="2018-01-01") if e.certain]
    assert [e.kind.value for e in found] == [row["kind"]]
    assert not [e for e in read_clauses(row["counter"], title="示例文件") if e.certain]


@pytest.mark.parametrize("row", _rows("adverbs", "followers"))
def test_an_adverb_decides_whether_its_sentence_acts(row: dict[str, Any]) -> None:
    acts = row.get("stance") == "act"
    example = any(e.certain for e in read_clauses(row["example"], title="示例文件"))
    counter = any(e.certain for e in read_clauses(row["counter"], title="示例文件"))
    assert (example, counter) == (acts, not acts)


@pytest.mark.parametrize("row", _rows("rejections"))
def test_a_rejection_matches_left_of_its_example_and_silences_it(row: dict[str, Any]) -> None:
    assert not [e for e in read_clauses(row["example"], title="示例文件") if e.certain]
    assert [e for e in read_clauses(row["counter"], title="示例文件", date_of_issue="2018-01-01") if e.certain]


@pytest.mark.parametrize("row", _rows("talk"))
def test_a_title_that_only_talks(row: dict[str, Any]) -> None:
    text = "《云岭市犬类管理办法》同时废止。"
    assert not read_clauses(text, title=row["example"])
    assert read_clauses(text, title=row["counter"])


def test_letters_fold_one_to_one() -> None:
    letters = _TABLE["letters"]
    assert len(letters["traditional"]) == len(letters["simplified"])
    assert len(set(letters["traditional"])) == len(letters["traditional"])
    assert not set(letters["traditional"]) & set(letters["simplified"])
