"""The reference renderer: python-markdown, with every built-in rule of blog text taken out.

python-markdown keeps its frame: preprocessors, block parser, tree processors, serialiser. All its registered rules
are removed, because each one changes or loses official text: `normalize_whitespace` strips the text and widens tabs,
`html_block` and `html` swallow `<关于…>`, `indent` and `code` make code of an indent, `hashheader` drops trailing
signs, `setextheader` and `hr` swallow typed rows of hyphens, `olist` renumbers, `ulist` takes any sign, `quote` takes
`>`, `reference` swallows `[1]: …`, `paragraph` strips and joins lines; `backtick`, `escape`, `link`, `image_link`, the
reference forms, `autolink`, `automail`, `linebreak`, `entity` and `em_strong` take characters for marks; `prettify`
and `unescape` touch white space; `raw_html` and `amp_substitute` put back what was stashed.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import Registry

from plugins.disclosure.body import blocks, frames, inline
from plugins.disclosure.body.lines import clean
from plugins.disclosure.body.links import Links
from plugins.disclosure.body.model import Body
from plugins.disclosure.body.pipe_tables import PipeTable
from plugins.disclosure.body.sanitise import sanitise
from plugins.disclosure.body.serialise import serialise
from plugins.disclosure.body.structure import OPAQUE, Mark, Structure, read_structure

_LINE = "line"
_LEVEL = "level"
"""Attributes that the steps pass on to one another; neither reaches the HTML."""


def render(source: str, title: str, resolve_link: Callable[[str], str | None]) -> Body:
    """The body, rendered by python-markdown and sanitised. See `render_body` for the contract."""
    links = Links(resolve_link)
    official = OfficialText(title, links)
    markdown = Markdown(extensions=[official])
    markdown.serializer = serialise  # its own leaves `&amp;` as typed; it is set after the extensions are asked
    html = sanitise(markdown.convert(source))
    structure = official.structure
    return Body(
        html=html,
        title_in_text=structure.title_in_text,
        outline=structure.outline,
        anchors=structure.anchors,
        links=links.in_order(),
    )


class OfficialText(Extension):
    """Makes python-markdown read official text. `structure` is what the last conversion read."""

    def __init__(self, title: str, links: Links) -> None:
        super().__init__()
        self.title, self.links = title, links
        self.structure = Structure({}, False, (), ())

    def extendMarkdown(self, md: Markdown) -> None:
        """Takes out all built-in rules and puts in those of official text."""
        md.preprocessors = Registry()
        md.parser.blockprocessors = Registry()
        md.inlinePatterns = Registry()
        md.treeprocessors = Registry()
        md.postprocessors = Registry()
        md.preprocessors.register(_Clean(md), "official_lines", 10)
        md.parser.blockprocessors.register(_Blocks(md.parser, self.links), "official_blocks", 10)
        md.treeprocessors.register(_Inline(md, self.links), "official_inline", 20)
        md.treeprocessors.register(_Structure(md, self), "official_structure", 10)


class _Clean(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return clean("\n".join(lines)).split("\n")


class _Blocks(BlockProcessor):
    """Reads all blocks at once: taking them from the list one by one would be quadratic."""

    def __init__(self, parser: object, links: Links) -> None:
        super().__init__(parser)  # type: ignore[arg-type]
        self.links = links
        self.tables = 0

    def test(self, parent: Element, block: str) -> bool:
        return True

    def run(self, parent: Element, blocks_: list[str]) -> None:
        text = "\n\n".join(blocks_)
        blocks_.clear()
        for block in blocks.scan(text, self.links):
            match block:
                case blocks.Paragraph(line, words):
                    _element(parent, "p", words, line)
                case blocks.Heading(line, level, words):
                    _element(parent, "h2", words, line).set(_LEVEL, str(level))
                case PipeTable():
                    self._pipe_table(parent, block)
                case blocks.BulletList():
                    _bullet_list(parent, block)
                case blocks.HtmlBlock(_, element):
                    self._html(parent, element)

    def _frame(self) -> Element:
        self.tables += 1
        return Element("div", frames.attributes(self.tables))

    def _pipe_table(self, parent: Element, block: PipeTable) -> None:
        frame = self._frame()
        parent.append(frame)
        table = SubElement(frame, "table")
        if any(block.header):
            row = SubElement(SubElement(table, "thead"), "tr")
            for words, align in zip(block.header, block.aligns, strict=True):
                # An empty header cell announces nothing: it is a plain cell.
                cell = _element(row, "th" if words else "td", words, block.line)
                if words:
                    cell.set("scope", "col")
                if align:
                    cell.set("class", align)
        if block.rows:
            body = SubElement(table, "tbody")
            for line, cells in block.rows:
                row = SubElement(body, "tr")
                for words, align in zip(cells, block.aligns, strict=True):
                    cell = _element(row, "td", words, line)
                    if align:
                        cell.set("class", align)

    def _html(self, parent: Element, element: Element) -> None:
        """An HTML block; its outermost tables get their frames."""
        holder = Element("holder")
        holder.append(element)
        self._frame_tables(holder)
        parent.append(holder[0])

    def _frame_tables(self, outer: Element) -> None:
        for index, child in enumerate(list(outer)):
            if child.tag == "table":
                frame = self._frame()
                frame.tail, child.tail = child.tail, None
                outer[index] = frame
                frame.append(child)
            else:
                self._frame_tables(child)


def _element(parent: Element, tag: str, words: str, line: int) -> Element:
    element = SubElement(parent, tag, {_LINE: str(line)})
    element.text = words
    return element


def _bullet_list(parent: Element, block: blocks.BulletList) -> None:
    lists = [SubElement(parent, "ul")]
    for line, depth, words in block.items:
        del lists[depth + 1 :]
        if len(lists) <= depth:
            lists.append(SubElement(lists[-1][-1], "ul"))
        _element(lists[-1], "li", words, line)


class _Inline(Treeprocessor):
    """Reads the marks inside lines. Elements that came from HTML carry no line and are left alone."""

    def __init__(self, md: Markdown, links: Links) -> None:
        super().__init__(md)
        self.links = links

    def run(self, root: Element) -> None:
        for element in [found for found in root.iter() if _LINE in found.attrib]:
            words, element.text = element.text or "", None
            nested = list(element)
            for child in nested:
                element.remove(child)
            inline.parse(element, words, int(element.attrib[_LINE]), self.links)
            element.extend(nested)


class _Structure(Treeprocessor):
    """Gives blocks their tags, classes and ids."""

    def __init__(self, md: Markdown, official: OfficialText) -> None:
        super().__init__(md)
        self.official = official

    def run(self, root: Element) -> None:
        levels: list[int] = []
        texts: list[str] = []
        for block in root:
            is_line = _LINE in block.attrib
            levels.append(int(block.attrib.pop(_LEVEL, 0)) if is_line else OPAQUE)
            texts.append("".join(block.itertext()) if is_line else "")
        self.official.structure = read_structure(levels, texts, self.official.title)
        for index, mark in self.official.structure.marks.items():
            _write(root[index], mark)
        for element in root.iter():
            element.attrib.pop(_LINE, None)


def _write(block: Element, mark: Mark) -> None:
    block.tag = mark.tag
    if mark.classes:
        block.set("class", mark.classes)
    if mark.anchor:
        block.set("id", mark.anchor)
    if mark.number:
        _wrap_number(block, mark.number)


def _wrap_number(block: Element, number: str) -> None:
    """Wraps the article's number where it stands whole at the start of the text, or of the bold type there."""
    holder = block
    if not (block.text or "").strip() and len(block) and block[0].tag == "strong":
        holder = block[0]
    words = holder.text or ""
    lead = words[: len(words) - len(words.lstrip())] if holder is block else ""
    if not words.startswith(number, len(lead)):
        return
    span = Element("span", {"class": "article-number"})
    span.text = number
    span.tail = words[len(lead) + len(number) :]
    holder.text = lead
    holder.insert(0, span)
