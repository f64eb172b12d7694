"""The timeline of a document and the chart of the catalogue: what they show, without colour and without danger."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

from theme_pages import bars
from theme_values import ALL_EVENTS, AS_OF, EVENTS, LABELS, UPCOMING_EVENTS

from plugins.catalogue.tables import load
from plugins.disclosure.chart import year_chart_svg
from plugins.disclosure.timeline import timeline_svg
from plugins.disclosure.views import EventView, YearBar

HOSTILE = "<script>alert(1)</script>&\"'"


def texts(svg: str) -> list[tuple[float, str]]:
    """Every text of the picture with its height on it, from the top."""
    root = ElementTree.fromstring(svg)
    return sorted((float(t.get("y", "0")), t.text or "") for t in root.iter("text"))


def words(svg: str) -> list[str]:
    return [text for _, text in texts(svg)]


def described(svg: str, kind: str) -> str:
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{kind}-title {kind}-text"
    named = {e.get("id"): e.text or "" for e in root if e.tag in ("title", "desc")}
    assert named[f"{kind}-title"]
    return named[f"{kind}-text"]


def only_safe_attributes(svg: str) -> None:
    for element in ElementTree.fromstring(svg).iter():
        assert element.tag in {"svg", "title", "desc", "defs", "pattern", "g", "rect", "path", "circle", "text"}
        for name in element.attrib:
            assert name != "style"
            assert not name.startswith("on")
            assert "href" not in name


def test_timeline_shows_every_event_in_order_with_its_day_and_word() -> None:
    shown = words(timeline_svg(ALL_EVENTS, as_of=AS_OF, title="某办法"))
    expected = [text for event in ALL_EVENTS for text in (event.on, event.label)]
    assert [text for text in shown if text not in ("?",)][:-1] == expected
    assert shown[-1] == f"{load('theme')['timeline']['as_of']} {AS_OF}"


def test_timeline_marks_the_day_between_past_and_coming() -> None:
    say = load("theme")["timeline"]
    shown = words(timeline_svg(UPCOMING_EVENTS, as_of=AS_OF, title="某办法"))
    past, coming = UPCOMING_EVENTS
    assert shown == [
        past.on,
        past.label,
        f"{say['as_of']} {AS_OF}",
        f"{say['upcoming']} {coming.on}",
        coming.label,
    ]


def test_timeline_says_in_its_description_what_it_shows() -> None:
    told = described(timeline_svg(EVENTS, as_of=AS_OF, title="某办法"), "timeline")
    places = [told.index(f"{event.on} {event.label}") for event in EVENTS]
    assert places == sorted(places)
    assert AS_OF in told


def test_timeline_tells_forces_apart_without_colour() -> None:
    pictures = set()
    for code in LABELS:
        event = EventView("2020-01-01", code, "同一个词", "", None, "", "")
        svg = timeline_svg((event, event), as_of=AS_OF, title="某办法")
        pictures.add(re.sub(r'(class|id|aria-labelledby)="[^"]*"', "", svg))
    alike = {"amended", "superseded", "partially_in_force"}  # one shape on chips too; the spine of the last differs
    assert len(pictures) == len(LABELS) - len(alike) + 2


def test_issue_and_publication_are_no_state_of_force() -> None:
    """They have no shape, and the state before them goes on."""
    issued = EventView("2020-01-01", "", "成文", "成文", None, "", "")
    holds = EventView("2020-02-01", "in_force", "现行有效", "", None, "", "")
    published = EventView("2020-03-01", "", "公开", "公开", None, "", "")
    svg = timeline_svg((issued, holds, published), as_of=AS_OF, title="某办法")
    assert words(svg).count("?") == 0
    assert svg.count('class="dot"') == 2
    assert svg.count('class="spine force-in_force"') == svg.count('class="spine') == 2
    ended = timeline_svg((holds, replace(holds, force="lapsed"), published), as_of=AS_OF, title="某办法")
    assert ended.count('class="spine') == 1


def test_ended_document_has_no_spine_below() -> None:
    ended = timeline_svg(EVENTS, as_of=AS_OF, title="某办法")
    assert ended.count('class="spine') == len(EVENTS) - 1
    assert "spine force-repealed" not in ended


def test_nothing_to_show() -> None:
    assert timeline_svg((), as_of=AS_OF, title="某办法") == ""
    assert year_chart_svg((), title="图") == ""
    assert year_chart_svg((YearBar("2020", 0, (), ""),), title="图") == ""


def test_pictures_are_safe_and_repeatable() -> None:
    event = replace(EVENTS[0], on=HOSTILE, label=HOSTILE)
    bar = YearBar(HOSTILE, 3, (("in_force", HOSTILE, 3),), "")
    for svg in (
        timeline_svg((event,), as_of=HOSTILE, title=HOSTILE),
        year_chart_svg((bar,), title=HOSTILE),
        timeline_svg(ALL_EVENTS, as_of=AS_OF, title="某办法"),
        year_chart_svg(bars(), title="图"),
    ):
        only_safe_attributes(svg)
    assert year_chart_svg(bars(), title="图") == year_chart_svg(bars(), title="图")


def test_chart_bars_measure_their_counts() -> None:
    svg = year_chart_svg(bars(), title="图")
    root = ElementTree.fromstring(svg)
    legend = len({label for bar in bars() for _, label, _ in bar.forces})
    rects = [r for r in root.iter("rect") if "bar" in r.get("class", "")][legend:]
    by_row: dict[str, float] = {}
    for rect in rects:
        by_row[rect.get("y", "")] = by_row.get(rect.get("y", ""), 0.0) + float(rect.get("width", "0"))
    widths = list(by_row.values())
    assert len(widths) == len(bars())
    scale = max(widths) / max(bar.total for bar in bars())
    for width, bar in zip(widths, bars(), strict=True):
        assert abs(width - bar.total * scale) < 1
    assert 200 < max(widths) < 360, "the longest bar fills its place"


def test_chart_gives_totals_in_digits_and_counts_in_words() -> None:
    svg = year_chart_svg(bars(), title="图")
    told = described(svg, "chart")
    shown = words(svg)
    for bar in bars():
        assert bar.year in shown
        assert str(bar.total) in shown
        for _, label, count in bar.forces:
            assert not count or f"{label} {count}" in told.split(bar.year)[1]


def test_chart_tells_forces_apart_without_colour() -> None:
    codes = list(LABELS)
    svg = year_chart_svg((YearBar("2020", len(codes), tuple((c, LABELS[c], 1) for c in codes), ""),), title="图")
    root = ElementTree.fromstring(svg)
    tiles = {p.get("id"): p.find("path").get("d") for p in root.iter("pattern")}  # type: ignore[union-attr]
    assert len(set(tiles.values())) == len(tiles) == len(codes) - 2
    plain = {r.get("class") for g in root.iter("g") for r in g if r.tag == "rect" and not r.get("fill")}
    assert plain == {"bar ink", "bar ground"}


def test_states_that_share_a_word_share_an_entry() -> None:
    svg = year_chart_svg((YearBar("2020", 3, (("amended", "已修改", 1), ("superseded", "已修改", 2)), ""),), title="图")
    assert words(svg).count("已修改") == 1
    assert "tile-superseded" not in svg
