"""`new`: a valid skeleton in the right place."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from contextlib import suppress
from pathlib import Path

from plugins.catalogue import tables, vocabulary
from plugins.catalogue.days import parse_day
from plugins.catalogue.document import Disclosure
from plugins.catalogue.validate import SiteRules
from plugins.commands.column_build import in_root, pelican_settings, print_findings
from plugins.disclosure.build import today
from plugins.disclosure.reading import read_file
from plugins.disclosure.settings import column_settings
from plugins.disclosure.system_errors import told_with_path

_ASKED = ("标题", "发文字号", "发文机关", "分类", "公开属性", "理由")
_WRITTEN = (
    "标题", "发文机关", "发文字号", "成文日期", "发布日期", "施行日期", "有效期", "分类", "主题分类", "体裁",
    "公开属性", "理由", "内容概述", "主题词", "责任部门",
)  # fmt: skip


def run_new(root: Path, content: str, given: dict[str, str]) -> int:
    """Write the skeleton. 0: written; 1: it would not be valid, or the file exists; 2: no title."""
    words = tables.load("commands")["new"]
    if sys.stdin.isatty():
        _ask(given, words["ask"])
    if not given.get("标题"):
        known = vocabulary.by_name()["标题"]
        sys.stderr.write(words["refused"] + f"--title {known.description}\n")
        return 2
    build = tables.load("commands")["build"]
    folder = in_root(root, content)
    if not os.path.isdir(folder):
        sys.stderr.write(build["no_content"].replace("{value}", content) + "\n")
        return 2
    issued = given.get("成文日期")
    if issued and parse_day(issued) is None:
        sys.stderr.write(build["bad_day"].replace("{value}", issued) + "\n")
        return 2
    settings = column_settings(pelican_settings(root, folder, str(root / "output"), {}))
    given.setdefault("成文日期", "")
    given["成文日期"] = given["成文日期"] or today().isoformat()
    given["发文机关"] = given.get("发文机关") or settings.agency
    relative = f"{settings.documents_folder}/{given['成文日期'][:4]}/{_slug(given)}.md"
    path = os.path.join(folder, relative)
    if os.path.lexists(path):
        sys.stderr.write(words["exists"].replace("{path}", path) + "\n")
        return 1
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Path(path).write_text(skeleton(given, words["body"]), encoding="utf-8")
    except OSError as error:
        sys.stderr.write(words["refused"] + told_with_path(error) + "\n")
        return 1
    result = read_file(folder, relative, SiteRules(publisher=settings.agency))
    wrong = [f for f in result.findings if f.severity.value == "error" and f.code != "D01"]
    if wrong:
        os.unlink(path)
        with suppress(OSError):  # there are others in the year's folder
            os.rmdir(os.path.dirname(path))
        sys.stderr.write(words["refused"] + "\n")
        print_findings(wrong)
        return 1
    sys.stdout.write(words["written"].replace("{path}", path) + "\n" + words["hint"] + "\n")
    return 0


def skeleton(given: dict[str, str], body: str) -> str:
    """The file's text: every key an editor needs, each explained in a comment above it."""
    lines = ["---"]
    for key in _WRITTEN:
        known = vocabulary.by_name()[key]
        lines.append(f"# {known.description}")
        value = given.get(key, "")
        if value:
            lines.append(f"{key}: {_quoted(value)}")
        elif known.required:
            lines.append(f"{key}:")
        else:
            lines.append(f"# {key}: {known.example}")
    note = "（此件公开发布）\n" if given.get("公开属性") == Disclosure.PROACTIVE.value else ""
    return "\n".join(lines) + f"\n---\n\n# {given['标题']}\n\n{body}\n" + (f"\n{note}" if note else "")


def _ask(given: dict[str, str], words: str) -> None:
    for key in _ASKED:
        if given.get(key) or (key == "理由" and given.get("公开属性") in ("", Disclosure.PROACTIVE.value)):
            continue
        question = words.replace("{key}", key).replace("{example}", vocabulary.by_name()[key].example)
        given[key] = input(question).strip()


def _quoted(value: str) -> str:
    if re.match(r"^[\w一-龥〔〕（）《》、，-]+$", value) and value not in ("true", "false", "null", "yes", "no"):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _slug(given: dict[str, str]) -> str:
    """A short ASCII file name: pinyin of the title's first words, and four characters that tell namesakes apart."""
    from pypinyin import lazy_pinyin

    title = re.sub(r"^.*?关于", "", given["标题"])
    syllables = [s for s in lazy_pinyin(title[:8], errors="ignore") if s.isascii() and s.isalnum()]
    tail = hashlib.sha256("|".join(given.get(k, "") for k in ("标题", "发文字号", "成文日期")).encode()).hexdigest()[:4]
    return "-".join([*syllables, tail])
