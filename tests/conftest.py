"""Fixtures that more than one room's tests use."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from plugins.commands.test_run import BROWSERS

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
]


def chromium_path() -> str | None:
    """Where a Chromium is: CHROME_PATH, the system's, or None for Playwright's own."""
    named = os.environ.get("CHROME_PATH")
    if named:
        return named
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material beside the repository, where there is one."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared beside the repository")
    return SHARED


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A headless Chromium, through Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield running
        running.close()


def build_site(content: Path, output: Path, as_of: str, **overrides: object) -> Path:
    """The site of a content folder as of a day, published at `output`."""
    from plugins.commands.column_build import run_build

    given = {"GONGKAI_DRY": True, **overrides}
    assert run_build(ROOT, str(content), str(output), as_of=as_of, overrides=given, quiet=True) == 0
    return output


@pytest.fixture(scope="session")
def make_site() -> Callable[..., Path]:
    """`build_site`, for tests that need sites of their own."""
    return build_site


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample agency's column as of 2026-11-22, built once."""
    return build_site(ROOT / "content", tmp_path_factory.mktemp("sample") / "site", "2026-11-22")


_LONGEST = ("test_search_laws.py", "test_injection_site.py")
"""Files of few tests that take a minute or two: begun last, one worker would end them while the others have nothing to do."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, then those with the most tests; a file's tests stay together, in their order."""
    counts = Counter(item.path for item in items)
    order = {path: place for place, path in enumerate(counts)}
    items.sort(key=lambda item: (item.path.name not in _LONGEST, -counts[item.path], order[item.path]))
