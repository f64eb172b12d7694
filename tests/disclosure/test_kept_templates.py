"""Compiled templates are kept for the next process, and nothing depends on that."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.disclosure import templates
from plugins.disclosure.templates import Templates

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder in which Jinja keeps code, an empty one."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    templates._kept_code.cache_clear()
    yield tmp_path
    templates._kept_code.cache_clear()


@pytest.fixture
def theme(tmp_path: Path) -> str:
    return str(shutil.copytree(ROOT / "theme" / "templates", tmp_path / "theme"))


def compiled(theme: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates that a new environment compiles for a page of a message."""
    names: list[str] = []
    parse = Templates._parse

    def noting(self: Templates, source: str, name: str | None, filename: str | None) -> object:
        names.append(str(name))
        return parse(self, source, name, filename)

    with monkeypatch.context() as patched:
        patched.setattr(Templates, "_parse", noting)
        Templates(theme).get_template("message.html")
    return names


def test_a_second_process_compiles_nothing(kept: Path, theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compiled(theme, monkeypatch) == ["message.html"]
    assert compiled(theme, monkeypatch) == []


def test_a_changed_template_is_compiled_again(kept: Path, theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled(theme, monkeypatch)
    path = Path(theme, "message.html")
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert compiled(theme, monkeypatch) == ["message.html"]


def test_damaged_code_is_compiled_again(kept: Path, theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled(theme, monkeypatch)
    (file,) = kept.glob("*/gongkai-*.cache")
    file.write_bytes(b"damaged")
    assert compiled(theme, monkeypatch) == ["message.html"]


def test_without_room_pages_are_made_all_the_same(kept: Path, theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", _no_room)
    assert compiled(theme, monkeypatch) == ["message.html"]
    assert list(kept.glob("*/gongkai-*")) == []


def test_a_folder_of_somebody_else_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def foreign(self: object) -> str:
        raise RuntimeError("Cannot determine safe temp directory.")

    monkeypatch.setattr(templates.FileSystemBytecodeCache, "_get_default_cache_dir", foreign)
    templates._kept_code.cache_clear()
    try:
        assert Templates(str(ROOT / "theme" / "templates")).bytecode_cache is None
    finally:
        templates._kept_code.cache_clear()


def _no_room(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")
