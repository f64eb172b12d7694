"""Chinese numerals as integers."""

from __future__ import annotations

from functools import lru_cache

NUMERAL = "〇○零一二三四五六七八九十百千两0-9０-９"
"""Characters a number in official text is written with, for a character class."""

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}


@lru_cache(maxsize=4096)
def value(numeral: str) -> int:
    """The integer that `numeral` stands for: 一百二十三, 二〇, 12 and １２ alike. 0 for what is not a number."""
    if numeral.isdecimal():
        return int(numeral[:9])
    if not any(sign in _UNITS for sign in numeral):
        digits = "".join(str(_DIGITS[sign]) for sign in numeral if sign in _DIGITS)
        return int(digits[:9] or 0)
    total, digit = 0, None
    for sign in numeral:
        if sign in _UNITS:
            total += (1 if digit is None or digit == 0 else digit) * _UNITS[sign]
            digit = None
        elif sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign.isdecimal():
            digit = int(sign)
    return total + (digit or 0)
