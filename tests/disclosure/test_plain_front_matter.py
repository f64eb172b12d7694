"""Front matter that is written plainly is read without YAML, to the same values in the same places."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.disclosure import front_matter

_PIECES = (
    "标题", "a", "1", "-", ":", " ", "  ", "\n", "\n  - ", "\n键: ", "\nb:", "#", " #", '"', "'", "\\", "《", "（", "[",
    "]", "{", "}", ",", "，", "&", "*", "!", "|", ">", "%", "@", "`", "?", "~", "null", "2024-01-01", "\t", "\u3000",
    "\u00a0", "\ufeff", "\u2028", "\u0085", "---", "...", "é", "。",
)  # fmt: skip


def _by_yaml(head: str) -> object:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(front_matter, "_read_plain", lambda _: None)
        return front_matter._read_yaml(head, "x.md")


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from(("标题: ", "k:\n  - ", 'k: "', "")), st.lists(st.sampled_from(_PIECES), max_size=9))
def test_what_is_read_plainly_is_what_yaml_reads(start: str, pieces: list[str]) -> None:
    head = start + "".join(pieces)
    pairs = front_matter._read_plain(head)
    if pairs is not None:
        assert _by_yaml(head) == (pairs, [])


def test_the_usual_front_matter_is_read_plainly() -> None:
    head = (
        '标题: "关于某事（一）的通知"\n发文机关:\n  - 甲局\n  - 乙局\n成文日期: 2024-01-05\n主题分类: 工业、交通\\公路'
    )
    pairs = front_matter._read_plain(head)
    assert pairs is not None
    assert [key.text for key, _ in pairs] == ["标题", "发文机关", "成文日期", "主题分类"]
    assert _by_yaml(head) == (pairs, [])
