"""`archive`, `verify`, `archive-apply`: the preservation bundle from a fresh build, its check, its differences."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from plugins.archive import verify
from plugins.archive.bag import ArchiveInputs, BagFile, make_bag
from plugins.archive.delta import apply_delta, make_delta
from plugins.archive.errors import ArchiveError
from plugins.archive.releases import RECORD, Release, read_releases, release_of, write_releases
from plugins.archive.settings import archive_settings
from plugins.archive.signature import key_kind, sign
from plugins.archive.withdrawals import (
    WITHDRAWALS,
    Withdrawal,
    earlier_bag,
    newly_withdrawn,
    read_withdrawals,
    tombstones,
    withdrawals_text,
)
from plugins.catalogue import tables
from plugins.catalogue.column import Column
from plugins.catalogue.document import ReleasedDocument
from plugins.catalogue.sentences import label
from plugins.commands.column_build import day_of, in_root, pelican_settings, print_findings, run_build, show_progress
from plugins.disclosure.build import SHANGHAI, Account
from plugins.disclosure.data_files import change_record
from plugins.disclosure.front_matter import bytes_as_released
from plugins.disclosure.references import last_valid_day
from plugins.disclosure.settings import column_settings
from plugins.disclosure.system_errors import told_with_path

_MADE_OF = ("plugins", "theme", "pelicanconf.py", "requirements.txt")
"""What a bag follows from besides the content."""


def run_archive(
    root: Path, content: str, to: str, *, as_of: str = "", since: str = "", key: str = "", public_key: str = ""
) -> int:
    """0: made (and signed); 1: not, and why has been said; 2: the command was wrong."""
    words = tables.load("commands")["archive"]
    if since and not os.path.exists(since):
        return _told(words["no_file"].replace("{path}", since))
    if os.path.lexists(to) and not os.path.isdir(to):
        return _told(words["not_folder"].replace("{path}", to))
    try:
        return _archive(root, content, to, as_of=as_of, since=since, key=key, public_key=public_key)
    except ArchiveError as error:
        return _told(str(error))
    except OSError as error:
        return _told(words["refused"].replace("{reason}", told_with_path(error)))


def _told(text: str) -> int:
    sys.stderr.write(text + "\n")
    return 1


def _archive(root: Path, content: str, to: str, *, as_of: str, since: str, key: str, public_key: str) -> int:
    words = tables.load("commands")["archive"]
    commit, epoch = _commit(root)
    day = day_of(as_of) if as_of else datetime.fromtimestamp(epoch, SHANGHAI).date()
    if day is None:
        sys.stderr.write(tables.load("commands")["build"]["bad_day"].replace("{value}", as_of) + "\n")
        return 2
    folder = in_root(root, content)
    if key:
        key_kind(Path(key))  # what cannot be signed with is told before anything is made
    signers = _text(public_key) if public_key else ""
    known = read_releases(_text(str(Path(folder, RECORD))) if Path(folder, RECORD).exists() else "")
    target = Path(to).resolve()
    target.mkdir(parents=True, exist_ok=True)
    lying = _releases_beside(target)
    if commit and (unlike := _unlike_commit(root, folder)):
        commit = ""
        _told(words[unlike[0]].replace("{path}", unlike[1]))
    # What is half made lies under a name of its own: the next call takes it up, or throws it away.
    scratch = target / ".archive-site"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    try:
        account = Account()
        site = str(scratch / "site")
        overrides = {"GONGKAI_DRY": True}
        code = run_build(root, folder, site, as_of=day.isoformat(), quiet=True, overrides=overrides, account=account)
        if code or account.column is None:
            print_findings(account.findings)
            sys.stderr.write(words["not_built"] + "\n")
            return code or 1
        whole = pelican_settings(root, folder, str(root / "output"), {})
        settings = column_settings(whole)
        released = {document.index_number for document in account.column.catalogue}
        withdrawn = _withdrawn(folder, since, released, day)
        files, digests = _sources(account.column, folder, scratch / "sources")
        inputs = ArchiveInputs(
            site=scratch / "site",
            sources=files,
            rows=[row(account.column, each, digests[each.source_path]) for each in account.column.catalogue],
            tombstones=tombstones(withdrawn, released, day),
            name=settings.archive_name,
            organisation=settings.agency or settings.site_name,
            as_of=day,
            epoch=epoch,
            commit=commit,
            versions=_versions(root),
            counts={},
            title=settings.site_name,
            site_url=settings.base_url,
            retention=settings.retention,
            public_key=signers,
            sm3=archive_settings(whole).sm3,
        )
        made = _make(inputs, target, since, key, words)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    (target / RECORD).write_text(write_releases([*lying, *known, *made]), encoding="utf-8")
    sys.stdout.write(words["recorded"].replace("{path}", str(target / RECORD)) + "\n")
    return 0


def _text(path: str) -> str:
    """A file's text. ArchiveError when it is none."""
    try:
        return Path(path).read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ArchiveError("no_text", path=path) from error


