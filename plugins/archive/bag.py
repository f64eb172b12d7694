"""The preservation bundle: a BagIt 1.0 bag (RFC 8493) in a zip whose bytes follow from the inputs alone."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path

from plugins.archive import verify as verifier
from plugins.archive.catalogue_files import NAMES, write_catalogue
from plugins.archive.descriptions import Description, bag_info, provenance, readme, ro_crate
from plugins.archive.errors import ArchiveError
from plugins.archive.journal import Member, noted, write_members
from plugins.archive.payload import File, check_names, site_files, source_files
from plugins.archive.staging import Staging, checked_tombstones
from plugins.archive.stored_zip import Entry, SourceChanged, pieces
from plugins.archive.tag_files import DIGESTS, write_tag_files
from plugins.archive.web_archive import write_web_archive
from plugins.catalogue import tables

SPLIT_BYTES = 4_000_000_000
"""A bag that would be larger is divided by year of publication: FAT32 and old zip programs stop at 4 GiB."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class ArchiveInputs:
    """All that a bag is made of; only what the gate has let through may be in it.

    `site` is the built tree. `sources` are (relative path, file). `rows` are the released documents, `tombstones`
    what was withdrawn, with the fields of tables/archive.toml and no others. `epoch` is SOURCE_DATE_EPOCH, in seconds.
    `versions` must not name anything of the machine. `public_key` is the text of the signers' public key, published in
    the bag; `non_disclosure` the figures of the leak check (`hits` above 0 stops the making); `sm3` adds SM3 digests.
    """

    site: Path
    sources: Iterable[tuple[str, Path]]
    rows: Iterable[Mapping[str, object]]
    tombstones: Iterable[Mapping[str, object]]
    name: str
    organisation: str
    as_of: date
    epoch: int
    commit: str
    versions: Mapping[str, str]
    counts: Mapping[str, int]
    title: str = ""
    site_url: str = ""
    retention: str = ""
    public_key: str = ""
    non_disclosure: Mapping[str, object] = field(default_factory=dict)
    sm3: bool = False

    @property
    def label(self) -> str:
        """NAME-YYYYMMDD, after the as-of day."""
        return f"{self.name}-{self.as_of:%Y%m%d}"


@dataclass(frozen=True, slots=True)
class BagFile:
    """One zip that was made. `kind` is full, common, part or delta; `part` the year of a part; `size` in bytes."""

    path: Path
    kind: str
    part: str
    size: int
    sha256: str
    documents: int


@dataclass(frozen=True, slots=True)
class BagReport:
    """What was made: `files`, the common part first when the bag is divided; counts over all of them."""

    label: str
    as_of: date
    epoch: int
    files: tuple[BagFile, ...]
    documents: int
    payload_files: int
    payload_bytes: int


@dataclass(slots=True)
class _Making:
    """What the parts of one bag share while they are made."""

    inputs: ArchiveInputs
    to: Path
    work: Path
    staging: Staging
    tombstones: bytes
    progress: Progress
    check: bool
    documents: int
    payload_files: int = 0
    payload_bytes: int = 0


def make_bag(
    inputs: ArchiveInputs,
    to: Path,
    *,
    progress: Progress | None = None,
    split_bytes: int = SPLIT_BYTES,
    check: bool = True,
) -> BagReport:
    """The bag in `to`: NAME-YYYYMMDD.zip with a .sha256 beside it, or one for each year beyond `split_bytes`.

    Equal inputs give equal bytes on any machine. Memory grows only with the number of files. When stopped, the next
    call with the same inputs goes on where the last one was. Each zip is verified before it gets its name; `check`
    False leaves that to the caller. ArchiveError, in Chinese, when something cannot be archived, or when a zip with
    another content bears the name: no zip is left or replaced then.
    """
    _check(inputs)
    if to.resolve().is_relative_to(inputs.site.resolve()):
        raise ArchiveError("inside", path=to.name)
    to.mkdir(parents=True, exist_ok=True)
    site, sources = site_files(inputs.site), source_files(inputs.sources)
    check_names(site)
    check_names(sources)
    work = _work_folder(inputs, to)
    staging_path = work / "staging.sqlite"
    staging_path.unlink(missing_ok=True)
    staging = Staging(staging_path)
    try:
        documents = staging.fill(inputs.rows)
        tombstones = (json.dumps(checked_tombstones(inputs.tombstones), ensure_ascii=False, indent=1) + "\n").encode()
        making = _Making(inputs, to, work, staging, tombstones, progress or _silent, check, documents)
        total = 2 * sum(file.size for file in site) + sum(file.size for file in sources)
        years = [year for year in staging.years() if year] if total > split_bytes else []
        if len(years) < 2:
            files = [_write_bag(making, "full", "", site, sources, (), ())]
        else:
            files = _write_parts(making, site, sources, years)
        for file in files:
            refuse_another(file.path, file.sha256)
    except ArchiveError:
        shutil.rmtree(work)
        raise
    finally:
        staging.close()
    for file in files:
        os.replace(work / file.path.name, file.path)
        to.joinpath(f"{file.path.name}.sha256").write_text(f"{file.sha256}  {file.path.name}\n", "utf-8")
    shutil.rmtree(work)
    return BagReport(
        inputs.label, inputs.as_of, inputs.epoch, tuple(files), documents, making.payload_files, making.payload_bytes
    )  # fmt: skip


