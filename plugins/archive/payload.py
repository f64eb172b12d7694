"""Which files a bag holds, and whether each of them may be in one that is to be opened anywhere."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from plugins.archive.errors import ArchiveError
from plugins.archive.stored_zip import pieces
from plugins.archive.verify import unsafe

_WINDOWS = re.compile(r'[<>:"|?*]|[. ](?:/|$)|(?:^|/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.[^/]*)?(?:/|$)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class File:
    """A file to be archived under `name`. `stamp` changes when the file does, as far as the disk tells."""

    name: str
    path: str
    size: int
    stamp: str

    def chunks(self) -> Iterator[bytes]:
        """The bytes, in pieces."""
        return pieces(self.path)


def file_at(name: str, path: str | os.PathLike[str]) -> File:
    """The regular file at `path`. ArchiveError for a link, a device or a name that no archive may hold."""
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode):
        raise ArchiveError("link", path=name)
    reason = unsafe(name)
    if reason:
        raise ArchiveError("file_name", path=name, reason=reason)
    return File(name, os.fspath(path), found.st_size, f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}")


def site_files(site: Path) -> list[File]:
    """All files of the built site, by path in the site, in order of its bytes. ArchiveError for links."""
    if not (site / "index.html").is_file():
        raise ArchiveError("no_site", path="index.html")
    found = []
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        with os.scandir(site / prefix) as entries:
            for entry in entries:
                name = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(name + "/")
                else:
                    found.append(file_at(name, entry.path))
    return sorted(found, key=lambda file: file.name.encode("utf-8"))


def source_files(sources: Iterable[tuple[str, Path]]) -> list[File]:
    """The released sources and attachments, in order of the bytes of their paths. ArchiveError for links."""
    found = [file_at(name, path) for name, path in sources]
    return sorted(found, key=lambda file: file.name.encode("utf-8"))


def check_names(files: Iterable[File]) -> None:
    """ArchiveError when Windows or macOS could not unpack the files side by side."""
    folded: dict[str, str] = {}
    for file in files:
        if _WINDOWS.search(file.name):
            raise ArchiveError("windows_name", path=file.name)
        key = unicodedata.normalize("NFC", file.name).casefold()
        other = folded.setdefault(key, file.name)
        if other is not file.name:
            raise ArchiveError("collision", path=file.name, other=other)
