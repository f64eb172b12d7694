"""Every law and seed is shown as it was issued. Runs where the reference material lies beside the repository."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import markdown
import pytest

from plugins.disclosure.body import Body, fast, plain_text, reference, render_body
from plugins.disclosure.body.sanitise import sanitise
from tests.disclosure.body.fidelity import difference, first_difference, shown_text, typed_text

SHARED = Path(__file__).resolve().parents[3] / "shared"
if not SHARED.is_dir():
    pytest.skip("the reference material is not beside the repository", allow_module_level=True)

LAWS = sorted((SHARED / "corpus" / "laws").rglob("*.md"))
STEP = 1 if os.environ.get("GONGKAI_EVERY_LAW") else 4
"""The slow renderer and the sanitiser look at one law in so many; no character is lost from any of them."""
SEEDS = sorted((SHARED / "seeds").glob("*.txt"))


class Rendered(NamedTuple):
    """One text and what became of it."""

    name: str
    source: str
    title: str
    body: Body


def _same(target: str) -> str:
    return target


@pytest.fixture(scope="module")
def rendered() -> list[Rendered]:
    """Every law and seed, titled by its first line."""
    texts = []
    for path in LAWS + SEEDS:
        source = path.read_text("utf-8")
        title = source.partition("\n")[0].lstrip("# ").strip()
        texts.append(Rendered(path.name, source, title, render_body(source, title=title, resolve_link=_same)))
    return texts


def test_the_material_is_whole() -> None:
    assert (len(LAWS), len(SEEDS)) == (3475, 5)


def test_no_character_is_lost_added_or_moved(rendered: list[Rendered]) -> None:
    found = {}
    for text in rendered:
        typed = typed_text(text.source)
        lost = first_difference(typed, shown_text(text.body.html)) or first_difference(
            typed, plain_text(text.source, title=text.title)
        )
        if lost:
            found[text.name] = lost
    assert found == {}


def test_vanilla_markdown_loses_characters_of_the_same_laws() -> None:
    """The comparison finds what it is there to find."""
    found = [path for path in LAWS if _vanilla_loses(path.read_text("utf-8"))]
    assert len(found) >= 3


def _vanilla_loses(source: str) -> bool:
    # Only texts with a numbered line can lose their numbers; rendering all of them takes half a minute.
    numbered = any(line[:1].isdigit() and ". " in line[:5] for line in source.split("\n"))
    return numbered and bool(difference(source, markdown.markdown(source, extensions=["tables"])))


def test_both_renderers_write_the_same_bytes_and_the_sanitiser_changes_none(rendered: list[Rendered]) -> None:
    simple = 0
    for place, text in enumerate(rendered):
        if fast.render(text.source, text.title) is None:
            continue
        simple += 1
        if place % STEP:
            continue
        assert text.body == reference.render(text.source, text.title, _same), text.name
        assert sanitise(text.body.html) == text.body.html, text.name
    assert simple / len(rendered) > 0.95


def test_anchors_are_unique_and_outlines_point_at_them(rendered: list[Rendered]) -> None:
    for text in rendered:
        anchors = text.body.anchors
        assert len(set(anchors)) == len(anchors), text.name
        assert {item.anchor for item in text.body.outline} <= set(anchors), text.name
