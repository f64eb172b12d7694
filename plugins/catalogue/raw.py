"""Front matter as written: values with their places, before anything is believed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Raw:
    """A value at `line:column` of the source file (counted from 1).

    Exactly one of the three holds: `text` (a scalar, as typed), `items` (a list), `pairs` (a mapping).
    """

    line: int
    column: int
    text: str | None = None
    items: tuple[Raw, ...] | None = None
    pairs: tuple[tuple[Raw, Raw], ...] | None = None

    @property
    def shown(self) -> str:
        """The value in one line, for a message."""
        if self.text is not None:
            return self.text
        if self.items is not None:
            return "[" + ", ".join(item.shown for item in self.items) + "]"
        return "{" + ", ".join(f"{k.shown}: {v.shown}" for k, v in self.pairs or ()) + "}"


@dataclass(frozen=True, slots=True)
class SourceText:
    """A source file split: `pairs` of the front matter, and the `body` after it.

    `body` keeps every character but the line ends, which are `\\n`. `body_line` is the body's first line in the file.
    """

    path: str
    pairs: tuple[tuple[Raw, Raw], ...]
    body: str
    body_line: int
    digest: str
    released_digest: str = ""
    """sha256 of the source as it may leave the repository (internal fields and comments taken out)."""
