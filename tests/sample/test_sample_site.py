"""The sample as the public sees it: every document's force on its page, in lists, feeds, data, print and search."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from sample_files import CONTENT, read_documents, read_expected

from plugins.catalogue.sentences import label

EXPECTED = {e["file"]: e for e in read_expected()["document"]}
RELEASED = {path: e for path, e in EXPECTED.items() if e["released"]}
DOCUMENTS = {d.path: d for d in read_documents()}
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="session")
def rows(sample_site: Path) -> dict[str, dict[str, Any]]:
    """The site's data, by title and number."""
    out = {}
    for path in sorted(sample_site.glob("data/catalogue/*.json")):
        for row in json.loads(path.read_text("utf-8")):
            out[row["title"], row.get("document_number", ""), row.get("date_of_issue", "")] = row
    return out


def row_of(rows: dict[Any, dict[str, Any]], path: str) -> dict[str, Any]:
    """The data of the document that a source file describes."""
    front = DOCUMENTS[path].meta
    issued = str(front["成文日期"])
    key = (front["标题"], front.get("发文字号", "") or "", "" if issued == "不详" else issued)
    return rows[key]


def page_of(site: Path, row: dict[str, Any]) -> tuple[Path, BeautifulSoup]:
    """The document's page."""
    file = site / row["url"].split("/", 3)[3]
    return file, BeautifulSoup(file.read_text("utf-8"), "html.parser")


def test_every_released_document_and_no_other_is_in_the_data(rows: dict[Any, dict[str, Any]]) -> None:
    assert len(rows) == len(RELEASED)
    for path in RELEASED:
        row_of(rows, path)


@pytest.mark.parametrize("path", sorted(RELEASED))
def test_page_data_and_history_say_the_same(path: str, sample_site: Path, rows: dict[Any, dict[str, Any]]) -> None:
    expected, row = RELEASED[path], row_of(rows, path)
    force, word = expected["force"], label(expected["force"])
    assert row["legal_force"] == force
    assert [c["force"] for c in row["timeline"]] == [c["force"] for c in expected["changes"]]
    assert [c["on"] for c in row["timeline"][1:]] == [str(c["on"]) for c in expected["changes"][1:]]
    file, page = page_of(sample_site, row)
    main = page.select_one("main")
    assert main
    assert main["data-force"] == force
    banner = page.select_one("main [role=note]")
    assert banner
    assert word in banner.get_text()
    title = page.title.get_text() if page.title else ""
    assert title.startswith(f"【{word}】") is (force != "in_force")
    by = expected.get("by")
    if by:
        actor = row_of(rows, by)
        hrefs = [a["href"] for a in banner.select("a")]
        assert [h for h in hrefs if h.endswith(actor["url"].rsplit("/", 1)[-1])], "the mark links to what caused it"
        back = page_of(sample_site, actor)[1]
        assert [a for a in back.select("main a[href]") if a["href"].endswith(file.name)], "and that links back"
    if expected.get("by_withheld"):
        secret = DOCUMENTS[expected["by_withheld"]].meta
        text = file.read_text("utf-8")
        assert secret["标题"] not in text
        assert secret.get("发文字号") is None or secret["发文字号"] not in text
    history = BeautifulSoup(
        (sample_site / "history" / file.relative_to(sample_site / "documents")).read_text("utf-8"), "html.parser"
    )
    assert history.select_one("svg title")
    for change in expected["changes"][1:]:
        assert str(change["on"]) in history.get_text()


def test_list_lines_carry_the_word(sample_site: Path, rows: dict[Any, dict[str, Any]]) -> None:
    words: dict[str, set[str]] = {}
    for page in sample_site.glob("lists/year/*/*.html"):
        for line in BeautifulSoup(page.read_text("utf-8"), "html.parser").select("main li"):
            link = line.select_one("a[href*='documents/']")
            if link:
                words.setdefault(str(link["href"]).rsplit("/", 1)[-1], set()).add(line.get_text())
    for path, expected in RELEASED.items():
        lines = words[row_of(rows, path)["url"].rsplit("/", 1)[-1]]
        assert all(label(expected["force"]) in text for text in lines), path


