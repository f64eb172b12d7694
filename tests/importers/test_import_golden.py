"""Invented sources, each with one kind of damage, beside the draft and the list of changes that somebody has read."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup

from plugins.catalogue import vocabulary
from plugins.importers.changes import apply_edits
from plugins.importers.draft import Draft, make_draft
from plugins.importers.front_matter import read_head
from plugins.importers.lines import HAN

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.name for path in GOLDEN.iterdir())
TEXTS = [name for name in CASES if not (GOLDEN / name / "source.html").exists()]


def draft_of(name: str, disclosure: str | None = None) -> Draft:
    (source,) = (GOLDEN / name).glob("source.*")
    return make_draft(source.read_bytes(), path=f"{name}/{source.name}", disclosure=disclosure)


@pytest.mark.parametrize("name", CASES)
def test_draft(name: str) -> None:
    assert draft_of(name).text == (GOLDEN / name / "draft.md").read_text("utf-8")


@pytest.mark.parametrize("name", CASES)
def test_changes(name: str) -> None:
    told = [f"{c.line}:{c.column} {c.kind.value} {c.note}" for c in draft_of(name).changes]
    assert told == (GOLDEN / name / "changes.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", CASES)
def test_front_matter_reads_back(name: str) -> None:
    """What YAML reads is what was written, key by key in order; every key is in the vocabulary."""
    draft = draft_of(name)
    head = draft.text.split("\n---\n")[0].removeprefix("---\n")
    assert list(yaml.safe_load(head).items()) == list(draft.front_matter.items())
    assert set(draft.front_matter) <= {field.key for field in vocabulary.fields()}
    for key in ("分类", "体裁"):
        allowed = vocabulary.choices({"分类": "categories", "体裁": "document_types"}[key])
        assert draft.front_matter.get(key, allowed[0]) in allowed


@pytest.mark.parametrize("name", TEXTS)
def test_body_is_the_source_after_the_listed_edits(name: str) -> None:
    """No character of a text goes, comes or changes but by an edit that is listed."""
    (source,) = (GOLDEN / name).glob("source.*")
    _, rest, _, _ = read_head(source.read_text("utf-8"))
    draft = draft_of(name)
    assert draft.body == apply_edits(rest, draft.changes).strip("\n")
    kept = "".join(rest.split())
    for change in draft.changes:
        if change.kind.is_edit:
            removed = "".join(change.before.split())
            assert removed in kept
            kept = kept.replace(removed, "", 1)
    assert sorted(kept) == sorted("".join(draft.body.split()))


@pytest.mark.parametrize(("name", "content"), [("column_page", ".TRS_Editor"), ("moved_tables", ".main-text")])
def test_page_text_is_whole(name: str, content: str) -> None:
    """Every character of the page's document that a reader sees stands in the body, in its order."""
    soup = BeautifulSoup((GOLDEN / name / "source.html").read_text("utf-8"), "html.parser")
    (element,) = soup.select(content)
    for hidden in element.select('[style*="none"]'):
        hidden.decompose()
    seen = "".join("".join(element.stripped_strings).split())
    body = "".join(html.unescape(draft_of(name).body).split())
    position = 0
    for character in seen:
        position = body.find(character, position) + 1
        assert position, f"{character} is missing"
    assert HAN.findall(body) == HAN.findall(seen), "nothing but markup came in"


def test_disclosure_is_open_unless_given() -> None:
    assert draft_of("new_rule").front_matter["公开属性"] is None
    assert "\n公开属性:\n" in draft_of("new_rule").text
    assert draft_of("new_rule", "主动公开").front_matter["公开属性"] == "主动公开"


@pytest.mark.parametrize("given", ["主动公开", "不予公开"])
def test_disclosure_stays_open_where_the_source_objects(given: str) -> None:
    """附注 says 依申请公开 and there is a mark of secrecy: the given value is not taken."""
    draft = draft_of("secret_mark", given)
    assert draft.front_matter["公开属性"] is None
    assert any("公开属性留空，请核定" in change.note for change in draft.changes)


def test_disclosure_that_agrees_with_the_note_is_taken() -> None:
    assert draft_of("joint_notice", "主动公开").front_matter["公开属性"] == "主动公开"
    assert draft_of("joint_notice", "依申请公开").front_matter["公开属性"] is None


def test_summary_is_never_invented() -> None:
    assert all("内容概述" not in draft_of(name).front_matter for name in CASES)
