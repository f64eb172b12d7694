"""Bold type: `**…**` on one line, told from masked names and numbers."""

from __future__ import annotations

import re

from plugins.catalogue import tables

DELIMITER = re.compile(r"(?<!\*)\*\*(?!\*)")
"""Exactly two asterisks: `****` masks a telephone number (138****1234), and three mean nothing here."""

_SURNAMES = frozenset(str(tables.load("body")["surnames"]).strip())
# Flanking rules of CommonMark look at punctuation and fail between 。 and a character; only these cannot begin or end
# a bold passage.
_NOT_FIRST = frozenset("，。、；：！？）】》〉〕」』”’,.;:!?)]}")
_NOT_LAST = frozenset("（【《〈〔「『“‘([{")


def can_open(text: str, at: int) -> bool:
    """True where the two asterisks at `at` may begin bold type."""
    after = text[at + 2 : at + 3]
    return after != "" and not after.isspace() and after not in _NOT_FIRST


def can_close(text: str, at: int) -> bool:
    """True where the two asterisks at `at` may end bold type."""
    before = text[at - 1 : at] if at else ""
    return before != "" and not before.isspace() and before not in _NOT_LAST


def is_mask(text: str, opening: int, closing: int) -> bool:
    """True where both pairs hide characters: 张**和李**, 350**1990**12."""
    before, last = text[opening - 1 : opening] if opening else "", text[closing - 1]
    if before in _SURNAMES and last in _SURNAMES:
        return True
    inside = text[opening + 2 : closing]
    return before.isascii() and before.isalnum() and inside.isascii() and inside.isalnum()


def pairs(text: str) -> list[tuple[int, int]]:
    """Positions of the opening and closing asterisks of each bold passage of a line without other markup."""
    found: list[tuple[int, int]] = []
    opening = -1
    for match in DELIMITER.finditer(text):
        at = match.start()
        if opening >= 0 and can_close(text, at):
            if not is_mask(text, opening, at):
                found.append((opening, at))
            opening = -1
        elif can_open(text, at):
            opening = at
    return found
