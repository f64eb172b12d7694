"""Bytes of a source file in, its front matter and body out, every fault a finding with its place."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator

import yaml

from plugins.catalogue import tables, vocabulary
from plugins.catalogue.details import detail
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.findings import Finding, finding
from plugins.catalogue.raw import Raw, SourceText
from plugins.disclosure.released_source import digest_of, released_source

MAX_BYTES = 8 * 1024 * 1024
"""A larger source file is refused: the text of the longest code of law is under 1 MB."""
MAX_FRONT_MATTER = 64 * 1024
MAX_DEPTH = 6
MAX_NODES = 4000

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What HTML, XML and the archive cannot carry: C0 but tab and line feed, DEL, C1, non-characters; and the two that make
# what follows be read backwards, so that what is shown is not what is written.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ufdd0-\ufdef\ufffe\uffff]")
_KEY_WITHOUT_SPACE = re.compile(r"([^\s:：#'\"\-]{1,16}):(?=[^ \t\n])")
_BEGUN = (
    "while scanning a simple key", "while scanning a quoted scalar", "while parsing a flow sequence",
    "while parsing a flow mapping",
)  # fmt: skip
_ITEM_WITHOUT_SPACE = re.compile(r"\s*[-－](?=[^\s\-])")
_KEY_WITH_FULL_WIDTH_COLON = re.compile(r"^[\s-]*([^\s:：#'\"]{1,16})：")


def split_source(data: bytes, path: str) -> tuple[SourceText | None, list[Finding]]:
    """The file's front matter and body, or None with the findings that say why not.

    Accepts UTF-8 with or without BOM, any line ends. Never raises on any input.
    """
    if len(data) > MAX_BYTES:
        return None, [finding(path, 0, 0, "F04", str(len(data)), limit=str(MAX_BYTES))]
    text, problems = _decode(data, path)
    if text is None:
        return None, problems
    control = _CONTROL.search(text)
    if control:
        line, column = _place(text, control.start())
        return None, [finding(path, line, column, "F03", f"U+{ord(control.group()):04X}")]
    first, _, rest = text.partition("\n")
    if first.rstrip() != "---":
        return None, [finding(path, 1, 1, "F06", first[:40])]
    head, body, problems = _split_head(rest, path)
    if head is None:
        return None, problems
    pairs, is_plain, problems = _read_head(head, path)
    if problems:
        return None, problems
    body_line = rest[: len(rest) - len(body)].count("\n") + 2
    digest = hashlib.sha256(data).hexdigest()
    released = released_source(head, pairs, body, is_plain=is_plain)
    # most files leave as they are: one digest does for both
    released_digest = digest if released.encode() == data else digest_of(released)
    return SourceText(path, pairs, body, body_line, digest, released_digest), []


def body_of(data: bytes) -> str | None:
    """The body of a file whose front matter has been read before, without reading it again; None when it has none."""
    text, _ = _decode(data, "")
    if text is None:
        return None
    head, body, _ = _split_head(text.partition("\n")[2], "")
    return None if head is None else body


def released_bytes(data: bytes, path: str, without: frozenset[str] = frozenset()) -> bytes:
    """The source as it may leave the repository; fields named in `without` go too. ValueError when it is not valid."""
    text, _ = _decode(data, path)
    head, body, _ = _split_head((text or "").partition("\n")[2], path)
    if text is None or head is None:
        raise ValueError(path)
    pairs, is_plain, problems = _read_head(head, path)
    if problems:
        raise ValueError(path)
    return released_source(head, pairs, body, is_plain=is_plain, without=without).encode()


def bytes_as_released(document: ReleasedDocument, data: bytes) -> bytes:
    """The document's source as it may leave the repository: without fields that name a document behind the gate too."""
    return released_bytes(data, document.source_path, _naming_held(document, data))


def _naming_held(document: ReleasedDocument, data: bytes) -> frozenset[str]:
    """The fields of a source file out of which the gate took the name of a document that stays behind."""
    fields = {r.kind.value for r in document.relations if not (r.target.title or r.target.number or r.index_number)}
    stated = document.stated_force
    if stated and not stated.basis and _states_basis(data, document.source_path):
        fields.add("legal_force")
    return frozenset(fields)


def _states_basis(data: bytes, path: str) -> bool:
    source, _ = split_source(data, path)
    known, keys = vocabulary.by_name(), tables.load("vocabulary")["force_keys"]
    for key, value in source.pairs if source else ():
        if (field := known.get(key.text or "")) and field.name == "legal_force":
            named = ((keys.get(part.text or "", part.text), text) for part, text in value.pairs or ())
            return any(name == "basis" and (text.text or "").strip() for name, text in named)
    return False


