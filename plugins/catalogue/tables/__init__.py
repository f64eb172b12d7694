"""The words and rules that are data: one TOML file a subject, all Chinese that a user reads."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The parsed table `name` (without `.toml`). Treat it as read-only. FileNotFoundError when there is none."""
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))
