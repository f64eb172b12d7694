"""The fast renderer: the same bytes as the reference, for bodies made only of paragraphs, headings, pipe
tables and bold type.

What it writes is escaped text and fixed tags, so it needs no sanitiser; tests hold that the sanitiser changes nothing.
"""

from __future__ import annotations

import re

from plugins.disclosure.body import frames, pipe_tables, strong, tags
from plugins.disclosure.body.blocks import HEADING
from plugins.disclosure.body.lines import LONGEST_MARKED_LINE, clean, escape
from plugins.disclosure.body.model import Body
from plugins.disclosure.body.pipe_tables import PipeTable
from plugins.disclosure.body.structure import OPAQUE, Mark, read_structure

# Seeing one too many only costs time: the reference looks closer.
_BULLET = re.compile(r"^[ \t]*+[-*+][ \t]++\S", re.MULTILINE)


def _simple(source: str) -> str | None:
    """The cleaned body if it is simple, None where the reference has to render it."""
    text = probe = clean(source)
    if len(text) > LONGEST_MARKED_LINE:  # longer lines hold no marks
        probe = "\n".join(line for line in text.split("\n") if len(line) <= LONGEST_MARKED_LINE)
    if "](" in probe or _BULLET.search(probe) or ("<" in probe and tags.POSSIBLE.search(probe)):
        return None
    return text


def render(source: str, title: str) -> Body | None:
    """The body as the reference renders it, or None where it is not simple."""
    text = _simple(source)
    if text is None:
        return None
    levels, texts, htmls = _blocks(text)
    structure = read_structure(levels, texts, title)
    marks = structure.marks
    written = []
    for at, html in enumerate(htmls):
        if at in marks:
            written.append(_marked(marks[at], texts[at], html))
        else:
            written.append(html if levels[at] == OPAQUE else f"<p>{html}</p>")
    return Body(
        html="\n".join(written),
        title_in_text=structure.title_in_text,
        outline=structure.outline,
        anchors=structure.anchors,
        links=(),
    )


def plain_text(source: str) -> str | None:
    """The text without markup, one block a line, or None where the body is not simple."""
    text = _simple(source)
    if text is None or ("|" in text and pipe_tables.RULE.search(text)):
        return None
    return "\n".join(
        _line(words, "")[1] if words[0] == "#" or "**" in words else words
        for words in text.split("\n")
        if words and not words.isspace()
    )


def _blocks(text: str) -> tuple[list[int], list[str], list[str]]:
    """Level, text and HTML of each block. HTML of tables is whole, of lines it is what stands inside the tag."""
    levels: list[int] = []
    texts: list[str] = []
    htmls: list[str] = []
    lines = text.split("\n")
    has_tables = "|" in text and pipe_tables.RULE.search(text) is not None
    behind_table = tables_so_far = 0
    for number, (words, html) in enumerate(zip(lines, escape(text).split("\n"), strict=True)):
        if not words or words.isspace() or number < behind_table:
            continue
        level = 0
        if words[0] == "#" or "**" in words:
            level, words, html = _line(words, html)
        if has_tables and not level and (found := pipe_tables.read(lines, number)):
            table, behind_table = found
            tables_so_far += 1
            level, words, html = OPAQUE, "", _table(table, tables_so_far)
        levels.append(level)
        texts.append(words)
        htmls.append(html)
    return levels, texts, htmls


def _line(words: str, html: str) -> tuple[int, str, str]:
    """Heading level, text and HTML of one line."""
    level = 0
    if len(words) > LONGEST_MARKED_LINE:
        return 0, words, html
    if words[0] == "#" and (match := HEADING.match(words)):
        level = len(match.group(1))
        words, html = words[match.end() :], html[match.end() :]
    if "**" in words and (pairs := strong.pairs(words)):
        html, words = _bold(words, pairs)
    return level, words, html


def _bold(words: str, pairs: list[tuple[int, int]]) -> tuple[str, str]:
    """HTML and text of a line with bold passages."""
    html: list[str] = []
    text: list[str] = []
    done = 0
    for opening, closing in pairs:
        text += words[done:opening], words[opening + 2 : closing]
        html += escape(text[-2]), "<strong>", escape(text[-1]), "</strong>"
        done = closing + 2
    text.append(words[done:])
    html.append(escape(text[-1]))
    return "".join(html), "".join(text)


def _table(table: PipeTable, number: int) -> str:
    head = "\n".join(
        f'<th scope="col"{_align(align)}>{_cell(words)}</th>' if words else f"<td{_align(align)}></td>"
        for words, align in zip(table.header, table.aligns, strict=True)
    )
    rows = "\n".join(
        "<tr>"
        + "\n".join(f"<td{_align(align)}>{_cell(words)}</td>" for words, align in zip(cells, table.aligns, strict=True))
        + "</tr>"
        for _, cells in table.rows
    )
    head = f"<thead><tr>{head}</tr></thead>" if any(table.header) else ""
    body = f"<tbody>{rows}</tbody>" if rows else ""
    between = "\n" if head and body else ""
    frame = " ".join(f'{name}="{value}"' for name, value in frames.attributes(number).items())
    return f"<div {frame}><table>{head}{between}{body}</table></div>"


def _align(align: str) -> str:
    return f' class="{align}"' if align else ""


def _cell(words: str) -> str:
    return _bold(words, strong.pairs(words))[0] if "**" in words else escape(words)


def _marked(mark: Mark, words: str, html: str) -> str:
    if mark.number:
        html = _wrap_number(mark.number, words, html)
    classes = f' class="{mark.classes}"' if mark.classes else ""
    anchor = f' id="{mark.anchor}"' if mark.anchor else ""
    return f"<{mark.tag}{classes}{anchor}>{html}</{mark.tag}>"


def _wrap_number(number: str, words: str, html: str) -> str:
    if html.startswith(number):
        return f'<span class="article-number">{number}</span>{html[len(number) :]}'
    lead = escape(words[: len(words) - len(words.lstrip())])
    for before in (lead, f"{lead}<strong>"):
        if html.startswith(before + number):
            after = html[len(before) + len(number) :]
            return f'{before}<span class="article-number">{number}</span>{after}'
    return html
