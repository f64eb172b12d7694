"""The next build: nothing to do, or what has changed and whatever shows it; for everything else the whole column.

A text has changed and nothing else when reading its file gives the same facts as before: the same fields, effects,
mentions and links. Then every relation stands. When facts have changed, documents have come, gone or changed their
公开属性, the neighbourhood is related again and what shows a document of it is made again (`changed_site.py`).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from plugins.catalogue.affected import Asking, basis_names, borne_names, gated_names, held_names, row_names
from plugins.catalogue.assign import assign_index_numbers
from plugins.catalogue.document import Disclosure, Document, ReleasedDocument
from plugins.catalogue.findings import Finding, has_errors
from plugins.catalogue.gate import Reading, is_public, public_rows, release
from plugins.catalogue.review import ReviewRow
from plugins.catalogue.validate import SiteRules
from plugins.disclosure.behind_the_gate import (
    BehindTheGate,
    acted_on_buckets,
    acting_names,
    asking_for,
    buckets_of,
    in_buckets,
    trimmed_bits,
)
from plugins.disclosure.build import read_register_file, review_rows
from plugins.disclosure.changed_site import ChangedFacts, ChangedFiles, Search, changed_facts, changed_texts
from plugins.disclosure.fingerprints import tree_identity
from plugins.disclosure.inputs import (
    Changed,
    Inputs,
    State,
    hidden,
    rows_stamp,
    save_state,
    search_known_by,
    store_folder,
)
from plugins.disclosure.neighbourhood import Relating, TooFar, before, touched_by_rows
from plugins.disclosure.plain_values import packed
from plugins.disclosure.publish import MARKER, SHADOW_NOTE, ShadowPublication
from plugins.disclosure.reading import read_file, with_released_digest
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.site import Site
from plugins.disclosure.sources import is_document, scan
from plugins.disclosure.store import Damaged, Rows, name_key
from plugins.disclosure.stored_column import StoredColumn

_MOST_FILES = 300
"""With more changed files than this a whole build, which works in several processes, is sooner done."""


class MakeItAll(Exception):
    """The whole column is to be made: the change is of another kind, or an editor's mistake is to be told."""


@dataclass(slots=True)
class Increment:
    """What an incremental build did: documents with a new text, with new facts, files written, and findings."""

    documents: int
    texts: int = 0
    facts: int = 0
    written: int = 0
    removed: int = 0
    findings: list[Finding] = field(default_factory=list)


def update(
    inputs: Inputs, settings: ColumnSettings, state: State, changed: Changed, search: Search | None
) -> Increment | None:
    """Publish what has changed. None when the whole column is to be made, or the store is damaged."""
    folder = store_folder(inputs.output)
    if state.settings != repr(settings) or rows_stamp(folder) != state.rows_stamp:
        return None
    if settings.search and search is None:
        return None
    try:
        rows = Rows(folder)
        try:
            return _Update(inputs, settings, state, rows, search).run(changed)
        finally:
            rows.close()
    except (Damaged, MakeItAll, TooFar):
        return None


@dataclass(slots=True)
class _Edit:
    """One file: the document it gave before and what is read in it now. Either may be absent."""

    path: str
    old: ReleasedDocument | None
    reading: Reading | None


