"""`plan`: before a commit, which documents it will mark and which pages change."""

from __future__ import annotations

import filecmp
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from plugins.catalogue import tables
from plugins.catalogue.sentences import label
from plugins.commands.column_build import print_findings, run_build, tell_outcome
from plugins.disclosure.build import Account


def run_plan(root: Path, content: str, output: str, *, as_of: str = "", style: str = "text") -> int:
    """Build into a scratch folder and compare with what is published. 0: told; 1: the content has errors."""
    published = os.path.abspath(output)
    account = Account()
    with tempfile.TemporaryDirectory(prefix="gongkai-plan-") as scratch:
        built = os.path.join(scratch, "site")
        dry = {"GONGKAI_DRY": True}
        code = run_build(root, content, built, as_of=as_of, quiet=True, overrides=dry, account=account)
        if code == 1:
            tell_outcome(account, published=False)
        if code:
            return code
        value = compare(published, built)
    if style == "json":
        sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
        return 0
    print_findings(account.findings)
    if not os.path.isfile(os.path.join(published, "index.html")):
        sys.stdout.write(tables.load("commands")["plan"]["no_site"] + "\n")
    _tell(value)
    return 0


def compare(old: str, new: str) -> dict[str, Any]:
    """Documents whose force differs, and pages added, changed and removed, between two built sites.

    What nobody opens as a page (the search's data, feeds, attachments) is told apart, as `files`.
    """
    before, after = _files(old), _files(new)
    changed = sorted(
        url for url in before & after if not filecmp.cmp(os.path.join(old, url), os.path.join(new, url), shallow=False)
    )
    was, is_now = _forces(old), _forces(new)
    marks = [
        {
            "index_number": number,
            "title": row["title"],
            "before": was[number]["force"] if number in was else None,
            "after": row["force"],
            "sentence": row["sentence"],
        }
        for number, row in sorted(is_now.items())
        if number in was and was[number]["force"] != row["force"]
    ]
    differences = {"added": sorted(after - before), "changed": changed, "removed": sorted(before - after)}
    return {
        "marks": marks,
        **{kind: [url for url in urls if _is_page(url)] for kind, urls in differences.items()},
        "files": {kind: [url for url in urls if not _is_page(url)] for kind, urls in differences.items()},
        "new_documents": sorted(set(is_now) - set(was)),
        "removed_documents": sorted(set(was) - set(is_now)),
    }


def _is_page(url: str) -> bool:
    return url.endswith(".html")


def _files(root: str) -> set[str]:
    return {
        os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")
        for folder, _, names in os.walk(root)
        for name in names
    }


def _forces(root: str) -> dict[str, dict[str, str]]:
    out = {}
    for path in sorted(Path(root).glob("data/catalogue/*.json")):
        for row in json.loads(path.read_text("utf-8")):
            out[row["index_number"]] = {
                "title": row["title"],
                "force": row["legal_force"],
                "sentence": row.get("legal_force_sentence", ""),
            }
    return out


def _tell(value: dict[str, Any]) -> None:
    words = tables.load("commands")["plan"]
    if not any(any(part.values()) if isinstance(part, dict) else part for part in value.values()):
        sys.stdout.write(words["nothing"] + "\n")
        return
    if value["marks"]:
        sys.stdout.write(words["marks"].replace("{count}", str(len(value["marks"]))) + "\n")
    for mark in value["marks"]:
        line = words["mark"].replace("{title}", mark["title"])
        sys.stdout.write(
            line.replace("{before}", label(mark["before"])).replace("{after}", label(mark["after"])) + "\n"
        )
    for kind, part in (("pages", value), ("files", value["files"])):
        line = words[kind]
        for name in ("added", "changed", "removed"):
            line = line.replace("{" + name + "}", str(len(part[name])))
        sys.stdout.write(line + "\n")
