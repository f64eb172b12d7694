"""A document that is a link, and one that is a file."""

from __future__ import annotations

from pathlib import Path

TEXT = (Path(__file__).parent / "head.txt").read_text("utf-8")


def make(content: Path, *, bad: bool) -> None:
    """Write the document outside and link to it, or write it in its place."""
    folder = content / "documents"
    folder.mkdir(parents=True)
    file = content.parent / "elsewhere.md" if bad else folder / "a.md"
    file.write_text(TEXT, "utf-8")
    if bad:
        (folder / "a.md").symlink_to(file)
