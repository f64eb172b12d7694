"""Whether a document acts on others at all: drafts, plans, minutes, reports and explanations only talk of them."""

from __future__ import annotations

import re
from functools import cache

from plugins.catalogue.clauses.normalise import fold
from plugins.catalogue.tables import load


@cache
def _talk() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row["pattern"]) for row in load("clauses")["talk"])


_DRAFT_HEAD = re.compile(r"征求意见稿|公开征求[^。\n]{0,30}意见|\((?:草案|送审稿|讨论稿|审议稿|报批稿)\)》?\s*$", re.M)


def only_talks(title: str, folded: str) -> bool:
    """True when nothing the text says is done by it: title or first lines call it a draft or an account."""
    plain = "".join(fold(title).split())
    if any(pattern.search(plain) for pattern in _talk()):
        return True
    return bool(_DRAFT_HEAD.search(folded[:200]))
