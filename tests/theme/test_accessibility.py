"""The sample agency's pages judged by axe-core, and walked through with the keyboard alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from served import served
from theme_values import LABELS, THEME

pytestmark = pytest.mark.browser

AXE = THEME.parent / "node_modules" / "axe-core" / "axe.min.js"
COLOUR = ["color-contrast", "link-in-text-block"]
"""The rules that a colour scheme can break."""
CHOICE = "localStorage.setItem('gongkai.reader', JSON.stringify({characters: '%s'}))"
JUDGE = """async rules => (await axe.run(document, {resultTypes: ['violations'],
  ...(rules.length ? {runOnly: rules} : {})})).violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 120)} ${node.failureSummary.slice(0, 200)}`))"""


@pytest.fixture(scope="module")
def address(sample_site: Path) -> Iterator[str]:
    with served(sample_site) as found:
        yield found


def first(site: Path, pattern: str, *needed: str) -> str:
    """The first page of the site that fits the pattern and holds all of the needed words."""
    for path in sorted(site.glob(pattern)):
        text = path.read_text("utf-8")
        if all(word in text for word in needed):
            return path.relative_to(site).as_posix()
    raise AssertionError((pattern, needed))


def kinds(site: Path) -> dict[str, str]:
    """A page of every kind."""
    ended = first(site, "documents/*/*.html", 'data-force="repealed"', 'id="tiao-3"')
    return {
        "home": "index.html",
        "document": ended,
        "document with table and attachments": first(site, "documents/*/*.html", "<table>", 'id="attachments"'),
        "document repealed in part": first(site, "documents/*/*.html", 'class="article-notes"'),
        "history": ended.replace("documents/", "history/", 1),
        "comparison": first(site, "documents/*/*/compare-*.html"),
        "list": "lists/index.html" if not (site / "lists/all").is_dir() else "lists/all/index.html",
        "page of a list": first(site, "lists/all/20*.html"),
        "lists": "lists/index.html",
        "changes": "changes.html",
        "day": "as-of.html?on=2024-06-01",
        "search": "search.html?q=%E7%AE%A1%E7%90%86&force=all",
        "section": "pages/request.html",
        "not found": "404.html",
    }


def ready(page: Page, kind: str) -> None:
    """Wait until the scripts have shown what was asked for."""
    if kind == "day":
        page.wait_for_selector("[data-day]")
    if kind == "search":
        page.wait_for_selector("[data-search-state=done]")


@pytest.mark.parametrize("characters", ["", "traditional"])
def test_axe_finds_nothing(browser: Browser, sample_site: Path, address: str, characters: str) -> None:
    """Every rule of axe-core, best practice included: all kinds of pages, two widths, light and dark, both scripts."""
    source = AXE.read_text("utf-8")
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    context.add_init_script(CHOICE % characters)
    # the page for wrong addresses names the public site, whose files are these
    public = json.dumps("https://xxgk.wlj.example.gov.cn")[1:-1]
    context.route(f"{public}/**", lambda route: route.fulfill(path=sample_site / route.request.url.split("/", 3)[3]))
    # in other characters nothing but the text is another
    widths, schemes = ((375,), ("light",)) if characters else ((375, 1280), ("light", "dark"))
    faults: list[str] = []
    views = 0
    page = context.new_page()
    for kind, path in kinds(sample_site).items():
        origin = public if kind == "not found" else address
        page.goto(f"{origin}/{path}")
        ready(page, kind)
        if characters:
            page.wait_for_selector("html[lang=zh-Hant]", state="attached")
        page.evaluate(source)
        for width in widths:
            for scheme in schemes:
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)
                # in the dark nothing else can be judged differently
                found = page.evaluate(JUDGE, COLOUR if scheme == "dark" else [])
                faults += [f"{kind} {width} {scheme} {fault}" for fault in found]
                views += 1
    context.close()
    assert not faults, faults[:5]
    assert views == len(widths) * len(schemes) * len(kinds(sample_site))


def test_axe_would_find_a_fault(browser: Browser, address: str) -> None:
    page = browser.new_page(bypass_csp=True)
    page.goto(f"{address}/index.html")
    page.evaluate(AXE.read_text("utf-8"))
    page.evaluate(
        "document.querySelector('h1').remove(); document.querySelector('input').removeAttribute('aria-label')"
    )
    page.evaluate("document.querySelectorAll('input').forEach(i => i.removeAttribute('placeholder'))")
    page.add_style_tag(content=".home-total { color: #bbb !important; background: #fff !important }")
    page.emulate_media(color_scheme="dark")
    assert {fault.split(":")[0] for fault in page.evaluate(JUDGE, COLOUR)} == {"color-contrast"}
    found: list[str] = page.evaluate(JUDGE, [])
    page.close()
    assert {fault.split(":")[0] for fault in found} >= {"label", "page-has-heading-one"}


def focused(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(
        """() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
        return {tag: e.tagName, text: e.textContent, href: e.getAttribute('href') || '', name: e.getAttribute('name'),
          hit: e.hasAttribute('data-index-number'), seen: parseFloat(s.outlineWidth) >= 3 && s.outlineStyle !== 'none',
          inView: b.bottom > 0 && b.top < innerHeight} }"""
    )
    return found


def tab_to(page: Page, wanted: str, value: str, most: int = 120) -> dict[str, Any]:
    """Press Tab until an element's `wanted` holds `value`; every stop on the way shows its focus, in view."""
    for _ in range(most):
        page.keyboard.press("Tab")
        here = focused(page)
        if here["tag"] not in ("BODY", "HTML"):
            assert here["seen"], here
            assert here["inView"], here
        if value in str(here[wanted]):
            return here
    raise AssertionError(f"no Tab stop with {wanted} {value}")


def test_walk_with_the_keyboard_alone(browser: Browser, sample_site: Path, address: str) -> None:
    """Search, a result, one of its articles, its attachment, and back to the results."""
    path = first(sample_site, "documents/*/*.html", 'id="attachments"', 'id="tiao-3"')
    text = (sample_site / path).read_text("utf-8")
    match = re.search(r'<h1[^>]*class="document-title"[^>]*>([^<]+)<', text)
    assert match
    title = match[1]
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    page = context.new_page()
    page.goto(f"{address}/search.html")
    page.keyboard.press("Tab")
    assert focused(page)["href"] == "#main", "the skip link comes first"
    page.keyboard.press("Enter")
    tab_to(page, "name", "q")
    page.keyboard.type(title)
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-search-state=done], [data-search-state=empty]")
    tab_to(page, "href", "force=all")  # this document has ended: it is one key away, not hidden
    page.keyboard.press("Enter")
    page.wait_for_selector(f"[data-search-results] :text('{title}')")
    tab_to(page, "hit", "True")
    page.keyboard.press("ArrowUp")
    results = page.locator("[data-search-results] [data-index-number]").all_inner_texts()
    page.keyboard.press("ArrowDown")
    assert focused(page)["hit"]
    while focused(page)["text"] != title:
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{path}")
    assert page.locator("#main [role=note] [data-label]").inner_text() in LABELS.values()
    tab_to(page, "href", "#tiao-3")
    page.keyboard.press("Enter")
    page.wait_for_url("**#tiao-3")
    assert page.evaluate("document.querySelector(':target').getBoundingClientRect().top") < 400
    attachment = tab_to(page, "href", "/files/")
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    download = started.value
    published = (sample_site / path).parent / attachment["href"]
    assert Path(download.path()).read_bytes() == published.resolve().read_bytes()
    page.go_back()
    page.go_back()
    page.wait_for_selector("[data-search-state=done]")
    assert page.locator("input[name=q]").input_value() == title
    assert page.locator("[data-search-results] [data-index-number]").all_inner_texts() == results
    context.close()
