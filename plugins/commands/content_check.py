"""`check`: read and relate everything, report every finding, publish nothing."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from plugins.catalogue import tables
from plugins.catalogue.findings import Finding, Severity
from plugins.commands.column_build import day_of, in_root, pelican_settings, print_findings, show_progress
from plugins.disclosure.build import Account, BuildStopped, read_column
from plugins.disclosure.section_pages import read_section, section_links
from plugins.disclosure.settings import column_settings
from plugins.disclosure.sources import scan


def run_check(root: Path, content: str, *, as_of: str = "", style: str = "text") -> int:
    """0: no error; 1: errors; 2: the command was wrong."""
    words = tables.load("commands")["build"]
    day = day_of(as_of)
    path = in_root(root, content)
    if day is None or not os.path.isdir(path):
        message = words["bad_day"] if day is None else words["no_content"]
        sys.stderr.write(message.replace("{value}", as_of if day is None else content) + "\n")
        return 2
    settings = column_settings(pelican_settings(root, path, str(root / "output"), {}))
    account = Account()
    sections = [read_section(Path(path, p).read_bytes(), p) for p in scan(path, settings.pages_folder).documents]
    account.findings += [f for _, findings in sections for f in findings]
    account.findings += section_links([source for source, _ in sections if source])
    try:
        read_column(path, settings, day, os.cpu_count() or 1, account, show_progress)
    except BuildStopped as stopped:
        account.findings = list(stopped.findings)
    show_findings(account.findings, style)
    errors = sum(f.severity is Severity.ERROR for f in account.findings)
    if style == "text":
        warnings = sum(f.severity is Severity.WARNING for f in account.findings)
        line = words["checked"].replace("{files}", str(len(account.files)))
        sys.stdout.write(line.replace("{errors}", str(errors)).replace("{warnings}", str(warnings)) + "\n")
    return 1 if errors else 0


def show_findings(findings: list[Finding], style: str) -> None:
    """As text, as one JSON list, or as annotations that GitHub shows beside the line."""
    if style == "json":
        sys.stdout.write(json.dumps([f.as_dict() for f in sorted(findings)], ensure_ascii=False, indent=1) + "\n")
    elif style == "github":
        level = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
        for f in sorted(findings):
            message = f"{f.message}；{f.remedy}".replace("%", "%25").replace("\n", "%0A")
            place = f"file={f.path},line={f.line or 1},col={f.column or 1},title={f.code}"
            sys.stdout.write(f"::{level[f.severity]} {place}::{message}\n")
    else:
        print_findings(findings)
