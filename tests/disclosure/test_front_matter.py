"""Bytes in, front matter and body out: every fault at its place, and the two ways of reading YAML agree."""

from __future__ import annotations

import os
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.catalogue.findings import Finding
from plugins.disclosure import front_matter
from plugins.disclosure.front_matter import MAX_FRONT_MATTER, MAX_NODES, released_bytes, split_source

HEADS = int(os.environ.get("GONGKAI_HEADS", "3000"))


def split(text: str | bytes) -> tuple[object, list[Finding]]:
    return split_source(text if isinstance(text, bytes) else text.encode(), "a.md")


def pairs(head: str) -> list[tuple[str, str]]:
    source, found = split_source(f"---\n{head}\n---\n".encode(), "a.md")
    assert found == []
    assert source
    return [(key.shown, value.shown) for key, value in source.pairs]


def told(head: str) -> list[tuple[str, int, int]]:
    return [(f.code, f.line, f.column) for f in split(f"---\n{head}\n---\n正文\n")[1]]


def test_places_are_those_of_the_file() -> None:
    source, _ = split_source("---\n标题: 甲\n主题词:\n  - 乙\n依据: {标题: 丙}\n---\n\n正文\n".encode(), "a.md")
    assert source
    (title, words, basis) = source.pairs
    assert (title[0].line, title[0].column, title[1].line, title[1].column) == (2, 1, 2, 5)
    assert words[1].items
    assert (words[1].items[0].line, words[1].items[0].column) == (4, 5)
    assert basis[1].pairs
    assert (basis[1].pairs[0][1].line, basis[1].pairs[0][1].column) == (5, 10)
    assert (source.body, source.body_line) == ("\n正文\n", 7)


INTERNAL = "内部密语"
HEADS_WITH_INTERNAL_WORDS = [
    f"备注: {INTERNAL}",
    f"{{标题: 甲, 备注: {INTERNAL}}}",
    f'内容概述: "第一句。\u2028第二句。"\n备注: {INTERNAL}\n标题: 乙',
    f"主题词: # {INTERNAL}\n  - 甲\n标题: 乙",
    f"来源: >\n  某处\n# {INTERNAL}\n标题: 乙",
    f"责任部门: | # {INTERNAL}\n  办公室\n标题: 乙",
    f"# {INTERNAL}\n标题: 乙",
    f"备注: |\n  {INTERNAL}\n\n  {INTERNAL}\n标题: 乙",
    f'标题: "乙 # 丙"\n"备注": {INTERNAL}',
    f"备注:\n  - {INTERNAL}\n标题: 乙",
]


@pytest.mark.parametrize("head", HEADS_WITH_INTERNAL_WORDS)
def test_what_leaves_holds_no_internal_word_and_every_other_value(head: str) -> None:
    data = f"---\n{head}\n---\n正文<!-- {INTERNAL} -->。\n".encode()
    leaving = released_bytes(data, "a.md")
    assert INTERNAL.encode() not in leaving
    before, after = split_source(data, "a.md")[0], split_source(leaving, "a.md")[0]
    assert before
    assert after
    # a line end that only YAML knows becomes a blank
    shown = [(key.shown, "".join(value.shown.split())) for key, value in before.pairs if key.shown != "备注"]
    assert [(key.shown, "".join(value.shown.split())) for key, value in after.pairs] == shown
    assert after.body == "正文。\n"
    named = released_bytes(leaving, "a.md", frozenset({"title"}))
    assert "标题" not in named.decode()


