"""The bundle's site opened from disk in Chromium, with no network: every page, the search, what is in force that day."""

from __future__ import annotations

import functools
import http.server
import json
import os
import threading
import zipfile
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urldefrag, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from plugins.archive.verify import force_on
from plugins.commands.archive_making import run_archive

pytestmark = pytest.mark.browser

AS_OF = "2026-11-22"
QUERIES = (
    "旅游", "文物保护", "非物质文化遗产", "示文旅规〔2024〕1号", "管理办法", "废止", "民宿", "公共图书馆", "通知", "2019",
    "演出", "文化馆 免费开放", "導遊", "信用管理", "“公益演出”", "投诉", "旅行社", "年报", "博物馆", "娱乐场所",
    "消费券", "第三条", "没有这样的词语", "附件",
)  # fmt: skip
LONG = bool(os.environ.get("GONGKAI_EVERY_PAGE"))
"""Every page, query and coming change; in the short form some of each."""
RESULTS = "[data-search-results] a[data-index-number]"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """The sample's bundle, unpacked."""
    folder = tmp_path_factory.mktemp("offline")
    assert run_archive(root, str(root / "content"), str(folder / "out"), as_of=AS_OF) == 0
    (path,) = (folder / "out").glob("*.zip")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked" / path.stem / "data"


@pytest.fixture(scope="module")
def catalogue(bundle: Path) -> list[dict[str, Any]]:
    """The documents as the bundle's own catalogue has them."""
    return [json.loads(line) for line in (bundle / "catalogue" / "documents.jsonl").read_text("utf-8").splitlines()]


class Reader:
    """A page with no network, and everything that went wrong on it."""

    def __init__(self, browser: Browser, **options: Any) -> None:
        self.context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **options)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._heard)
        self.page.on("requestfailed", self._failed)
        self.page.on("request", self._asked)

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"{self.page.url}: {message.text}")

    def _failed(self, request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # the reader went on before a picture had come
            self.faults.append(f"{self.page.url}: {request.url} {request.failure}")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith(("file:", "http://127.0.0.1", "data:", "blob:")):
            self.faults.append(f"{self.page.url} asks for {request.url}")


@pytest.fixture
def offline(browser: Browser) -> Iterator[Reader]:
    reader = Reader(browser, offline=True)
    yield reader
    reader.context.close()
    assert reader.faults == []


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def _linked(site: Path, url: str) -> set[str]:
    """The site's own files that a page links to. AssertionError for a link that leads nowhere."""
    links = _Links()
    links.feed((site / url).read_text("utf-8"))
    out = set()
    for link in links.found:
        parts = urlsplit(urldefrag(link).url)
        if parts.scheme or parts.netloc or not parts.path:
            continue
        target = (site / url).parent.joinpath(unquote(parts.path)).resolve()
        assert target.is_file(), f"{url}: {link}"
        out.add(target.relative_to(site.resolve()).as_posix())
    return out


def _reached(site: Path) -> set[str]:
    """Every page that links lead to from the front page."""
    seen, waiting = {"index.html"}, ["index.html"]
    while waiting:
        url = waiting.pop()
        new = {target for target in _linked(site, url) if target.endswith(".html")} - seen
        seen |= new
        waiting += sorted(new)
    return seen


def test_every_page_is_reached_by_links(bundle: Path) -> None:
    site = bundle / "site"
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert pages - _reached(site) == {"404.html"}
    assert len(pages) > 400


def test_pages_open_without_a_fault(bundle: Path, offline: Reader, catalogue: list[dict[str, Any]]) -> None:
    """A sixth of the documents, and one in forty of the other pages; all in the long form."""
    site = bundle / "site"
    expected = {row["address"] + ".html": force_on(row["events"], AS_OF) for row in catalogue}
    assert set(expected.values()) >= {"in_force", "repealed", "lapsed"}
    offline.page.clock.set_fixed_time(f"{AS_OF}T12:00:00+08:00")
    every = (1, 1) if LONG else (6, 40)
    others = sorted(_reached(site) - expected.keys())
    wrong = []
    for url in [*sorted(expected)[:: every[0]], *others[:: every[1]]]:
        offline.page.goto((site / url).as_uri(), wait_until="load")
        shown = offline.page.evaluate("() => document.querySelector('main').dataset.force || ''")
        if shown != expected.get(url, shown):
            wrong.append(url)
    assert wrong == []


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def served(bundle: Path) -> Iterator[str]:
    """The same files over HTTP."""
    handler = functools.partial(_Quiet, directory=str(bundle / "site"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def _results(page: Page, address: str, query: str) -> tuple[str | None, list[str | None], str]:
    page.goto(f"{address}search.html?force=all&q={quote(query)}")
    page.wait_for_selector("[data-search-state=done], [data-search-state=empty]", timeout=20_000)
    state = page.get_attribute("[data-search]", "data-search-state")
    numbers = [link.get_attribute("data-index-number") for link in page.query_selector_all(RESULTS)]
    return state, numbers, page.inner_text("[data-search-results]")


def test_the_search_finds_the_same_as_over_http(bundle: Path, served: str, browser: Browser, offline: Reader) -> None:
    online = Reader(browser)
    found = 0
    for reader in (online, offline):
        reader.page.clock.set_fixed_time(f"{AS_OF}T12:00:00+08:00")
    disk = (bundle / "site").as_uri() + "/"
    for query in QUERIES if LONG else QUERIES[::2]:
        over_http, from_disk = _results(online.page, served, query), _results(offline.page, disk, query)
        assert from_disk == over_http, query
        found += len(from_disk[1])
    online.context.close()
    assert online.faults == []
    assert found > 50


def test_what_is_in_force_is_of_the_readers_day(bundle: Path, offline: Reader, catalogue: list[dict[str, Any]]) -> None:
    """Years after the making: documents that change after the as-of day, on the day before and on the day."""
    coming = [(row, day) for row in catalogue for event in row["events"] if (day := event.get("on", "")) > AS_OF]
    assert len(coming) >= 9
    for row, day in coming if LONG else coming[::2]:
        before = date.fromordinal(date.fromisoformat(day).toordinal() - 1).isoformat()
        for moment in (before, day, "2056-11-22"):
            offline.page.clock.set_fixed_time(f"{moment}T00:00:30+08:00")
            offline.page.goto((bundle / "site" / f"{row['address']}.html").as_uri())
            shown = offline.page.get_attribute("main", "data-force")
            assert shown == force_on(row["events"], moment), (row, moment)
