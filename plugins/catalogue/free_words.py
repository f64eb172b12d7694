"""Names of documents in free words, as editors write a basis without 《》: 根据示例市某某办法第三条, 依示文〔2021〕7号.

A text asks for names (`said_names`), a document bears them (`heard_names`): one that a text names in its words shares
at least one with it. The gate looks among them, and the next build finds by them whom a change concerns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from zlib import crc32

from plugins.catalogue.document import PublicFields
from plugins.catalogue.document_number import parse_number
from plugins.catalogue.title import is_generic, title_key

SHORTEST = 6
"""A shorter title (工作方案) is made of ordinary words: it names a document in 《》, or alone, only."""

_NUMBER = re.compile(r"[^\d,;。、:|()]{1,60}(?:\(\d{2,4}年?\)|\d{4}年)?第?\d{1,6}号?令?")
_CODE = re.compile(r"[0-9A-Za-z]+(?:[-–—/._]+[0-9A-Za-z]+)*")
_DIGIT = re.compile("[0-9]")
_BREAK = re.compile('[，,;；。、：:|《》〈〉“”"\\s]+')
_LEAD = re.compile("根据|依据|依照|按照|遵照|参照|详见|参见|见|由|经|因|被|据|依|按|照|以|和|及|与|或")
_TAIL = re.compile(
    "第[〇零一二三四五六七八九十百千0-9]+[编章节条款项]|[有相]关|规定|要求|精神|文件|予以|同时|[等的中已]|废止|失效"
)
# 示例市某某办法实施细则, 示例省某某办法: the names of others, as they are inside 《》 too
_OTHERS_BEHIND = re.compile("(?:实施)?细则|实施(?:办法|意见|方案|规定|规则|条例)|补充(?:规定|意见|办法|通知)")
_OTHERS_BEFORE = frozenset("国省市区县州旗盟镇乡")


def said_names(text: str) -> Iterator[str]:
    """The names under which a document is looked for that a text may name in its words."""
    plain = title_key(text)
    yield from looked_for(plain)
    yield from (f"t{span}" for span in spans(text))
    for number in numbers_in(plain):
        yield from (f"n{each}" for each in number_spans(*number))


def looked_for(plain: str) -> Iterator[str]:
    """The names under which a document that a text (its title key) may name bears its own."""
    yield from ("g" + plain[n : n + SHORTEST] for n in range(len(plain) - SHORTEST + 1))
    if _DIGIT.search(plain):
        yield from ("s" + serial for _, serial in numbers_in(plain))
        yield from ("s" + code for code in _codes(plain))


def heard_names(fields: PublicFields, titles: set[str]) -> Iterator[tuple[str, str]]:
    """(name, what must stand in the text besides) of the words that mean the document. `titles` are its title keys."""
    own = {key for key in titles if not is_generic(fields.title, fields.issuers)}
    for text in filter(None, (fields.index_number, fields.registration_number, fields.document_number)):
        number = parse_number(text) if text != fields.index_number else None
        plain = title_key(text)
        if number:
            yield f"s{number.year or ''}|{number.serial}", number.word
        elif _CODE.fullmatch(plain):
            yield from (("s" + code, "") for code in _codes(plain))
        else:
            own.add(plain)
    for key in own:
        if len(key) >= SHORTEST:
            grams = (key[n : n + SHORTEST] for n in range(len(key) - SHORTEST + 1))
            yield "g" + min(grams, key=lambda gram: crc32(gram.encode())), key  # any one would do; the same each time


def spans(text: str) -> set[str]:
    """Title keys of the parts of a text that may be a name: from words that lead to one up to words that follow one."""
    out = set()
    for piece in map(title_key, _BREAK.split(text)):
        starts = {0, *(found.end() for found in _LEAD.finditer(piece))}
        ends = {len(piece), *(found.start() for found in _TAIL.finditer(piece))}
        out |= {piece[start:end] for start in starts for end in ends if end - start >= SHORTEST}
    return out


def numbers_in(plain: str) -> Iterator[tuple[str, str]]:
    """(words up to the year, year and serial) of every 发文字号 in a title key: the agency's word ends the first."""
    for found in _NUMBER.finditer(plain):
        number = parse_number(found.group())
        if number:
            yield number.word, f"{number.year or ''}|{number.serial}"


def number_spans(word: str, serial: str) -> set[str]:
    """Number keys that the words up to a year may spell: all of them, and those behind words that lead to a number."""
    return {f"{word[start:]}|{serial}" for start in (0, *(found.end() for found in _LEAD.finditer(word)))}


def stands_in(key: str, plain: str) -> bool:
    """True when the name stands in the text (title keys both), and not as a part of another document's name."""
    place = plain.find(key)
    while place >= 0:
        end = place + len(key)
        before, after = plain[place - 1 : place], plain[end : end + 1]
        cut = (_is_ascii(key[0]) and _is_ascii(before)) or (_is_ascii(key[-1]) and _is_ascii(after))
        elsewhere = before in _OTHERS_BEFORE and _OTHERS_BEFORE.isdisjoint(key[:SHORTEST])
        if not (cut or elsewhere or _OTHERS_BEHIND.match(plain, end)):
            return True
        place = plain.find(key, place + 1)
    return False


def _is_ascii(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _codes(plain: str) -> Iterator[str]:
    """Registration and index numbers made of letters and digits, as far as no ordinary word or year is one."""
    for code in _CODE.findall(plain):
        bare = "".join(c for c in code if c.isalnum())
        if len(bare) >= 8 or not (bare.isdigit() or bare.isalpha()):
            yield code.replace("–", "-").replace("—", "-")
