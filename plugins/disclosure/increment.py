"""The next build: nothing to do, or only texts have changed; for everything else the whole column is made again.

A text has changed and nothing else when reading its file gives the same facts as before: the same fields, effects,
mentions and links. Then every relation stands, and what shows the text is its page, the comparisons it is part of, its
line in the yearly data file, and the search.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from plugins.catalogue.column import Column
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.findings import Finding, has_errors
from plugins.catalogue.gate import Reading
from plugins.catalogue.validate import SiteRules
from plugins.disclosure import data_files
from plugins.disclosure.fingerprints import tree_identity
from plugins.disclosure.inputs import Inputs, State, hidden, rows_checksum, save_state, store_folder
from plugins.disclosure.plain_values import packed
from plugins.disclosure.publish import MARKER, ShadowPublication
from plugins.disclosure.reading import read_file
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.site import Renderer, Site, Unit, site_view
from plugins.disclosure.store import Damaged, Rows
from plugins.disclosure.stored_column import ByPath, StoredColumn

SearchIndex = Callable[[Column, Callable[[ReleasedDocument], str]], Iterator[tuple[str, bytes]]]
"""Makes the files of the search index anew (address, bytes): they show every text."""
SEARCH_FOLDER = "search/"


@dataclass(slots=True)
class Increment:
    """What an incremental build did: documents with a new text, files written, and what their reading found."""

    documents: int
    texts: int = 0
    written: int = 0
    removed: int = 0
    findings: list[Finding] = field(default_factory=list)


def update(
    inputs: Inputs, settings: ColumnSettings, state: State, changed: list[str], index: SearchIndex | None
) -> Increment | None:
    """Publish the changed texts. None when more than texts has changed, or the store is damaged: build it all."""
    folder = store_folder(inputs.output)
    if state.settings != repr(settings) or rows_checksum(folder) != state.rows_checksum:
        return None
    documents = f"{settings.documents_folder}/"
    if any(not path.startswith(documents) or not path.endswith((".md", ".markdown")) for path in changed):
        return None
    try:
        rows = Rows(folder)
        try:
            return _update(inputs, settings, state, changed, index, rows)
        finally:
            rows.close()
    except Damaged:
        return None


def _update(
    inputs: Inputs, settings: ColumnSettings, state: State, changed: list[str], index: SearchIndex | None, rows: Rows
) -> Increment | None:
    done = Increment(state.documents)
    rules = SiteRules(publisher=settings.agency or settings.site_name)
    new: dict[str, tuple[ReleasedDocument, ReleasedDocument, Reading]] = {}
    column = StoredColumn(rows, inputs.as_of, state.documents)
    by_path = ByPath(rows, column.catalogue.__getitem__)
    for path in changed:
        result = read_file(inputs.content, path, rules)
        done.findings += result.findings
        if result.reading is None or has_errors(result.findings):
            return None
        before = rows.reading(path)
        if before is None:
            (name,) = hidden({path: None}, state.salt)
            if state.held.get(name) != salted(facts(result.reading), state.salt):
                return None
            continue
        if facts(before) != facts(result.reading):
            return None
        old, own = by_path[path], result.reading.document.fields
        if own.digest != old.digest:
            text = {"digest": own.digest, "released_digest": own.released_digest, "body_line": own.body_line}
            new[path] = old, replace(old, **text), result.reading
    done.texts = len(new)
    if not new:
        save_state(store_folder(inputs.output), replace(state, stamps=hidden(inputs.stamps, state.salt)))
        return done
    years = _year_files(column, [(old, document) for old, document, _ in new.values()], settings, inputs.output)
    if years is None:
        return None
    for _, document, _ in new.values():
        column.replace(document)
    files = {**years, **_pages(inputs, settings, column, by_path, [document for _, document, _ in new.values()])}
    removed: list[str] = []
    if settings.search:
        if index is None:
            return None
        removed = _search(inputs, settings, column, by_path, index, files)
    files = {url: data for url, data in files.items() if _differs(os.path.join(inputs.output, url), data)}
    done.written, done.removed = len(files), len(removed)
    _publish(inputs, state, rows, column, new, files, removed)
    return done


def _publish(
    inputs: Inputs,
    state: State,
    rows: Rows,
    column: StoredColumn,
    new: dict[str, tuple[ReleasedDocument, ReleasedDocument, Reading]],
    files: dict[str, bytes],
    removed: list[str],
) -> None:
    folder = store_folder(inputs.output)
    with ShadowPublication(inputs.output, os.path.join(folder, "shadow")) as publication:
        if tree_identity(inputs.output, MARKER) != state.tree:
            raise Damaged("another build has published meanwhile")
        publication.prepare()
        publication.change(files, removed)
        for path, (_, document, reading) in new.items():
            row = packed(column.packed_row(document.index_number))
            rows.replace_document(path, document.index_number, row, without_internal(reading))
        rows.commit()
        tree = tree_identity(publication.shadow, MARKER)
        publication.publish()
        stamps = hidden(inputs.stamps, state.salt)
        save_state(folder, replace(state, stamps=stamps, tree=tree, rows_checksum=rows_checksum(folder)))


def _site(inputs: Inputs, settings: ColumnSettings, column: StoredColumn, by_path: ByPath) -> Site:
    templates = os.path.join(inputs.theme, "templates")
    whole = column.as_column()
    return Site(
        whole, settings, inputs.content, templates, site_view(whole, settings),
        by_path=by_path, comparisons=column.comparisons,
    )  # type: ignore[arg-type]  # fmt: skip


def _pages(
    inputs: Inputs, settings: ColumnSettings, column: StoredColumn, by_path: ByPath, documents: list[ReleasedDocument]
) -> dict[str, bytes]:
    renderer = Renderer(_site(inputs, settings, column, by_path), "")
    todo = [Unit("document", (d.index_number,)) for d in documents]
    pairs = {pair for d in documents for pair in column.pairs.get(d.index_number, ())}
    todo += [Unit("comparison", pair) for pair in sorted(pairs)]
    return {url: data for unit in todo for url, data in renderer.files(unit)}


def _year_files(
    column: StoredColumn,
    texts: list[tuple[ReleasedDocument, ReleasedDocument]],
    settings: ColumnSettings,
    output: str,
) -> dict[str, bytes] | None:
    """The yearly data files with the new digests in; None where a line is not what it was."""
    out: dict[str, str] = {}
    if not settings.data:
        return {}
    for old, new in texts:
        url = f"data/catalogue/{old.publication_date.year}.json"
        if url not in out:
            with open(os.path.join(output, url), encoding="utf-8") as stream:
                out[url] = stream.read()
        lines = [
            json.dumps(data_files.record(column.as_column(), d, settings), ensure_ascii=False, sort_keys=True)
            for d in (old, new)
        ]
        if out[url].count(f"\n{lines[0]}") != 1:
            return None
        out[url] = out[url].replace(f"\n{lines[0]}", f"\n{lines[1]}")
    return {url: text.encode() for url, text in out.items()}


def _search(
    inputs: Inputs,
    settings: ColumnSettings,
    column: StoredColumn,
    by_path: ByPath,
    index: SearchIndex,
    files: dict[str, bytes],
) -> list[str]:
    """Put the new index into `files`; the addresses of the old one's files that are gone."""
    renderer = Renderer(_site(inputs, settings, column, by_path), "")
    made = dict(index(column.as_column(), renderer.official_text))
    files.update(made)
    gone = []
    for place, _, names in os.walk(os.path.join(inputs.output, SEARCH_FOLDER)):
        relative = os.path.relpath(place, inputs.output).replace(os.sep, "/")
        if relative == SEARCH_FOLDER.rstrip("/"):
            continue  # scripts and the manifest: made with the page, or overwritten above
        gone += [f"{relative}/{name}" for name in names if f"{relative}/{name}" not in made]
    return gone


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
        )
    )


