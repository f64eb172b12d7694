"""发文字号 as a value that parses and prints itself (GB/T 9704—2012, 7.2.5)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_BRACKETED = re.compile(
    r"""^(?P<word>[^\d〔\[(【﹝〕\])】]{1,30})      # 机关代字
        [〔\[(【﹝](?P<year>\d{2,4})[〕\])】﹞]      # year, in whatever brackets
        第?(?P<serial>\d{1,6})号?$""",
    re.VERBOSE,
)
_ORDER = re.compile(r"^(?P<word>[^\d]{0,40}?令)(?:\((?P<year>\d{4})年?\))?第?(?P<serial>\d{1,5})号$")
_ORDER_AFTER = re.compile(r"^(?P<word>[^\d]{0,40}?)第(?P<serial>\d{1,5})号令$")
_NOTICE = re.compile(r"^(?P<word>[^\d]{0,40}?)(?P<year>\d{4})年第?(?P<serial>\d{1,5})号$")
_WELL_FORMED = re.compile(r"^[一-龥]{1,16}〔(?:19|20)\d{2}〕[1-9]\d{0,4}号$")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document number taken apart. `year` is None for orders (令第711号); `word` is the agency word."""

    word: str
    year: int | None
    serial: int

    @property
    def key(self) -> str:
        """Equal for every spelling of one number: brackets, width, padding and 第 do not count."""
        return f"{self.word}|{self.year or ''}|{self.serial}"

    def __str__(self) -> str:
        if self.year is None:
            return f"{self.word}第{self.serial}号"
        if self.word.endswith("公告"):
            return f"{self.word}{self.year}年第{self.serial}号"
        return f"{self.word}〔{self.year}〕{self.serial}号"


def parse_number(text: str) -> DocumentNumber | None:
    """The number that `text` spells, whole, or None. White space and full width do not count."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).strip("()").removeprefix("原")
    if len(plain) > 80:
        return None
    if "(" in plain and ")" not in plain:
        plain += ")"
    for pattern in (_BRACKETED, _ORDER, _ORDER_AFTER, _NOTICE):
        match = pattern.match(plain)
        if not match:
            continue
        parts = match.groupdict()
        word = parts["word"].strip("《》")
        if pattern is _ORDER_AFTER:
            word += "令"
        year = int(parts["year"]) if parts.get("year") else None
        if year is not None and year < 100:
            year += 2000 if year < 50 else 1900
        if not word:
            continue
        return DocumentNumber(word, year, int(parts["serial"]))
    return None


@lru_cache(maxsize=1 << 17)  # every number is asked for several times while documents are related
def number_key(text: str) -> str:
    """A key equal for spellings of one number; for what is no known form, the text without its punctuation."""
    number = parse_number(text)
    if number:
        return number.key
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if c.isalnum())


def suggested_form(text: str) -> str | None:
    """The standard spelling of a number written otherwise; None when it is right, or no number can be read in it."""
    plain = text.strip()
    if _WELL_FORMED.match(plain):
        return None
    number = parse_number(plain)
    if number is None:
        return None
    if number.year is None or number.word.endswith(("令", "公告", "通告", "公报")):
        return None
    form = str(number)
    return None if form == plain else form


def is_well_formed(text: str) -> bool:
    """True for 机关代字〔年份〕顺序号, and for orders and announcements numbered by year or serial."""
    plain = text.strip()
    if _WELL_FORMED.match(plain):
        return True
    number = parse_number(plain)
    return number is not None and (number.year is None or number.word.endswith(("令", "公告", "通告", "公报")))
