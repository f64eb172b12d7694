"""The small table in the browser against OpenCC itself, on real texts."""

from __future__ import annotations

from pathlib import Path

import opencc
import pytest

from plugins.catalogue.tables import load
from plugins.disclosure.traditional import traditional_table

LAWS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "laws"

pytestmark = pytest.mark.skipif(not LAWS.is_dir(), reason="no ../shared beside the repository")


def test_table_differs_from_opencc_in_less_than_one_character_in_two_thousand() -> None:
    table, converter = traditional_table(), opencc.OpenCC("s2t")
    variants = str.maketrans(load("traditional")["variants"])
    differing = total = 0
    for path in sorted(LAWS.rglob("*.md"))[::25]:
        text = path.read_text("utf-8")
        shown, expected = table.convert(text), converter.convert(text).translate(variants)
        assert len(shown) == len(text)
        total += sum(character >= "\u3400" for character in text)
        if len(expected) == len(shown):
            differing += sum(a != b for a, b in zip(shown, expected, strict=True))
    assert total > 100_000
    assert differing / total < 1 / 2000
