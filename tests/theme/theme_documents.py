"""Example documents: the hard cases of a column."""

from __future__ import annotations

import json

from markupsafe import Markup
from theme_values import (
    AS_OF,
    EVENTS,
    LABELS,
    LONG_TITLE,
    OUTSIDE,
    SITE,
    TRANSITION,
    UPCOMING_EVENTS,
    Phrase,
    banner,
    crumbs,
    ref,
)

from plugins.disclosure import views

PREAMBLE = (
    '<p class="addressee">各县（市、区）文化和旅游局，局属各单位：</p>'
    "<p>为规范公共图书馆服务，保障公众基本文化权益，根据《中华人民共和国示范法》，结合本市实际，制定本办法。"
    "本办法所称公共图书馆，是指向社会公众免费开放，收集、整理、保存文献信息并提供查询、借阅及相关服务，"
    "开展社会教育的公共文化设施。</p>"
)
SIGNATURE = (
    '<p class="signature">示例市文化和旅游局</p><p class="signature">2024年3月18日</p>'
    '<p class="disclosure-note">（此件公开发布）</p>'
)


def numeral(n: int) -> str:
    digits = "零一二三四五六七八九"
    text = ""
    hundreds, rest = divmod(n, 100)
    tens, units = divmod(rest, 10)
    if hundreds:
        text += digits[hundreds] + "百"
        if rest and not tens:
            text += "零"
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    return text + (digits[units] if units else "")


def articles(count: int, per_chapter: int = 10) -> tuple[Markup, tuple[views.OutlineEntry, ...]]:
    html: list[str] = []
    outline: list[views.OutlineEntry] = []
    for n in range(1, count + 1):
        if n % per_chapter == 1:
            chapter = (n - 1) // per_chapter + 1
            label = f"第{numeral(chapter)}章　服务与管理"
            html.append(f'<h2 id="zhang-{chapter}" >{label}</h2>')
            outline.append(views.OutlineEntry(1, label, f"zhang-{chapter}"))
        outline.append(views.OutlineEntry(3, f"第{numeral(n)}条", f"tiao-{n}"))
        html.append(
            f'<p class="article" id="tiao-{n}"><span class="article-number">第{numeral(n)}条</span>　公共图书馆应当'
            "按照平等、开放、共享的要求向社会公众提供服务，每周开放时间不少于60小时，并公示服务内容和开放时间；"
            "因故闭馆或者更改开放时间的，除遇不可抗力外，应当提前7日公告。</p>"
        )
        if n % 7 == 3:
            html.append(
                '<p class="item">（一）文献信息查询、借阅；</p><p class="item">（二）阅览室、自习室开放；</p>'
                '<p class="item">（三）国家规定的其他免费服务项目。</p>'
            )
    return Markup("".join(html)), tuple(outline)


