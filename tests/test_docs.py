"""Documents that repeat what the code says repeat it to the letter."""

from __future__ import annotations

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
