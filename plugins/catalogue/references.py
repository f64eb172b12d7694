"""How an editor names another document: 《名称》（文号）, a number, an index number or a bare title."""

from __future__ import annotations

import re

from plugins.catalogue.document_number import parse_number
from plugins.catalogue.effects import Target

_OPEN, _CLOSE = "《〈<", "》〉>"
_INDEX = re.compile(r"^[0-9A-Za-z][0-9A-Za-z.\-_()]*/[0-9A-Za-z/\-]+$")


def read_reference(text: str) -> tuple[Target, str | None]:
    """The target named by `text`, and the index number where the text can only be one."""
    text = text.strip()
    if text.startswith("《"):
        end = closing(text)
        title, rest = text[1:end], text[end + 1 :].strip().strip("（）()").strip()
        if rest and not any(character.isdigit() for character in rest):
            # 《办法》（试行）, or a title that begins with another's: 《办法》政策解读
            bracketed = text[end + 1 :].strip().startswith(("（", "("))
            return Target(title=f"{title}（{rest}）" if bracketed else text), None
        return Target(title=title, number=rest or None), None
    name, _, written = text.rpartition(" ")
    if name.endswith(_KINDS) and parse_number(written):
        return Target(title=name.strip(), number=written), None
    if parse_number(text):
        return Target(number=text), None
    if _INDEX.match(text):
        return Target(number=text), text
    title, number = _number_at_the_end(text)
    return Target(title=title, number=number), None


_MORE = re.compile("[、，,;；等《]")
_MORE_OR_LESS = re.compile("[、，,;；等《和及与]|第[〇零一二三四五六七八九十百千0-9]+[编章节条款项]")
_BEHIND_A_NAME = re.compile("[^《》]+《.+》(?:[（(][^（）()]+[）)])?")
_KINDS = ("办法", "规定", "条例", "细则", "规则", "通知", "意见", "决定", "方案", "制度", "公告", "通告")


def is_one_reference(text: str, *, acts: bool = False) -> bool:
    """False where `text` names more than one document.

    `acts`: the relation changes legal force; there a part of a document, a name in 《》 behind an agency's, and names
    joined by 、 are not taken for one title either. What such a text means is not guessed.
    """
    text = text.strip()
    if text.startswith(("-", "－")):
        return False
    if text.startswith("《"):
        rest = text[closing(text) + 1 :].strip()
        return not (_MORE_OR_LESS if acts else _MORE).match(rest)
    if not acts:
        return True
    parts = text.split("、")
    return not _BEHIND_A_NAME.fullmatch(text) and not (len(parts) > 1 and all(p.endswith(_KINDS) for p in parts))


def _number_at_the_end(text: str) -> tuple[str, str | None]:
    """办法（示文〔2024〕1号) without 《》: the title and the number; the whole text and None when none stands there."""
    if text.endswith(("）", ")")):
        for place in range(len(text) - 2, 0, -1):
            if text[place] in "（(" and parse_number(text[place + 1 : -1]):
                return text[:place].strip(), text[place + 1 : -1].strip()
    return text, None


def closing(text: str) -> int:
    """The place of the 》 that closes the first 《; the text's end when none does."""
    depth = 0
    for place, character in enumerate(text):
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth -= 1
            if depth == 0:
                return place
    return len(text)
