"""Delta bags: a base bag and a delta give the full bag, byte for byte."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from plugins.archive import verify as verifier
from plugins.archive.bag import BagFile, Progress, refuse_another
from plugins.archive.difference import operations
from plugins.archive.errors import ArchiveError
from plugins.archive.journal import Member, noted, write_members
from plugins.archive.stored_zip import CHUNK, pieces
from plugins.archive.tag_files import DIGESTS, write_tag_files
from plugins.archive.verify import Refused, Zip
from plugins.catalogue import tables


def make_delta(old_bag: Path, new_bag: Path, to: Path, *, progress: Progress | None = None) -> BagFile:
    """The delta bag in `to`, named NEW-from-XXXXXXXXXXXX.zip after the first digits of the base's sha256.

    It is applied once before it gets its name, so a delta that exists is one that works. ArchiveError when either zip
    cannot be read, or another delta bears the name.
    """
    to.mkdir(parents=True, exist_ok=True)
    old, new = _opened(old_bag), _opened(new_bag)
    try:
        base, result = _identity(old_bag), _identity(new_bag)
        label = f"{new.label}-from-{base['sha256'][:12]}"
        info = dict(verifier._metadata(new, (1, 0), "UTF-8", []))
        epoch = int(info["Source-Date-Epoch"])
        with tempfile.TemporaryDirectory(dir=to, prefix=".delta-") as work:
            folder = Path(work)
            _write_operations(old, new, folder, progress)
            (folder / "delta.json").write_text(
                json.dumps({"format": "gongkai-delta-1", "base": base, "result": result}, ensure_ascii=False, indent=1)
                + "\n",
                "utf-8",
            )
            archive = folder / "delta.zip"
            _pack(folder, archive, label, info, epoch, base, result)
            apply_delta(old_bag, archive, folder / "proof")
            target = to / f"{label}.zip"
            digest = _sha256(archive)
            refuse_another(target, digest)
            os.replace(archive, target)
    finally:
        old.close()
        new.close()
    (to / f"{label}.zip.sha256").write_text(f"{digest}  {label}.zip\n", "utf-8")
    return BagFile(target, "delta", "", target.stat().st_size, digest, int(info.get("Archive-Documents", "0")))


def apply_delta(old_bag: Path, delta: Path, to: Path) -> Path:
    """The full bag in `to`, made from its base and a delta, and proven by its sha256.

    ArchiveError when the delta is damaged, the base is another one, the result is not what the delta says, or another
    bag bears its name; then nothing is left or replaced.
    """
    faults = [problem for problem in verifier.verify(delta) if not problem.warning]
    if faults and {problem.code for problem in faults} != {"signature-missing"}:
        raise ArchiveError("not_delta", path=delta.name)
    # Two members are read side by side, so the zip is opened twice.
    bag, literal = _opened(delta), _opened(delta)
    try:
        try:
            said = json.loads(b"".join(bag.chunks("data/delta.json")))
            base, result = said["base"], said["result"]
            name = str(result["name"])
        except (KeyError, ValueError, TypeError) as error:
            raise ArchiveError("not_delta", path=delta.name) from error
        if not re.fullmatch(r"[A-Za-z0-9._-]+\.zip", name):
            raise ArchiveError("not_delta", path=delta.name)
        found = _sha256(old_bag)
        if found != base["sha256"]:
            raise ArchiveError("not_base", expected=base["sha256"], found=found)
        refuse_another(to / name, result["sha256"])
        to.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=to, prefix=".delta-")
        try:
            with os.fdopen(handle, "wb", buffering=1 << 20) as out, old_bag.open("rb") as source:
                made = _run(bag, literal, source, base["size"], out, result["size"])
                os.fsync(out.fileno())
            if made != result["sha256"]:
                raise ArchiveError("delta_result", expected=result["sha256"], found=made)
            Path(part).chmod(0o644)
            os.replace(part, to / name)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
    finally:
        bag.close()
        literal.close()
    return to / name


def _opened(path: Path) -> Zip:
    try:
        return Zip(str(path))
    except (Refused, OSError) as error:
        raise ArchiveError("not_delta", path=path.name) from error


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    for piece in pieces(path):
        digest.update(piece)
    return digest.hexdigest()


def _identity(path: Path) -> dict[str, Any]:
    return {"name": path.name, "size": path.stat().st_size, "sha256": _sha256(path)}


def _write_operations(old: Zip, new: Zip, folder: Path, progress: Progress | None) -> None:
    """delta.ops, one line an operation, and delta.bin, the bytes that the base has not."""
    stage, written, told, copied = str(tables.load("archive")["progress"]["delta"]), 0, 0, 0
    with (folder / "delta.ops").open("wb") as lines, (folder / "delta.bin").open("wb") as fresh:
        for kind, at, length in operations(old, new):
            if kind == "C":
                lines.write(b"C %d %d\n" % (at - copied, length))
                copied = at + length
            else:
                lines.write(b"I %d\n" % length)
                new.file.seek(at)
                left = length
                while left:
                    piece = new.file.read(min(left, CHUNK))
                    fresh.write(piece)
                    left -= len(piece)
            written += length
            if progress and written - told > 1 << 24:
                told = written
                progress(stage, written, new.length)


def _pack(
    folder: Path,
    archive: Path,
    label: str,
    info: dict[str, str],
    epoch: int,
    base: dict[str, Any],
    result: dict[str, Any],
) -> None:
    readme = tables.load("archive")["delta_readme"]["text"].format(
        base=base["name"], result=result["name"], sha256=result["sha256"]
    )
    paths = [folder / name for name in ("delta.bin", "delta.json", "delta.ops")]
    members = [_member(f"{label}/data/{path.name}", path) for path in paths]
    notes = folder / "notes.jsonl"
    file, writer = write_members(archive, notes, members, epoch, DIGESTS)
    size = sum(member.size for member in members)
    kept = (
        "Source-Organization", "Bagging-Date", "Source-Date-Epoch", "Archive-As-Of", "Archive-Commit",
        "Archive-Documents", "Bag-Software-Agent", "Signing-Key-Id", "Signing-Public-Key",
    )  # fmt: skip
    fields = {
        "External-Identifier": label,
        "External-Description": f"{base['name']} → {result['name']}",
        "Payload-Oxum": f"{size}.{len(members)}",
        "Gongkai-Bag-Kind": "delta",
        "Delta-Base-SHA256": base["sha256"],
        "Delta-Result-SHA256": result["sha256"],
        **{name: info[name] for name in kept if name in info},
    }
    text = "".join(f"{name}: {value}\n" for name, value in fields.items()).encode("utf-8")
    with file:
        tags = write_tag_files(writer, label, notes, text, readme.lstrip("\n").encode("utf-8"))
        writer.finish([*noted(notes), *tags])
        os.fsync(file.fileno())


def _member(name: str, path: Path) -> Member:
    return Member(name, path.stat().st_size, "", lambda: pieces(path))


def _run(bag: Zip, literal: Zip, base: IO[bytes], base_size: int, out: IO[bytes], size: int) -> str:
    """Executes the operations; returns the sha256 of what was written. ArchiveError when one of them is impossible."""
    impossible = ArchiveError("not_delta", path=bag.label)
    digest = hashlib.sha256()
    fresh, waiting, copied, written = literal.chunks("data/delta.bin"), b"", 0, 0
    for line in verifier._lines(bag, "data/delta.ops", "ascii"):
        parts = re.fullmatch(r"(?:C (-?\d+)|I) (\d+)", line)
        length = int(parts[2]) if parts else 0
        written += length
        if parts is None or written > size:
            raise impossible
        if parts[1] is not None:
            start = copied + int(parts[1])
            copied = start + length
            if start < 0 or copied > base_size:
                raise impossible
            base.seek(start)
            for piece in _exactly(base, length):
                out.write(piece)
                digest.update(piece)
            continue
        while length:
            if not waiting:
                waiting = next(fresh, b"")
                if not waiting:
                    raise impossible
            piece, waiting = waiting[:length], waiting[length:]
            out.write(piece)
            digest.update(piece)
            length -= len(piece)
    return digest.hexdigest()


def _exactly(file: IO[bytes], length: int) -> Iterator[bytes]:
    while length:
        piece = file.read(min(length, CHUNK))
        if not piece:
            raise ArchiveError("not_delta", path="base")
        length -= len(piece)
        yield piece
