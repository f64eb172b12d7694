"""The releases of the bundle as the public sees them: rows for a page, and an Atom feed (RFC 4287)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import UTC, date, datetime, timedelta, timezone
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from plugins.archive.errors import ArchiveError
from plugins.catalogue import tables

if TYPE_CHECKING:  # making a bag needs libraries that showing its release does not
    from plugins.archive.bag import BagFile

RECORD = "releases.json"
"""The record of all releases, in the content folder."""
PAGE_URL, FEED_URL = "releases.html", "feeds/releases.xml"
_SHANGHAI = timezone(timedelta(hours=8))
_FORMS = {
    "name": r"[A-Za-z0-9][A-Za-z0-9._-]*\.zip",
    "kind": "full|common|part|delta",
    "as_of": r"\d{4}-\d{2}-\d{2}",
    "commit": "[0-9a-f]*",
    "sha256": "[0-9a-f]{64}",
    "part": r"(\d{4})?",
    "base": r"([A-Za-z0-9][A-Za-z0-9._-]*\.zip)?",
    "signature": r"([A-Za-z0-9][A-Za-z0-9._-]*\.(minisig|sig))?",
}
_LATEST = 253_402_300_799
"""The last second of the year 9999: no calendar goes further."""


@dataclass(frozen=True, slots=True)
class Release:
    """One downloadable zip. `size` in bytes; `epoch` is its commit's time; `base` names the base of a delta.

    `signature` is the name of the detached signature beside it, or ''.
    """

    name: str
    kind: str
    as_of: str
    epoch: int
    commit: str
    size: int
    sha256: str
    documents: int
    part: str = ""
    base: str = ""
    signature: str = ""


def release_of(file: BagFile, *, as_of: date, epoch: int, commit: str, base: str = "", signature: str = "") -> Release:
    """The record of a zip that was made."""
    return Release(
        file.path.name, file.kind, as_of.isoformat(), epoch, commit, file.size, file.sha256, file.documents,
        file.part, base, signature,
    )  # fmt: skip


def read_releases(text: str) -> list[Release]:
    """The releases in the text of releases.json; none for an empty text. ArchiveError, naming the entry, if broken."""
    if not text.strip():
        return []
    try:
        items = json.loads(text)
    except ValueError as error:
        raise ArchiveError("record", path=RECORD, reason=f"JSON：{error}") from error
    if not isinstance(items, list):
        raise ArchiveError("record", path=RECORD, reason="应为列表")
    return [_read(item, at) for at, item in enumerate(items, 1)]


def _read(item: object, at: int) -> Release:
    given = item if isinstance(item, dict) else {}
    known = {field.name: field for field in fields(Release)}
    for key in sorted(set(given) - set(known), key=str):
        raise ArchiveError("record", path=RECORD, reason=f"第 {at} 项有不认识的 {key}")
    for name, field in known.items():
        value = given.get(name, None if field.default is MISSING else field.default)
        if not _fits(name, value):
            raise ArchiveError("record", path=RECORD, reason=f"第 {at} 项的 {name} 不对：{value!r}")
    return Release(**given)


def _fits(name: str, value: object) -> bool:
    if name in _FORMS:
        if not isinstance(value, str) or not re.fullmatch(_FORMS[name], value):
            return False
        return name != "as_of" or _is_day(value)
    return type(value) is int and 0 <= value <= _LATEST


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def last_release_day(releases: Iterable[Release]) -> str:
    """The ISO day, in Asia/Shanghai, of the newest release; '' without any."""
    latest = max((release.epoch for release in releases), default=None)
    return "" if latest is None else datetime.fromtimestamp(latest, _SHANGHAI).date().isoformat()


def write_releases(releases: Iterable[Release]) -> str:
    """The text of releases.json: each zip once, the latest record of it, newest first.

    A name is not enough to know a zip: it tells the day, and one day may have two in different folders.
    """
    latest = {(release.name, release.sha256): release for release in releases}
    items = [asdict(release) for release in _ordered(latest.values())]
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def _ordered(releases: Iterable[Release]) -> list[Release]:
    return sorted(releases, key=lambda release: (-release.epoch, release.name, release.sha256))


def _label(release: Release) -> str:
    words = tables.load("archive")["releases"]
    return str(words[f"kind_{release.kind}"].format(part=release.part, base=release.base))


def release_rows(releases: Sequence[Release], downloads: str = "") -> list[dict[str, Any]]:
    """The rows of the releases page, newest first: what a template needs, in plain values.

    `downloads` is the address of the folder of the zips, relative to the page or absolute; without it no row has one.
    """
    return [
        {
            "name": release.name,
            "kind": release.kind,
            "label": _label(release),
            "as_of": release.as_of,
            "documents": release.documents,
            "size": release.size,
            "size_text": size_text(release.size),
            "sha256": release.sha256,
            "released_on": last_release_day([release]),
            "base": release.base,
            "address": _join(downloads, release.name),
            "signature": release.signature,
            "signature_address": _join(downloads, release.signature) if release.signature else "",
            "commit": release.commit,
        }
        for release in _ordered(releases)
    ]


def _join(folder: str, name: str) -> str:
    return f"{folder.rstrip('/')}/{quote(name)}" if folder else ""


def size_text(size: int) -> str:
    """A size in bytes as people read it, in units of 1,000."""
    value, unit = float(size), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if value < 999.5 or unit == "TB":
            break
        value /= 1000
    return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"


def releases_feed(
    releases: Sequence[Release], *, title: str, organisation: str, feed_url: str, page_url: str, downloads: str
) -> str:  # fmt: skip
    """The Atom feed of the releases, newest first. Addresses are absolute if `page_url` is; ids stay the same for ever.

    `downloads` is the folder of the zips, relative to the page or absolute; without it no entry has an enclosure.

    Without releases its time is the beginning of 1970: a feed must have one, and the clock is not asked.
    """
    words = tables.load("archive")["releases"]
    ordered = _ordered(releases)
    heading = escape(words["feed_title"].format(title=title))
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">',
        f"<id>{escape(feed_url)}</id>",
        f"<title>{heading}</title>",
        f"<updated>{_moment(ordered[0].epoch if ordered else 0)}</updated>",
        f"<author><name>{escape(organisation)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href="{escape(feed_url)}"/>',
        f'<link rel="alternate" type="text/html" href="{escape(page_url)}"/>',
    ]
    for release in ordered:
        address = urljoin(page_url, _join(downloads, release.name)) if downloads else ""
        enclosure = f'<link rel="enclosure" type="application/zip" length="{release.size}" href="{escape(address)}"/>'
        name = words["entry_title"].format(name=_label(release), as_of=release.as_of)
        summary = words["entry_summary"].format(documents=release.documents, size=release.size, sha256=release.sha256)
        lines += [
            "<entry>",
            f"<id>urn:sha256:{release.sha256}</id>",
            f"<title>{escape(name)}</title>",
            f"<updated>{_moment(release.epoch)}</updated>",
            f"<summary>{escape(summary)}</summary>",
            f'<link rel="alternate" type="text/html" href="{escape(page_url)}"/>',
            *([enclosure] if address else []),
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def _moment(epoch: int) -> str:
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
