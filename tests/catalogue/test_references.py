"""How an editor names another document, and titles that are one title."""

from __future__ import annotations

import pytest

from plugins.catalogue.effects import Target
from plugins.catalogue.references import read_reference
from plugins.catalogue.title import inner_title, is_generic, title_key


@pytest.mark.parametrize(
    ("text", "title", "number", "index_number"),
    [
        ("《示例市公共书屋管理办法》", "示例市公共书屋管理办法", None, None),
        ("《示例市公共书屋管理办法》（示文旅规〔2024〕3号）", "示例市公共书屋管理办法", "示文旅规〔2024〕3号", None),
        ("《示例市公共书屋管理办法》(示文旅规〔2024〕3号)", "示例市公共书屋管理办法", "示文旅规〔2024〕3号", None),
        ("《关于印发〈公共书屋管理办法〉的通知》", "关于印发〈公共书屋管理办法〉的通知", None, None),
        (
            "《关于印发《公共书屋管理办法》的通知》（示文〔2024〕3号）",
            "关于印发《公共书屋管理办法》的通知",
            "示文〔2024〕3号",
            None,
        ),
        ("《没有收尾的书名", "没有收尾的书名", None, None),
        ("示文旅规〔2024〕3号", None, "示文旅规〔2024〕3号", None),
        ("示文旅规[2024]3号", None, "示文旅规[2024]3号", None),
        ("示例市人民政府令第24号", None, "示例市人民政府令第24号", None),
        ("SL/2024-00001", None, "SL/2024-00001", "SL/2024-00001"),
        ("示例市公共书屋管理办法", "示例市公共书屋管理办法", None, None),
        ("示例市公共书屋管理办法（试行）", "示例市公共书屋管理办法（试行）", None, None),
        ("示例市公共书屋管理办法（示文旅规〔2024〕3号）", "示例市公共书屋管理办法", "示文旅规〔2024〕3号", None),
        ("示例市公共书屋管理办法(示例市人民政府令第24号)", "示例市公共书屋管理办法", "示例市人民政府令第24号", None),
        ("公共书屋管理办法（试行)(示文(2024)1号)", "公共书屋管理办法（试行)", "示文(2024)1号", None),
        ("《示例市公共书屋管理办法》（试行）", "示例市公共书屋管理办法（试行）", None, None),
        ("《示例市公共书屋管理办法》（SWL-2024-003）", "示例市公共书屋管理办法", "SWL-2024-003", None),
        ("  《示例市公共书屋管理办法》  ", "示例市公共书屋管理办法", None, None),
        ("公共书屋管理办法 示文旅规〔2018〕6号", "公共书屋管理办法", "示文旅规〔2018〕6号", None),
    ],
)
def test_a_reference_is_taken_apart(text: str, title: str | None, number: str | None, index_number: str | None) -> None:
    assert read_reference(text) == (Target(title=title, number=number), index_number)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("示例市公共书屋管理办法（试行）", "示例市公共书屋管理办法(试行)"),
        ("关于印发《书屋办法》的通知", "关于印发〈书屋办法〉的通知"),
        ("关于印发《书屋办法》的通知", "关于印发<书屋办法>的通知"),
        ("示例市 公共书屋\u3000管理办法", "示例市公共书屋管理办法"),
        ("“十四五”规划", "＂十四五＂规划"),
        ("第１号办法", "第1号办法"),
    ],
)
def test_spellings_of_one_title_are_one(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("示例市公共书屋管理办法", "示例市公共书屋管理暂行办法"),
        ("示例市公共书屋管理办法", "示例市公共书屋管理办法（试行）"),
        ("示例市公共书屋管理办法", "公共书屋管理办法"),
        ("书屋办法", "書屋辦法"),
    ],
)
def test_other_words_are_another_title(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


@pytest.mark.parametrize(
    ("title", "inner"),
    [
        ("关于印发《公共书屋管理办法》的通知", "公共书屋管理办法"),
        ("示例市文化和旅游局关于印发〈公共书屋管理办法〉的通知", "公共书屋管理办法"),
        ("关于印发《〈公共书屋条例〉实施细则》的通知", "《公共书屋条例》实施细则"),
        ("关于转发《公共书屋管理办法》的通知", None),
        ("关于印发《甲办法》《乙办法》的通知", None),
        ("关于印发《甲办法》和《乙办法》的通知", None),
        ("公共书屋管理办法", None),
        ("关于废止《公共书屋管理办法》的决定", None),
        ("关于修改《公共书屋管理办法》的决定", None),
    ],
)
def test_what_a_notice_carries(title: str, inner: str | None) -> None:
    assert inner_title(title) == inner


@pytest.mark.parametrize(
    ("title", "generic"),
    [
        ("示例市文化和旅游局公告", True),
        ("示例市文化和旅游局通告", True),
        ("公告", True),
        ("示例市文化和旅游局关于公共书屋的公告", False),
        ("示例市公共书屋管理办法", False),
    ],
)
def test_titles_that_name_no_matter(title: str, generic: bool) -> None:
    assert is_generic(title, ("示例市文化和旅游局",)) is generic
