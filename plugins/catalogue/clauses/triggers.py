"""The words without which a text states no effect: most texts have none of them, and need no rules."""

from __future__ import annotations

import re


def _loose(*words: str) -> tuple[str, ...]:
    # white space may stand inside a word: 废 止
    return tuple(r"\s{0,2}".join(word) for word in words)


def _by_first_character(*patterns: str) -> str:
    """The alternatives grouped by the character they begin with, so that a search stops at these characters only."""
    groups: dict[str, list[str]] = {}
    for pattern in patterns:
        groups.setdefault(pattern[0], []).append(pattern[1:])
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in groups.items())


_PERIOD = "(?:期)?[至到一二两三四五六1-9]"
TRIGGER = re.compile(
    _by_first_character(
        *_loose(
            "废止", "废除", "作废", "失效", "效力", "停止执", "停止施", "停止实", "停止适", "终止执", "终止施", "终止实", "终止适",  # noqa: E501
            "不再执", "不再适", "不再施", "不再实", "不再沿", "不再有", "不再作", "不再继", "暂停", "暂缓", "中止执", "中止施", "中止实",  # noqa: E501
            "中止适", "暂时停", "暂时调", "暂时中", "暂不", "恢复执", "恢复施", "恢复实", "恢复适", "予以撤", "推迟", "延迟", "停止使", "不再使", "代替", "替代", "取代", "有效期", "试行期", "执行期", "施行期", "实施期", "修改为",  # noqa: E501
            "修订为", "改为", "更名", "删去", "删除", "相应修", "如下修", "如下补", "如下调", "调整为", "变更为", "补充通知", "补充规定如", "予以修", "修改如", "继续有",  # noqa: E501
        ),
        r"修\s{0,2}[改订正]\s{0,2}[《〈]", r"作\s{0,2}出?\s{0,2}以?下?列?修", r"做\s{0,2}出?\s{0,2}以?下?列?修",
        r"撤\s{0,2}[销回]\s{0,2}[《〈]",
        r"终\s{0,2}止\s{0,2}[。；，;,]",
        "增加[一二三四五六七八九十两规第如：0-9]", "至.{0,24}(?:终止|期满)", "到.{0,24}(?:终止|期满)",
        *(verb + _PERIOD for verb in ("执行", "施行", "实施", "有效", "试行", "暂行")),
        "延[长续期至]", "顺延", "展期", "保留", r"日\s{0,2}止",
    )
)  # fmt: skip