@pytest.mark.parametrize(
    ("text", "body", "line"),
    [
        ("---\n---\n正文", "正文", 3),
        ("---\n\n---\n正文", "正文", 4),
        ("---\na: b\n---\n正文", "正文", 4),
        ("---\na: b\n---", "", 3),
        ("---\na: b\n---\n", "", 4),
        ("---  \na: b\n---\t\n\n---\n正文\n", "\n---\n正文\n", 4),
        ("---\r\na: b\r\n---\r\n正文\r\n", "正文\n", 4),
        ("\ufeff---\na: b\n---\n　正文  \n\n\n", "　正文  \n\n\n", 4),
    ],
)
def test_the_body_is_all_that_follows(text: str, body: str, line: int) -> None:
    source, found = split_source(text.encode(), "a.md")
    assert found == []
    assert source
    assert (source.body, source.body_line) == (body, line)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("标题: 2024-03-01", [("标题", "2024-03-01")]),
        ("标题: yes", [("标题", "yes")]),
        ("标题: 0x1F", [("标题", "0x1F")]),
        ("标题: 〔2017〕41号", [("标题", "〔2017〕41号")]),
        ("标题: 甲：乙", [("标题", "甲：乙")]),
        ('标题: "甲: 乙 # 丙"', [("标题", "甲: 乙 # 丙")]),
        ("标题: '甲''乙'", [("标题", "甲'乙")]),
        ("标题: 甲#乙", [("标题", "甲#乙")]),
        ("# 注释\n标题: 甲", [("标题", "甲")]),
        ("标题: |\n  甲\n  乙", [("标题", "甲\n乙")]),
        ("标题:", [("标题", "")]),
        ("标题: ~", [("标题", "~")]),
        ("", []),
        ("# 只有注释", []),
    ],
)
def test_values_stay_as_typed(head: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(head) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("标题: &a x", [("M04", 2, 5)]),
        ("备注: x\n标题: *a", [("M04", 3, 5)]),
        ("标题: !!str x", [("M04", 2, 5)]),
        ("标题: !!python/object/apply:os.system [ls]", [("M04", 2, 5)]),
        ("甲: &a [x]\n乙: [*a, *a]", [("M04", 2, 4)]),
        ("标题: 甲 # 乙", [("M01", 2, 7)]),
        ('标题: "甲" # 乙', [("M01", 2, 9)]),
        ('标题: "甲\\x07"', [("F03", 2, 5)]),
        ('标题: "甲\\0"', [("F03", 2, 5)]),
        ('标题: "甲\\u202e"', [("F03", 2, 5)]),
        ("标题: 关于停\u202e用\u202c的通知", [("F03", 2, 8)]),
        ('标题: ["\\u0085"]', [("F03", 2, 6)]),
        ("标题: 甲\n...\n乙: 丙", [("M01", 4, 1)]),
        ("标题: 甲\n--- 乙", [("M01", 3, 1)]),
        ("只是一句话", [("M01", 2, 1)]),
        ("- 列表", [("M01", 2, 1)]),
        ("标题:甲\n主题词: [乙]", [("M01", 2, 3)]),
        ("主题词: [乙]\n成文日期:2024-03-01", [("M01", 3, 5)]),
        ("发文机关:\n  -某局\n  -乙局", [("M01", 3, 3), ("M01", 4, 3)]),
        ("\t标题: 甲", [("M08", 2, 1)]),
        ("标题：甲\n公开属性：乙", [("M06", 2, 3), ("M06", 3, 5)]),
        ("甲: " + "[" * 7 + "]" * 7, [("M07", 2, 10)]),
        ("甲: [" + "1," * MAX_NODES + "]", [("M07", 2, 2 * MAX_NODES)]),
    ],
)
def test_faults_are_told_at_their_place(head: str, expected: list[tuple[str, int, int]]) -> None:
    found = told(head)
    assert [(code, line) for code, line, _ in found] == [(code, line) for code, line, _ in expected]
    if expected[0][0] not in ("M01", "M07"):
        assert found == expected


@pytest.mark.parametrize(
    "bomb", ["a: &a [x]\n" + "\n".join(f"b{n}: &b{n} [*a, *a]" for n in range(30)), "{" * 30000, "- " * 30000]
)
def test_bombs_are_refused_at_once(bomb: str) -> None:
    assert told(bomb)[0][0] in ("M01", "M04", "M07")


