"""A page of an old site: its document as Markdown lines, what the page states about it, and all that was left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup, Comment, Tag

from plugins.catalogue import tables
from plugins.importers.blocks import Blocks, cell_text
from plugins.importers.changes import Change, Kind, message, refuse
from plugins.importers.chrome import Label, known_labels, plain_label, posted_labels, split_labels
from plugins.importers.content import find_content, remove_frame
from plugins.importers.grid import rows_of
from plugins.importers.lines import HAN, Line

_LABEL_TABLE = 3
_PSEUDO_TAG = re.compile(r"<(?=/?[A-Za-z][A-Za-z0-9]*[^\x00-\x7f])")
"""`<A股…>` in running text: a parser would take it for a tag and the title would be lost."""
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """`numbers[i]` is the line of the page that line i of `text` (both from 0) comes from."""

    text: str
    numbers: tuple[int, ...]
    labels: tuple[Label, ...]
    changes: tuple[Change, ...]


def read_page(markup: str) -> Page:
    """The document on the page. ImportRefused when the page holds no text."""
    markup, changes = _without_open_comment(markup)
    soup = BeautifulSoup(_PSEUDO_TAG.sub("&lt;", markup), "html.parser")
    changes += _comments(soup)
    changes += [_dropped(line, what, text) for line, what, text in remove_frame(soup)]
    labels = _meta_labels(soup)
    labels += _label_tables(soup, changes)
    labels += _heading(soup)
    content = find_content(soup)
    changes += _attachments(soup)
    inside = Blocks().walk(content)
    outside = Blocks()
    if content is not soup:
        content.extract()
        outside.walk(soup)
    for number, text in outside.lines:
        line = Line(number, text.strip())
        labels += [label for label in split_labels(line) if label.value] or posted_labels(line)
    changes += _outside(outside.lines)
    if not any(HAN.search(text) for _, text in inside.lines):
        raise refuse("no_text")
    spaced: list[tuple[int, str]] = []
    for number, text in inside.lines:
        spaced += [(number, text), *([(number, "")] if text and not _joins(text) else [])]
    changes += inside.changes
    spaced = [line for at, line in enumerate(spaced) if line[1] or (at and spaced[at - 1][1])]
    return Page(
        "\n".join(text for _, text in spaced),
        tuple(number for number, _ in spaced),
        tuple(labels),
        tuple(sorted(changes, key=lambda change: change.line)),
    )


def declared_charset(data: bytes) -> str:
    """The charset that the page's head names, in lower case; "" when it names none."""
    match = _DECLARED.search(data[:4096])
    return match.group(1).decode("ascii").lower() if match else ""


def _joins(text: str) -> bool:
    """Rows of a table and items of a list stand without blank lines between them."""
    return text.startswith(("| ", "|", "<table", "<tr", "- ")) or bool(re.match(r"\d+\. ", text))


def _dropped(line: int, what: str, text: str) -> Change:
    word = tables.load("importers")["names"][what]
    return Change(line, Kind.DROPPED, text, note=message("dropped_part", what=word, before=text))


def _outside(lines: list[tuple[int, str]]) -> list[Change]:
    """What stood outside the document, a change a line; the items of a list of links make one."""
    found: list[Change] = []
    for number, text in lines:
        if not text.strip():
            continue
        if found and _is_item(text) and _is_item(found[-1].before):
            found[-1] = _dropped(found[-1].line, "outside", f"{found[-1].before}\n{text}")
        else:
            found.append(_dropped(number, "outside", text))
    return found


def _is_item(text: str) -> bool:
    return text.startswith("- ")


def _without_open_comment(markup: str) -> tuple[str, list[Change]]:
    """The page up to a comment that is never closed: a browser shows nothing from there on."""
    start = markup.find("<!--", markup.rfind("-->") + 1)
    if start < 0:
        return markup, []
    line = markup.count("\n", 0, start) + 1
    return markup[:start], [_dropped(line, "comment", markup[start:])]


def _comments(soup: BeautifulSoup) -> list[Change]:
    """Takes out comments; one that is a Chinese end tag in disguise (`</关于…>`) is named as such."""
    found = []
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        text = str(comment).strip()
        parent = comment.parent
        line = (parent.sourceline or 0) if isinstance(parent, Tag) else 0
        if HAN.match(text) and f"<{text}>" in soup.get_text():
            note = message("swallowed_tag", before=text)
            found.append(Change(line, Kind.DROPPED, text, note=note))
        else:
            found.append(_dropped(line, "comment", text))
        comment.extract()
    return found


def _meta_labels(soup: BeautifulSoup) -> list[Label]:
    taken = tables.load("importers")["meta"]
    found = []
    for meta in soup.find_all("meta", attrs={"name": True}):
        name, value = str(meta["name"]), str(meta.get("content") or "").strip()
        if name.lower() in taken and value and value.lower() not in ("null", "undefined"):
            found.append(Label(taken[name.lower()], name, value, meta.sourceline or 0))
    return found


def _label_tables(soup: BeautifulSoup, changes: list[Change]) -> list[Label]:
    """Takes out the tables that are the column's metadata block, and returns what they state."""
    found: list[Label] = []
    for table in soup.find_all("table"):
        if table.decomposed or table.find("table"):
            continue
        pairs = []
        for cells in rows_of(table):
            texts = [cell_text(cell) for cell in cells]
            for index, text in enumerate(texts):
                label = plain_label(text)
                if label in known_labels() and index + 1 < len(texts):
                    line = cells[index].sourceline or 0
                    pairs.append(Label(known_labels()[label], label, texts[index + 1], line))
                else:
                    pairs += split_labels(Line(cells[index].sourceline or 0, text))
        if len(pairs) >= _LABEL_TABLE:
            found += [pair for pair in pairs if pair.value]
            changes.append(_dropped(table.sourceline or 0, "labels", table.get_text(" ", strip=True)))
            table.decompose()
    return found


def _attachments(soup: BeautifulSoup) -> list[Change]:
    endings = tuple("." + ending for ending in tables.load("importers")["html"]["attachments"])
    found = []
    for link in soup.find_all("a", href=True):
        target = str(link["href"]).split("?")[0].split("#")[0]
        if target.lower().endswith(endings):
            shown = f"{link.get_text(strip=True)} {link['href']}"
            note = message("attachment_link", before=shown)
            found.append(Change(link.sourceline or 0, Kind.DROPPED, shown, note=note))
    return found


def _heading(soup: BeautifulSoup) -> list[Label]:
    """The page's h1, else its <title> up to the site's name where the page shows those words."""
    heading, title = soup.find("h1"), soup.find("title")
    if title is not None:
        title.extract()
    if heading and heading.get_text(strip=True):
        return [Label("标题", "h1", " ".join(heading.get_text().split()), heading.sourceline or 0)]
    if title is None:
        return []
    words = re.split(r"\s*[_|｜]\s*|\s+[-–—]\s+", title.get_text(strip=True))[0]
    shown = {"".join(text.split()) for text in soup.stripped_strings}
    place = title.sourceline or 0
    return [Label("标题", "title", words, place)] if "".join(words.split()) in shown else []
