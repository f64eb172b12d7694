"""索引号: unique, permanent, and the only thing an address is made from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from functools import lru_cache
from string import Formatter

_SHAPE = re.compile(r"^[0-9A-Za-z一-龥][0-9A-Za-z一-龥/.\-_()（）〔〕]{0,62}[0-9A-Za-z一-龥)）]$")
_YEAR = re.compile(r"(?:^|[^0-9])((?:19|20)\d{2})(?=[^0-9]|\d{2}[^0-9]|$)")
_CREDIT_CODE = re.compile(r"^[0-9A-HJ-NPQRTUWXY]{18}(?=/)")
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LONGEST = 150
_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{i}" for name in ("com", "lpt") for i in range(1, 10))}


def is_index_number(text: str) -> bool:
    """True when `text` may serve as an index number: 2 to 64 characters, no white space, no control characters."""
    return bool(_SHAPE.fullmatch(text)) and ".." not in text and "//" not in text


def address_of(index_number: str) -> str:
    """The page's path without `.html`: `documents/2024/…`. Lower case, ASCII, safe on every file system.

    Two index numbers that differ only in case give one address, which validation refuses (C03).
    """
    slug = "".join(
        c if c in "abcdefghijklmnopqrstuvwxyz0123456789-_" else "-" if c == "/" else f"u{ord(c):x}"
        for c in index_number.lower()
    )
    if slug in _RESERVED:
        slug += "_"
    if len(slug) > _LONGEST:  # Chinese characters take five each, and file systems stop at 255 bytes
        slug = f"{slug[:_LONGEST]}-{hashlib.sha256(slug.encode()).hexdigest()[:16]}"
    return f"documents/{_bucket(index_number, slug)}/{slug}"


def _bucket(index_number: str, slug: str) -> str:
    """A folder that keeps folders small: the year in the number, or two characters of a hash."""
    years = _YEAR.findall(index_number)
    return years[-1] if years else hashlib.sha256(slug.encode()).hexdigest()[:2]


def credit_code_check(index_number: str) -> tuple[str, str] | None:
    """(written, expected) check character when the number starts with a 统一社会信用代码 whose check fails.

    GB 32100—2015: weights 3^i mod 31 over the first 17 characters. None when it holds or there is no code.
    """
    match = _CREDIT_CODE.match(index_number.upper())
    if not match:
        return None
    code = match.group()
    total = sum(_CREDIT_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    expected = _CREDIT_ALPHABET[(31 - total % 31) % 31]
    return None if code[17] == expected else (code[17], expected)


@lru_cache(maxsize=16)
def form_of(template: str) -> tuple[str, re.Pattern[str]]:
    """What the site's template gives out: how each of its numbers begins, and the form of a whole one."""
    parts = [(text, field) for text, field, _, _ in Formatter().parse(template)]
    form = "".join(re.escape(text) + ("" if field is None else "[0-9]+") for text, field in parts)
    return parts[0][0] if parts else "", re.compile(form)


def next_index_number(template: str, year: int, used: Collection[str]) -> str:
    """The first number of the site's template that is not in `used`.

    `template` has `{year}` and `{serial}` (or `{serial:05d}`): `11990100MB0990104N/{year}-{serial:05d}`.
    """
    serial = 1
    while (number := template.format(year=year, serial=serial)) in used:
        serial += 1
    return number
