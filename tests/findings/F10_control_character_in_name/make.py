"""A file whose name holds a control character, which a repository could not keep on every system."""

from __future__ import annotations

from pathlib import Path

TEXT = (Path(__file__).parent / "head.txt").read_text("utf-8")


def make(content: Path, *, bad: bool) -> None:
    """Write the document under the one name or the other."""
    folder = content / "documents"
    folder.mkdir(parents=True)
    (folder / ("a\x01b.md" if bad else "ab.md")).write_text(TEXT, "utf-8")
