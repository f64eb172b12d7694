"""Every template, rendered with the hard cases: structure, words, safety."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from markupsafe import Markup
from theme_pages import Example, examples
from theme_site import environment, render
from theme_values import LABELS, SITE, THEME, TRANSITION

from plugins.catalogue.tables import load

TEMPLATES = sorted((THEME / "templates").rglob("*.html"))
SCRIPTS = sorted((THEME / "static" / "js").glob("*.js"))
STYLE = THEME / "static" / "css" / "column.css"
OURS = [path for path in TEMPLATES if path.name != "search.html"]
CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
SECTIONS = ["政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报", "依申请公开"]
DATA_SCRIPTS = ("application/ld+json", "application/json")


@cache
def soups() -> dict[str, BeautifulSoup]:
    env = environment()
    return {example.path: BeautifulSoup(render(example, env), "html.parser") for example in examples()}


def example_at(path: str) -> Example:
    return next(example for example in examples() if example.path == path)


paths = pytest.mark.parametrize("path", [example.path for example in examples()])


def only(soup: BeautifulSoup, selector: str) -> Tag:
    found = soup.select(selector)
    assert len(found) == 1, (selector, len(found))
    return found[0]


@paths
def test_structure(path: str) -> None:
    soup = soups()[path]
    assert soup.html is not None
    assert soup.html["lang"] == "zh-CN"
    assert only(soup, "h1").get_text(strip=True)
    assert only(soup, "head > title").get_text(strip=True)
    for landmark in ("body > header", "body > main#main", "body > footer"):
        only(soup, landmark)
    assert soup.select("nav")
    first = soup.select("body a, body button, body input, body summary")[0]
    assert first["href"] == "#main"
    assert soup.find("meta")["charset"] == "utf-8"  # type: ignore[index]
    assert soup.select_one("meta[name=viewport]")
    assert soup.select_one("link[rel=stylesheet]")["href"].endswith("css/column.css")  # type: ignore[index]
    levels = [int(heading.name[1]) for heading in soup.select("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


@paths
def test_no_inline_code_and_one_id_each(path: str) -> None:
    soup = soups()[path]
    for element in soup.find_all(True):
        assert "style" not in element.attrs, element
        assert not [name for name in element.attrs if name.startswith("on")], element
        for value in element.attrs.values():
            assert not str(value).lower().startswith("javascript:")
    assert not soup.find_all("style")
    for script in soup.find_all("script"):
        assert script.get("src") or script.get("type") in DATA_SCRIPTS, script
    ids = [element["id"] for element in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    for pointer in ("aria-labelledby", "aria-describedby", "for"):
        for element in soup.select(f"[{pointer}]"):
            assert set(str(element[pointer]).split()) <= set(ids)


@paths
def test_policy_and_meta(path: str) -> None:
    soup = soups()[path]
    policy = only(soup, 'meta[http-equiv="Content-Security-Policy"]')["content"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    metas = {m["name"]: m["content"] for m in soup.select("meta[name]")}
    for name in ("description", "SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnDescription"):
        assert metas[name].strip(), name
    for name in ("ColumnKeywords", "ColumnType"):
        assert metas[name].strip(), name
    assert all(content.strip() for content in metas.values())
    assert len(soup.select("meta[name]")) == len(metas), "a name twice"
    assert only(soup, "link[rel=canonical]")["href"] == f"{SITE.base_url}/{path}"
    only(soup, "link[rel=search]")
    assert len(soup.select('link[rel=alternate][type="application/atom+xml"]')) >= 2
    json.loads(only(soup, 'script[type="application/ld+json"]').string or "")


@paths
def test_sections_search_and_footer_on_every_page(path: str) -> None:
    soup = soups()[path]
    assert [a.get_text(strip=True) for a in soup.select("header nav a")] == SECTIONS
    form = only(soup, "form[role=search]")
    assert form["method"] == "get"
    assert str(form["action"]).endswith("search.html")
    box = only(soup, "form[role=search] input[type=search]")
    assert (box["name"], bool(box["aria-label"])) == ("q", True)
    footer = only(soup, "footer").get_text(" ", strip=True)
    for mark in (SITE.agency, SITE.site_id_code, SITE.icp_number, SITE.police_number, SITE.telephone, SITE.address):
        assert mark in footer
    built = only(soup, "[data-as-of]")
    assert built["data-as-of"] == SITE.as_of
    assert built.get_text(" ", strip=True) == f"本页内容截至 {SITE.as_of}"


def test_titles_are_unique() -> None:
    titles = [only(soup, "head > title").get_text() for soup in soups().values()]
    assert len(titles) == len(set(titles))


def test_current_section_is_marked_on_its_page_alone() -> None:
    for path, soup in soups().items():
        current = [a.get_text() for a in soup.select("header nav [aria-current]")]
        named = [section.text for section in SITE.sections if section.url == path]
        assert current == named


def test_words_come_from_the_table() -> None:
    for path in [*OURS, *SCRIPTS, STYLE]:
        if path.name == "traditional_table.js":  # data, made from the tables
            continue
        found = CJK.search(path.read_text("utf-8"))
        assert found is None, (path.name, found)


def test_every_word_is_used() -> None:
    sources = [path.read_text("utf-8") for path in [*OURS, *SCRIPTS]]
    sources += [
        (THEME.parent / "plugins" / "disclosure" / name).read_text("utf-8")
        for name in ("timeline.py", "chart.py", "references.py", "feeds.py")
    ]
    for section, table in load("theme").items():
        for key, value in table.items():
            if isinstance(value, dict):
                continue
            direct = f'["{section}"]["{key}"]'
            alias = re.compile(rf'(?:set (\w+) =|(words) =) (?:words|(?:tables\.)?load\("theme"\))\["{section}"\]')
            used = any(
                direct in source
                or any(f"{a or b}[{quote}{key}{quote}]" in source for a, b in alias.findall(source) for quote in "\"'")
                or (section == "as_of" and f"words.{key}" in source)
                for source in sources
            )
            assert used, f"{section}.{key}"


def test_forces_are_called_as_the_catalogue_calls_them() -> None:
    labels = load("force")["labels"]
    assert labels == LABELS
    css = STYLE.read_text("utf-8")
    for code in LABELS:
        assert f".force-{code}" in css, code


@pytest.mark.parametrize("path", [p for p in OURS if p.parent.name == "components"], ids=lambda p: p.stem)
def test_one_macro_a_file_named_as_the_file(path: Any) -> None:
    assert re.findall(r"\{%-? macro (\w+)\(", path.read_text("utf-8")) == [path.stem]


def test_banner_comes_first_with_word_and_class() -> None:
    for code, label in LABELS.items():
        soup = soups()[f"doc/state-{code}.html"]
        main = only(soup, "main")
        assert main["data-force"] == code
        assert main["data-index-number"]
        banner = only(soup, "main [role=note]")
        assert f"force-{code}" in banner["class"]
        assert banner.get_text(strip=True).startswith(label)
        seen = [e for e in main.find_all(True) if not e.find_parent(attrs={"aria-hidden": "true"})]
        texts = [e for e in seen if e.get_text(strip=True) and e.name in ("p", "h1") and "aria-hidden" not in e.attrs]
        assert texts[0].find_parent(attrs={"role": "note"}) is banner
        assert ("【" in only(soup, "head > title").get_text()) is (code != "in_force")


def test_official_text_stands_alone_and_untouched() -> None:
    for example in examples():
        if example.template != "document.html":
            continue
        html = render(example)
        opening = '<div data-official-text class="official-text">'
        assert html.count("data-official-text") == 1
        start = html.index(opening) + len(opening)
        assert html[start : start + len(example.page.body_html)] == example.page.body_html
        assert html[start + len(example.page.body_html) :].startswith("</div>")


def test_title_in_text_is_the_only_heading() -> None:
    soup = soups()["doc/traditional.html"]
    assert only(soup, "h1").find_parent(attrs={"data-official-text": True})
    assert not soup.select("#attachments, #relations, #cited-by, #editions, #comparisons")


def test_document_parts() -> None:
    soup = soups()["doc/repealed.html"]
    page = example_at("doc/repealed.html").page
    assert [a.get_text(strip=True) for a in soup.select(".attachment-name")] == [a.name for a in page.attachments]
    assert [c.get_text() for c in soup.select(".digest code")] == [a.sha256 for a in page.attachments]
    assert [h.get_text() for h in soup.select("#relations .verb")] == [g.verb for g in page.relations]
    assert len(soup.select("#history .event")) == len(page.events)
    assert soup.select_one("#history .more a")["href"].endswith(page.history_url)  # type: ignore[index]
    assert [c.get_text() for c in soup.select("[data-cite]")] == [
        page.citation.plain,
        page.citation.gbt7714,
        page.citation.bibtex,
    ]
    rows = {r.dt.get_text(): r.dd.get_text() for r in soup.select(".metadata > div")}  # type: ignore[union-attr]
    assert rows == {row.label: row.values[0].text for row in page.metadata}
    assert len(soup.select(".neighbours a")) == 2
    ids = {e["id"] for e in soup.select("[id]")}
    targets = [a["href"][1:] for a in soup.select(".outline a")]  # type: ignore[index]
    assert len(targets) > 30
    assert set(targets) <= ids


def test_document_outside_the_catalogue_is_text() -> None:
    line = next(s for s in soups()["doc/repealed.html"].select(".line") if "中华人民共和国示范法" in s.get_text())
    assert not line.select("a, .chip")
    assert load("theme")["force"]["outside"] in line.get_text()


def test_article_notes_lead_to_their_articles() -> None:
    soup = soups()["doc/partly.html"]
    notes = example_at("doc/partly.html").page.article_notes
    assert [a["href"] for a in soup.select(".article-notes a")] == [f"#{note.anchor}" for note in notes]
    assert [s.get_text() for s in soup.select(".article-notes li > span")] == [note.sentence for note in notes]


def test_transitions_travel_with_banner_and_lines_and_only_where_there_are_any() -> None:
    banner = only(soups()["doc/expiring.html"], "main [role=note]")
    expected = {name: getattr(TRANSITION, name) for name in ("on", "force", "label", "sentence")}
    assert json.loads(str(banner["data-transitions"])) == [expected]
    lines = soups()["list/states.html"].select(".chip[data-transitions]")
    del expected["sentence"]
    assert [json.loads(str(chip["data-transitions"])) for chip in lines] == [[expected]]
    assert not soups()["doc/repealed.html"].select("main [role=note][data-transitions]")


def test_comparison_says_in_words_what_it_shows_by_marks() -> None:
    soup = soups()["compare/a.html"]
    words = load("theme")["comparison"]
    for tag, before, after in (
        ("ins", words["inserted"], words["end_inserted"]),
        ("del", words["deleted"], words["end_deleted"]),
    ):
        marks = soup.select(f"main {tag}")
        assert marks
        for mark in marks:
            hidden = [s.get_text() for s in mark.select(".unseen")]
            assert hidden == [before, after]
    kinds = [row["class"][1] for row in soup.select(".comparison-row")]
    assert kinds == ["change-same", "change-changed", "change-same", "change-added", "change-removed"]


def test_list_pages() -> None:
    soup = soups()["list/states.html"]
    page = example_at("list/states.html").page
    chips = soup.select(".line .chip")
    pairs = zip(chips, page.lines, strict=True)
    shown = [(chip.get_text(), "force-" + line.document.force in chip["class"]) for chip, line in pairs]
    assert shown == [(line.document.label, True) for line in page.lines]
    assert only(soup, ".pager [aria-current]").get_text(strip=True).startswith("2")
    assert len(soup.select("[rel=prev], [rel=next]")) == 2
    inner = soups()["list/year.html"]
    assert not inner.select(".force-counts")
    assert "128" not in inner.get_text()
    empty = soups()["list/empty.html"]
    assert load("theme")["list"]["empty_help"] in only(empty, "main .empty").get_text()


def test_year_table_agrees_with_the_bars() -> None:
    page = example_at("browse.html").page
    rows = soups()["browse.html"].select("table tbody tr")
    for bar, row in zip(page.bars, rows, strict=True):
        assert only(row, "th").get_text() == bar.year  # type: ignore[arg-type]
        numbers = [int(cell.get_text()) for cell in row.select("td")]
        assert numbers[0] == bar.total == sum(numbers[1:])


def test_history_gives_evidence_for_every_event() -> None:
    page = example_at("doc/partly.history.html").page
    for event, entry in zip(page.events, soups()["doc/partly.history.html"].select(".event"), strict=True):
        text = entry.get_text()
        for part in (event.on, event.label, event.sentence, event.evidence, event.rule, *event.articles):
            assert part in text
        if event.by:
            assert event.by.title in text


HOSTILE = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(1)>'\"{{ 7*7 }}"
TRUSTED = {"body_html", "json_ld", "timeline_svg", "chart_svg", "old_html", "new_html", "inline_html"}
KEPT = {
    "url",
    "anchor",
    "force",
    "change",
    "history_url",
    "feed_url",
    "source_url",
    "key",
    "kind",
    "on",
    "since",
    "data_urls",
}


def poisoned(value: Any, name: str = "") -> Any:
    """The value with every free text replaced by a hostile one."""
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: poisoned(getattr(value, f.name), f.name) for f in fields(value)})
    if name in KEPT or name in TRUSTED or isinstance(value, Markup):
        return value
    if name in ("forces", "counts"):
        return tuple((item[0], HOSTILE, *item[2:]) if name == "forces" else (HOSTILE, item[1]) for item in value)
    if isinstance(value, tuple):
        return tuple(poisoned(item) for item in value)
    return HOSTILE if isinstance(value, str) and value else value


@paths
def test_hostile_text_makes_no_element(path: str) -> None:
    example = example_at(path)
    site = replace(SITE, name=HOSTILE, agency=HOSTILE, address=HOSTILE, telephone=HOSTILE, icp_number=HOSTILE)
    bad = render(Example(example.template, poisoned(example.page)), site=site)
    soup = BeautifulSoup(bad, "html.parser")
    assert not soup.select("[onerror], img[src=x]")
    assert not [
        s for s in soup.find_all("script") if "alert(1)" in (s.string or "") and s.get("type") not in DATA_SCRIPTS
    ]
    for script in soup.find_all("script", type=DATA_SCRIPTS):
        json.loads(script.string or "")
    for element in soup.select("[data-transitions]"):
        json.loads(str(element["data-transitions"]))
    assert "49" not in (soup.title.get_text() if soup.title else "49")
    assert soup.title
    assert HOSTILE in soup.title.get_text()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("现行有效。", "现行有效。"),
        ("2026-11-22", '<span class="day">2026-11-22</span>'),
        ("自2026-11-22至2027-01-01。", '自<span class="day">2026-11-22</span>至<span class="day">2027-01-01</span>。'),
        ("a-b 12-34-56 2026-1-2 x-", "a-b 12-34-56 2026-1-2 x-"),
        ("99990-2026-11-22", '99990-<span class="day">2026-11-22</span>'),
        ("2026-11-22-<b>", '<span class="day">2026-11-22</span>-&lt;b&gt;'),
        ("", ""),
    ],
)
def test_days_in_sentences_are_not_broken(text: str, shown: str) -> None:
    module = environment().get_template("components/dated.html").module
    assert module.dated(text) == shown  # type: ignore[attr-defined]


def test_banner_keeps_its_days_whole() -> None:
    banner = only(soups()["doc/repealed.html"], "main [role=note] [data-sentence]")
    assert [day.get_text() for day in banner.select(".day")] == re.findall(r"\d{4}-\d\d-\d\d", banner.get_text())


def test_pages_of_a_section_name_one_another() -> None:
    named = {path: [a["href"] for a in soup.select("#siblings a")] for path, soup in soups().items()}
    pages = {path for path, links in named.items() if links}
    assert pages == {example.path for example in examples() if getattr(example.page, "siblings", ())}
    assert pages


@paths
def test_paper_carries_the_address_and_the_day(path: str) -> None:
    printed = only(soups()[path], "main .printed")
    assert only(printed, "[data-address]").get_text() == f"{SITE.base_url}/{path}"
    assert only(printed, ".day").get_text() == SITE.as_of


@paths
def test_first_load_is_a_style_sheet_and_a_script(path: str) -> None:
    """What only some pages need comes beside them; nothing else stands between a reader and the text."""
    soup = soups()[path]
    scripts = [str(script["src"]) for script in soup.select("script[src]")]
    assert scripts[0].endswith("js/column.js")
    assert len(scripts) == (2 if example_at(path).template == "as_of.html" else 1)
    assert all(script.has_attr("defer") for script in soup.select("script[src]"))
    assert len(soup.select("link[rel=stylesheet]")) == len(soup.select("img")) == 1


def test_frames_save_work_and_change_nothing() -> None:
    plain, kept = environment(), environment()
    frames: dict[Any, Any] = {}
    kept.globals["frames"] = frames
    for example in examples():
        assert render(example, kept) == render(example, plain)
    assert set(frames) == {("", SITE), ("../", SITE)}
    other = replace(SITE, agency="另一机关")
    document = example_at("doc/short.html")
    assert render(document, kept, other) == render(document, plain, other)


def test_marks_that_are_not_set_leave_nothing_behind() -> None:
    bare = replace(
        SITE, base_url="", domain="", site_id_code="", icp_number="", police_number="", address="",
        telephone="", correction_url="", accessibility_url="",
    )  # fmt: skip
    soup = BeautifulSoup(render(example_at("doc/short.html"), site=bare), "html.parser")
    assert not soup.select("link[rel=canonical]")
    assert all(m["content"].strip() for m in soup.select("meta[name]"))
    assert [item.get_text() for item in soup.select(".marks li")] == [f"主办单位：{SITE.agency}"]


def test_emblem_and_links_out() -> None:
    site = replace(SITE, emblem="images/own.svg")
    soup = BeautifulSoup(render(example_at("doc/short.html"), site=site), "html.parser")
    assert only(soup, ".emblem")["src"] == "../images/own.svg"
    links = [a["href"] for a in soup.select("footer a")]
    assert SITE.correction_url in links
    assert f"../{SITE.accessibility_url}" in links


def test_not_found_page_is_not_indexed_and_helps() -> None:
    soup = soups()["404.html"]
    assert only(soup, "meta[name=robots]")["content"] == "noindex"
    assert [a.get_text() for a in soup.select("main .facet-values a")][1:] == SECTIONS


def test_style_sheet_fits_its_budget_and_asks_for_nothing() -> None:
    import gzip

    css = STYLE.read_bytes()
    script = (THEME / "static" / "js" / "column.js").read_bytes()
    assert len(gzip.compress(css, 9)) <= 9_000
    assert len(gzip.compress(script, 9)) <= 5_000
    assert b"url(" not in css
    assert b"@import" not in css
