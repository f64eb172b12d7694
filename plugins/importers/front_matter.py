"""Front matter in and out: a draft's head as YAML, and the head that a source already carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from plugins.importers.changes import Change, Kind, message, refuse

Value = Any
"""A front-matter value: text, a day, a list of texts, or None for a key that an editor must fill."""


class _Writer(yaml.SafeDumper):
    """Writes None as nothing, so that an open key is open, and never an alias."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _nothing(dumper: yaml.SafeDumper, _: None) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:null", "")


_Writer.add_representer(type(None), _nothing)


class _Reader(yaml.SafeLoader):
    """Reads plain values; aliases, which can multiply without end, are refused."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("alias")
        return super().compose_node(parent, index)


def write_draft(values: Mapping[str, Value], body: str) -> str:
    """The whole file: the values between `---` lines in their order, then the body."""
    head = yaml.dump(
        dict(values), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=1 << 20, default_flow_style=False
    )
    return f"---\n{head}---\n\n{body.strip(chr(10))}\n"


def read_head(text: str) -> tuple[dict[str, Value], str, int, list[Change]]:
    """The head that a Markdown source already has, the rest of the text, the lines taken off, and one change for each.

    ImportRefused when the text opens a head that cannot be read: it could hold a mark that forbids publication.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return {}, text, 0, []
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None or not any(":" in line for line in lines[1:end]):
        return {}, text, 0, []
    try:
        values = yaml.load("\n".join(lines[1:end]), Loader=_Reader)  # noqa: S506 a SafeLoader
    except (yaml.YAMLError, ValueError) as error:
        reason = str(getattr(error, "problem", None) or error)
        raise refuse("bad_head", reason=reason) from error
    if not isinstance(values, dict):
        raise refuse("bad_head", reason=type(values).__name__)
    changes = [
        Change(number, Kind.HEAD, line, note=message("head", before=line))
        for number, line in enumerate(lines[: end + 1], 1)
    ]
    rest = [""] * (end + 1) + lines[end + 1 :]
    return {str(k): v for k, v in values.items()}, "\n".join(rest), end + 1, changes
