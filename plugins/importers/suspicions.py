"""What looks wrong in a text and is left as it is: the editor decides."""

from __future__ import annotations

import re

from plugins.catalogue import tables
from plugins.importers.changes import Change, remark
from plugins.importers.lines import is_sentence, visible_lines

_PRIVATE = re.compile("[\ue000-\uf8ff]")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff]")
_LONG_PARAGRAPH = 800
_LIKE_MARKUP = re.compile(
    r"^#{1,6} |\*\*[^*\n]+\*\*|\]\("
    r"|</?(?:a|b|br|div|em|hr|i|img|li|ol|p|span|strong|sub|sup|table|td|th|tr|u|ul)[\s/>]",
    re.MULTILINE,
)


def suspicions(text: str, *, is_markdown: bool) -> list[Change]:
    """A remark for each brand name in the place of a name, each class of damaged characters, a text of one paragraph,
    and, where the source is no Markdown, words that Markdown would read as marks."""
    found = []
    match = None if is_markdown else _LIKE_MARKUP.search(text)
    if match:
        line = text.count("\n", 0, match.start()) + 1
        found.append(remark("like_markup", line, before=match.group().strip()))
    for brand in tables.load("importers")["injected"]["brands"]:
        at = text.find(brand)
        if at >= 0:
            line = text.count("\n", 0, at) + 1
            found.append(remark("injected", line, before=f"{brand}（{text.count(brand)} 处）"))
    for name, pattern in (("private_use", _PRIVATE), ("invisible", _INVISIBLE)):
        match = pattern.search(text)
        if match:
            line = text.count("\n", 0, match.start()) + 1
            found.append(remark(name, line, before=len(pattern.findall(text))))
    if "\ufffd" in text:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        found.append(remark("replaced_characters", line, before=text.count("\ufffd")))
    sentences = [line for line in visible_lines(text) if is_sentence(line.text)]
    if len(sentences) == 1 and len(sentences[0].text) >= _LONG_PARAGRAPH:
        found.append(remark("one_paragraph", sentences[0].number, before=len(sentences[0].text)))
    return found
