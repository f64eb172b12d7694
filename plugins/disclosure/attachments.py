"""What may be an attachment: decided by the file's place and its bytes, not by its name."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from pathlib import PurePosixPath

from plugins.catalogue.details import detail
from plugins.catalogue.document import Attachment
from plugins.catalogue.validate import Attach, RefusedFile
from plugins.disclosure.attachment_contents import KINDS, refusal

MAX_BYTES = 200 * 1024 * 1024
_WHOLE_NAME = re.compile(r"^[^\x00-\x1f\x7f<>:\"|?*\\]+$")
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def attach_from(content: str, document: str) -> Attach:
    """A look-up of files that the document at `document` (relative to `content`) names."""
    folder = PurePosixPath(document).parent

    def attach(named: str) -> Attachment | RefusedFile:
        path = _inside(folder, named)
        if path is None:
            return RefusedFile("A02")
        name = path.name
        if not _portable(path.as_posix()):
            return RefusedFile("A07")
        file = os.path.join(content, path.as_posix())
        if _has_link(content, path) or not os.path.isfile(file):
            return RefusedFile("A01")
        try:
            size = os.path.getsize(file)
            if size > MAX_BYTES:
                return RefusedFile("A03", detail("at_most", size=MAX_BYTES // 2**20))
            with open(file, "rb") as stream:
                data = stream.read()
        except OSError:
            return RefusedFile("A01")
        kind = name.rsplit(".", 1)[-1].lower() if "." in name else ""
        refused = refusal(kind, data)
        if refused:
            return refused
        return Attachment(path.as_posix(), name, len(data), hashlib.sha256(data).hexdigest(), KINDS[kind][0])

    return attach


def _inside(folder: PurePosixPath, named: str) -> PurePosixPath | None:
    """The path inside the content folder that `named` means from `folder`; None when it leads out."""
    if not named or named.startswith(("/", "~")) or "\\" in named or ":" in named.split("/")[0]:
        return None
    parts: list[str] = list(folder.parts)
    for part in named.split("/"):
        if part in ("", "."):
            continue
        if part == "..":
            if not parts:
                return None
            parts.pop()
        else:
            parts.append(part)
    return PurePosixPath(*parts) if parts else None


def _portable(path: str) -> bool:
    name = path.rsplit("/", 1)[-1]
    return (
        bool(_WHOLE_NAME.fullmatch(name))
        and not any(unicodedata.category(c) in ("Cf", "Cs", "Zl", "Zp") for c in name)
        and not _RESERVED.match(name)
        and not name.startswith(".")
        and name == name.strip(" .")
        and len(name.encode()) <= 180
    )


def _has_link(content: str, path: PurePosixPath) -> bool:
    walked = content
    for part in path.parts:
        walked = os.path.join(walked, part)
        if os.path.islink(walked):
            return True
    return False
