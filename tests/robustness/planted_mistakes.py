"""A corpus in which every mistake was planted, so that its place is known."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.robustness.site_folder import CLEAN, SiteFolder


@dataclass
class Page:
    """A document as lines: `head` between the fences, `body` after them."""

    head: list[str]
    body: list[str]

    def line_of(self, key: str) -> int:
        """The file line of a key."""
        return next(n for n, line in enumerate(self.head, start=2) if line.startswith(f"{key}:"))

    def change(self, key: str, line: str) -> int:
        """Put another line in a key's place; its file line."""
        at = self.line_of(key)
        self.head[at - 2] = line
        return at

    def add(self, chance: random.Random, line: str) -> int:
        """Put a line somewhere into the head; its file line."""
        at = chance.randint(0, len(self.head))
        while at < len(self.head) and self.head[at].startswith(" "):
            at += 1  # not between a key and its list
        self.head.insert(at, line)
        return at + 2

    def add_to_body(self, chance: random.Random, *lines: str) -> int:
        """Put lines somewhere into the text; the file line of the first."""
        at = chance.randint(1, len(self.body))
        self.body[at:at] = ["", *lines, ""]
        return len(self.head) + 3 + at + 1

    @property
    def text(self) -> str:
        """The file."""
        return "\n".join(["---", *self.head, "---", *self.body, ""])


Plant = Callable[[Page, random.Random], int]
"""Spoils a page; the line at which the finding must stand."""


def _duplicate(page: Page, chance: random.Random) -> int:
    first, second = page.add(chance, "责任部门: 公共服务处"), page.add(chance, "责任部门: 办公室")
    return second if second > first else first + 1


def _without(key: str) -> Plant:
    def plant(page: Page, chance: random.Random) -> int:
        del page.head[page.line_of(key) - 2]
        return 1

    return plant


def _changed(key: str, line: str) -> Plant:
    return lambda page, chance: page.change(key, line)


def _added(line: str) -> Plant:
    return lambda page, chance: page.add(chance, line)


def _written(*lines: str) -> Plant:
    return lambda page, chance: page.add_to_body(chance, *lines)


MISTAKES: tuple[tuple[str, Plant], ...] = (
    ("M01", _added("备注: 说明: 没有引号")),
    ("M02", _duplicate),
    ("M03", _added("责任部们: 公共服务处")),
    ("M04", _added("备注: *alias")),
    ("M05", _added("责任部门: [公共服务处, 办公室]")),
    ("M06", _changed("标题", "标题：示例市公共书屋管理办法")),
    ("V01", _without("标题")),
    ("V03", _changed("成文日期", "成文日期: 2024-02-30")),
    ("V04", _changed("发布日期", "发布日期: 2023-12-31")),
    ("V05", _changed("发文字号", "发文字号: 示文旅规[2024]第{n}号")),
    ("V06", _changed("分类", "分类: 规范文件")),
    ("V08", _added("主题分类: 天文")),
    ("V09", _added("有效期: 一阵子")),
    ("V11", _added("有效性: 大概有效")),
    ("V13", _changed("索引号", "索引号: SL 2024 {n}")),
    ("D01", _without("公开属性")),
    ("D02", _changed("公开属性", "公开属性: 主动公布")),
    ("D03", _changed("公开属性", "公开属性: 不予公开")),
    ("D04", _written("（此件不公开）")),
    ("D05", _written("机密★三年")),
    ("A01", _added("附件: files/没有.csv")),
    ("A02", _added("附件: ../../../外面.csv")),
    ("A06", _written("见[表](files/没有.csv)。")),
    ("C05", _added("废止: SL/2024-{n:05d}")),
    ("F03", _written("这里有\x0b一个控制字符。")),
)


def plant(site: SiteFolder, mistakes: int, clean: int, seed: int) -> set[tuple[str, int, str]]:
    """Write the corpus; the (path, line, code) of every mistake in it."""
    chance = random.Random(seed)
    expected = set()
    for n in range(mistakes + clean):
        fields = {**CLEAN, "标题": f"示例市第{n}号公共书屋管理办法", "索引号": f"SL/2024-{n:05d}"}
        head = [f"{key}: {value}" for key, value in {**fields, "发文字号": f"示文旅规〔2024〕{n + 1}号"}.items()]
        head += chance.sample(
            ["主题词:\n  - 书屋", "来源: 本局", "公报期号: 2024年第6期", "审查人: 某人", "# 备忘"], chance.randint(0, 5)
        )
        chance.shuffle(head)
        page = Page("\n".join(head).split("\n"), ["", *[f"第{k}条　正文。" for k in range(1, chance.randint(3, 30))]])
        path = f"documents/{chance.choice(('2023', '2024', '2024/03'))}/{n:04d}.md"
        if n < mistakes:
            code, spoil = MISTAKES[n % len(MISTAKES)]
            line = spoil(page, chance)
            page.head = [text.replace("{n:05d}", f"{n:05d}").replace("{n}", str(n + 1)) for text in page.head]
            expected.add((path, line, code))
        site.write(path, page.text.encode())
    return expected
