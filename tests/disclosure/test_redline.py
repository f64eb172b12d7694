"""Redline: every character of both texts is in the rows, and only what differs is marked."""

from __future__ import annotations

import random
from html.parser import HTMLParser

import pytest

from plugins.disclosure.redline import blocks_of, redline

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
