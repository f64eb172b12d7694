"""Which bracketed words are addresses, and which are only official brackets: [2017](试行)."""

from __future__ import annotations

import re
from enum import Enum


class Reach(Enum):
    """Where an address leads."""

    EXTERNAL = "external"
    """http(s) or mailto: written as typed."""
    FRAGMENT = "fragment"
    """`#x`: a place in the same page, written as typed."""
    LOCAL = "local"
    """A path: resolved by the caller."""


LONGEST = 2_000
_EXTERNAL = re.compile(r"(?:https?://|mailto:)[^\s<>\"'\\]+", re.IGNORECASE)
_FRAGMENT = re.compile(r"#[^\s<>\"'\\#]+")
# An extension begins with a letter (or is 7z), so that (见表1.2) stays text. Single spaces occur in file names.
_LOCAL = re.compile(
    r"(?! |//)(?:[^\s<>\"\\:?#]| (?! ))*"
    r"(?:[^\s<>\"\\:?#]\.(?:[A-Za-z][A-Za-z0-9]{0,7}|7z)|[^\s<>\"\\:?#]/)"
    r"(?:\?[^\s<>\"\\]*?)?(?:#[^\s<>\"\\]*)?",
)


def reach(target: str) -> Reach | None:
    """Where `target` leads, or None where it does not look like an address and so is text."""
    if not target or len(target) > LONGEST:
        return None
    if _EXTERNAL.fullmatch(target):
        return Reach.EXTERNAL
    if _FRAGMENT.fullmatch(target):
        return Reach.FRAGMENT
    return Reach.LOCAL if _LOCAL.fullmatch(target) else None
