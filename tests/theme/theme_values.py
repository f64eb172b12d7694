"""Values that the example pages share: the agency, other documents, banners and events. All texts are invented."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from plugins.catalogue.tables import load
from plugins.disclosure import views

THEME = Path(__file__).resolve().parents[2] / "theme"
AS_OF = "2026-06-30"
LABELS: dict[str, str] = load("theme")["force"]["labels"]
Phrase = views.Phrase

SITE = views.SiteView(
    name="示例市文化和旅游局政府信息公开专栏",
    agency="示例市文化和旅游局",
    base_url="https://wlj.example.gov.cn/zwgk",
    domain="wlj.example.gov.cn",
    site_id_code="9999990001",
    icp_number="示ICP备00000000号",
    police_number="示公网安备99999902000001号",
    address="示例市文昌路1号",
    telephone="0999-1234567",
    correction_url="https://zfwzzc.example.gov.cn/",
    accessibility_url="sections/accessibility.html",
    releases_url="",
    emblem="",
    sections=(
        Phrase("政府信息公开指南", "sections/guide.html"),
        Phrase("政府信息公开制度", "sections/rules.html"),
        Phrase("法定主动公开内容", "browse.html"),
        Phrase("政府信息公开年报", "sections/annual-reports.html"),
        Phrase("依申请公开", "sections/on-request.html"),
    ),
    as_of=AS_OF,
)

LONG_TITLE = (
    "示例市文化和旅游局关于印发《示例市公共图书馆、文化馆、博物馆、美术馆和非物质文化遗产传承体验设施免费"
    "开放服务规范及绩效评价实施细则（试行）》并废止有关文件的通知"
)
assert len(LONG_TITLE) >= 78


def crumbs(*texts: str) -> tuple[Phrase, ...]:
    return (
        Phrase("首页", "index.html"),
        *(Phrase(text, "browse.html") for text in texts[:-1]),
        Phrase(texts[-1]),
    )


def ref(
    n: int,
    title: str,
    force: str = "in_force",
    *,
    number: str = "",
    date: str = "2024-03-18",
    transitions: tuple[views.Transition, ...] = (),
) -> views.DocRef:
    return views.DocRef(
        title=title,
        number=number or f"示文旅规〔2024〕{n}号",
        url="doc/repealed.html",
        date=date,
        force=force,
        label=LABELS[force],
        index_number=f"X/2024-{n:05}",
        transitions=transitions,
    )


OUTSIDE = views.DocRef("中华人民共和国示范法", "", None)

STATE_SENTENCES: dict[str, tuple[str, tuple[Phrase, ...]]] = {
    "in_force": ("2024-04-01", (Phrase("本文件自2024-04-01起施行。"),)),
    "pending": ("", (Phrase("本文件自2026-10-01起施行。"),)),
    "amended": (
        "2025-01-01",
        (
            Phrase("本文件已被"),
            Phrase("《关于修改〈示例市文化馆管理办法〉的决定》", "doc/long.html"),
            Phrase("修改，现行文本见"),
            Phrase("《示例市文化馆管理办法（2025年修正）》", "doc/short.html"),
            Phrase("。"),
        ),
    ),
    "superseded": (
        "2025-03-01",
        (Phrase("本文件已有新版，现行文本见"), Phrase("2025年版", "doc/short.html"), Phrase("。")),
    ),
    "partially_in_force": (
        "2023-07-01",
        (
            Phrase("本文件第十二条、第二十条已于2023-07-01废止，废止依据："),
            Phrase("《关于修改部分规范性文件的决定》（示文旅规〔2023〕5号）", "doc/long.html"),
            Phrase("。"),
        ),
    ),
    "suspended": ("2026-01-01", (Phrase("本文件自2026-01-01至2026-12-31暂停执行。"),)),
    "repealed": (
        "2024-05-01",
        (
            Phrase("本文件已于2024-05-01废止，废止依据："),
            Phrase("《示例市公共图书馆服务管理办法》（示文旅规〔2024〕2号）", "doc/long.html"),
            Phrase("。"),
        ),
    ),
    "lapsed": ("2025-01-01", (Phrase("本文件有效期至2024-12-31，现已失效。"),)),
    "undetermined": ("", (Phrase("本文件的效力有待核实：两处记载不一致。"),)),
}
TRANSITION = views.Transition("2026-07-01", "lapsed", LABELS["lapsed"], "本文件有效期至2026-06-30，现已失效。")


def banner(force: str, transitions: tuple[views.Transition, ...] = ()) -> views.Banner:
    since, parts = STATE_SENTENCES[force]
    return views.Banner(force, LABELS[force], since, parts, transitions)


def event(
    on: str, force: str, sentence: str, *, by: views.DocRef | None = None, upcoming: bool = False
) -> views.EventView:
    return views.EventView(
        on=on,
        force=force,
        label=LABELS[force],
        sentence=sentence,
        by=by,
        evidence="《示例市公共图书馆管理暂行规定》（示文旅规〔2019〕7号）同时废止。" if by else "",
        rule="施行条款：同时废止" if by else "文件自身的施行日期",
        upcoming=upcoming,
    )


EVENTS = (
    event("2019-06-01", "in_force", "本文件自2019-06-01起施行。"),
    event("2021-03-01", "amended", "第八条被修改。", by=ref(9, "关于修改部分文件的决定")),
    replace(
        event("2023-07-01", "partially_in_force", "第十二条废止。", by=ref(5, "清理决定")),
        articles=("第十二条", "第二十条"),
    ),
    event("2024-05-01", "repealed", "本文件废止。", by=ref(2, "示例市公共图书馆服务管理办法")),
)
UPCOMING_EVENTS = (
    event("2024-04-01", "in_force", "本文件自2024-04-01起施行。"),
    event("2026-07-01", "lapsed", "有效期届满，本文件失效。", upcoming=True),
)
ALL_EVENTS = tuple(event(f"20{10 + i}-01-01", force, f"第{i}次变化。") for i, force in enumerate(LABELS))
