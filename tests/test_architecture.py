"""The house, checked: a door translates, a service decides, a row remembers; imports point down only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from app.snapshots import MessageSnapshot
from tests.support.processes import ROOT

LAYERS: list[set[str]] = [
    {"main"},
    {"app.factory"},  # the one file that knows every layer
    {"app.api", "app.contracts", "app.pages", "app.sockets", "app.terminal", "app.cli"},  # the doors
    {"app.engine"},
    {"app.http"},
    {"app.wire"},
    {"app.i18n"},
    {"app.services"},
    {"app.jobs"},
    {"app.limits"},
    {"app.storage"},
    {"app.realtime"},
    {"app.events"},
    {"app.snapshots"},
    {"app.models"},
    {"app.extensions"},
    {"app.logs", "app.migrating"},
    {"config"},
    {"app.serving"},
    {"app.client"},  # a program of its own; main.py only leads to it
    {"app.timers"},
    {"app", "app.clock", "app.concurrency", "app.databases", "app.exceptions", "app.memory"},
    {"app.translations"},
]
"""Who may use whom: a module only what stands below its own line, or is of its own package."""

DOORS = LAYERS[2]
MAY_USE_MODELS = {"app.services", "app.jobs", "app.models"}
WITHOUT_WEB = {
    "app.services", "app.jobs", "app.realtime", "app.events", "app.snapshots", "app.models", "app.clock",
    "app.timers", "app.databases", "app.exceptions", "config",
}  # fmt: skip
WEB = {
    "flask",
    "flask_babel",
    "flask_jwt_extended",
    "flask_socketio",
    "socketio",
    "engineio",
    "werkzeug",
    "jinja2",
}
MAY_USE_EVENTLET = {"main", "app.concurrency"}
MAY_READ_ENVIRONMENT = {
    "config",
    "main",  # ASYNC_MODE and LOG_FORMAT alone: what must be known before config is read
    "app.client.environment",
}
MAY_COMMIT = {
    "app.storage.writer",
    "app.storage.unit",  # the ORM session's savepoint within the writer's transaction
    "app.migrating",  # before anything is served
    "app.databases.postgresql",  # what a session is set to lasts only once that is committed
}
ROOM_TYPES = {"lobby", "group", "dm", "support"}
MAY_TELL_ROOM_TYPES = {
    "app.services.room_types",  # the policy
    "app.services.opening",  # makes a room of the type that is asked for
    "app.pages.views",  # what each type is called there
    "app.terminal.rendering",
}
"""Everybody else asks `room_types.of(room.type)`."""
MAKES = {
    "MessageSnapshot": {"app.services.mappers", "app.pages.styleguide"},  # the guide's are made up
    "NewMessage": {"app.services.messages"},
}
"""Where alone these are put together, so that a new field has one place."""
MAY_COUNT = {
    "app.sockets.handshake": {"reading"},  # connections
    "app.contracts.handshake": {"reading"},
    "app.sockets.commands": {"reading"},  # questions on a connection, as `app.http.requests` counts requests
    "app.contracts.router": {"reading"},
    "app.terminal.commands": {"reading"},
    "app.terminal.connection": {"line"},  # lines, whoever types them
    "app.pages.avatars": {"hit", "LOOK_UPS"},  # requests of an address
}
"""What doors ask of `app.limits`: what is no service's call."""
HAVE_OTHER_TYPES = {"app.services.markdown", "app.realtime.link"}  # those of tokens, and of Redis
MODULE_LINES = 250
FUNCTION_LINES = 40


