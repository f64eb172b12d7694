"""Redline: every character of both texts is in the rows, and only what differs is marked."""

from __future__ import annotations

import random
import time
from collections import Counter
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import chain, pairwise

import numpy as np
import pytest

from plugins.disclosure.redline import _COMMON, _WEIGHT, _Characters, _shared_weight, blocks_of, parts, redline

OLD = """示例市公园管理办法

第一章　总则

第一条　为了加强公园管理，制定本办法。

第二条　公园每日六时开放，二十二时关闭。

遇有大型活动的，可以调整。

第三条　禁止在公园内燃放烟花爆竹。

第四条　本办法自2019年1月1日起施行。"""

NEW = """示例市公园管理办法

第一章　总则

第一条　为了加强和规范公园管理，制定本办法。

第二条　公园每日五时开放，二十三时关闭。

遇有大型活动的，可以调整。

第三条　携带犬只进入公园的，应当使用牵引绳。

第四条　禁止在公园内燃放烟花爆竹。

第五条　本办法自2024年1月1日起施行。"""


class _Marks(HTMLParser):
    """The text of a redline cell: all of it, and what stands in ins and del."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.marked: dict[str, list[str]] = {"ins": [], "del": []}
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "br":
            self.handle_data("\n")
        else:
            assert tag in self.marked
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        for tag in self._open:
            self.marked[tag].append(data)


def read(cell: str) -> _Marks:
    marks = _Marks()
    marks.feed(cell)
    marks.close()
    return marks


def bare(text: str) -> str:
    return "".join(text.split())


def test_changes_are_by_article_and_character() -> None:
    rows = {(row.article, row.change): row for row in redline(OLD, NEW)}
    assert ("第一条", "changed") in rows
    first = rows["第一条", "changed"]
    assert read(first.new_html).marked["ins"] == ["和规范"]
    assert read(first.old_html).marked["del"] == []
    assert ("第三条", "added") in rows
    assert ("第四条", "changed") in rows, "a renumbered article is recognised by its text"
    assert "烟花" not in "".join(read(rows["第四条", "changed"].inline_html).marked["ins"])
    assert ("第五条", "changed") in rows


def test_a_removed_article_stays_where_it_was() -> None:
    rows = redline(NEW, OLD)
    assert [row.change for row in rows if "牵引绳" in row.old_html] == ["removed"]


@pytest.mark.parametrize("seed", range(20))
def test_no_character_is_lost(seed: int) -> None:
    rng = random.Random(seed)
    lines = OLD.split("\n")
    changed = []
    for line in lines:
        draw = rng.random()
        if draw < 0.15:
            continue
        if draw < 0.4 and len(line) > 6:
            place = rng.randrange(3, len(line))
            line = line[:place] + rng.choice(["<b>", "新增&内容", "、", "《甲》"]) + line[place + rng.randrange(3) :]
        changed.append(line)
    new = "\n".join(changed)
    rows = redline(OLD, new)
    assert bare("".join("".join(read(row.old_html).text) for row in rows)) == bare(OLD)
    assert bare("".join("".join(read(row.new_html).text) for row in rows)) == bare(new)


def test_equal_texts_have_no_marks() -> None:
    assert {row.change for row in redline(OLD, OLD)} == {"same"}


def test_paragraphs_belong_to_their_article() -> None:
    second = next(b for b in blocks_of(OLD) if b.label == "第二条")
    assert second.text.endswith("遇有大型活动的，可以调整。")


def _sides(old: str, new: str) -> tuple[str, str]:
    found = parts(old, new)
    return "".join(t for sign, t in found if sign <= 0), "".join(t for sign, t in found if sign >= 0)


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("自2019年1月1日起施行。", "自2024年1月1日起施行。", [(-1, "2019"), (1, "2024")]),
        ("处3000元以上罚款。", "处30000元以上罚款。", [(-1, "3000"), (1, "30000")]),
        ("比例为1.25％。", "比例为1.75％。", [(-1, "1.25"), (1, "1.75")]),
        ("第五十七条的规定", "第六十七条的规定", [(-1, "五十七"), (1, "六十七")]),
        ("使用WARC格式。", "使用WACZ格式。", [(-1, "WARC"), (1, "WACZ")]),
        ("处以罚款；（三）责令停业", "处以罚款；（四）责令停业", [(-1, "（三）"), (1, "（四）")]),
    ],
)
def test_numbers_and_words_are_not_cut(old: str, new: str, marked: list[tuple[int, str]]) -> None:
    assert [part for part in parts(old, new) if part[0]] == marked


@pytest.mark.parametrize("seed", range(200))
def test_the_parts_make_both_texts(seed: int) -> None:
    rng = random.Random(seed)
    signs = "条款，。；（一）（二）20192024abAB\n　第十二\U000f0000\U000f0001𠀀<&>"
    old = "".join(rng.choice(signs) for _ in range(rng.randrange(80)))
    new = "".join(c for c in old if rng.random() > 0.2)
    place = rng.randrange(len(new) + 1)
    new = new[:place] + "".join(rng.choice(signs) for _ in range(rng.randrange(12))) + new[place:]
    assert _sides(old, new) == (old, new)


def test_unlike_texts_are_compared_in_no_time() -> None:
    """Two texts of 300 articles with nothing in common, and one article rewritten from end to end."""
    rng = random.Random(3)
    words = [chr(0x4E00 + at) for at in range(3000)]

    def text(first: int) -> str:
        return "\n".join(
            f"第{_chinese(n)}条　" + "".join(rng.choice(words[first : first + 1500]) for _ in range(120)) + "。"
            for n in range(1, 300)
        )

    old, new = text(0), text(1500)
    start = time.process_time()
    rows = redline(old, new)
    assert {row.change for row in rows} == {"added", "removed"}
    long = ["".join(rng.choice(words) for _ in range(3000)) for _ in range(2)]
    redline(f"第一条　甲，{long[0]}。", f"第一条　甲，{long[1]}。")
    assert time.process_time() - start < 5, "by likeness of each with each it takes minutes"


def _chinese(number: int) -> str:
    digits = "零一二三四五六七八九"
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    out = digits[hundreds] + "百" if hundreds else ""
    out += digits[tens] + "十" if tens else ("零" if hundreds and ones else "")
    return out + (digits[ones] if ones else "")


def test_paragraphs_are_called_by_their_heading() -> None:
    old = "一、总体要求\n坚持依法公开，及时准确。\n二、工作任务\n完善目录，规范标注。"
    rows = redline(old, old.replace("规范", "统一规范") + "\n加强保障，落实责任到人。")
    assert [(row.article, row.change) for row in rows] == [
        ("一、总体要求", "same"),
        ("一、总体要求", "same"),
        ("二、工作任务", "same"),
        ("二、工作任务", "changed"),
        ("二、工作任务", "added"),
    ]
    assert {row.article for row in redline("甲说。\n乙说。", "甲说。\n丙说过。")} == {"正文"}
    assert redline(OLD, NEW)[0].article == "", "before the first article: the theme names it so"


def test_lines_of_invisible_characters_are_no_rows() -> None:
    assert redline("第一条　甲。", "\u200b\n第一条　甲。\n\ufeff")[0].change == "same"
    assert len(redline("第一条　甲。", "\u200b\n第一条　甲。\n\ufeff")) == 1


@pytest.mark.parametrize("seed", range(100))
def test_strings_are_matched_as_difflib_matches_them(seed: int) -> None:
    rng = random.Random(seed)
    signs = "条款处罚，。的第\U000f0001"[: rng.randrange(2, 9)]
    old, new = ("".join(rng.choice(signs) for _ in range(rng.randrange(60))) for _ in range(2))
    assert _Characters(old, new).get_opcodes() == SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


@pytest.mark.parametrize("seed", range(40))
def test_likeness_is_what_it_is_said_to_be(seed: int) -> None:
    """All gaps at once, against each gap and each pair of its blocks by themselves."""
    rng = random.Random(seed)
    gaps = [
        [["".join(rng.choice("条款处罚款的第") for _ in range(rng.randrange(9))) for _ in range(rng.randrange(1, 14))]
         for _ in range(2)]
        for _ in range(rng.randrange(1, 5))
    ]  # fmt: skip
    bodies = [body for old, new in gaps for body in (*old, *new)]
    sides = [2 * gap + side for gap, pair in enumerate(gaps) for side in range(2) for _ in pair[side]]
    total, ones, others, common = _shared_weight(bodies, np.array(sides))
    found = dict(zip(zip(ones.tolist(), others.tolist(), strict=True), common.tolist(), strict=True))
    grams = [{a + b for a, b in pairwise(body)} for body in bodies]
    expected: dict[tuple[int, int], int] = {}
    for gap in range(len(gaps)):
        inside = [at for at, side in enumerate(sides) if side // 2 == gap]
        spread = Counter(chain.from_iterable(grams[at] for at in inside))
        weight = {gram: _WEIGHT // count for gram, count in spread.items() if count <= _COMMON}
        for one in inside:
            assert total[one] == sum(weight.get(gram, 0) for gram in grams[one])
            for other in inside:
                shared = sum(weight.get(gram, 0) for gram in grams[one] & grams[other])
                if sides[one] % 2 == 0 and sides[other] % 2 == 1 and shared:
                    expected[one, other] = shared
    assert found == expected


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("可以处罚款。", "由机关责令改正，可以处罚款。", [(1, "由机关责令改正，")]),
        ("应当办理手续并备案。", "应当办理手续。", [(-1, "并备案")]),
        ("第五条　甲办理登记，乙备案。", "第九条　甲办理登记，乙备案。", [(-1, "五"), (1, "九")]),
        ("给予行政处分。", "给予处分。", [(-1, "行政")]),
    ],
)
def test_one_change_is_marked_once(old: str, new: str, marked: list[tuple[int, str]]) -> None:
    assert [part for part in parts(old, new) if part[0]] == marked