def table(columns: int, rows: int = 8) -> Markup:
    head = "".join(f"<th>指标{numeral(i)}（万元）</th>" for i in range(1, columns))
    body = "".join(
        f"<tr><td>项目{numeral(r)}：设施运行补助</td>"
        + "".join(f"<td>{r * 1234 + c * 56:,}</td>" for c in range(1, columns))
        + "</tr>"
        for r in range(1, rows + 1)
    )
    return Markup(
        '<div class="table-scroll" role="group" tabindex="0" aria-label="表格，可左右滚动"><table>'
        f"<thead><tr><th>项目名称</th>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def document(
    slug: str,
    title: str,
    force: str,
    body: Markup,
    *,
    outline: tuple[views.OutlineEntry, ...] = (),
    title_in_text: bool = False,
    number: str = "示文旅规〔2024〕2号",
    notes: tuple[views.ArticleNote, ...] = (),
    transitions: tuple[views.Transition, ...] = (),
    rich: bool = True,
    events: tuple[views.EventView, ...] = EVENTS,
) -> views.DocumentPage:
    mark = "" if force == "in_force" else f"【{LABELS[force]}】"
    metadata = (
        ("index_number", "索引号", "11990100MB0990104N/2024-00012"),
        ("issuers", "发文机关", "示例市文化和旅游局"),
        ("document_number", "发文字号", number),
        ("date_of_issue", "成文日期", "2024-03-18"),
        ("publication_date", "发布日期", "2024-03-20"),
        ("subjects", "主题分类", "文化、广电、新闻出版"),
        ("legal_force", "有效性", LABELS[force]),
        ("summary", "内容概述", "规范公共图书馆的设立、运行和服务。"),
    )
    return views.DocumentPage(
        url=f"doc/{slug}.html",
        index_number=f"11990100MB0990104N/2024-{slug}",
        title=title,
        page_title=f"{mark}{title} - {slug} - {SITE.name}",
        description=f"{title}，{number}，2024年3月18日成文。",
        number=number,
        banner=banner(force, transitions),
        metadata=tuple(
            views.MetadataRow(key, label, (Phrase(text, "browse.html" if key == "subjects" else None),))
            for key, label, text in metadata
        ),
        body_html=body,
        title_in_text=title_in_text,
        outline=outline,
        article_notes=notes,
        relations=(
            views.RelationGroup("repealed_by", "被以下文件废止", (ref(2, "示例市公共图书馆服务管理办法"),)),
            views.RelationGroup("based_on", "依据", (OUTSIDE,)),
            views.RelationGroup("explained_by", "解读", (ref(31, "一图读懂图书馆服务办法", number=" "),)),
        )
        if rich
        else (),
        cited_by=(ref(15, "关于做好免费开放工作的通知"), ref(16, "绩效评价办法", "pending")) if rich else (),
        attachments=(
            views.AttachmentView("附件1：服务规范.pdf", "doc/files/norm.pdf", "PDF", "128 KB", "ab" * 32),
            views.AttachmentView(
                "附件2：绩效评价指标表（含分项说明和历年对比数据）.xlsx",
                "doc/files/table.xlsx",
                "XLSX",
                "1.2 MB",
                "cd" * 32,
            ),
        )
        if rich
        else (),
        editions=(ref(2, "示例市公共图书馆服务管理办法（2024年版）"), ref(3, "2019年版", "superseded")) if rich else (),
        events=events,
        history_url=f"doc/{slug}.history.html",
        comparisons=(Phrase("2019年版与2024年版对照", "compare/a.html"),) if rich else (),
        previous=ref(1, "上一件文件的标题：关于公布服务窗口的公告") if rich else None,
        following=ref(3, "下一件文件的标题") if rich else None,
        breadcrumb=crumbs("法定主动公开内容", "行政规范性文件", title),
        citation=views.Citation(
            f"示例市文化和旅游局：《{title}》（{number}），2024年3月18日。",
            f"示例市文化和旅游局. {title}: {number}[A/OL]. (2024-03-18)[{AS_OF}].",
            f"@misc{{{slug},\n  title = {{{title}}},\n  year = {{2024}}\n}}",
        ),
        meta_tags=(
            ("SiteName", SITE.name),
            ("ColumnName", "行政规范性文件"),
            ("ColumnDescription", "公开本机关制发的行政规范性文件"),
            ("ColumnKeywords", "行政规范性文件,政策文件"),
            ("ColumnType", "政策文件"),
            ("ArticleTitle", title),
            ("PubDate", "2024-03-20 00:00"),
            ("ContentSource", SITE.agency),
            ("Author", ""),
        ),
        json_ld=Markup(
            json.dumps(
                {
                    "@context": "https://schema.org",
                    "@type": "Legislation",
                    "name": title,
                    "legislationIdentifier": number,
                },
                ensure_ascii=False,
            ).replace("<", "\\u003c")
        ),
        source_url=f"doc/{slug}.md.txt" if rich else "",
    )


def documents() -> tuple[views.DocumentPage, ...]:
    thirty, outline = articles(30)
    hundreds, long_outline = articles(300)
    text = Markup(PREAMBLE) + thirty + Markup(SIGNATURE)
    traditional = Markup(
        '<h1 class="document-title">關於做好2017年政務公開工作的通知</h1>'
        '<p class="addressee">各直屬單位：</p><p>為貫徹落實政務公開的各項要求，現就做好有關工作通知如下。'
        "征求意見應當及時反饋，規範性文件應當動態調整。</p>"
        '<p>一、加強組織領導</p><p class="typed-indent">　　（一）明確責任分工，細化工作措施。</p>'
        '<p class="signature">示例省廣播電視局</p><p class="signature">2017年4月1日</p>'
    )
    notes = (
        views.ArticleNote("tiao-12", "第十二条", "repealed", "已于2023-07-01废止"),
        views.ArticleNote("tiao-20", "第二十条", "amended", "已于2023-07-01修改"),
    )
    return (
        document("long", LONG_TITLE, "in_force", text, outline=outline),
        document(
            "repealed",
            "示例市公共图书馆管理暂行规定",
            "repealed",
            text,
            outline=outline,
            number="示文旅规〔2019〕7号",
        ),
        document(
            "table",
            "示例市文化和旅游局2025年度部门决算",
            "in_force",
            Markup("<p>现将2025年度部门决算公开如下。</p>") + table(9) + Markup(SIGNATURE),
            number="",
            events=EVENTS[:1],
        ),
        document("articles300", "示例市文化市场管理办法", "amended", hundreds, outline=long_outline),
        document(
            "short",
            "关于闭馆的公告",
            "in_force",
            Markup("<p>因设备检修，图书馆自2026年6月1日至3日闭馆。</p>")
            + Markup('<p class="signature">2026年5月25日</p>'),
            rich=False,
            events=EVENTS[:1],
        ),
        document(
            "partly",
            "示例市文化馆管理办法",
            "partially_in_force",
            text,
            outline=outline,
            notes=notes,
        ),
        document(
            "traditional",
            "關於做好2017年政務公開工作的通知",
            "undetermined",
            traditional,
            title_in_text=True,
            number="示廣發〔2017〕12號",
            rich=False,
            events=(),
        ),
        document(
            "expiring",
            "示例市旅游奖励暂行办法",
            "in_force",
            text,
            outline=outline,
            transitions=(TRANSITION,),
            events=UPCOMING_EVENTS,
        ),
        *(
            document(f"state-{force}", f"状态示例文件之{LABELS[force]}（{force}）", force, Markup(PREAMBLE))
            for force in LABELS
        ),
    )
