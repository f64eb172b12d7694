"""A text of more than eight million bytes, and one just below."""

from __future__ import annotations

from pathlib import Path

HEAD = (Path(__file__).parent / "head.txt").read_text("utf-8")
LIMIT = 8 * 1024 * 1024


def make(content: Path, *, bad: bool) -> None:
    """Write the document, one byte over the limit or exactly on it."""
    head = HEAD.encode()
    line = b"x" * 99 + b"\n"
    body = (line * (LIMIT // 100 + 1))[: LIMIT - len(head) + bad]
    folder = content / "documents"
    folder.mkdir(parents=True)
    (folder / "a.md").write_bytes(head + body)
