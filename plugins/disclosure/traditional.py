"""The table with which a browser shows the column in Traditional characters. It is made here and kept in the theme.

A Simplified character with one Traditional form is a pair of characters. One with several is decided by the word it
stands in. OpenCC knows both; a browser gets what differs from character by character, small enough to load when a
reader asks for it. Run as a program it prints the script: `python -m plugins.disclosure.traditional`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import opencc
from pypinyin.phrases_dict import phrases_dict

from plugins.catalogue.tables import load

_IDEOGRAPHS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class TraditionalTable:
    """`characters` by Simplified form; `words` whose conversion is not that of their characters, or that keep the
    longest match from taking one of those at the wrong place."""

    characters: Mapping[str, str]
    words: Mapping[str, str]

    def convert(self, text: str) -> str:
        """`text` as the browser shows it: the longest word at each place, else the character. The length is kept."""
        shown: list[str] = []
        at = 0
        while at < len(text):
            for length in range(_LONGEST, 1, -1):
                word = self.words.get(text[at : at + length])
                if word is not None:
                    break
            else:
                length, word = 1, self.characters.get(text[at], text[at])
            shown.append(word)
            at += length
        return "".join(shown)


def traditional_table() -> TraditionalTable:
    """The table, from OpenCC's conversion of every ideograph and of every candidate word."""
    converter = opencc.OpenCC("s2t")
    ideographs = [chr(code) for block in _IDEOGRAPHS for code in block]
    characters = _pairs(converter, ideographs)
    own = load("traditional")
    refused = set(own["not_words"].split())
    candidates = {word for word in phrases_dict if 2 <= len(word) <= _LONGEST}
    candidates |= set(own["words"].split()) | set(own["guards"].split())
    by_word = _pairs(converter, sorted(candidates - refused))
    by_character = str.maketrans(characters)
    words = {word: by_word.get(word, word) for word in sorted(candidates - refused)}
    words = {word: shown for word, shown in words.items() if shown != word.translate(by_character)}
    kept = _without_implied(characters, words)
    guards = sorted(set(own["guards"].split()) - set(kept))
    return TraditionalTable(characters, kept | {word: by_word.get(word, word) for word in guards})


def _pairs(converter: opencc.OpenCC, texts: Iterable[str]) -> dict[str, str]:
    """Those of `texts` that conversion changes, with their Traditional form of the same length.

    Forms outside the basic plane are left out: they are rare variants that few fonts have, and JavaScript counts two.
    """
    given = list(texts)
    variants = str.maketrans(load("traditional")["variants"])
    shown = converter.convert("\n".join(given)).translate(variants).split("\n")
    return {a: b for a, b in zip(given, shown, strict=True) if a != b and len(a) == len(b) and max(b) < "\U00010000"}


def _without_implied(characters: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    """The words that shorter words do not already give."""
    kept: dict[str, str] = {}
    for word in sorted(words, key=lambda w: (len(w), w)):
        if TraditionalTable(characters, kept).convert(word) != words[word]:
            kept[word] = words[word]
    return kept


def traditional_script() -> str:
    """A classic script that hands the table to `traditional.js`, for a page served or opened from disk."""
    table = traditional_table()
    parts = (
        "".join(table.characters),
        "".join(table.characters.values()),
        " ".join(table.words),
        " ".join(table.words.values()),
    )
    arguments = ",\n".join(json.dumps(part, ensure_ascii=False) for part in parts)
    return (
        "// Made by plugins/disclosure/traditional.py from OpenCC (Apache-2.0). Not edited by hand.\n"
        f"gongkaiTraditional({arguments});\n"
    )


if __name__ == "__main__":
    sys.stdout.write(traditional_script())
