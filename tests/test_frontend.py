"""The shape of `static/js`: imports point down only, nothing goes in a circle, a name is of one thing."""

import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent / "static" / "js"
LAYERS = (
    ("core",),
    ("net",),
    ("store",),
    ("view",),
    ("ui/parts",),
    ("ui/composer",),
    ("ui/feed",),
    ("ui/room", "ui/list", "ui/dialogs", "ui/home"),
    ("ui/shell", "settings"),
    (".",),
)
"""From the bottom: a module imports its own folder and those below; folders in one row not each other."""
LEVELS = {folder: level for level, row in enumerate(LAYERS) for folder in row}
COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
IMPORT = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)["'](\.[^"']+)["']""")


def folder_of(path: Path) -> str:
    return path.parent.relative_to(SCRIPTS).as_posix()


def imports() -> dict[Path, set[Path]]:
    """Each module with those that it imports, at once or later; types in comments are no imports."""
    return {
        path: {
            (path.parent / name).resolve()
            for name in IMPORT.findall(COMMENT.sub("", path.read_text("utf-8")))
        }
        for path in SCRIPTS.rglob("*.js")
    }


def test_every_folder_has_a_layer():
    assert {folder_of(path) for path in SCRIPTS.rglob("*.js")} == set(LEVELS)


def test_imports_point_down():
    steps = [(path, other) for path, others in imports().items() for other in others]
    assert len(steps) > 300, "the imports were read"
    upward = [
        f"{path.relative_to(SCRIPTS)} imports {other.relative_to(SCRIPTS)}"
        for path, other in steps
        if folder_of(path) != folder_of(other) and LEVELS[folder_of(other)] >= LEVELS[folder_of(path)]
    ]
    assert upward == []


def test_imports_go_in_no_circle():
    try:
        TopologicalSorter(imports()).prepare()
    except CycleError as error:
        circle = " -> ".join(str(path.relative_to(SCRIPTS)) for path in error.args[1])
        raise AssertionError(f"a circle of imports: {circle}") from error


def test_no_two_modules_have_the_same_name():
    names = [path.name for path in SCRIPTS.rglob("*.js")]
    assert sorted({name for name in names if names.count(name) > 1}) == []
