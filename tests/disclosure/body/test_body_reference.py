"""The reference renderer is python-markdown without the rules of blog text."""

from __future__ import annotations

import pytest
from markdown import Markdown

from plugins.catalogue import tables
from plugins.disclosure.body import allowed
from plugins.disclosure.body.links import Links
from plugins.disclosure.body.reference import OfficialText
from plugins.disclosure.body.targets import Reach, reach

# What python-markdown registers of itself. A new version with a new rule fails here, so that somebody looks at it.
REGISTERED = {
    "preprocessors": {"normalize_whitespace", "html_block"},
    "blockprocessors": {
        "empty",
        "indent",
        "code",
        "hashheader",
        "setextheader",
        "hr",
        "olist",
        "ulist",
        "quote",
        "reference",
        "paragraph",
    },
    "inlinePatterns": {
        "backtick",
        "escape",
        "reference",
        "link",
        "image_link",
        "image_reference",
        "short_reference",
        "short_image_ref",
        "autolink",
        "automail",
        "linebreak",
        "html",
        "entity",
        "em_strong",
    },
    "treeprocessors": {"inline", "prettify", "unescape"},
    "postprocessors": {"raw_html", "amp_substitute"},
}


def _registered(markdown: Markdown) -> dict[str, set[str]]:
    registries = {name: getattr(markdown, name, None) for name in REGISTERED}
    registries["blockprocessors"] = markdown.parser.blockprocessors
    return {name: {item.name for item in registry._priority} for name, registry in registries.items()}


def test_every_built_in_rule_is_known() -> None:
    assert _registered(Markdown()) == REGISTERED


def test_no_built_in_rule_is_left() -> None:
    left = _registered(Markdown(extensions=[OfficialText("题", Links(str))]))
    assert left == {
        "preprocessors": {"official_lines"},
        "blockprocessors": {"official_blocks"},
        "inlinePatterns": set(),
        "treeprocessors": {"official_inline", "official_structure"},
        "postprocessors": set(),
    }


@pytest.mark.parametrize(
    ("target", "where"),
    [
        ("http://example.org", Reach.EXTERNAL),
        ("https://example.org/甲?x=1#y", Reach.EXTERNAL),
        ("mailto:a@example.org", Reach.EXTERNAL),
        ("#tiao-1", Reach.FRAGMENT),
        ("a.pdf", Reach.LOCAL),
        ("甲 乙.docx", Reach.LOCAL),
        ("a.7z", Reach.LOCAL),
        ("./a/b.html?x=1#y", Reach.LOCAL),
        ("../", Reach.LOCAL),
        ("/a/b.pdf", Reach.LOCAL),
        ("试行", None),
        ("2017", None),
        ("见表1.2", None),
        ("第1.2版", None),
        ("一、二", None),
        ("", None),
        ("#", None),
        ("/", None),
        (".pdf", None),
        (" a.pdf", None),
        ("a.pdf ", None),
        ("a  b.pdf", None),
        ("//example.org/a.pdf", None),
        ("ftp://example.org/a.pdf", None),
        ("javascript:a.pdf", None),
        ("c:\\a.pdf", None),
        ("a\u3000b.pdf", None),
        ('a".pdf', None),
        ("a<b.pdf", None),
        ("a" * 3000 + ".pdf", None),
    ],
)
def test_what_looks_like_an_address(target: str, where: Reach | None) -> None:
    assert reach(target) is where


def test_the_words_of_the_renderer() -> None:
    words = tables.load("body")
    assert words["table_label"].format(number=1)
    surnames = words["surnames"].strip()
    assert len(set(surnames)) == len(surnames) >= 100
    assert set(words["addressee_endings"]) >= set("府局委位")


def test_the_allow_list_has_no_way_out() -> None:
    attributes = {name for names in allowed.OUTPUT_ATTRIBUTES.values() for name in names}
    assert not {name for name in attributes if name.startswith("on") or name in ("style", "srcdoc", "target")}
    assert not allowed.TAGS & {"script", "style", "iframe", "object", "embed", "svg", "math", "form", "base", "link"}
    assert {"http", "https", "mailto"} == allowed.SCHEMES
