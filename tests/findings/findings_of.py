"""What the pipeline finds in a content folder, without making pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from plugins.catalogue.findings import Finding
from plugins.disclosure.build import Account, BuildStopped, read_column
from plugins.disclosure.section_pages import read_section, section_links
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.sources import scan

SETTINGS = ColumnSettings(
    site_name="示例市文化和旅游局政府信息公开", base_url="https://xxgk.example.gov.cn", agency="示例市文化和旅游局"
)
AS_OF = date(2026, 6, 1)


def read_account(content: Path, as_of: date = AS_OF, jobs: int = 1, **settings: object) -> tuple[Account, bool]:
    """The account of reading a content folder, and whether the build would go on."""
    account = Account()
    pages = scan(str(content), SETTINGS.pages_folder)
    account.findings += pages.findings
    sections = [read_section((content / page).read_bytes(), page) for page in pages.documents]
    account.findings += [f for _, findings in sections for f in findings]
    account.findings += section_links([source for source, _ in sections if source])
    chosen = replace(SETTINGS, **settings)  # type: ignore[arg-type]
    try:
        read_column(str(content), chosen, as_of, jobs, account, lambda stage, done, total: None)
    except BuildStopped as stopped:
        account.findings = list(stopped.findings)
        return account, False
    return account, True


def findings_of(content: Path, as_of: date = AS_OF) -> list[Finding]:
    """Every finding, in order."""
    return sorted(read_account(content, as_of)[0].findings)
