"""Names of bodies: is this a body's name, and with which bodies does a title begin?"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from plugins.catalogue import tables

_ALLOWED = re.compile(r"[㐀-鿿（）()·]{2,40}")
_NOT_A_NAME = re.compile(r"^(各|有关|本|该|其|附|第[一二三四五六七八九十\d]|[一二三四五六七八九十]+、)|关于|的")
_SEPARATORS = re.compile(r"[、，,\s　]+")
_YEAR = re.compile(r"(?:19|20)\d{2}\s*[年—–-]")
_SHORT_CONGRESS = re.compile("人大(常委会)?")


def is_body(text: str, *, strict: bool = False) -> bool:
    """True when `text` reads as the name of one body. `strict` trusts only endings of two characters and more."""
    plain = simplified(text.strip())
    if not _ALLOWED.fullmatch(plain) or _NOT_A_NAME.search(plain):
        return False
    plain = re.sub(r"[（(][^（）()]*[）)]$", "", plain)
    if plain.endswith(tuple(_table()["many"])):
        return True
    if strict:
        return len(plain) >= 4 and plain.endswith(tuple(_table()["one"][:6]))
    return len(plain) >= 3 and plain.endswith(tuple(_table()["one"]))


def split_bodies(text: str) -> tuple[str, ...]:
    """The bodies that `text` names in a row, or () when any part is no body's name. Spread names are closed up."""
    whole = "".join(text.split())
    parts = [part for part in _SEPARATORS.split(text.strip()) if part]
    if len(parts) > 1 and all(len(part) == 1 for part in parts):
        parts = [whole]
    if parts and all(is_body(part) for part in parts):
        return tuple(parts)
    return (whole,) if is_body(whole) else ()


def bodies_before(title: str) -> tuple[str, ...]:
    """The bodies a title begins with, before 关于, 印发, a year or the like; () when it does not begin with one."""
    plain = simplified(title)
    if len(plain) != len(title):
        return ()
    ends = [plain.find(word) for word in _table()["starts_after"] if plain.find(word) > 0]
    year = _YEAR.search(plain)
    if year and year.start() > 0:
        ends.append(year.start())
    if not ends:
        return ()
    parts = [part for part in _SEPARATORS.split(title[: min(ends)].strip()) if part]
    return tuple(parts) if parts and all(is_body(part, strict=True) for part in parts) else ()


def full_name(name: str) -> str:
    """A body's name with 人大常委会 written out."""

    def written_out(match: re.Match[str]) -> str:
        return "人民代表大会" + ("常务委员会" if match.group(1) else "")

    name = name.replace("人民代表大会常委会", "人民代表大会常务委员会")
    return _SHORT_CONGRESS.sub(written_out, name)


@cache
def _table() -> dict[str, Any]:
    return dict(tables.load("importers")["bodies"])


_TRADITIONAL = re.compile("[廳總聞廣務會員國區縣關發辦業測檢審計]")


def simplified(text: str) -> str:
    """`text` in Simplified characters, for reading only; what is shown stays as it was written."""
    return str(_converter().convert(text)) if _TRADITIONAL.search(text) else text


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
