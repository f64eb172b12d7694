"""The arrows of docs/architecture.md: who may import whom."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = sorted(p.name for p in (ROOT / "plugins").iterdir() if p.is_dir() and not p.name.startswith("__"))
PURE = "catalogue"
KNOWS_ALL = "commands"


def imports_of(path: Path) -> set[str]:
    """Every module that the file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def faults(room: str, imported: set[str], name: str) -> list[str]:
    """What a file of `room`, called `name`, imports and must not."""
    out = []
    for module in sorted(imported):
        top, _, rest = module.partition(".")
        if top == "pelican" and not (name == "plugin.py" or room == KNOWS_ALL):
            out.append(f"{module}: only plugin.py imports Pelican")
        if top == "plugins" and rest:
            other = rest.split(".")[0]
            if other not in (room, PURE) and room != KNOWS_ALL:
                out.append(f"{module}: plugins do not import one another")
        if room == PURE and top != "plugins" and top not in sys.stdlib_module_names:
            out.append(f"{module}: the core stands on the standard library alone")
        if room == PURE and top in ("os", "pathlib", "subprocess", "socket", "shutil", "time", "random", "threading"):
            out.append(f"{module}: the core does no I/O and asks no clock")
    return out


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_import_only_along_the_arrows(room: str) -> None:
    found = {
        str(path.relative_to(ROOT)): faults(room, imports_of(path), path.name)
        for path in sorted((ROOT / "plugins" / room).rglob("*.py"))
    }
    assert {path: f for path, f in found.items() if f} == {}


@pytest.mark.parametrize(
    ("room", "imported", "name"),
    [
        ("catalogue", {"pelican"}, "x.py"),
        ("catalogue", {"yaml"}, "x.py"),
        ("catalogue", {"os"}, "x.py"),
        ("catalogue", {"plugins.search.text"}, "x.py"),
        ("search", {"plugins.disclosure.site"}, "x.py"),
        ("search", {"pelican.signals"}, "index.py"),
    ],
)
def test_a_wrong_arrow_is_seen(room: str, imported: set[str], name: str) -> None:
    assert faults(room, imported, name)


def test_the_core_asks_no_clock() -> None:
    clocks = ("date.today", "datetime.now", "datetime.today", "utcnow", "time.time")
    hits = [
        f"{path.relative_to(ROOT)}: {clock}"
        for path in (ROOT / "plugins" / PURE).rglob("*.py")
        for clock in clocks
        if clock in path.read_text("utf-8")
    ]
    assert hits == []


def test_behind_the_gate_nothing_takes_an_unreleased_document() -> None:
    """Everything that renders takes the released type; `Document` is named only where documents come in."""
    allowed = {
        "plugins/disclosure/build.py",
        "plugins/disclosure/reading.py",
        "plugins/disclosure/body_links.py",
        "plugins/disclosure/report.py",
        "plugins/disclosure/store.py",
        "plugins/disclosure/increment.py",
    }
    hits = []
    for path in (ROOT / "plugins").rglob("*.py"):
        name = str(path.relative_to(ROOT))
        if name.startswith("plugins/catalogue/") or name in allowed:
            continue
        for module in imports_of(path):
            if module in ("plugins.catalogue.document.Document", "plugins.catalogue.gate.Reading"):
                hits.append(f"{name}: {module}")
    assert hits == []


def test_only_the_gate_releases() -> None:
    """A released document is made in one place."""
    sources = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in (ROOT / "plugins").rglob("*.py")}

    def using(words: str) -> list[str]:
        return sorted(name for name, text in sources.items() if words in text)

    assert using("ReleasedDocument(**") == ["plugins/catalogue/gate.py"]
    assert [name for name in using("ReleasedDocument(") if name != "plugins/catalogue/gate.py"] == [
        "plugins/catalogue/document.py"  # where the class stands
    ]


def test_no_drawers() -> None:
    drawers = ("utils", "helpers", "common", "misc")
    found = [p for room in ("plugins", "tests", "theme") for p in (ROOT / room).rglob("*") if p.stem in drawers]
    assert found == []


def test_the_map_names_every_room() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    assert [room for room in ROOMS if f"`plugins/{room}/`" not in text] == []