def _releases_beside(target: Path) -> list[Release]:
    """The recorded zips that still lie there: what was made before and is not in the content's record yet."""
    record = target / RECORD
    releases = read_releases(_text(str(record)) if record.exists() else "")
    return [r for r in releases if (target / r.name).is_file() and (target / r.name).stat().st_size == r.size]


def _withdrawn(content: str, since: str, released: set[str], day: date) -> list[Withdrawal]:
    """What the record says was withdrawn. ArchiveError when the earlier bag knows of more: it is recorded first.

    A bag must follow from its commit alone, so what was found in another bag gets into the record, not into this one.
    """
    path = Path(content, WITHDRAWALS)
    recorded = read_withdrawals(path.read_text("utf-8-sig") if path.exists() else "")
    found = newly_withdrawn(earlier_bag(Path(since)), recorded, released, day) if since else []
    if found:
        half = path.with_name(path.name + ".tmp")
        half.write_text(withdrawals_text([*recorded, *found]), encoding="utf-8", newline="\n")
        os.replace(half, path)
        shown = "、".join(item.index_number for item in found[:20])
        raise ArchiveError("withdrawn_new", base=Path(since).name, count=len(found), path=path.name, numbers=shown)
    return recorded


def _make(inputs: ArchiveInputs, target: Path, since: str, key: str, words: Mapping[str, str]) -> list[Release]:
    report = make_bag(inputs, target, progress=show_progress)
    files: list[tuple[BagFile, str]] = [(file, "") for file in report.files]
    for file in report.files if since else ():
        base = _base_of(Path(since), file)
        if base.is_file() or not file.part:
            files.append((make_delta(base, file.path, target, progress=show_progress), base.name))
        else:
            _told(words["no_base_part"].replace("{path}", str(base)).replace("{part}", file.path.name))
    made = []
    for file, base_name in files:
        signature = sign(file.path, Path(key)).name if key else ""
        if key:
            problems = verify.verify(file.path, public_key=inputs.public_key or None, require_signature=True)
            if any(not p.warning for p in problems):
                raise ArchiveError("; ".join(p.zh for p in problems))
        known = {"as_of": inputs.as_of, "epoch": inputs.epoch, "commit": inputs.commit}
        made.append(release_of(file, **known, base=base_name, signature=signature))
        line = words["made"].replace("{path}", str(file.path)).replace("{size}", f"{file.size / 2**20:.1f}")
        sys.stdout.write(line.replace("{sha256}", file.sha256).replace("{documents}", str(file.documents)) + "\n")
    return made


def _base_of(since: Path, file: BagFile) -> Path:
    """What a new zip is held against: the earlier bag, or that one's part of the year where both are divided."""
    return since.with_name(f"{since.stem}-{file.part}{since.suffix}") if file.part else since


def run_verify(path: str, *, public_key: str = "", require_signature: bool = False, site: str = "") -> int:
    """The verifier's own exit code: 0 whole, 1 not, 2 could not look."""
    arguments = [path]
    if public_key:
        arguments += ["--public-key", public_key]
    if require_signature:
        arguments.append("--require-signature")
    if site:
        arguments += ["--site", site]
    return int(verify.main(arguments))


def run_apply(base: str, delta: str, to: str) -> int:
    """The full bag from an older one and the difference. 0: made; 1: not."""
    words = tables.load("commands")["archive"]
    for given in (base, delta):
        if not os.path.isfile(given):
            return _told(words["no_file"].replace("{path}", given))
    if os.path.lexists(to) and not os.path.isdir(to):
        return _told(words["not_folder"].replace("{path}", to))
    try:
        path = apply_delta(Path(base), Path(delta), Path(to))
    except ArchiveError as error:
        return _told(str(error))
    except OSError as error:
        return _told(words["refused"].replace("{reason}", told_with_path(error)))
    sys.stdout.write(f"{path}\n")
    return 0


