"""Payloads in every place that an editor or a reader can write to, in a whole site, in Chromium without its CSP.

The site is built twice: with the payloads, and with harmless words in their places. Outside the texts every page must
have exactly the elements and attributes of its harmless twin; in the texts, only what the allow-list of bodies names.
"""

from __future__ import annotations

import hashlib
import http.server
import os
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from plugins.commands.column_build import run_build
from tests.disclosure.body.payloads import payloads
from tests.robustness.site_folder import AGENCY, SiteFolder, document_text

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-06-01"
ALL = os.environ.get("GONGKAI_PAYLOADS") == "all"
"""All 2,000 payloads, each typed into the search too: minutes instead of seconds. Bodies alone always meet all 2,000."""
PAYLOADS = payloads() if ALL else payloads(600)
"""The written ones, which come first, and those of the grammar."""
EACH = 40
"""So many payloads stand in one place of one document."""
SUGGESTIONS = "p class data-search-suggestions"
"""The line of the search page that only some queries bring."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u0080-\u009f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]|\n|\t")
BODY_TAGS = (
    "b strong em i u sub sup span a img br p div h1 h2 h3 h4 h5 h6 ul ol li "
    "table caption thead tbody tfoot tr th td hr col colgroup"
)
BODY_ATTRIBUTES = "class id href src alt colspan rowspan scope span tabindex role aria-label"


def typed(payload: str) -> str:
    """The payload as it can stand in a source: characters that no source may hold are taken out by the check before."""
    return _CONTROL.sub(" ", payload).strip() or "甲"


def harmless(payload: str) -> str:
    """A word in the place of a payload: another one for each, and one for two that are typed alike."""
    return f"无害{hashlib.sha256(typed(payload).encode()).hexdigest()[:6]}"


def write_content(root: Path, text_of: Callable[[str], str]) -> SiteFolder:
    """100 documents with all payloads in each of the places, as `text_of` writes them."""
    site = SiteFolder(root)
    given = [text_of(payload) for payload in PAYLOADS]
    for serial, start in enumerate(range(0, len(given), EACH), 1):
        own = given[start : start + EACH]
        fields: dict[str, Any] = {
            "标题": f"示例市第{serial}号通知　" + "　".join(own),
            "索引号": f"SL/2024-{serial:05d}",
            "发文机关": [AGENCY, f"示例市{own[0]}局"],
            "发文字号": f"示文旅规〔2024〕{serial}号",
            "统一编号": own[1],
            "成文日期": "2024-03-01",
            "发布日期": "2024-03-05",
            "分类": "其他",
            "公开属性": "主动公开",
            "内容概述": "　".join(own),
            "主题词": own,
            "服务对象": own[:10],
            "责任部门": "　".join(own[:10]),
            "来源": "　".join(own[10:]),
            "公报期号": own[2],
            "题注": "　".join(own),
            "依据": [{"标题": text, "文号": own[4]} for text in own[:5]],
            "附件": [{"文件": f"files/{serial}.txt", "名称": "　".join(own)}],
        }
        if any(
            "](a.pdf)" in payload for payload in PAYLOADS[start : start + EACH]
        ):  # a link to what is not listed is an error
            fields["附件"] += [{"文件": "a.pdf", "名称": own[5]}]
        lines = [f"甲{text}乙" for text in own]
        cells = [f"| 丙{text.replace('|', '／')} | 丁 |" for text in own]
        quoted = [text.replace('"', "&quot;") for text in own]
        attributes = [f'<td title="{text}" class="{text}">戊</td>' for text in quoted]
        links = [f"己[庚]({text.replace(' ', '')})辛![壬]({text.replace(' ', '')})" for text in own]
        body = "\n\n".join(
            [
                *lines,
                "| 表 | 头 |\n| --- | --- |\n" + "\n".join(cells),
                f"<table><tr>{''.join(attributes)}</tr></table>",
            ]
        )
        site.write(f"documents/files/{serial}.txt", b"x\n")
        site.write(f"documents/{serial}.md", document_text(fields, body + "\n\n" + "\n\n".join(links) + "\n").encode())
    site.write("documents/a.pdf", b"%PDF-1.4\n%%EOF\n")
    site.write("documents/a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"IEND\xaeB`\x82")
    return site


def build(content: Path, output: Path) -> Path:
    """The site of a content folder."""
    code = run_build(ROOT, str(content), str(output), as_of=AS_OF, overrides={"GONGKAI_DRY": True}, quiet=True)
    assert code == 0
    return output


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the two sites, and a page on which every payload stands as it is."""
    folder = tmp_path_factory.mktemp("injection")
    for name, text_of in (("hostile", typed), ("harmless", harmless)):
        write_content(folder / f"{name} content", text_of)
        build(folder / f"{name} content", folder / name)
    raw = "\n".join(
        f"<div>{typed(payload)}</div>" for payload in ['<img src="http://other.example/x">', *payloads()[:60]]
    )
    (folder / "control.html").write_text(f"<!doctype html><meta charset=utf-8><main>{raw}</main>", "utf-8")
    (folder / "frames.html").write_text("<!doctype html><meta charset=utf-8><title>x</title>", "utf-8")
    return folder


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(sites: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(sites)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


class Watch:
    """A context without CSP that writes down every script that ran and every request to another host."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.fired: list[str] = []
        self.elsewhere: list[str] = []
        self.context: BrowserContext = browser.new_context(bypass_csp=True, locale="zh-CN")
        self.context.expose_binding("__fired", lambda source, what: self.fired.append(f"{source['frame'].url}: {what}"))
        self.context.add_init_script(
            "for (const name of ['alert', 'confirm', 'prompt', 'print', 'msgbox'])"
            " window[name] = what => { window.__fired(`${name}(${what})`); };"
        )
        self.page: Page = self.context.new_page()
        self.page.on("dialog", lambda dialog: (self.fired.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: self._asked(request.url, address))

    def _asked(self, url: str, address: str) -> None:
        # The page for addresses that are not there cannot know where it is, and names the site's own.
        if not url.startswith((address, "about:", "data:image/", "https://xxgk.wlj.example.gov.cn/theme/")):
            self.elsewhere.append(url)


@pytest.fixture
def watch(browser: Browser, address: str) -> Iterator[Watch]:
    one = Watch(browser, address)
    yield one
    one.context.close()


_LOAD = """async urls => {
    document.body.replaceChildren();
    return await Promise.all(urls.map(url => new Promise(done => {
        const frame = document.createElement('iframe');
        frame.onload = () => setTimeout(() => {
            const inside = frame.contentDocument;
            const outside = [], body = [];
            for (const element of inside.querySelectorAll('*')) {
                const names = element.getAttributeNames().sort().join(' ');
                const within = element.parentElement && element.parentElement.closest('[data-official-text]');
                (within ? body : outside).push(element.localName + ' ' + names);
            }
            done([url, outside, body, inside.body ? inside.body.innerText.length : 0]);
        }, 10);
        frame.src = url;
        document.body.append(frame);
    })));
}"""


def _looked_at(page: Page, address: str, urls: list[str]) -> dict[str, tuple[list[str], list[str], int]]:
    """By page, the elements outside and inside the official text, with the names of their attributes."""
    page.goto(address + "frames.html")
    found = {}
    for start in range(0, len(urls), 24):
        for url, outside, body, length in page.evaluate(_LOAD, [address + url for url in urls[start : start + 24]]):
            found[url.removeprefix(address)] = outside, body, length
    return found


def test_nothing_is_executed_and_nothing_made(sites: Path, address: str, watch: Watch) -> None:
    pages = sorted(path.relative_to(sites / "hostile").as_posix() for path in (sites / "hostile").rglob("*.html"))
    twins = sorted(path.relative_to(sites / "harmless").as_posix() for path in (sites / "harmless").rglob("*.html"))
    assert len(pages) == len(twins) > 60
    hostile = _looked_at(watch.page, address, [f"hostile/{url}" for url in pages])
    twin = _looked_at(watch.page, address, [f"harmless/{url}" for url in twins])
    watch.page.wait_for_timeout(300)
    assert watch.fired == []
    assert watch.elsewhere == []
    named = {element for url in twins if url not in pages for element in twin[f"harmless/{url}"][0]}
    tags, attributes = set(BODY_TAGS.split()), set(BODY_ATTRIBUTES.split())
    bodies = 0
    for url in pages:
        outside, body, length = hostile[f"hostile/{url}"]
        if url in twins:
            assert outside == twin[f"harmless/{url}"][0], url
        else:  # lists are called after what they list
            assert set(outside) <= named, url
        assert length > 50
        bodies += len(body)
        for element in body:
            name, *names = element.split(" ")
            assert name in tags, (url, element)
            assert set(filter(None, names)) <= attributes, (url, element)
    assert bodies > 3 * len(PAYLOADS)


def test_the_watch_sees_what_is_made_and_executed(address: str, watch: Watch) -> None:
    """Sixty of the payloads, as they are, on a page of the same server."""
    elements, _, _ = _looked_at(watch.page, address, ["control.html"])["control.html"]
    watch.page.wait_for_timeout(500)
    assert len(watch.fired) > 5
    assert watch.elsewhere
    assert {element.split(" ")[0] for element in elements} >= {"script", "img", "svg"}


_ASK = """async queries => {
    const place = document.querySelector('[data-search]'), input = document.querySelector('input[type=search]');
    const made = new Set(), wait = ms => new Promise(done => setTimeout(done, ms));
    let echoed = 0;
    for (const query of queries) {
        input.value = query;
        input.dispatchEvent(new Event('input', {bubbles: true}));
        for (let turn = 0; turn < 400; turn++) {
            await wait(20);
            const state = place.getAttribute('data-search-state');
            if (state !== 'loading' && state !== 'idle') break;
        }
        for (const element of document.querySelectorAll('*')) {
            made.add(element.localName + ' ' + element.getAttributeNames().sort().join(' '));
        }
        if (place.getAttribute('data-search-state') !== 'error') echoed++;
    }
    return [[...made], echoed];
}"""


def test_the_search_makes_nothing_of_a_query(address: str, watch: Watch) -> None:
    """All payloads as queries, five at a time, typed and in the address; among documents called like them."""
    given = [typed(payload) for payload in PAYLOADS]
    queries = [" ".join(given[start : start + 5]) for start in range(0, len(given), 5)]
    queries = queries if ALL else queries[::5]
    plain = [
        "无害",
        "示例市第1号通知",
        "没有这样的词语",
        "示文旅规〔2024〕1号",
        "通知 -无害",
        "2024",
        "甲 乙",
        "tongzhi",
        "“通知”",
    ]
    page = watch.page
    page.goto(address + "harmless/search.html?force=all")
    known = {SUGGESTIONS, *page.evaluate(_ASK, plain)[0]}
    page.goto(address + "hostile/search.html?force=all")
    known |= set(page.evaluate(_ASK, plain)[0])
    made, answered = page.evaluate(_ASK, queries)
    assert answered == len(queries) == (400 if ALL else 24)
    assert set(made) <= known, set(made) - known
    for start in range(0, len(given), 400):
        page.goto(f"{address}hostile/search.html?q={quote(' '.join(given[start : start + 3]))}")
        page.wait_for_selector("[data-search-state=done], [data-search-state=empty]", timeout=20_000)
        assert set(page.evaluate(_ASK, [])[0]) <= known
    assert watch.fired == []
    assert watch.elsewhere == []
