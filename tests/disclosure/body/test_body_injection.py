"""Nothing that is injected becomes an element, an attribute or an address that the allow-list does not name."""

from __future__ import annotations

import json
import re

import pytest
from bs4 import BeautifulSoup

from plugins.disclosure.body import allowed, fast, reference
from plugins.disclosure.body.sanitise import sanitise
from plugins.disclosure.body.serialise import serialise
from tests.disclosure.body.fidelity import shown_text
from tests.disclosure.body.payloads import injected, payloads

# Written out, so that a change of the allow-list has to be made twice.
TAGS = set(
    "h1 h2 h3 h4 h5 h6 p div strong em b i u sub sup span a img br hr ul ol li "
    "table caption thead tbody tfoot tr th td colgroup col".split()
)
ATTRIBUTES = {
    **{tag: {"class", "id"} for tag in TAGS},
    "a": {"href", "class", "id"},
    "img": {"src", "alt"},
    "td": {"class", "colspan", "rowspan"},
    "th": {"class", "colspan", "rowspan", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "div": {"class", "tabindex", "role", "aria-label"},
}
SAFE_ADDRESS = re.compile(r"(?i)(https?://|mailto:|#|(?![/\\]{2})(?![^/]*:))")


def _same(target: str) -> str:
    return target


def faults(html: str) -> list[str]:
    """What `html` holds that no body may hold."""
    found = []
    for element in BeautifulSoup(html, "html.parser").find_all(True):
        if element.name not in TAGS:
            found.append(f"<{element.name}>")
            continue
        for name, value in element.attrs.items():
            value = " ".join(value) if isinstance(value, list) else value
            if name not in ATTRIBUTES[element.name]:
                found.append(f"<{element.name} {name}>")
            elif (name in ("href", "src") and not SAFE_ADDRESS.match(value)) or (
                name == "src" and value.startswith(("http", "//"))
            ):
                found.append(f"{name}={value}")
            elif name == "class" and not set(value.split()) <= allowed.CLASSES:
                found.append(f"class={value}")
    return found


def test_there_are_as_many_payloads_as_promised() -> None:
    assert len(set(payloads())) == 2000


def test_nothing_injected_gets_through() -> None:
    found = []
    for place, source in injected():
        body = fast.render(source, "题") or reference.render(source, "题", _same)
        found += [(place, source, fault) for fault in faults(body.html)]
    assert found == []


def test_the_title_cannot_inject() -> None:
    for payload in payloads():
        source = f"# {payload}\n正文。"
        body = fast.render(source, payload) or reference.render(source, payload, _same)
        assert faults(body.html) == []


def test_a_hostile_resolver_cannot_inject() -> None:
    for payload in payloads()[:300]:
        body = reference.render("[甲](a.pdf) ![乙](b.png)", "题", lambda _, payload=payload: payload)
        assert faults(body.html) == [], payload


def test_the_checks_find_what_is_there() -> None:
    for html in (
        "<script>1</script>",
        "<p onclick=x>",
        '<a href="javascript:x">',
        '<a href="//example.org/">',
        '<img src="http://example.org/a.png">',
        '<p class="x">',
        "<svg>",
    ):
        assert faults(html), html


@pytest.mark.parametrize(
    "payload", ["<script>alert(1)</script>", "<svg/onload=alert(1)>", "<img src=x onerror=alert(1)>"]
)
def test_what_is_refused_is_shown_in_full(payload: str) -> None:
    for source in (payload, f"## {payload}", f"|{payload}|\n|-|", f"- {payload}\n- 甲"):
        body = fast.render(source, "题") or reference.render(source, "题", lambda _: None)
        assert payload in shown_text(body.html)


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<script>alert(1)</script><p>甲</p>", "<p>甲</p>"),
        ('<p onclick="x" style="y" class="article x" id="main">甲</p>', "<p>甲</p>"),
        ('<p class="article" id="tiao-1">甲</p>', '<p class="article" id="tiao-1">甲</p>'),
        ('<a href="javascript:alert(1)">甲</a>', "<a>甲</a>"),
        ('<img src="http://example.org/a.png" alt="甲">', '<img alt="甲">'),
        ('<img src="//example.org/a.png" alt="甲">', '<img alt="甲">'),
        ('<img src="data:image/png,x" alt="甲">', '<img alt="甲">'),
        ('<div role="dialog" tabindex="1" aria-label="甲">乙</div>', '<div aria-label="甲">乙</div>'),
        ('<td colspan="x">', ""),
        ("<!-- 甲 --><p>乙</p>", "<p>乙</p>"),
    ],
)
def test_the_sanitiser_is_a_wall_of_its_own(html: str, clean: str) -> None:
    assert sanitise(html) == clean


def test_the_reference_renderer_stands_behind_the_sanitiser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a serialiser that writes what it should not is held by the second wall."""
    monkeypatch.setattr(
        reference, "serialise", lambda root: serialise(root).replace("<p>", "<p onclick='x'><script>1</script>")
    )
    assert reference.render("文。", "题", _same).html == "<p>文。</p>"


@pytest.mark.browser
def test_a_browser_makes_nothing_of_it(browser) -> None:  # type: ignore[no-untyped-def]
    """Chromium, no CSP: no dialog, no request, and no element or attribute beyond the list."""
    bodies = []
    for _, source in injected():
        body = fast.render(source, "题") or reference.render(source, "题", _same)
        bodies.append(body.html)
    context = browser.new_context(offline=True)
    page = context.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.set_content("<!doctype html><meta charset=utf-8><body></body>")
    found = page.evaluate(
        """([bodies, tags, attributes]) => {
            const found = [];
            const allowed = new Set(tags);
            for (const body of bodies) {
                const holder = document.createElement('div');
                document.body.append(holder);
                holder.innerHTML = body;
                for (const element of holder.querySelectorAll('*')) {
                    const name = element.localName;
                    if (!allowed.has(name)) { found.push(name); continue; }
                    for (const attribute of element.attributes) {
                        if (!attributes[name].includes(attribute.name)) found.push(name + ' ' + attribute.name);
                    }
                    if (element.protocol && !['http:', 'https:', 'mailto:', 'about:'].includes(element.protocol)) {
                        found.push(element.href);
                    }
                }
                holder.remove();
            }
            return found;
        }""",
        [bodies, sorted(TAGS), json.loads(json.dumps({tag: sorted(names) for tag, names in ATTRIBUTES.items()}))],
    )
    page.wait_for_timeout(200)
    context.close()
    assert dialogs == []
    assert found == []
