"""What a site sets for its archive: `ARCHIVE` in Pelican's settings, as one plain value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from plugins.archive.errors import ArchiveError


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """`downloads` is where the zips lie, an https address or a path relative to the site's root; '' shows no links.

    The published tree is swapped as a whole, so a path must be one that the web server maps to another folder.
    `public_key` is the address of the signers' public key, shown on the releases page. `sm3` adds SM3 digests to bags.
    """

    downloads: str = ""
    public_key: str = ""
    sm3: bool = False


def archive_settings(settings: Mapping[str, Any]) -> ArchiveSettings:
    """The archive's settings out of Pelican's. ArchiveError for one that is unknown or does not fit."""
    given = dict(settings.get("ARCHIVE") or {})
    for field in fields(ArchiveSettings):
        value = given.pop(field.name, field.default)
        if type(value) is not type(field.default) or (isinstance(value, str) and not _is_address(value)):
            raise ArchiveError("setting", key=field.name, value=repr(value))
    if given:
        raise ArchiveError(
            "unknown_setting", key=sorted(given)[0], known="、".join(f.name for f in fields(ArchiveSettings))
        )
    return ArchiveSettings(**dict(settings.get("ARCHIVE") or {}))


def _is_address(value: str) -> bool:
    """True for an https or http address, and for a relative path without a scheme of any other kind."""
    if re.search(r"[\s\\<>\"'\x00-\x1f]", value) or value.startswith("/"):
        return False
    return value.startswith(("https://", "http://")) or ":" not in value
