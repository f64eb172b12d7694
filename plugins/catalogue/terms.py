"""有效期 as editors write it."""

from __future__ import annotations

import re

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TERM = re.compile(
    r"^(?:试行)?(?P<number>\d{1,3}(?:\.5)?|[〇零一二两三四五六七八九十]{1,3})(?P<half>个?半)?(?P<unit>年|个月|月)(?P<more>半)?$"
)


def parse_term(text: str) -> float | None:
    """The term in years (5年 → 5.0, 18个月 → 1.5), or None when the text states none."""
    match = _TERM.match("".join(text.split()))
    if not match:
        return None
    number = _number(match["number"])
    if number is None or number <= 0:
        return None
    if match["more"] or match["half"]:
        number += 0.5
    return number if match["unit"] == "年" else number / 12


def _number(text: str) -> float | None:
    if text[0].isdigit():
        return float(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        if len(tens) > 1 or len(ones) > 1 or "十" in ones:
            return None
        return (_DIGITS[tens] if tens else 1) * 10.0 + (_DIGITS[ones] if ones else 0)
    return float(_DIGITS[text]) if len(text) == 1 else None
