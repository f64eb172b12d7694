"""The sentences of the marks, filled in. The wording stands in `tables/force.toml`."""

from __future__ import annotations

from datetime import date

from plugins.catalogue import tables
from plugins.catalogue.days import written
from plugins.catalogue.force import LegalForce


def sentence(key: str, *, on: date | None = None, by: str = "", until: date | None = None, articles: str = "") -> str:
    """The sentence `key` with its day, act, last day and parts. KeyError when there is no such sentence."""
    words: str = tables.load("force")["sentences"][key]
    if "{articles}" in words and not articles and "suspended" not in key:
        articles = tables.load("force")["articles"]["unnamed_part"]
    # a suspension with no day says 起 of nothing
    if on is None and "{on}" in words:
        words = words.replace("已于{on}", "已").replace("自{on}起", "").replace("自{on}至", "至")
    for name, value in (
        ("{on}", written(on) if on else ""),
        ("{until}", written(until) if until else ""),
        ("{articles}", articles),
        ("{by}", by),
    ):
        words = words.replace(name, value)
    return words


def label(force: LegalForce | str) -> str:
    """The Chinese word for a legal force."""
    word: str = tables.load("force")["labels"][str(force)]
    return word