def _decode(data: bytes, path: str) -> tuple[str | None, list[Finding]]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None, [finding(path, 1, 1, "F02", encoding="UTF-16")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        try:
            data.decode("gb18030")
        except UnicodeDecodeError:
            guess = "UTF-16" if data[:200].count(0) > 20 else "?"
            return None, [finding(path, line, column, "F02", encoding=guess)]
        if data[:200].count(0) > 20:
            return None, [finding(path, line, column, "F02", encoding="UTF-16")]
        return None, [finding(path, line, column, "F01", encoding="GB18030")]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, []


def _split_head(rest: str, path: str) -> tuple[str | None, str, list[Finding]]:
    start = 0 if rest.startswith("---") else rest.find("\n---") + 1
    if start > MAX_FRONT_MATTER:
        start = 0
    while start <= len(rest):
        end = rest.find("\n", start)
        line = rest[start:] if end < 0 else rest[start:end]
        if line.startswith("---") and line.rstrip() == "---":
            return rest[:start].removesuffix("\n"), "" if end < 0 else rest[end + 1 :], []
        if end < 0:
            break
        start = end + 1
        if start > MAX_FRONT_MATTER:
            return None, "", [finding(path, 2, 1, "M07", f"{start}", limit=f"{MAX_FRONT_MATTER} 个字符")]
    return None, "", [finding(path, 1, 1, "F07")]


def _read_head(head: str, path: str) -> tuple[tuple[tuple[Raw, Raw], ...], bool, list[Finding]]:
    """The pairs, whether they are written plainly, and what is wrong with them."""
    plain = _read_plain(head)
    if plain is not None:  # a plain line has none of the problems that lines can have
        return plain, True, []
    pairs, problems = _read_yaml(head, path)
    return pairs, False, problems


def _read_yaml(head: str, path: str) -> tuple[tuple[tuple[Raw, Raw], ...], list[Finding]]:
    problems = list(_line_problems(head, path))
    if problems:
        return (), problems
    try:
        root = _Builder(head, path).read()
    except _Refused as refused:
        return (), [refused.finding]
    except yaml.MarkedYAMLError as error:
        # YAML notices what is not closed, or has no colon, only on a later line: it began where the context is
        begun = error.context in _BEGUN and "escape" not in (error.problem or "")
        mark = (begun and error.context_mark) or error.problem_mark or error.context_mark
        line, column = (mark.line + 2, mark.column + 1) if mark else (2, 1)
        return (), [finding(path, line, column, "M01", problem=_yaml_problem(error))]
    except yaml.YAMLError as error:
        return (), [finding(path, 2, 1, "M01", problem=str(error)[:80])]
    if root is None:
        return (), []
    if root.pairs is None:
        return (), [finding(path, root.line, root.column, "M01", problem="整体不是“键: 值”的形式")]
    return root.pairs, []


def _line_problems(head: str, path: str) -> Iterator[Finding]:
    """Faults that YAML itself would report unclearly, on another line, or not at all."""
    known = vocabulary.by_name()
    in_list = False
    for number, line in enumerate(head.split("\n"), start=2):
        tight = _KEY_WITHOUT_SPACE.match(line)
        if tight and tight[1] in known:
            problem = "colon_wide_space" if line[tight.end()].isspace() else "colon_without_space"
            yield finding(path, number, tight.end(), "M01", problem=detail(problem))
        item = _ITEM_WITHOUT_SPACE.match(line)
        if item and in_list:
            yield finding(path, number, item.end(), "M01", problem=detail("dash_without_space"))
        in_list = line.rstrip().endswith(":") or (in_list and line.lstrip().startswith(("-", "－")))
        if line.startswith("\t") or line[: len(line) - len(line.lstrip())].find("\t") >= 0:
            yield finding(path, number, 1, "M08")
        match = _KEY_WITH_FULL_WIDTH_COLON.match(line)
        if match and ": " not in line and not line.endswith(":") and not line.lstrip().startswith("-"):
            yield finding(path, number, match.end(), "M06", match.group(1))


def _yaml_problem(error: yaml.MarkedYAMLError) -> str:
    said = f"{error.problem or ''} {error.context or ''}"
    problems: list[dict[str, str]] = tables.load("details")["yaml"]
    return next(row["words"] for row in problems if row["said"] in said)


# Lines that YAML reads in one way only: `键: 值`, `键:` followed by `  - 值`, values plain or in simple double quotes.
_FIRST = "[0-9A-Za-z\u3007\u4e00-\u9fff\u300a（(〔]"
_ANY = "[^\\s:#\"'\ufeff\u0085\u2028\u2029]"
_PLAIN = rf"{_FIRST}{_ANY}*+(?:[ ]{_ANY}++)*+"
_QUOTED = r'"[^"\\\s]*+(?:[ ][^"\\\s]++)*+"'
_PLAIN_LINE = re.compile(
    rf"(?:(?P<key>[A-Za-z\u4e00-\u9fff][0-9A-Za-z_\u4e00-\u9fff]*):(?:[ ](?P<value>{_PLAIN}|{_QUOTED}))?"
    rf"|  - (?P<item>{_PLAIN}|{_QUOTED}))"
)


def _read_plain(head: str) -> tuple[tuple[Raw, Raw], ...] | None:
    """The pairs of a front matter written plainly, as the YAML reader would give them; None where it has to look."""
    pairs: list[tuple[Raw, Raw]] = []
    key: Raw | None = None
    items: list[Raw] = []
    nodes = 1
    for number, line in enumerate(head.split("\n"), start=2):
        match = _PLAIN_LINE.fullmatch(line)
        nodes += 2
        if match is None or nodes > MAX_NODES:
            return None
        name, value, item = match.groups()
        if item is not None:
            if key is None:
                return None
            items.append(Raw(number, 5, text=_unquoted(item)))
            continue
        if key is not None:
            if not items:
                return None
            pairs.append((key, Raw(items[0].line, 3, items=tuple(items))))
            key, items = None, []
        if value is None:
            key = Raw(number, 1, text=name)
        else:
            pairs.append((Raw(number, 1, text=name), Raw(number, len(name) + 3, text=_unquoted(value))))
    if key is not None:
        if not items:
            return None
        pairs.append((key, Raw(items[0].line, 3, items=tuple(items))))
    return tuple(pairs)


def _unquoted(value: str) -> str:
    return value[1:-1] if value[0] == '"' else value


class _Refused(Exception):
    def __init__(self, refused: Finding) -> None:
        super().__init__(str(refused))
        self.finding = refused


class _Builder:
    """Turns YAML events into `Raw` values, refusing what could hide or multiply content."""

    def __init__(self, head: str, path: str) -> None:
        self._events = yaml.parse(head, Loader=_LOADER)
        self._lines = head.split("\n")
        self._path = path
        self._nodes = 0

    def read(self) -> Raw | None:
        next(self._events)  # stream start
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            return None
        root = self._node(next(self._events), 0)
        event = next(self._events)  # document end
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            mark = event.start_mark
            raise _Refused(finding(self._path, mark.line + 2, 1, "M01", problem="多出了一段 YAML 文档"))
        return root

    def _node(self, event: yaml.Event, depth: int) -> Raw:
        mark = event.start_mark
        line, column = mark.line + 2, mark.column + 1
        self._nodes += 1
        if depth > MAX_DEPTH or self._nodes > MAX_NODES:
            limit = f"{MAX_DEPTH} 层、{MAX_NODES} 项"
            raise _Refused(finding(self._path, line, column, "M07", f"{depth} 层、{self._nodes} 项", limit=limit))
        if isinstance(event, yaml.AliasEvent):
            raise _Refused(finding(self._path, line, column, "M04", f"*{event.anchor}"))
        if event.anchor is not None:
            raise _Refused(finding(self._path, line, column, "M04", f"&{event.anchor}"))
        if event.tag is not None:
            raise _Refused(finding(self._path, line, column, "M04", str(event.tag)))
        if isinstance(event, yaml.ScalarEvent):
            control = _CONTROL.search(event.value)  # written as an escape: "\x07"
            if control:
                raise _Refused(finding(self._path, line, column, "F03", f"U+{ord(control.group()):04X}"))
            self._refuse_comment_after(event)
            return Raw(line, column, text=event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
                items.append(self._node(event, depth + 1))
            return Raw(line, column, items=tuple(items))
        pairs = []
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            pairs.append((key, self._node(next(self._events), depth + 1)))
        return Raw(line, column, pairs=tuple(pairs))

    def _refuse_comment_after(self, event: yaml.ScalarEvent) -> None:
        """YAML drops ` #…` after a value without a word: a title would lose its end."""
        end = event.end_mark
        if event.style in ("|", ">") or end.line >= len(self._lines):
            return
        rest = self._lines[end.line][end.column :]
        if "#" in rest and rest.lstrip().startswith("#"):
            column = end.column + rest.index("#") + 1
            problem = "值后面的 # 会被当作注释丢掉；# 属于值时，整个值用英文双引号括起来"
            raise _Refused(finding(self._path, end.line + 2, column, "M01", problem=problem))


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