def without_internal(reading: Reading) -> Reading:
    """The reading without the review fields, which never leave the repository."""
    return replace(reading, document=replace(reading.document, internal={}, disclosure_grounds=""))


def salted(data: bytes, salt: bytes) -> str:
    """A digest that tells whether something is the same, and nothing of what it is."""
    return hashlib.blake2b(data, key=salt, digest_size=32).hexdigest()


def remember(
    inputs: Inputs, settings: ColumnSettings, site: Site, readings: list[Reading], tree: str
) -> Callable[[], None]:
    """Write the rows of a build that is about to be published from `tree`; what to call once it has been."""
    folder = store_folder(inputs.output)
    released = {d.source_path: d for d in site.column.catalogue}
    public = released.keys()
    rows = Rows.create(folder)
    kept = [without_internal(r) for r in readings if _is_as_released(r, released)]
    rows.fill(site.column, site.comparisons, site.pairs, kept)
    rows.close()
    salt = os.urandom(32)
    held = {
        r.document.fields.source_path: salted(facts(r), salt)
        for r in readings
        if r.document.fields.source_path not in public
    }
    state = State(
        inputs.keys,
        hidden(inputs.stamps, salt),
        (0, ""),
        len(site.column.catalogue),
        repr(settings),
        salt,
        hidden(held, salt),
        rows_checksum(folder),
    )

    def after() -> None:
        save_state(folder, replace(state, tree=tree_identity(tree, MARKER)))

    return after


def _is_as_released(reading: Reading, released: Mapping[str, ReleasedDocument]) -> bool:
    """False for what is not public, and for a public record out of which the gate took a held document's name."""
    own = reading.document.fields
    document = released.get(own.source_path)
    return document is not None and (document.relations, document.stated_force) == (own.relations, own.stated_force)


def _differs(path: str, data: bytes) -> bool:
    try:
        with open(path, "rb") as stream:
            return stream.read() != data
    except FileNotFoundError:
        return True
