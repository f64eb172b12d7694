"""The search page in Chromium, over http and from disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hostile_queries import hostile, suffered
from playwright.sync_api import expect

from plugins.catalogue.tables import load

pytestmark = pytest.mark.browser
LINKS = "[data-search-results] a[data-index-number]"


class Visitor:
    """Somebody at the search page, who notices every fault."""

    def __init__(self, browser: Any, address: str, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda one: self.faults.append(one.text) if one.type == "error" else None)
        self.page.on("dialog", lambda dialog: (self.faults.append("dialog"), dialog.dismiss()))
        self.address = address

    def open(self, query: str = "") -> Visitor:
        self.page.goto(self.address + "search.html" + query)
        return self

    def state(self, *names: str) -> str:
        wanted = ", ".join(f'[data-search-state="{name}"]' for name in names)
        self.page.wait_for_selector(wanted, timeout=20_000)
        return str(self.page.get_attribute("[data-search]", "data-search-state"))

    def type(self, text: str) -> str:
        self.page.fill("input[type=search]", text)
        return self.state("done", "empty", "error", *([] if text.strip() else ["idle"]))

    def titles(self) -> list[str]:
        return [link.inner_text() for link in self.page.query_selector_all(LINKS)]

    def numbers(self) -> list[str]:
        return [str(link.get_attribute("data-index-number")) for link in self.page.query_selector_all(LINKS)]

    def shows(self, documents: int) -> None:
        expect(self.page.locator(LINKS)).to_have_count(documents)

    def said(self) -> str:
        return str(self.page.inner_text("[data-search]"))


@pytest.fixture(scope="module")
def address(site: Path, site_server: Callable[[Path], str]) -> str:
    return site_server(site)


@pytest.fixture
def visitor(browser: Any, address: str) -> Iterator[Visitor]:
    one = Visitor(browser, address)
    yield one
    one.context.close()
    assert one.faults == []


def test_finds_by_title_number_and_text(visitor: Visitor) -> None:
    visitor.open()
    assert visitor.state("idle") == "idle"
    for query in (
        "公共图书馆服务办法",
        "示文旅规〔2024〕3号",
        "示文旅规[2024]3號",
        "文旅规 2024 3",
        "示例市公共图书馆服务办法",
    ):
        assert visitor.type(query) == "done"
        assert visitor.titles()[0] == "示例市公共图书馆服务办法", query
    assert visitor.type("应当使用玻璃杯") == "done"
    assert visitor.titles() == ["示例市茶馆管理规定"]
    assert visitor.page.inner_text(".passage mark") == "应当使用玻璃杯"


def test_says_what_it_did_instead(visitor: Visitor) -> None:
    visitor.open()
    for query, reason in (
        ("公共图书馆扶务", "读音相近"),
        ("茶管理规定馆", "含有这些字"),
        ("公共图书棺服务办怯", "相近"),
    ):
        assert visitor.type(query) == "done"
        assert "没有找到" in visitor.said()
        assert reason in visitor.said(), query
    assert visitor.type("公共圖書館服務辦法") == "done"
    assert visitor.titles()[0] == "示例市公共图书馆服务办法"
    assert "没有找到" not in visitor.said()


def test_a_result_that_says_the_same_stays_where_it_is(visitor: Visitor) -> None:
    visitor.open()
    assert visitor.type("茶馆管理规定") == "done"
    numbers = visitor.numbers()
    visitor.page.eval_on_selector_all(".search-hit", "(items) => items.forEach((item) => (item.noted = true))")
    visitor.page.press("input[type=search]", "Enter")
    visitor.page.wait_for_timeout(200)
    assert visitor.state("done") == "done"
    noted = "(items) => items.map((item) => item.noted === true)"
    assert visitor.page.eval_on_selector_all(".search-hit", noted) == [True] * len(numbers)
    # other marks in the same title are another thing to say
    assert visitor.type("茶馆") == "done"
    assert not any(visitor.page.eval_on_selector_all(".search-hit", noted))
    assert visitor.titles()[0] == "示例市茶馆管理规定"
    assert visitor.page.inner_text(".search-hit mark") == "茶馆"


def test_nothing_found(visitor: Visitor) -> None:
    visitor.open()
    assert visitor.type("zzzzqq") == "empty"
    assert visitor.titles() == []
    assert "没有找到“zzzzqq”" in visitor.said()
    assert visitor.page.is_visible("[data-search-idle] a[href='browse.html']")


def test_ended_documents_wait_one_click_away(visitor: Visitor) -> None:
    visitor.open("?q=" + quote("茶馆管理规定"))
    assert visitor.state("done", "empty") == "done"
    assert visitor.titles() == ["示例市茶馆管理规定"]
    visitor.page.click("text=另有 1 件已废止或已失效")
    visitor.shows(2)
    assert "force=all" in visitor.page.url
    assert visitor.titles()[0] == "示例市茶馆管理规定"
    assert visitor.page.inner_text(".force-repealed") == "已废止"
    visitor.page.go_back()
    visitor.shows(1)


def test_what_is_not_shown_is_not_said_to_be_unknown(visitor: Visitor) -> None:
    visitor.open()
    assert visitor.type("示例市旧茶馆管理规定") == "empty"
    assert "没有找到" not in visitor.said()
    assert "没有未废止、未失效的结果，另有 1 件" in visitor.page.inner_text("[data-search-more]")
    visitor.open("?year=1901")
    assert visitor.state("empty") == "empty"
    assert "没有符合筛选条件的文件" in visitor.said()
    assert "“”" not in visitor.said()


def test_the_version_in_force_stands_first(visitor: Visitor) -> None:
    visitor.open("?q=" + quote("蓝天保卫条例"))
    assert visitor.state("done", "empty") == "done"
    assert visitor.numbers() == ["EX-00904", "EX-00903"]


def test_force_is_that_of_the_visitors_day(visitor: Visitor) -> None:
    visitor.open("?q=" + quote("夜间集市"))
    assert visitor.state("done", "empty") == "empty"
    visitor.open("?force=all&q=" + quote("夜间集市"))
    assert visitor.state("done", "empty") == "done"
    assert visitor.page.inner_text(".chip") == "已失效"


def test_filters_are_in_the_address(visitor: Visitor) -> None:
    visitor.open("?force=all&q=" + quote("管理"))
    visitor.state("done")
    everything = int("".join(filter(str.isdigit, visitor.page.inner_text(".search-counts span"))))
    visitor.page.click("[data-facet=year] summary")
    visitor.page.wait_for_selector("[data-facet=year] .facet-values a")
    link = visitor.page.query_selector("[data-facet=year] .facet-values a")
    year, count = link.inner_text()[:4], int(link.query_selector(".count").inner_text())
    link.click()
    expect(visitor.page.locator(".search-counts span").first).to_contain_text(str(count))
    assert f"year={year}" in visitor.page.url
    assert 0 < count < everything
    assert all(day.inner_text().startswith(year) for day in visitor.page.query_selector_all(".search-hit .day"))
    shared = Visitor(visitor.context.browser, visitor.address).open(visitor.page.url.split("search.html")[1])
    shared.state("done")
    assert shared.numbers() == visitor.numbers()
    shared.context.close()


def test_days_narrow_what_is_found(visitor: Visitor) -> None:
    visitor.open("?force=all&q=" + quote("管理"))
    visitor.state("done")
    days = sorted({day.inner_text() for day in visitor.page.query_selector_all(".search-hit .day")})
    assert visitor.page.query_selector("[data-facet=dates] input") is None
    visitor.page.click("[data-facet=dates] summary")
    visitor.page.fill("[data-facet=dates] input[name=from]", days[1])
    visitor.page.fill("[data-facet=dates] input[name=to]", days[-2])
    visitor.page.press("[data-facet=dates] input[name=to]", "Enter")
    expect(visitor.page.locator("[data-facet=dates] summary")).to_contain_text(days[1])
    visitor.state("done")
    assert f"from={days[1]}" in visitor.page.url
    assert f"to={days[-2]}" in visitor.page.url
    found = {day.inner_text() for day in visitor.page.query_selector_all(".search-hit .day")}
    assert found
    assert all(days[1] <= day <= days[-2] for day in found)
    # whoever opened the filter finds it open, with what was chosen in it
    assert visitor.page.input_value("[data-facet=dates] input[name=from]") == days[1]
    shared = Visitor(visitor.context.browser, visitor.address).open(visitor.page.url.split("search.html")[1])
    shared.state("done")
    assert shared.numbers() == visitor.numbers()
    shared.page.click("[data-facet=dates] summary")
    assert shared.page.input_value("[data-facet=dates] input[name=to]") == days[-2]
    shared.context.close()


def test_sorted_by_date(visitor: Visitor) -> None:
    visitor.open("?force=all&sort=oldest&q=" + quote("管理"))
    visitor.state("done")
    days = [day.inner_text() for day in visitor.page.query_selector_all(".search-hit .day")]
    assert days == sorted(days)
    assert len(days) == 10


def test_a_result_shows_the_day_that_lists_show_and_names_it(visitor: Visitor) -> None:
    """成文日期, as lists do; beside it 发布日期 where that chooses or orders what is shown (条例 Art. 12: 生成日期)."""
    days = ".search-hit:has([data-index-number$='{}']) .line-facts span:has(> .day)"
    first = visitor.page.locator(days.format("00904"))
    unknown = visitor.page.locator(days.format("00903"))
    visitor.open("?force=all&q=" + quote("蓝天保卫条例"))
    visitor.state("done")
    assert first.all_inner_texts() == ["成文日期 2022-12-20"]
    assert unknown.all_inner_texts() == ["发布日期 2019-01-01"], "成文日期 不详"
    for chosen in ("sort=newest", "year=2023", "from=2022-12-31", "to=2023-01-01"):
        visitor.open(f"?force=all&{chosen}&q=" + quote("蓝天保卫条例"))
        visitor.state("done")
        assert first.all_inner_texts() == ["成文日期 2022-12-20", "发布日期 2023-01-01"], chosen
    assert "发布日期由近及远" in visitor.page.inner_text("select[name=sort]")


def test_expert_syntax(visitor: Visitor) -> None:
    visitor.open()
    assert visitor.type("标题:茶馆") == "done"
    assert visitor.titles() == ["示例市茶馆管理规定"]
    assert visitor.type("+蓝天 -保卫") == "empty"
    assert visitor.type("number:2024* +公共图书馆服务") == "done"
    assert visitor.titles()[0] == "示例市公共图书馆服务办法"


def test_experts_may_misspell(visitor: Visitor) -> None:
    visitor.open()
    assert visitor.type("标题:公共图书棺服务办法") == "empty"
    for query in (
        "标题:公共图书棺服务办法~1",
        "+number:2042~1 +标题:公共图书馆服务办法",
        "+number:204~1 +标题:公共图书馆服务办法",
    ):
        assert visitor.type(query) == "done", query
        assert visitor.titles()[0] == "示例市公共图书馆服务办法", query
    assert visitor.type("+number:2099~1 +标题:公共图书馆服务办法") == "empty"


def test_a_title_with_a_word_left_out_comes_before_texts(visitor: Visitor) -> None:
    visitor.open()
    assert visitor.type("公共图书馆办法") == "done"
    assert visitor.titles()[0] == "示例市公共图书馆服务办法"


def test_the_page_is_light(browser: Any, address: str) -> None:
    visitor = Visitor(browser, address)
    asked: list[str] = []
    visitor.context.on("request", lambda request: asked.append(request.url))
    visitor.open()
    visitor.state("idle")
    visitor.page.wait_for_load_state("networkidle")
    assert len(set(asked)) <= 8, asked
    visitor.context.close()


def test_keyboard(visitor: Visitor) -> None:
    visitor.open("?q=" + quote("管理"))
    visitor.state("done")
    visitor.page.focus("input[type=search]")
    visitor.page.keyboard.press("ArrowDown")
    visitor.page.keyboard.press("ArrowDown")
    at = "[...document.querySelectorAll('[data-search-results] a')].indexOf(document.activeElement)"
    assert visitor.page.evaluate(at) == 1
    visitor.page.keyboard.press("Escape")
    assert visitor.page.evaluate("document.activeElement.type") == "search"


def test_a_shard_that_fails_can_be_asked_for_again(browser: Any, address: str, refused: set[str]) -> None:
    visitor = Visitor(browser, address).open()
    visitor.state("idle")
    refused.add("/d/0/")
    try:
        assert visitor.type("公共图书馆服务办法") == "error"
    finally:
        refused.clear()
    visitor.page.click("[data-search-retry]")
    assert visitor.state("done") == "done"
    assert visitor.titles()[0] == "示例市公共图书馆服务办法"
    visitor.context.close()


def test_a_slow_answer_is_announced_and_can_be_left(browser: Any, address: str, held: set[str]) -> None:
    visitor = Visitor(browser, address).open()
    visitor.state("idle")
    status = visitor.page.locator("[data-search-status]")
    labels = load("search")["labels"]
    held.add("/d/0/")
    try:
        visitor.page.fill("input[type=search]", "公共图书馆服务办法")
        assert visitor.state("loading") == "loading"
        # nothing is announced for an answer that comes at once
        expect(status).to_have_text(labels["loading"])
        assert "q=" not in visitor.page.url
        # whoever goes on meanwhile finds the way back
        visitor.page.dispatch_event("h1", "click")
        assert "q=" + quote("公共图书馆服务办法") in visitor.page.url
    finally:
        held.clear()
    assert visitor.state("done") == "done"
    expect(status).to_have_text(labels["status"].format(count=len(visitor.titles())))
    assert visitor.faults == []
    visitor.context.close()


def test_what_was_typed_is_in_the_address_once_it_is_answered(visitor: Visitor) -> None:
    visitor.open()
    assert visitor.type("茶馆管理规定") == "done"
    assert visitor.page.url.endswith("search.html?q=" + quote("茶馆管理规定"))
    entries = visitor.page.evaluate("history.length")
    assert visitor.type("公共图书馆") == "done"
    assert visitor.page.evaluate("history.length") == entries
    visitor.page.fill("input[type=search]", "")
    assert visitor.state("idle") == "idle"
    assert visitor.page.url.endswith("search.html")


QUERIES = [
    "公共图书馆",
    "应当使用玻璃杯",
    "殡葬 条例",
    "公共图书馆扶务",
    "蓝天保衛條例",
    "财政预算",
    "示文旅规〔2014〕",
    "GB/T 28220",
    "茶管理规定馆",
    "税",
]


def test_from_disk_as_over_http(browser: Any, address: str, site: Path) -> None:
    online = Visitor(browser, address).open()
    offline = Visitor(browser, site.as_uri() + "/", offline=True).open()
    for query in QUERIES:
        assert offline.type(query) == online.type(query)
        assert offline.numbers() == online.numbers(), query
        assert offline.said() == online.said()
    assert offline.faults == online.faults == []
    offline.context.close()
    online.context.close()


def test_an_answer_is_not_followed_by_the_word_that_it_is_awaited(browser: Any, address: str) -> None:
    one = Visitor(browser, address)
    # the time after which waiting is announced ends in the second of two pauses
    one.page.add_init_script(
        "const set = setTimeout; window.setTimeout = (act, wait, ...more) => set(act, wait || 200, ...more)"
    )
    one.open().type("公共图书馆")
    one.type("税")
    one.page.wait_for_timeout(1000)  # what the query needs is there by now: the answer itself takes no time
    one.type("公共图书馆")
    assert one.page.inner_text("[data-search] [role=status]").startswith("共")
    one.context.close()


def test_hostile_queries_make_nothing(browser: Any, address: str) -> None:
    visitor = Visitor(browser, address).open()
    visitor.state("idle")
    assert suffered(visitor.page, hostile(80)) == []
    assert visitor.faults == []
    visitor.open("?q=" + quote("<img src=x onerror=alert(1)>标记"))
    assert visitor.state("done", "empty") == "done"
    assert visitor.page.query_selector_all("main img") == []
    visitor.context.close()


def test_works_where_workers_may_not(browser: Any, address: str) -> None:
    visitor = Visitor(browser, address)
    visitor.page.add_init_script("window.Worker = undefined")
    visitor.open()
    assert visitor.type("公共图书馆服务办法") == "done"
    assert visitor.faults == []
    visitor.context.close()


def test_without_scripts_the_lists_are_there(browser: Any, address: str) -> None:
    visitor = Visitor(browser, address, java_script_enabled=False).open()
    assert visitor.page.is_visible("main a[href='browse.html']")
    assert "不用脚本" in visitor.page.inner_text("main")
    visitor.context.close()
