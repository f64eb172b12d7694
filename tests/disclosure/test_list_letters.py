"""The A–Z list: a title stands under the sound that its first character has in its word."""

from __future__ import annotations

import pytest

from plugins.disclosure.list_keys import first_letter


@pytest.mark.parametrize(
    ("title", "letter"),
    [
        ("厦门市公共图书馆管理办法", "X"),
        ("长期护理保险实施细则", "C"),
        ("重庆市旅游条例", "C"),
        ("调整景区门票价格的通知", "T"),
        ("会计档案管理办法", "K"),
        ("会展业管理办法", "H"),
        ("重大行政决策程序规定", "Z"),
        ("《重庆市旅游条例》解读", "C"),
        ("2024年工作要点", "N"),
        ("A级旅游景区名录", "A"),
        ("2024", "0"),
    ],
)
def test_letters(title: str, letter: str) -> None:
    assert first_letter(title) == letter
