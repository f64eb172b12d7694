"""Findings: an editor's mistakes as data. The wording of every code stands in `tables/findings.toml`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from plugins.catalogue import tables


class Severity(StrEnum):
    """An error stops publication; a warning asks to look; an info only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One finding at `path:line:column` (both counted from 1; 0 when the whole file is meant).

    `code` is a key of the table; `value` is what was found, `params` fill the other places of the wording.
    """

    path: str
    line: int
    column: int
    code: str
    value: str = ""
    params: tuple[tuple[str, str], ...] = field(default=())

    @property
    def severity(self) -> Severity:
        """How grave it is, from the table."""
        return Severity(str(self._row["severity"]))

    @property
    def message(self) -> str:
        """What is wrong, in Chinese, with the value found."""
        return self._fill("text")

    @property
    def expected(self) -> str:
        """What was expected instead."""
        return self._fill("expected")

    @property
    def remedy(self) -> str:
        """How to mend it."""
        return self._fill("remedy")

    @property
    def rule(self) -> str:
        """Where the rule comes from."""
        return str(self._row["rule"])

    @property
    def _row(self) -> dict[str, object]:
        row: dict[str, object] = tables.load("findings")[self.code]
        return row

    def _fill(self, name: str) -> str:
        words = str(self._row[name])
        for key, value in (("value", _shorten(self.value)), *self.params):
            words = words.replace("{" + key + "}", value)
        return words

    def as_dict(self) -> dict[str, object]:
        """The finding as JSON-ready values, wording included."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "value": self.value,
            "message": self.message,
            "expected": self.expected,
            "remedy": self.remedy,
            "rule": self.rule,
        }

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}:{self.column}"
        return f"{where}: {self.code} {self.message} → 应为：{self.expected}；{self.remedy}（{self.rule}）"


def finding(path: str, line: int, column: int, code: str, value: str = "", **params: str) -> Finding:
    """A `Finding` with its parameters in stable order. KeyError when the table has no such code."""
    tables.load("findings")[code]
    return Finding(path, line, column, code, value, tuple(sorted(params.items())))


def has_errors(findings: Iterable[Finding]) -> bool:
    """True when one of the findings stops publication."""
    return any(f.severity is Severity.ERROR for f in findings)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word closest to `word`, or None when none is near: for “did you mean”."""
    import difflib

    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return found[0] if found else None


def _shorten(text: str, limit: int = 120) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
