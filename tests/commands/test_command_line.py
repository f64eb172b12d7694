"""The commands as they are typed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("command", ["import", "clauses", "verify"])
def test_help_after_a_command_is_help_and_not_a_file(command: str) -> None:
    run = [sys.executable, str(ROOT / "tasks.py"), command, "--help"]
    done = subprocess.run(run, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0
    assert f" {command} " in done.stdout.split("\n")[0]
    assert "选项：" in done.stdout
