"""The theme in Chromium: what is true on the day, reading tools, copying, paper, narrow screens, keyboards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from theme_pages import examples
from theme_site import FORCE_DATA, write_site
from theme_values import AS_OF, LABELS, TRANSITION

from plugins.catalogue.tables import load
from plugins.disclosure.traditional import traditional_table

pytestmark = pytest.mark.browser

BEFORE = datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Shanghai
AFTER = datetime(2026, 6, 30, 16, 0, 0, tzinfo=UTC)  # midnight there, still the day before here
KINDS = [
    "index.html",
    "doc/articles300.html",
    "doc/table.html",
    "doc/long.html",
    "doc/partly.html",
    "doc/articles300.history.html",
    "compare/a.html",
    "list/states.html",
    "list/empty.html",
    "browse.html",
    "changes.html",
    "as-of.html?on=2024-06-01",
    "404.html",
    "sections/on-request.html",
]
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def column(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(tmp_path_factory.mktemp("column"))


@pytest.fixture
def visit(browser: Browser, column: Path) -> Iterator[Open]:
    """Opens a page of the column from disk; any script error, failed load, outside request or CSP report fails."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(path: str, *, day: datetime = BEFORE, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, locale="zh-CN", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{path}: {error}"))
        page.on("requestfailed", lambda request: faults.append(f"{path}: {request.url}"))
        page.on("request", lambda request: request.url.startswith("file:") or faults.append(request.url))
        page.on("console", lambda m: faults.append(f"{path}: {m.text}") if m.type == "error" else None)
        page.clock.set_fixed_time(day)
        page.goto(f"{column.as_uri()}/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults


def banner_of(page: Page) -> tuple[str, str, str]:
    main = page.locator("#main")
    chip = page.locator("#main [role=note] [data-label]")
    return str(main.get_attribute("data-force")), chip.inner_text(), page.title()


def test_force_is_that_of_the_visitors_day_in_shanghai(visit: Open) -> None:
    force, label, title = banner_of(visit("doc/expiring.html", day=BEFORE, timezone_id="America/New_York"))
    assert (force, label, title.startswith("【")) == ("in_force", LABELS["in_force"], False)
    page = visit("doc/expiring.html", day=AFTER, timezone_id="America/New_York")
    force, label, title = banner_of(page)
    assert (force, label) == ("lapsed", LABELS["lapsed"])
    assert title.startswith(f"【{LABELS['lapsed']}】")
    note = page.locator("#main [role=note]")
    assert "force-lapsed" in str(note.get_attribute("class"))
    assert TRANSITION.sentence in note.inner_text()
    assert "2026-07-01" in note.inner_text()
    assert TRANSITION.sentence in page.locator("[role=status]").inner_text()
    assert page.locator(".event-upcoming").count() == 0
    assert page.locator(".running [data-label]").text_content() == LABELS["lapsed"]
    assert page.locator("#metadata dd [data-label]").all_inner_texts() == [LABELS["lapsed"]]


def test_lists_change_with_the_day_too(visit: Open) -> None:
    chip = ".line:has-text('示例市旅游奖励暂行办法') .chip"
    assert visit("list/states.html", day=BEFORE).locator(chip).inner_text() == LABELS["in_force"]
    later = visit("list/states.html", day=AFTER).locator(chip)
    assert later.inner_text() == LABELS["lapsed"]
    assert "force-lapsed" in str(later.get_attribute("class"))


def test_without_scripts_the_page_says_its_own_day(visit: Open) -> None:
    page = visit("doc/expiring.html", day=AFTER, java_script_enabled=False)
    assert banner_of(page)[0] == "in_force"
    assert AS_OF in page.locator("[data-as-of]").inner_text()
    page.locator(".outline summary").first.is_visible()


def test_menu_opens_without_scripts_on_a_phone(visit: Open) -> None:
    page = visit("doc/short.html", width=360, java_script_enabled=False)
    link = page.locator("header nav a").first
    assert not link.is_visible()
    page.locator(".menu summary").click()
    assert link.is_visible()
    assert page.locator("header input[type=search]").is_visible()


def test_menu_and_outline_stand_open_on_a_wide_screen(visit: Open) -> None:
    page = visit("doc/long.html", width=1440)
    assert page.locator("header nav a").first.is_visible()
    assert page.locator(".outline a").first.is_visible()
    assert not page.locator(".menu summary").is_visible()


def test_search_box_stands_beside_the_name_where_there_is_room(visit: Open) -> None:
    page = visit("doc/long.html", width=768)
    for width in (768, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        brand, box, nav = (page.locator(f"header {part}").bounding_box() for part in (".brand", "form", "nav"))
        assert brand
        assert box
        assert nav
        assert box["y"] + box["height"] <= nav["y"] + 1
        assert abs((box["y"] + box["height"] / 2) - (brand["y"] + brand["height"] / 2)) <= 2
        tops = {link.bounding_box()["y"] for link in page.locator("header nav a").all()}  # type: ignore[index]
        assert len(tops) == 1, "the five sections in one row"


def test_numbers_in_tables_are_never_broken(visit: Open) -> None:
    page = visit("doc/table.html", width=360)
    heights = page.evaluate(
        "[...document.querySelectorAll('td:not(:first-child)')].map(e => e.firstChild).map(t => {"
        " const r = document.createRange(); r.selectNodeContents(t); return r.getClientRects().length })"
    )
    assert set(heights) == {1}


def test_far_articles_are_there_for_every_reader(visit: Open) -> None:
    """Whatever is done for speed, tools that take a page's text by any way get all of it."""
    page = visit("doc/articles300.html#tiao-290", width=360)
    box = page.locator("#tiao-290").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 400
    ways = ("main.innerText", "getSelection().selectAllChildren(main), getSelection().toString()")
    for way in ways:
        text = page.evaluate(f"main => {{ main = document.getElementById('main'); return ({way}) }}")
        assert text.count("第二百条") == text.count("第三百条") == 1, way


@pytest.mark.parametrize("path", KINDS)
def test_nothing_scrolls_sideways(visit: Open, path: str) -> None:
    page = visit(path, width=320)
    for width in (320, 360, 768):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


SMALL_TARGETS = """() => [...document.querySelectorAll('a[href], button, summary, input, .choice-label')].filter(e => {
  const box = e.getBoundingClientRect();
  if (!box.width || !e.checkVisibility() || e.closest('.skip, .choice')) return false;
  // WCAG 2.5.8: links inside a sentence are as tall as the line
  if (e.matches('.banner a, .change-by a, p:not(.more):not(.change-document) > a, dd > a')) return false;
  return box.height < 43.5 || (box.width < 43.5 && !e.innerText.trim());
}).map(e => e.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize("width", [360, 1280])
def test_targets_are_tall_enough(visit: Open, column: Path, width: int) -> None:
    page = visit(KINDS[0], width=width)
    for path in KINDS:
        page.goto(f"{column.as_uri()}/{path}")
        assert page.evaluate(SMALL_TARGETS) == [], path


def test_every_tab_stop_shows_its_focus(visit: Open) -> None:
    for path in ("doc/partly.html", "compare/a.html", "as-of.html?on=2024-06-01"):
        page = visit(path)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        for _ in range(25):
            page.keyboard.press("Tab")
            marked = page.evaluate(
                """() => { const a = document.activeElement; if (a === document.body) return true;
                const seen = a.matches('.choice') ? a.nextElementSibling : a, s = getComputedStyle(seen);
                return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 3 }"""
            )
            assert marked, page.evaluate("document.activeElement.outerHTML")


def test_state_stays_in_view_while_reading(visit: Open) -> None:
    page = visit("doc/articles300.html", width=360)
    page.evaluate("document.getElementById('tiao-200').scrollIntoView()")
    state = page.locator(".banner-state")
    box = state.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 5
    article = page.locator("#tiao-200").bounding_box()
    assert article is not None
    assert article["y"] >= box["y"] + box["height"], "the bar hides the article that was asked for"


@pytest.mark.parametrize("code", list(LABELS))
def test_shapes_do_not_need_colour(visit: Open, code: str) -> None:
    """Borders make the shapes: they stay in forced colours and on paper, where grounds go."""
    page = visit(f"doc/state-{code}.html", forced_colors="active")
    shape = page.evaluate(
        """() => { const c = document.querySelector('.banner .chip'); const b = getComputedStyle(c, '::before');
        const sides = ['Top', 'Right', 'Bottom', 'Left'].map(side => parseFloat(b[`border${side}Width`]));
        return [sides.some(width => width > 0) || b.content.includes('?'), parseFloat(b.width) > 0] }"""
    )
    assert shape == [True, True]
    assert page.locator(".banner .chip").inner_text() == LABELS[code]


def test_paper_keeps_state_address_and_day(visit: Open) -> None:
    page = visit("doc/repealed.html")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for hidden in ("nav", "form", ".reader", ".outline", "button"):
        assert page.evaluate(
            f"[...document.querySelectorAll('{hidden}')].every(e => !e.getBoundingClientRect().height)"
        )
    for kept in ("#main [role=note]", ".running", ".printed", "[data-official-text]"):
        assert page.locator(kept).is_visible(), kept
    printed = page.locator(".printed").inner_text()
    assert "https://wlj.example.gov.cn/zwgk/doc/repealed.html" in printed
    assert AS_OF in printed
    assert "2026-06-30" in printed.split(AS_OF, 1)[1], "the day of printing"
    black = page.evaluate(
        "[...document.querySelectorAll('.banner, .banner a, .chip, h1')].map(e => getComputedStyle(e).color)"
    )
    assert set(black) == {"rgb(0, 0, 0)"}
    assert page.evaluate("getComputedStyle(document.querySelector('.banner')).borderTopStyle") == "solid"


def test_printed_sheets_all_carry_the_state(visit: Open) -> None:
    page = visit("doc/repealed.html")
    page.emulate_media(media="print")
    style = page.evaluate("(s => [s.display, s.breakInside])(getComputedStyle(document.querySelector('.running')))")
    assert style == ["table-header-group", "avoid"]


SELECT = "node => getSelection().selectAllChildren(document.querySelector(node))"
COPY = """() => { const data = new DataTransfer();
  const event = new ClipboardEvent('copy', {clipboardData: data, bubbles: true, cancelable: true});
  document.dispatchEvent(event);
  return [event.defaultPrevented, data.getData('text/plain'), data.getData('text/html')] }"""


def test_copied_passage_carries_number_force_and_address(visit: Open) -> None:
    page = visit("doc/repealed.html")
    page.evaluate(SELECT, "#tiao-1")
    taken, plain, html = page.evaluate(COPY)
    assert taken
    first, note = plain.strip().split("\n\n")
    assert first == page.locator("#tiao-1").inner_text()
    for part in ("示文旅规〔2019〕7号", LABELS["repealed"], "https://wlj.example.gov.cn/zwgk/doc/repealed.html", AS_OF):
        assert part in note
        assert part in html


@pytest.mark.parametrize(("day", "shown", "force"), [(BEFORE, AS_OF, "in_force"), (AFTER, "2026-07-01", "lapsed")])
def test_copied_passage_carries_the_day_of_its_force(visit: Open, day: datetime, shown: str, force: str) -> None:
    page = visit("doc/expiring.html", day=day)
    page.evaluate(SELECT, "[data-official-text]")
    taken, plain, _ = page.evaluate(COPY)
    note = plain.strip().split("\n")[-1]
    assert taken
    assert f"{LABELS[force]}（{load('theme')['document']['copy_as_of']}{shown}）" in note


def test_short_copies_and_other_text_are_left_alone(visit: Open) -> None:
    page = visit("doc/repealed.html")
    for node in (".document-number", ".disclosure-note", "#metadata"):
        page.evaluate(SELECT, node)
        assert page.evaluate(COPY)[0] is False, node


def test_reading_changes_no_character_of_the_official_text(visit: Open) -> None:
    page = visit("doc/partly.html", permissions=["clipboard-read", "clipboard-write"])
    source = next(e.page for e in examples() if e.path == "doc/partly.html")
    text = page.locator("[data-official-text]")
    parse = "html => { const d = document.createElement('div'); d.innerHTML = html; return d.textContent }"
    note = source.article_notes[0]
    before = page.evaluate(parse, str(source.body_html))
    page.hover("#tiao-3")
    button = page.locator(".permalink")
    assert button.is_visible()
    button.click()
    expect(page.locator("[role=status]")).not_to_be_empty()
    assert page.url.endswith("#tiao-3")
    assert text.text_content() == before
    assert page.locator("#tiao-12").get_attribute("data-note") == f"{note.article} {note.sentence}"


def test_citations_can_be_copied(visit: Open) -> None:
    page = visit("doc/repealed.html")
    page.evaluate("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve() }")
    page.evaluate("Object.defineProperty(window, 'isSecureContext', {value: true})")
    assert page.locator(".citations button").count() == 3
    page.locator(".citations button").first.click()
    assert page.evaluate("window.copied") == page.locator("[data-cite]").first.text_content()


def test_reading_tools_are_kept_and_work_where_storage_is_denied(visit: Open) -> None:
    page = visit("doc/short.html")
    words = load("theme")["reader"]["labels"]
    page.locator(".reader summary").click()
    size = page.evaluate("getComputedStyle(document.querySelector('.official-text')).fontSize")
    page.get_by_role("button", name=words[4]).click()
    page.get_by_role("button", name=words[10]).click()
    page.goto(page.url.replace("short", "long"))
    assert page.evaluate("document.documentElement.dataset.size") == "3"
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink')") == "#000"
    bigger = page.evaluate("getComputedStyle(document.querySelector('.official-text')).fontSize")
    assert float(bigger[:-2]) >= float(size[:-2]) * 1.4
    page.locator(".reader summary").click()
    page.keyboard.press("Escape")
    assert not page.locator(".reader-panel").is_visible()
    page.evaluate("Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied') }})")
    page.locator(".reader summary").click()
    page.get_by_role("button", name=words[3]).click()
    assert page.evaluate("document.documentElement.dataset.size") == "2"


def test_traditional_characters_on_request(visit: Open) -> None:
    words = load("theme")["reader"]["labels"]
    page = visit("doc/partly.html")
    tables = "[...document.scripts].filter(s => s.src.includes('traditional')).length"
    original = page.locator("[data-official-text]").text_content() or ""
    assert page.evaluate(tables) == 0, "the tables are no part of a first load"
    page.locator(".reader summary").click()
    page.get_by_role("button", name=words[13]).click()
    page.wait_for_selector("html[lang=zh-Hant]", state="attached")
    convert = traditional_table().convert
    assert page.locator("[data-official-text]").text_content() == convert(original)
    assert page.locator(".converted").inner_text() == convert(words[14])
    assert page.locator("#main [role=note] [data-label]").inner_text() == convert(LABELS["partially_in_force"])
    note = convert(load("theme")["document"]["permalink"])
    assert page.locator(".permalink").get_attribute("aria-label") == note
    assert page.title() == convert(page.title())
    page.evaluate("document.querySelector('h1').append('乡里', document.createElement('i'))")
    expect(page.locator("h1")).to_contain_text("鄉里")
    page.goto(page.url.replace("doc/partly", "list/states"))
    page.wait_for_selector("html[lang=zh-Hant]", state="attached")
    page.goto(page.url.replace("list/states", "doc/partly"))
    page.wait_for_selector("html[lang=zh-Hant]", state="attached")
    page.locator(".reader summary").click()
    page.get_by_role("button", name=convert(words[12])).click()
    page.wait_for_selector("html[lang=zh-CN]", state="attached")
    assert page.locator("[data-official-text]").text_content() == original


def expected_on(day: str, holding: tuple[str, ...]) -> int:
    total = 0
    for rows in FORCE_DATA.values():
        for row in rows:
            past = [force for start, force in row[4] if start is None or start <= day]  # type: ignore[union-attr]
            total += bool(past) and past[-1] in holding
    return total


@pytest.mark.parametrize("day", ["2019-01-14", "2019-02-01", "2019-06-01", "2023-12-31", "2024-01-01", "2024-05-01"])
def test_catalogue_as_of_a_day(visit: Open, day: str) -> None:
    page = visit(f"as-of.html?on={day}")
    page.wait_for_selector("[data-day]")
    expected = expected_on(day, tuple(load("theme")["force"]["holding"]))
    assert page.locator(".day-count b").inner_text() == str(expected)
    assert page.locator("[data-as-of-result] .line").count() == min(expected, 100)


def test_as_of_page_loads_nothing_until_asked_and_shows_more_in_slices(visit: Open) -> None:
    page = visit("as-of.html")
    loaded = "[...document.scripts].filter(s => s.src.includes('/data/')).length"
    assert page.evaluate(loaded) == 0
    page.locator("#on").fill("2019-12-31")
    page.locator(".day-form button").click()
    page.wait_for_selector("[data-day]")
    assert page.evaluate(loaded) == 1, "documents of later years cannot have been in force"
    assert page.url.endswith("?on=2019-12-31")
    page.locator("#on").fill("2024-06-01")
    page.locator(".day-form button").click()
    page.wait_for_selector("[data-day='2024-06-01']")
    page.get_by_role("button", name="100").click()
    assert page.locator("[data-as-of-result] .line").count() == 200
    page.go_back()
    page.wait_for_selector("[data-day='2019-12-31']")
    assert page.locator("[data-as-of-result] b b, [data-as-of-result] .line b").count() == 0, "titles are text"


def test_as_of_page_without_a_day_shows_no_list(visit: Open) -> None:
    page = visit("as-of.html")
    page.locator("#on").fill("2019-12-31")
    page.locator(".day-form button").click()
    page.wait_for_selector("[data-day='2019-12-31']")
    page.go_back()
    expect(page.locator("[data-as-of-result]")).to_be_empty()
    assert page.locator("#on").input_value() == AS_OF
    assert page.locator("[data-day]").count() == 0
    page.go_forward()
    page.wait_for_selector("[data-day='2019-12-31']")


def test_as_of_page_refuses_days_it_knows_nothing_of(visit: Open) -> None:
    for day in ("1999-01-01", "2026-13-40", "x", "<img src=x onerror=alert(1)>"):
        page = visit(f"as-of.html?on={day}")
        words = load("theme")["as_of"]["invalid"].split("{")[0]
        assert words in page.locator("[data-as-of-result]").inner_text()
        assert page.locator("img[src=x]").count() == 0


def test_comparison_choices_work_without_scripts(visit: Open) -> None:
    page = visit("compare/a.html", java_script_enabled=False)
    side, inline = page.locator(".comparison-row .side").nth(1), page.locator(".comparison-row .inline").nth(1)
    assert (side.is_visible(), inline.is_visible()) == (True, False)
    page.locator("label[for=layout-inline]").click()
    assert (side.is_visible(), inline.is_visible()) == (False, True)
    page.locator("label[for=only-changed]").click()
    assert page.locator(".change-same:visible").count() == 0
    assert page.locator(".change-changed:visible").count() == 1
    page.set_viewport_size({"width": 360, "height": 700})
    assert inline.is_visible()


CONTRAST = """() => { const linear = x => x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4;
  const lum = c => { const v = c.map(x => linear(x / 255));
    return .2126 * v[0] + .7152 * v[1] + .0722 * v[2] };
  const parse = s => s.match(/[\\d.]+/g).map(Number);
  const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c.slice(0, 3) } return [255, 255, 255] };
  const bad = []; const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) { const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || e.closest('svg, script, .unseen, .skip') || !e.checkVisibility()) continue;
    const a = lum(parse(getComputedStyle(e).color).slice(0, 3)), b = lum(ground(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 6) bad.push(ratio.toFixed(2) + ' ' + e.outerHTML.slice(0, 80)) }
  return bad }"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_well_above_the_limit(visit: Open, column: Path, scheme: str) -> None:
    page = visit(KINDS[0], color_scheme=scheme)
    for path in (*KINDS, *(f"doc/state-{code}.html" for code in LABELS)):
        page.goto(f"{column.as_uri()}/{path}")
        assert page.evaluate(CONTRAST) == [], path
