"""Long lines, many lines and deep nesting take time in proportion to their length."""

from __future__ import annotations

import time

import pytest

from plugins.disclosure.body import plain_text, render_body
from plugins.disclosure.body.lines import LONGEST_MARKED_LINE

_UNITS = [
    "汉",
    "&",
    "<",
    "**a**",
    "**a ",
    "[",
    "](",
    "[a](b.pdf)",
    "[a]((",
    "![a](b.png)",
    "<b>",
    "<b>x</b>",
    "</b>[",
    "<td ",
    "<table>",
    "<table><tr><td>x</td></tr></table>",
    "<b a='x' ",
    '<td a="',
    "（一）",
    "第一条",
    "|a",
    " ",
    "\u3000",
    "<!--",
    "<!-- a -->",
    "# ",
    "- a\t",
    "*",
    "\x00",
    "第",
    "附件 ",
    "a(",
]


def _seconds(source: str) -> float:
    # Processor time: other programs on the machine do not count.
    start = time.process_time()
    render_body(source, title="题", resolve_link=str)
    plain_text(source, title="题")
    return time.process_time() - start


@pytest.mark.parametrize("unit", _UNITS)
def test_a_line_as_long_as_may_hold_marks(unit: str) -> None:
    assert _seconds((unit * LONGEST_MARKED_LINE)[:LONGEST_MARKED_LINE]) < 4


@pytest.mark.parametrize(
    "line", ["汉", "第一条" + " " * 19_000_000, "附件" + " " * 19_000_000 + "x", "**a**", "<b>x</b>"]
)
def test_a_line_of_20_million_characters(line: str) -> None:
    source = (line * (20_000_000 // len(line) + 1))[:20_000_000]
    start = time.process_time()
    render_body(source, title="题", resolve_link=str)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "unit",
    [
        "汉字。\n",
        "第一条 文。\n（一）甲\n",
        "- 甲\n",
        "- 甲\n\n* 乙\n\n",
        "<table>\n",
        "<div>\n",
        "<p>\n",
        "# 甲\n",
        "一、标题\n",
        "附件\n",
        "目录\n第一章 甲\n",
        "2024年3月1日\n",
        "文。\n某局\n2024年3月1日\n",
        "[甲](a.pdf)\n",
        "|甲|乙|\n|-|-|\n",
        "某局\n",
        "<!--\n",
        "第一章 甲\n",
    ],
)
def test_time_grows_with_the_number_of_lines(unit: str) -> None:
    few, many = _seconds(unit * 2_000), _seconds(unit * 16_000)
    assert many < 0.3 + 24 * few  # 8 times the lines; a quadratic step would need 64 times as long


@pytest.mark.parametrize(
    "source",
    [
        "<table>\n" * 20_000 + "</table>\n" * 20_000,
        "<div>\n" * 20_000 + "</div>\n" * 20_000,
        "<table><tr><td>" * 5_000 + "x" + "</td></tr></table>" * 5_000,
        "<b>" * 50_000 + "x" + "</b>" * 16_000,
        "[" * 50_000 + "x" + "](a.pdf)" * 15_000,
        "（" * 100_000,
        "(" * 100_000 + ")" * 100_000,
        "[a](" * 20_000 + ")" * 20_000,
        "\n".join("  " * depth + "- 甲" for depth in range(600)),
        "\n".join("#" * (depth % 6 + 1) + " 甲" for depth in range(5_000)),
    ],
)
def test_deep_nesting(source: str) -> None:
    assert _seconds(source) < 6


def test_a_line_too_long_for_marks_is_text_as_typed() -> None:
    line = "**重点**" + "文" * LONGEST_MARKED_LINE
    assert render_body(line, title="", resolve_link=str).html == f"<p>{line}</p>"
    assert plain_text(f"# 甲\n{line}", title="") == f"甲\n{line}"
