"""Short forms under which people look for a document (全国人大常委会, 食安法), made from its title and issuers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from plugins.catalogue import tables


@cache
def _short_forms() -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    table = tables.load("search")["short_forms"]

    def by_length(pairs: list[list[str]]) -> tuple[tuple[str, str], ...]:
        return tuple(sorted(((full, short) for full, short in pairs), key=lambda pair: -len(pair[0])))

    return by_length(table["bodies"]), by_length(table["laws"])


@lru_cache(4096)  # agencies come again and again
def _shortened(name: str) -> str:
    for full, abbreviated in _short_forms()[0]:
        name = name.replace(full, abbreviated)
    return name


def short_names(title: str, issuers: Sequence[str]) -> tuple[str, ...]:
    """The short forms of a document's title and issuers, without repetition; () when nothing is usually shortened."""
    found = {short: None for name in (title, *issuers) if (short := _shortened(name)) != name}
    return tuple(found | dict.fromkeys(_short_laws(title)))


@lru_cache(64)  # asked several times of one document
def _short_laws(title: str) -> tuple[str, ...]:
    found: list[str] = []
    for full, abbreviated in _short_forms()[1]:
        if full in title:
            tail = title.split(full, 1)[1]
            # 消法 already ends in 法: the law's own 法 is not said twice
            if abbreviated.endswith("法") and tail.startswith("法"):
                tail = tail[1:]
            found.append(abbreviated + tail.rstrip("》"))
    return tuple(found)
