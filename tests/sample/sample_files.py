"""The sample agency's files as a test sees them: front matter, body and expectation. Needs PyYAML only."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CONTENT = ROOT / "content"
TABLES = ROOT / "plugins" / "catalogue" / "tables"


@dataclass(frozen=True)
class Sample:
    """One document file: its path relative to `content/`, its front matter and its text."""

    path: str
    meta: dict[str, Any]
    body: str

    @property
    def folder(self) -> Path:
        """The folder that relative paths in the document start from."""
        return (CONTENT / self.path).parent

    @property
    def issuers(self) -> list[str]:
        """The issuing bodies, the lead first."""
        value = self.meta["发文机关"]
        return value if isinstance(value, list) else [value]

    @property
    def attachments(self) -> list[str]:
        """The attachments' paths, relative to the document."""
        listed = self.meta.get("附件") or []
        return [item["文件"] if isinstance(item, dict) else item for item in listed]


class _StrictLoader(yaml.SafeLoader):
    """A loader that refuses a key written twice, which PyYAML alone lets pass."""


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise ValueError(f"written twice: {twice}")
    return loader.construct_mapping(node)


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The front matter and the text after it. ValueError when either fence is missing."""
    if not text.startswith("---\n"):
        raise ValueError("no front matter")
    head, fence, body = text[4:].partition("\n---\n")
    if not fence:
        raise ValueError("front matter is not closed")
    return yaml.load(head, _StrictLoader), body


def read_documents() -> list[Sample]:
    """Every document of the sample, in order of path."""
    out = []
    for file in sorted(CONTENT.glob("documents/*/*.md")):
        meta, body = read_front_matter(file.read_text(encoding="utf-8"))
        out.append(Sample(file.relative_to(CONTENT).as_posix(), meta, body))
    return out


def read_expected() -> dict[str, Any]:
    """`expected_force.toml`: the force of every document on `as_of`, and its changes."""
    return tomllib.loads((HERE / "expected_force.toml").read_text(encoding="utf-8"))


def read_external_numbers() -> set[str]:
    """The document numbers that the sample names and leaves out of its catalogue on purpose."""
    lines = (HERE / "external_numbers.txt").read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def vocabulary(table: str) -> dict[str, Any]:
    """A table of the catalogue's words, read without importing the project."""
    return tomllib.loads((TABLES / f"{table}.toml").read_text(encoding="utf-8"))
