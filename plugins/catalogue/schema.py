"""The JSON Schema (2020-12) of front matter, made from the vocabulary so that the two cannot disagree."""

from __future__ import annotations

from typing import Any

from plugins.catalogue import tables, vocabulary
from plugins.catalogue.document import Disclosure
from plugins.catalogue.vocabulary import Field

_DAY = r"^(\d{4}-\d{1,2}-\d{1,2}|\d{4}年\d{1,2}月\d{1,2}日|\d{4}[/.]\d{1,2}[/.]\d{1,2})$"
_TEXT = {"type": ["string", "number"]}


def front_matter_schema() -> dict[str, Any]:
    """The schema of a document's front matter. Every key has its Chinese description; unknown keys are refused."""
    properties: dict[str, Any] = {}
    for field in vocabulary.fields():
        value = {"description": field.description, "examples": [field.example], **_value(field)}
        for name in field.names:
            properties[name] = value
    required = [
        {"anyOf": [{"required": [name]} for name in field.names]} for field in vocabulary.fields() if field.required
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "政府信息公开文件的文件信息",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "allOf": [*required, _grounds_required()],
    }


def _grounds_required() -> dict[str, Any]:
    """依申请公开 and 不予公开 need a reason (条例 Art. 14–16)."""
    disclosure, grounds = vocabulary.by_name()["disclosure"], vocabulary.by_name()["disclosure_grounds"]
    withheld = [d.value for d in Disclosure if d is not Disclosure.PROACTIVE]
    return {
        "if": {"anyOf": [{"properties": {n: {"enum": withheld}}, "required": [n]} for n in disclosure.names]},
        "then": {"anyOf": [{"required": [name]} for name in grounds.names]},
    }


def _value(field: Field) -> dict[str, Any]:
    if field.type == "date":
        day: dict[str, Any] = {"type": "string", "pattern": _DAY}
        if field.unknown_allowed:
            return {"anyOf": [day, {"const": tables.load("vocabulary")["labels"]["unknown_date"]}]}
        return day
    if field.type == "disclosure":
        return {"enum": [d.value for d in Disclosure] + list(tables.load("vocabulary")["disclosure_synonyms"])}
    if field.type == "choice":
        return {"enum": list(vocabulary.choices(field.choices))}
    if field.type in ("texts", "subjects"):
        return {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
    if field.type == "force":
        words = list(vocabulary.stated_force())
        return {"anyOf": [{"enum": words}, _mapping("force_keys", {"状态": {"enum": words}})]}
    if field.type == "relations":
        one = {"anyOf": [{"type": "string", "minLength": 1}, _mapping("relation_keys", {})]}
        return {"anyOf": [one, {"type": "array", "items": one}]}
    if field.type == "attachments":
        one = {"anyOf": [{"type": "string", "minLength": 1}, _mapping("attachment_keys", {})]}
        return {"anyOf": [one, {"type": "array", "items": one}]}
    return dict(_TEXT)


def _mapping(table: str, known: dict[str, Any]) -> dict[str, Any]:
    names: dict[str, str] = tables.load("vocabulary")[table]
    properties = {
        name: known.get(name, {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]})
        for name in (*names, *dict.fromkeys(names.values()))
    }
    return {"type": "object", "properties": properties, "additionalProperties": False}
