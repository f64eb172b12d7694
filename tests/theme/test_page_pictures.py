"""The main kinds of pages look as in the pictures kept in docs/screenshots, on a phone, a desktop and in the dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from page_pictures import FONTS, KEPT, VIEWS, difference, fonts_picture, kinds, open_view
from playwright.sync_api import Browser
from served import served

pytestmark = pytest.mark.browser

ALIKE = 6.0
"""Pictures nearer than this (of 255, at a sixth of their size) show the same layout; a word more or less is less."""
SAME_FONTS = 8.0


@pytest.fixture(scope="module")
def address(sample_site: Path) -> Iterator[str]:
    with served(sample_site) as found:
        yield found


@pytest.fixture(scope="module", autouse=True)
def _same_fonts(browser: Browser) -> None:
    apart = difference(browser, fonts_picture(browser), (KEPT / f"{FONTS}.webp").read_bytes(), scale=2)
    if apart > SAME_FONTS:
        pytest.skip(f"the typefaces here are not those of the kept pictures ({apart:.1f} apart)")


@pytest.mark.parametrize("view", VIEWS)
def test_pages_look_as_kept(browser: Browser, sample_site: Path, address: str, view: str) -> None:
    apart = {}
    for kind, path in kinds(sample_site).items():
        page = open_view(browser, f"{address}/{path}", view)
        apart[kind] = difference(browser, page.screenshot(), (KEPT / f"{kind}-{view}.webp").read_bytes())
        page.context.close()
    assert {kind: how for kind, how in apart.items() if how > ALIKE} == {}


@pytest.mark.parametrize(
    "spoiled",
    [
        "main { padding-inline-start: 5rem !important }",
        ".masthead { display: none }",
        ":root { --paper: #e8e4d8 !important }",
    ],
)
def test_a_spoiled_page_is_seen(browser: Browser, address: str, spoiled: str) -> None:
    page = open_view(browser, f"{address}/index.html", "phone")
    page.evaluate("rule => document.styleSheets[0].insertRule(rule, document.styleSheets[0].cssRules.length)", spoiled)
    assert difference(browser, page.screenshot(), (KEPT / "home-phone.webp").read_bytes()) > ALIKE
    page.context.close()


def test_pictures_are_few_and_small() -> None:
    names = {path.name for path in KEPT.iterdir()}
    assert len(names) == len(VIEWS) * 6 + 1
    assert sum(path.stat().st_size for path in KEPT.iterdir()) <= 1_500_000
    for readme in ("README.md", "README.zh.md"):
        text = (KEPT.parent.parent / readme).read_text("utf-8")
        shown = {name for name in names if f"docs/screenshots/{name}" in text}
        assert shown == names - {f"{FONTS}.webp"}, readme
