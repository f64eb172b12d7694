"""Broken book titles: only a repetition of a `<…>` of the same text goes."""

from __future__ import annotations

import pytest

from plugins.importers.changes import Kind, apply_edits
from plugins.importers.fragments import fragment_edits


def repaired(text: str) -> tuple[str, int, int]:
    """The text after the edits; how many fragments went; how many remarks were made."""
    changes = fragment_edits(text.split("\n"))
    kinds = [change.kind for change in changes]
    return apply_edits(text, changes), kinds.count(Kind.FRAGMENT), kinds.count(Kind.REMARK)


@pytest.mark.parametrize(
    ("text", "expected", "fragments", "remarks"),
    [
        # at the end of the paragraph, with and without a space
        ("《印发<甲办法>的通知》执行。甲办法>", "《印发<甲办法>的通知》执行。", 1, 0),
        ("《转发 <甲办法> 的通知》等。 甲办法>", "《转发 <甲办法> 的通知》等。", 1, 0),
        # several in a row, in the order in which elements close
        ("《<甲办法>》《<乙办法>》。乙办法>甲办法>", "《<甲办法>》《<乙办法>》。", 2, 0),
        # on a later line, and before the opening one
        ("见《<甲办法>细则》\n一、目标甲办法>", "见《<甲办法>细则》\n一、目标", 1, 0),
        ("一、目标甲办法>\n见《<甲办法>细则》", "一、目标\n见《<甲办法>细则》", 1, 0),
        # titles within titles: the longest that fits goes
        (
            "《某局<《甲办法》细则>方案》，《<甲办法>》。《甲办法》细则>",
            "《某局<《甲办法》细则>方案》，《<甲办法>》。",
            1,
            0,
        ),
        # not more than were opened
        ("《<甲办法>》。甲办法>甲办法>", "《<甲办法>》。甲办法>", 1, 1),
        # nothing opened it: left, and told
        ("落实方案关于公开的意见>", "落实方案关于公开的意见>", 0, 1),
        # opened by a bracket of another width: a whole title
        ("修改〈甲办法>的决定；《<甲办法>》", "修改〈甲办法>的决定；《<甲办法>》", 0, 0),
        ("《甲办法>的决定》，《<甲办法>》", "《甲办法>的决定》，《<甲办法>》", 0, 1),
        # no titles at all
        ("当x>3且y<5时", "当x>3且y<5时", 0, 0),
        ("> 引用一行<甲办法>\n> 甲办法>", "> 引用一行<甲办法>\n> 甲办法>", 0, 0),
        ("<table><tr><td>甲</td></tr></table>", "<table><tr><td>甲</td></tr></table>", 0, 0),
    ],
)
def test_fragments(text: str, expected: str, fragments: int, remarks: int) -> None:
    assert repaired(text) == (expected, fragments, remarks)


def test_numbers_in_titles_stay() -> None:
    text = "《<2017年工作要点>安排》；另见目录"
    assert repaired(text) == (text, 0, 0)


def test_long_lines_take_linear_time() -> None:
    text = "《<甲办法>细则》" + "甲<乙" * 60_000 + "丙>" * 60_000
    assert repaired(text)[1] == 0
