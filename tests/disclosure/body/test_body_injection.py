"""Nothing that is injected becomes an element, an attribute or an address that the allow-list does not name."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Dialog, Route

from plugins.disclosure.body import allowed, fast, reference
from plugins.disclosure.body.sanitise import sanitise
from plugins.disclosure.body.serialise import serialise
from tests.disclosure.body.fidelity import shown_text
from tests.disclosure.body.payloads import PLACES, injected, payloads

# Written out, so that a change of the allow-list has to be made twice.
TAGS = {
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "div",
    "strong",
    "em",
    "b",
    "i",
    "u",
    "sub",
    "sup",
    "span",
    "a",
    "img",
    "br",
    "hr",
    "ul",
    "ol",
    "li",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "colgroup",
    "col",
}
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
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def _same(target: str) -> str:
    return target


def _is_safe(address: str, *, is_image: bool) -> bool:
    address = re.sub("[\0-\x20]", "", address)  # as a browser reads it
    scheme = SCHEME.match(address)
    if scheme:
        return not is_image and scheme[1].lower() in ("http", "https", "mailto")
    return not (is_image and address.startswith(("//", "\\\\", "/\\", "\\/")))


@pytest.fixture(scope="module")
def bodies() -> list[str]:
    """The HTML of every payload in every place."""
    return [(fast.render(source, "题") or reference.render(source, "题", _same)).html for _, source in injected()]


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
            elif name in ("href", "src") and not _is_safe(value, is_image=name == "src"):
                found.append(f"{name}={value}")
            elif name == "class" and not set(value.split()) <= allowed.CLASSES:
                found.append(f"class={value}")
    return found


def test_there_are_as_many_payloads_as_promised() -> None:
    assert len(set(payloads())) == 2000


def test_nothing_injected_gets_through(bodies: list[str]) -> None:
    assert len(bodies) == 2000 * len(PLACES)
    found = []
    for start in range(0, len(bodies), 100):
        found += faults("\n".join(bodies[start : start + 100]))
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
        '<a href=" java\tscript:x">',
        '<img src="//example.org/a.png">',
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
def test_a_browser_makes_nothing_of_it(browser: Browser, bodies: list[str]) -> None:
    """Chromium, no CSP: no dialog, no request elsewhere, and no element or attribute beyond the list."""
    context = browser.new_context()
    page = context.new_page()
    dialogs: list[str] = []
    requests: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    def answer(route: Route) -> None:
        requests.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="<!doctype html><meta charset=utf-8><body></body>")

    page.on("dialog", dismiss)
    context.route("**/*", answer)
    page.goto("http://site.example/a/b.html")
    attributes = {tag: sorted(names) for tag, names in ATTRIBUTES.items()}
    found = page.evaluate(_LOOK, [bodies, attributes])
    page.wait_for_timeout(500)
    context.close()
    assert dialogs == []
    assert {url for url in requests if not url.startswith("http://site.example/")} == set()
    assert found == []


_LOOK = """([bodies, attributes]) => {
    const found = [];
    for (const body of bodies) {
        const holder = document.createElement('div');
        document.body.append(holder);
        holder.innerHTML = body;
        for (const element of holder.querySelectorAll('*')) {
            const name = element.localName;
            if (!attributes[name]) { found.push(name); continue; }
            for (const attribute of element.attributes) {
                if (!attributes[name].includes(attribute.name)) found.push(name + ' ' + attribute.name);
            }
            if (element.href && !['http:', 'https:', 'mailto:'].includes(element.protocol)) found.push(element.href);
        }
        holder.remove();
    }
    return found;
}"""
