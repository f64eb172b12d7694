"""The build, step by step: read, release, relate, render. Each step may run in other processes."""

from __future__ import annotations

import gc
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from functools import partial
from importlib import import_module
from typing import Any

from plugins.catalogue.assign import RegisterEntry, assign_index_numbers, read_register, register_text
from plugins.catalogue.catalogue import Catalogue
from plugins.catalogue.column import Column, make_column
from plugins.catalogue.document import Disclosure
from plugins.catalogue.findings import Finding, Severity, finding, has_errors
from plugins.catalogue.gate import Reading, public_rows, release
from plugins.catalogue.review import ReviewRow, read_review
from plugins.catalogue.validate import SiteRules
from plugins.disclosure.body_links import link_findings, picture_findings
from plugins.disclosure.reading import ReadFile, read_files, with_released_digest
from plugins.disclosure.same_storage import (
    ClusterFault,
    Seen,
    folder_digest,
    refuse_other_folders,
    refuse_others,
    seen,
)
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.site import Renderer, Site, Unit, units
from plugins.disclosure.sources import Sources, scan, strays
from plugins.disclosure.system_errors import told
from plugins.disclosure.workers import Processes, Start, Workers

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
_CHUNK = 64
_SERIAL_BELOW = 120
"""Fewer files than this are not worth starting processes for."""