class _Update:
    def __init__(
        self, inputs: Inputs, settings: ColumnSettings, state: State, rows: Rows, search: Search | None
    ) -> None:
        self.inputs, self.settings, self.state, self.rows, self.search = inputs, settings, state, rows, search
        self.column = StoredColumn(rows, inputs.as_of, state.documents)
        self.rules = SiteRules(publisher=settings.agency or settings.site_name)
        self.register, problems = read_register_file(inputs.content, settings)
        if has_errors(problems):
            raise MakeItAll
        self.done = Increment(state.documents)
        self.names = dict(zip(inputs.hidden_stamps(state.salt), inputs.stamps, strict=True))
        """Paths by salted name."""
        self.held, self.behind, self.trimmed = dict(state.held), dict(state.behind), dict(state.trimmed)
        self.readings: dict[str, Reading] = {}
        """Readings by index number, of documents that were read in this build."""

    def run(self, changed: Changed) -> Increment:
        paths, removed = self._documents(changed)
        # a file that was only read again is no change: what it does from behind the gate still counts
        edits = self._without_unchanged(self._read(paths))
        gate = self._gate({self._name(e.path) for e in edits} | set(removed))
        edits += self._also_read(changed, edits, gate)
        edits = self._without_unchanged(edits)
        gone = self._removed(removed)
        if not edits and not removed:
            self._save(replace(self.state, stamps=self.inputs.hidden_stamps(self.state.salt)))
            return self.done
        if not removed and all(self._is_text(edit) for edit in edits):
            self._publish(self._texts(edits))
            return self.done
        self._publish(self._facts(edits, gone, removed, gate))
        return self.done

    # what has changed

    def _documents(self, changed: Changed) -> tuple[list[str], list[str]]:
        """Paths of changed and new documents, salted names of those that are gone. MakeItAll for any other file."""
        folder = f"{self.settings.documents_folder}/"
        paths = []
        for path in (*changed.files, *changed.added):
            if path == self.settings.register_file and path not in changed.added:
                if register_digest(self.inputs.content, self.settings) != self.state.register:
                    raise MakeItAll
            elif path.startswith(folder) and is_document(path):
                paths.append(path)
            elif not path.startswith(folder) or path in changed.added:
                raise MakeItAll
        known = self.state.held.keys() | self.behind.keys()
        if changed.removed:
            mine = hidden({path: None for (path,) in self.rows.all("select path from document")}, self.state.salt)
            if not set(changed.removed) <= known | mine.keys():
                raise MakeItAll
        if len(paths) + len(changed.removed) > _MOST_FILES:
            raise MakeItAll
        if changed.added:
            found = scan(self.inputs.content, self.settings.documents_folder)
            if found.findings or not found.documents.keys() >= set(paths):
                raise MakeItAll
        return paths, changed.removed

    def _read(self, paths: list[str]) -> list[_Edit]:
        """The files as they are now, numbers assigned."""
        read = []
        for path in paths:
            if os.path.islink(os.path.join(self.inputs.content, path)):
                raise MakeItAll
            result = read_file(self.inputs.content, path, self.rules)
            self.done.findings += result.findings
            if result.reading is None or has_errors(result.findings):
                raise MakeItAll
            read.append(result.reading)
        numbered = {r.document.fields.source_path: r for r in self._numbered(read)}
        return [_Edit(path, self._released(path), numbered[path]) for path in paths]

    def _numbered(self, readings: list[Reading]) -> list[Reading]:
        """The readings with the index numbers that the register has for them. MakeItAll when one is to be given."""
        out, added, findings = assign_index_numbers(readings, self.register, self.settings.index_number_template)
        if added or has_errors(findings):
            raise MakeItAll
        return out

    def _released(self, path: str) -> ReleasedDocument | None:
        found = self.rows.one("select number from document where path = ?", path)
        return self.column.catalogue[found[0]] if found else None

    def _also_read(self, changed: Changed, edits: list[_Edit], gate: BehindTheGate) -> list[_Edit]:
        """Documents that list a file which is another now."""
        files = [p for p in changed.files if not is_document(p) and p != self.settings.register_file]
        keys = [name_key(f"f{path}") for path in files]
        paths = {self.column.catalogue[n].source_path for n in self.rows.asking(keys, Asking.FILE)}
        paths |= {self.names[name] for name in gate.files_acting_on(keys) if name in self.names}
        return self._read(sorted(paths - {edit.path for edit in edits}))

    def _without_unchanged(self, edits: list[_Edit]) -> list[_Edit]:
        """The edits without files that say the same as before."""
        out = []
        for edit in edits:
            assert edit.reading
            if edit.old is None:
                same = self.state.held.get(self._name(edit.path)) == salted(facts(edit.reading), self.state.salt)
            else:
                stored = self.rows.reading(edit.path)
                same = stored is not None and packed(stored) == packed(without_internal(edit.reading))
            if not same:
                out.append(edit)
        return out

    def _removed(self, removed: list[str]) -> list[ReleasedDocument]:
        """The released documents whose files are gone."""
        if not removed:
            return []
        names = {}
        for number, path in self.rows.all("select number, path from document"):
            (name,) = hidden({path: None}, self.state.salt)
            names[name] = number
        return [self.column.catalogue[names[name]] for name in removed if name in names]

    def _is_text(self, edit: _Edit) -> bool:
        """True when a public document's file has changed and none of its facts."""
        if edit.old is None or edit.reading is None:
            return False
        stored = self.rows.reading(edit.path)
        return stored is not None and facts(stored) == facts(edit.reading)

    def _name(self, path: str) -> str:
        (name,) = hidden({path: None}, self.state.salt)
        return name

    def _gate(self, changed: set[str]) -> BehindTheGate:
        return BehindTheGate(self.behind, changed, self._read_held, self.state.salt)

    def _read_held(self, name: str) -> Reading:
        path = self.names.get(name)
        result = read_file(self.inputs.content, path, self.rules) if path else None
        if result is None or result.reading is None:
            raise MakeItAll
        return self._numbered([result.reading])[0]

    # texts alone

    def _texts(self, edits: list[_Edit]) -> ChangedFiles:
        self.done.texts = len(edits)
        self.rows.begin()
        texts = []
        for edit in edits:
            assert edit.old
            assert edit.reading
            own = edit.reading.document.fields
            text = {"digest": own.digest, "released_digest": own.released_digest, "body_line": own.body_line}
            document = replace(edit.old, **text)
            texts.append((edit.old, document))
            self.column.replace(document)
            self.rows.put_row(self.column.row_of(document.index_number))
            self.rows.put_reading(edit.path, without_internal(edit.reading))
        return changed_texts(self.inputs, self.settings, self.state, self.column, texts, self.search)

    # facts

    def _facts(
        self, edits: list[_Edit], removed: list[ReleasedDocument], removed_names: list[str], gate: BehindTheGate
    ) -> ChangedFiles:
        as_of, settings = self.inputs.as_of, self.settings
        old = [e.old for e in edits if e.old] + removed
        public = [e.reading for e in edits if e.reading and is_public(e.reading.document, as_of)]
        behind = [e.reading for e in edits if e.reading and not is_public(e.reading.document, as_of)]
        was_behind = [n for n in (*removed_names, *(self._name(e.path) for e in edits)) if n in self.behind]
        if settings.list_on_request and (behind or was_behind):
            raise MakeItAll
        unlisted = {a.path for d in old for a in d.attachments}
        unlisted -= {a.path for r in public for a in r.document.fields.attachments}
        if unlisted or any(_has_files(r) for r in behind) or any(r.document.fields.embedded for r in public):
            raise MakeItAll  # a file may be shown that only documents behind the gate list (`picture_findings`)
        for reading in behind:
            gate.add(reading)
        self._refuse_clashes(public + behind, old, gate)
        touched = {name_key(n) for d in old for n in borne_names(d)}
        touched |= {name_key(n) for r in public + behind for n in borne_names(r.document.fields)}
        # what a held document is called in free words: its own change counts, and that of a namesake
        touched |= {name_key(n) for r in gate.bearing(touched) for n in held_names(r.document.fields)}
        if any(self.rows.reading(d.source_path) is None for d in old):
            raise MakeItAll  # it named a held document: what its text said before is not kept
        also = self._acted_on_from_behind(behind, was_behind)
        concerned = asking_for(self.trimmed, touched, (self.behind[n] for n in was_behind), self.state.salt)
        given_anew = self._given_anew(touched, concerned, {d.index_number for d in old}, {e.path for e in edits})
        for reading in given_anew:
            self.readings[reading.document.fields.index_number] = reading
        for reading in public:
            self.readings[reading.document.fields.index_number] = reading
        numbers = {r.document.fields.index_number for r in public}
        old_numbers = {d.index_number for d in old}
        maybe = numbers | old_numbers | {r.document.fields.index_number for r in given_anew}
        prior = before(self.column, maybe, touched, self._mentioned_before)
        old_rows = {n: row for n in maybe if (row := self.column.row(n)) is not None}
        neighbours = _neighbours(self.rows, old_numbers)

        self.rows.begin()
        gone = old_numbers - numbers
        for number in gone:
            self.rows.remove_document(number)
            self.column.put(number, None)
        released = self._release(public + given_anew, gate)
        for reading in public + given_anew:
            document = released[reading.document.fields.index_number]
            keep = _is_as_released(reading, document)
            self._put(document, reading, old_rows, keep=keep)
            name = self._name(document.source_path)
            for kept_of in (self.held, self.behind, self.trimmed):
                kept_of.pop(name, None)
            if not keep:
                self.held[name] = salted(facts(reading), self.state.salt)
                self.trimmed[name] = trimmed_bits(reading, self.state.salt)
        for reading in behind:
            name = self._name(reading.document.fields.source_path)
            self.trimmed.pop(name, None)
            self.held[name] = salted(facts(reading), self.state.salt)
            self.behind[name] = buckets_of(reading, self.state.salt)
        for name in removed_names:
            for kept_of in (self.held, self.behind, self.trimmed):
                kept_of.pop(name, None)

        reviews, problems = review_rows(self.inputs.content, settings)
        if has_errors(problems):
            raise MakeItAll
        if behind or was_behind or not touched.isdisjoint(touched_by_rows(reviews)):
            also |= self.rows.bearing(name_key(n) for row in reviews for n in row_names(row))
        relating = Relating(
            self.column, prior, numbers | {r.document.fields.index_number for r in given_anew}, gone, as_of,
            settings.default_term_years, self._effects, self._mentioned,
            lambda keys: release(gate.acting_on(keys), as_of).held, reviews,
            lambda rows: self._public_rows(rows, gate), also, old_rows,
        )  # fmt: skip
        relating.relate()
        if has_errors(relating.findings):
            raise MakeItAll
        self._refuse_broken_links(prior.linking | numbers)
        self.done.findings += [f for f in relating.findings if f.path in {e.path for e in edits}]
        self.done.facts = len(edits) + len(removed)
        self.done.documents = self.state.documents + len(numbers) - len(old_numbers)
        neighbours |= _neighbours(self.rows, numbers)
        change = ChangedFacts(relating, old_rows, neighbours | prior.linking | prior.citing, self.done.documents)
        return changed_facts(self.inputs, settings, self.state, self.column, change, self.search)

    def _put(
        self, document: ReleasedDocument, reading: Reading, old_rows: Mapping[str, tuple[Any, ...]], *, keep: bool
    ) -> None:
        number = document.index_number
        self.rows.put_document(document, without_internal(reading), keep=keep)
        old = old_rows.get(number)
        self.column.put(number, (document, *old[1:]) if old else (document, None, *((),) * 9))

    def _refuse_clashes(self, readings: list[Reading], old: list[ReleasedDocument], gate: BehindTheGate) -> None:
        """MakeItAll where an index number or an address is somebody else's: the whole build tells."""
        mine = {d.index_number for d in old}
        for reading in readings:
            own = reading.document.fields
            keys = [name_key(f"i{own.index_number}"), name_key(f"a{own.address}")]
            paths = {self.column.catalogue[n].source_path for n in self.rows.bearing(keys) - mine}
            paths |= {r.document.fields.source_path for r in gate.bearing(keys)}
            if paths - {own.source_path}:
                raise MakeItAll

    def _acted_on_from_behind(self, behind: list[Reading], was_behind: list[str]) -> set[str]:
        """The documents on which changed held documents act, or acted before the change."""
        keys = {key for reading in behind for key in acting_names(reading)}
        out = self.rows.bearing(keys)
        buckets = {b for name in was_behind for b in acted_on_buckets(self.state.behind[name])}
        if buckets:
            names = (key for (key,) in self.rows.all("select distinct key from name"))
            out |= self.rows.bearing(in_buckets(names, buckets, self.state.salt))
        return out

    def _given_anew(self, touched: set[int], concerned: set[str], changed: set[str], paths: set[str]) -> list[Reading]:
        """Readings of documents that the gate may give out otherwise now: names of held documents come and go.

        `concerned` are the salted names of those that were given out without such a name and may have it now.
        """
        trimmed = self.rows.all("select number, path from document where kept = 0") if concerned else ()
        numbers = {number for number, path in trimmed if self._name(path) in concerned}
        numbers |= self.rows.asking(touched, Asking.GATE)
        out = []
        for number in sorted(numbers - changed):
            document = self.column.catalogue[number]
            if document.source_path not in paths:
                out.append(self._reading_of(document))
        return out

    def _reading_of(self, document: ReleasedDocument) -> Reading:
        """What was read in a released document's file, with its index number."""
        known = self.readings.get(document.index_number)
        if known:
            return known
        stored = self.rows.reading(document.source_path)
        if stored is None:
            result = read_file(self.inputs.content, document.source_path, self.rules)
            if result.reading is None:
                raise MakeItAll
            stored = result.reading
        fields = replace(stored.document.fields, index_number=document.index_number, address=document.address)
        return replace(stored, document=replace(stored.document, fields=fields))

    def _effects(self, number: str) -> tuple[Any, ...]:
        return self._reading_of(self.column.catalogue[number]).effects

    def _mentioned(self, number: str) -> tuple[tuple[str, str | None], ...]:
        return self._reading_of(self.column.catalogue[number]).mentioned

    def _mentioned_before(self, number: str) -> tuple[tuple[str, str | None], ...]:
        """What the text named before the change."""
        stored = self.rows.reading(self.column.catalogue[number].source_path)
        if stored is not None:
            return stored.mentioned
        return self._mentioned(number)

    def _release(self, readings: list[Reading], gate: BehindTheGate) -> dict[str, ReleasedDocument]:
        """The documents as the gate gives them out now, by index number."""
        keys = set()
        for reading in readings:
            own = reading.document.fields
            keys |= {name_key(name) for name in gated_names(own.relations, own.stated_force)}
        held = gate.bearing(keys)
        given = release([*readings, *held, *self._open_namesakes(held, readings, keys)], self.inputs.as_of)
        documents = (given.catalogue[r.document.fields.index_number] for r in readings)
        return {d.index_number: with_released_digest(self.inputs.content, d) for d in documents}

    def _open_namesakes(self, held: list[Reading], readings: list[Reading], asked: set[int]) -> list[Reading]:
        """Released documents that bear a held one's name, or one that is asked for: then it is public."""
        if not held:
            return []
        keys = asked | {name_key(n) for r in held for n in borne_names(r.document.fields) if n[0] in "nt"}
        own = {r.document.fields.index_number for r in readings}
        documents = (self.column.catalogue[n] for n in self.rows.bearing(keys) - own)
        return [Reading(Document(d, Disclosure.PROACTIVE, "")) for d in documents]

    def _public_rows(self, rows: list[ReviewRow], gate: BehindTheGate) -> list[ReviewRow]:
        keys = {name_key(name) for row in rows for name in (*basis_names(row.basis), *row_names(row))}
        held = gate.bearing(keys)
        return public_rows(rows, [*held, *self._open_namesakes(held, [], keys)], self.inputs.as_of)

    def _refuse_broken_links(self, numbers: set[str]) -> None:
        """MakeItAll where a text links to a document that is not released."""
        for number in numbers:
            if self.column.row(number) is None:
                continue
            for path, _ in self._reading_of(self.column.catalogue[number]).linked_documents:
                if self._released(path) is None:
                    raise MakeItAll

    # publishing

    def _publish(self, changed: ChangedFiles) -> None:
        inputs, state, folder = self.inputs, self.state, store_folder(self.inputs.output)
        files = {u: d for u, d in changed.files.items() if _differs(os.path.join(inputs.output, u), d)}
        gone = [u for u in changed.removed if u not in changed.files]
        gone = [u for u in gone if os.path.exists(os.path.join(inputs.output, u))]
        self.done.written, self.done.removed = len(files), len(gone)
        with ShadowPublication(inputs.output, os.path.join(folder, SHADOW_NOTE)) as publication:
            if tree_identity(inputs.output, MARKER) != state.tree:
                raise Damaged("another build has published meanwhile")
            publication.prepare()
            publication.change(files, gone)
            self.rows.commit()
            self.rows.close()
            tree = tree_identity(publication.shadow, MARKER)
            publication.publish()
            stamps = inputs.hidden_stamps(state.salt)
            after = replace(state, stamps=stamps, tree=tree, documents=self.done.documents, search=changed.search)
            after = replace(after, held=self.held, behind=self.behind, trimmed=self.trimmed)
            self._save(replace(after, rows_stamp=rows_stamp(folder)))

    def _save(self, state: State) -> None:
        save_state(store_folder(self.inputs.output), state)


