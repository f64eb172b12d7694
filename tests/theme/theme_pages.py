"""Example pages of every kind, so that every link of every page leads somewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup
from theme_documents import documents, numeral
from theme_values import ALL_EVENTS, AS_OF, LABELS, LONG_TITLE, SITE, TRANSITION, Phrase, crumbs, ref

from plugins.disclosure import views
from plugins.disclosure.chart import year_chart_svg
from plugins.disclosure.timeline import timeline_svg


def states_list() -> tuple[views.ListLine, ...]:
    lines = [
        views.ListLine(
            ref(n, f"关于公共文化服务的第{numeral(n)}件文件", force),
            "示例市文化和旅游局",
            "行政规范性文件",
        )
        for n, force in enumerate(LABELS, 1)
    ]
    lines.append(views.ListLine(ref(40, LONG_TITLE, "repealed"), "示例市文化和旅游局、示例市财政局", "其他文件"))
    lines.append(views.ListLine(ref(41, "示例市旅游奖励暂行办法", transitions=(TRANSITION,)), "示例市文化和旅游局", ""))
    return tuple(lines)


def list_page(slug: str, heading: str, lines: tuple[views.ListLine, ...], index: bool) -> views.ListPage:
    years = tuple(views.PagerLink(f"{y}年", f"list/{slug}.html", y - 2010) for y in range(2026, 2014, -1))
    return views.ListPage(
        url=f"list/{slug}.html",
        heading=heading,
        page_title=f"{heading}（{slug}） - {SITE.name}",
        description=f"{heading}目录，共{len(lines)}件。",
        facet="category",
        facet_label="分类",
        is_index=index,
        year="2024",
        lines=lines,
        total=128 if lines else 0,
        forces=tuple(
            (code, label, 17 - i, f"search.html?force={code}") for i, (code, label) in enumerate(LABELS.items())
        )
        if index and lines
        else (),
        years=years if index and lines else (),
        pager=tuple(views.PagerLink(str(n), f"list/{slug}.html", 50, current=n == 2) for n in (1, 2, 3))
        if lines
        else (),
        older=Phrase("2023年第4页", "list/states.html") if lines else None,
        newer=Phrase("2024年第3页", "list/states.html") if lines else None,
        breadcrumb=crumbs("法定主动公开内容", heading),
        feed_url="feeds/list.xml" if lines else "",
    )


def bars() -> tuple[views.YearBar, ...]:
    codes = list(LABELS.items())
    return tuple(
        views.YearBar(
            str(year),
            sum((year + i * 7) % 11 for i in range(len(codes))),
            tuple((code, label, (year + i * 7) % 11) for i, (code, label) in enumerate(codes)),
            "list/states.html",
        )
        for year in range(2015, 2027)
    )


def change(on: str, force: str, title: str) -> views.ChangeLine:
    return views.ChangeLine(
        on,
        LABELS[force],
        force,
        ref(7, title, force),
        f"{title}，状态变为{LABELS[force]}。",
        ref(2, "示例市公共图书馆服务管理办法"),
    )


CHANGES = (
    change("2026-06-01", "repealed", "示例市公共图书馆管理暂行规定"),
    change("2026-05-01", "amended", "示例市文化馆管理办法"),
    change("2026-04-01", "in_force", "示例市非物质文化遗产保护办法"),
)


def comparison() -> views.ComparisonPage:
    old = "公共图书馆每周开放时间不少于<del>56</del>小时<del>，法定节假日闭馆</del>。"
    new = "公共图书馆每周开放时间不少于<ins>60</ins>小时<ins>，法定节假日应当开放</ins>。"
    both = (
        "公共图书馆每周开放时间不少于<del>56</del><ins>60</ins>小时"
        "<del>，法定节假日闭馆</del><ins>，法定节假日应当开放</ins>。"
    )
    added, removed, same = "<ins>鼓励社会力量参与。</ins>", "<del>收取工本费。</del>", "本办法适用于本市。"
    rows = tuple(
        views.ComparisonRow(article, change, *map(Markup, texts))
        for article, change, texts in (
            ("", "same", (same, same, same)),
            ("第一条", "changed", (old, new, both)),
            ("第二条", "same", (same, same, same)),
            ("第三条", "added", ("", added, added)),
            ("第四条", "removed", (removed, "", removed)),
        )
    )
    return views.ComparisonPage(
        "compare/a.html",
        f"新旧对照：图书馆办法 - {SITE.name}",
        ref(7, "示例市公共图书馆管理暂行规定", "repealed"),
        ref(2, "示例市公共图书馆服务管理办法"),
        rows,
        (("changed", 1), ("added", 1), ("removed", 1), ("same", 2)),
        crumbs("法定主动公开内容", "新旧对照"),
    )


@dataclass(frozen=True)
class Example:
    """A page to render: the template, the view, and where it stands."""

    template: str
    page: Any

    @property
    def path(self) -> str:
        return str(self.page.url)

    @property
    def root(self) -> str:
        return "../" * self.path.count("/")


@cache
def examples() -> tuple[Example, ...]:
    """Every page of a small column, so that every link of every page leads somewhere."""
    docs = documents()
    pages = [Example("document.html", doc) for doc in docs]
    for doc in docs:
        pages.append(
            Example(
                "history.html",
                views.HistoryPage(
                    doc.history_url,
                    views.DocRef(doc.title, doc.number, doc.url, index_number=doc.index_number),
                    f"沿革：{doc.page_title}",
                    doc.banner,
                    ALL_EVENTS if "articles300" in doc.url else doc.events,
                    Markup(
                        timeline_svg(
                            ALL_EVENTS if "articles300" in doc.url else doc.events,
                            as_of=AS_OF,
                            title=doc.title,
                        )
                    ),
                    doc.editions,
                    doc.comparisons,
                    crumbs("法定主动公开内容", "沿革"),
                ),
            )
        )
    lines = states_list()
    pages += [
        Example("comparison.html", comparison()),
        Example("list.html", list_page("states", "行政规范性文件", lines, True)),
        Example("list.html", list_page("year", "行政规范性文件 2024年", lines[:3], False)),
        Example("list.html", list_page("empty", "行政强制", (), True)),
        Example(
            "browse.html",
            views.BrowsePage(
                "browse.html",
                f"法定主动公开内容 - {SITE.name}",
                tuple(
                    views.FacetGroup(
                        key,
                        label,
                        tuple(
                            views.PagerLink(f"{label}之{numeral(n)}", "list/states.html", n * 13) for n in range(1, 9)
                        ),
                    )
                    for key, label in (("category", "分类"), ("force", "效力"), ("issuer", "发文机关"))
                ),
                bars(),
                Markup(year_chart_svg(bars(), title="历年公开文件数量")),
                crumbs("法定主动公开内容"),
            ),
        ),
        Example(
            "changes.html",
            views.ChangesPage("changes.html", f"最近变更 - {SITE.name}", CHANGES, CHANGES[:1], crumbs("最近变更")),
        ),
        Example(
            "home.html",
            views.HomePage(
                "index.html",
                SITE.name,
                lines[:5],
                CHANGES,
                tuple((code, label, 9 * i + 4, "list/states.html") for i, (code, label) in enumerate(LABELS.items())),
                tuple(views.PagerLink(s.text, s.url or "", 12 * i) for i, s in enumerate(SITE.sections)),
                3476,
            ),
        ),
        Example(
            "as_of.html",
            views.AsOfPage(
                "as-of.html",
                f"某一天有效的文件 - {SITE.name}",
                (("data/force/2019.js", "2019-01-15"), ("data/force/2024.js", "2024-01-01")),
                "2019-01-01",
                AS_OF,
                crumbs("某一天有效的文件"),
            ),
        ),
        Example(
            "message.html",
            views.MessagePage(
                "404.html",
                f"没有找到这个页面 - {SITE.name}",
                "没有找到这个页面",
                ("地址可能有误。本专栏的文件地址永久不变，已废止、已失效的文件也不删除。",),
                crumbs("没有找到"),
            ),
        ),
    ]
    section_html = Markup(
        "<p>本指南说明如何查阅和获取本机关公开的政府信息。</p><h2>一、信息分类</h2><p>按《条例》第二十条分类。</p>"
        "<h2>二、工作机构</h2><ul><li>办公时间：工作日9:00—17:00</li><li>电话：0999-1234567</li></ul>"
    )
    for section in (*SITE.sections[:2], *SITE.sections[3:], Phrase("无障碍说明", "sections/accessibility.html")):
        on_request = section.text == "依申请公开"
        pages.append(
            Example(
                "section.html",
                views.SectionPage(
                    section.url or "",
                    section.text,
                    f"{section.text} - {SITE.name}",
                    f"{SITE.agency}{section.text}。",
                    section.text,
                    "2026-01-15",
                    section_html,
                    False,
                    crumbs(section.text),
                    (views.OnRequestLine("关于某事项的内部评估报告", "示文旅函〔2025〕3号"),) if on_request else (),
                    lines[:2] if section.text == "政府信息公开年报" else (),
                    (Phrase("无障碍说明", "sections/accessibility.html"),) if on_request else (),
                ),
            )
        )
    return tuple(pages)
