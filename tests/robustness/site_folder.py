"""Content folders for tests: documents of invented text, written where they are asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

AGENCY = "示例市文化和旅游局"
CLEAN: dict[str, Any] = {
    "标题": "示例市公共书屋管理办法",
    "索引号": "SL/2024-00001",
    "发文机关": AGENCY,
    "发文字号": "示文旅规〔2024〕1号",
    "成文日期": "2024-03-01",
    "发布日期": "2024-03-05",
    "施行日期": "2024-04-01",
    "分类": "行政规范性文件",
    "公开属性": "主动公开",
    "内容概述": "规定公共书屋的开放时间和借阅规则。",
}
"""The fields of a document in which nothing is wrong."""
BODY = "第一条　公共书屋每日开放。\n\n第二条　图书可以借阅三十日。\n"


def document_text(fields: Mapping[str, Any], body: str = BODY) -> str:
    """A source file's text. Values are written as JSON, which YAML reads; a line a field, in the order given."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    return "\n".join(["---", *lines, "---", "", body])


def numbered(serial: int, **changes: Any) -> dict[str, Any]:
    """The clean fields with a title, an index number and a 发文字号 of their own; a change to None leaves a field out."""
    own = {
        "标题": f"示例市第{serial}号公共书屋管理办法",
        "索引号": f"SL/2024-{serial:05d}",
        "发文字号": f"示文旅规〔2024〕{serial}号",
    }
    return {key: value for key, value in {**CLEAN, **own, **changes}.items() if value is not None}


@dataclass
class SiteFolder:
    """A content folder being written."""

    root: Path
    paths: list[str] = field(default_factory=list)

    def add(self, name: str, fields: Mapping[str, Any], body: str = BODY) -> Path:
        """Write the document `documents/NAME.md`."""
        return self.write(f"documents/{name}.md", document_text(fields, body).encode())

    def write(self, path: str, data: bytes) -> Path:
        """Write a file of any kind, at a path relative to the content folder."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        self.paths.append(path)
        return file
