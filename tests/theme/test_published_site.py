"""The built column as a host and a robot see it: addresses, sitemaps, periods of force, lists that can be narrowed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser
from served import served

from plugins.disclosure.host_files import host_files
from plugins.disclosure.settings import ColumnSettings

DOCUMENT = """---
标题: {title}
分类: 其他文件
公开属性: 主动公开
成文日期: {issued}
发布日期: {published}
{more}---

示例市按照规定做好有关工作。
"""
Make = Callable[..., Path]


def write_documents(folder: Path, **documents: tuple[str, str, str]) -> Path:
    """A content folder: by file name the day of issue, the day of publication and further lines of front matter."""
    (folder / "documents").mkdir(parents=True)
    for name, (issued, published, more) in documents.items():
        text = DOCUMENT.format(title=f"关于{name}的通知", issued=issued, published=published, more=more)
        (folder / "documents" / f"{name}.md").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, make_site: Make) -> Path:
    """Four documents whose first days differ in kind, published without a public address."""
    folder = tmp_path_factory.mktemp("small")
    content = write_documents(
        folder / "content",
        issued=("2019-03-10", "2019-03-12", "施行日期: 2019-05-01\n"),
        backwards=("2020-06-01", "2020-06-02", "施行日期: 2020-01-01\n"),
        undated=("不详", "2021-02-03", ""),
        late=("2016-01-05", "2021-09-01", ""),
    )
    return make_site(content, folder / "site", "2026-11-22", SITEURL="")


def addresses(page: Path) -> list[str]:
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    return [
        str(element[name])
        for name in ("href", "src", "action")
        for element in soup.select(f"[{name}]")
        if not str(element[name]).startswith("#")
    ]


@pytest.mark.browser
def test_page_for_wrong_addresses_works_at_any_depth(browser: Browser, sample_site: Path, small: Path) -> None:
    public = "https://xxgk.wlj.example.gov.cn/"
    assert all(address.startswith(public) for address in addresses(sample_site / "404.html"))
    assert not [a for a in addresses(small / "404.html") if a.startswith(("http", "/"))]
    page = browser.new_page()
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("console", lambda message: failed.append(message.text) if message.type == "error" else None)

    def answer(route: Any) -> None:
        path = sample_site / route.request.url.removeprefix(public).split("?")[0]
        found = path.is_file()
        route.fulfill(path=path if found else sample_site / "404.html", status=200 if found else 404)

    page.route(f"{public}**", answer)
    page.goto(f"{public}documents/1999/no/such.html")
    failed = [fault for fault in failed if "404" not in fault]
    assert page.evaluate("getComputedStyle(document.querySelector('.masthead')).borderBottomStyle") == "solid"
    page.locator("main input[name=q]").fill("示例")
    page.locator("main form button").click()
    page.wait_for_url(f"{public}search.html?q=*")
    page.wait_for_selector("[data-search-state=done]")
    page.close()
    assert not failed


def test_hosts_are_told_of_the_page_for_wrong_addresses() -> None:
    for base, path in (
        ("", "/404.html"),
        ("https://a.gov.cn", "/404.html"),
        ("https://a.gov.cn/zwgk", "/zwgk/404.html"),
    ):
        files = dict(host_files(ColumnSettings("某局", base)))
        assert f"error_page 404 {path};" in files["hosting/nginx.conf"]
        assert f"ErrorDocument 404 {path}\n" in files["hosting/apache.conf"]
        assert f"rewrite * {path}\n" in files["hosting/Caddyfile"]


def test_sitemaps_name_every_page_once(sample_site: Path) -> None:
    base = "https://xxgk.wlj.example.gov.cn/"
    named: list[str] = []
    for part in re.findall(r"<loc>(.*?)</loc>", (sample_site / "sitemap.xml").read_text("utf-8")):
        named += re.findall(r"<loc>(.*?)</loc>", (sample_site / part.removeprefix(base)).read_text("utf-8"))
    pages = {base + path.relative_to(sample_site).as_posix() for path in sample_site.rglob("*.html")}
    assert len(named) == len(set(named))
    assert set(named) == pages - {base + "404.html"}
    assert any("/compare-" in address for address in named)


def periods(site: Path) -> dict[str, list[list[str | None]]]:
    """What the scripts of the days say of each document, by its title."""
    found = {}
    for script in site.glob("data/force/*.js"):
        match = re.fullmatch(r'gongkaiForce\("\d{4}",(.*)\);\n', script.read_text("utf-8"))
        assert match
        found.update({row[1]: row[4] for row in json.loads(match[1])})
    return found


def test_documents_do_not_exist_before_they_are_issued(small: Path) -> None:
    assert periods(small) == {
        "关于issued的通知": [["2019-03-10", "pending"], ["2019-05-01", "in_force"]],
        "关于backwards的通知": [["2020-06-01", "in_force"]],
        "关于undated的通知": [[None, "undetermined"], ["2021-02-03", "in_force"]],
        "关于late的通知": [["2016-01-05", "in_force"]],
    }


def test_an_end_without_a_day_is_not_dated_back(sample_site: Path) -> None:
    column = json.loads((sample_site / "data/catalogue/2019.json").read_text("utf-8"))
    given = periods(sample_site)
    undated = [d for d in column if d["timeline"][0]["on"] is None and d["timeline"][0]["force"] == "lapsed"]
    assert undated
    for document in undated:
        assert given[document["title"]] == [
            [document["date_of_issue"], "undetermined"],
            ["2026-11-22", "lapsed"],
        ]


@pytest.mark.parametrize(
    ("day", "listed"),
    [
        ("2016-01-05", ["late"]),
        ("2019-03-09", ["late"]),
        ("2019-05-01", ["issued", "late"]),
        ("2020-05-31", ["issued", "late"]),
        ("2020-06-01", ["backwards", "issued", "late"]),
        ("2021-02-03", ["backwards", "issued", "late", "undated"]),
    ],
)
@pytest.mark.browser
def test_what_held_on_a_day(browser: Browser, small: Path, day: str, listed: list[str]) -> None:
    """Read from disk; documents that were published later than they were issued are there too."""
    page = browser.new_page()
    page.goto(f"{small.as_uri()}/as-of.html?on={day}")
    page.wait_for_selector("[data-day]")
    shown = page.locator("[data-as-of-result] .line-title").all_inner_texts()
    page.close()
    assert sorted(shown) == [f"关于{name}的通知" for name in sorted(listed)]


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_the_row_for_sorting_keeps_its_distance_from_the_rules(browser: Browser, sample_site: Path, width: int) -> None:
    with served(sample_site) as address:
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto(f"{address}/search.html?force=all")
        page.wait_for_selector("[data-search-state=done]")
        filters = page.locator(".search-facets").bounding_box()
        choice = page.locator("select[name=sort]").bounding_box()
        page.close()
    assert filters
    assert choice
    assert filters["y"] + 4 < choice["y"]
    assert choice["y"] + choice["height"] + 4 < filters["y"] + filters["height"]


@pytest.mark.browser
def test_lists_can_be_narrowed_and_sorted(browser: Browser, sample_site: Path) -> None:
    """The counts on a list lead to a search that finds as many."""
    soup = BeautifulSoup((sample_site / "lists/all/index.html").read_text("utf-8"), "html.parser")
    assert soup.select_one('main a[href$="search.html?force=all"]')
    indexes = sorted(sample_site.glob("lists/category/*/index.html"))
    links = {path: BeautifulSoup(path.read_text("utf-8"), "html.parser").select(".force-counts a") for path in indexes}
    index = max(indexes, key=lambda path: len(links[path]))
    counts = links[index]
    assert len(counts) > 3
    with served(sample_site) as address:
        page = browser.new_page()
        for link in counts[:2] + counts[-1:]:
            page.goto(f"{address}/{index.relative_to(sample_site).as_posix()}")
            page.locator(f'.force-counts a[href="{link["href"]}"]').click()
            page.wait_for_selector("[data-search-state=done]")
            total = re.search(r"\d+", page.locator(".search-counts").inner_text())
            bold = link.select_one("b")
            assert total
            assert bold
            assert total[0] == bold.get_text()
        page.locator("select[name=sort]").select_option("oldest")
        page.wait_for_url("**sort=oldest*")
        page.wait_for_selector("[data-search-state=done]")
        days = page.locator("[data-search-results] .published .day").all_inner_texts()
        assert days == sorted(days)
        page.close()


def test_fixed_pages_of_a_section_lead_to_one_another(sample_site: Path) -> None:
    pages = {"rules.html", "rules-force.html", "rules-review.html"}
    for name in pages:
        soup = BeautifulSoup((sample_site / "pages" / name).read_text("utf-8"), "html.parser")
        links = {str(a["href"]).removeprefix("../pages/") for a in soup.select("#siblings a")}
        assert links == pages - {name}
    guide = BeautifulSoup((sample_site / "pages" / "guide.html").read_text("utf-8"), "html.parser")
    assert not guide.select("#siblings")


def test_changes_that_are_to_come_are_not_told_as_past(sample_site: Path) -> None:
    soup = BeautifulSoup((sample_site / "changes.html").read_text("utf-8"), "html.parser")
    ahead = [p.get_text() for p in soup.select("#upcoming .change-sentence")]
    assert any(text.startswith("将于2027年1月1日废止") for text in ahead)
    assert any(text == "有效期至2026年12月31日。" for text in ahead)
    assert not [text for text in ahead if "已" in text]
    assert [p for p in soup.select("#recent .change-sentence") if "已" in p.get_text()]


def test_a_history_does_not_tell_what_is_to_come_as_past(sample_site: Path) -> None:
    coming = [
        (event, sentence.get_text())
        for page in sorted(sample_site.glob("history/*/*.html"))
        for event in BeautifulSoup(page.read_text("utf-8"), "html.parser").select(".event-upcoming")
        if (sentence := event.select_one(".event-sentence"))
    ]
    assert any(text.startswith("将于2027年1月1日废止") for _, text in coming)
    assert not [text for _, text in coming if "已" in text]


def test_links_of_no_target_are_no_links(sample_site: Path) -> None:
    pages = list(sample_site.rglob("*.html"))
    assert len(pages) > 100
    assert not [page.name for page in pages if 'href="#"' in page.read_text("utf-8")]


@pytest.mark.browser
def test_a_note_stands_at_the_paragraph_that_is_meant(browser: Browser, sample_site: Path) -> None:
    (address,) = sample_site.glob("documents/2018/*2018-00016.html")
    with served(sample_site) as root:
        page = browser.new_page()
        page.goto(f"{root}/{address.relative_to(sample_site).as_posix()}")
        noted = page.locator(".noted").evaluate_all("all => all.map(one => [one.id, one.dataset.note.split(' ')[0]])")
        assert noted == [["tiao-6-kuan-2", "第六条第二款"], ["tiao-9", "第九条"]]
        page.close()