def test_the_feed_of_changes_tells_each_change_of_the_last_years(sample_site: Path) -> None:
    feed = ET.parse(sample_site / "feeds" / "changes.xml").getroot()
    titles = [e.findtext(f"{ATOM}title") or "" for e in feed.findall(f"{ATOM}entry")]
    days = [(e.findtext(f"{ATOM}updated") or "")[:10] for e in feed.findall(f"{ATOM}entry")]
    assert days == sorted(days, reverse=True)
    oldest = days[-1]
    for path, expected in RELEASED.items():
        for change in expected["changes"][1:]:
            day = str(change["on"])
            if change["force"] in ("repealed", "lapsed") and oldest < day <= "2026-11-22":
                title = DOCUMENTS[path].meta["标题"]
                assert f"【{label(change['force'])}】{title}" in titles, (path, day)


def test_what_is_announced_is_told_before_its_day(sample_site: Path, rows: dict[Any, dict[str, Any]]) -> None:
    ahead = [
        (path, change)
        for path, expected in RELEASED.items()
        for change in expected["changes"][1:]
        if change["on"] > date(2026, 11, 22)
    ]
    assert ahead
    for path, change in ahead:
        _, page = page_of(sample_site, row_of(rows, path))
        banner = page.select_one("main [role=note]")
        assert banner
        carried = json.loads(str(banner["data-transitions"]))
        assert (str(change["on"]), change["force"]) in [(t["on"], t["force"]) for t in carried]


@pytest.mark.browser
def test_a_page_built_yesterday_is_right_on_the_day_after_its_expiry(
    browser: Any, tmp_path: Path, make_site: Callable[..., Path]
) -> None:
    path, change = next(
        (path, e["changes"][-1])
        for path, e in sorted(RELEASED.items())
        if e["changes"][-1]["force"] == "lapsed" and e["changes"][-1]["on"] > date(2026, 11, 22)
    )
    last_valid = date.fromordinal(change["on"].toordinal() - 1)
    site = make_site(CONTENT, tmp_path / "site", last_valid.isoformat())
    number = DOCUMENTS[path].meta["索引号"]
    page_url = next(
        row["url"].split("/", 3)[3]
        for data in site.glob("data/catalogue/*.json")
        for row in json.loads(data.read_text("utf-8"))
        if row["index_number"] == number
    )
    context = browser.new_context(locale="zh-CN", timezone_id="America/New_York")
    try:
        for moment, force in (
            (f"{last_valid.isoformat()}T23:59:00+08:00", "in_force"),
            (f"{change['on'].isoformat()}T00:01:00+08:00", "lapsed"),
        ):
            page = context.new_page()
            page.clock.set_fixed_time(moment)
            page.goto((site / page_url).as_uri())
            assert page.locator("main").get_attribute("data-force") == force
            assert label(force) in page.locator("main [role=note]").inner_text()
            assert page.title().startswith("【已失效】") is (force == "lapsed")
            page.close()
    finally:
        context.close()


@pytest.mark.browser
def test_print_and_search_carry_the_mark(browser: Any, sample_site: Path, rows: dict[Any, dict[str, Any]]) -> None:
    path = next(p for p, e in sorted(RELEASED.items()) if e["force"] == "repealed" and e.get("by"))
    file, _ = page_of(sample_site, row_of(rows, path))
    context = browser.new_context(locale="zh-CN")
    try:
        page = context.new_page()
        page.goto(file.as_uri())
        page.emulate_media(media="print")
        assert page.locator("main [role=note]").is_visible()
        assert "已废止" in page.locator("main [role=note]").inner_text()
        page.emulate_media(media="screen")
        title = DOCUMENTS[path].meta["标题"]
        page.goto((sample_site / "search.html").as_uri() + "?force=all&q=" + quote(title))
        page.wait_for_selector("[data-search-state=done]", timeout=20_000)
        hit = page.locator("[data-search-results] li", has=page.locator(f"a[href$='{file.name}']"))
        assert "已废止" in hit.first.inner_text()
    finally:
        context.close()
