"""Builds as an editor runs them, and what lies in the published folder afterwards."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from plugins.commands.column_build import run_build

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-06-01"


def build(content: Path, output: Path, *, as_of: str = AS_OF, jobs: int = 1, **more: Any) -> tuple[int, dict[str, Any]]:
    """The exit code and the report of a build in this process."""
    report = output.parent / f"{output.name}-report.json"
    code = run_build(ROOT, str(content), str(output), as_of=as_of, jobs=jobs, report=str(report), quiet=True, **more)
    value: dict[str, Any] = json.loads(report.read_text("utf-8"))
    report.unlink()
    return code, value


def start_build(content: Path, output: Path, *, jobs: int = 1, **environment: str) -> subprocess.Popen[str]:
    """A build as a program of its own."""
    arguments = ["--content", str(content), "--output", str(output), "--as-of", AS_OF, "--jobs", str(jobs)]
    return subprocess.Popen(
        [sys.executable, str(ROOT / "tasks.py"), "build", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def manifest(folder: Path) -> dict[str, str]:
    """Every file of a tree by path, with the digest of its bytes."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def beside(output: Path) -> list[str]:
    """What lies beside a published folder and belongs to it."""
    return sorted(p.name for p in output.parent.iterdir() if output.name in p.name and p != output)
