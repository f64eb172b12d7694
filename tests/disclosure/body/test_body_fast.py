"""The fast renderer writes the same bytes as the reference, and the sanitiser changes none of them."""

from __future__ import annotations

import pickle
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.disclosure.body import fast, plain_text, reference, render_body, text
from plugins.disclosure.body.sanitise import sanitise

_STARTS = [
    "",
    "第一条　",
    "第二条 ",
    "第三条",
    "第十二条之一 ",
    "**第四条** ",
    "**第五条 ",
    "\u3000\u3000",
    "\u00a0第六条 ",
    "（一）",
    "(二)",
    "一、",
    "二、",
    "1.",
    "2．",
    "（1）",
    "①",
    "# ",
    "## ",
    "### ",
    "#### ",
    "###### ",
    "## 第一章 ",
    "## 第二编 ",
    "### 第一节 ",
    "第三章 ",
    "附件",
    "附件2",
    "## 附件三 ",
    "目录",
    "    ",
    "\t",
    "> ",
    "----",
    "|",
    "- 1 -",
    "7. ",
    "**",
    "<关于",
    "< b>",
    "[2017]",
    "* * *",
    "第五条规定的",
    "（此件公开发布）",
    "2024年3月1日",
    "示例市文化和旅游局",
    "各区人民政府：",
    "示文旅规〔2024〕3号",
    "示例市公园管理办法",
]
_PIECES = [
    "为了管理公园",
    "，",
    "。",
    "；",
    "：",
    "**",
    "**重点**",
    "**（一）**",
    "*",
    "_",
    "`",
    "\\",
    "&",
    "&amp;",
    "<",
    ">",
    "《",
    "》",
    "(试行)",
    "[",
    "]",
    "|",
    "\u3000",
    "\u00a0",
    "\u200b",
    " ",
    "  ",
    "总则",
    "12",
    "第三条",
    "\u2028",
    "\x0b",
    "\x00",
    "\ufeff",
    "𠀀",
    "#",
    "张**和李**",
    "<!-- 注 -->",
    '"',
    "'",
    "文化和旅游局",
    "138****1234",
]
_TABLE = ["|甲|乙|", "|---|:-:|", "| 1 | **二** |", "|1|", "|\u3000|a\\|b|c|", "甲|乙", "---|---", "| | |"]


def _generated(seed: int) -> str:
    random = Random(seed)
    lines = []
    for _ in range(random.randint(1, 14)):
        if random.random() < 0.2:
            lines.append(random.choice(_TABLE))
        else:
            lines.append(random.choice(_STARTS) + "".join(random.choices(_PIECES, k=random.randint(0, 6))))
        if random.random() < 0.4:
            lines.append("")
    return random.choice(["\n", "\n", "\r\n"]).join(lines)


def _agree(source: str, title: str) -> bool:
    """True where the body took the fast path, and both paths gave the same."""
    quick = fast.render(source, title)
    words = fast.plain_text(source)
    if words is not None:
        assert words == text.plain_text(source)
    if quick is None:
        return False
    assert quick == reference.render(source, title, str)
    assert sanitise(quick.html) == quick.html
    return True


def test_both_renderers_agree_on_generated_bodies() -> None:
    quick = sum(_agree(_generated(seed), "示例市公园管理办法") for seed in range(3000))
    assert quick > 2000


@settings(max_examples=300, deadline=None)
@given(
    st.text(st.sampled_from("第一二条章（）、。.12#*|-[]()<>&\\ \u3000\n\t附件bр/\"'!"), max_size=80),
    st.text(max_size=5),
)
def test_both_renderers_agree_on_any_text(source: str, title: str) -> None:
    _agree(source, title)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_no_text_makes_the_renderer_fail(source: str) -> None:
    body = render_body(source, title="题", resolve_link=lambda _: None)
    plain_text(source, title="题")
    assert pickle.loads(pickle.dumps(body)) == body


def test_what_takes_the_fast_path() -> None:
    assert fast.render("# 题\n\n## 第一章 总则\n\n第一条　**文**<关于>。\n\n|甲|\n|-|\n|1|", "题") is not None
    for source in (
        "[甲](a.pdf)",
        "![甲](a.png)",
        "- 甲\n- 乙",
        "<b>甲</b>",
        "<table><tr><td>1</td></tr></table>",
        "<br>",
    ):
        assert fast.render(source, "题") is None, source


def test_rendering_twice_gives_the_same() -> None:
    source = _generated(7)
    assert reference.render(source, "题", str) == reference.render(source, "题", str)
