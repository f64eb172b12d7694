"""Pictures of the main kinds of pages, kept in docs/screenshots: shown in the README and compared in the tests.

Run as a program it makes them anew: `.venv/bin/python tests/theme/page_pictures.py`. Look at them before keeping them.
"""

from __future__ import annotations

import base64
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "screenshots"
AS_OF = "2026-11-22"
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
VIEWS = {"phone": (375, 760, "light"), "desktop": (1280, 800, "light"), "dark": (375, 760, "dark")}
FONTS = "fonts"
"""The picture of the typefaces that the others were made with."""


def kinds(site: Path) -> dict[str, str]:
    """The six main kinds, each with a page of the sample agency's."""
    comparison = sorted(site.glob("documents/2022/*/compare-*.html"))[0].relative_to(site)
    document = next(
        path.relative_to(site)
        for path in sorted(site.glob("documents/*/*.html"))
        if 'data-force="repealed"' in path.read_text("utf-8") and 'id="tiao-3"' in path.read_text("utf-8")
    )
    return {
        "home": "index.html",
        "document": document.as_posix(),
        "history": document.as_posix().replace("documents/", "history/", 1),
        "list": "lists/all/index.html",
        "search": "search.html?q=%E6%97%85%E8%A1%8C%E7%A4%BE&force=all",
        "comparison": comparison.as_posix(),
    }


def open_view(browser: Browser, address: str, view: str) -> Page:
    """A page open at `address` as one of `VIEWS`, on the day of the pictures."""
    width, height, scheme = VIEWS[view]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai",
        color_scheme="dark" if scheme == "dark" else "light",
    )  # fmt: skip
    page = context.new_page()
    page.clock.set_fixed_time(NOON)
    page.goto(address)
    if "search.html" in address:
        page.wait_for_selector("[data-search-state=done]")
    page.evaluate("document.fonts.ready")
    return page


_DRAWN = """<body style="margin:0;width:320px;background:#fff;color:#000">
<p style="margin:0;font:64px/80px 'Source Han Serif SC','Noto Serif CJK SC','Songti SC',STSong,SimSun,serif">国务1〔g</p>
<p style="margin:0;font:64px/80px system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif">国务1〔g</p>"""


def fonts_picture(browser: Browser) -> bytes:
    """A PNG of some words in the theme's two typefaces."""
    page = browser.new_page(viewport={"width": 320, "height": 160})
    page.set_content(_DRAWN)
    png = page.screenshot()
    page.close()
    return png


_LOAD = """const load = async data => { const image = new Image(); image.src = data; await image.decode(); return image };
const pixels = (image, width) => { const c = document.createElement('canvas'); c.width = width;
  c.height = Math.round(image.height * width / image.width); const d = c.getContext('2d');
  d.imageSmoothingQuality = 'high'; d.drawImage(image, 0, 0, c.width, c.height);
  return d.getImageData(0, 0, c.width, c.height) };"""
_DIFFER = (
    """async ([one, other, scale]) => {"""
    + _LOAD
    + """const [a, b] = [await load(one), await load(other)];
  if (a.width !== b.width || a.height !== b.height) return 255;
  const width = Math.round(a.width / scale), p = pixels(a, width).data, q = pixels(b, width).data; let sum = 0;
  for (let i = 0; i < p.length; i++) if (i % 4 < 3) sum += Math.abs(p[i] - q[i]);
  return sum / (p.length * .75) }"""
)
_WEBP = """async png => { const image = new Image(); image.src = png; await image.decode();
  const c = document.createElement('canvas'); c.width = image.width; c.height = image.height;
  c.getContext('2d').drawImage(image, 0, 0); return c.toDataURL('image/webp', .82) }"""


def _data(picture: bytes) -> str:
    kind = "webp" if picture[8:12] == b"WEBP" else "png"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"


def _asked(browser: Browser, script: str, argument: Any) -> Any:
    page = browser.new_page()
    answer = page.evaluate(script, argument)
    page.close()
    return answer


def difference(browser: Browser, one: bytes, other: bytes, *, scale: int = 6) -> float:
    """How far two pictures are apart, made smaller by `scale`: 0 for the same, 255 for black and white or other sizes."""
    return float(_asked(browser, _DIFFER, [_data(one), _data(other), scale]))


def webp(browser: Browser, png: bytes) -> bytes:
    """The picture as WebP."""
    return base64.b64decode(_asked(browser, _WEBP, _data(png)).split(",", 1)[1])


def _main() -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    from conftest import CHROMIUM_FLAGS, build_site, chromium_path
    from served import served

    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        site = build_site(ROOT / "content", Path(folder) / "site", AS_OF)
        with served(site) as address:
            for kind, path in kinds(site).items():
                for view in VIEWS:
                    page = open_view(browser, f"{address}/{path}", view)
                    (KEPT / f"{kind}-{view}.webp").write_bytes(webp(browser, page.screenshot()))
                    page.context.close()
        (KEPT / f"{FONTS}.webp").write_bytes(webp(browser, fonts_picture(browser)))
        browser.close()


if __name__ == "__main__":
    _main()
