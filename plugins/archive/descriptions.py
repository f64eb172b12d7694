"""What the bag says of itself: bag-info, provenance, RO-Crate, README."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from plugins.archive.verify import public_key
from plugins.catalogue import tables

CHINA = timezone(timedelta(hours=8))
"""The day of bagging is that of the people who bag: 中国标准时间, without summer time since 1992."""


@dataclass(frozen=True, slots=True)
class Description:
    """What every description of one bag draws on. `year` is '' for a whole bag and for the common part.

    `years_in_parts` are those whose documents lie in other parts; `part_number` of `part_count` is Bag-Count.
    """

    label: str
    group: str
    kind: str
    title: str
    organisation: str
    as_of: date
    epoch: int
    commit: str
    versions: Mapping[str, str]
    counts: Mapping[str, int]
    site_url: str
    retention: str
    public_key: str
    non_disclosure: Mapping[str, object]
    documents: int
    year: str = ""
    years_in_parts: Sequence[str] = field(default_factory=tuple)
    part_number: int = 1
    part_count: int = 1

    @property
    def bagging_date(self) -> str:
        """The day of SOURCE_DATE_EPOCH in China, ISO 8601."""
        return datetime.fromtimestamp(self.epoch, CHINA).date().isoformat()

    @property
    def summary(self) -> str:
        """What the bag is, in one line."""
        words: str = tables.load("archive")["bag_info"]["description"]
        return words.format(organisation=self.organisation, title=self.title, as_of=self.as_of)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def bag_info(about: Description, payload_bytes: int, payload_files: int) -> bytes:
    """bag-info.txt (RFC 8493, 2.2.2), with what Chinese archives ask for under names of our own."""
    words = tables.load("archive")["bag_info"]
    fields = [
        ("Source-Organization", about.organisation),
        ("External-Identifier", about.label),
        ("External-Description", about.summary),
        ("Bagging-Date", about.bagging_date),
        ("Payload-Oxum", f"{payload_bytes}.{payload_files}"),
        ("Bag-Group-Identifier", about.group),
        ("Bag-Count", f"{about.part_number} of {about.part_count}"),
        ("Internal-Sender-Identifier", about.commit),
        ("Bag-Software-Agent", "Gongkai"),
        ("Gongkai-Bag-Kind", about.kind),
        ("Source-Date-Epoch", str(about.epoch)),
        ("Archive-As-Of", about.as_of.isoformat()),
        ("Archive-Commit", about.commit),
        ("Archive-Documents", str(about.documents)),
        ("Archive-Scope", words["scope"]),
        ("Archive-Retention", about.retention or words["retention"]),
        ("Archive-Site", about.site_url),
        ("Archive-Authenticity", words["authenticity"]),
        ("Archive-Integrity", words["integrity"]),
        ("Archive-Usability", words["usability"]),
        ("Archive-Safety", words["safety"]),
    ]  # fmt: skip
    if about.public_key:
        key = public_key(about.public_key)
        fields.append(("Signing-Key-Id", key.name))
        line = next(line for line in about.public_key.splitlines() if _is_key(line))
        fields.append(("Signing-Public-Key", " ".join(line.split()[:2])))
    return "".join(f"{name}: {_one_line(value)}\n" for name, value in fields if value).encode("utf-8")


def _is_key(line: str) -> bool:
    try:
        public_key(line)
    except ValueError:
        return False
    return True


def _one_line(value: str) -> str:
    return " ".join(value.split())


def provenance(about: Description) -> bytes:
    """provenance.json: how the bag came to be, and the statement of what is not in it."""
    statement = tables.load("archive")["statement"]
    return _json(
        {
            "name": about.label,
            "organisation": about.organisation,
            "as_of": about.as_of.isoformat(),
            "commit": about.commit,
            "SOURCE_DATE_EPOCH": about.epoch,
            "time": datetime.fromtimestamp(about.epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "versions": dict(sorted(about.versions.items())),
            "counts": dict(sorted(about.counts.items())),
            "kind": about.kind,
            "year": about.year,
            "years_in_parts": list(about.years_in_parts),
            "non_disclosure": {**statement, **dict(sorted(about.non_disclosure.items()))},
        }
    )


def ro_crate(about: Description, web_archive: str, *, sources: bool) -> bytes:
    """ro-crate-metadata.json (RO-Crate 1.1) of the payload folder. Folders stand for the files in them."""
    published = datetime.fromtimestamp(about.epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    named: list[dict[str, Any]] = [
        {"@id": "site/", "@type": "Dataset", "name": "网站 · site"},
        *([{"@id": "sources/", "@type": "Dataset", "name": "源文件 · sources"}] if sources else []),
        {"@id": "catalogue/", "@type": "Dataset", "name": "目录 · catalogue"},
        _file("catalogue/documents.csv", "目录 · documents", "text/csv"),
        _file("catalogue/documents.jsonl", "目录 · documents", "application/jsonl"),
        _file("catalogue/events.csv", "事件 · events", "text/csv"),
        _file("catalogue/catalogue.sqlite", "目录 · documents and events", "application/vnd.sqlite3"),
        _file("catalogue/schema.json", "字段说明 · schema", "application/schema+json"),
        _file(web_archive, "网页档案 · web archive", "application/wacz"),
        _file("provenance.json", "制作说明 · provenance", "application/json"),
        _file("tombstones.json", "撤回记录 · tombstones", "application/json"),
        _file("README.txt", "读我 · read me", "text/plain"),
    ]  # fmt: skip
    root = {
        "@id": "./",
        "@type": "Dataset",
        "identifier": about.label,
        "name": f"{about.title} {about.as_of}",
        "description": about.summary,
        "datePublished": published,
        "license": {"@id": "#licence"},
        "publisher": {"@id": "#organisation"},
        "temporalCoverage": about.as_of.isoformat(),
        "version": about.commit,
        "hasPart": [{"@id": item["@id"]} for item in named],
    }
    return _json(
        {
            "@context": "https://w3id.org/ro/crate/1.1/context",
            "@graph": [
                {
                    "@id": "ro-crate-metadata.json",
                    "@type": "CreativeWork",
                    "about": {"@id": "./"},
                    "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
                },
                root,
                {"@id": "#organisation", "@type": "Organization", "name": about.organisation},
                {
                    "@id": "#licence",
                    "@type": "CreativeWork",
                    "name": "政府公开信息 · public government information",
                },
                *named,
            ],
        }
    )


def _file(path: str, name: str, media_type: str) -> dict[str, Any]:
    return {"@id": path, "@type": "File", "name": name, "encodingFormat": media_type}


def readme(about: Description) -> bytes:
    """README.txt: Chinese, then English, for somebody who has never heard of this project."""
    words = tables.load("archive")
    part = {"zh": "", "en": ""}
    if about.kind == "common":
        part = {"zh": words["readme"]["parts_common_zh"], "en": words["readme"]["parts_common_en"]}
    elif about.kind == "part":
        common = f"{about.group}.zip"
        part = {
            language: words["readme"][f"parts_year_{language}"].format(year=about.year, common=common)
            for language in ("zh", "en")
        }
    text: str = words["readme"]["text"].format(
        title=about.title,
        underline="=" * 40,
        organisation=about.organisation,
        as_of=about.as_of.isoformat(),
        documents=about.documents,
        commit=about.commit,
        parts_zh=part["zh"],
        parts_en=part["en"],
        mapping_zh="\n".join(f"  {row['requirement']}：{row['where']}" for row in words["mapping"]),
        mapping_en="\n".join(f"  {row['en']} ({row['requirement']})" for row in words["mapping"]),
    )
    return text.lstrip("\n").encode("utf-8")