class BuildStopped(Exception):
    """An editor's mistakes: nothing is published. `findings` has all of them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(set(findings)))
        super().__init__(f"{sum(f.severity is Severity.ERROR for f in self.findings)} errors")


@dataclass(slots=True)
class Account:
    """What a build did, for the report: seconds by stage, and what came of every document file."""

    seconds: dict[str, float] = field(default_factory=dict)
    files: dict[str, ReadFile] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    column: Column | None = None
    pages: int = 0
    written: int = 0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage under its name."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


def today() -> date:
    """The day it is in Asia/Shanghai, for commands that are given none. The core never asks."""
    return datetime.now(SHANGHAI).date()


def read_column(
    content: str, settings: ColumnSettings, as_of: date, jobs: int | Workers, account: Account, progress: Progress
) -> tuple[Column, list[RegisterEntry]]:
    """The column of a content folder, and the register entries it adds. BuildStopped when anything is an error.

    `jobs` is a number of processes of this machine, or the workers themselves.
    """
    gc.set_threshold(100_000, 50, 100)  # what is read stays to the end: circles in it are looked for seldom
    with account.stage("scan"):
        sources = scan(content, settings.documents_folder)
        review_sources = scan(content, settings.review_folder)
    account.findings += sources.findings + review_sources.findings
    if not os.path.isdir(os.path.join(content, settings.documents_folder)) and not sources.findings:
        account.findings.append(finding(settings.documents_folder, 0, 0, "F09", settings.documents_folder))
    account.findings += strays(content, (settings.documents_folder, settings.pages_folder, settings.review_folder))
    with account.stage("read"):
        workers = Processes(jobs) if isinstance(jobs, int) else jobs
        read = _read_all(content, list(sources.documents), settings, workers, progress)
    account.files = {r.path: r for r in read}
    for result in read:
        account.findings += result.findings
    with account.stage("relate"):
        review, problems = _reviews(content, review_sources)
        account.findings += problems
        register, problems = _register(content, settings)
        account.findings += problems
        readings = [r.reading for r in read if r.reading]
        readings, added, problems = assign_index_numbers(readings, register, settings.index_number_template)
        account.readings = readings
        account.findings += problems
        account.findings += _unlisted(readings, sources, [r.path for r in read if r.reading is None])
        released = release(readings, as_of, list_on_request=settings.list_on_request)
        if not all(document.released_digest for document in released.catalogue):
            whole = Catalogue.of(with_released_digest(content, document) for document in released.catalogue)
            released = replace(released, catalogue=whole)
        linked = {r.document.fields.source_path: r.linked_documents for r in readings if r.linked_documents}
        account.findings += link_findings(released.catalogue, linked)
        account.findings += picture_findings(readings, as_of)
        review = public_rows(review, readings, as_of)
        column = make_column(released, as_of, review, default_term_years=settings.default_term_years)
        account.findings += column.findings
    account.findings = sorted(set(account.findings))
    account.column = column
    if has_errors(account.findings):
        raise BuildStopped(account.findings)
    return column, added


def render_site(site: Site, root: str, workers: Workers, account: Account, progress: Progress) -> None:
    """Write every file of the site under `root`."""
    with account.stage("render"):
        todo = sorted(units(site), key=lambda unit: _together(site, unit))
        chunks = [todo[start : start + _CHUNK] for start in range(0, len(todo), _CHUNK)]
        done = 0
        if (workers.jobs > 1 or workers.elsewhere) and len(todo) > _SERIAL_BELOW:
            with _signed(root, workers) as sign:
                given = (site, root, sign, folder_digest(site.templates) if sign else "")
                with closing(workers.spread(_start_rendering, given, chunks)) as counts:
                    for chunk, count in zip(chunks, counts, strict=True):
                        account.written += count
                        done += len(chunk)
                        progress("render", done, len(todo))
        else:
            renderer = Renderer(site, root)
            for chunk in chunks:
                account.written += sum(len(renderer.make(unit)) for unit in chunk)
                done += len(chunk)
                progress("render", done, len(todo))
    account.pages = sum(1 for unit in todo if unit.kind in ("document", "list", "list-page"))


def _together(site: Site, unit: Unit) -> tuple[int, str]:
    """Pages of lists of one year stand together, because they show the same documents; all else keeps its order."""
    if unit.kind == "list-page":
        facet, key, place = unit.key
        return 1, site.pages[facet, key][int(place)].year
    return (0, "") if unit.kind in ("document", "comparison") else (2, "")


def save_register(content: str, settings: ColumnSettings, added: list[RegisterEntry]) -> None:
    """Add the entries to the register in the content folder, in one step. OSError when it cannot be written."""
    if not added:
        return
    path = os.path.join(content, settings.register_file)
    entries = {e.index_number: e for e in (*_register(content, settings)[0], *added)}
    try:
        with open(path + ".tmp", "w", encoding="utf-8", newline="\n") as stream:
            stream.write(register_text(entries))
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(path + ".tmp", path)
    finally:
        with suppress(OSError):
            os.unlink(path + ".tmp")


def peak_mib() -> float:
    """The largest memory that this process or one of its children has used, in MiB."""
    unit = 1 if sys.platform == "darwin" else 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
    return max(own, children) / 2**20


def _read_all(
    content: str, paths: list[str], settings: ColumnSettings, workers: Workers, progress: Progress
) -> list[ReadFile]:
    rules = site_rules(settings)
    chunks = [paths[start : start + _CHUNK] for start in range(0, len(paths), _CHUNK)]
    out: list[ReadFile] = []
    if (workers.jobs > 1 or workers.elsewhere) and len(paths) > _SERIAL_BELOW:
        import_module("plugins.catalogue.clauses.read")  # once, and not in each process that branches off
        start: Start[Any, list[ReadFile]] = _start_reading_elsewhere if workers.elsewhere else _start_reading
        parts = [seen(content, chunk) for chunk in chunks] if workers.elsewhere else chunks
        with closing(workers.spread(start, (content, rules), parts)) as results:
            for part in results:
                out += part
                progress("read", len(out), len(paths))
    else:
        for chunk in chunks:
            out += read_files(content, chunk, rules)
            progress("read", len(out), len(paths))
    return out


def site_rules(settings: ColumnSettings) -> SiteRules:
    """What a site's own settings say of its documents."""
    return SiteRules(publisher=settings.agency or settings.site_name)


def _start_reading(content: str, rules: SiteRules) -> Callable[[list[str]], list[ReadFile]]:
    return lambda paths: read_files(content, paths, rules)