def test_a_long_head_is_refused() -> None:
    assert told("甲: 乙\n" * (MAX_FRONT_MATTER // 5))[0][0] == "M07"
    assert told("甲: " + "乙" * (MAX_FRONT_MATTER + 1))[0][0] == "M07"


def test_every_problem_is_told_in_chinese() -> None:
    chance = random.Random(4)
    pieces = list("甲a:- \n\"'[]{},&*!|>%@`#?~\t.") + [": ", "\n  ", "---", "..."]
    seen = set()
    for _ in range(HEADS):
        head = "标题: 甲\n" + "".join(chance.choice(pieces) for _ in range(chance.randint(1, 12)))
        for found in split(f"---\n{head}\n---\n")[1]:
            seen.add(found.message.replace("YAML", ""))
    assert len(seen) > 8
    assert [words for words in seen if any(part in words for part in ("expected", "found", "while", "not"))] == []


def test_the_quick_way_of_reading_agrees_with_the_full_one() -> None:
    chance = random.Random(9)
    lines = [
        "标题: 示例市公共书屋管理办法", '标题: "示例市 公共书屋"', "标题: ", "标题:", "主题词:", "  - 书屋", '  - "借阅"', "  - ", "- 书屋",
        "   - 书屋", "发文字号: 示文旅规〔2024〕1号", "备注: 甲 乙  丙", "备注: 甲 # 乙", "备注: 甲#乙", "a_b: 1.5", "no: yes", "备注: 《甲》",
        '备注: ""', '备注: "甲"乙', "备注: '甲'", "备注: (甲)", "备注: 甲:乙", "备注: 甲: 乙", "备注 : 甲", "备注:  甲", "备注: 甲 ", "", "# 注",
        "备注: a\ufeffb", '备注: "a\ufeffb"', "备注: a\u2028b", "备注: a\u00a0b", "备注: a\u3000b", "依据:", "  甲: 乙", "  - 甲: 乙", "\ufeff备注: 甲",
        "备注: 甲，乙", "备注: a, b", "备注: a]b", "备注: {a}", "备注: 〇", "備註: 甲", "备注: 𠀀", "𠀀: 甲", "备注: —甲", "--- 甲",
    ]  # fmt: skip
    letters = "甲a0:-  \"'#[]{},《〔（(\ufeff\u3000\u00a0\u2028\\_.|>"
    quick = full = 0
    for _ in range(HEADS):
        chosen = [chance.choice(lines) for _ in range(chance.randint(1, 5))]
        if chance.random() < 0.5:
            chosen.append("备注: " + "".join(chance.choice(letters) for _ in range(chance.randint(0, 8))))
        head = "\n".join(chosen)
        plain = front_matter._read_plain(head)
        if plain is None or next(front_matter._line_problems(head, "a.md"), None):
            full += 1
            continue
        quick += 1
        root = front_matter._Builder(head, "a.md").read()
        assert root, head
        assert root.pairs == plain, head
    assert quick > HEADS // 50
    assert full > HEADS // 50


@given(st.binary(max_size=400))
@settings(deadline=None, derandomize=True, database=None, max_examples=300)
def test_no_bytes_crash(data: bytes) -> None:
    for whole in (data, b"---\n" + data, b"---\n" + data + b"\n---\n" + data):
        source, found = split_source(whole, "a.md")
        assert (source is None) is bool(found)
        for one in found:
            assert one.message
            assert str(one).encode()


@pytest.mark.parametrize(
    ("head", "place", "words"),
    [
        ("标题: 甲\n公开属性 主动公开\n分类: 其他", (3, 1), "缺少冒号"),
        ("标题: 甲\n公开属性:\u3000主动公开\n分类: 其他", (3, 5), "全角空格"),
        ("标题: 甲\n公开属性:\u00a0主动公开\n分类: 其他", (3, 5), "空白字符"),
        ('标题: "甲\n公开属性: 主动公开\n分类: 其他', (2, 5), "引号没有成对"),
        ("标题: '甲\n公开属性: 主动公开", (2, 5), "引号没有成对"),
        ("标题: 甲\n主题词: [乙\n公开属性: 主动公开", (3, 6), "方括号没有成对"),
        ("标题: 甲\n依据: {标题: 乙\n公开属性: 主动公开", (3, 5), "花括号没有成对"),
    ],
)
def test_what_is_not_closed_is_told_where_it_begins(head: str, place: tuple[int, int], words: str) -> None:
    (found,) = split(f"---\n{head}\n---\n正文\n")[1]
    assert (found.code, found.line, found.column) == ("M01", *place)
    assert words in found.message
