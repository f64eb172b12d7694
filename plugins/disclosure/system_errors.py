"""What the operating system refuses, in words an editor reads."""

from __future__ import annotations

import errno

from plugins.catalogue import tables


def told(error: OSError) -> str:
    """The cause in Chinese."""
    words: dict[str, str] = tables.load("commands")["system_errors"]
    number = error.errno or 0
    name = errno.errorcode.get(number, "?")
    return words.get(name) or words["other"].replace("{number}", str(number)).replace("{name}", name)


def told_with_path(error: OSError) -> str:
    """The cause, and the path where the error names one."""
    return f"{told(error)}：{error.filename}" if isinstance(error.filename, str) else told(error)
