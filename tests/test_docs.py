"""Documents that repeat what the code says repeat it to the letter."""

from __future__ import annotations

import re
from typing import Any

from config import Settings
from tests.support.processes import ROOT


def shown(default: Any) -> str:
    if isinstance(default, bool):
        default = "on" if default else "off"
    return "" if default in {"", ()} else f"`{default}`"


def test_the_settings_page_has_every_setting_as_the_code_describes_it() -> None:
    rows = [
        f"| `{name.upper()}` | {shown(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    page = (ROOT / "docs" / "settings.md").read_text().splitlines()
    assert [line for line in page if line.startswith("| `")] == rows


def test_the_list_of_documents_has_each_of_them_or_its_folder() -> None:
    docs = (ROOT / "docs").resolve()
    links = re.findall(r"\]\(([^)]+)\)", (docs / "README.md").read_text())
    listed = {(docs / link).resolve() for link in links}
    assert [path for path in listed if not path.exists()] == []
    listed |= {path.parent for path in listed if path.name == "README.md"}
    documents = set(docs.rglob("*.md")) - {docs / "README.md"}
    assert [path for path in documents if path not in listed and path.parent not in listed] == []
