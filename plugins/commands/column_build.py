"""`build`: run Pelican with the column's plugins, tell the editor what came of it, write the report."""

from __future__ import annotations

import errno
import json
import logging
import os
import shutil
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from plugins.catalogue import tables
from plugins.catalogue.findings import Finding, Severity
from plugins.commands.column_update import update_column
from plugins.commands.next_build import Looked, look
from plugins.disclosure.build import Account, BuildStopped, today
from plugins.disclosure.inputs import Inputs, search_store, store_folder
from plugins.disclosure.publish import NotPublished, free_space
from plugins.disclosure.report import report_json
from plugins.disclosure.site import ChangedWhileBuilding
from plugins.disclosure.system_errors import told_with_path


def run_build(
    root: Path,
    content: str,
    output: str,
    *,
    as_of: str = "",
    jobs: int = 0,
    report: str = "",
    overrides: dict[str, Any] | None = None,
    quiet: bool = False,
    only_stops: bool = False,
    account: Account | None = None,
    cache: bool = False,
    looked: Looked | None = None,
) -> int:
    """Build and publish. 0: published; 1: nothing was, and why has been said; 2: the command was wrong.

    `quiet` says nothing of what was read; `only_stops` does so when nothing was published.

    With `cache` only what changed since the last build is made, and the next build is told of this one; the
    published bytes are the same either way. `looked` is what has been looked at for that already.
    """
    words = tables.load("commands")
    day = day_of(as_of)
    if day is None:
        return _say(words["build"]["bad_day"], value=as_of, code=2)
    content_path, output_path = in_root(root, content), in_root(root, output)
    if not os.path.isdir(content_path):
        return _say(words["build"]["no_content"], value=content, code=2)
    if report and (problem := _report_refused(report, output_path)):
        return _say(words["build"][problem], path=report, code=2)
    overrides = overrides or {}
    inputs: Inputs | None = None
    if cache and not overrides.get("GONGKAI_DRY"):
        theme = str(overrides.get("THEME") or root / "theme")
        looked = looked or look(root, content_path, output_path, theme, day, overrides)
        inputs = looked.inputs if looked else None
        if looked and not report and account is None:
            done = update_column(looked, overrides, jobs, quiet=quiet or only_stops)
            if done is not None:
                return done
    account = account or Account()
    published = False
    try:
        given = overrides
        if inputs:
            kept = search_store(store_folder(output_path))
            shutil.rmtree(kept, ignore_errors=True)  # it belongs to the tree that is about to be replaced
            given = {**overrides, "GONGKAI_INPUTS": inputs, "GONGKAI_SEARCH_STORE": kept}
        _run_pelican(root, content_path, output_path, day, jobs, account, given)
        published = True
    except BuildStopped as stopped:
        account.findings = list(stopped.findings)
    except NotPublished as refused:
        _say(words["not_published"][refused.reason], detail=refused.detail)
    except ChangedWhileBuilding as changed:
        _say(words["build"]["changed"], value=str(changed))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            free = str(free_space(output_path) // 2**20)
            _say(words["build"]["disk_space"], path=output_path, free=free)
        else:
            _say(words["build"]["disk"], value=told_with_path(error))
    if report:
        value = report_json(account, day, published=published)
        text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
        Path(report).write_text(text, encoding="utf-8")
    if not quiet and not (only_stops and published):
        tell_outcome(account, published=published)
    return 0 if published else 1


def _report_refused(report: str, output: str) -> str:
    """Why no report can be written there; empty when one can. It names what is withheld: never into what is served."""
    place, tree = os.path.realpath(report), os.path.realpath(output)
    if os.path.commonpath((place, tree)) == tree:
        return "report_in_output"
    try:
        os.makedirs(os.path.dirname(place), exist_ok=True)
    except OSError:
        return "no_report_folder"
    return "no_report_folder" if os.path.isdir(place) else ""


def day_of(as_of: str) -> date | None:
    """The day that `--as-of` names; today in Asia/Shanghai when it is empty; None when it names none."""
    if not as_of:
        return today()
    try:
        return date.fromisoformat(as_of)
    except ValueError:
        return None


def in_root(root: Path, path: str) -> str:
    """The absolute path: relative ones are relative to where the command was called."""
    return os.path.abspath(path)


def pelican_settings(root: Path, content: str, output: str, overrides: dict[str, Any]) -> dict[str, Any]:
    """The settings of `pelicanconf.py` for this content and output."""
    from pelican.settings import read_settings

    given = {"PATH": content, "OUTPUT_PATH": output, "THEME": str(root / "theme"), **overrides}
    settings: dict[str, Any] = read_settings(str(root / "pelicanconf.py"), override=given)
    return settings


def _run_pelican(
    root: Path, content: str, output: str, day: date, jobs: int, account: Account, overrides: dict[str, Any]
) -> None:
    from pelican import Pelican

    from plugins.disclosure.plugin import abandon

    for name in ("pelican", "blib2to3"):
        logging.getLogger(name).setLevel(logging.ERROR)
    given = {
        "GONGKAI_ACCOUNT": account,
        "GONGKAI_AS_OF": day,
        "GONGKAI_JOBS": jobs,
        "GONGKAI_PROGRESS": show_progress,
        **overrides,
    }
    settings = pelican_settings(root, content, output, given)
    try:
        pelican = Pelican(settings)
        with _without_summary():
            pelican.run()
    finally:
        abandon()


class _without_summary:
    """Pelican's closing line counts articles, of which there are none here."""

    def __enter__(self) -> None:
        import pelican

        self._console = pelican.console
        pelican.console = _Silent()

    def __exit__(self, *_: object) -> None:
        import pelican

        pelican.console = self._console


class _Silent:
    def print(self, *_: object, **__: object) -> None:
        """Say nothing."""


def show_progress(stage: str, done: int, total: int) -> None:
    """One line that is written over, on a terminal only."""
    if not sys.stderr.isatty():
        return
    words = tables.load("commands")["stage"]
    line = words["progress"].replace("{stage}", words.get(stage, stage))
    line = line.replace("{done}", str(done)).replace("{total}", str(total))
    sys.stderr.write(f"\r\033[K{line}" + ("\n" if done >= total else ""))
    sys.stderr.flush()


def print_findings(findings: Iterable[Finding], *, most_infos: int = 20) -> None:
    """Every error and warning, a line each; of the mere infos a few."""
    infos = 0
    for f in sorted(findings, key=lambda f: (f.severity is not Severity.ERROR, f)):
        if f.severity is Severity.INFO:
            infos += 1
            if infos > most_infos:
                continue
        sys.stderr.write(f"{f}\n")


def tell_outcome(account: Account, *, published: bool) -> None:
    """Every finding, and what came of the build."""
    words = tables.load("commands")["build"]
    print_findings(account.findings)
    errors = sum(f.severity is Severity.ERROR for f in account.findings)
    warnings = sum(f.severity is Severity.WARNING for f in account.findings)
    if published and account.column:
        value = report_json(account, account.column.as_of, published=True)
        effects = value["effects"]
        line = words["effects"]
        for name in ("marked", "suggestions", "contradictions", "outside"):
            line = line.replace("{" + name + "}", str(effects[name]))
        sys.stdout.write(line + "\n")
        _say(
            words["done"],
            stream=sys.stdout,
            documents=str(len(account.column.catalogue)),
            files=str(len(account.files)),
            pages=str(account.pages),
            seconds=str(value["seconds"]["total"]),
            peak=str(value["peak_mib"]),
        )
    elif errors:
        _say(words["stopped"], errors=str(errors))
    if warnings:
        _say(words["warnings"], warnings=str(warnings))


def _say(text: str, *, code: int = 1, stream: Any = None, **values: str) -> int:
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    (stream or sys.stderr).write(text + "\n")
    return code