def _neighbours(rows: Rows, numbers: set[str]) -> set[str]:
    """The documents before and after each of these."""
    return {other for number in numbers for other in rows.beside(number) if other}


def facts(reading: Reading) -> bytes:
    """Everything that was read in a file but its text: equal facts, equal relations."""
    reading = without_internal(reading)
    own = replace(reading.document.fields, digest="", released_digest="", body_line=0)
    return packed(
        replace(
            reading,
            document=replace(reading.document, fields=own),
            effects=tuple(replace(e, line=0) for e in reading.effects),
            linked_documents=tuple((path, 0) for path, _ in reading.linked_documents),
            pictures=(),
        )
    )


def without_internal(reading: Reading) -> Reading:
    """The reading without the review fields, which never leave the repository."""
    return replace(reading, document=replace(reading.document, internal={}, disclosure_grounds=""))


def salted(data: bytes, salt: bytes) -> str:
    """A digest that tells whether something is the same, and nothing of what it is."""
    return hashlib.blake2b(data, key=salt, digest_size=32).hexdigest()


def register_digest(content: str, settings: ColumnSettings) -> str:
    """A digest of the register of index numbers; empty when there is none."""
    try:
        with open(os.path.join(content, settings.register_file), "rb") as stream:
            return hashlib.sha256(stream.read()).hexdigest()
    except OSError:
        return ""


