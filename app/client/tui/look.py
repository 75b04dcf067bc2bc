"""The palette: batik sogan, the web app's colours, in a dark and a light theme."""

from __future__ import annotations

from textual.content import Content
from textual.theme import Theme

HUES = 8
"""So many colours tell people apart: `$hue-0` to `$hue-7`."""

_DARK_HUES = ("#ffb894", "#f0cf74", "#b9dba0", "#97dccf", "#b3c8ff", "#cfbcff", "#ffafc8", "#dfcab2")
_LIGHT_HUES = ("#9a3c12", "#7a5804", "#3d6a1e", "#0c625a", "#2a4fa8", "#5a37a6", "#9c1d50", "#6b5138")


def _hues(colours: tuple[str, ...]) -> dict[str, str]:
    return {f"hue-{number}": colour for number, colour in enumerate(colours)}


DARK = Theme(
    name="ngobrol-dark",
    dark=True,
    primary="#f29c6c",
    secondary="#aac0ff",
    accent="#f29c6c",
    foreground="#f4eadd",
    background="#16120f",
    surface="#211b17",
    panel="#2d251f",
    success="#7fc790",
    warning="#f0cf74",
    error="#ff96aa",
    variables={
        "ink-soft": "#bcab98",
        "ink-faint": "#94816d",
        "line": "#3a3029",
        "sunken": "#1c1713",
        "row": "#33291f",
        "on-accent": "#2a1107",
        "border": "#aac0ff",
        "border-blurred": "#5a4b3e",
        "button-focus-text-style": "bold",
        "block-cursor-foreground": "#2a1107",
        "block-cursor-background": "#f29c6c",
        "input-cursor-background": "#f29c6c",
        "input-cursor-foreground": "#2a1107",
        "input-selection-background": "#6a3d27",
        "scrollbar": "#4a3d33",
        "scrollbar-hover": "#6a5849",
        "scrollbar-active": "#87745f",
        "scrollbar-background": "#16120f",
        "scrollbar-background-hover": "#16120f",
        "scrollbar-background-active": "#16120f",
        **_hues(_DARK_HUES),
    },
)

LIGHT = Theme(
    name="ngobrol-light",
    dark=False,
    primary="#a8421a",
    secondary="#2c4a9a",
    accent="#a8421a",
    foreground="#2b2019",
    background="#fffdf9",
    surface="#faf5ee",
    panel="#eadfce",
    success="#3a7d4c",
    warning="#8a6206",
    error="#a1143c",
    variables={
        "ink-soft": "#655546",
        "ink-faint": "#857362",
        "line": "#e3d6c4",
        "sunken": "#f6efe5",
        "row": "#eee2d2",
        "on-accent": "#fffaf5",
        "border": "#2c4a9a",
        "border-blurred": "#c4b29c",
        "button-focus-text-style": "bold",
        "block-cursor-foreground": "#fffaf5",
        "block-cursor-background": "#a8421a",
        "input-cursor-background": "#a8421a",
        "input-cursor-foreground": "#fffaf5",
        "input-selection-background": "#edc9ae",
        "scrollbar": "#d8c8b3",
        "scrollbar-hover": "#bfab92",
        "scrollbar-active": "#94806a",
        "scrollbar-background": "#fffdf9",
        "scrollbar-background-hover": "#fffdf9",
        "scrollbar-background-active": "#fffdf9",
        **_hues(_LIGHT_HUES),
    },
)

MARK = Content.assemble(("❖ ", "$accent bold"), ("ngobrol", "bold"))
"""The name, with the flower of the logo as far as a terminal can draw it."""
