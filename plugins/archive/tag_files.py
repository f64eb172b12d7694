"""The tag files of a bag: bagit.txt, bag-info.txt, the manifests and what a stranger needs to check them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plugins.archive import verify as verifier
from plugins.archive.journal import noted
from plugins.archive.stored_zip import Entry, StoredZip

BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
DIGESTS = ("sha256", "sha512")
"""The digests of every bag, in the order in which members are noted; SM3 may follow them."""


def write_tag_files(writer: StoredZip, label: str, notes: Path, info: bytes, readme: bytes) -> list[Entry]:
    """The entries of all tag files, written behind the payload that `notes` lists.

    The manifests are streamed from the notes; the tag manifests come last, over all the others (RFC 8493, 2.2.1).
    """
    tags: list[Entry] = []

    def add(name: str, content: bytes) -> None:
        tags.append(writer.add(f"{label}/{name}", (content,), len(content)))

    add("bagit.txt", BAGIT)
    add("bag-info.txt", info)
    add("README.txt", readme)
    add("verify.py", Path(verifier.__file__).read_bytes().replace(b"\r\n", b"\n"))
    for at, algorithm in enumerate(writer.algorithms):
        name = verifier.SM3_LIST if algorithm == "sm3" else f"manifest-{algorithm}.txt"
        length = sum(len(line) for line in _manifest_lines(notes, label, at))
        tags.append(writer.add(f"{label}/{name}", _manifest_lines(notes, label, at), length))
    listed = sorted(tags, key=lambda entry: entry.name)
    for at, algorithm in enumerate(DIGESTS):
        lines = [f"{entry.digests[at]}  {_listed_name(entry, label)}\n" for entry in listed]
        add(f"tagmanifest-{algorithm}.txt", "".join(lines).encode())
    return tags


def _manifest_lines(notes: Path, label: str, at: int) -> Iterator[bytes]:
    for entry in noted(notes):
        yield f"{entry.digests[at]}  {_listed_name(entry, label)}\n".encode()


def _listed_name(entry: Entry, label: str) -> str:
    """The path in a manifest (RFC 8493, 2.1.3: a percent sign is written %25; line breaks are refused before)."""
    return entry.name[len(label) + 1 :].replace("%", "%25")