def remember(
    inputs: Inputs, settings: ColumnSettings, site: Site, readings: list[Reading], tree: str
) -> Callable[[], None]:
    """Write the rows of a build that is about to be published from `tree`; what to call once it has been.

    `readings` have their index numbers.
    """
    folder = store_folder(inputs.output)
    released = {d.source_path: d for d in site.column.catalogue}
    by_path = {r.document.fields.source_path: without_internal(r) for r in readings}
    kept = frozenset(path for path, d in released.items() if _is_as_released(by_path[path], d))
    rows = Rows.create(folder)
    pairs = [(*pair, *page) for pair, page in zip(site.pairs, site.compared, strict=True)]
    rows.fill(site.column, site.comparisons, pairs, site.summaries, by_path, kept)
    rows.close()
    salt = os.urandom(32)
    held = {path: salted(facts(r), salt) for path, r in by_path.items() if path not in kept}
    behind = {path: buckets_of(r, salt) for path, r in by_path.items() if path not in released}
    trimmed = {path: trimmed_bits(by_path[path], salt) for path in released.keys() - kept}
    state = State(
        inputs.keys,
        inputs.hidden_stamps(salt),
        (0, ""),
        len(site.column.catalogue),
        repr(settings),
        salt,
        hidden(held, salt),
        hidden(behind, salt),
        hidden(trimmed, salt),
        rows_stamp(folder),
        search=search_known_by(folder),
        sections=site.section_pages,
    )

    def after() -> None:
        register = register_digest(inputs.content, settings)
        save_state(folder, replace(state, tree=tree_identity(tree, MARKER), register=register))

    return after


def _has_files(reading: Reading) -> bool:
    return bool(reading.document.fields.attachments or reading.document.fields.embedded)


def _is_as_released(reading: Reading, document: ReleasedDocument) -> bool:
    """False for a public record out of which the gate took a held document's name."""
    own = reading.document.fields
    return (document.relations, document.stated_force) == (own.relations, own.stated_force)


def _differs(path: str, data: bytes) -> bool:
    try:
        with open(path, "rb") as stream:
            return stream.read() != data
    except FileNotFoundError:
        return True
