"""Why a bundle was not made, in words for the editor."""

from __future__ import annotations

from plugins.catalogue import tables


class ArchiveError(Exception):
    """The archive cannot be made or used; `code` is a key of the table's errors, the message is Chinese."""

    def __init__(self, code: str, **fields: object) -> None:
        self.code, self.fields = code, fields
        super().__init__(tables.load("archive")["errors"][code].format(**fields))
