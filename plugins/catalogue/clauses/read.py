"""A text in, the effects it states out: lines in order, with what headings and lists say of the lines under them."""

from __future__ import annotations

import re

from plugins.catalogue.clauses.amendments import (
    Amendment,
    amended_in_title,
    amended_under,
    read_amendments,
    states_change,
    states_change_first,
)
from plugins.catalogue.clauses.annotations import read_annotation
from plugins.catalogue.clauses.blocks import LONGEST, Block, Line, blocks
from plugins.catalogue.clauses.dates import chinese_number
from plugins.catalogue.clauses.findings import Findings
from plugins.catalogue.clauses.introductions import (
    ListState,
    list_moments,
    read_extension,
    read_introduction,
    read_replaced,
)
from plugins.catalogue.clauses.lists import inline_items, item_documents
from plugins.catalogue.clauses.normalise import fold
from plugins.catalogue.clauses.nouns import core
from plugins.catalogue.clauses.objects import Chain, Named, chain_before
from plugins.catalogue.clauses.paragraphs import Paragraphs
from plugins.catalogue.clauses.replacements import read_replacements
from plugins.catalogue.clauses.rows import Row, Section, spaced_cells, table_rows
from plugins.catalogue.clauses.sections import Reading, Standing, read_heading, read_status
from plugins.catalogue.clauses.skeleton import OBJECT, Skeleton
from plugins.catalogue.clauses.stance import only_talks
from plugins.catalogue.clauses.statements import Statement, read_doubtful_ending, read_statements
from plugins.catalogue.clauses.tables import Table
from plugins.catalogue.clauses.triggers import TRIGGER
from plugins.catalogue.clauses.validity import read_doubtful_term, read_validities
from plugins.catalogue.clauses.when import Entry
from plugins.catalogue.effects import Effect, EffectKind

_NOWHERE = -10
"""The index of a piece of a paragraph too long to be one: nothing stands near it."""
_WORK_OF_A_SENTENCE = 60
"""A sentence or a table row costs as much as this many characters, however short it is."""
_LONGEST_SENTENCE = 24_000
_LONGEST_HEADING = 160
_FAR = 60
"""Lines that are looked back over for the heading of a change."""


_SENTENCE = re.compile(r"[^。！？；]*(?:[。！？；]+[”）)]?|$)")
_HEADING_MARK = re.compile(r"^第[一二三四五六七八九十百]{1,5}[章节编部]")


def read_triggered(text: str, folded: str, *, title: str, number: str | None, issued: str | None) -> tuple[Effect, ...]:
    """As `read_clauses`, of a text in which a trigger stands. `folded` is the text blanked and folded."""
    if only_talks(title, folded):
        return ()
    return _Reader(text, folded, title, number, issued).read()


