"""`make icons`: draw the installed app's icons from static/img/app-icon.svg, in the sizes systems want."""

from __future__ import annotations

from tests.support.chromium import chromium
from tests.support.processes import ROOT

SOURCE = ROOT / "static" / "img" / "app-icon.svg"
FOLDER = ROOT / "static" / "img" / "app"
ICONS = {
    "any-192": (192, 22),
    "any-512": (512, 22),
    "maskable-192": (192, 0),
    "maskable-512": (512, 0),
    "apple-touch-icon": (180, 0),
}
"""Name → size, and how round its corners are in percent; systems cut a square one to a shape of their own."""
PAGE = """<!doctype html><style>html, body {{ margin: 0; background: transparent }}
svg {{ display: block; width: {size}px; height: {size}px; border-radius: {round}% }}</style>{svg}"""


def main() -> None:
    """Draw them all."""
    svg = SOURCE.read_text()
    FOLDER.mkdir(exist_ok=True)
    with chromium() as browser:
        for name, (size, round_) in ICONS.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(PAGE.format(size=size, round=round_, svg=svg))
            page.screenshot(path=str(FOLDER / f"{name}.png"), omit_background=True)
            page.close()


if __name__ == "__main__":
    main()