def row(column: Column, document: ReleasedDocument, digest: str) -> dict[str, Any]:
    """A released document with all its changes in force, under the fields of the archive's table.

    `digest` is that of its source in the bag.
    """
    status = column.status[document.index_number]
    allowed = [entry["name"] for entry in tables.load("archive")["columns"]]
    values: dict[str, Any] = {name: getattr(document, name) for name in allowed if hasattr(document, name)}
    values["attachments"] = [
        {"path": a.path, "name": a.name, "size": a.size, "sha256": a.sha256, "media_type": a.media_type}
        for a in document.attachments
    ]
    values["relations"] = [
        {"kind": r.kind.value, "title": r.target.title, "number": r.target.number, "articles": list(r.articles)}
        for r in document.relations
        if r.target.title or r.target.number
    ]
    values |= {
        "legal_force": status.force.value,
        "legal_force_label": label(status.force),
        "digest": digest,
        "expires_on": last_valid_day(document, status),
        "events": [change_record(change) for change in status.timeline],
    }
    return values


def _sources(column: Column, content: str, scratch: Path) -> tuple[list[tuple[str, Path]], dict[str, str]]:
    """The released Markdown, without internal fields, comments and what names a document behind the gate, and the
    attachments it shows; and the sha256 of each Markdown file by its path.
    """
    files: dict[str, Path] = {}
    digests: dict[str, str] = {}
    for document in column.catalogue:
        name, path = document.source_path, scratch / document.source_path
        data = Path(content, name).read_bytes()
        if hashlib.sha256(data).hexdigest() != document.digest:
            raise ArchiveError("changed", path=name)
        out = bytes_as_released(document, data)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(out)
        files[name], digests[name] = path, hashlib.sha256(out).hexdigest()
        for attachment in (*document.attachments, *document.embedded):
            files[attachment.path] = Path(content, attachment.path)
    return sorted(files.items()), digests


def _unlike_commit(root: Path, content: str) -> tuple[str, str] | None:
    """Why the bag is not what the commit holds: the key of the words and the path; None when it is.

    In the content folder an ignored file counts too, for the build reads it; hidden ones it does not read.
    """
    place = os.path.realpath(content)
    top = _git(root, "rev-parse", "--show-toplevel")
    if top is None or not Path(place).is_relative_to(os.path.realpath(top.strip())):
        return "outside_commit", content
    changed = _git(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", *_MADE_OF) or ""
    within = _git(
        root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignored", "--", place
    )
    if within is None:
        return "outside_commit", content
    for line in filter(None, (within + changed).split("\0")):
        hidden = any(part.startswith(".") for part in line[3:].split("/"))
        if not (line.startswith("!!") and hidden):
            return "uncommitted", line[3:]
    return None


def _git(root: Path, *arguments: str) -> str | None:
    """What git says; None when it refuses."""
    command = ["git", "-C", str(root), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)
    return None if done.returncode else done.stdout


def _commit(root: Path) -> tuple[str, int]:
    """The commit and its time; SOURCE_DATE_EPOCH comes first, and outside git the year's first day stands in.

    ArchiveError when there is a repository that git will not read, as it will not read another user's.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    shown = subprocess.run(
        ["git", "-C", str(root), "log", "-1", "--format=%H %ct"], capture_output=True, text=True, check=False
    )
    if shown.returncode and (root / ".git").exists():
        raise ArchiveError("no_commit", reason=(shown.stderr.strip().splitlines() or ["?"])[0])
    commit, _, when = shown.stdout.strip().partition(" ")
    if epoch.isdigit():
        return commit, int(epoch)
    return (commit, int(when)) if when else ("", int(datetime(2026, 1, 1, tzinfo=SHANGHAI).timestamp()))


def _versions(root: Path) -> dict[str, str]:
    """Every pinned package and its version, from the lock."""
    text = (root / "requirements.txt").read_text("utf-8")
    return dict(sorted(re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", text, re.MULTILINE)))