class _Reader:
    def __init__(self, text: str, folded: str, title: str, number: str | None, issued: str | None) -> None:
        self.text = text
        self.folded = folded
        self.title = fold(title)
        self.issued = issued
        self.paragraphs = Paragraphs(text, folded, list(blocks(text, folded)))
        self.findings = Findings(text, number, issued, self.paragraphs)
        self.state: ListState | None = None
        self.amending: Amendment | None = None
        self.amended_at = -1
        self.amended_by_title = amended_in_title(title, self.title)
        self.lines_seen = 0

    def read(self) -> tuple[Effect, ...]:
        heading = read_heading("".join(self.title.split()))
        if heading and re.search("目录|清单|名单|一览表", self.title) and not isinstance(heading.verdict, Standing):
            self.state = ListState(heading, (), None)
        for index, block in enumerate(self.paragraphs.blocks):
            if block.table is not None:
                self._table(block)
            elif block.line is not None and not block.line.quoted:
                self._line(index, block.line)
            if self.paragraphs.exhausted:
                break
        return self.findings.effects()

    # lines

    def _line(self, index: int, line: Line) -> None:
        if line.end - line.start > LONGEST:
            self._pieces(line)
            return
        self.lines_seen += 1
        triggered = TRIGGER.search(self.folded, line.body, line.end) is not None
        if not triggered and self.state is None:
            return
        skeleton = self.paragraphs.skeleton(index)
        if not skeleton.text:
            return
        if re.match("[问答QA]：", skeleton.text):
            self.state = None
            return
        self._paragraph(index, line, skeleton, triggered)

    def _pieces(self, line: Line) -> None:
        """A paragraph too long to be one: only read where it can be cut at sentence ends."""
        place = line.body
        while place < line.end and not self.paragraphs.exhausted:
            stop = self.folded.rfind("。", place, min(place + LONGEST, line.end))
            if stop <= place:
                place += LONGEST
                continue
            if TRIGGER.search(self.folded, place, stop):
                skeleton = self.paragraphs.cut(place, stop + 1)
                self._paragraph(_NOWHERE, Line(place, stop + 1, place, 0), skeleton, True)
            place = stop + 1

    def _paragraph(self, index: int, line: Line, skeleton: Skeleton, triggered: bool) -> None:
        note = read_annotation(skeleton, self.title, self.lines_seen <= 3) if triggered else None
        if note and not (self.state and self.state.used):
            self.findings.of_itself(note.kind, note.day, skeleton, "annotation", note.parts)
            return
        if not re.search(OBJECT, skeleton.text):
            heading = read_heading(skeleton.text)
            if heading:
                self.state = ListState(heading, (), skeleton.source_range(0, len(skeleton.text)), line.level)
                return
        found = False
        if triggered:
            found = self._sentences(index, line, skeleton)
        if not found:
            self._item(line, skeleton, triggered)

    def _sentences(self, index: int, line: Line, skeleton: Skeleton) -> bool:
        found = False
        skip = 0
        for low, high in sentences(skeleton.text):
            if low < skip or high - low > _LONGEST_SENTENCE:
                continue
            state = (
                read_extension(skeleton, low, high)
                or read_replaced(skeleton, low, high)
                or read_introduction(skeleton, low, high, self.state)
            )
            if state is not None:
                self._leave_list()
                self.state = state
                self.state.level = line.level
                found = True
                skip = self._inline(skeleton, state, high)
            found |= self._sentence(index, skeleton, low, high)
        return found

    def _inline(self, skeleton: Skeleton, state: ListState, high: int) -> int:
        """Items written out after the colon of an introduction: the place where they end."""
        start = state.colon
        if start < 0 or start >= len(skeleton.text):
            return 0
        stop = skeleton.text.find("。", start)
        stop = len(skeleton.text) if stop < 0 else stop
        named = inline_items(skeleton, start, stop)
        if not named:
            return 0
        span = skeleton.source_range(max(0, state.start), stop)
        self.findings.listed(state, named, skeleton, span)
        state.used = True
        return stop

    def _sentence(self, index: int, skeleton: Skeleton, low: int, high: int) -> bool:
        found = False
        self.paragraphs.charge(_WORK_OF_A_SENTENCE)
        entries = self.paragraphs.entries(index)
        own_terms = read_validities(skeleton, low, high, entries, self._entries_before(index, low), self.title)
        for term in own_terms:
            self.findings.validity(term, index, skeleton, (low, high))
        found |= bool(own_terms)
        moments = list_moments(skeleton, low, high)
        if moments:
            if self.findings.date_list(moments, index, skeleton):
                return True
            self.findings.list_moments = moments
        for statement in read_statements(skeleton, low, high):
            if statement.chain is None and own_terms and not statement.pronoun:
                continue
            found |= self._statement(index, statement, skeleton, low, high)
        for replaced in read_replacements(skeleton, low, high):
            self.findings.chain(
                EffectKind.SUPERSEDE, replaced.chain, replaced.rule, replaced.moments, index, skeleton,
                (low, high), replaced.place, certain=replaced.certain,
            )  # fmt: skip
            found = True
        if states_change(skeleton, low, high):
            under = self._amended_over(index) if states_change_first(skeleton, low, high) else None
            if under is None and self.amending is None:
                under, self.amended_by_title = self.amended_by_title, None
            if under is not None:
                self.amending, self.amended_at = under, index
                self.findings.amendment(under, index, skeleton, (low, high))
        amended = read_amendments(skeleton, low, high, self.amending)
        for amendment in amended:
            self.amending, self.amended_at = amendment, index
            self.findings.amendment(amendment, index, skeleton, (low, high))
        if not found and not amended:
            ending = read_doubtful_ending(skeleton, low, high)
            doubtful = None if ending else read_doubtful_term(skeleton, low, high)
            if ending:
                found = self._statement(index, ending, skeleton, low, high)
            if doubtful:
                self.findings.chain(
                    EffectKind.VALIDITY_PERIOD, doubtful[0], "validity.unread", (), index, skeleton,
                    (low, high), doubtful[1], certain=False,
                )  # fmt: skip
        return found or bool(amended)

    def _amended_over(self, index: int) -> Amendment | None:
        """The document that the nearest heading names, in the lines since the last amendment was read."""
        here = self.paragraphs.line(index)
        level = here.level if here and here.level else 9
        for back in range(index - 1, max(self.amended_at, index - _FAR), -1):
            line = self.paragraphs.line(back)
            if line is None or not line.level or line.level >= level or line.end - line.body > _LONGEST_HEADING:
                continue
            return amended_under(self.paragraphs.skeleton(back))
        return None

    def _entries_before(self, index: int, low: int) -> list[Entry]:
        here = [e for e in self.paragraphs.entries(index) if e.place <= low]
        return here or (self.paragraphs.entries(index - 1) if index else [])

    def _statement(self, index: int, statement: Statement, skeleton: Skeleton, low: int, high: int) -> bool:
        if statement.chain is not None:
            self.findings.chain(
                statement.kind, statement.chain, statement.rule, statement.moments, index, skeleton,
                (low, high), statement.place, certain=statement.certain, years=statement.years, until=statement.until,
            )  # fmt: skip
            return True
        if not statement.pronoun:
            self.findings.itself(statement, index, skeleton, (low, high))
            return True
        if statement.rule == "class.unnamed":
            self.findings.unnamed(statement, index, skeleton, (low, high))
            return True
        if self.findings.date_list(statement.moments, index, skeleton):
            return True
        chain, sure = self._meant(index, skeleton, low, statement)
        if chain:
            source, found = chain
            self.findings.chain(
                statement.kind, found, "anaphora", statement.moments, index, source, (low, high),
                statement.place, certain=sure, spoken=skeleton,
            )  # fmt: skip
        return True

    def _meant(
        self, index: int, skeleton: Skeleton, low: int, statement: Statement
    ) -> tuple[tuple[Skeleton, Chain] | None, bool]:
        """What 上述两件文件 points back to: the documents of the nearest sentence or list before it."""
        count = re.search("[0-9一二两三四五六七八九十]+(?=[件个部项份种])", statement.pronoun)
        if re.search("所列|目录", statement.pronoun):
            return None, False
        kind = re.search("(?:办法|规定|通知|规章|法规|制度|意见|方案|条例|细则|决定|规范|公告)$", statement.pronoun)
        noun = kind[0] if kind and not count and kind[0] not in ("规定", "规章", "法规", "制度", "规范") else ""
        places = [(skeleton, a, b) for a, b in sentences(skeleton.text) if b <= low]
        places.append((skeleton, low, statement.place))
        if not any(re.search(OBJECT, s.text[a:b]) for s, a, b in places):
            items = self._items_before(index)
            if items:
                return (skeleton, Chain(tuple(items), 0, 0)), _counts(count, len(items))
            if index and self.paragraphs.is_prose(index - 1):
                before = self.paragraphs.skeleton(index - 1)
                places = [(before, a, b) for a, b in sentences(before.text)]
        for source, start, end in reversed(places):
            objects = [m.start() for m in re.finditer(OBJECT, source.text[start:end])]
            if not objects:
                continue
            chain = chain_before(source, start, start + objects[-1] + 1)
            if chain is None or (noun and not core(chain.named[-1].folded).endswith(noun)):
                continue
            sure = _counts(count, len(chain.named)) if count else len(chain.named) == len(objects)
            return (source, chain), sure
        return None, False

    def _items_before(self, index: int) -> list[Named]:
        """The documents of the list that ends right before line `index`."""
        found: list[Named] = []
        for back in range(1, 200):
            line = self.paragraphs.line(index - back)
            if line is None or line.level == 0:
                break
            skeleton = self.paragraphs.skeleton(index - back)
            named = item_documents(skeleton, 0, len(skeleton.text))
            if not named:
                break
            found = named + found
        return found

    # lists and tables

    def _item(self, line: Line, skeleton: Skeleton, triggered: bool) -> None:
        text = skeleton.text
        judged = self._judged(line, skeleton) if triggered else None
        state = self.state or (ListState(judged, (), None) if judged else None)
        if state is None:
            return
        if self._spaced_row(line, state):
            return
        named = [] if line.heading else item_documents(skeleton, 0, len(text))
        if named:
            if not isinstance((judged or state.reading).verdict, Standing):
                self.findings.listed(state, named, skeleton, skeleton.source_range(0, len(text)), judged)
            state.used = True
            return
        if line.level in (1, 2) or _HEADING_MARK.match(text) or line.heading:
            if line.level <= max(state.level, 2):
                self._leave_list()
            return
        if state.used:
            if len(text) > 24 or text.endswith("。"):
                self._leave_list()
        else:
            state.patience -= 1
            if state.patience <= 0:
                self._leave_list()

    def _judged(self, line: Line, skeleton: Skeleton) -> Reading | None:
        """What an item says of its own document in brackets: 3.《A》（文号）（废止）."""
        if line.level < 2 or len(skeleton.titles) != 1:
            return None
        note = next(iter(skeleton.titles.values())).note.strip("()〔〕【】")
        words = next((w for w in re.split("[()〔〕【】，；]+", note) if w), "")
        return (
            read_status(words)
            if re.fullmatch("(?:予以|宣布|继续|全文)?(?:废止|失效|有效|保留|停止执行)", words)
            else None
        )

    def _spaced_row(self, line: Line, state: ListState) -> bool:
        """An item whose columns are held apart by spaces: 1  松桥市某某办法  松建〔2003〕2号."""
        cells = spaced_cells(self.folded, line.body, line.end)
        if not cells or isinstance(state.reading.verdict, Standing):
            return False
        for row in table_rows(Table([cells], [(line.start, line.end)]), self.text, self.folded):
            if isinstance(row, Row) and row.title and row.number:
                self.findings.row(row, state)
                state.used = True
                return True
        return False

    def _leave_list(self) -> None:
        self.state = None

    def _table(self, block: Block) -> None:
        if block.table is None:
            return
        state = self.state
        for row in table_rows(block.table, self.text, self.folded):
            if self.paragraphs.exhausted:
                return
            if isinstance(row, Section):
                state = ListState(row.reading, state.moments if state else (), row.span) if row.reading else state
                continue
            self.paragraphs.charge(_WORK_OF_A_SENTENCE)
            self.findings.row(row, state)
            if state:
                state.used = True
        if state is not None and state is not self.state:
            self.state = None


def _counts(count: re.Match[str] | None, size: int) -> bool:
    return count is None or chinese_number(count[0]) == size


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a skeleton's text as [start, end), their marks included."""
    return [match.span() for match in _SENTENCE.finditer(text) if match.end() > match.start()]