class Module:
    """One source file: its dotted name, its tree, and what it imports."""

    def __init__(self, path: Path) -> None:
        parts = path.relative_to(ROOT).with_suffix("").parts
        self.name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        self.is_package = parts[-1] == "__init__"
        self.text = path.read_text()
        self.tree = ast.parse(self.text)

    @property
    def place(self) -> str:
        """The name in `LAYERS` that this module belongs to."""
        return place_of(self.name)

    def imports(self) -> Iterator[str]:
        """The dotted names of all that is imported, anywhere in the file, also for types only."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                source = self._absolute(node)
                for alias in node.names:
                    full = f"{source}.{alias.name}"
                    yield full if full in NAMES else source

    def own_imports(self) -> set[str]:
        """The modules of ours among them."""
        return {name for name in self.imports() if name.split(".")[0] in {"app", "config", "main"}}

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        base = parts[: len(parts) - node.level + self.is_package]
        return ".".join([*base, *([node.module] if node.module else [])])

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function, methods and inner ones too."""
        return (n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def place_of(name: str) -> str:
    """`app.services.rooms` is of `app.services`; what is in no layer is an error."""
    names = {n for layer in LAYERS for n in layer}
    parts = name.split(".")
    for size in range(len(parts), 0, -1):
        place = ".".join(parts[:size])
        if place in names and (place != "app" or name == "app"):
            return place
    raise AssertionError(f"{name} has no place in LAYERS: give it one")


def level(place: str) -> int:
    """The line of `LAYERS`, counted from the top."""
    return next(number for number, layer in enumerate(LAYERS) if place in layer)


PATHS = [ROOT / "main.py", ROOT / "config.py", *sorted((ROOT / "app").rglob("*.py"))]
NAMES = {
    ".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for p in PATHS
}  # fmt: skip
MODULES = [Module(path) for path in PATHS]


def test_imports_point_down() -> None:
    assert [
        f"{module.name} may not import {name}"
        for module in MODULES
        for name in module.own_imports()
        if place_of(name) != module.place and level(place_of(name)) <= level(module.place)
    ] == []


def test_doors_do_not_know_each_other() -> None:
    assert [
        f"{module.name} imports the door {name}"
        for module in MODULES
        if module.place in DOORS
        for name in module.own_imports()
        if place_of(name) in DOORS - {module.place}
    ] == []


def test_rows_are_for_services() -> None:
    assert [
        f"{module.name} imports rows from {name}"
        for module in MODULES
        if module.place not in MAY_USE_MODELS
        for name in module.own_imports()
        if place_of(name) == "app.models"
    ] == []


def test_services_and_what_is_below_never_see_the_web() -> None:
    assert [
        f"{module.name} imports {name}"
        for module in MODULES
        if module.place in WITHOUT_WEB
        for name in module.imports()
        if name.split(".")[0] in WEB
    ] == []


def test_eventlet_stays_in_its_corner() -> None:
    assert [
        f"{module.name} imports {name}"
        for module in MODULES
        if module.name not in MAY_USE_EVENTLET
        for name in module.imports()
        if name.split(".")[0] == "eventlet"
    ] == []


def test_only_config_reads_the_environment() -> None:
    assert [
        f"{module.name}:{getattr(node, 'lineno', 0)} reads the environment"
        for module in MODULES
        if module.name not in MAY_READ_ENVIRONMENT
        for node in ast.walk(module.tree)
        if _reads_environment(node)
    ] == []


def _reads_environment(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}" in {"os.environ", "os.environb", "os.getenv"}
    if isinstance(node, ast.ImportFrom) and node.module == "os":
        return bool({alias.name for alias in node.names} & {"environ", "environb", "getenv"})
    return False


def test_only_the_writer_commits() -> None:
    assert [
        f"{module.name}:{node.lineno} ends a transaction itself"
        for module in MODULES
        if module.name not in MAY_COMMIT
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "rollback"}
    ] == []


def test_only_the_policy_tells_room_types_apart() -> None:
    assert [
        f"{module.name}:{getattr(node, 'lineno', 0)} tells room types apart: {ast.unparse(node)}"
        for module in MODULES
        if module.place != "app.client"  # a program of its own, which knows what travels
        and module.name not in MAY_TELL_ROOM_TYPES | HAVE_OTHER_TYPES
        for node in ast.walk(module.tree)
        if _tells_room_types(node)
    ] == []


def _tells_room_types(node: ast.AST) -> bool:
    """A type or the name of one compared, or names of types as a set, a list, or the keys of a table."""
    match node:
        case ast.Compare():
            return any(_is_type(one) or _is_type_name(one) for one in (node.left, *node.comparators))
        case ast.Call(func=ast.Attribute(value=value, attr="in_")):
            return _is_type(value) and any(_is_type_name(one) for arg in node.args for one in ast.walk(arg))
        case ast.Dict(keys=names) | ast.Set(elts=names) | ast.List(elts=names):
            return bool(names) and all(_is_type_name(one) for one in names)
        case ast.MatchValue(value=value):
            return _is_type_name(value)
    return False


def _is_type(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(attr="type") | ast.Subscript(slice=ast.Constant(value="type")):
            return True
    return False


def _is_type_name(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and node.value in ROOM_TYPES


@pytest.mark.parametrize(
    "source",
    [
        'room.type == "dm"',
        "other != rooms.c.type",
        'room["type"] in FEW',
        '"group" != wanted',
        'Room.type.in_(("dm", "group"))',
        '{"dm", "support"}',
        '{"lobby": 1}',
    ],
)
def test_the_rule_of_room_types_finds_them(source: str) -> None:
    assert any(_tells_room_types(node) for node in ast.walk(ast.parse(source)))


def test_limits_are_asked_for_in_services() -> None:
    assert {
        module.name: {
            node.attr
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "limits"
        }
        for module in MODULES
        if module.place in DOORS and any(place_of(name) == "app.limits" for name in module.own_imports())
    } == MAY_COUNT


def test_a_message_is_put_together_in_one_place() -> None:
    assert {
        name: {
            module.name
            for module in MODULES
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name
        }
        for name in MAKES
    } == MAKES


def test_the_snapshot_of_a_message_has_all_of_its_fields() -> None:
    """A field with a default would be its default for ever, and nobody would notice."""
    (made,) = (
        node
        for node in ast.walk(ast.parse((ROOT / "app/services/mappers.py").read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "MessageSnapshot"
    )
    assert {keyword.arg for keyword in made.keywords} == {field.name for field in fields(MessageSnapshot)}


def test_nothing_is_long() -> None:
    modules = [(module.name, module.text.count("\n")) for module in MODULES]
    functions = [
        (f"{module.name}.{function.name}", (function.end_lineno or 0) - function.lineno + 1)
        for module in MODULES
        for function in module.functions()
    ]
    assert [f"{name} has {lines} lines" for name, lines in modules if lines > MODULE_LINES] == []
    assert [f"{name} has {lines} lines" for name, lines in functions if lines > FUNCTION_LINES] == []


def test_services_say_what_they_promise() -> None:
    assert [
        f"{module.name}.{node.name} has no docstring"
        for module in MODULES
        if module.place in {"app.services", "app.jobs", "app.realtime"}
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ] == []
