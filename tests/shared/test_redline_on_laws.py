"""Redlines of real pairs of editions: applied to the old text they give the new one, and nothing unchanged is marked."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from plugins.commands.redline_benchmark import edition_text, editions
from plugins.disclosure.redline import blocks_of, redline
from plugins.disclosure.views import ComparisonRow

LAWS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "laws"
_MARK = re.compile("<(/?)(ins|del)>")


EDITIONS = editions(LAWS) if LAWS.is_dir() else []
pytestmark = pytest.mark.skipif(not EDITIONS, reason="no ../shared beside the repository")


def _applied(cell: str, dropped: str) -> str:
    """The text of a cell without what is marked as `dropped`."""
    return html.unescape(_MARK.sub("", re.sub(f"<{dropped}>.*?</{dropped}>", "", cell)).replace("<br>", "\n"))


def _rows_as_text(rows: tuple[ComparisonRow, ...]) -> tuple[list[str], list[str]]:
    """The old and the new blocks, made from the inline redline alone."""
    old = [_applied(row.inline_html, "ins") for row in rows if row.change != "added"]
    new = [_applied(row.inline_html, "del") for row in rows if row.change != "removed"]
    return old, new


@pytest.mark.parametrize(("title", "old", "new"), EDITIONS, ids=[title for title, *_ in EDITIONS])
def test_the_redline_applied_gives_the_other_text(title: str, old: Path, new: Path) -> None:
    before, after = edition_text(old), edition_text(new)
    rows = redline(before, after)
    made_old, made_new = _rows_as_text(rows)
    assert made_new == [block.text for block in blocks_of(after)]
    assert made_old == [block.text for block in blocks_of(before)]
    for row in rows:
        assert _applied(row.old_html, "del") == _applied(row.new_html, "ins"), "what is not marked is in both"
        assert ("<ins>" in row.old_html, "<del>" in row.new_html) == (False, False)
        assert (row.change == "same") is not ("<ins>" in row.inline_html or "<del>" in row.inline_html)
        for cut in re.finditer(r"[0-9０-９]</?(?:ins|del)>(?:</?(?:ins|del)>)*[0-9０-９]", row.inline_html):
            assert cut.group().count("<") > 1, f"a number is cut: {row.inline_html[cut.start() - 20 : cut.end() + 20]}"
