"""Settings that do not fit are named in the editor's language before anything is read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from plugins.disclosure.settings import SettingsError, column_settings

ROOT = Path(__file__).resolve().parents[2]


def problems(**column: Any) -> list[str]:
    try:
        column_settings({"COLUMN": column})
    except SettingsError as error:
        return str(error).split("\n")
    return []


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ({"page_sise": 20}, "page_size"),
        ({"qqqq": 1}, "qqqq"),
        ({"page_size": "20"}, "整数"),
        ({"page_size": 0}, "整数"),
        ({"page_size": True}, "整数"),
        ({"agency": None}, "文字"),
        ({"search": "yes"}, "True 或 False"),
        ({"default_term_years": -1}, "年数"),
        ({"default_term_years": "5"}, "年数"),
        ({"sections": [("指南",)]}, "页面地址"),
        ({"index_number_template": "{year}-1"}, "{serial}"),
        ({"index_number_template": "A-{serial}"}, "{year}"),
        ({"index_number_template": "{year}-{serial}-{month}"}, "{serial}"),
        ({"index_number_template": "{year} {serial}"}, "空格"),
        ({"index_number_template": "{year-{serial}"}, "{serial}"),
    ],
)
def test_a_setting_that_does_not_fit_is_named(column: dict[str, Any], words: str) -> None:
    (line,) = problems(**column)
    assert words in line
    assert next(iter(column)) in line


def test_all_are_named_at_once_and_good_ones_pass() -> None:
    assert len(problems(page_size="20", agency=1, qqqq=2)) == 3
    assert problems(page_size=20, default_term_years=5, index_number_template="X/{year}-{serial:05d}") == []


def test_the_command_says_so_without_a_traceback(tmp_path: Path) -> None:
    conf = (ROOT / "pelicanconf.py").read_text("utf-8").replace('"list_on_request"', '"list_on_requests"')
    project = tmp_path / "project"
    project.mkdir()
    for name in ("plugins", "theme", "content", "requirements.txt", "package-lock.json", "node_modules", ".venv"):
        (project / name).symlink_to(ROOT / name)
    (project / "tasks.py").write_bytes((ROOT / "tasks.py").read_bytes())
    (project / "pelicanconf.py").write_text(conf, "utf-8")
    for command in (["build"], ["check"], ["force"]):
        done = subprocess.run([sys.executable, "tasks.py", *command], cwd=project, capture_output=True, text=True)
        assert done.returncode == 2
        assert "list_on_requests" in done.stderr
        assert "Traceback" not in done.stderr
        assert not (project / "output").exists()
