"""Invented passages, one phenomenon each, positive and negative: what the reader must find in them and nothing else."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from plugins.catalogue.clauses import read_clauses
from plugins.catalogue.effects import Effect

_PASSAGES = Path(__file__).parent / "passages"


def _cases() -> list[Any]:
    found = []
    for path in sorted(_PASSAGES.glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        for case in table["case"]:
            case.setdefault("issued", table.get("issued", "2018-01-01"))
            found.append(pytest.param(case, id=f"{path.stem}: {case['name']}"))
    return found


def _read(case: dict[str, Any]) -> tuple[Effect, ...]:
    return read_clauses(case["text"], title=case.get("title", "示例文件"), date_of_issue=case["issued"])


def _key(effect: Effect) -> tuple[str, str | None, str | None]:
    target = effect.target
    return effect.kind.value, target.title if target else None, target.number if target else None


def _told(effect: Effect, name: str) -> Any:
    target = effect.target
    return {
        "date": target.date if target else None,
        "issuer": (target.issuer or "none") if target else None,
        "articles": list(effect.articles),
        "effective": effect.effective or "none",
        "years": effect.period_years,
        "until": effect.until,
        "rule": effect.rule,
    }[name]


@pytest.mark.parametrize("case", _cases())
def test_passage(case: dict[str, Any]) -> None:
    effects = _read(case)
    certain = {_key(e): e for e in effects if e.certain}
    wanted = {}
    for row in case["effects"]:
        number = row.get("number")
        if number is None:
            number = next((n for k, t, n in certain if k == row["kind"] and t == row.get("title")), None)
        wanted[(row["kind"], row.get("title"), number)] = row
    assert set(certain) == set(wanted)
    for key, row in wanted.items():
        for name in ("date", "issuer", "articles", "effective", "years", "until", "rule"):
            if name in row:
                assert _told(certain[key], name) == row[name], name
    if "suggestions" in case:
        assert sum(not e.certain for e in effects) == case["suggestions"]


@pytest.mark.parametrize("case", _cases())
def test_evidence_is_quoted_as_issued(case: dict[str, Any]) -> None:
    for effect in _read(case):
        assert effect.evidence
        assert effect.rule
        for part in effect.evidence.split("……"):
            assert part in case["text"]