def refuse_another(path: Path, sha256: str) -> None:
    """ArchiveError when something else than the file with this digest lies there: a bag is named after its day only."""
    if not os.path.lexists(path):
        return
    found = _digest_of(pieces(path)) if path.is_file() and not path.is_symlink() else "?"
    if found != sha256:
        raise ArchiveError("another_bag", path=path, found=found)


def _silent(stage: str, done: int, total: int) -> None:
    """Tells nobody."""


def _check(inputs: ArchiveInputs) -> None:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}", inputs.name):
        raise ArchiveError("name", name=inputs.name)
    hits = inputs.non_disclosure.get("hits", 0)
    if hits:
        raise ArchiveError("leak", hits=hits)
    if inputs.public_key:
        try:
            verifier.public_key(inputs.public_key)
        except ValueError as error:
            raise ArchiveError("public_key") from error
    if inputs.sm3 and "sm3" not in hashlib.algorithms_available:
        raise ArchiveError("no_sm3")


def _work_folder(inputs: ArchiveInputs, to: Path) -> Path:
    """A folder for what is half done. What was left by a making with other inputs is thrown away."""
    work = to / f".{inputs.label}.work"
    # Members are compared one by one when the work goes on; this is what decides the form of all of them.
    code = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))))
    same = {"epoch": inputs.epoch, "sm3": inputs.sm3, "code": code.hexdigest()}
    state = json.dumps(same, sort_keys=True)
    mark = work / "state.json"
    if work.exists() and not (mark.exists() and mark.read_text("utf-8") == state):
        shutil.rmtree(work)
    work.mkdir(exist_ok=True)
    mark.write_text(state, "utf-8")
    return work


def _write_parts(making: _Making, site: list[File], sources: list[File], years: list[str]) -> list[BagFile]:
    """A part for each year, and last the common part, which holds the digests of the others."""
    staging = making.staging
    of_site = [staging.year_of_site_file(file.name) for file in site]
    of_sources = [staging.year_of_source(file.name) for file in sources]
    parts = []
    for year in years:
        parts.append(
            _write_bag(
                making,
                "part",
                year,
                [file for file, its in zip(site, of_site, strict=True) if its == year],
                [file for file, its in zip(sources, of_sources, strict=True) if its == year],
                years,
                (),
            )
        )
    common = _write_bag(
        making,
        "common",
        "",
        [file for file, its in zip(site, of_site, strict=True) if its not in years],
        [file for file, its in zip(sources, of_sources, strict=True) if its not in years],
        years,
        parts,
    )
    return [common, *parts]


