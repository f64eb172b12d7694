"""Whole bundles, made by the `archive` command in a copy of the project, in surroundings of the test's choice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EPOCH = "1795300000"
_SHIM = """
import datetime, os, time

days = float(os.environ.get("SHIM_DAYS", "0"))
if days:
    _time, _datetime, _date = time.time, datetime.datetime, datetime.date
    time.time = lambda: _time() + 86400 * days

    class _Is(type):
        def __instancecheck__(cls, value):
            return isinstance(value, cls.__mro__[1])

    class Later(_datetime, metaclass=_Is):
        @classmethod
        def now(cls, tz=None):
            return _datetime.now(tz) + datetime.timedelta(days=days)

        today = now

        @classmethod
        def utcnow(cls):
            return _datetime.utcnow() + datetime.timedelta(days=days)

    class LaterDay(_date, metaclass=_Is):
        @classmethod
        def today(cls):
            return _date.today() + datetime.timedelta(days=days)

    datetime.datetime, datetime.date = Later, LaterDay

if os.environ.get("SHIM_REVERSE"):
    _listdir, _scandir = os.listdir, os.scandir
    os.listdir = lambda *given: sorted(_listdir(*given), reverse=True)

    class _Entries:
        def __init__(self, *given):
            with _scandir(*given) as entries:
                self._entries = iter(sorted(entries, key=lambda entry: entry.name, reverse=True))

        def __iter__(self):
            return self

        def __next__(self):
            return next(self._entries)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def close(self):
            pass

    os.scandir = _Entries
"""


@contextmanager
def open_folder() -> Iterator[Path]:
    """A temporary folder that any user may read and write; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(prefix="bundle-") as name:
        Path(name).chmod(0o777)
        yield Path(name)


def project_copy(folder: Path, years: tuple[str, ...]) -> Path:
    """A copy of the project in `folder`, with the sample's documents of some years only."""
    folder.mkdir(parents=True)
    for name in ("plugins", "theme"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("tasks.py", "pelicanconf.py", "requirements.txt", "package.json"):
        shutil.copy(ROOT / name, folder / name)
    if (ROOT / "node_modules" / "lunr").is_dir():
        shutil.copytree(ROOT / "node_modules" / "lunr", folder / "node_modules" / "lunr")
    shutil.copytree(ROOT / "content" / "pages", folder / "content" / "pages")
    for year in years:
        shutil.copytree(ROOT / "content" / "documents" / year, folder / "content" / "documents" / year)
    shim = folder / "shim"
    shim.mkdir()
    (shim / "sitecustomize.py").write_text(_SHIM, "utf-8")
    return folder


_CALL = """
import sys
from pathlib import Path
from plugins.commands.archive_making import run_archive
root, content, to, as_of = sys.argv[1:]
raise SystemExit(run_archive(Path(root), content, to, as_of=as_of))
"""


def can_run_as(user: int) -> bool:
    """True when a program of this environment can be run as that user, with the packages that bundles need."""
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        return False
    packages = os.pathsep.join(path for path in sys.path if path.endswith("site-packages"))
    command = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", sys.executable, "-c", "import warcio"]
    given = {**os.environ, "PYTHONPATH": packages, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd="/", env=given, capture_output=True, check=False).returncode == 0


def make_bundle(
    project: Path, to: Path, as_of: str = "", *, umask: int = 0o022, user: int | None = None, **environment: str
) -> Path:
    """The zip that a copy of the project makes in `to`, as another user where that is asked for."""
    command = [sys.executable, "-c", _CALL, str(project), str(project / "content"), str(to), as_of]
    if user is not None:
        command = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *command]
    packages = [path for path in sys.path if path.endswith("site-packages")]
    given = {
        **os.environ,
        "SOURCE_DATE_EPOCH": EPOCH,
        "PYTHONPATH": os.pathsep.join([str(project), str(project / "shim"), *packages]),
        "PYTHONDONTWRITEBYTECODE": "1",
        **environment,
    }
    done = subprocess.run(
        command, cwd=project, env=given, umask=umask, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    (made,) = to.glob("gongkai-????????.zip")
    return made
