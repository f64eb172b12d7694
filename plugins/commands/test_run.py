"""`test`: all tests, browser included; finds or installs a Chromium first."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from plugins.catalogue import tables

_MOST_WORKERS = 8
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The names of a system's Chromium, the best first: the shell without windows opens a page in half the time."""


def run_tests(root: Path, paths: str, named: str) -> int:
    """pytest's exit code; 2 when no browser can be had, with the command that installs one."""
    words = tables.load("commands")["test"]
    if not _browser() and not _install(root, words["installing"]):
        sys.stderr.write(words["no_browser"] + "\n")
        return 2
    arguments = [sys.executable, "-m", "pytest", *paths.split()]
    workers = os.cpu_count() or 1
    if workers > 1 and not named and not paths:
        # a file's tests stay together: what a file builds once is not built by every worker
        arguments += ["-n", str(min(workers, _MOST_WORKERS)), "--dist", "loadfile", "--no-loadscope-reorder"]
    if named:
        arguments += ["-k", named]
    return subprocess.run(arguments, cwd=root).returncode


def _browser() -> bool:
    """True when a Chromium is where the tests look for one."""
    named = os.environ.get("CHROME_PATH")
    if named:
        return os.access(named, os.X_OK)
    return any(shutil.which(name) for name in BROWSERS) or _playwright_has_one()


def _playwright_has_one() -> bool:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return os.path.exists(playwright.chromium.executable_path)


def _install(root: Path, message: str) -> bool:
    """Debian's package as root; elsewhere Playwright's own download. True when a browser is there afterwards."""
    sys.stderr.write(message + "\n")
    apt = shutil.which("apt-get")
    if apt and hasattr(os, "geteuid") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([apt, "update", "-qq"], env=environment, stdout=subprocess.DEVNULL)
        for browser in ("chromium-headless-shell", "chromium"):  # older Debian has only the second
            command = [apt, "install", "-y", "-qq", browser, "fonts-noto-cjk"]
            if subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode == 0:
                break
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], cwd=root)
    return _browser()