def _write_bag(
    making: _Making,
    kind: str,
    year: str,
    site: list[File],
    sources: list[File],
    years: Iterable[str],
    parts: Iterable[BagFile],
) -> BagFile:
    """One zip: its payload, then its tag files; verified, and left in the work folder under the name it is to get."""
    inputs, years = making.inputs, list(years)
    label = f"{inputs.label}-{year}" if year else inputs.label
    folder = making.work / (year or "common")
    folder.mkdir(exist_ok=True)
    making.progress(_stage("catalogue"), 0, making.documents)
    documents = write_catalogue(making.staging, folder, year or None)
    making.progress(_stage("catalogue"), documents, making.documents)
    about = Description(
        label=label,
        group=inputs.label,
        kind=kind,
        title=inputs.title or inputs.name,
        organisation=inputs.organisation,
        as_of=inputs.as_of,
        epoch=inputs.epoch,
        commit=inputs.commit,
        versions=inputs.versions,
        counts={**inputs.counts, "documents": documents, "site_files": len(site), "source_files": len(sources)},
        site_url=inputs.site_url,
        retention=inputs.retention,
        public_key=inputs.public_key,
        non_disclosure=inputs.non_disclosure,
        documents=documents,
        year=year,
        years_in_parts=years if kind == "common" else (),
        part_number=years.index(year) + 2 if kind == "part" else 1,
        part_count=len(years) + 1,
    )
    members = list(_payload(making, folder, about, site, sources, parts))
    algorithms = (*DIGESTS, "sm3") if inputs.sm3 else DIGESTS
    archive, notes = folder / "bag.zip", folder / "notes.jsonl"
    done, size = 0, 0

    def wrote(entry: Entry) -> None:
        nonlocal done, size
        done, size = done + 1, size + entry.size
        if done % 256 == 0 or done == len(members):
            making.progress(_stage("bag"), done, len(members))

    try:
        file, writer = write_members(archive, notes, members, inputs.epoch, algorithms, wrote)
    except SourceChanged as error:
        raise ArchiveError("changed", path=error.args[0]) from error
    with file:
        tags = write_tag_files(writer, label, notes, bag_info(about, size, done), readme(about))
        writer.finish(chain(noted(notes), tags))
        os.fsync(file.fileno())
    if making.check:
        _refuse_unsound(making, archive)
    digest, weight = _digest_of(pieces(archive)), archive.stat().st_size
    os.replace(archive, making.work / f"{label}.zip")
    shutil.rmtree(folder)
    making.payload_files += done
    making.payload_bytes += size
    return BagFile(making.to / f"{label}.zip", kind, year, weight, digest, documents)


def _stage(name: str) -> str:
    return str(tables.load("archive")["progress"][name])


def _payload(
    making: _Making, folder: Path, about: Description, site: list[File], sources: list[File], parts: Iterable[BagFile]
) -> Iterator[Member]:  # fmt: skip
    """Everything under data/, in one fixed order."""
    data = f"{about.label}/data"
    web_name = f"warc/{about.label}.wacz"
    yield _made(f"{data}/README.txt", readme(about))
    for name in NAMES:
        yield _written(f"{data}/catalogue/{name}", folder / name)
    if about.kind == "common":
        rows = [f"{part.path.name},{part.size},{part.sha256}\n" for part in parts]
        yield _made(f"{data}/parts.csv", ("name,size,sha256\n" + "".join(rows)).encode())
    yield _made(f"{data}/provenance.json", provenance(about))
    yield _made(f"{data}/ro-crate-metadata.json", ro_crate(about, web_name, sources=bool(sources)))
    for file in site:
        yield Member(f"{data}/site/{file.name}", file.size, file.stamp, file.chunks)
    for file in sources:
        yield Member(f"{data}/sources/{file.name}", file.size, file.stamp, file.chunks)
    yield _made(f"{data}/tombstones.json", making.tombstones)
    yield _web_archive(making, folder, about, f"{data}/{web_name}", site)


def _web_archive(making: _Making, folder: Path, about: Description, name: str, site: list[File]) -> Member:
    def told() -> Iterator[tuple[str, Path]]:
        for number, file in enumerate(site, 1):
            if number % 256 == 0 or number == len(site):
                making.progress(_stage("warc"), number, len(site))
            yield file.name, Path(file.path)

    archive = write_web_archive(
        folder,
        told(),
        base_url=about.site_url or f"https://{making.inputs.name.lower()}.invalid/",
        epoch=about.epoch,
        title=about.title,
        organisation=about.organisation,
        staging=making.staging,
    )
    return Member(name, archive.size, _digest_of(archive.chunks()), archive.chunks)


def _made(name: str, content: bytes) -> Member:
    return Member(name, len(content), hashlib.sha256(content).hexdigest(), lambda: (content,))


def _written(name: str, path: Path) -> Member:
    """A file that was made anew: only its content says whether it is the one that was noted."""
    return Member(name, path.stat().st_size, _digest_of(pieces(path)), lambda: pieces(path))


def _digest_of(chunks: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in chunks:
        digest.update(piece)
    return digest.hexdigest()


def _refuse_unsound(making: _Making, archive: Path) -> None:
    """ArchiveError when the verifier finds anything but the signature that is still to come."""

    def told(stage: str, done: int, total: int) -> None:
        making.progress(_stage("verify"), done, total)

    # The parts of a divided bag do not lie beside the common part yet.
    expected = {"signature-missing", "part-missing"}
    for problem in verifier.verify(archive, progress=told):
        if not problem.warning and problem.code not in expected:
            raise ArchiveError("unsound", problem=f"{problem.path}: {problem.zh}")