def _start_reading_elsewhere(content: str, rules: SiteRules) -> Callable[[list[Seen]], list[ReadFile]]:
    def read(files: list[Seen]) -> list[ReadFile]:
        refuse_others(content, files)
        return read_files(content, [path for path, *_ in files], rules)

    return read


@contextmanager
def _signed(root: str, workers: Workers) -> Iterator[str]:
    """A file by which workers of other machines know this build's staging folder; empty for those of this one."""
    if not workers.elsewhere:
        yield ""
        return
    sign = os.path.join(root, f".{os.urandom(16).hex()}")
    with open(sign, "x", encoding="ascii"):
        pass
    try:
        yield sign
    finally:
        with suppress(FileNotFoundError):
            os.unlink(sign)


def _start_rendering(site: Site, root: str, sign: str, theme: str) -> Callable[[list[Unit]], int]:
    if sign:
        refuse_other_folders(root, sign, site.templates, theme)
    return partial(_render, Renderer(site, root), root, sign)


def _render(renderer: Renderer, root: str, sign: str, chunk: list[Unit]) -> int:
    count = 0
    for unit in chunk:
        if sign and not os.path.exists(sign):  # a worker that was cut off must not write into another build's folder
            raise ClusterFault("cluster_output", root)
        count += len(renderer.make(unit))
    return count


def _reviews(content: str, sources: Sources) -> tuple[list[ReviewRow], list[Finding]]:
    """The rows of all review tables in CSV, in order of path."""
    rows: list[ReviewRow] = []
    findings: list[Finding] = []
    for path in (*sources.documents, *sources.others):
        if not path.endswith(".csv"):
            findings.append(finding(path, 0, 0, "R10", path.rsplit("/", 1)[-1]))
            continue
        try:
            with open(os.path.join(content, path), encoding="utf-8-sig", newline="") as stream:
                text = stream.read()
        except UnicodeDecodeError:
            findings.append(finding(path, 1, 1, "F01", encoding="GB18030"))
            continue
        except OSError as error:
            findings.append(finding(path, 0, 0, "F09", told(error)))
            continue
        found, problems = read_review(text, path)
        rows += found
        findings += problems
    return rows, findings


def review_rows(content: str, settings: ColumnSettings) -> tuple[list[ReviewRow], list[Finding]]:
    """The rows of all review tables, and what is wrong with the tables."""
    return _reviews(content, scan(content, settings.review_folder))


def read_register_file(content: str, settings: ColumnSettings) -> tuple[list[RegisterEntry], list[Finding]]:
    """Every index number that has been given out, and what is wrong with the register."""
    return _register(content, settings)


def _register(content: str, settings: ColumnSettings) -> tuple[list[RegisterEntry], list[Finding]]:
    path = settings.register_file
    try:
        with open(os.path.join(content, path), encoding="utf-8-sig") as stream:
            return read_register(stream.read(), path)
    except FileNotFoundError:
        return [], []
    except UnicodeDecodeError:
        return [], [finding(path, 1, 1, "F01", encoding="GB18030")]
    except OSError as error:
        return [], [finding(path, 0, 0, "F09", told(error))]


def _unlisted(readings: list[Reading], sources: Sources, failed: list[str]) -> list[Finding]:
    """F08: files among the documents that no document lists. They are not published.

    Beside a document that could not be read nothing is said: it may be the one that lists them.
    """
    unknown = tuple({path.rpartition("/")[0] + "/" for path in failed})
    listed = {a.path for r in readings for a in (*r.document.fields.attachments, *r.document.fields.embedded)}
    return [
        finding(path, 0, 0, "F08", path.rsplit("/", 1)[-1])
        for path in sources.others
        if path not in listed and not path.startswith(unknown)
    ]


def disclosure_counts(readings: Iterable[Reading]) -> dict[str, int]:
    """How many documents there are of each 公开属性."""
    counts = {d.value: 0 for d in Disclosure}
    for reading in readings:
        counts[reading.document.disclosure.value] += 1
    return counts
