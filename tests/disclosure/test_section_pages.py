"""Fixed pages: their links lead somewhere, and what is wrong in them is told on its own line."""

from __future__ import annotations

import pytest

from plugins.disclosure.section_pages import SectionSource, _resolve, read_section, section_links

HEAD = "---\n标题: {title}\n栏目: 说明\n更新日期: 2026-01-05\n---\n\n"


def pages(**bodies: str) -> list[SectionSource]:
    found = [
        read_section((HEAD.format(title=name) + body).encode(), f"pages/{name}.md") for name, body in bodies.items()
    ]
    assert all(source for source, _ in found)
    return [source for source, _ in found if source]


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("other.md", ""),
        ("other.md#tiao-2", ""),
        ("#tiao-1", ""),
        ("https://www.gov.cn/#x", ""),
        ("../lists/all/index.html", ""),
        ("other.md#", ""),
        ("other.md#tiao-3", "tiao-2"),
        ("#tiao-2", "tiao-1"),
        ("othr.md", "other.md"),
        ("../documents/a.md", "about.md"),
        ("files/a.pdf", "about.md"),
    ],
)
def test_links_of_fixed_pages_are_followed(link: str, told: str) -> None:
    found = section_links(pages(about=f"第一条　见[这里]({link})。\n", other="第一条　甲。\n\n第二条　乙。\n"))
    assert [(f.code, f.line, f.value) for f in found] == ([("P03", 7, link)] if told else [])
    assert all(told in f.expected for f in found)


def test_the_place_on_another_fixed_page_stays_in_the_link() -> None:
    assert _resolve("other.md#tiao-2") == "other.html#tiao-2"
    assert _resolve("../documents/a.md") is None


@pytest.mark.parametrize(
    ("line", "code", "place"),
    [
        ("更新日期: 2026-02-30", "V03", (4, 7)),
        ("栏目: 新闻", "P01", (4, 5)),
        ("标题: 又一个", "M02", (4, 1)),
    ],
)
def test_what_is_wrong_is_told_on_its_line(line: str, code: str, place: tuple[int, int]) -> None:
    kept = [each for each in ("栏目: 说明", "更新日期: 2026-01-05") if not line.startswith(each.split(":")[0])]
    text = "\n".join(["---", "标题: 关于", kept[0], line, *kept[1:], "---", "", "文字。", ""])
    _, found = read_section(text.encode(), "pages/about.md")
    assert [(f.code, f.line, f.column) for f in found] == [(code, *place)]
    assert "?" not in found[0].message
